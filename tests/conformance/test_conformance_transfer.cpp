// SPDX-License-Identifier: Apache-2.0
// Streams and batches.
#include "conformance_test.h"
#include "pulse/test/generator.h"
#include "pulse/test/sources.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ConformanceTransfer : public ConformanceTest
{
    Q_OBJECT

public:
    ConformanceTransfer()
        : ConformanceTest({"whatIsStreamedInIsFetched", "whatIsStoredIsStreamedOut", "damageIsToldInsteadOfTheEnd"})
    {}

private Q_SLOTS:
    void whatIsStreamedInIsFetched_data();
    void whatIsStreamedInIsFetched();
    void whatIsStoredIsStreamedOut_data();
    void whatIsStoredIsStreamedOut();
    void streamsObeyTheRulesOfStoring();
    void aFailingSourcePublishesNothing_data();
    void aFailingSourcePublishesNothing();
    void aStopAmidstASourcePublishesNothing();
    void aMissingVersionHasNoStream();
    void aStopEndsAReader();
    void damageIsToldInsteadOfTheEnd_data();
    void damageIsToldInsteadOfTheEnd();
    void readersOutliveARemoval();

    void eachItemHasItsOutcome();
    void anEmptyBatchDoesNothing();
    void oneBatchObeysImmutability();
    void progressGoesUpToTheTotal();
    void fetchedItemsAreAtTheirIndex();
    void aStoppedBatchDoesNothing();
    void aBatchStopsBetweenItems();
    void aStopAfterTheCommitIsNone();

private:
    Result<QByteArray> streamed(const Name &name, const Version &version, qsizetype piece = 64 * 1024)
    {
        const auto reader = can().streams->openContent(name, version, {});
        return reader ? readAll(**reader, piece) : failure(reader);
    }
};

void ConformanceTransfer::whatIsStreamedInIsFetched_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("piece");
    QTest::newRow("empty") << 0 << 1;
    QTest::newRow("byte by byte") << 1000 << 1;
    QTest::newRow("odd pieces") << 300'007 << 4'099;
    QTest::newRow("5 MiB") << 5 * 1024 * 1024 << 1024 * 1024;
}

void ConformanceTransfer::whatIsStreamedInIsFetched()
{
    NEEDS(streams);
    QFETCH(const int, size);
    QFETCH(const int, piece);
    QByteArray content(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < content.size(); ++i)
        content[i] = PatternSource::at(i);
    Metadata metadata = makeMetadata(makeName(rowsName()), Version::first(), "not the content");
    metadata.tags = makeTags({u"kept"_s});
    metadata.unknown.insert(u"x-kept"_s, true);
    PieceSource source(content, piece);
    const auto receipt = can().streams->storeContent(metadata, source, {});
    VERIFY_OK(receipt);
    QCOMPARE(receipt->outcome, StoreReceipt::Outcome::Created);
    metadata.size = size;
    metadata.checksum = Checksum::of(content);
    QCOMPARE(receipt->metadata, metadata);
    const auto fetched = storage().fetch(metadata.name, metadata.version, {});
    VERIFY_OK(fetched);
    QVERIFY(fetched->content == content);
    QCOMPARE(fetched->metadata, metadata);
}

void ConformanceTransfer::whatIsStoredIsStreamedOut_data()
{
    whatIsStreamedInIsFetched_data();
}

void ConformanceTransfer::whatIsStoredIsStreamedOut()
{
    NEEDS(streams);
    QFETCH(const int, size);
    QFETCH(const int, piece);
    const Prompt prompt = makePrompt(rowsName(), u"1.0.0", QByteArray(size, 's'));
    publish(prompt);
    const auto reader = can().streams->openContent(prompt.name(), prompt.version(), {});
    VERIFY_OK(reader);
    QCOMPARE((*reader)->metadata(), prompt.metadata);
    const auto content = readAll(**reader, piece);
    VERIFY_OK(content);
    QVERIFY(*content == prompt.content);
    std::array<char, 4> more{};
    const auto atEnd = (*reader)->read(more);
    VERIFY_OK(atEnd);
    QCOMPARE(*atEnd, 0);
}

