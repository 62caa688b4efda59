// SPDX-License-Identifier: Apache-2.0
#include "credential_helper.h"

#include <QProcess>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

constexpr int longestRun = 30'000; // milliseconds

} // namespace

QByteArray CredentialHelper::describe(const Credential *credential) const
{
    QByteArray text = "protocol=" + m_place.scheme().toUtf8() + "\nhost=" + m_place.host(QUrl::FullyEncoded).toUtf8();
    if (m_place.port() != -1)
        text += ':' + QByteArray::number(m_place.port());
    text += '\n';
    const QString user = credential != nullptr ? credential->user : m_place.userName();
    const auto isLine = [](const QString &value) { // a helper may take any control character for the end of one
        return std::ranges::none_of(value, [](QChar c) { return c < u' ' || c == QChar(0x7F); });
    };
    if (!user.isEmpty() && isLine(user))
        text += "username=" + user.toUtf8() + '\n';
    if (credential != nullptr && isLine(credential->secret))
        text += "password=" + credential->secret.toUtf8() + '\n';
    return text + '\n';
}

QByteArray CredentialHelper::run(const QString &action, const QByteArray &input, const std::stop_token &stop) const
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys()) {
        if (name.startsWith(u"GIT_") && name != u"GIT_CONFIG_GLOBAL" && name != u"GIT_CONFIG_SYSTEM" &&
            name != u"GIT_CONFIG_NOSYSTEM")
            environment.remove(name);
    }
    environment.insert(u"GIT_TERMINAL_PROMPT"_s, u"0"_s);
    environment.insert(u"GIT_ASKPASS"_s, u"true"_s);
    environment.insert(u"SSH_ASKPASS"_s, u"true"_s);
    environment.insert(u"GIT_CEILING_DIRECTORIES"_s, u"/"_s);
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(u"/"_s);
    process.setProgram(u"git"_s);
    process.setArguments({u"credential"_s, action});
    process.start();
    if (!process.waitForStarted())
        return {};
    process.write(input);
    process.closeWriteChannel();
    for (int waited = 0; !process.waitForFinished(100); waited += 100) {
        if (stop.stop_requested() || waited >= longestRun) {
            process.kill();
            process.waitForFinished();
            return {};
        }
    }
    return process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0 ? process.readAllStandardOutput()
                                                                                   : QByteArray();
}

std::optional<Credential> CredentialHelper::fill(const std::stop_token &stop) const
{
    Credential credential;
    bool hasSecret = false;
    for (const QByteArray &line : run(u"fill"_s, describe(nullptr), stop).split('\n')) {
        if (line.startsWith("username="))
            credential.user = QString::fromUtf8(line.sliced(9));
        if (line.startsWith("password=")) {
            credential.secret = QString::fromUtf8(line.sliced(9));
            hasSecret = !credential.secret.isEmpty();
        }
    }
    return hasSecret ? std::optional(credential) : std::nullopt;
}

void CredentialHelper::approve(const Credential &credential) const
{
    (void)run(u"approve"_s, describe(&credential), {});
}

void CredentialHelper::reject(const Credential &credential) const
{
    (void)run(u"reject"_s, describe(&credential), {});
}

} // namespace pulse::git
