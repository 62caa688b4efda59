// SPDX-License-Identifier: Apache-2.0
#include "workshop.h"

#include <sys/sysmacros.h>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem;
using namespace pulse::filesystem::test;

/// What somebody else may have put into the folder: nothing hangs, nothing leaves the library, the rest works.
class TestFilesystemHostile : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void refusesWhatIsNoRegularFile_data();
    void refusesWhatIsNoRegularFile();
    void refusesBadMetadata_data();
    void refusesBadMetadata();
    void noticesEveryFlippedBitAndEveryCut();
    void followsNoLinks();
    void writesThroughNoLinks();
    void ignoresWhatCrashesLeft();
    void listsBadNamesAsDamaged();
    void pagesThroughEverythingOnce();
    void leavesALibraryThatIsGoneAlone();

private:
    [[nodiscard]] QByteArray inLibrary(const QString &below) const { return m_workshop->path(below).toUtf8(); }

    std::unique_ptr<Workshop> m_workshop;
    std::shared_ptr<Storage> m_storage;
};

void TestFilesystemHostile::init()
{
    m_storage.reset();
    m_workshop = std::make_unique<Workshop>();
    m_storage = *m_workshop->open();
    QVERIFY(m_storage->store(prompt("good", "1.0.0", "fine"), {}));
    QVERIFY(m_storage->store(prompt("bad", "1.0.0", "secret"), {}));
}

void TestFilesystemHostile::refusesWhatIsNoRegularFile_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("what");
    for (const QString &file : {u"content.md"_s, u"metadata.json"_s}) {
        for (const QString &what : {u"pipe"_s, u"link"_s, u"hard link"_s, u"device"_s, u"folder"_s})
            QTest::addRow("%s as a %s", qPrintable(file), qPrintable(what)) << file << what;
    }
}

void TestFilesystemHostile::refusesWhatIsNoRegularFile()
{
    QFETCH(QString, file);
    QFETCH(QString, what);
    const QByteArray path = inLibrary(u"prompts/bad/1.0.0/"_s + file);
    const QByteArray moved = m_workshop->outside(u"moved"_s).toUtf8();
    QCOMPARE(::rename(path.constData(), moved.constData()), 0);
    if (what == u"pipe")
        QCOMPARE(::mkfifo(path.constData(), 0600), 0);
    else if (what == u"link")
        QCOMPARE(::symlink(moved.constData(), path.constData()), 0);
    else if (what == u"hard link")
        QCOMPARE(::link(moved.constData(), path.constData()), 0);
    else if (what == u"folder")
        QCOMPARE(::mkdir(path.constData(), 0700), 0);
    else if (::mknod(path.constData(), S_IFCHR | 0600, makedev(1, 5)) != 0)
        QSKIP("This user may not make devices.");
    const auto fetched = m_storage->fetch(name("bad"), version("1.0.0"), {});
    QVERIFY(!fetched);
    QVERIFY2(fetched.error().code() == ErrorCode::Corrupt || fetched.error().code() == ErrorCode::PermissionDenied,
             qPrintable(fetched.error().toString()));
    QVERIFY(!m_storage->capabilities().streams->openContent(name("bad"), version("1.0.0"), {}));
    QVERIFY(m_storage->fetch(name("good"), version("1.0.0"), {}));
    QCOMPARE(m_storage->list({}, {})->items.size(), 2U);
    const auto report = m_storage->capabilities().inspection->inspect(false, {}, {});
    QVERIFY(report);
    QCOMPARE(report->intact, 1);
    QVERIFY(std::ranges::any_of(report->findings, [](const Finding &finding) {
        return finding.severity == Finding::Severity::Damage && finding.name == name("bad");
    }));
    if (what == u"hard link") {
        QVERIFY(m_storage->capabilities().inspection->inspect(true, {}, {}));
        QCOMPARE(m_storage->fetch(name("bad"), version("1.0.0"), {})->content, "secret");
    }
}

