// SPDX-License-Identifier: Apache-2.0
// The frames and texts of which a backup consists: what is written is read again, and what is cut off, changed or made
// up is refused, each part of the form by itself. And what becomes of them when there is no memory.
#include "backup_fixture.h"
#include "pack_format.h"
#include "record_format.h"
#include "zstd_frame.h"

#include <dlfcn.h>
#include <zstd.h>
#include <zstd_errors.h>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::backup;
using namespace pulse::test;

namespace {

int callsWithMemory = -1; // of those below; negative: all

bool hasMemory()
{
    return callsWithMemory < 0 || callsWithMemory-- > 0;
}

template <typename Function>
Function *real(const char *name)
{
    return reinterpret_cast<Function *>(::dlsym(RTLD_NEXT, name));
}

} // namespace

// In place of the library's own, which fail like this where there is no memory.
extern "C" {
ZSTD_CCtx *ZSTD_createCCtx()
{
    return hasMemory() ? real<decltype(ZSTD_createCCtx)>("ZSTD_createCCtx")() : nullptr;
}
ZSTD_DCtx *ZSTD_createDCtx()
{
    return hasMemory() ? real<decltype(ZSTD_createDCtx)>("ZSTD_createDCtx")() : nullptr;
}
size_t ZSTD_compress2(ZSTD_CCtx *context, void *to, size_t room, const void *from, size_t size)
{
    return hasMemory() ? real<decltype(ZSTD_compress2)>("ZSTD_compress2")(context, to, room, from, size)
                       : -static_cast<size_t>(ZSTD_error_memory_allocation);
}
}

namespace {

const QByteArray one = toHex(Checksum::of("one"));
const QByteArray two = toHex(Checksum::of("two"));

QByteArray frameOf(QByteArrayView bytes)
{
    return compressFrame(bytes, 3).value_or(QByteArray());
}

/// A frame as other programs write it that did not know the size when they began.
QByteArray frameWithoutSize(QByteArrayView bytes)
{
    const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_contentSizeFlag, 0);
    QByteArray frame(1000, Qt::Uninitialized);
    frame.truncate(static_cast<qsizetype>(
        ZSTD_compress2(context.get(), frame.data(), 1000, bytes.data(), static_cast<size_t>(bytes.size()))));
    return frame;
}

Record sampleRecord()
{
    Record record{.name = makeName(u"support/refund reply"), .labels = {}, .versions = {}};
    record.labels.emplace(makeLabel(u"production"), makeVersion(u"1.0.0"));
    for (const char16_t *version : {u"1.0.0", u"1.1.0"}) {
        const Metadata facts = makeMetadata(record.name, makeVersion(version), "content");
        record.versions.push_back({.version = facts.version,
                                   .checksum = facts.checksum,
                                   .size = facts.size,
                                   .metadata = encodeMetadata(facts)});
    }
    return record;
}

} // namespace

class TestBackupEncoding : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { callsWithMemory = -1; }

    void aFrameIsReadWhole();
    void anotherFrameIsRefused();
    void hexadecimalChecksums_data();
    void hexadecimalChecksums();
    void aPackIsReadWhole();
    void tables_data();
    void tables();
    void trailers_data();
    void trailers();
    void contentsThatAreShorterThanTheTableSays();
    void aRecordIsReadWhole();
    void records_data();
    void records();
    void aRecordThatContradictsItself_data();
    void aRecordThatContradictsItself();
    void listsAndListings();
    void withoutMemoryThereIsNoPack();
    void withoutMemoryABackupSaysSo();
};

