// SPDX-License-Identifier: Apache-2.0
#include "library_fixture.h"
#include "pulse/backends/filesystem.h"
#include "pulse/library/export.h"
#include "pulse/library/import.h"
#include "pulse/library/library_session.h"

#include <QSignalSpy>
#include <QTemporaryDir>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

/// The library over a real folder: what was done is there after opening it anew, and one handle sees what another did.
class TestLibraryOnDisk : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_number = 0;

    std::shared_ptr<Library> open() const
    {
        OpenOptions options;
        options.mode = OpenOptions::Mode::CreateIfNone;
        options.clock = standingClock();
        const QUrl url = QUrl::fromLocalFile(m_folder.filePath(u"library-%1"_s.arg(m_number)));
        auto storage = openFilesystemLibrary(url, options);
        if (!storage)
            qFatal("%s", qPrintable(storage.error().toString()));
        return std::make_shared<Library>(*storage, LibraryPolicy(), options.clock);
    }

private slots:
    void init() { ++m_number; }

    void everythingIsThereAgain()
    {
        const auto library = open();
        VERIFY_OK(library->publish({.name = name(u"a/p"), .content = "one"}, {}));
        VERIFY_OK(library->publish({.name = name(u"a/p"), .content = "two"}, {}));
        VERIFY_OK(library->setLabel(name(u"a/p"), label(u"staging"), Selector(version(u"1.0.0")), false, {}));
        VERIFY_OK(library->renameFolder(u"a"_s, u"b"_s, {}, {}));
        const auto again = open();
        QCOMPARE(again->fetch(ref(u"b/p@staging"), {})->content, "one"_ba);
        QCOMPARE(again->catalogue({}, {})->size(), 1);
        QCOMPARE(again->catalogueEntry(name(u"b/p"), {})->versionCount, 2);
        QCOMPARE(again->verify(false, {}, {})->intact, 2);
        VERIFY_FAILS(again->publish({.name = name(u"B/p"), .content = "x"}, {}), ErrorCode::AlreadyExists);
    }

    void aSessionFollowsAnotherHandle()
    {
        const auto other = open();
        VERIFY_OK(other->publish({.name = name(u"a"), .content = "one"}, {}));
        LibrarySession session(open(), std::make_shared<TaskRunner>(2));
        QSignalSpy progress(&session, &LibrarySession::loadProgress);
        session.start();
        QTRY_VERIFY(!progress.isEmpty() && progress.last()[0] == progress.last()[1]);
        VERIFY_OK(other->publish({.name = name(u"a"), .content = "two"}, {}));
        QTRY_COMPARE(session.catalogue().find(u"a")->versionCount, 2);
        VERIFY_OK(other->publish({.name = name(u"deep/down/b"), .content = "one"}, {}));
        QTRY_VERIFY(session.catalogue().find(u"deep/down/b"));
        VERIFY_OK(other->rename(name(u"a"), name(u"c"), {}));
        QTRY_VERIFY(!session.catalogue().find(u"a") && session.catalogue().find(u"c"));
        VERIFY_OK(other->remove(name(u"c"), {}, {}));
        QTRY_VERIFY(!session.catalogue().find(u"c"));
    }

    void damageIsToldAndTheRestWorks()
    {
        const auto library = open();
        VERIFY_OK(library->publish({.name = name(u"good"), .content = "one"}, {}));
        VERIFY_OK(library->publish({.name = name(u"bad"), .content = "one"}, {}));
        const QString metadata = m_folder.filePath(u"library-%1/prompts/bad/1.0.0/metadata.json"_s.arg(m_number));
        QFile file(metadata);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write("{");
        file.close();
        const auto again = open();
        const auto catalogue = again->catalogue({}, {});
        VERIFY_OK(catalogue);
        QVERIFY(!catalogue->find(u"bad")->damage.isEmpty());
        QVERIFY(catalogue->find(u"good")->damage.isEmpty());
        QCOMPARE(again->history(name(u"bad"), {})->entries.size(), 1u);
        QVERIFY(!again->history(name(u"bad"), {})->entries.front().damage.isEmpty());
        QCOMPARE(again->stats({})->damaged, 1);
        QCOMPARE(again->publish({.name = name(u"bad"), .content = "two"}, {})->metadata.version, version(u"1.0.1"));
    }

    void theSameBytesAreNoExcuseForDamage()
    {
        const auto library = open();
        VERIFY_OK(library->publish({.name = name(u"p"), .content = "good", .tags = *TagSet::parse({u"t"_s})}, {}));
        QFile content(m_folder.filePath(u"library-%1/prompts/p/1.0.0/content.md"_s.arg(m_number)));
        QVERIFY(content.open(QIODevice::ReadWrite));
        QCOMPARE(content.write("evil"), 4);
        content.close();
        const auto again = open();
        VERIFY_FAILS(again->publish({.name = name(u"p"), .content = "good", .version = version(u"1.0.0")}, {}),
                     ErrorCode::Corrupt);
        const auto next = again->publish({.name = name(u"p"), .content = "good"}, {});
        VERIFY_OK(next);
        QCOMPARE(next->outcome, StoreReceipt::Outcome::Created);
        QCOMPARE(next->metadata.version, version(u"1.0.1"));
        QCOMPARE(again->fetch(ref(u"p"), {})->content, "good"_ba);
    }

    void aDamagedPromptDoesNotStopAnExport()
    {
        const auto library = open();
        for (const QString &prompt : {u"a/p"_s, u"a/q"_s, u"b"_s})
            VERIFY_OK(library->publish({.name = name(prompt), .content = prompt.toUtf8()}, {}));
        const QString folder = m_folder.filePath(u"library-%1/prompts/a/"_s.arg(m_number));
        QVERIFY(QFile::rename(folder + u"p"_s, m_folder.filePath(u"elsewhere-%1"_s.arg(m_number))));
        QVERIFY(QFile::link(m_folder.filePath(u"elsewhere-%1"_s.arg(m_number)), folder + u"p"_s));
        std::vector<Error> damaged;
        const auto items = planExport(*library, {u"/"_s}, {}, {}, &damaged);
        VERIFY_OK(items);
        QCOMPARE(items->size(), 2u);
        QCOMPARE(damaged.size(), 1u);
        QCOMPARE(damaged.front().code(), ErrorCode::Corrupt);
        VERIFY_FAILS(planExport(*library, {u"a/p"_s}, {}, {}, &damaged), ErrorCode::Corrupt);
        VERIFY_FAILS(planExport(*library, {u"/"_s}, {}, {}), ErrorCode::Corrupt);
    }

    void longFilesGoInAndOutInPieces()
    {
        const QByteArray first = "---\ndescription: Long\ntags: [big]\n---\n" + QByteArray(9'000'000, 'x') + "1\n";
        const QString file = m_folder.filePath(u"%1/long.md"_s.arg(m_number));
        const auto write = [&](const QByteArray &bytes) {
            QFile out(file);
            return QDir().mkpath(QFileInfo(file).path()) && out.open(QIODevice::WriteOnly) &&
                   out.write(bytes) == bytes.size();
        };
        QVERIFY(write(first));
        const auto library = open();
        auto plan = planImport(*library, {file}, {}, {}, {});
        VERIFY_OK(plan);
        QCOMPARE(plan->bytes, first.size());
        QCOMPARE(runImport(*library, *plan, {}, {}, {})->created, 1);
        const auto prompt = library->fetch(ref(u"long@1.0.0"), {});
        VERIFY_OK(prompt);
        QCOMPARE(prompt->content, first);
        QCOMPARE(prompt->metadata.description, u"Long"_s);
        QCOMPARE(prompt->metadata.tags.toList(), QStringList{u"big"_s});
        QCOMPARE(planImport(*library, {file}, {}, {}, {})->items.front().action, ImportItem::Action::Unchanged);

        const QByteArray second = first + "more";
        QVERIFY(write(second));
        plan = planImport(*library, {file}, {}, {}, {});
        QCOMPARE(plan->items.front().version, version(u"1.0.1"));
        QVERIFY(write(second + "still more"));
        const auto changed = runImport(*library, *plan, {}, {}, {});
        VERIFY_OK(changed);
        QCOMPARE(changed->created, 0);
        QCOMPARE(changed->failed.front().second.code(), ErrorCode::Conflict);
        QCOMPARE(library->history(name(u"long"), {})->entries.size(), 1u);
        QVERIFY(write(second));
        QCOMPARE(runImport(*library, *plan, {}, {}, {})->created, 1);

        const QString target = m_folder.filePath(u"out-%1"_s.arg(m_number));
        const auto items = planExport(*library, {u"long"_s}, {}, {});
        QCOMPARE(runExport(*library, *items, target, {}, {}, {})->bytes, second.size());
        QFile exported(target + u"/long.md"_s);
        QVERIFY(exported.open(QIODevice::ReadOnly));
        QCOMPARE(exported.readAll(), second);
    }

    void theRealCorpusComesBackByteForByte()
    {
        const QString corpus = qEnvironmentVariable("PULSE_SHARED") + u"/corpus/fabric-patterns"_s;
        if (!qEnvironmentVariableIsSet("PULSE_SHARED") || !QFile::exists(corpus + u"/history.tsv"_s))
            QSKIP("PULSE_SHARED names no folder with the corpus of patterns, so it was not imported");
        const auto library = open();
        ImportOptions options;
        options.historyTable = corpus + u"/history.tsv"_s;
        const auto plan = planImport(*library, {corpus + u"/patterns"_s}, options, {}, {});
        VERIFY_OK(plan);
        const auto report = runImport(*library, *plan, options, {}, {});
        VERIFY_OK(report);
        QCOMPARE(report->created, 845);
        QVERIFY(report->failed.empty());

        const auto again = open();
        const auto inspected = again->verify(false, {}, {});
        QCOMPARE(inspected->intact, 845);
        QVERIFY(inspected->findings.empty());
        for (const ImportItem &item : plan->items) {
            QFile source(item.source);
            QVERIFY(source.open(QIODevice::ReadOnly));
            QCOMPARE(again->fetch(PromptRef{name(item.name), *item.version, true}, {})->content, source.readAll());
        }
    }
};

QTEST_GUILESS_MAIN(TestLibraryOnDisk)
#include "test_library_on_disk.moc"
