// SPDX-License-Identifier: Apache-2.0
// What a library in an object store is to others: its place, its clock, those who stopped in the middle.
#include "object_workshop.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ObjectLibrary : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsNotListedIsNotAbsent_data();
    void whatIsNotListedIsNotAbsent();
    void anotherLibraryIsNotTakenForThisOne();
    void aPlaceWithSomethingElseIsNoLibrary();

    void whoDiedIsFollowedWhenTheServerSaysSo_data();
    void whoDiedIsFollowedWhenTheServerSaysSo();
    void whoIsTooSlowStopsByItself();
    void aHoldIsRenewedInTime();
    void whatMayComeLateKeepsOthersAway();
    void aLostAnswerIsKnownForOnesOwn();

    void largeContentIsReadInPieces();
    void whatWasNotPublishedIsRemovedAfterADay();
    void theSameBytesMendWhatIsLost();
    void whatChangesWhileItIsRemovedStays_data();
    void whatChangesWhileItIsRemovedStays();
    void labelsComeBackWhenARemovalFails();
};

void ObjectLibrary::whatIsNotListedIsNotAbsent_data()
{
    QTest::addColumn<int>("fate");
    QTest::newRow("an empty listing") << int(ObjectFate::EmptyListing);
    QTest::newRow("a listing that is cut off") << int(ObjectFate::CutListing);
    QTest::newRow("a place that is gone") << int(ObjectFate::Gone);
    QTest::newRow("no answer") << int(ObjectFate::LostBefore);
}

void ObjectLibrary::whatIsNotListedIsNotAbsent()
{
    QFETCH(const int, fate);
    ObjectWorkshop workshop(conditional(), 4); // several pages
    const auto storage = workshop.open(1);
    furnish(*storage);
    const Capabilities can = storage->capabilities();
    const Name a = makeName(u"a");
    const auto isRefused = [](const auto &result) {
        return !result && result.error().code() != ErrorCode::NotFound && result.error().message().endsWith(u'.');
    };
    for (int at = 0; at < 3; ++at) { // the first page, or one behind it
        const auto lie = [&](const auto &ask) {
            int listings = 0;
            workshop.server().direct([&, fate, at](int, const ObjectCall &call) {
                const bool isConcerned = call.kind == ObjectCall::Kind::List || ObjectFate(fate) == ObjectFate::Gone;
                return isConcerned && listings++ >= at ? ObjectFate(fate) : ObjectFate::Happens;
            });
            const auto answer = ask();
            workshop.server().direct({});
            return answer;
        };
        if (at > 0 && ObjectFate(fate) == ObjectFate::EmptyListing)
            break; // that is how a listing ends
        if (at == 0) {
            QVERIFY(isRefused(lie([&] { return can.versions->versions(a, {}); })));
            QVERIFY(isRefused(lie([&] { return storage->exists(a, {}, {}); })));
            QVERIFY(isRefused(lie([&] { return can.labels->labels(a, {}); })));
            QVERIFY(isRefused(lie([&] { return can.trash->trash({}); })));
        }
        QVERIFY(isRefused(lie([&] { return storage->list({}, {}); })));
        QVERIFY(isRefused(lie([&] { return can.fingerprints->fingerprints({}); })));
        QVERIFY(isRefused(lie([&] { return can.inspection->inspect(false, {}, {}); })) ||
                ObjectFate(fate) == ObjectFate::EmptyListing);
    }
    if (ObjectFate(fate) == ObjectFate::Gone) {
        workshop.server().direct([](int, const ObjectCall &) { return ObjectFate::Gone; });
        QVERIFY(isRefused(storage->fetch(a, Version::first(), {})));
        QVERIFY(isRefused(can.metadata->metadata(a, Version::first(), {})));
        QVERIFY(isRefused(storage->exists(a, Version::first(), {})));
        QCOMPARE(codeOf(workshop.tryOpen(2, OpenOptions::Mode::Existing)), u"not-found"_s);
        workshop.server().direct({});
    }
}

void ObjectLibrary::anotherLibraryIsNotTakenForThisOne()
{
    ObjectWorkshop workshop(conditional());
    const auto storage = workshop.open(1);
    furnish(*storage);
    for (const auto &[key, bytes] : workshop.server().objects())
        workshop.server().erase(key);
    QVERIFY(codeOf(storage->list({}, {})) != u"ok"_s);
    (void)workshop.open(2); // makes a new one there
    QCOMPARE(codeOf(storage->list({}, {})), u"conflict"_s);
    QCOMPARE(codeOf(storage->exists(makeName(u"a"), {}, {})), u"conflict"_s);
    QCOMPARE(codeOf(storage->capabilities().changes->changesSince({}, {})), u"conflict"_s);
}