void TestBackupEncoding::aFrameIsReadWhole()
{
    for (const QByteArray &content : {QByteArray(), QByteArray("x"), QByteArray(100'000, 'y')}) {
        QCOMPARE(decompressFrame(frameOf(content), content.size()), std::optional(content));
        QCOMPARE(decompressFrame(frameOf(content), 1'000'000), std::optional(content));
    }
}

void TestBackupEncoding::anotherFrameIsRefused()
{
    const QByteArray content = "what a frame holds, and holds, and holds";
    const QByteArray frame = frameOf(content);
    QVERIFY(!decompressFrame(frame, content.size() - 1)); // it says more than is wanted
    QVERIFY(!decompressFrame({}, 100));
    QVERIFY(!decompressFrame("this is no frame at all", 100));
    QVERIFY(!decompressFrame(frameWithoutSize(content), 100));
    QVERIFY(!decompressFrame(frame + frame, 100));
    for (qsizetype length = 0; length < frame.size(); ++length)
        QVERIFY2(!decompressFrame(frame.first(length), 100), QByteArray::number(length).constData());
    for (qsizetype bit = 0; bit < frame.size() * 8; ++bit) {
        QByteArray flipped = frame;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        const auto read = decompressFrame(flipped, 1'000'000); // one bit of the heading means nothing
        QVERIFY2(!read || *read == content, QByteArray::number(bit).constData());
    }
}

void TestBackupEncoding::hexadecimalChecksums_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("short") << one.first(62);
    QTest::newRow("long") << one + "00";
    QTest::newRow("capitals") << one.toUpper();
    QTest::newRow("first of a pair") << "g0" + one.sliced(2);
    QTest::newRow("second of a pair") << one.first(62) + "0/";
}

void TestBackupEncoding::hexadecimalChecksums()
{
    QFETCH(QByteArray, text);
    QVERIFY(checksumFromHex(one) == Checksum::of("one"));
    QVERIFY(!checksumFromHex(text));
}

void TestBackupEncoding::aPackIsReadWhole()
{
    const auto pack = encodePack("onetwo", {{Checksum::of("one"), 0, 3}, {Checksum::of("two"), 3, 3}});
    QVERIFY(pack);
    const auto frame = tableFrameBytes(*pack);
    QVERIFY(frame);
    const qsizetype behind = pack->size() - trailerBytes - *frame;
    const auto table = decodeTable(QByteArrayView(*pack).sliced(behind, *frame));
    QVERIFY(table);
    QCOMPARE(table->entries.size(), 2U);
    QVERIFY(table->entries[1].checksum == Checksum::of("two"));
    QCOMPARE(table->entries[1].offset, 3);
    QCOMPARE(table->entries[1].length, 3);
    QCOMPARE(table->bytes, 6);
    QCOMPARE(decodeContents(QByteArrayView(*pack).first(behind), *table), std::optional("onetwo"_ba));
}

void TestBackupEncoding::tables_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isTable");
    const QByteArray first = "pulse-pack 1\n" + one + " 0 3\n";
    QTest::newRow("none") << "pulse-pack 1\npulse-table 0\n"_ba << true;
    QTest::newRow("two") << first + two + " 3 4\npulse-table 2\n" << true;
    QTest::newRow("the largest") << "pulse-pack 1\n" + one + ' ' + "0 " + QByteArray::number(largestPack) +
                                        "\npulse-table 1\n"
                                 << true;
    QTest::newRow("empty") << QByteArray() << false;
    QTest::newRow("another heading") << "pulse-pack 2\npulse-table 0\n"_ba << false;
    QTest::newRow("no end of the last line") << "pulse-pack 1\npulse-table 0"_ba << false;
    QTest::newRow("no last line") << first << false;
    QTest::newRow("a line behind the last") << first + "pulse-table 1\n\n" << false;
    QTest::newRow("another number") << first + "pulse-table 2\n" << false;
    QTest::newRow("no number") << "pulse-pack 1\npulse-table none\n"_ba << false;
    QTest::newRow("no checksum") << "pulse-pack 1\n" + one.first(63) + " 0 3\npulse-table 1\n" << false;
    QTest::newRow("no offset") << "pulse-pack 1\n" + one + " x 3\npulse-table 1\n" << false;
    QTest::newRow("no length") << "pulse-pack 1\n" + one + " 0 x\npulse-table 1\n" << false;
    QTest::newRow("a gap") << first + two + " 4 4\npulse-table 2\n" << false;
    QTest::newRow("one over another") << first + two + " 2 4\npulse-table 2\n" << false;
    QTest::newRow("a length below nothing") << "pulse-pack 1\n" + one + " 0 -1\npulse-table 1\n" << false;
    QTest::newRow("more than a pack can have")
        << first + two + " 3 " + QByteArray::number(largestPack) + "\npulse-table 2\n"
        << false;
}

