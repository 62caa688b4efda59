// SPDX-License-Identifier: Apache-2.0
#include "library_fixture.h"
#include "pulse/library/import.h"

#include <QTemporaryDir>
#include <sys/stat.h>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

QString told(const ImportItem &item)
{
    const QString what = item.action == ImportItem::Action::Create      ? u"+"_s
                         : item.action == ImportItem::Action::Unchanged ? u"="_s
                                                                        : u"-"_s;
    return what + item.name + (item.version ? u'@' + item.version->toString() : QString());
}

QStringList told(const Result<ImportPlan> &plan)
{
    QStringList items;
    for (const ImportItem &item : plan.value().items)
        items.append(told(item));
    return items;
}

} // namespace

class TestImport : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_number = 0;

    QString path(const QString &relative = {}) const
    {
        return m_folder.filePath(u"%1/%2"_s.arg(m_number).arg(relative));
    }
    QString write(const QString &relative, const QByteArray &content) const
    {
        const QString whole = path(relative);
        QDir().mkpath(QFileInfo(whole).path());
        QFile file(whole);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(whole));
        return whole;
    }
    static Result<ImportPlan> plan(const MemoryLibrary &library, const QStringList &paths,
                                   const ImportOptions &options = {})
    {
        return planImport(*library.library, paths, options, {}, {});
    }
    static Result<ImportReport> run(const MemoryLibrary &library, const QStringList &paths,
                                    const ImportOptions &options = {})
    {
        return plan(library, paths, options).and_then([&](const ImportPlan &planned) {
            return runImport(*library.library, planned, options, {}, {});
        });
    }

