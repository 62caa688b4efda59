// SPDX-License-Identifier: Apache-2.0
#include "draft_codec.h"
#include "library_fixture.h"
#include "pulse/faults/scripted_fs.h"
#include "pulse/fs/journal.h"
#include "pulse/library/drafts.h"
#include "pulse/storage/storage.h"

#include <QDir>
#include <QDirIterator>
#include <QTemporaryDir>
#include <cerrno>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

Draft draft(const QString &key, const QByteArray &content)
{
    return {.key = key,
            .name = Name::parse(key).value(),
            .base = version(u"1.2.0"),
            .content = content,
            .savedAt = fromRfc3339(u"2024-05-05T05:05:05Z"),
            .cursor = 7};
}

QStringList filesIn(const QString &folder)
{
    QStringList files;
    for (QDirIterator it(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); it.hasNext();)
        files.append(it.next());
    return files;
}

QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void overwrite(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(bytes), bytes.size());
}

/// As Pulse kept drafts before the journal.
void writeOld(const QString &folder, const Draft &draft)
{
    const QByteArray rest = "{\"key\":\"" + draft.key.toUtf8() + "\",\"name\":\"" + draft.key.toUtf8() +
                            "\",\"base\":\"1.2.0\",\"cursor\":7,\"size\":" + QByteArray::number(draft.content.size()) +
                            ",\"saved_at\":\"" + toRfc3339(draft.savedAt).toUtf8() + "\"}\n" + draft.content;
    overwrite(folder + u'/' + Checksum::of(draft.key.toUtf8()).hex() + u".draft"_s,
              "pulse-draft-1 " + Checksum::of(rest).toString().toLatin1() + '\n' + rest);
}

mode_t modeOf(const QString &path)
{
    struct ::stat facts = {};
    return ::stat(QFile::encodeName(path).constData(), &facts) == 0 ? facts.st_mode & 07777 : 0;
}

} // namespace

class TestDrafts : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::shared_ptr<ManualClock> m_clock = standingClock();
    QString folder() const { return m_folder.filePath(u"state/pulse/drafts"_s); }
    DraftStore store(const QString &library = u"library-id"_s) const { return DraftStore(folder(), library, m_clock); }

