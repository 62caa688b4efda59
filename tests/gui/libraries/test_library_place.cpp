// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/libraries/library_place.h"

#include <QDir>
#include <QTest>

using namespace pulse;
using namespace pulse::ui;
using namespace Qt::StringLiterals;

class TestLibraryPlace : public QObject
{
    Q_OBJECT

private slots:
    void addresses_data()
    {
        QTest::addColumn<PlaceKind>("kind");
        QTest::addColumn<PlaceValues>("values");
        QTest::addColumn<QString>("url");
        QTest::newRow("folder") << PlaceKind::Folder << PlaceValues{{u"path"_s, u"/srv/prompts/"_s}}
                                << u"file:///srv/prompts"_s;
        QTest::newRow("home") << PlaceKind::Folder << PlaceValues{{u"path"_s, u"~/prompts"_s}}
                              << QUrl::fromLocalFile(QDir::homePath() + u"/prompts"_s).toString();
        QTest::newRow("s3") << PlaceKind::S3 << PlaceValues{{u"bucket"_s, u"team"_s}, {u"prefix"_s, u"/a/b/"_s}}
                            << u"s3://team/a/b"_s;
        QTest::newRow("dav") << PlaceKind::WebDav << PlaceValues{{u"address"_s, u"dav.example.org/p"_s}}
                             << u"https://dav.example.org/p"_s;
        QTest::newRow("nextcloud") << PlaceKind::Nextcloud
                                   << PlaceValues{{u"server"_s, u"https://cloud.example.org"_s},
                                                  {u"user"_s, u"ada"_s},
                                                  {u"folder"_s, u"Prompts"_s}}
                                   << u"https://cloud.example.org/remote.php/dav/files/ada/Prompts"_s;
        QTest::newRow("nextcloud in a folder") << PlaceKind::Nextcloud
                                               << PlaceValues{{u"server"_s, u"example.org/cloud/remote.php/dav"_s},
                                                              {u"user"_s, u"ada"_s},
                                                              {u"folder"_s, u"P"_s}}
                                               << u"https://example.org/cloud/remote.php/dav/files/ada/P"_s;
        QTest::newRow("git https") << PlaceKind::Git
                                   << PlaceValues{{u"repository"_s, u"https://git.example.org/t/p.git"_s}}
                                   << u"git+https://git.example.org/t/p.git"_s;
        QTest::newRow("git short") << PlaceKind::Git << PlaceValues{{u"repository"_s, u"git@git.example.org:t/p.git"_s}}
                                   << u"git+ssh://git@git.example.org/t/p.git"_s;
        QTest::newRow("git path") << PlaceKind::Git << PlaceValues{{u"repository"_s, u"/srv/p.git"_s}}
                                  << u"git+file:///srv/p.git"_s;
    }

    void addresses()
    {
        QFETCH(PlaceKind, kind);
        QFETCH(PlaceValues, values);
        const auto profile = profileOf(kind, values);
        QVERIFY2(profile, profile ? "" : qPrintable(profile.error().message()));
        QTEST(profile->url.toString(), "url");
        // A form that shows it makes the same of it again.
        QCOMPARE(placeKindOf(profile->url), kind);
        const auto again = profileOf(kind, valuesOf(*profile));
        QVERIFY(again);
        QCOMPARE(again->url, profile->url);
    }

    void whatIsWrongIsASentence_data()
    {
        QTest::addColumn<PlaceKind>("kind");
        QTest::addColumn<PlaceValues>("values");
        QTest::addColumn<QString>("says");
        QTest::newRow("empty") << PlaceKind::Folder << PlaceValues() << u"“Folder” is still empty."_s;
        QTest::newRow("relative") << PlaceKind::Folder << PlaceValues{{u"path"_s, u"prompts"_s}} << u"whole path"_s;
        QTest::newRow("bucket") << PlaceKind::S3 << PlaceValues{{u"bucket"_s, u"No Such"_s}} << u"3 to 63"_s;
        QTest::newRow("scheme") << PlaceKind::WebDav << PlaceValues{{u"address"_s, u"ftp://x/y"_s}} << u"https://"_s;
        QTest::newRow("ext") << PlaceKind::Git << PlaceValues{{u"repository"_s, u"ext::sh -c x"_s}}
                             << u"no repository"_s;
        QTest::newRow("option") << PlaceKind::Git << PlaceValues{{u"repository"_s, u"--upload-pack=x"_s}}
                                << u"no repository"_s;
    }