void ObjectLibrary::aPlaceWithSomethingElseIsNoLibrary()
{
    ObjectWorkshop workshop(conditional());
    workshop.server().set(u"holiday/photo.jpg"_s, "photo");
    QCOMPARE(codeOf(workshop.tryOpen(1, OpenOptions::Mode::CreateIfNone)), u"invalid"_s);
    QCOMPARE(codeOf(workshop.tryOpen(1, OpenOptions::Mode::Existing)), u"not-found"_s);
    QCOMPARE(workshop.server().objects().size(), 1U);
}

void ObjectLibrary::whoDiedIsFollowedWhenTheServerSaysSo_data()
{
    QTest::addColumn<int>("years");
    for (const int years : {-10, 0, 10})
        QTest::addRow("a clock %d years off", years) << years;
}

void ObjectLibrary::whoDiedIsFollowedWhenTheServerSaysSo()
{
    QFETCH(const int, years);
    ObjectWorkshop workshop(conditional());
    const auto dying = workshop.open(1);
    furnish(*dying);
    bool isDead = false;
    workshop.server().direct([&isDead](int client, const ObjectCall &call) {
        isDead = isDead || (client == 1 && call.key.startsWith("trash/"_L1)); // holds the prompt by then
        return client == 1 && isDead ? ObjectFate::Fails : ObjectFate::Happens;
    });
    QVERIFY(!dying->remove(makeName(u"a"), {}, {}));
    OpenOptions options =
        makeOptions(std::make_shared<ManualClock>(workshop.time().serverClock()->now().addYears(years)));
    const auto server = workshop.share();
    ObjectParts parts = systemObjectParts();
    parts.workers = 1;
    parts.elapsed = [&workshop] { return workshop.time().elapsed(); };
    parts.sleep = [&workshop](std::chrono::milliseconds by, const std::stop_token &) {
        workshop.time().pass(by);
        return true;
    };
    const auto heir = openObjectLibrary(ObjectServer::connect(server, 2), options, parts);
    QVERIFY(heir);
    QCOMPARE(codeOf((*heir)->remove(makeName(u"a"), {}, {})), u"unavailable"_s);
    workshop.time().pass(std::chrono::minutes(8));
    QCOMPARE(codeOf((*heir)->remove(makeName(u"a"), {}, {})), u"unavailable"_s);
    workshop.time().pass(std::chrono::minutes(2));
    QCOMPARE(codeOf((*heir)->remove(makeName(u"a"), {}, {})), u"ok"_s);
    QVERIFY(!*(*heir)->exists(makeName(u"a"), {}, {}));
}

void ObjectLibrary::whoIsTooSlowStopsByItself()
{
    for (const ObjectMode &mode : objectModes()) {
        ObjectWorkshop workshop(mode);
        const auto slow = workshop.open(1);
        furnish(*slow);
        const auto before = factsOf(*slow);
        bool hasSlept = false;
        workshop.server().direct([&](int, const ObjectCall &call) {
            if (!hasSlept && call.key.startsWith("trash/"_L1) && call.changes()) {
                hasSlept = true;
                workshop.time().pass(std::chrono::minutes(9)); // as a machine that was suspended
            }
            return ObjectFate::Happens;
        });
        QCOMPARE(codeOf(slow->remove(makeName(u"a"), {}, {})), u"unavailable"_s);
        QVERIFY(hasSlept);
        workshop.server().direct({});
        QCOMPARE(joined(factsOf(*slow)), joined(before));
    }
}

void ObjectLibrary::aHoldIsRenewedInTime()
{
    ObjectWorkshop workshop(conditional());
    const auto slow = workshop.open(1);
    furnish(*slow);
    const auto other = workshop.open(2);
    QString meanwhile;
    workshop.server().direct([&](int client, const ObjectCall &call) {
        if (client != 1)
            return ObjectFate::Happens;
        if (call.changes() && !call.key.startsWith("locks/"_L1))
            workshop.time().pass(std::chrono::seconds(70));
        if (call.key.startsWith("prompts/"_L1) && call.changes() && meanwhile.isEmpty())
            meanwhile = codeOf(
                other->capabilities().labels->setLabel(makeName(u"a"), makeLabel(u"other"), Version::first(), {}, {}));
        return ObjectFate::Happens;
    });
    QCOMPARE(codeOf(slow->remove(makeName(u"a"), {}, {})), u"ok"_s);
    QCOMPARE(meanwhile, u"unavailable"_s);
}