private slots:
    void cleanup() { QDir(folder()).removeRecursively(); }

    void keepsExactlyWhatWasSaved_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("text") << "Hello\n"_ba;
        QTest::newRow("empty") << ""_ba;
        QTest::newRow("crlf") << "a\r\nb\r\n"_ba;
        QTest::newRow("nul and invalid utf-8") << QByteArray("a\0b\xff\xfe\n\n", 7);
        QTest::newRow("large") << QByteArray(3'000'000, 'x');
    }
    void keepsExactlyWhatWasSaved()
    {
        QFETCH(const QByteArray, content);
        const Draft saved = draft(u"support/greeting"_s, content);
        VERIFY_OK(store().save(saved));
        const auto loaded = store().load(saved.key);
        VERIFY_OK(loaded);
        QCOMPARE(loaded->content, content);
        QCOMPARE(loaded->key, saved.key);
        QCOMPARE(loaded->name, saved.name);
        QCOMPARE(loaded->base, saved.base);
        QCOMPARE(loaded->savedAt, saved.savedAt);
        QCOMPARE(loaded->cursor, 7);
    }

    void aNewPromptHasNoNameYet()
    {
        const Draft saved{.key = u"new:1"_s, .name = {}, .base = {}, .content = "x", .savedAt = {}, .cursor = 0};
        VERIFY_OK(store().save(saved));
        const auto loaded = store().load(u"new:1"_s);
        VERIFY_OK(loaded);
        QVERIFY(!loaded->name && !loaded->base);
        QCOMPARE(loaded->savedAt, m_clock->now());
    }

    void listsNewestFirstAndApartByLibrary()
    {
        Draft older = draft(u"a"_s, "older");
        older.savedAt = older.savedAt.addSecs(-60);
        VERIFY_OK(store().save(older));
        VERIFY_OK(store().save(draft(u"b"_s, "newer")));
        VERIFY_OK(store(u"other"_s).save(draft(u"c"_s, "elsewhere")));
        const auto listed = store().list();
        VERIFY_OK(listed);
        QCOMPARE(listed->size(), 2u);
        QCOMPARE(listed->front().key, u"b"_s);
        QVERIFY(store(u"third"_s).list()->empty());
    }

    void replacesAndDiscards()
    {
        VERIFY_OK(store().save(draft(u"a"_s, "one")));
        VERIFY_OK(store().save(draft(u"a"_s, "two")));
        QCOMPARE(store().load(u"a"_s)->content, "two"_ba);
        QCOMPARE(filesIn(folder()).size(), 1);
        VERIFY_OK(store().discard(u"a"_s));
        VERIFY_OK(store().discard(u"a"_s));
        VERIFY_OK(store(u"never"_s).discard(u"a"_s));
        VERIFY_FAILS(store().load(u"a"_s), ErrorCode::NotFound);
        QCOMPARE(filesIn(folder()).size(), 1);
        QVERIFY(!readAll(filesIn(folder()).front()).contains("two"));
    }

    void isPrivateWhateverTheUmask_data()
    {
        QTest::addColumn<uint>("mask");
        QTest::newRow("open") << 0u;
        QTest::newRow("closed") << 0777u;
    }
    void isPrivateWhateverTheUmask()
    {
        QFETCH(const uint, mask);
        const mode_t before = ::umask(mask);
        const auto saved = store().save(draft(u"a"_s, "x"));
        ::umask(before);
        VERIFY_OK(saved);
        const QString file = filesIn(folder()).value(0);
        QCOMPARE(modeOf(file), mode_t(0600));
        QCOMPARE(modeOf(QFileInfo(file).path()), mode_t(0700));
        QCOMPARE(modeOf(folder()), mode_t(0700));
    }

    void namesDoNotShowInTheFolder()
    {
        VERIFY_OK(store().save(draft(u"secret-project/launch"_s, "x")));
        for (const QString &file : filesIn(folder()))
            QVERIFY(!file.contains(u"secret") && !file.contains(u"launch"));
    }

    void damageCostsOnlyItsDraftAndIsTold()
    {
        VERIFY_OK(store().save(draft(u"a"_s, "A short draft.\n")));
        VERIFY_OK(store().save(draft(u"b"_s, "Another.\n")));
        QVERIFY(store().damage()->isEmpty());
        const QString file = filesIn(folder()).value(0);
        QByteArray bytes = readAll(file);
        overwrite(file, bytes.replace("short", "shirt"));
        VERIFY_FAILS(store().load(u"a"_s), ErrorCode::NotFound);
        QCOMPARE(store().load(u"b"_s)->content, "Another.\n"_ba);
        QCOMPARE(store().damage().value(), QStringList(file));
        VERIFY_OK(store().save(draft(u"c"_s, "Third.\n")));
        QCOMPARE(store().damage().value(), QStringList(file + u".damaged-1"_s));
        QCOMPARE(store().list()->size(), 2u);
    }

    void movesTheFilesOfBefore()
    {
        DraftStore mine = store();
        VERIFY_OK(mine.save(draft(u"newer"_s, "of the journal")));
        const QString place = QFileInfo(filesIn(folder()).value(0)).path();
        const Draft old = draft(u"old"_s, "typed before the journal");
        Draft stale = draft(u"newer"_s, "of long ago");
        stale.savedAt = stale.savedAt.addSecs(-60);
        writeOld(place, old);
        writeOld(place, stale);
        overwrite(place + u"/0123.draft"_s, "damaged");
        const auto listed = store().list();
        VERIFY_OK(listed);
        QCOMPARE(listed->size(), 2u);
        QCOMPARE(store().load(u"old"_s)->content, old.content);
        QCOMPARE(store().load(u"old"_s)->cursor, old.cursor);
        QCOMPARE(store().load(u"newer"_s)->content, "of the journal"_ba);
        QCOMPARE(QDir(place).entryList({u"*.draft"_s}), QStringList(u"0123.draft"_s));
        QCOMPARE(store().damage().value(), QStringList(place + u"/0123.draft"_s));
        VERIFY_OK(mine.discard(u"old"_s));
        VERIFY_FAILS(store().load(u"old"_s), ErrorCode::NotFound);
    }

    void discardingReachesAFileOfBefore()
    {
        VERIFY_OK(store().save(draft(u"a"_s, "x")));
        const QString place = QFileInfo(filesIn(folder()).value(0)).path();
        DraftStore mine = store();
        VERIFY_OK(mine.list());
        writeOld(place, draft(u"b"_s, "of another program"));
        VERIFY_OK(mine.discard(u"b"_s));
        VERIFY_FAILS(store().load(u"b"_s), ErrorCode::NotFound);
    }

    void whatIsMissingIsNamed()
    {
        VERIFY_OK(store().save(draft(u"a"_s, "x")));
        const auto missing = store().load(u"b"_s);
        VERIFY_FAILS(missing, ErrorCode::NotFound);
        QCOMPARE(missing.error().message(), u"There is no draft of “b”."_s);
    }

    void whatIsNoDraftIsDamage()
    {
        VERIFY_OK(store().save(draft(u"a"_s, "x")));
        const QFileInfo file(filesIn(folder()).value(0));
        Journal journal(realFs(), file.path(), u"journal"_s, {});
        VERIFY_OK(journal.put("garbage", "no draft"));
        VERIFY_OK(journal.put("another", detail::encodeDraft(draft(u"a"_s, "x"))));
        VERIFY_FAILS(store().load(u"garbage"_s), ErrorCode::Corrupt);
        VERIFY_FAILS(store().load(u"another"_s), ErrorCode::Corrupt);
        VERIFY_OK(store().load(u"a"_s));
    }

    void whatIsTooLargeForAPromptIsRefused()
    {
        const auto saved = store().save(draft(u"a"_s, QByteArray(Storage::maxBufferedBytes + 1, 'x')));
        VERIFY_FAILS(saved, ErrorCode::Invalid);
        QVERIFY(filesIn(folder()).isEmpty());
    }

    void aDamagedFileOfBeforeIsToldToWhoAsksForIt()
    {
        VERIFY_OK(store().save(draft(u"a"_s, "x")));
        const QString place = QFileInfo(filesIn(folder()).value(0)).path();
        const QString file = place + u'/' + detail::draftFileName(u"b"_s);
        overwrite(file, "damaged");
        VERIFY_FAILS(store().load(u"b"_s), ErrorCode::Corrupt);
        VERIFY_FAILS(store().load(u"c"_s), ErrorCode::NotFound);
        VERIFY_OK(store().save(draft(u"b"_s, "typed since")));
        QCOMPARE(store().load(u"b"_s)->content, "typed since"_ba);
        QVERIFY(QFile::remove(file));
        QVERIFY(QFile::link(u"nowhere"_s, file)); // what cannot be opened is as little a draft
        QCOMPARE(store().damage().value(), QStringList(file));
    }

    void aFailingDiskCostsNoNewerDraft()
    {
        Draft stale = draft(u"a"_s, "of long ago");
        stale.savedAt = stale.savedAt.addSecs(-60);
        bool wasReached = true;
        for (int at = 0; wasReached; ++at) {
            VERIFY_OK(store().save(draft(u"a"_s, "newer")));
            const QString place = QFileInfo(filesIn(folder()).value(0)).path();
            writeOld(place, stale);
            wasReached = false;
            const auto fs = std::make_shared<faults::ScriptedFs>([&](const faults::FsCall &call) {
                wasReached = wasReached || call.index == at;
                return call.index == at ? EIO : 0;
            });
            (void)DraftStore(folder(), u"library-id"_s, m_clock, fs).list();
            const auto kept = store().load(u"a"_s);
            VERIFY_OK(kept);
            QVERIFY2(kept->content == "newer", QByteArray::number(at).constData());
            cleanup();
        }
    }

    void aFileOfBeforeThatStayedIsMovedTheNextTime()
    {
        VERIFY_OK(store().save(draft(u"a"_s, "x")));
        const QString place = QFileInfo(filesIn(folder()).value(0)).path();
        writeOld(place, draft(u"b"_s, "of before"));
        const auto fs = std::make_shared<faults::ScriptedFs>([failed = false](const faults::FsCall &call) mutable {
            const bool fails = call.kind == "removeFile" && !std::exchange(failed, true);
            return fails ? EIO : 0;
        });
        DraftStore mine(folder(), u"library-id"_s, m_clock, fs);
        VERIFY_OK(mine.list());
        QCOMPARE(QDir(place).entryList({u"*.draft"_s}).size(), 1);
        Draft newer = draft(u"b"_s, "typed since");
        newer.savedAt = newer.savedAt.addSecs(-60); // on a clock that was put back
        VERIFY_OK(mine.save(newer));
        QCOMPARE(QDir(place).entryList({u"*.draft"_s}).size(), 0);
        QCOMPARE(store().load(u"b"_s)->content, "typed since"_ba);
    }

    void discardingTellsThatItCouldNotLook()
    {
        VERIFY_OK(store().save(draft(u"a"_s, "x")));
        const auto fs = std::make_shared<faults::ScriptedFs>(
            [](const faults::FsCall &call) { return call.text.endsWith(u".draft") ? EIO : 0; });
        DraftStore mine(folder(), u"library-id"_s, m_clock, fs);
        QVERIFY(!mine.discard(u"a"_s));
        VERIFY_OK(store().load(u"a"_s));
        VERIFY_OK(store().discard(u"a"_s));
    }

    void pipesAndLinksAreNotFollowed()
    {
        VERIFY_OK(store().save(draft(u"a"_s, "x")));
        const QString file = filesIn(folder()).value(0);
        const QString target = m_folder.filePath(u"moved"_s);
        QFile::remove(target);
        QVERIFY(QFile::rename(file, target));
        QVERIFY(QFile::link(target, file));
        QVERIFY(!store().load(u"a"_s));
        QVERIFY(QFile::remove(file));
        QCOMPARE(::mkfifo(QFile::encodeName(file).constData(), 0600), 0);
        QVERIFY(!store().load(u"a"_s)); // and does not wait for a writer
        QVERIFY(!store().save(draft(u"a"_s, "again")));
    }

    void failsWhereItCannotWrite()
    {
        if (::geteuid() == 0) {
            // Permissions do not bind root; a file in the folder's place does.
            overwrite(m_folder.filePath(u"plain"_s), "x");
            DraftStore blocked(m_folder.filePath(u"plain/drafts"_s), u"id"_s, m_clock);
            QVERIFY(!blocked.save(draft(u"a"_s, "x")));
            return;
        }
        QVERIFY(QDir().mkpath(folder()));
        QVERIFY(QFile::setPermissions(folder(), QFile::ReadOwner | QFile::ExeOwner));
        VERIFY_FAILS(store().save(draft(u"a"_s, "x")), ErrorCode::PermissionDenied);
        QVERIFY(QFile::setPermissions(folder(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    }

    void concurrentSavesLeaveOneWhole()
    {
        {
            std::vector<std::jthread> threads;
            for (int writer = 0; writer < 4; ++writer) {
                threads.emplace_back([this, writer] {
                    for (int i = 0; i < 25; ++i)
                        QVERIFY(store().save(draft(u"a"_s, QByteArray(1000 + i, static_cast<char>('a' + writer)))));
                });
            }
        }
        const auto loaded = store().load(u"a"_s);
        VERIFY_OK(loaded);
        QCOMPARE(loaded->content.count(loaded->content[0]), loaded->content.size());
        QCOMPARE(filesIn(folder()).size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestDrafts)
#include "test_drafts.moc"
