// SPDX-License-Identifier: Apache-2.0
// What opening says of a folder, what it leaves there, and what comes in its way meanwhile.
#include "scripted_fs.h"
#include "workshop.h"

#include "pulse/base/json.h"

#include <cerrno>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem;
using namespace pulse::filesystem::test;

class TestFilesystemOpening : public QObject
{
    Q_OBJECT

private slots:
    void makesNothingWhereNoneIsWanted();
    void saysThatAFileIsNoFolder();
    void endsWhereThereIsNoRoot();
    void listsNoLibraryThatSaysWhatItIs();
    void findsALibraryThatIsMadeMeanwhile_data();
    void findsALibraryThatIsMadeMeanwhile();
    void refusesWhatIsNoPath_data();
    void refusesWhatIsNoPath();
    void keepsTheSchemaWithoutALibraryFile_data();
    void keepsTheSchemaWithoutALibraryFile();
    void refusesALockThatIsNoFile();
};

void TestFilesystemOpening::makesNothingWhereNoneIsWanted()
{
    const Workshop workshop;
    const auto opened = workshop.open(defaultParts(), false);
    QVERIFY(!opened);
    QCOMPARE(opened.error().code(), ErrorCode::NotFound);
    QVERIFY(!QFile::exists(workshop.path()));
}

void TestFilesystemOpening::saysThatAFileIsNoFolder()
{
    const Workshop workshop;
    QFile file(workshop.path());
    QVERIFY(file.open(QIODevice::WriteOnly));
    const auto opened = workshop.open();
    QVERIFY(!opened);
    QCOMPARE(opened.error().code(), ErrorCode::Invalid);
    QVERIFY2(opened.error().message().contains(u"is a file, not a folder"), qPrintable(opened.error().message()));
}

void TestFilesystemOpening::endsWhereThereIsNoRoot()
{
    const Workshop workshop;
    Parts parts = defaultParts();
    parts.fs = std::make_shared<ScriptedFs>([](const FsCall &call) { return call.kind == "openRoot" ? ENOENT : 0; });
    const auto opened = workshop.open(parts);
    QVERIFY(!opened);
    QCOMPARE(opened.error().code(), ErrorCode::NotFound);
}

// A folder may be entered by more people than may list it.
void TestFilesystemOpening::listsNoLibraryThatSaysWhatItIs()
{
    const Workshop workshop;
    QVERIFY(workshop.open());
    Parts parts = defaultParts();
    parts.fs = std::make_shared<ScriptedFs>([](const FsCall &call) { return call.kind == "entries" ? EACCES : 0; });
    const auto opened = workshop.open(parts);
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().toString()));
}

void TestFilesystemOpening::findsALibraryThatIsMadeMeanwhile_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<bool>("mayMake");
    QTest::newRow("before the folder is listed") << u"entries"_s << false;
    QTest::newRow("before the lock is held") << u"tryLock"_s << true;
}

void TestFilesystemOpening::findsALibraryThatIsMadeMeanwhile()
{
    QFETCH(QString, before);
    QFETCH(bool, mayMake);
    const Workshop other;
    const QString id = (*other.open())->info().id;
    QVERIFY(!id.isEmpty());
    const Workshop workshop;
    QVERIFY(QDir().mkpath(workshop.path()));
    Parts parts = defaultParts();
    parts.fs = std::make_shared<ScriptedFs>([&](const FsCall &call) {
        if (call.kind == before.toUtf8() && !QFile::exists(workshop.path(u"library.json"_s)))
            workshop.write(u"library.json"_s, other.read(u"library.json"_s));
        return 0;
    });
    const auto opened = workshop.open(parts, mayMake);
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().toString()));
    QCOMPARE((*opened)->info().id, id);
}

void TestFilesystemOpening::refusesWhatIsNoPath_data()
{
    QTest::addColumn<QUrl>("url");
    const Workshop workshop;
    QTest::newRow("of the web") << QUrl(u"https://example.org/library"_s);
    QTest::newRow("with a NUL") << QUrl::fromLocalFile(workshop.path() + QChar::Null + u"behind"_s);
}

void TestFilesystemOpening::refusesWhatIsNoPath()
{
    QFETCH(QUrl, url);
    const auto opened = openLibrary(url, {.mode = OpenOptions::Mode::Existing}, defaultParts());
    QVERIFY(!opened);
    QCOMPARE(opened.error().code(), ErrorCode::Invalid);
}

void TestFilesystemOpening::keepsTheSchemaWithoutALibraryFile_data()
{
    QTest::addColumn<bool>("isFolder");
    QTest::newRow("a folder") << true;
    QTest::newRow("too long") << false;
}

// It was replaced while the library is open. That is told by verify, and at the next opening.
void TestFilesystemOpening::keepsTheSchemaWithoutALibraryFile()
{
    QFETCH(bool, isFolder);
    const Workshop workshop;
    QVERIFY(workshop.open());
    const auto fs = std::make_shared<ScriptedFs>();
    Parts parts = defaultParts();
    parts.fs = fs;
    auto storage = *workshop.open(parts);
    const int schema = storage->info().schema;
    QVERIFY(QFile::remove(workshop.path(u"library.json"_s)));
    if (isFolder)
        QVERIFY(QDir().mkpath(workshop.path(u"library.json/inside"_s)));
    else
        workshop.write(u"library.json"_s, QByteArray(JsonLimits{}.bytes + 1, ' '));
    bool isRead = false;
    fs->setScript([&](const FsCall &call) {
        isRead = isRead || call.text == u"read library.json";
        return 0;
    });
    const auto stored = storage->store(prompt("kept", "1.0.0", "one"), {});
    QVERIFY2(stored, stored ? "" : qPrintable(stored.error().toString()));
    QCOMPARE(storage->info().schema, schema);
    QVERIFY(!isRead);
}

void TestFilesystemOpening::refusesALockThatIsNoFile()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    const QByteArray lock = workshop.path(u".lock"_s).toUtf8();
    QFile::remove(QString::fromUtf8(lock));
    QCOMPARE(::mkfifo(lock.constData(), 0600), 0);
    const auto stored = storage->store(prompt("kept", "1.0.0", "one"), {});
    QVERIFY(!stored);
    QCOMPARE(stored.error().code(), ErrorCode::Corrupt);
}

QTEST_GUILESS_MAIN(TestFilesystemOpening)
#include "test_filesystem_opening.moc"