void TestBackupEncoding::tables()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isTable);
    QCOMPARE(decodeTable(frameOf(text)).has_value(), isTable);
    QVERIFY(!decodeTable(text)); // not a frame
}

void TestBackupEncoding::trailers_data()
{
    QTest::addColumn<QByteArray>("tail");
    QTest::addColumn<qint64>("from"); // what comes before is not of the tail
    QTest::addColumn<std::optional<qint64>>("frame");
    const QByteArray trailer("\x50\x2a\x4d\x18\x04\x00\x00\x00\x39\x30\x00\x00", 12);
    QTest::newRow("alone") << trailer << qint64(0) << std::optional<qint64>(12345);
    QTest::newRow("behind others") << "others" + trailer << qint64(0) << std::optional<qint64>(12345);
    QTest::newRow("cut off") << trailer << qint64(4) << std::optional<qint64>();
    QTest::newRow("another kind of frame")
        << trailer.first(3) + '\x19' + trailer.sliced(4) << qint64(0) << std::optional<qint64>();
    QTest::newRow("another length") << trailer.first(4) + '\x05' + trailer.sliced(5) << qint64(0)
                                    << std::optional<qint64>();
}

void TestBackupEncoding::trailers()
{
    QFETCH(QByteArray, tail);
    QFETCH(qint64, from);
    QFETCH(std::optional<qint64>, frame);
    QCOMPARE(tableFrameBytes(QByteArrayView(tail).sliced(from)), frame);
}

void TestBackupEncoding::contentsThatAreShorterThanTheTableSays()
{
    QVERIFY(decodeContents(frameOf("four"), {.entries = {}, .bytes = 4}));
    QVERIFY(!decodeContents(frameOf("four"), {.entries = {}, .bytes = 5}));
    QVERIFY(!decodeContents(frameOf("four"), {.entries = {}, .bytes = 3}));
    QVERIFY(!decodeContents("four", {.entries = {}, .bytes = 4}));
}

void TestBackupEncoding::aRecordIsReadWhole()
{
    const Record record = sampleRecord();
    const auto read = decodeRecord(encodeRecord(record));
    QVERIFY(read);
    QCOMPARE(read->name, record.name);
    QVERIFY(read->labels == record.labels);
    QCOMPARE(read->versions.size(), 2U);
    QCOMPARE(read->versions[1].metadata, record.versions[1].metadata);
    const auto prompt = toPrompt(*read);
    VERIFY_OK(prompt);
    QCOMPARE(prompt->versions.size(), 2U);
}

void TestBackupEncoding::records_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::newRow("the heading") << "pulse-prompt 1\n"_ba << "pulse-prompt 2\n"_ba;
    QTest::newRow("a name that cannot be") << "support/refund reply"_ba << "support//refund"_ba;
    QTest::newRow("no name") << "name "_ba << "same "_ba;
    QTest::newRow("a label that cannot be") << "label production"_ba << "label @"_ba;
    QTest::newRow("what a label points at") << "production 1.0.0"_ba << "production 1.x"_ba;
    QTest::newRow("a version that cannot be") << "version 1.1.0"_ba << "version 1.1"_ba;
    QTest::newRow("the checksum of a version") << toHex(Checksum::of("content")) << "content"_ba;
    QTest::newRow("the size of a version") << " 7 "_ba << " seven "_ba;
    QTest::newRow("a size below nothing") << " 7 "_ba << " -7 "_ba;
    QTest::newRow("more metadata than there is") << " 7 "_ba << " 7 9"_ba;
    QTest::newRow("something else behind it") << "\nlabel"_ba << "\nlapel"_ba;
}