    void whatIsWrongIsASentence()
    {
        QFETCH(PlaceKind, kind);
        QFETCH(PlaceValues, values);
        QFETCH(QString, says);
        const auto profile = profileOf(kind, values);
        QVERIFY(!profile);
        QVERIFY2(profile.error().message().contains(says), qPrintable(profile.error().message()));
    }

    void names()
    {
        LibraryProfile profile;
        profile.url = QUrl(u"git+https://git.example.org/team/Our Prompts.git"_s);
        QCOMPARE(suggestedName(profile, {}), u"our-prompts"_s);
        QCOMPARE(suggestedName(profile, {u"Our-Prompts"_s, u"our-prompts-2"_s}), u"our-prompts-3"_s);
        profile.url = QUrl(u"https://dav.example.org/"_s);
        QCOMPARE(suggestedName(profile, {}), u"dav"_s);
        profile.url = QUrl::fromLocalFile(u"/привет"_s);
        QCOMPARE(suggestedName(profile, {}), u"library"_s);
        QVERIFY(nameProblem(u"team-2"_s, {}).isEmpty());
        for (const QString &wrong : {QString(), u"a b"_s, u"ä"_s, u"a/b"_s, QString(65, u'a')})
            QVERIFY2(!nameProblem(wrong, {}).isEmpty(), qPrintable(wrong));
        QVERIFY(!nameProblem(u"TEAM"_s, {u"team"_s}).isEmpty());
    }

    void optionsGoWithTheirKind()
    {
        const auto s3 =
            profileOf(PlaceKind::S3,
                      {{u"bucket"_s, u"team"_s}, {u"endpoint"_s, u"https://s3.example.org"_s}, {u"region"_s, u""_s}});
        QVERIFY(s3);
        QCOMPARE(s3->settings, (std::map<QString, QString>{{u"endpoint"_s, u"https://s3.example.org"_s}}));
    }

    void aGitRepositoryTakesAKeyFile()
    {
        const PlaceValues values{{u"repository"_s, u"git@git.example.org:p.git"_s}, {u"ssh-key"_s, u"~/.ssh/team"_s}};
        const auto profile = profileOf(PlaceKind::Git, values);
        QVERIFY(profile);
        QCOMPARE(profile->settings, (std::map<QString, QString>{{u"ssh-key"_s, u"~/.ssh/team"_s}}));
        QCOMPARE(valuesOf(*profile).at(u"ssh-key"_s), u"~/.ssh/team"_s);
    }

    // A company's own authority may have signed for any of them.
    void everyKindBehindTlsTakesAnAuthority()
    {
        const std::map<PlaceKind, PlaceValues> places{
            {PlaceKind::S3, {{u"bucket"_s, u"team"_s}}},
            {PlaceKind::WebDav, {{u"address"_s, u"https://dav.example.org/p"_s}}},
            {PlaceKind::Nextcloud,
             {{u"server"_s, u"https://c.example.org"_s}, {u"user"_s, u"ada"_s}, {u"folder"_s, u"P"_s}}},
            {PlaceKind::Git, {{u"repository"_s, u"https://git.example.org/p.git"_s}}}};
        for (auto [kind, values] : places) {
            values[u"ca-file"_s] = u"/etc/ssl/own.pem"_s;
            const auto profile = profileOf(kind, values);
            QVERIFY(profile);
            QCOMPARE(profile->settings.at(u"ca-file"_s), u"/etc/ssl/own.pem"_s);
            QCOMPARE(valuesOf(*profile).at(u"ca-file"_s), u"/etc/ssl/own.pem"_s);
            QVERIFY(std::ranges::contains(placeFields(kind), "ca-file"_L1, &PlaceField::id));
        }
    }
};

QTEST_MAIN(TestLibraryPlace)
#include "test_library_place.moc"
