// SPDX-License-Identifier: Apache-2.0
#include "library_fixture.h"
#include "pulse/library/profiles.h"
#include "pulse/library/settings.h"

#include <QTemporaryDir>
#include <thread>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

class TestProfiles : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path() const { return m_folder.filePath(u"config/pulse.conf"_s); }

    QByteArray text() const
    {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QByteArray &bytes) const
    {
        QVERIFY(QDir().mkpath(QFileInfo(path()).path()));
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(bytes);
    }
    std::shared_ptr<Settings> settings() const { return std::make_shared<Settings>(path()); }

    static LibraryProfile team()
    {
        LibraryProfile profile;
        profile.name = u"team"_s;
        profile.url = QUrl(u"s3://prompts/team"_s);
        profile.user = u"AKIAEXAMPLE"_s;
        profile.settings = {{u"region"_s, u"eu-central-1"_s}};
        profile.writeThrough = true;
        profile.syncInterval = std::chrono::seconds(60);
        profile.layers = QStringList{u"cache"_s};
        profile.mirror = u"backup"_s;
        return profile;
    }

private slots:
    void cleanup()
    {
        QFile::remove(path());
        for (const char *name : {"PULSE_ENVIRONMENT", "PULSE_LIBRARY_TEAM_REGION", "PULSE_LIBRARY_TEAM_READ_ONLY",
                                 "PULSE_LIBRARY_CI_URL", "PULSE_LIBRARY_CI_REGION", "PULSE_LIBRARY_TEAM_EAST_REGION",
                                 "PULSE_LIBRARY_TEAM_PASSWORD", "PULSE_LIBRARY_DEFAULT", "PULSE_AUTHOR"})
            qunsetenv(name);
    }

    void readsBackWhatWasAdded()
    {
        Profiles profiles(settings());
        VERIFY_OK(profiles.add(team()));
        const auto again = Profiles(settings()).find(u"TEAM"_s);
        VERIFY_OK(again);
        QCOMPARE(*again, team());
        VERIFY_FAILS(profiles.add(team()), ErrorCode::AlreadyExists);
        VERIFY_FAILS(profiles.find(u"tame"_s), ErrorCode::NotFound);
        VERIFY_OK(profiles.remove(u"team"_s));
        VERIFY_FAILS(profiles.find(u"team"_s), ErrorCode::NotFound);
        VERIFY_FAILS(profiles.remove(u"team"_s), ErrorCode::NotFound);
    }

    void whatPulseDoesNotKnowSurvives()
    {
        const QByteArray before = "# mine\n[library \"team\"]\n# about it\nurl = /srv/team\nshade = blue\n\n"
                                  "[remote \"origin\"]\nurl = elsewhere\n\n# the last\n[window]\ntheme = dark\n";
        write(before);
        Profiles profiles(settings());
        VERIFY_OK(profiles.setOption(u"team"_s, u"read-only"_s, u"true"_s));
        QByteArray expected = before;
        expected.replace("shade = blue\n", "shade = blue\nread-only = true\n");
        QCOMPARE(text(), expected);
        VERIFY_OK(profiles.unsetOption(u"team"_s, u"read-only"_s));
        QCOMPARE(text(), before);
        VERIFY_OK(profiles.remove(u"team"_s));
        QCOMPARE(text(), QByteArray("# mine\n\n[remote \"origin\"]\nurl = elsewhere\n\n# the last\n[window]\n"
                                    "theme = dark\n"));
    }

    void whoeverIsNearerWins()
    {
        write("author = file\n[library \"team\"]\nurl = s3://prompts\nregion = file\n"
              "[environment \"production\"]\nlibrary = team\nlibrary.team.region = production\nauthor = production\n");
        const auto regionNow = [this] {
            const auto found = Profiles(settings()).find(u"team"_s);
            return found ? found->settings.at(u"region"_s) : found.error().message();
        };
        QCOMPARE(regionNow(), u"file"_s);
        QCOMPARE(settings()->text(setting::libraryDefault), QString());

        qputenv("PULSE_ENVIRONMENT", "Production");
        QCOMPARE(regionNow(), u"production"_s);
        QCOMPARE(settings()->text(setting::author), u"production"_s);
        QCOMPARE(settings()->origin(setting::author), u"environment Production"_s);
        QCOMPARE(settings()->text(setting::libraryDefault), u"team"_s);

        qputenv("PULSE_LIBRARY_TEAM_REGION", "variable");
        qputenv("PULSE_AUTHOR", "variable");
        QCOMPARE(regionNow(), u"variable"_s);
        QCOMPARE(settings()->text(setting::author), u"variable"_s);
        const auto values = Profiles(settings()).values(u"team"_s);
        VERIFY_OK(values);
        const auto region = std::ranges::find(*values, u"region"_s, &ProfileValue::key);
        QVERIFY(region != values->end());
        QCOMPARE(region->origin, u"PULSE_LIBRARY_TEAM_REGION"_s);
    }

    void aFlagChoosesTheEnvironmentOverAll()
    {
        write(
            "environment = staging\n[environment \"staging\"]\nauthor = s\n[environment \"production\"]\nauthor = p\n");
        const auto chosen = settings();
        Profiles profiles(chosen);
        QCOMPARE(chosen->text(setting::author), u"s"_s);
        VERIFY_OK(profiles.useEnvironment(u"production"_s));
        QCOMPARE(chosen->text(setting::author), u"p"_s);
        VERIFY_OK(chosen->set(u"editor.wrap"_s, u"no"_s)); // writing does not forget it
        QCOMPARE(chosen->text(setting::author), u"p"_s);
        VERIFY_FAILS(profiles.useEnvironment(u"prod"_s), ErrorCode::NotFound);
        VERIFY_OK(profiles.useEnvironment({}));
        QCOMPARE(chosen->text(setting::author), u"s"_s);
    }

    void nothingIsFoundUnderAnUnknownEnvironment()
    {
        write("[library \"team\"]\nurl = /srv/team\n");
        qputenv("PULSE_ENVIRONMENT", "production");
        const Profiles profiles(settings());
        VERIFY_FAILS(profiles.activeEnvironment(), ErrorCode::NotFound);
        VERIFY_FAILS(profiles.find(u"team"_s), ErrorCode::NotFound);
    }

    void variablesMakeProfiles()
    {
        qputenv("PULSE_LIBRARY_CI_URL", "s3://ci");
        qputenv("PULSE_LIBRARY_CI_REGION", "here");
        const auto found = Profiles(settings()).find(u"ci"_s);
        VERIFY_OK(found);
        QCOMPARE(found->url, QUrl(u"s3://ci"_s));
        QCOMPARE(found->settings.at(u"region"_s), u"here"_s);
    }

    void theLongestNameIsMeant()
    {
        write("[library \"team\"]\nurl = s3://a\n[library \"team-east\"]\nurl = s3://b\n");
        qputenv("PULSE_LIBRARY_TEAM_EAST_REGION", "east");
        const Profiles profiles(settings());
        VERIFY_OK(profiles.find(u"team"_s));
        QVERIFY(profiles.find(u"team"_s)->settings.empty());
        QCOMPARE(profiles.find(u"team-east"_s)->settings.at(u"region"_s), u"east"_s);
    }

    void secretsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::newRow("password in the URL") << QByteArray("url = https://ada:c4nary-pw@dav.example/p");
        QTest::newRow("empty password") << QByteArray("url = https://ada:@dav.example/p");
        QTest::newRow("token as user") << QByteArray("url = https://c4nary-pw@dav.example/p");
        QTest::newRow("password of ssh") << QByteArray("url = git+ssh://git:c4nary-pw@git.example/p");
        QTest::newRow("token in the query") << QByteArray("url = https://dav.example/p?access_token=c4nary-pw");
        QTest::newRow("signature") << QByteArray("url = https://dav.example/p?X-Amz-Signature=c4nary-pw");
        QTest::newRow("password") << QByteArray("url = s3://p\npassword = c4nary-pw");
        QTest::newRow("secret key") << QByteArray("url = s3://p\nsecret-access-key = c4nary-pw");
        QTest::newRow("token") << QByteArray("url = s3://p\nsession-token = c4nary-pw");
        QTest::newRow("value of a token") << QByteArray("url = s3://p\nnote = ghp_c4nary-pw");
        QTest::newRow("proxy") << QByteArray("url = s3://p\nproxy = http://ada:c4nary-pw@proxy.example");
        QTest::newRow("access key") << QByteArray("url = s3://p\nnote = c4nary/pwXUtnFEMI/K7MDENG/bPxRfiCYEXAMPL");
    }
    void secretsAreRefused()
    {
        QFETCH(const QByteArray, lines);
        write("[library \"team\"]\n" + lines + "\n[library \"other\"]\nurl = /srv/other\n");
        const Profiles profiles(settings());
        const auto found = profiles.find(u"team"_s);
        VERIFY_FAILS(found, ErrorCode::Invalid);
        QVERIFY2(!found.error().toString().contains(u"c4nary"_s), qPrintable(found.error().message()));
        QVERIFY(found.error().message().contains(u"keychain"_s));
        VERIFY_OK(profiles.find(u"other"_s)); // one that is refused does not stand in the way of the others
    }

    void aSecretNeverReachesTheFile()
    {
        write("[library \"team\"]\nurl = s3://p\n");
        const QByteArray before = text();
        Profiles profiles(settings());
        VERIFY_FAILS(profiles.setOption(u"team"_s, u"password"_s, u"x"_s), ErrorCode::Invalid);
        VERIFY_FAILS(profiles.setOption(u"team"_s, u"url"_s, u"https://a:b@c/d"_s), ErrorCode::Invalid);
        VERIFY_FAILS(profiles.setInEnvironment(u"e"_s, u"library.team.token"_s, u"x"_s), ErrorCode::Invalid);
        VERIFY_FAILS(profiles.setInEnvironment(u"e"_s, u"library.team.url"_s, u"https://a:b@c/d"_s),
                     ErrorCode::Invalid);
        VERIFY_FAILS(profiles.setInEnvironment(u"e"_s, u"library"_s, u"https://a:b@c/d"_s), ErrorCode::Invalid);
        VERIFY_FAILS(settings()->set(u"library.default"_s, u"https://a:b@c/d"_s), ErrorCode::Invalid);
        LibraryProfile profile = team();
        profile.name = u"second"_s;
        profile.settings[u"secret"_s] = u"x"_s;
        VERIFY_FAILS(profiles.add(profile), ErrorCode::Invalid);
        QCOMPARE(text(), before);
    }

    void aSecretInAVariableIsRefusedToo()
    {
        write("[library \"team\"]\nurl = s3://p\n");
        qputenv("PULSE_LIBRARY_TEAM_PASSWORD", "c4nary-pw");
        VERIFY_FAILS(Profiles(settings()).find(u"team"_s), ErrorCode::Invalid);
    }

    void whatIsNoSecretPasses()
    {
        write("[library \"a\"]\nurl = git+ssh://git@git.example/p\n[library \"b\"]\nurl = https://dav.example/p?v=1\n"
              "client-key-file = /home/ada/keys/client-key-of-the-team.pem\n[library \"c\"]\nurl = memory:c\n");
        const Profiles profiles(settings());
        for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
            VERIFY_OK(profiles.find(name));
    }

    void plainHttpIsForThisMachine()
    {
        VERIFY_OK(validateLibraryUrl(QUrl(u"http://127.0.0.1:8080/dav"_s), false));
        VERIFY_OK(validateLibraryUrl(QUrl(u"http://localhost/dav"_s), false));
        VERIFY_OK(validateLibraryUrl(QUrl(u"http://[::1]/dav"_s), false));
        VERIFY_FAILS(validateLibraryUrl(QUrl(u"http://dav.example/p"_s), false), ErrorCode::Invalid);
        VERIFY_FAILS(validateLibraryUrl(QUrl(u"http://127.0.0.1.example/p"_s), false), ErrorCode::Invalid);
        VERIFY_OK(validateLibraryUrl(QUrl(u"http://dav.example/p"_s), true));
        write("[library \"a\"]\nurl = http://dav.example/p\nallow-http = yes\n");
        VERIFY_OK(Profiles(settings()).find(u"a"_s));
    }

    void hostileFiles_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("problem"); // empty: the profile `a` is not there
        QTest::newRow("no address") << QByteArray("[library \"a\"]\n") << u"address"_s;
        QTest::newRow("no scheme") << QByteArray("[library \"a\"]\nurl = prompts\n") << u"address"_s;
        QTest::newRow("broken URL") << QByteArray("[library \"a\"]\nurl = https://[\n") << u"address"_s;
        QTest::newRow("twice") << QByteArray("[library \"a\"]\nurl = /x\n[library \"A\"]\nurl = /y\n") << u"twice"_s;
        QTest::newRow("control character")
            << QByteArray("[library \"a\"]\nurl = s3://x\nregion = a\x01z\n") << u"line"_s;
        QTest::newRow("not a flag") << QByteArray("[library \"a\"]\nurl = s3://x\nread-only = maybe\n") << u"false"_s;
        QTest::newRow("odd key") << QByteArray("[library \"a\"]\nurl = s3://x\nRe gion = x\n") << u"option"_s;
        QTest::newRow("interval") << QByteArray("[library \"a\"]\nurl = s3://x\nsync-interval = -1\n") << u"seconds"_s;
        QTest::newRow("name") << QByteArray("[library \"../a\"]\nurl = s3://x\n") << QString();
        QTest::newRow("no quotes") << QByteArray("[library a]\nurl = s3://x\n") << QString();
        QTest::newRow("one quote") << QByteArray("[library \"]\nurl = s3://x\n[library \"\n") << QString();
        QTest::newRow("zeros") << QByteArray("[library \"a\0\"]\nurl = s3://x\n", 26) << QString();
    }
    void hostileFiles()
    {
        QFETCH(const QByteArray, file);
        QFETCH(const QString, problem);
        write(file);
        const Profiles profiles(settings());
        const auto found = profiles.find(u"a"_s);
        QVERIFY(!found);
        if (problem.isEmpty())
            QCOMPARE(found.error().code(), ErrorCode::NotFound);
        else
            QVERIFY2(found.error().message().contains(problem), qPrintable(found.error().message()));
        VERIFY_OK(profiles.all());
        VERIFY_OK(profiles.environments());
    }

    void renamingIsFollowed()
    {
        write("[library]\ndefault = team\n[library \"team\"]\nurl = /srv/team\nshade = blue\n"
              "[library \"copy\"]\nurl = /srv/copy\nmirror = team\n"
              "[environment \"production\"]\nlibrary = team\nlibrary.team.read-only = true\n");
        Profiles profiles(settings());
        auto profile = profiles.inFile(u"team"_s);
        VERIFY_OK(profile);
        profile->name = u"crew"_s;
        VERIFY_OK(profiles.change(u"team"_s, *profile));
        QCOMPARE(text(), QByteArray("[library]\ndefault = crew\n[library \"crew\"]\nurl = /srv/team\nshade = blue\n"
                                    "[library \"copy\"]\nurl = /srv/copy\nmirror = crew\n"
                                    "[environment \"production\"]\nlibrary = crew\nlibrary.crew.read-only = true\n"));
        profile->name = u"copy"_s;
        VERIFY_FAILS(profiles.change(u"crew"_s, *profile), ErrorCode::AlreadyExists);
    }

    void environmentsAreKept()
    {
        Profiles profiles(settings());
        Environment production;
        production.name = u"production"_s;
        production.library = u"team"_s;
        production.settings = {{u"labels.protected"_s, u"production,audited"_s}};
        production.profiles[u"team"_s][u"read-only"_s] = u"true"_s;
        VERIFY_OK(profiles.setEnvironment(production));
        QCOMPARE(profiles.environments()->size(), size_t(1));
        QCOMPARE(profiles.environments()->front(), production);
        VERIFY_FAILS(profiles.setInEnvironment(u"production"_s, u"no-such-setting"_s, u"x"_s), ErrorCode::NotFound);
        VERIFY_FAILS(profiles.setInEnvironment(u"production"_s, u"environment"_s, u"x"_s), ErrorCode::NotFound);
        VERIFY_FAILS(profiles.setInEnvironment(u"production"_s, u"cache.items"_s, u"many"_s), ErrorCode::Invalid);
        VERIFY_OK(profiles.setInEnvironment(u"production"_s, u"library"_s, {}));
        QCOMPARE(profiles.environments()->front().library, QString());
        VERIFY_OK(profiles.removeEnvironment(u"production"_s));
        QVERIFY(profiles.environments()->empty());
    }

    void manyWriteAtOnce()
    {
        std::vector<std::jthread> writers;
        for (int number = 0; number < 8; ++number) {
            writers.emplace_back([this, number] {
                LibraryProfile profile = team();
                profile.name = u"team-%1"_s.arg(number);
                Profiles own(settings());
                QVERIFY(own.add(profile).has_value());
                QVERIFY(own.setOption(profile.name, u"region"_s, u"r%1"_s.arg(number)).has_value());
            });
        }
        writers.clear();
        const auto all = Profiles(settings()).all();
        VERIFY_OK(all);
        QCOMPARE(all->size(), size_t(8));
        for (const auto &entry : *all)
            VERIFY_OK(entry.profile);
    }
};

QTEST_GUILESS_MAIN(TestProfiles)
#include "test_profiles.moc"