void ObjectLibrary::whatMayComeLateKeepsOthersAway()
{
    ObjectWorkshop workshop({"blind", {}, true});
    const auto storage = workshop.open(1);
    furnish(*storage);
    const auto other = workshop.open(2);
    bool isLate = false;
    workshop.server().direct([&isLate](int, const ObjectCall &call) {
        const bool isTombstone =
            call.kind == ObjectCall::Kind::Put && call.key == "prompts/a/1.1.0/metadata.json"_L1 && !isLate;
        isLate = isLate || isTombstone;
        return isTombstone ? ObjectFate::Late : ObjectFate::Happens;
    });
    QCOMPARE(codeOf(storage->remove(makeName(u"a"), makeVersion(u"1.1.0"), {})), u"ok"_s);
    QVERIFY(isLate);
    const Prompt anew = makePrompt(u"a", u"1.1.0", "anew");
    QCOMPARE(codeOf(other->store(anew, {})), u"unavailable"_s);
    workshop.server().release();
    workshop.time().pass(std::chrono::minutes(11));
    QCOMPARE(codeOf(other->store(anew, {})), u"ok"_s);
    QCOMPARE(other->fetch(makeName(u"a"), makeVersion(u"1.1.0"), {})->content, "anew");
}

void ObjectLibrary::aLostAnswerIsKnownForOnesOwn()
{
    for (const ObjectMode &mode : objectModes()) {
        ObjectWorkshop workshop(mode);
        const auto storage = workshop.open(1);
        furnish(*storage);
        workshop.server().direct([](int, const ObjectCall &call) {
            const bool isCommit = call.kind == ObjectCall::Kind::Put && call.key.endsWith("metadata.json"_L1);
            return isCommit ? ObjectFate::LostAfter : ObjectFate::Happens;
        });
        const auto receipt = storage->store(makePrompt(u"a", u"2.0.0", "mine"), {});
        QVERIFY(receipt);
        QCOMPARE(receipt->outcome, StoreReceipt::Outcome::Created);
    }
}

void ObjectLibrary::largeContentIsReadInPieces()
{
    ObjectWorkshop workshop(conditional());
    const auto storage = workshop.open(1);
    QByteArray content(21'000'000, Qt::Uninitialized);
    std::mt19937 random(1);
    for (char &byte : content)
        byte = static_cast<char>(random());
    BufferSource source(content);
    const Metadata metadata = makeMetadata(makeName(u"large"), Version::first(), "");
    QVERIFY(storage->capabilities().streams->storeContent(metadata, source, {}));
    int gets = 0;
    workshop.server().direct([&](int, const ObjectCall &call) {
        gets += call.kind == ObjectCall::Kind::Get && call.key.contains("/content-"_L1) ? 1 : 0;
        return ObjectFate::Happens;
    });
    const auto fetched = storage->fetch(makeName(u"large"), Version::first(), {});
    QVERIFY(fetched && fetched->content == content);
    QCOMPARE(gets, 6);
    const auto reader = storage->capabilities().streams->openContent(makeName(u"large"), Version::first(), {});
    QVERIFY(reader);
    workshop.server().direct([&](int, const ObjectCall &) { return ObjectFate::LostBefore; });
    std::vector<char> buffer(30'000'000);
    qsizetype total = 0;
    Result<qsizetype> read = 0;
    do {
        read = (*reader)->read(buffer);
        total += read.value_or(0);
    } while (read && *read > 0);
    QCOMPARE(codeOf(read), u"unavailable"_s); // never the end
    QVERIFY(total < content.size());
}

void ObjectLibrary::whatWasNotPublishedIsRemovedAfterADay()
{
    ObjectWorkshop workshop(conditional());
    const auto storage = workshop.open(1);
    furnish(*storage);
    const QString leftover = u"prompts/a/9.0.0/content-0123456789abcdef0123456789abcdef-0123456789ab.md"_s;
    workshop.server().set(leftover, "text");
    QCOMPARE(findingsIn(*storage, true), QString());
    QVERIFY(workshop.server().objects().contains(leftover));
    workshop.time().pass(std::chrono::hours(25));
    QCOMPARE(findingsIn(*storage), u"abandoned-content %1 repairable"_s.arg(leftover));
    (void)findingsIn(*storage, true);
    QVERIFY(!workshop.server().objects().contains(leftover));
    QCOMPARE(findingsIn(*storage), QString());
}

