// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/servers.h"

#include <QDir>
#include <QFile>
#include <dlfcn.h>

using namespace Qt::StringLiterals;

namespace pulse::test {

KeyringServer::KeyringServer()
    : TestServer({.script = u"keyring.sh"_s,
                  .ports = 0,
                  .variables = {{u"PASSWORD"_s, u"throw-away-wonder"_s}},
                  .asTheTestsUser = true})
{}

QString KeyringServer::busAddress() const
{
    return u"unix:path="_s + file(u"run/bus"_s);
}

// What is loaded is found by its name when it is asked for again, wherever it came from.
QString KeyringServer::loadLibrary()
{
    if (dlopen("libsecret-1.so.0", RTLD_NOW | RTLD_GLOBAL))
        return {};
    const QDir all(qEnvironmentVariable("PULSE_SERVERS_ROOT") + "/usr/lib"_L1);
    const QStringList folders = all.entryList({u"*-linux-gnu"_s}, QDir::Dirs);
    if (folders.size() != 1)
        return u"There is no folder of libraries in %1."_s.arg(all.path());
    for (const auto &name : {u"libgpg-error.so.0"_s, u"libgcrypt.so.20"_s, u"libsecret-1.so.0"_s}) {
        const QString path = all.filePath(folders.front() + u'/' + name);
        if (!dlopen(QFile::encodeName(path).constData(), RTLD_NOW | RTLD_GLOBAL))
            return QString::fromLocal8Bit(dlerror());
    }
    return {};
}

void KeyringServer::stop()
{
    require(u"stop"_s);
}

void KeyringServer::restartLocked()
{
    require(u"lock"_s);
}

void KeyringServer::restartUnlocked()
{
    require(u"unlock"_s);
}

void KeyringServer::require(const QString &word)
{
    if (const QString why = command({word}); !why.isEmpty())
        qFatal("the keyring: %s\n%s", qUtf8Printable(why), qUtf8Printable(log()));
}

} // namespace pulse::test