void ConformanceTransfer::streamsObeyTheRulesOfStoring()
{
    NEEDS(streams);
    const Metadata metadata = publish(makePrompt(u"prompt", u"1.0.0", "content"));
    const auto store = [&](const Metadata &under, const QByteArray &content) {
        PieceSource source(content, 3);
        return can().streams->storeContent(under, source, {});
    };
    const auto same = store(metadata, "content");
    VERIFY_OK(same);
    QCOMPARE(same->outcome, StoreReceipt::Outcome::Unchanged);
    QCOMPARE(same->metadata, metadata);
    COMPARE_CODE(store(metadata, "other"), ErrorCode::AlreadyExists);
    COMPARE_CODE(store(metadata, ""), ErrorCode::AlreadyExists);
    COMPARE_CODE(store(makeMetadata(makeName(u"PROMPT"), metadata.version, ""), "x"), ErrorCode::AlreadyExists);
    Metadata unreadable = makeMetadata(makeName(u"other"), metadata.version, "");
    unreadable.description = QString(Metadata::maxDescriptionBytes + 1, u'd');
    COMPARE_CODE(store(unreadable, "x"), ErrorCode::Invalid);
    QCOMPARE(*streamed(metadata.name, metadata.version), "content");
    QCOMPARE(namesIn(storage()), QStringList(u"prompt"_s));
}

void ConformanceTransfer::aFailingSourcePublishesNothing_data()
{
    QTest::addColumn<int>("after");
    QTest::newRow("at once") << 0;
    QTest::newRow("amidst") << 100'000;
    QTest::newRow("instead of the end") << 200'000;
}

