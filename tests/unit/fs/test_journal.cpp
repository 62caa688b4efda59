// SPDX-License-Identifier: Apache-2.0
#include "pulse/fs/journal.h"

#include "pulse/faults/scripted_fs.h"
#include "pulse/fs/file_io.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <thread>

using namespace pulse;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype headerBytes = 16;
constexpr qsizetype headBytes = 64;

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

} // namespace

#define VERIFY_OK(result)                                                                                              \
    do {                                                                                                               \
        const auto &checked_ = (result);                                                                               \
        QVERIFY2(checked_.has_value(), checked_ ? "" : qPrintable(checked_.error().toString()));                       \
    } while (false)

class TestJournal : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_place;
    QString folder() const { return m_place->filePath(u"state"_s); }
    QString path() const { return folder() + u"/j"_s; }
    std::unique_ptr<Journal> open(Journal::Options options = {}) const
    {
        return std::make_unique<Journal>(realFs(), folder(), u"j"_s, std::move(options));
    }
    static std::optional<QByteArray> valueOf(Journal &journal, const QByteArray &key)
    {
        auto value = journal.get(key);
        return value ? std::optional(*value) : std::nullopt;
    }
    QStringList files() const { return QDir(folder()).entryList(QDir::Files | QDir::Hidden); }
    /// Three records: a = "first", b = "second", a again = "third".
    void writeThree() const
    {
        const auto journal = open();
        VERIFY_OK(journal->put("a", "first"));
        VERIFY_OK(journal->put("b", "second"));
        VERIFY_OK(journal->put("a", "third"));
    }