private slots:
    void init() { ++m_number; }

    void filesBecomePrompts()
    {
        const MemoryLibrary library;
        const QStringList files{write(u"greeting.md"_s, "Hello\r\n"), write(u"other.TXT"_s, "x"),
                                write(u"third.v2.prompt"_s, "y"), write(u"image.png"_s, "z")};
        ImportOptions options;
        options.into = u"in/here"_s;
        options.tags = {u"imported"_s};
        options.message = u"From the old system"_s;
        options.author = u"Grace"_s;
        const auto report = run(library, files, options);
        VERIFY_OK(report);
        QCOMPARE(report->created, 3);
        QCOMPARE(report->skipped, 1);
        const auto prompt = library->fetch(ref(u"in/here/greeting"), {});
        VERIFY_OK(prompt);
        QCOMPARE(prompt->content, "Hello\r\n"_ba);
        QCOMPARE(prompt->metadata.tags.toList(), QStringList{u"imported"_s});
        QCOMPARE(prompt->metadata.message, u"From the old system"_s);
        QCOMPARE(prompt->metadata.author, u"Grace"_s);
        QCOMPARE(prompt->metadata.createdAt, library.clock->now());
        VERIFY_OK(library->fetch(ref(u"in/here/third.v2"), {}));
    }

    void planningWritesNothing()
    {
        const MemoryLibrary library;
        write(u"f/a.md"_s, "x");
        const auto planned = plan(library, {path(u"f"_s)});
        QCOMPARE(planned->versions, 1);
        QCOMPARE(planned->prompts, 1);
        QCOMPARE(planned->bytes, 1);
        QVERIFY(library->list({}, true, {})->empty());
    }

    void aNameThatIsNoTextHidesNoOthers()
    {
        const MemoryLibrary library;
        for (const QString &file : {u"set/a.md"_s, u"set/b.md"_s, u"set/c.md"_s, u"set/d/e.md"_s})
            write(file, "x");
        QList<QByteArray> bad{"/\xff.md"_ba, "/a\xfe"_ba, "/\xc0\xaf.md"_ba};
        for (QByteArray &file : bad) {
            file.prepend(QFile::encodeName(path(u"set"_s)));
            FILE *made = ::fopen(file.constData(), "w");
            QVERIFY(made != nullptr);
            ::fclose(made);
        }
        const auto planned = plan(library, {path(u"set"_s)});
        for (const QByteArray &file : bad)
            ::remove(file.constData()); // QTemporaryDir could not
        QCOMPARE(planned->versions, 4);
        QCOMPARE(planned->skipped, 3);
    }

    void foldersBecomeFolders()
    {
        const MemoryLibrary library;
        for (const QString &file : {u"set/a.md"_s, u"set/inner/b.md"_s, u"set/inner/deep/c.txt"_s})
            write(file, file.toUtf8());
        QCOMPARE(told(plan(library, {path(u"set"_s)})),
                 QStringList({u"+set/a@1.0.0"_s, u"+set/inner/b@1.0.0"_s, u"+set/inner/deep/c@1.0.0"_s}));
        QCOMPARE(told(plan(library, {path(u"set/"_s)})).size(), 3);
    }

    void patternFolders()
    {
        const MemoryLibrary library;
        write(u"p/summarize/system.md"_s, "# Identity");
        write(u"p/summarize/user.md"_s, "");
        write(u"p/history/r1/system.md"_s, "one");
        write(u"p/history/r2/system.md"_s, "two");
        QCOMPARE(told(plan(library, {path(u"p"_s)})),
                 QStringList({u"+p/history@1.0.0"_s, u"+p/history@1.0.1"_s, u"+p/summarize@1.0.0"_s,
                              u"-p/summarize/user.md"_s}));
    }

    void revisionsBecomeVersions()
    {
        const MemoryLibrary library;
        write(u"p/r9.md"_s, "Hello {{name}}");
        write(u"p/r10.md"_s, "Hello {{name}}");                   // the same again: still a version
        write(u"p/r011.md"_s, "Hello {{name}}{{tone=}}");         // minor
        write(u"p/r100.md"_s, "Hello {{name}}{{tone=}} {{new}}"); // major
        QCOMPARE(told(plan(library, {path(u"p"_s)})),
                 QStringList({u"+p@1.0.0"_s, u"+p@1.0.1"_s, u"+p@1.1.0"_s, u"+p@2.0.0"_s}));
        VERIFY_OK(run(library, {path(u"p"_s)}));
        QCOMPARE(told(plan(library, {path(u"p"_s)})),
                 QStringList({u"=p@1.0.0"_s, u"=p@1.0.1"_s, u"=p@1.1.0"_s, u"=p@2.0.0"_s}));
        const auto again = run(library, {path(u"p"_s)});
        QCOMPARE(again->unchanged, 4);
        QCOMPARE(again->created, 0);

        write(u"p/r101.md"_s, "Hello {{name}}{{tone=}} {{new}}!");
        QCOMPARE(run(library, {path(u"p"_s)})->created, 1);
        write(u"p/r9.md"_s, "Something else");
        const auto conflicting = run(library, {path(u"p"_s)});
        QVERIFY(!conflicting->failed.empty());
        QCOMPARE(conflicting->failed.front().second.code(), ErrorCode::AlreadyExists);
        QCOMPARE(library->fetch(ref(u"p@1.0.0"), {})->content, "Hello {{name}}"_ba);
    }

    void filesOfSeveralKindsAreNoRevisions()
    {
        const MemoryLibrary library;
        write(u"p/r1.md"_s, "x");
        write(u"p/2.md"_s, "y");
        QCOMPARE(told(plan(library, {path(u"p"_s)})), QStringList({u"+p/2@1.0.0"_s, u"+p/r1@1.0.0"_s}));
        write(u"q/r1.md"_s, "x");
        write(u"q/notes.md"_s, "y");
        QCOMPARE(told(plan(library, {path(u"q"_s)})), QStringList({u"+q/notes@1.0.0"_s, u"+q/r1@1.0.0"_s}));
    }

    void anExistingPromptGetsTheNextVersion()
    {
        const MemoryLibrary library;
        VERIFY_OK(library->publish({.name = name(u"p"),
                                    .content = "Hello",
                                    .tags = TagSet::parse({u"own"_s}).value(),
                                    .description = u"Mine"_s},
                                   {}));
        const QString file = write(u"p.md"_s, "Hello there");
        QCOMPARE(told(plan(library, {file})), QStringList{u"+p@1.0.1"_s});
        VERIFY_OK(run(library, {file}));
        QCOMPARE(library->metadata(ref(u"p"), {})->tags.toList(), QStringList{u"own"_s});
        QCOMPARE(library->metadata(ref(u"p"), {})->description, u"Mine"_s);
        QCOMPARE(told(plan(library, {file})), QStringList{u"=p@1.0.1"_s});
    }

    void frontMatterBecomesMetadata()
    {
        const MemoryLibrary library;
        const QByteArray content = "---\r\ndescription: What it does\r\ntags: [b, a, 'not&valid']\r\n---\r\nText";
        const QString file = write(u"p.md"_s, content);
        const auto planned = plan(library, {file});
        QVERIFY(planned->items.front().reason.contains(u"not&valid"));
        VERIFY_OK(run(library, {file}));
        const auto prompt = library->fetch(ref(u"p"), {});
        QCOMPARE(prompt->content, content);
        QCOMPARE(prompt->metadata.tags.toList(), QStringList({u"a"_s, u"b"_s}));
        QCOMPARE(prompt->metadata.description, u"What it does"_s);
    }

    void skipsWhatCannotBeAPrompt()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"s/Taken", "x"));
        write(u"s/bad:name.md"_s, "x");
        write(u"s/taken.md"_s, "x");
        write(u"s/twice.md"_s, "x");
        write(u"s/twice.txt"_s, "x");
        write(u"s/.hidden.md"_s, "x");
        write(u"s/fine.md"_s, "x");
        QVERIFY(QFile::link(path(u"s/fine.md"_s), path(u"s/link.md"_s)));
        QVERIFY(QFile::link(path(u"s"_s), path(u"s/loop"_s)));
        QCOMPARE(::mkfifo(QFile::encodeName(path(u"s/pipe.md"_s)).constData(), 0600), 0);
        const auto report = run(library, {path(u"s"_s)});
        VERIFY_OK(report);
        QCOMPARE(report->created, 2);
        QCOMPARE(report->skipped, 7);
        QVERIFY(report->failed.empty());
        const auto planned = plan(library, {path(u"s"_s)});
        VERIFY_OK(planned);
        for (const ImportItem &item : planned->items)
            QCOMPARE(item.action == ImportItem::Action::Skip, !item.reason.isEmpty());
        const auto pipe = plan(library, {path(u"s/pipe.md"_s)});
        QCOMPARE(pipe->skipped, 1);
    }

    void whatIsNotThereIsNotFound()
    {
        const MemoryLibrary library;
        VERIFY_FAILS(plan(library, {path(u"none"_s)}), ErrorCode::NotFound);
        ImportOptions options;
        options.into = u"no:colons"_s;
        VERIFY_FAILS(plan(library, {}, options), ErrorCode::Invalid);
        options.into.clear();
        options.historyTable = path(u"none.tsv"_s);
        VERIFY_FAILS(plan(library, {}, options), ErrorCode::NotFound);
    }

    void historyTableGivesDatesAndIsChecked()
    {
        const MemoryLibrary library;
        const auto hex = [](const QByteArray &content) { return Checksum::of(content).hex().toLatin1(); };
        write(u"p/r001.md"_s, "one");
        write(u"p/r002.md"_s, "two!");
        write(u"p/r003.md"_s, "three");
        ImportOptions options;
        options.historyTable = write(u"history.tsv"_s, "pattern\trevision\tdate\tsha256\tbytes\n"
                                                       "p\t1\t2024-02-12T05:52:54-05:00\t" +
                                                           hex("one") +
                                                           "\t3\n"
                                                           "p\t2\t2024-02-13T00:00:00Z\t" +
                                                           hex("two?") +
                                                           "\t4\n"
                                                           "p\t3\t2024-02-14T00:00:00+02:00\t" +
                                                           hex("three") +
                                                           "\n"
                                                           "p\t4\t2024-02-15T00:00:00Z\n"
                                                           "elsewhere\t1\t2024-02-15T00:00:00Z\r\n");
        const auto report = run(library, {path(u"p"_s)}, options);
        VERIFY_OK(report);
        QCOMPARE(report->created, 2);
        QCOMPARE(report->failed.size(), 2u);
        QCOMPARE(report->failed[0].second.code(), ErrorCode::Corrupt);
        QVERIFY(report->failed[0].second.message().contains(u"line 3"));
        QCOMPARE(report->failed[1].second.code(), ErrorCode::NotFound);
        QCOMPARE(toRfc3339(library->metadata(ref(u"p@1.0.0"), {})->createdAt), u"2024-02-12T10:52:54Z"_s);
        QVERIFY(!*library->exists(ref(u"p@1.0.1"), {}));
        QCOMPARE(toRfc3339(library->metadata(ref(u"p@1.0.2"), {})->createdAt), u"2024-02-13T22:00:00Z"_s);
        // With the right file in its place the rest follows under the same numbers.
        write(u"p/r002.md"_s, "two?");
        const auto mended = run(library, {path(u"p"_s)}, options);
        QCOMPARE(mended->created, 1);
        QCOMPARE(mended->unchanged, 2);
    }

    void brokenTablesNameTheLine_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("too few") << "p\t2"_ba;
        QTest::newRow("too many") << "p\t2\t2024-02-12T05:52:54Z\t\t\tx"_ba;
        QTest::newRow("date") << "p\t2\tyesterday"_ba;
        QTest::newRow("revision") << "p\ttwo\t2024-02-12T05:52:54Z"_ba;
        QTest::newRow("checksum") << "p\t2\t2024-02-12T05:52:54Z\tabc"_ba;
        QTest::newRow("size") << "p\t2\t2024-02-12T05:52:54Z\t\t-1"_ba;
        QTest::newRow("twice") << "p\t01\t2024-02-12T05:52:54Z"_ba;
    }
    void brokenTablesNameTheLine()
    {
        QFETCH(const QByteArray, line);
        const MemoryLibrary library;
        ImportOptions options;
        options.historyTable = write(u"h.tsv"_s, "p\t1\t2024-02-12T05:52:54Z\n" + line + '\n');
        const auto planned = plan(library, {}, options);
        VERIFY_FAILS(planned, ErrorCode::Invalid);
        QVERIFY2(planned.error().message().contains(u"Line 2"), qPrintable(planned.error().message()));
    }

    void aFileThatChangedSinceThePlanFails()
    {
        const MemoryLibrary library;
        const QString file = write(u"p.md"_s, "one");
        const auto planned = plan(library, {file});
        write(u"p.md"_s, "two");
        const auto report = runImport(*library.library, *planned, {}, {}, {});
        VERIFY_OK(report);
        QCOMPARE(report->failed.size(), 1u);
        QCOMPARE(report->failed.front().second.code(), ErrorCode::Conflict);
        QVERIFY(!*library->exists(ref(u"p"), {}));
    }

    void stoppedImportsCanBeFinished()
    {
        const MemoryLibrary library;
        constexpr int count = 500;
        for (int i = 0; i < count; ++i)
            write(u"many/p%1.md"_s.arg(i), QByteArray::number(i));
        const auto planned = plan(library, {path(u"many"_s)});
        std::stop_source stop;
        const ProgressSink stopEarly = [&](const Progress &progress) {
            if (progress.done >= 200)
                stop.request_stop();
        };
        VERIFY_FAILS(runImport(*library.library, *planned, {}, stopEarly, stop.get_token()), ErrorCode::Cancelled);
        const auto published = static_cast<qint64>(library->list({}, true, {})->size());
        QVERIFY(published > 0 && published < count);
        const auto rest = run(library, {path(u"many"_s)});
        VERIFY_OK(rest);
        QCOMPARE(rest->unchanged, published);
        QCOMPARE(rest->created, count - published);
    }

    /// The corpus of real prompts with their real histories, where it is at hand.
    void realCorpus()
    {
        const QString corpus = qEnvironmentVariable("PULSE_SHARED") + u"/corpus/fabric-patterns"_s;
        if (!qEnvironmentVariableIsSet("PULSE_SHARED") || !QFile::exists(corpus + u"/history.tsv"_s))
            QSKIP("PULSE_SHARED names no folder with the corpus of patterns, so it was not imported");
        const MemoryLibrary library;
        ImportOptions options;
        options.historyTable = corpus + u"/history.tsv"_s;
        const auto report = run(library, {corpus + u"/patterns"_s}, options);
        VERIFY_OK(report);
        QCOMPARE(report->created, 845);
        QCOMPARE(report->skipped, 0);
        QVERIFY(report->failed.empty());
        QCOMPARE(library->stats({})->versions, 845);

        QFile table(options.historyTable);
        QVERIFY(table.open(QIODevice::ReadOnly));
        QMap<QByteArray, QList<QByteArrayList>> rows;
        for (const QByteArray &line : table.readAll().trimmed().split('\n').mid(1))
            rows[line.split('\t')[0]].append(line.split('\t'));
        for (const auto &[pattern, revisions] : rows.asKeyValueRange()) {
            const auto history = library->history(name(u"patterns/"_s + QString::fromUtf8(pattern)), {});
            VERIFY_OK(history);
            QCOMPARE(std::ssize(history->entries), revisions.size());
            for (qsizetype at = 0; at < revisions.size(); ++at) {
                const Metadata &metadata = *history->entries[static_cast<size_t>(revisions.size() - 1 - at)].metadata;
                QCOMPARE(metadata.checksum.hex().toLatin1(), revisions[at][3]);
                QCOMPARE(metadata.size, revisions[at][4].toLongLong());
                QCOMPARE(metadata.createdAt, fromRfc3339(QString::fromUtf8(revisions[at][2])));
            }
        }
        const auto again = run(library, {corpus + u"/patterns"_s}, options);
        QCOMPARE(again->unchanged, 845);
        QCOMPARE(again->created, 0);
    }
};

QTEST_GUILESS_MAIN(TestImport)
#include "test_import.moc"