void ConformanceTransfer::aFailingSourcePublishesNothing()
{
    NEEDS(streams);
    QFETCH(const int, after);
    PieceSource source(QByteArray(200'000, 'x'), 10'000, [after](qint64 given) -> Result<void> {
        if (given < after)
            return {};
        return failure(ErrorCode::RateLimited, u"download"_s, u"somewhere"_s, u"Slow down, then try again."_s);
    });
    const Metadata metadata = makeMetadata(makeName(u"half/done"), Version::first(), "");
    COMPARE_CODE(can().streams->storeContent(metadata, source, {}), ErrorCode::RateLimited);
    QCOMPARE(namesIn(storage()), QStringList());
    QVERIFY(!*storage().exists(metadata.name, {}, {}));
    PieceSource whole("whole", 2);
    VERIFY_OK(can().streams->storeContent(metadata, whole, {}));
    QCOMPARE(storage().fetch(metadata.name, metadata.version, {})->content, "whole");
    NEEDS(inspection);
    QVERIFY(can().inspection->inspect(false, {}, {})->findings.empty());
}

void ConformanceTransfer::aStopAmidstASourcePublishesNothing()
{
    NEEDS(streams);
    std::stop_source stop;
    PieceSource source(QByteArray(200'000, 'x'), 10'000, [&stop](qint64 given) -> Result<void> {
        if (given >= 100'000)
            stop.request_stop();
        return {};
    });
    const Metadata metadata = makeMetadata(makeName(u"half/done"), Version::first(), "");
    COMPARE_CODE(can().streams->storeContent(metadata, source, stop.get_token()), ErrorCode::Cancelled);
    QCOMPARE(namesIn(storage()), QStringList());
    BufferSource late("late");
    COMPARE_CODE(can().streams->storeContent(metadata, late, stopped()), ErrorCode::Cancelled);
    QCOMPARE(namesIn(storage()), QStringList());
}

void ConformanceTransfer::aMissingVersionHasNoStream()
{
    NEEDS(streams);
    publish(u"support/prompt", u"1.0.0");
    COMPARE_CODE(can().streams->openContent(makeName(u"support/prompt"), makeVersion(u"1.1.0"), {}),
                 ErrorCode::NotFound);
    COMPARE_CODE(can().streams->openContent(makeName(u"support"), makeVersion(u"1.0.0"), {}), ErrorCode::NotFound);
}

void ConformanceTransfer::aStopEndsAReader()
{
    NEEDS(streams);
    const Prompt prompt = makePrompt(u"prompt", u"1.0.0", QByteArray(1000, 'x'));
    publish(prompt);
    COMPARE_CODE(can().streams->openContent(prompt.name(), prompt.version(), stopped()), ErrorCode::Cancelled);
    std::stop_source stop;
    const auto reader = can().streams->openContent(prompt.name(), prompt.version(), stop.get_token());
    VERIFY_OK(reader);
    std::array<char, 100> buffer{};
    VERIFY_OK((*reader)->read(buffer));
    stop.request_stop();
    COMPARE_CODE((*reader)->read(buffer), ErrorCode::Cancelled);
}

void ConformanceTransfer::damageIsToldInsteadOfTheEnd_data()
{
    QTest::addColumn<int>("size");
    QTest::newRow("one byte") << 1;
    QTest::newRow("small") << 1000;
    QTest::newRow("one piece of reading") << 64 * 1024;
    QTest::newRow("large") << 3'000'000;
}

void ConformanceTransfer::damageIsToldInsteadOfTheEnd()
{
    NEEDS(streams);
    if (!library().damage)
        QSKIP("The harness cannot damage what is stored.");
    QFETCH(const int, size);
    // No text, which some keep twice; and nothing that repeats itself, so that what is compressed has no byte to spare.
    const QByteArray content = Generator(1).bytes(size - 1) + '\xFE';
    const Prompt prompt = makePrompt(rowsName(), u"1.0.0", content);
    publish(prompt);
    QVERIFY(library().damage({prompt.name(), prompt.version()}));
    COMPARE_CODE(storage().fetch(prompt.name(), prompt.version(), {}), ErrorCode::Corrupt);
    const auto reader = can().streams->openContent(prompt.name(), prompt.version(), {});
    if (reader) {
        COMPARE_CODE(readAll(**reader), ErrorCode::Corrupt);
        std::array<char, 4> more{};
        QVERIFY(!(*reader)->read(more).has_value());
    } else {
        COMPARE_CODE(reader, ErrorCode::Corrupt);
    }
    QVERIFY(*storage().exists(prompt.name(), prompt.version(), {}));
    QCOMPARE(*can().metadata->metadata(prompt.name(), prompt.version(), {}), prompt.metadata);
    // What is damaged is not taken for what was to be stored.
    COMPARE_CODE(storage().store(makePrompt(prompt.name(), prompt.version(), "other"), {}), ErrorCode::AlreadyExists);
}

void ConformanceTransfer::readersOutliveARemoval()
{
    NEEDS(streams);
    const Prompt prompt = makePrompt(u"prompt", u"1.0.0", QByteArray(300'000, 'x'));
    publish(prompt);
    const auto reader = can().streams->openContent(prompt.name(), prompt.version(), {});
    VERIFY_OK(reader);
    VERIFY_OK(storage().remove(prompt.name(), {}, {}));
    const auto content = readAll(**reader);
    VERIFY_OK(content);
    QVERIFY(*content == prompt.content);
}

void ConformanceTransfer::eachItemHasItsOutcome()
{
    NEEDS(batches);
    publish(makePrompt(u"taken", u"1.0.0", "taken"));
    publish(makePrompt(u"same", u"1.0.0", "same"));
    std::vector<Prompt> prompts{makePrompt(u"new/a", u"1.0.0"),        makePrompt(u"taken", u"1.0.0", "other"),
                                makePrompt(u"same", u"1.0.0", "same"), makePrompt(u"wrong", u"1.0.0"),
                                makePrompt(u"SAME", u"1.0.0"),         makePrompt(u"new/a", u"1.1.0"),
                                makePrompt(u"new/b", u"1.0.0")};
    ++prompts[3].metadata.size;
    const auto outcomes = can().batches->storeMany(prompts, {}, {});
    QStringList texts;
    for (const auto &outcome : outcomes)
        texts.append(outcome && outcome->outcome == StoreReceipt::Outcome::Unchanged ? u"unchanged"_s
                                                                                     : outcomeOf(outcome));
    QCOMPARE(texts, QStringList({u"ok"_s, u"already-exists"_s, u"unchanged"_s, u"invalid"_s, u"already-exists"_s,
                                 u"ok"_s, u"ok"_s}));
    QCOMPARE(outcomes[0]->metadata, prompts[0].metadata);
    QCOMPARE(outcomes[6]->metadata, prompts[6].metadata);
    QCOMPARE(namesIn(storage()), QStringList({u"new/a"_s, u"new/b"_s, u"same"_s, u"taken"_s}));
    QCOMPARE(versionsOf(*another(), u"new/a"), u"1.0.0 1.1.0"_s);
    QCOMPARE(storage().fetch(makeName(u"taken"), Version::first(), {})->content, "taken");
}

void ConformanceTransfer::anEmptyBatchDoesNothing()
{
    NEEDS(batches);
    QVERIFY(can().batches->storeMany({}, {}, {}).empty());
    QVERIFY(can().batches->fetchMany({}, {}, {}).empty());
}

void ConformanceTransfer::oneBatchObeysImmutability()
{
    NEEDS(batches);
    const std::vector<Prompt> prompts{makePrompt(u"a", u"1.0.0", "first"), makePrompt(u"a", u"1.0.0", "other"),
                                      makePrompt(u"a", u"1.0.0", "first")};
    const auto outcomes = can().batches->storeMany(prompts, {}, {});
    QCOMPARE(outcomes.size(), 3);
    const auto fetched = storage().fetch(makeName(u"a"), Version::first(), {});
    VERIFY_OK(fetched);
    int created = 0;
    for (size_t i = 0; i < outcomes.size(); ++i) {
        const bool isWinner = prompts[i].content == fetched->content;
        QCOMPARE(outcomeOf(outcomes[i]), isWinner ? u"ok"_s : u"already-exists"_s);
        created += outcomes[i] && outcomes[i]->outcome == StoreReceipt::Outcome::Created ? 1 : 0;
    }
    QCOMPARE(created, 1);
}

void ConformanceTransfer::progressGoesUpToTheTotal()
{
    NEEDS(batches);
    std::vector<Prompt> prompts;
    std::vector<VersionKey> keys;
    for (int i = 0; i < 25; ++i) {
        prompts.push_back(makePrompt(u"p/%1"_s.arg(i), u"1.0.0"));
        keys.push_back({prompts.back().name(), prompts.back().version()});
    }
    qint64 last = 0;
    QString flaw;
    const auto check = [&](const Progress &progress) {
        if (progress.total != 25 || progress.done < last || progress.done > 25)
            flaw = u"%1 of %2 after %3"_s.arg(progress.done).arg(progress.total).arg(last);
        last = progress.done;
    };
    for (const auto &outcome : can().batches->storeMany(prompts, check, {}))
        VERIFY_OK(outcome);
    QCOMPARE(flaw, QString());
    QCOMPARE(last, 25);
    for (int round = 0; round < 2; ++round) {
        last = 0;
        for (const auto &outcome : can().batches->fetchMany(keys, check, {}))
            VERIFY_OK(outcome);
        QCOMPARE(flaw, QString());
        QCOMPARE(last, 25);
    }
}

void ConformanceTransfer::fetchedItemsAreAtTheirIndex()
{
    NEEDS(batches);
    const Prompt a = makePrompt(u"a", u"1.0.0");
    const Prompt b = makePrompt(u"b/c", u"2.0.0-rc.1");
    publish(a);
    publish(b);
    const VersionKey missing{a.name(), b.version()};
    const std::vector<VersionKey> keys{
        {b.name(), b.version()}, missing, {a.name(), a.version()}, missing, {b.name(), b.version()}};
    VERIFY_OK(storage().fetch(a.name(), a.version(), {})); // one of them may be remembered
    for (int round = 0; round < 2; ++round) {
        const auto fetched = can().batches->fetchMany(keys, {}, {});
        QCOMPARE(fetched.size(), keys.size());
        VERIFY_OK(fetched[0]);
        QCOMPARE(fetched[0]->content, b.content);
        COMPARE_CODE(fetched[1], ErrorCode::NotFound);
        VERIFY_OK(fetched[2]);
        QCOMPARE(fetched[2]->metadata, a.metadata);
        COMPARE_CODE(fetched[3], ErrorCode::NotFound);
        VERIFY_OK(fetched[4]);
        QCOMPARE(fetched[4]->metadata, b.metadata);
    }
}

void ConformanceTransfer::aStoppedBatchDoesNothing()
{
    NEEDS(batches);
    const std::vector<Prompt> prompts{makePrompt(u"a", u"1.0.0"), makePrompt(u"b", u"1.0.0")};
    for (const auto &outcome : can().batches->storeMany(prompts, {}, stopped()))
        COMPARE_CODE(outcome, ErrorCode::Cancelled);
    QCOMPARE(namesIn(storage()), QStringList());
    publish(prompts[0]);
    VERIFY_OK(storage().fetch(prompts[0].name(), prompts[0].version(), {}));
    const std::vector<VersionKey> keys{{prompts[0].name(), prompts[0].version()}};
    COMPARE_CODE(can().batches->fetchMany(keys, {}, stopped()).at(0), ErrorCode::Cancelled);
}

void ConformanceTransfer::aBatchStopsBetweenItems()
{
    NEEDS(batches);
    std::vector<Prompt> prompts;
    for (int i = 0; i < 600; ++i)
        prompts.push_back(makePrompt(u"p%1"_s.arg(i), u"1.0.0"));
    std::stop_source stop;
    const auto outcomes =
        can().batches->storeMany(prompts, [&stop](const Progress &) { stop.request_stop(); }, stop.get_token());
    QCOMPARE(outcomes.size(), prompts.size());
    int published = 0;
    for (size_t i = 0; i < outcomes.size(); ++i) {
        if (outcomes[i])
            ++published;
        else
            COMPARE_CODE(outcomes[i], ErrorCode::Cancelled);
        QCOMPARE(*storage().exists(prompts[i].name(), {}, {}), outcomes[i].has_value());
    }
    QVERIFY2(published < 600, "The whole batch was stored after the stop.");
}

// What is committed is a success, also where the operation goes on to wait for something else (write-through).
void ConformanceTransfer::aStopAfterTheCommitIsNone()
{
    NEEDS(batches);
    const std::vector<Prompt> prompts{makePrompt(u"a", u"1.0.0"), makePrompt(u"b", u"1.0.0"),
                                      makePrompt(u"c", u"1.0.0")};
    std::stop_source stop;
    const auto stopAtTheEnd = [&](const Progress &progress) {
        if (progress.done == progress.total)
            stop.request_stop();
    };
    for (const auto &outcome : can().batches->storeMany(prompts, stopAtTheEnd, stop.get_token()))
        VERIFY_OK(outcome);
    QVERIFY(stop.stop_requested());
    for (const Prompt &prompt : prompts)
        VERIFY_OK(storage().fetch(prompt.name(), prompt.version(), {}));
}

QTEST_APPLESS_MAIN(ConformanceTransfer)
#include "test_conformance_transfer.moc"