void TestFilesystemHostile::refusesBadMetadata_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("deep") << QByteArray(100'000, '[');
    QTest::newRow("twice the same") << QByteArray(R"({"name":"bad","name":"bad"})");
    QTest::newRow("too large a number") << QByteArray(R"({"size":1e400})");
    QTest::newRow("half a character") << QByteArray(R"({"name":"\ud800"})");
    QTest::newRow("a NUL") << QByteArray("{\"name\":\"a\0b\"}", 15);
    QTest::newRow("10 MB") << QByteArray(R"({"name":")" + QByteArray(10'000'000, 'x') + R"("})");
}

void TestFilesystemHostile::refusesBadMetadata()
{
    QFETCH(QByteArray, json);
    m_workshop->write(u"prompts/bad/1.0.0/metadata.json"_s, json);
    QCOMPARE(m_storage->fetch(name("bad"), version("1.0.0"), {}).error().code(), ErrorCode::Corrupt);
    QCOMPARE(m_storage->capabilities().metadata->metadata(name("bad"), version("1.0.0"), {}).error().code(),
             ErrorCode::Corrupt);
    const auto listed = m_storage->list({}, {}); // what was found damaged once is listed so
    QCOMPARE(listed->items.size(), 2U);
    QCOMPARE(listed->items[0].path, u"bad"_s);
    QVERIFY(!listed->items[0].damage.isEmpty());
    QVERIFY(listed->items[1].damage.isEmpty());
    QVERIFY(m_storage->remove(name("bad"), {}, {})); // and can be removed
    QVERIFY(m_storage->store(prompt("bad", "1.0.0", "secret"), {}));
    QVERIFY(m_storage->list({}, {})->items[0].damage.isEmpty());
    QVERIFY(m_storage->fetch(name("good"), version("1.0.0"), {}));
}

void TestFilesystemHostile::noticesEveryFlippedBitAndEveryCut()
{
    const QString path = u"prompts/bad/1.0.0/content.md"_s;
    const QByteArray content = m_workshop->read(path);
    QList<QByteArray> damaged{content + "x", QByteArray()};
    for (qsizetype i = 0; i < content.size(); ++i) {
        damaged.append(content.left(i));
        for (int bit = 0; bit < 8; ++bit) {
            damaged.append(content);
            damaged.last()[i] = static_cast<char>(content[i] ^ (1 << bit));
        }
    }
    for (const QByteArray &bytes : std::as_const(damaged)) {
        m_workshop->write(path, bytes);
        QCOMPARE(m_storage->fetch(name("bad"), version("1.0.0"), {}).error().code(), ErrorCode::Corrupt);
        auto reader = m_storage->capabilities().streams->openContent(name("bad"), version("1.0.0"), {});
        std::array<char, 4> buffer{};
        Result<qsizetype> got = reader ? Result<qsizetype>(1) : failure(std::move(reader));
        while (got && *got > 0)
            got = (*reader)->read(buffer);
        QVERIFY(!got);
        QCOMPARE(got.error().code(), ErrorCode::Corrupt);
    }
    m_workshop->write(path, content);
    QVERIFY(m_storage->fetch(name("bad"), version("1.0.0"), {}));
}

void TestFilesystemHostile::followsNoLinks()
{
    m_workshop->write(u"../outside/1.0.0/content.md"_s, "elsewhere");
    const QByteArray outside = m_workshop->outside(u"outside"_s).toUtf8();
    QCOMPARE(::symlink(outside.constData(), inLibrary(u"prompts/linked"_s).constData()), 0);
    QCOMPARE(::symlink((outside + "/1.0.0").constData(), inLibrary(u"prompts/good/2.0.0"_s).constData()), 0);
    QCOMPARE(m_storage->fetch(name("linked"), version("1.0.0"), {}).error().code(), ErrorCode::Corrupt);
    QCOMPARE(m_storage->fetch(name("good"), version("2.0.0"), {}).error().code(), ErrorCode::Corrupt);
    QCOMPARE(*m_storage->exists(name("linked"), {}, {}), false);
    QCOMPARE(*m_storage->exists(name("good"), version("2.0.0"), {}), false);
    QCOMPARE(*m_storage->capabilities().versions->versions(name("good"), {}), std::vector{version("1.0.0")});
    const auto listed = m_storage->list({}, {});
    QCOMPARE(listed->items.size(), 3U);
    QCOMPARE(listed->items[2].path, u"linked"_s);
    QVERIFY(!listed->items[2].damage.isEmpty());
}

void TestFilesystemHostile::writesThroughNoLinks()
{
    m_workshop->write(u"../outside/note.txt"_s, "x");
    const QByteArray outside = m_workshop->outside(u"outside"_s).toUtf8();
    QCOMPARE(::symlink(outside.constData(), inLibrary(u"prompts/linked"_s).constData()), 0);
    QCOMPARE(m_storage->store(prompt("linked", "1.0.0", "x"), {}).error().code(), ErrorCode::Corrupt);
    QCOMPARE(m_storage->store(prompt("linked/below", "1.0.0", "x"), {}).error().code(), ErrorCode::Corrupt);
    QCOMPARE(::symlink(outside.constData(), inLibrary(u"prompts/good/2.0.0"_s).constData()), 0);
    QCOMPARE(m_storage->store(prompt("good", "2.0.0", "x"), {}).error().code(), ErrorCode::Corrupt);
    QCOMPARE(QDir(m_workshop->outside(u"outside"_s)).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden),
             QStringList{u"note.txt"_s});
}