void ObjectLibrary::theSameBytesMendWhatIsLost()
{
    ObjectWorkshop workshop(conditional());
    const auto storage = workshop.open(1);
    furnish(*storage);
    for (const auto &[key, bytes] : workshop.server().objects()) {
        if (key.startsWith("prompts/a/1.0.0/content-"_L1))
            workshop.server().erase(key);
    }
    QCOMPARE(codeOf(storage->fetch(makeName(u"a"), Version::first(), {})), u"corrupt"_s);
    QVERIFY(findingsIn(*storage).startsWith("missing-content"_L1));
    const auto receipt = storage->store(makePrompt(u"a", u"1.0.0"), {});
    QVERIFY(receipt);
    QCOMPARE(receipt->outcome, StoreReceipt::Outcome::Unchanged);
    QCOMPARE(findingsIn(*storage), QString());
}

void ObjectLibrary::whatChangesWhileItIsRemovedStays_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<bool>("whole");
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode) {
        QTest::addRow("%s, a version", objectModes()[size_t(mode)].name) << mode << false;
        QTest::addRow("%s, all", objectModes()[size_t(mode)].name) << mode << true;
    }
}

// Edited before each call of a removal of what was seen: it goes only as it was seen.
void ObjectLibrary::whatChangesWhileItIsRemovedStays()
{
    QFETCH(const int, mode);
    QFETCH(const bool, whole);
    const Name name = makeName(u"a");
    const Version version = makeVersion(u"1.1.0");
    QStringList told;
    for (int at = 0;; ++at) {
        ObjectWorkshop workshop(objectModes()[size_t(mode)]);
        const auto storage = workshop.open(1);
        furnish(*storage);
        const auto other = workshop.open(2);
        GuardedRemovalStorage::Seen seen{.labels = *storage->capabilities().labels->labels(name, {})};
        const auto versions = storage->capabilities().versions->versions(name, {});
        for (const Version &each : *versions)
            seen.versions.emplace(each, *storage->capabilities().metadata->metadata(name, each, {}));
        int calls = 0;
        QString edited;
        workshop.server().direct([&](int client, const ObjectCall &) {
            if (client == 1 && calls++ == at)
                edited = codeOf(
                    other->capabilities().metadata->updateMetadata(name, version, {.addTags = {u"edited"_s}}, {}));
            return ObjectFate::Happens;
        });
        const auto removed = storage->capabilities().guardedRemoval->removeUnchanged(
            name, whole ? std::nullopt : std::optional(version), seen, {});
        workshop.server().direct({});
        told.append(codeOf(removed));
        const auto now = other->capabilities().metadata->metadata(name, version, {});
        const QString where = u"edited before call %1 (%2), and removed: %3"_s.arg(at).arg(edited, codeOf(removed));
        QVERIFY2(edited != "ok"_L1 || (now && now->tags.contains(u"edited"_s)), qPrintable(where));
        QVERIFY2(codeOf(removed) != "conflict"_L1 || edited == "ok"_L1, qPrintable(where));
        if (calls <= at)
            break;
    }
    QVERIFY(told.contains("conflict"_L1));
    QCOMPARE(told.last(), u"ok"_s);
}

void ObjectLibrary::labelsComeBackWhenARemovalFails()
{
    for (const ObjectMode &mode : objectModes()) {
        ObjectWorkshop workshop(mode);
        const auto storage = workshop.open(1);
        furnish(*storage);
        const auto before = factsOf(*storage);
        const auto trashed = storage->capabilities().trash->trash({})->size();
        bool hasLifted = false;
        workshop.server().direct([&](int, const ObjectCall &call) {
            hasLifted = hasLifted || (call.kind == ObjectCall::Kind::Remove && call.key.contains("/@"_L1));
            const bool isTombstone = call.kind == ObjectCall::Kind::Put && call.key.endsWith("/metadata.json"_L1) &&
                                     call.key.startsWith("prompts/"_L1);
            return isTombstone ? ObjectFate::Gone : ObjectFate::Happens; // refused, for good
        });
        QVERIFY(!storage->remove(makeName(u"a"), {}, {}));
        workshop.server().direct({});
        QVERIFY(hasLifted);
        QCOMPARE(joined(factsOf(*storage)), joined(before));
        QCOMPARE(storage->capabilities().trash->trash({})->size(), trashed);
    }
}

QTEST_GUILESS_MAIN(ObjectLibrary)
#include "test_object_library.moc"
