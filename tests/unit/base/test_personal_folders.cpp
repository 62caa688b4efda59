// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/personal_folders.h"

#include <QTest>
#include <pwd.h>
#include <unistd.h>

using namespace pulse;
using namespace Qt::StringLiterals;

class BasePersonalFolders : public QObject
{
    Q_OBJECT

    static QString homeInTheList()
    {
        const passwd *entry = ::getpwuid(::geteuid());
        return entry ? QString::fromUtf8(entry->pw_dir) : QString();
    }

private Q_SLOTS:
    void init()
    {
        qputenv("HOME", "/home/ada");
        for (const char *variable : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"})
            qunsetenv(variable);
    }

    void areAtHome()
    {
        QCOMPARE(homeFolder(), u"/home/ada"_s);
        QCOMPARE(*pulseFolder(PersonalFolder::Data), u"/home/ada/.local/share/pulse"_s);
        QCOMPARE(*pulseFolder(PersonalFolder::Config), u"/home/ada/.config/pulse"_s);
        QCOMPARE(*pulseFolder(PersonalFolder::State), u"/home/ada/.local/state/pulse"_s);
        QCOMPARE(*expandedHome(u"~/prompts"_s), u"/home/ada/prompts"_s);
        QCOMPARE(*expandedHome(u"~"_s), u"/home/ada"_s);
        QCOMPARE(*expandedHome(u"~ada/prompts"_s), u"~ada/prompts"_s);
        qputenv("HOME", "/");
        QCOMPARE(*pulseFolder(PersonalFolder::Data), u"/.local/share/pulse"_s);
    }

    void areWhereAVariableSays()
    {
        qputenv("XDG_DATA_HOME", "/srv/data/");
        qputenv("XDG_CONFIG_HOME", "relative"); // which the specification has ignored
        QCOMPARE(*pulseFolder(PersonalFolder::Data), u"/srv/data/pulse"_s);
        QCOMPARE(*pulseFolder(PersonalFolder::Config), u"/home/ada/.config/pulse"_s);
    }

    void areAtTheHomeOfTheUserWithoutHOME()
    {
        if (!homeInTheList().startsWith(u'/'))
            QSKIP("The system knows no home of this user.");
        for (const char *none : {"", "relative"}) {
            qputenv("HOME", none);
            QCOMPARE(homeFolder(), homeInTheList());
        }
        qunsetenv("HOME");
        QCOMPARE(homeFolder(), homeInTheList());
        settleHome();
        QCOMPARE(qgetenv("HOME"), homeInTheList().toUtf8());
        qputenv("HOME", "/home/ada");
        settleHome();
        QCOMPARE(qgetenv("HOME"), "/home/ada");
    }
};

QTEST_GUILESS_MAIN(BasePersonalFolders)
#include "test_personal_folders.moc"
