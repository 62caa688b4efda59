// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/personal_folders.h"

#include <QDir>
#include <QFile>
#include <pwd.h>
#include <unistd.h>
#include <vector>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

struct Place
{
    const char *variable;
    QLatin1StringView atHome;
};

Place placeOf(PersonalFolder kind)
{
    switch (kind) {
    case PersonalFolder::Data:
        return {"XDG_DATA_HOME", "/.local/share"_L1};
    case PersonalFolder::Config:
        return {"XDG_CONFIG_HOME", "/.config"_L1};
    case PersonalFolder::State:
        break;
    }
    return {"XDG_STATE_HOME", "/.local/state"_L1};
}

// Empty where it is not set or relative, which the specification has ignored.
QString absoluteIn(const char *variable)
{
    const QString path = QFile::decodeName(qgetenv(variable));
    return path.startsWith(u'/') ? QDir::cleanPath(path) : QString();
}

QString homeOfUser()
{
    constexpr size_t enough = 64 * 1024;
    std::vector<char> buffer(enough);
    passwd entry{};
    passwd *found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
        return {};
    const QString path = QFile::decodeName(found->pw_dir);
    return path.startsWith(u'/') ? QDir::cleanPath(path) : QString();
}

std::unexpected<Error> homeless(const QString &rest)
{
    return failure(
        ErrorCode::Invalid, u"find home"_s, {},
        u"There is no home folder: HOME is not set to one, and the system's list of users names none for the "
        "user %1. Set HOME%2."_s.arg(QString::number(::geteuid()), rest));
}

} // namespace

QString homeFolder()
{
    const QString given = absoluteIn("HOME");
    return given.isEmpty() ? homeOfUser() : given;
}

Result<QString> expandedHome(const QString &path)
{
    if (path != "~"_L1 && !path.startsWith("~/"_L1))
        return path;
    const QString home = homeFolder();
    if (home.isEmpty())
        return homeless(u", or write the whole path"_s);
    return home + path.sliced(1);
}

Result<QString> pulseFolder(PersonalFolder kind)
{
    const Place place = placeOf(kind);
    if (const QString given = absoluteIn(place.variable); !given.isEmpty())
        return given + "/pulse"_L1;
    const QString home = homeFolder();
    if (home.isEmpty())
        return homeless(u" or "_s + QLatin1StringView(place.variable));
    return QDir::cleanPath(home + place.atHome) + "/pulse"_L1;
}

void settleHome()
{
    if (!absoluteIn("HOME").isEmpty())
        return;
    if (const QString home = homeOfUser(); !home.isEmpty())
        qputenv("HOME", QFile::encodeName(home));
}

} // namespace pulse