private slots:
    void init() { m_place = std::make_unique<QTemporaryDir>(); }

    void keepsWhatWasPut()
    {
        const auto journal = open();
        VERIFY_OK(journal->keys());
        QVERIFY(!QDir(folder()).exists());
        const QByteArray bytes("a\0b\xff\n", 5);
        VERIFY_OK(journal->put("one", bytes));
        VERIFY_OK(journal->put("two", {}));
        VERIFY_OK(journal->put("one", "newer"));
        VERIFY_OK(journal->put("three", QByteArray(1'000'000, 'x')));
        VERIFY_OK(journal->remove("two"));
        VERIFY_OK(journal->remove("never"));
        const auto again = open();
        QCOMPARE(again->keys().value(), (std::vector<QByteArray>{"one", "three"}));
        QCOMPARE(valueOf(*again, "one"), "newer"_ba);
        QCOMPARE(valueOf(*again, "three"), QByteArray(1'000'000, 'x'));
        QVERIFY(!valueOf(*again, "two"));
        QVERIFY(again->health()->damage.empty());
        QCOMPARE(again->health()->tornBytes, 0);
    }

    void aRepeatedPutChangesNothing()
    {
        const auto journal = open();
        VERIFY_OK(journal->put("a", "same"));
        const QByteArray before = readAll(path());
        VERIFY_OK(journal->put("a", "same"));
        VERIFY_OK(open()->put("a", "same"));
        QCOMPARE(readAll(path()), before);
    }

    void refusesWhatIsTooLarge()
    {
        const auto journal = open({.mostValueBytes = 10, .mostLiveBytes = 300, .temporaryName = {}});
        QCOMPARE(journal->put("a", QByteArray(11, 'x')).error().code(), ErrorCode::Invalid);
        QCOMPARE(journal->put({}, "x").error().code(), ErrorCode::Invalid);
        QCOMPARE(journal->put(QByteArray(1025, 'k'), "x").error().code(), ErrorCode::Invalid);
        int kept = 0;
        Result<void> outcome;
        while (kept < 40 && (outcome = journal->put(QByteArray::number(kept), QByteArray(10, 'x'))))
            ++kept;
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code(), ErrorCode::NoSpace);
        VERIFY_OK(journal->remove("0"));
        VERIFY_OK(journal->put("new", QByteArray(1, 'x')));
    }

    void everyTruncationKeepsTheRecordsBefore()
    {
        writeThree();
        const QByteArray whole = readAll(path());
        const qsizetype first = headerBytes + headBytes + 1 + 5;
        const qsizetype second = first + headBytes + 1 + 6;
        for (qsizetype length = headerBytes; length < whole.size(); ++length) {
            overwrite(path(), whole.first(length));
            const auto journal = open();
            QCOMPARE(valueOf(*journal, "a"), length >= first ? std::optional("first"_ba) : std::nullopt);
            QCOMPARE(valueOf(*journal, "b"), length >= second ? std::optional("second"_ba) : std::nullopt);
            QVERIFY(journal->health()->damage.empty());
            const qsizetype valid = length >= second ? second : length >= first ? first : headerBytes;
            QCOMPARE(journal->health()->tornBytes, length - valid);
            VERIFY_OK(journal->put("c", "after"));
            const auto again = open();
            QCOMPARE(again->health()->tornBytes, 0);
            QCOMPARE(valueOf(*again, "c"), "after"_ba);
            QCOMPARE(valueOf(*again, "a"), length >= first ? std::optional("first"_ba) : std::nullopt);
            QCOMPARE(files(), QStringList(u"j"_s));
        }
    }

    void everyFlippedBitIsFoundAndCostsOneRecord()
    {
        writeThree();
        const QByteArray whole = readAll(path());
        const qsizetype first = headerBytes + headBytes + 1 + 5;
        const qsizetype second = first + headBytes + 1 + 6;
        for (qsizetype at = 0; at < whole.size(); ++at) {
            for (int bit = 0; bit < 8; ++bit) {
                QByteArray flipped = whole;
                flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
                overwrite(path(), flipped);
                const auto journal = open();
                const bool isThird = at >= second;
                const bool isSecond = at >= first && !isThird;
                QCOMPARE(valueOf(*journal, "a"), isThird ? "first"_ba : "third"_ba);
                QCOMPARE(valueOf(*journal, "b"), isSecond ? std::nullopt : std::optional("second"_ba));
                QCOMPARE(journal->health()->damage.size(), 1u);
            }
        }
    }

    void damageIsKeptAsideBeforeItIsLeftOut()
    {
        writeThree();
        QByteArray bytes = readAll(path());
        bytes[headerBytes + headBytes + 1 + 5 + headBytes + 3] = '!'; // within “second”
        overwrite(path(), bytes);
        const auto journal = open();
        VERIFY_OK(journal->put("c", "after"));
        const auto health = journal->health();
        QVERIFY(health->damage.empty());
        QCOMPARE(health->keptAside, QStringList(path() + u".damaged-1"_s));
        QVERIFY(readAll(health->keptAside.front()).contains("se!ond"));
        QCOMPARE(valueOf(*journal, "a"), "third"_ba);
        QCOMPARE(valueOf(*journal, "c"), "after"_ba);
    }

    void aSectorThatNeverArrivedIsTorn()
    {
        writeThree();
        const QByteArray whole = readAll(path());
        overwrite(path(), whole + QByteArray(3000, '\0'));
        const auto journal = open();
        QCOMPARE(journal->health()->tornBytes, 3000);
        QVERIFY(journal->health()->damage.empty());
        VERIFY_OK(journal->put("c", "after"));
        QCOMPARE(valueOf(*open(), "c"), "after"_ba);
        QCOMPARE(files(), QStringList(u"j"_s));
    }

    // The file was made longer, and not all of it arrived.
    void aTailThatHoldsZeroesAtAnEndIsTorn_data()
    {
        QTest::addColumn<QByteArray>("tail");
        QTest::addColumn<bool>("isTorn");
        const QByteArray letters(200, 'x');
        QTest::newRow("at its begin") << '\0' + letters << true;
        QTest::newRow("at its end") << letters + '\0' << true;
        QTest::newRow("within") << letters + '\0' + letters << false;
        QTest::newRow("none") << letters << false;
    }

    void aTailThatHoldsZeroesAtAnEndIsTorn()
    {
        QFETCH(QByteArray, tail);
        QFETCH(bool, isTorn);
        writeThree();
        overwrite(path(), readAll(path()) + tail);
        const auto health = open()->health();
        QCOMPARE(health->tornBytes, isTorn ? tail.size() : 0);
        QCOMPARE(health->damage.size(), isTorn ? 0U : 1U);
        QCOMPARE(valueOf(*open(), "a"), "third"_ba);
    }

    // Of an append by another process, behind which a third one appended already.
    void aSectorThatNeverArrivedInTheMiddleIsTorn()
    {
        VERIFY_OK(open()->put("a", QByteArray(2000, 'x')));
        VERIFY_OK(open()->put("b", "second"));
        QByteArray bytes = readAll(path());
        const qsizetype torn = bytes.size() - headerBytes - (headBytes + 1 + 6);
        bytes.replace(512, 512, QByteArray(512, '\0'));
        overwrite(path(), bytes);
        const auto health = open()->health();
        QVERIFY(health->damage.empty());
        QCOMPARE(health->tornBytes, torn);
        QCOMPARE(valueOf(*open(), "b"), "second"_ba);
    }

    void whatChangedSinceItWasFoundIsNotUsed()
    {
        writeThree();
        const QByteArray whole = readAll(path());
        const auto journal = open();
        VERIFY_OK(journal->keys());
        const qsizetype second = headerBytes + headBytes + 1 + 5;
        for (const qsizetype at : {second, second + headBytes + 1 + 2}) { // in its head, in its value
            QByteArray changed = whole;
            changed[at] = '!';
            const auto other = open();
            VERIFY_OK(other->keys());
            overwrite(path(), changed);
            QCOMPARE(other->health()->damage.size(), 1U);
            QCOMPARE(journal->get("b").error().code(), ErrorCode::Corrupt);
            QCOMPARE(journal->get("b").error().code(), ErrorCode::NotFound); // looked at as a whole again
            overwrite(path(), whole);
            QVERIFY(journal->health()->damage.empty());
            VERIFY_OK(journal->get("b"));
        }
    }

    void aFileThatIsGoneHoldsNothing()
    {
        writeThree();
        const auto journal = open();
        VERIFY_OK(journal->keys());
        QVERIFY(QFile::remove(path()));
        QVERIFY(journal->keys()->empty());
        VERIFY_OK(journal->put("c", "after"));
        QCOMPARE(journal->keys().value(), (std::vector<QByteArray>{"c"}));
    }

    // By somebody who may not have lived to sync it.
    void aFolderThatWasMadeAnewIsSyncedAnew()
    {
        const auto fs = std::make_shared<faults::ScriptedFs>();
        int syncs = 0;
        const auto makeFolder = [&] {
            QVERIFY(!QDir(folder()).exists() || QDir(folder()).removeRecursively());
            const auto made = createDirectory(*fs, fs->openRoot(m_place->path().toUtf8()).value(), "state");
            QVERIFY(made);
            fs->setScript([&](const faults::FsCall &call) {
                syncs += call.kind == "sync" ? 1 : 0;
                return 0;
            });
            syncs = 0;
        };
        Journal journal(fs, folder(), u"j"_s, {});
        makeFolder();
        VERIFY_OK(journal.put("a", "first"));
        const int first = syncs;
        QVERIFY(first > 2);
        makeFolder();
        VERIFY_OK(journal.put("a", "first"));
        QCOMPARE(syncs, first);
    }

    // What is damaged is put aside under a number of its own, as long as there are any.
    void damageIsKeptAsideUnderAFreeName()
    {
        writeThree();
        overwrite(path() + u".damaged-1"_s, "of before");
        QByteArray bytes = readAll(path());
        overwrite(path(), bytes.replace("second", "se!ond"));
        VERIFY_OK(open()->put("c", "after"));
        QCOMPARE(readAll(path() + u".damaged-1"_s), "of before");
        QVERIFY(readAll(path() + u".damaged-2"_s).contains("se!ond"));
    }

    // By a program that does not take the lock. What is not there any more is no record, and nobody waits for it.
    void aFileThatGetsShorterWhileItIsReadEnds()
    {
        VERIFY_OK(open()->put("a", "first"));
        VERIFY_OK(open()->put("b", QByteArray(600'000, 'x')));
        const QByteArray whole = readAll(path());
        const auto fs = std::make_shared<faults::ScriptedFs>();
        for (int call = 0; call < 6; ++call) {
            overwrite(path(), whole);
            fs->setScript([&, reads = 0](const faults::FsCall &asked) mutable {
                if (asked.kind == "readAt" && reads++ == call)
                    (void)QFile::resize(path(), headerBytes + headBytes + 1 + 5 + 1000);
                return 0;
            });
            Journal journal(fs, folder(), u"j"_s, {});
            QCOMPARE(journal.get("a").value_or("(none)"), "first"_ba);
            QVERIFY(!journal.get("b"));
        }
    }

    void aRecordElsewhereIsNone()
    {
        writeThree();
        const QByteArray whole = readAll(path());
        const QByteArray record = whole.sliced(headerBytes, headBytes + 1 + 5); // a = first
        overwrite(path(), whole + record);
        QCOMPARE(valueOf(*open(), "a"), "third"_ba);
    }

    void aNewerFormatIsRefused()
    {
        writeThree();
        overwrite(path(), "pulse-journal-2\nsomething else entirely");
        const auto outcome = open()->put("a", "x");
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code(), ErrorCode::Unsupported);
        QVERIFY(readAll(path()).startsWith("pulse-journal-2\n"));
    }

    void staysSmall()
    {
        const auto journal = open();
        VERIFY_OK(journal->put("kept", "for long"));
        for (int i = 0; i < 100; ++i) {
            VERIFY_OK(journal->put("a", QByteArray(100'000, static_cast<char>('a' + i % 26))));
            QVERIFY(QFileInfo(path()).size() < 600'000);
        }
        QCOMPARE(valueOf(*open(), "kept"), "for long"_ba);
        QCOMPARE(valueOf(*open(), "a"), QByteArray(100'000, static_cast<char>('a' + 99 % 26)));
    }

    void nothingIsLeftOfWhatWasRemoved()
    {
        const auto journal = open();
        VERIFY_OK(journal->put("a", "secret"));
        VERIFY_OK(journal->remove("a"));
        QVERIFY(!readAll(path()).contains("secret"));
        QCOMPARE(readAll(path()).size(), headerBytes);
    }

    void aReaderFollowsTheOtherWriter()
    {
        const auto reader = open();
        const auto writer = open();
        VERIFY_OK(writer->put("a", "one"));
        QCOMPARE(valueOf(*reader, "a"), "one"_ba);
        VERIFY_OK(writer->put("b", "two"));
        VERIFY_OK(writer->remove("a"));
        QVERIFY(!valueOf(*reader, "a"));
        VERIFY_OK(writer->compact());
        VERIFY_OK(writer->put("c", "three"));
        QCOMPARE(reader->keys().value(), (std::vector<QByteArray>{"b", "c"}));
        VERIFY_OK(reader->put("d", "four"));
        QCOMPARE(writer->keys().value(), (std::vector<QByteArray>{"b", "c", "d"}));
        QVERIFY(QDir(folder()).removeRecursively());
        QVERIFY(writer->keys()->empty());
        VERIFY_OK(writer->put("e", "five"));
        QCOMPARE(valueOf(*reader, "e"), "five"_ba);
    }

    void writersLoseNothingOfEachOther()
    {
        constexpr int each = 60;
        {
            std::vector<std::jthread> threads;
            for (int writer = 0; writer < 3; ++writer) {
                threads.emplace_back([this, writer] {
                    const auto journal = open({.compactAbove = 2000, .temporaryName = {}});
                    for (int i = 0; i < each; ++i) {
                        const QByteArray key = QByteArray::number(writer) + '-' + QByteArray::number(i % 10);
                        VERIFY_OK(journal->put(key, QByteArray::number(i)));
                    }
                });
            }
        }
        const auto journal = open();
        QCOMPARE(journal->keys()->size(), 30u);
        for (int writer = 0; writer < 3; ++writer) {
            for (int last = 0; last < 10; ++last)
                QCOMPARE(valueOf(*journal, QByteArray::number(writer) + '-' + QByteArray::number(last)),
                         QByteArray::number(each - 10 + last));
        }
        QVERIFY(journal->health()->damage.empty());
        QCOMPARE(files(), QStringList(u"j"_s));
    }

    void leftoversOfAKilledCompactionVanish()
    {
        writeThree();
        overwrite(folder() + u"/.tmp-1234-j"_s, "half");
        overwrite(folder() + u"/.tmp-1234"_s, "of another");
        const auto journal = open();
        VERIFY_OK(journal->compact());
        QCOMPARE(files(), QStringList({u".tmp-1234"_s, u"j"_s}));
        QCOMPARE(valueOf(*journal, "a"), "third"_ba);
    }
};

QTEST_GUILESS_MAIN(TestJournal)
#include "test_journal.moc"
