// SPDX-License-Identifier: Apache-2.0
// Whether two libraries have places apart from each other, so that one can be copied to the other.
#include "pulse/library/library_places.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

class TestLibraryPlaces : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    // "%/" is the folder of the test; what follows a blank is an option.
    [[nodiscard]] LibraryProfile profileOf(const QString &text) const
    {
        QStringList words = text.split(u' ');
        const QString address = words.takeFirst().replace(u"%/"_s, m_folder.path() + u'/');
        LibraryProfile profile;
        profile.url = address.startsWith(u'/') ? QUrl::fromLocalFile(address) : QUrl(address, QUrl::StrictMode);
        for (const QString &word : words)
            profile.settings.insert_or_assign(word.section(u'=', 0, 0), word.section(u'=', 1));
        return profile;
    }

    enum Verdict { Apart, Same, Within, Around };

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(QDir().mkpath(m_folder.filePath(u"src/sub"_s)));
        QVERIFY(QFile::link(u"src"_s, m_folder.filePath(u"link"_s)));
        QVERIFY(QFile::link(m_folder.filePath(u"src/sub"_s), m_folder.filePath(u"deep"_s)));
    }

    void tells_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<int>("verdict");
        const auto row = [](const char *from, const char *to, Verdict verdict) {
            QTest::addRow("%s to %s", from, to) << QString::fromUtf8(from) << QString::fromUtf8(to) << int(verdict);
        };
        row("%/src", "%/copy", Apart);
        row("%/src", "%/src-copy", Apart);
        row("%/src", "%/src", Same);
        row("%/src", "%/src/", Same);
        row("%/src", "%/copy/../src", Same);
        row("%/src", "%/link", Same);
        row("%/link", "%/src", Same);
        row("%/src", "%/src/inner", Within);
        row("%/src", "%/src/prompts/a/new", Within);
        row("%/src", "%/link/not/yet", Within);
        row("%/src", "%/deep/new", Within);
        row("%/src/sub", "%/src", Around);
        row("%/deep", "%/", Around);
        row("%/src", "git+file://%/src/inner", Within);
        row("git+file://%/src", "%/src", Same);
        row("git+file://%/src branch=a", "git+file://%/src branch=b", Apart);
        row("git+file://%/src branch=a", "git+file://%/src branch=a", Same);

        row("s3://bucket/team", "s3://bucket/team/", Same);
        row("s3://bucket", "s3://bucket/team", Within);
        row("s3://bucket/team", "s3://bucket/team/inner", Within);
        row("s3://bucket/team/inner", "s3://bucket/team", Around);
        row("s3://bucket/team", "s3://bucket/team2", Apart);
        row("s3://bucket/team", "s3://other/team/inner", Apart);
        row("s3://bucket/a region=eu-central-1", "s3://bucket/a endpoint=https://s3.eu-central-1.amazonaws.com", Same);
        row("s3://bucket/a endpoint=https://one.example", "s3://bucket/a/b endpoint=https://two.example", Apart);
        row("s3://bucket/a endpoint=https://one.example", "s3://bucket/a/b endpoint=https://ONE.example:443", Within);

        row("https://dav.example/a", "https://dav.example/a/b", Within);
        row("https://dav.example/a/b/", "https://DAV.example:443/a", Around);
        row("https://dav.example/a", "http://dav.example/a/", Same);
        row("https://dav.example/a%20b", "https://dav.example/a%20b/../a%20b", Same);
        row("https://dav.example/a", "https://dav.example:8443/a/b", Apart);
        row("https://dav.example/a", "https://dav.example/ab", Apart);

        row("git+https://git.example/a.git", "git+https://git.example/a", Same);
        row("git+ssh://git@git.example/a", "git+ssh://git.example/a branch=x", Apart);
        row("git+ssh://git@git.example/a", "git+ssh://git.example/a/b", Apart);

        row("memory:a", "memory:a", Same);
        row("memory:a", "memory:b", Apart);
        row("%/src", "https://dav.example/src/inner", Apart);
    }

    void tells()
    {
        QFETCH(const QString, from);
        QFETCH(const QString, to);
        QFETCH(const int, verdict);
        const auto apart = checkApart(profileOf(from), profileOf(to));
        QCOMPARE(apart.has_value(), verdict == Apart);
        if (apart)
            return;
        QCOMPARE(apart.error().code(), ErrorCode::Invalid);
        const QString said = verdict == Same     ? u"are the same library"_s
                             : verdict == Within ? u"The target"_s
                                                 : u"The source"_s;
        QVERIFY2(apart.error().message().contains(said), qPrintable(apart.error().message()));
        QCOMPARE(apart.error().message().contains(u"lies within"), verdict != Same);
    }
};

QTEST_GUILESS_MAIN(TestLibraryPlaces)
#include "test_library_places.moc"
