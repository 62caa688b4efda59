// SPDX-License-Identifier: Apache-2.0
#include "library_fixture.h"
#include "pulse/library/drafts.h"

#include <QDir>
#include <QDirIterator>
#include <QTemporaryDir>
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
        QVERIFY(filesIn(folder()).isEmpty());
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

    void noTruncatedDraftIsEverContent()
    {
        VERIFY_OK(store().save(draft(u"a"_s, "A short draft.\n")));
        const QString file = filesIn(folder()).value(0);
        const QByteArray whole = readAll(file);
        for (qsizetype length = 0; length < whole.size(); ++length) {
            overwrite(file, whole.first(length));
            VERIFY_FAILS(store().load(u"a"_s), ErrorCode::Corrupt);
            QVERIFY(store().list()->empty());
        }
        overwrite(file, whole + "x");
        VERIFY_FAILS(store().load(u"a"_s), ErrorCode::Corrupt);
        overwrite(file, whole);
        VERIFY_OK(store().load(u"a"_s));
    }

    void noFlippedBitIsEverContent()
    {
        VERIFY_OK(store().save(draft(u"a"_s, "A short draft.\n")));
        const QString file = filesIn(folder()).value(0);
        const QByteArray whole = readAll(file);
        for (qsizetype at = 0; at < whole.size(); ++at) {
            for (int bit = 0; bit < 8; ++bit) {
                QByteArray damaged = whole;
                damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
                overwrite(file, damaged);
                VERIFY_FAILS(store().load(u"a"_s), ErrorCode::Corrupt);
            }
        }
        QVERIFY(QFile::exists(file));
    }

    void aDraftUnderAnothersNameIsNotReturned()
    {
        VERIFY_OK(store().save(draft(u"a"_s, "of a")));
        const QString file = filesIn(folder()).value(0);
        VERIFY_OK(store().save(draft(u"b"_s, "of b")));
        QStringList files = filesIn(folder());
        files.removeAll(file);
        overwrite(files.value(0), readAll(file));
        VERIFY_FAILS(store().load(u"b"_s), ErrorCode::Corrupt);
        QCOMPARE(store().list()->size(), 1u);
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
        VERIFY_OK(store().save(draft(u"a"_s, "again")));
        QCOMPARE(store().load(u"a"_s)->content, "again"_ba);
    }

    void leftoversOfACrashVanish()
    {
        VERIFY_OK(store().save(draft(u"a"_s, "x")));
        const QString leftover = QFileInfo(filesIn(folder()).value(0)).path() + u"/.tmp-1234"_s;
        overwrite(leftover, "torn");
        VERIFY_OK(store().list());
        QVERIFY(QFile::exists(leftover)); // perhaps of a save that runs right now
        m_clock->advance(std::chrono::hours(24 * 365 * 100));
        QCOMPARE(store().list()->size(), 1u);
        QVERIFY(!QFile::exists(leftover));
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