void TestBackupEncoding::records()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QByteArray text = encodeRecord(sampleRecord());
    const qsizetype at = text.indexOf(from);
    QVERIFY(at >= 0);
    QVERIFY(!decodeRecord(text.replace(at, from.size(), to)));
}

void TestBackupEncoding::aRecordThatContradictsItself_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    const QByteArray hex = toHex(Checksum::of("content"));
    QTest::newRow("the name") << "refund reply\""_ba << "refund answer\""_ba;
    QTest::newRow("the version") << "\"1.0.0\""_ba << "\"1.0.1\""_ba;
    QTest::newRow("the checksum") << hex << one;
    QTest::newRow("the size") << "\"size\": 7"_ba << "\"size\": 8"_ba;
    QTest::newRow("no metadata at all") << "{"_ba << "["_ba;
}

void TestBackupEncoding::aRecordThatContradictsItself()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    Record record = sampleRecord();
    QByteArray &metadata = record.versions[0].metadata;
    QVERIFY2(metadata.contains(from), metadata.constData());
    metadata.replace(from, to);
    const auto prompt = toPrompt(record);
    QVERIFY(!prompt);
    if (const auto alone = decodeMetadata(metadata); !alone)
        QCOMPARE(prompt.error().message(), alone.error().message());
    else
        QVERIFY(prompt.error().message().contains("contradicts itself"_L1));
}

void TestBackupEncoding::listsAndListings()
{
    const std::vector<ListedPrompt> prompts{{"a/b", Checksum::of("one")}, {"c", Checksum::of("two")}};
    const QByteArray list = encodeList(prompts);
    const auto listed = decodeList(list);
    QVERIFY(listed);
    QCOMPARE(listed->size(), 2U);
    QCOMPARE(listed->back().name, "c"_ba);
    const std::vector<ListedPart> parts{{"", 2, Checksum::of("one")}, {"0f", 3, Checksum::of("two")}};
    const QByteArray listing = encodeListing(parts);
    const auto decoded = decodeListing(listing);
    QVERIFY(decoded);
    QCOMPARE(decoded->front().prefix, QByteArray());
    QCOMPARE(decoded->back().prefix, "0f"_ba);
    QCOMPARE(decoded->back().prompts, 3);
    for (const QByteArray &wrong : {list + 'x', listing, QByteArray(list).replace(one, "one"), QByteArray()})
        QVERIFY2(!decodeList(wrong), wrong.constData());
    for (const QByteArray &wrong : {listing + 'x', list, QByteArray(listing).replace(" 3 ", " x "), QByteArray()})
        QVERIFY2(!decodeListing(wrong), wrong.constData());
}

void TestBackupEncoding::withoutMemoryThereIsNoPack()
{
    for (int calls = 0; calls < 4; ++calls) {
        callsWithMemory = calls;
        QVERIFY2(!encodePack("one", {{Checksum::of("one"), 0, 3}}), QByteArray::number(calls).constData());
    }
    callsWithMemory = 4;
    QVERIFY(encodePack("one", {{Checksum::of("one"), 0, 3}}));
    const QByteArray frame = [] {
        callsWithMemory = -1;
        return frameOf("one");
    }();
    callsWithMemory = 0;
    QVERIFY(!decompressFrame(frame, 3));
}

void TestBackupEncoding::withoutMemoryABackupSaysSo()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    f.publish(*library, u"p", u"1.0.0", "x");
    const auto store = f.open();
    callsWithMemory = 0;
    const auto taken = store->create(*library, {}, {}, {});
    QVERIFY(!taken);
    QCOMPARE(taken.error().code(), ErrorCode::NoSpace);
    callsWithMemory = -1;
    QVERIFY(store->list({})->empty());
    f.backUp(*store, *library);
    QVERIFY(store->verify(true, {}, {})->isSound());
}

QTEST_GUILESS_MAIN(TestBackupEncoding)
#include "test_backup_encoding.moc"