void TestFilesystemHostile::ignoresWhatCrashesLeft()
{
    m_workshop->write(u"prompts/good/.tmp-0123/content.md"_s, "half");
    m_workshop->write(u"prompts/.tmp-4567/1.0.0/content.md"_s, "half");
    m_workshop->write(u"prompts/.hidden/1.0.0/content.md"_s, "not ours");
    m_workshop->write(u".tmp-89ab/content.md"_s, "half");
    QCOMPARE(m_storage->list({}, {})->items.size(), 2U);
    const auto report = m_storage->capabilities().inspection->inspect(true, {}, {});
    QCOMPARE(std::ranges::count(report->findings, u"abandoned-temporary"_s, &Finding::kind), 3);
    QVERIFY(m_workshop->temporaries().isEmpty());
    QVERIFY(QFile::exists(m_workshop->path(u"prompts/.hidden/1.0.0/content.md"_s)));
}

void TestFilesystemHostile::listsBadNamesAsDamaged()
{
    m_workshop->write(u"prompts/ends with a space /1.0.0/content.md"_s, "x");
    m_workshop->write(u"prompts/CON/1.0.0/content.md"_s, "x");
    QCOMPARE(::mkdir(inLibrary(u"prompts/"_s).append("caf\xe9").constData(), 0700), 0);
    QCOMPARE(::mkdir(inLibrary(u"prompts/"_s).append("caf\xe9/1.0.0").constData(), 0700), 0);
    const auto listed = m_storage->list({}, {});
    QVERIFY(listed);
    QCOMPARE(listed->items.size(), 5U);
    qsizetype damaged = 0;
    for (const ListItem &item : listed->items) {
        QCOMPARE(item.name.has_value(), item.damage.isEmpty());
        damaged += item.damage.isEmpty() ? 0 : 1;
    }
    QCOMPARE(damaged, 3);
    // Qt could not remove these two.
    ::rmdir(inLibrary(u"prompts/"_s).append("caf\xe9/1.0.0").constData());
    ::rmdir(inLibrary(u"prompts/"_s).append("caf\xe9").constData());
}

void TestFilesystemHostile::pagesThroughEverythingOnce()
{
    for (const char *text : {"a", "a/b", "a/b/c", "a b", "a-b", "ab", "z/only/below"})
        QVERIFY(m_storage->store(prompt(text, "1.0.0", "x"), {}));
    QVERIFY(QDir(m_workshop->path(u"prompts"_s)).mkpath(u"empty/folder"_s));
    for (const bool recursive : {true, false}) {
        const auto whole = m_storage->list({.folder = {}, .recursive = recursive, .cursor = {}, .limit = 1000}, {});
        QCOMPARE(whole->items.size(), recursive ? 9U : 7U);
        QVERIFY(whole->next.isEmpty());
        for (qsizetype limit = 1; limit < 10; ++limit) {
            std::vector<ListItem> items;
            ListQuery query{.folder = {}, .recursive = recursive, .cursor = {}, .limit = limit};
            do {
                const auto page = m_storage->list(query, {});
                QVERIFY(page);
                QVERIFY(std::ssize(page->items) <= limit && !page->items.empty());
                items.insert(items.end(), page->items.begin(), page->items.end());
                query.cursor = page->next;
            } while (!query.cursor.isEmpty());
            QCOMPARE(items, whole->items);
        }
    }
    const auto below = m_storage->list({.folder = u"a"_s, .recursive = false, .cursor = {}, .limit = 10}, {});
    QCOMPARE(below->items.size(), 1U);
    QCOMPARE(below->items[0].path, u"a/b"_s);
    QVERIFY(below->items[0].isPrompt && below->items[0].isFolder);
    QVERIFY(m_storage->list({.folder = u"nothing/here"_s, .recursive = true, .cursor = {}, .limit = 10}, {})
                ->items.empty());
    QCOMPARE(m_storage->list({.folder = u"../.."_s, .recursive = true, .cursor = {}, .limit = 10}, {}).error().code(),
             ErrorCode::Invalid);
    QCOMPARE(m_storage->list({.folder = {}, .recursive = true, .cursor = u"%%"_s, .limit = 10}, {}).error().code(),
             ErrorCode::Invalid);
}

void TestFilesystemHostile::leavesALibraryThatIsGoneAlone()
{
    QVERIFY(QDir(m_workshop->path()).removeRecursively());
    QCOMPARE(m_storage->fetch(name("good"), version("1.0.0"), {}).error().code(), ErrorCode::Unavailable);
    QCOMPARE(m_storage->list({}, {}).error().code(), ErrorCode::Unavailable);
    QCOMPARE(m_storage->store(prompt("good", "1.1.0", "x"), {}).error().code(), ErrorCode::Unavailable);
    QCOMPARE(m_storage->exists(name("good"), {}, {}).error().code(), ErrorCode::Unavailable);
    QVERIFY(!QFile::exists(m_workshop->path()));
}

QTEST_GUILESS_MAIN(TestFilesystemHostile)
#include "test_filesystem_hostile.moc"
