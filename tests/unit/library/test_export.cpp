// SPDX-License-Identifier: Apache-2.0
#include "library_fixture.h"
#include "pulse/library/export.h"
#include "pulse/library/import.h"

#include <QDirIterator>
#include <QTemporaryDir>
#include <sys/stat.h>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray textOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("missing");
}

QStringList pathsOf(const Result<std::vector<ExportItem>> &items)
{
    QStringList paths;
    for (const ExportItem &item : items.value())
        paths.append(item.path);
    return paths;
}

QStringList exportedIn(const QString &folder)
{
    QStringList files;
    for (QDirIterator it(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); it.hasNext();)
        files.append(QDir(folder).relativeFilePath(it.next()));
    files.sort();
    return files;
}

} // namespace

class TestExport : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_number = 0;
    QString target() const { return m_folder.filePath(QString::number(m_number)); }

private slots:
    void init() { ++m_number; }

    void plans()
    {
        const MemoryLibrary library;
        for (const QString &path : {u"a/x"_s, u"a/b/x"_s, u"c"_s}) {
            VERIFY_OK(library.publish(path, "one"));
            VERIFY_OK(library.publish(path, "two"));
        }
        Library &it = *library.library;
        QCOMPARE(pathsOf(planExport(it, {u"a/x"_s}, {}, {})), QStringList{u"a/x.md"_s});
        QCOMPARE(pathsOf(planExport(it, {u"a"_s}, {}, {})), QStringList({u"a/b/x.md"_s, u"a/x.md"_s}));
        QCOMPARE(pathsOf(planExport(it, {u"a/"_s, u"a/x"_s}, {}, {})), QStringList({u"a/b/x.md"_s, u"a/x.md"_s}));
        QCOMPARE(pathsOf(planExport(it, {u"/"_s}, {}, {})).size(), 3);
        QCOMPARE(planExport(it, {u"c@1.0.0"_s}, {}, {})->front().key.version, version(u"1.0.0"));
        QCOMPARE(pathsOf(planExport(it, {u"c"_s}, {.allVersions = true}, {})),
                 QStringList({u"c/1.0.0.md"_s, u"c/1.0.1.md"_s}));
        QCOMPARE(pathsOf(planExport(it, {u"a"_s}, {.flat = true}, {})),
                 QStringList({u"x-1.0.1.md"_s, u"a-x-1.0.1.md"_s}));
        VERIFY_FAILS(planExport(it, {u"a/x"_s, u"none"_s}, {}, {}), ErrorCode::NotFound);
        VERIFY_FAILS(planExport(it, {u"c@7.0.0"_s}, {}, {}), ErrorCode::NotFound);
        QCOMPARE(exportFileName({name(u"a/b"), version(u"1.2.0")}), u"b-1.2.0.md"_s);
    }

    void roundTripIsExact()
    {
        const std::map<QString, QByteArray> contents{{u"crlf"_s, "a\r\nb\r\n"},
                                                     {u"zero byte"_s, QByteArray("a\0b", 3)},
                                                     {u"invalid"_s, "\xff\xfe\x80 x"},
                                                     {u"bom"_s, "\xEF\xBB\xBF# x"},
                                                     {u"empty"_s, ""},
                                                     {u"no-newline"_s, "x"},
                                                     {u"front"_s, "---\ntags: [a, b]\n---\nx\r"},
                                                     {u"Ünïcode name"_s, "ü"}};
        const MemoryLibrary library;
        for (const auto &[path, content] : contents)
            VERIFY_OK(library.publish(u"set/"_s + path, content));
        const auto items = planExport(*library.library, {u"set"_s}, {}, {});
        const auto report = runExport(*library.library, *items, target(), {}, {}, {});
        VERIFY_OK(report);
        QVERIFY(report->failed.empty());
        QCOMPARE(report->written, qint64(contents.size()));
        for (const auto &[path, content] : contents)
            QCOMPARE(textOf(target() + u"/set/"_s + path + u".md"_s), content);

        const MemoryLibrary other;
        const auto plan = planImport(*other.library, {target() + u"/set"_s}, {}, {}, {});
        VERIFY_OK(plan);
        VERIFY_OK(runImport(*other.library, *plan, {}, {}, {}));
        for (const auto &[path, content] : contents)
            QCOMPARE(other->fetch(ref(u"set/"_s + path), {})->content, content);
    }

    void allVersionsComeBackAsVersions()
    {
        const MemoryLibrary library;
        for (const QString &text : {u"1.0.0"_s, u"1.1.0-rc.1"_s, u"2.0.0+build"_s})
            VERIFY_OK(library.publish(u"p", text.toUtf8(), version(text)));
        const ExportOptions options{.allVersions = true};
        const auto items = planExport(*library.library, {u"p"_s}, options, {});
        VERIFY_OK(runExport(*library.library, *items, target(), options, {}, {}));
        const MemoryLibrary other;
        const auto plan = planImport(*other.library, {target() + u"/p"_s}, {}, {}, {});
        VERIFY_OK(plan);
        QCOMPARE(plan->versions, 3);
        VERIFY_OK(runImport(*other.library, *plan, {}, {}, {}));
        QCOMPARE(other->fetch(ref(u"p@1.1.0-rc.1"), {})->content, "1.1.0-rc.1"_ba);
        QCOMPARE(other->fetch(ref(u"p@2.0.0+build"), {})->content, "2.0.0+build"_ba);
    }

    void overwritesOnlyWhenTold()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"p", "new"));
        QVERIFY(QDir().mkpath(target()));
        QFile file(target() + u"/p.md"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("mine");
        file.close();
        const auto items = planExport(*library.library, {u"p"_s}, {}, {});
        const auto refused = runExport(*library.library, *items, target(), {}, {}, {});
        VERIFY_OK(refused);
        QCOMPARE(refused->failed.size(), 1u);
        QCOMPARE(refused->failed.front().second.code(), ErrorCode::AlreadyExists);
        QCOMPARE(textOf(file.fileName()), "mine"_ba);
        const auto done = runExport(*library.library, *items, target(), {.overwrite = true}, {}, {});
        QCOMPARE(done->written, 1);
        QCOMPARE(textOf(file.fileName()), "new"_ba);
        QCOMPARE(exportedIn(target()), QStringList{u"p.md"_s}); // no temporary file stays
    }

    void neverLeavesTheTarget()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"a/p", "x"));
        const VersionKey key{name(u"a/p"), version(u"1.0.0")};
        const QString outside = m_folder.filePath(u"outside"_s);
        QVERIFY(QDir().mkpath(outside));
        QVERIFY(QDir().mkpath(target()));
        QVERIFY(QFile::link(outside, target() + u"/a"_s));
        const std::vector<ExportItem> items{{key, u"a/p.md"_s},      {key, u"../escaped.md"_s},
                                            {key, u"/escaped.md"_s}, {key, u"b/../../e.md"_s},
                                            {key, u"b//e.md"_s},     {key, u""_s}};
        const auto report = runExport(*library.library, items, target(), {.overwrite = true}, {}, {});
        VERIFY_OK(report);
        QCOMPARE(report->written, 0);
        QCOMPARE(report->failed.size(), items.size());
        QVERIFY(exportedIn(outside).isEmpty());
        QVERIFY(!QFile::exists(m_folder.filePath(u"escaped.md"_s)));
    }

    void aLinkInAFilesPlaceIsReplacedNotFollowed()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"p", "x"));
        const QString victim = m_folder.filePath(u"victim"_s);
        QFile file(victim);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("mine");
        file.close();
        QVERIFY(QDir().mkpath(target()));
        QVERIFY(QFile::link(victim, target() + u"/p.md"_s));
        const auto items = planExport(*library.library, {u"p"_s}, {}, {});
        VERIFY_OK(runExport(*library.library, *items, target(), {.overwrite = true}, {}, {}));
        QCOMPARE(textOf(victim), "mine"_ba);
        QVERIFY(!QFileInfo(target() + u"/p.md"_s).isSymLink());
    }

    void damageFailsOneFileOnly()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"a", "x"));
        VERIFY_OK(library.publish(u"b", "y"));
        const auto items = planExport(*library.library, {u"/"_s}, {}, {});
        library.storage->unreadableVersions = {u"a@1.0.0"_s};
        const auto report = runExport(*library.library, *items, target(), {}, {}, {});
        VERIFY_OK(report);
        QCOMPARE(report->written, 1);
        QCOMPARE(report->failed.front().second.code(), ErrorCode::Corrupt);
        QCOMPARE(exportedIn(target()), QStringList{u"b.md"_s});
    }

    void obeysTheUmask()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"p", "x"));
        const auto items = planExport(*library.library, {u"p"_s}, {}, {});
        const mode_t before = ::umask(027);
        const auto report = runExport(*library.library, *items, target(), {}, {}, {});
        ::umask(before);
        VERIFY_OK(report);
        struct ::stat facts = {};
        QCOMPARE(::stat(QFile::encodeName(target() + u"/p.md"_s).constData(), &facts), 0);
        QCOMPARE(facts.st_mode & 0777, 0640u);
    }
};

QTEST_GUILESS_MAIN(TestExport)
#include "test_export.moc"
