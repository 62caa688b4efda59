// SPDX-License-Identifier: Apache-2.0
// Content that comes and goes piece by piece: what is refused before anything is done, and what ends it.
#include "scripted_fs.h"
#include "workshop.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem;
using namespace pulse::filesystem::test;

namespace {

constexpr qsizetype piece = 1024 * 1024;

/// Gives pieces of a mebibyte, and does something else at one of them.
class Pieces final : public ByteSource
{
public:
    int count = 3;
    int asked = 0;
    std::function<std::optional<Error>(int asked)> at = {};

    Result<qsizetype> read(std::span<char> buffer) override
    {
        if (at) {
            if (auto error = at(asked))
                return std::unexpected(*std::move(error));
        }
        if (asked++ >= count)
            return 0;
        const qsizetype length = std::min<qsizetype>(std::ssize(buffer), piece);
        std::ranges::fill(buffer.first(static_cast<size_t>(length)), 'x');
        return length;
    }
};

} // namespace

class TestFilesystemStreams : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aSourceThatFailsIsTold_data();
    void aSourceThatFailsIsTold();
    void aVersionTooLongIsRefused_data();
    void aVersionTooLongIsRefused();
    void nothingIsStagedInWhatIsOnlyRead();
    void aStopAsksTheSourceForNoMore();
    void theEndIsToldAsOftenAsItIsAsked();
    void damageIsToldAsOftenAsItIsAsked();

private:
    Result<StoreReceipt> store(Pieces &pieces, const QByteArray &number = "1.0.0", const std::stop_token &stop = {})
    {
        return m_storage->capabilities().streams->storeContent(prompt("streamed", number.constData(), {}).metadata,
                                                               pieces, stop);
    }
    std::unique_ptr<Workshop> m_workshop;
    std::shared_ptr<Storage> m_storage;
};

void TestFilesystemStreams::init()
{
    m_storage.reset();
    m_workshop = std::make_unique<Workshop>();
    m_storage = *m_workshop->open();
    QVERIFY(m_storage->store(prompt("kept", "1.0.0", "some bytes"), {}));
}

void TestFilesystemStreams::aSourceThatFailsIsTold_data()
{
    QTest::addColumn<int>("at");
    QTest::newRow("at the first piece") << 0;
    QTest::newRow("at the second") << 1;
    QTest::newRow("where the end would be") << 3;
}

void TestFilesystemStreams::aSourceThatFailsIsTold()
{
    QFETCH(int, at);
    const QStringList before = m_workshop->tree();
    Pieces pieces;
    pieces.at = [at](int asked) {
        return asked == at ? std::optional(Error(ErrorCode::Conflict, u"read"_s, u"it"_s, u"No more comes."_s))
                           : std::nullopt;
    };
    const auto stored = store(pieces);
    QVERIFY(!stored);
    QCOMPARE(stored.error().code(), ErrorCode::Conflict);
    QCOMPARE(m_workshop->tree(), before);
}

void TestFilesystemStreams::aVersionTooLongIsRefused_data()
{
    QTest::addColumn<int>("pieces");
    QTest::newRow("short") << 0;
    QTest::newRow("long") << 2;
}

void TestFilesystemStreams::aVersionTooLongIsRefused()
{
    QFETCH(int, pieces);
    const QStringList before = m_workshop->tree();
    Pieces source;
    source.count = pieces;
    const auto stored = store(source, "1.0.0-" + QByteArray(260, 'a'));
    QVERIFY(!stored);
    QCOMPARE(stored.error().code(), ErrorCode::Invalid);
    QCOMPARE(m_workshop->tree(), before);
}

void TestFilesystemStreams::nothingIsStagedInWhatIsOnlyRead()
{
    const auto fs = std::make_shared<ScriptedFs>();
    Parts parts = defaultParts();
    parts.fs = fs;
    m_storage = *m_workshop->open(parts, false, true);
    int changes = 0;
    fs->setScript([&](const FsCall &call) {
        changes += call.changes ? 1 : 0;
        return 0;
    });
    Pieces pieces;
    const auto stored = store(pieces);
    QVERIFY(!stored);
    QCOMPARE(stored.error().code(), ErrorCode::PermissionDenied);
    QCOMPARE(changes, 0);
}

void TestFilesystemStreams::aStopAsksTheSourceForNoMore()
{
    const QStringList before = m_workshop->tree();
    std::stop_source stop;
    Pieces pieces;
    pieces.count = 5;
    pieces.at = [&](int asked) -> std::optional<Error> {
        if (asked == 1)
            stop.request_stop();
        return std::nullopt;
    };
    const auto stored = store(pieces, "1.0.0", stop.get_token());
    QVERIFY(!stored);
    QCOMPARE(stored.error().code(), ErrorCode::Cancelled);
    QCOMPARE(pieces.asked, 2);
    QCOMPARE(m_workshop->tree(), before);
}

void TestFilesystemStreams::theEndIsToldAsOftenAsItIsAsked()
{
    const auto fs = std::make_shared<ScriptedFs>();
    Parts parts = defaultParts();
    parts.fs = fs;
    m_storage = *m_workshop->open(parts);
    const auto reader = m_storage->capabilities().streams->openContent(name("kept"), version("1.0.0"), {});
    QVERIFY(reader);
    int reads = 0;
    fs->setScript([&](const FsCall &call) {
        reads += call.kind == "read" ? 1 : 0;
        return 0;
    });
    QCOMPARE(*(*reader)->read({}), 0); // no room says nothing about the end
    QCOMPARE(reads, 0);
    std::array<char, 64> buffer{};
    QCOMPARE(*(*reader)->read(buffer), 10);
    QCOMPARE(*(*reader)->read(buffer), 0);
    const int untilTheEnd = reads;
    QCOMPARE(*(*reader)->read(buffer), 0);
    QCOMPARE(reads, untilTheEnd);
}

void TestFilesystemStreams::damageIsToldAsOftenAsItIsAsked()
{
    m_workshop->write(u"prompts/kept/1.0.0/content.md"_s, "some Bytes");
    m_storage = *m_workshop->open();
    const auto reader = m_storage->capabilities().streams->openContent(name("kept"), version("1.0.0"), {});
    QVERIFY(reader);
    std::array<char, 64> buffer{};
    QCOMPARE(*(*reader)->read(buffer), 10);
    for (int i = 0; i < 2; ++i) {
        const auto end = (*reader)->read(buffer);
        QVERIFY(!end);
        QCOMPARE(end.error().code(), ErrorCode::Corrupt);
    }
}

QTEST_GUILESS_MAIN(TestFilesystemStreams)
#include "test_filesystem_streams.moc"
