// SPDX-License-Identifier: Apache-2.0
// What a library in an object store is to others: its layout, its place, its clock, those who stopped in the middle.
#include "object_workshop.h"
#include "pulse/backends/filesystem.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ObjectLibrary : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCopyOpensAsAFolder();
    void aCopyIsALibraryToWorkWith();
    void aCopyTellsOfWhatWasNotPublished();
    void aFolderOpensAsObjects();

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

    void aChangeIsToldBeforeItIsMade();
    void changesAreThoseSinceTheCursor();
    void aCursorThatIsNoneIsIncomplete_data();
    void aCursorThatIsNoneIsIncomplete();
    void oldMarksAreRemoved();
    void whatIsDoneIsNamedOnce();
    void whatIsNotDoneIsNamedAgain();
    void whatMayComeLateIsNotDone_data();
    void whatMayComeLateIsNotDone();
    void aSuspendedChangeIsToldOnceMore_data();
    void aSuspendedChangeIsToldOnceMore();
    void ownChangesNeedNotBeNamed();
    void overviewsAreWhatThereIs_data();
    void overviewsAreWhatThereIs();

    void largeContentIsReadInPieces();
    void whatWasNotPublishedIsRemovedAfterADay();
    void theSameBytesMendWhatIsLost();
    void whatChangesWhileItIsRemovedStays_data();
    void whatChangesWhileItIsRemovedStays();
    void labelsComeBackWhenARemovalFails();
};

namespace {

Result<std::shared_ptr<Storage>> openFolder(const QString &folder)
{
    OpenOptions options = makeOptions();
    options.mode = OpenOptions::Mode::Existing;
    return openFilesystemLibrary(QUrl::fromLocalFile(folder), options);
}

QString findingsIn(Storage &storage, bool repair = false)
{
    const auto report = storage.capabilities().inspection->inspect(repair, {}, {});
    if (!report)
        return report.error().toString();
    QStringList kinds;
    for (const Finding &finding : report->findings)
        kinds.append(finding.kind + u' ' + finding.path + (finding.repairable ? u" repairable"_s : QString()));
    return kinds.join(u'\n');
}

QByteArray cursorNow(Storage &storage)
{
    const auto changes = storage.capabilities().changes->changesSince({}, {});
    return changes ? changes->next : QByteArray();
}

} // namespace

void ObjectLibrary::aCopyOpensAsAFolder()
{
    for (const ObjectMode &mode : objectModes()) {
        ObjectWorkshop workshop(mode);
        const auto storage = workshop.open(1);
        furnish(*storage);
        for (const ObjectChange &change : objectChanges())
            (void)change.make(*storage);
        furnish(*storage);
        QVERIFY(factsOf(*storage).size() > 4);
        QCOMPARE(findingsIn(*storage), QString());
        QTemporaryDir folder;
        copyInto(workshop.server().objects(), folder.path());
        const auto copy = openFolder(folder.path());
        QVERIFY2(copy, copy ? "" : qPrintable(copy.error().toString()));
        QCOMPARE(joined(factsOf(**copy)), joined(factsOf(*storage)));
        QCOMPARE((*copy)->info().id, storage->info().id);
        QCOMPARE(findingsIn(**copy), QString());
        const auto here = storage->fetch(makeName(u"a"), Version::first(), {});
        const auto there = (*copy)->fetch(makeName(u"a"), Version::first(), {});
        QVERIFY(here && there);
        QCOMPARE(there->metadata, here->metadata);
        QCOMPARE((*copy)->capabilities().trash->trash({})->size(), storage->capabilities().trash->trash({})->size());
    }
}

void ObjectLibrary::aCopyIsALibraryToWorkWith()
{
    ObjectWorkshop workshop(conditional());
    const auto storage = workshop.open(1);
    furnish(*storage);
    QTemporaryDir folder;
    copyInto(workshop.server().objects(), folder.path());
    const auto copy = openFolder(folder.path());
    QVERIFY(copy);
    for (const ObjectChange &change : objectChanges()) {
        const auto here = change.make(*storage);
        const auto there = change.make(**copy);
        QVERIFY2(codeOf(here) == codeOf(there), change.name);
        QCOMPARE(joined(factsOf(**copy)), joined(factsOf(*storage)));
    }
    QCOMPARE(findingsIn(**copy), QString());
}

void ObjectLibrary::aCopyTellsOfWhatWasNotPublished()
{
    ObjectWorkshop workshop(conditional());
    const auto storage = workshop.open(1);
    furnish(*storage);
    const QString leftover =
        u"prompts/a/9.0.0/content-0123456789abcdef0123456789abcdef-0123456789ab.md"_s; // published by nobody
    workshop.server().set(leftover, "text");
    const QString beside = u"prompts/a/1.0.0/content-0123456789abcdef0123456789abcdef-0123456789ab.md"_s;
    workshop.server().set(beside, "text");
    QTemporaryDir folder;
    copyInto(workshop.server().objects(), folder.path());
    const auto copy = openFolder(folder.path());
    QVERIFY(copy);
    QCOMPARE(findingsIn(**copy), u"stale-pointer prompts/a/latest repairable\nabandoned-content %1 repairable\n"
                                 "abandoned-content prompts/a/9.0.0 repairable"_s.arg(beside));
    (void)findingsIn(**copy, true);
    QVERIFY(!findingsIn(**copy).contains("abandoned"_L1));
    QCOMPARE(joined(factsOf(**copy)), joined(factsOf(*storage)));
}

void ObjectLibrary::aFolderOpensAsObjects()
{
    TemporaryLibrary folder;
    furnish(folder.storage());
    ObjectWorkshop workshop(conditional());
    const QDir root(folder.path());
    for (const QString &name :
         {u"library.json"_s, u"prompts/a/1.0.0/content.md"_s, u"prompts/a/1.0.0/metadata.json"_s}) {
        QFile file(root.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        workshop.server().set(name, file.readAll());
    }
    const auto storage = workshop.open(1);
    QCOMPARE(storage->info().id, folder.storage().info().id);
    const auto prompt = storage->fetch(makeName(u"a"), Version::first(), {});
    QVERIFY2(prompt, prompt ? "" : qPrintable(prompt.error().toString()));
    QCOMPARE(prompt->content, makePrompt(u"a", u"1.0.0").content);
    QVERIFY(
        storage->capabilities().metadata->updateMetadata(makeName(u"a"), Version::first(), {.addTags = {u"t"_s}}, {}));
    QVERIFY(storage->fetch(makeName(u"a"), Version::first(), {}));
}

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

void ObjectLibrary::aChangeIsToldBeforeItIsMade()
{
    for (const ObjectMode &mode : objectModes()) {
        for (const ObjectChange &change : objectChanges()) {
            ObjectWorkshop workshop(mode);
            const auto storage = workshop.open(1);
            furnish(*storage);
            const QByteArray cursor = cursorNow(*storage);
            workshop.time().pass(std::chrono::minutes(15)); // beyond what is read again
            const QByteArray later = cursorNow(*storage);
            bool isTold = false;
            bool wasEarly = false;
            workshop.server().direct([&](int, const ObjectCall &call) {
                isTold = isTold || (call.key.startsWith("changes/"_L1) && call.changes());
                const bool shows = call.key.startsWith("prompts/"_L1) && call.changes() &&
                                   !call.key.contains("/content-"_L1) && !call.to.contains("/content-"_L1);
                wasEarly = wasEarly || (shows && !isTold);
                return ObjectFate::Happens;
            });
            QVERIFY(change.make(*storage));
            workshop.server().direct({});
            QVERIFY2(!wasEarly, change.name);
            const auto changes = storage->capabilities().changes->changesSince(later, {});
            QVERIFY(changes && changes->complete);
            QCOMPARE(!changes->prompts.isEmpty(), qstrcmp(change.name, "publish the same") != 0);
            QVERIFY(!cursor.isEmpty());
        }
    }
}

void ObjectLibrary::changesAreThoseSinceTheCursor()
{
    ObjectWorkshop workshop(conditional(), 3);
    const auto storage = workshop.open(1);
    furnish(*storage);
    workshop.time().pass(std::chrono::minutes(45));
    const QByteArray cursor = cursorNow(*storage);
    QVERIFY(storage->store(makePrompt(u"x", u"1.0.0"), {}));
    workshop.time().pass(std::chrono::minutes(70)); // another hour
    QVERIFY(storage->capabilities().renaming->rename(makeName(u"x"), makeName(u"y"), {}));
    const auto changes = workshop.open(2)->capabilities().changes->changesSince(cursor, {});
    QVERIFY(changes);
    QVERIFY(changes->complete);
    QCOMPARE(changes->prompts, QStringList({u"x"_s, u"y"_s}));
    QVERIFY(!changes->trash);
    workshop.time().pass(std::chrono::minutes(30));
    const auto none = storage->capabilities().changes->changesSince(cursorNow(*storage), {});
    QVERIFY(none && none->complete);
    QCOMPARE(none->prompts, QStringList());
    // Who looked between the mark and the change looks at it again.
    const QByteArray between = cursorNow(*storage);
    QVERIFY(storage->remove(makeName(u"y"), {}, {}));
    const auto first = storage->capabilities().changes->changesSince(between, {});
    QVERIFY(first && first->trash);
    workshop.time().pass(std::chrono::minutes(5));
    const auto second = storage->capabilities().changes->changesSince(first->next, {});
    QCOMPARE(second->prompts, QStringList(u"y"_s));
}

void ObjectLibrary::aCursorThatIsNoneIsIncomplete_data()
{
    QTest::addColumn<QByteArray>("cursor");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("nonsense") << QByteArray("nonsense");
    QTest::newRow("another library's") << QByteArray("1234 2024-06-01T12:00:00Z");
    QTest::newRow("no time") << QByteArray("ID yesterday");
    QTest::newRow("too old") << QByteArray("ID 2024-05-01T12:00:00Z");
    QTest::newRow("of the future") << QByteArray("ID 2034-05-01T12:00:00Z");
}

void ObjectLibrary::aCursorThatIsNoneIsIncomplete()
{
    QFETCH(QByteArray, cursor);
    ObjectWorkshop workshop(conditional());
    const auto storage = workshop.open(1);
    furnish(*storage);
    cursor.replace("ID", storage->info().id.toUtf8());
    const auto changes = storage->capabilities().changes->changesSince(cursor, {});
    QVERIFY(changes);
    QVERIFY(!changes->complete);
    const auto after = storage->capabilities().changes->changesSince(changes->next, {});
    QVERIFY(after && after->complete);
}

void ObjectLibrary::oldMarksAreRemoved()
{
    ObjectWorkshop workshop(conditional());
    const auto storage = workshop.open(1);
    furnish(*storage);
    const auto marks = [&] {
        return std::ranges::count_if(workshop.server().objects(),
                                     [](const auto &object) { return object.first.startsWith("changes/"_L1); });
    };
    const auto before = marks();
    QVERIFY(before > 0);
    workshop.time().pass(std::chrono::days(29));
    const QByteArray cursor = cursorNow(*storage);
    (void)storage->capabilities().changes->changesSince(cursor, {});
    QCOMPARE(marks(), before);
    workshop.time().pass(std::chrono::days(2));
    (void)storage->capabilities().changes->changesSince(cursor, {});
    QCOMPARE(marks(), 0);
}

void ObjectLibrary::whatIsDoneIsNamedOnce()
{
    for (const ObjectMode &mode : objectModes()) {
        ObjectWorkshop workshop(mode);
        const auto writing = workshop.open(1);
        QVERIFY(writing->store(makePrompt(u"x", u"1.0.0"), {}));
        const auto keeping = workshop.open(3);
        ChangeFeedStorage &other = *keeping->capabilities().changes;
        // Who has no cursor compares everything, and so what was done before.
        const auto compared = other.changesSince(cursorNow(*keeping), {});
        QVERIFY2(compared && compared->complete, mode.name);
        QCOMPARE(compared->prompts, QStringList());
        QVERIFY(writing->store(makePrompt(u"y", u"1.0.0"), {}));
        workshop.time().pass(std::chrono::minutes(1));
        const auto first = other.changesSince(compared->next, {});
        QVERIFY2(first && first->complete, mode.name);
        QCOMPARE(first->prompts, QStringList(u"y"_s));
        int marksRead = 0;
        workshop.server().direct([&](int, const ObjectCall &call) {
            marksRead += call.kind == ObjectCall::Kind::Get && call.key.startsWith("changes/"_L1) ? 1 : 0;
            return ObjectFate::Happens;
        });
        const auto second = workshop.open(4)->capabilities().changes->changesSince(first->next, {});
        QVERIFY2(second && second->complete, mode.name);
        QCOMPARE(second->prompts, QStringList());
        QCOMPARE(marksRead, 0);
        // Who was cut off and kept the cursor from before is told again.
        const auto again = other.changesSince(compared->next, {});
        QCOMPARE(again->prompts, QStringList(u"y"_s));
        // What is not met any more is not remembered either.
        workshop.time().pass(std::chrono::minutes(15));
        const auto last = other.changesSince(second->next, {});
        QVERIFY2(last && last->next.contains('\n'), mode.name);
        workshop.time().pass(std::chrono::minutes(15));
        QVERIFY2(!other.changesSince(last->next, {})->next.contains('\n'), mode.name);
    }
}

void ObjectLibrary::whatIsNotDoneIsNamedAgain()
{
    for (const ObjectMode &mode : objectModes()) {
        ObjectWorkshop workshop(mode);
        const auto writing = workshop.open(1);
        const auto reading = workshop.open(2);
        ChangeFeedStorage &feed = *reading->capabilities().changes;
        QByteArray cursor = cursorNow(*reading);
        QStringList early;
        workshop.server().direct([&](int client, const ObjectCall &call) {
            if (client == 1 && call.kind == ObjectCall::Kind::Put && call.key.endsWith("/metadata.json"_L1)) {
                const auto looked = feed.changesSince(cursor, {});
                early = looked->prompts;
                cursor = looked->next;
            }
            return ObjectFate::Happens;
        });
        QVERIFY(writing->store(makePrompt(u"y", u"1.0.0"), {}));
        workshop.server().direct({});
        QCOMPARE(early, QStringList(u"y"_s));
        const auto after = feed.changesSince(cursor, {});
        QCOMPARE(after->prompts, QStringList(u"y"_s));
        QCOMPARE(feed.changesSince(after->next, {})->prompts, QStringList());
    }
}

void ObjectLibrary::whatMayComeLateIsNotDone_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<int>("unanswered");
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode) {
        QTest::addRow("%s, a repetition is answered", objectModes()[size_t(mode)].name) << mode << 1;
        QTest::addRow("%s, no answer at all", objectModes()[size_t(mode)].name) << mode << 100;
    }
}

void ObjectLibrary::whatMayComeLateIsNotDone()
{
    QFETCH(const int, mode);
    QFETCH(const int, unanswered);
    ObjectWorkshop workshop(objectModes()[size_t(mode)]);
    const auto writing = workshop.open(1);
    const auto reading = workshop.open(2);
    ChangeFeedStorage &feed = *reading->capabilities().changes;
    const QByteArray cursor = cursorNow(*reading);
    int commits = 0;
    workshop.server().direct([&](int, const ObjectCall &call) {
        const bool isCommit = call.kind == ObjectCall::Kind::Put && call.key.endsWith("/metadata.json"_L1);
        return isCommit && commits++ < unanswered ? ObjectFate::Late : ObjectFate::Happens;
    });
    (void)writing->store(makePrompt(u"y", u"1.0.0"), {});
    workshop.server().direct({});
    QVERIFY(commits > 0);
    const auto before = feed.changesSince(cursor, {});
    QCOMPARE(before->prompts, QStringList(u"y"_s));
    workshop.server().release();
    QCOMPARE(feed.changesSince(before->next, {})->prompts, QStringList(u"y"_s));
}

void ObjectLibrary::aSuspendedChangeIsToldOnceMore_data()
{
    QTest::addColumn<int>("minutes");
    for (const int minutes : {5, 25, 180})
        QTest::addRow("%d minutes", minutes) << minutes;
}

// Suspended at the very commit, while others look again and again.
void ObjectLibrary::aSuspendedChangeIsToldOnceMore()
{
    QFETCH(const int, minutes);
    ObjectWorkshop workshop(conditional());
    const auto writing = workshop.open(1);
    const auto reading = workshop.open(2);
    ChangeFeedStorage &feed = *reading->capabilities().changes;
    QByteArray cursor = cursorNow(*reading);
    int looks = 0;
    workshop.server().direct([&](int client, const ObjectCall &call) {
        if (client == 1 && call.kind == ObjectCall::Kind::Put && call.key.endsWith("/metadata.json"_L1)) {
            for (int minute = 0; minute < minutes; ++minute) {
                workshop.time().pass(std::chrono::minutes(1));
                cursor = feed.changesSince(cursor, {})->next;
                ++looks;
            }
        }
        return ObjectFate::Happens;
    });
    QVERIFY(writing->store(makePrompt(u"y", u"1.0.0"), {}));
    workshop.server().direct({});
    QVERIFY(looks >= minutes);
    QCOMPARE(feed.changesSince(cursor, {})->prompts, QStringList(u"y"_s));
}

void ObjectLibrary::ownChangesNeedNotBeNamed()
{
    ObjectWorkshop workshop(conditional());
    const auto storage = workshop.open(1);
    ChangeFeedStorage &feed = *storage->capabilities().changes;
    const QByteArray cursor = cursorNow(*storage);
    QVERIFY(storage->store(makePrompt(u"mine", u"1.0.0"), {}));
    const QByteArray known = feed.knowingOwnChanges(cursor);
    QVERIFY(workshop.open(2)->store(makePrompt(u"theirs", u"1.0.0"), {}));
    QCOMPARE(feed.changesSince(cursor, {})->prompts, QStringList({u"mine"_s, u"theirs"_s}));
    QCOMPARE(feed.changesSince(known, {})->prompts, QStringList(u"theirs"_s));
    QCOMPARE(feed.knowingOwnChanges("nonsense"), QByteArray("nonsense"));
}

void ObjectLibrary::overviewsAreWhatThereIs_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<int>("others");
    QTest::addColumn<int>("pageSize");
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode) {
        QTest::addRow("%s, close together", objectModes()[size_t(mode)].name) << mode << 0 << 1000;
        QTest::addRow("%s, over many pages", objectModes()[size_t(mode)].name) << mode << 0 << 200;
        QTest::addRow("%s, far apart", objectModes()[size_t(mode)].name) << mode << 10 << 200;
    }
}

void ObjectLibrary::overviewsAreWhatThereIs()
{
    QFETCH(const int, mode);
    QFETCH(const int, others);
    QFETCH(const int, pageSize);
    ObjectWorkshop workshop(objectModes()[size_t(mode)], pageSize);
    const auto storage = workshop.open(1);
    furnish(*storage);
    std::vector<Name> names{makeName(u"folder/b"), makeName(u"a"), makeName(u"c"), makeName(u"none"), makeName(u"zz")};
    std::vector<Prompt> prompts{makePrompt(u"a/below", u"1.0.0"), makePrompt(u"a/below", u"2.0.0")};
    for (int i = 0; i < 120; ++i) {
        names.push_back(makeName(u"m-%1"_s.arg(i)));
        prompts.push_back(makePrompt(names.back(), makeVersion(u"1.0.0"), "m"));
        for (int other = 0; other < others; ++other)
            prompts.push_back(makePrompt(u"m-%1/other-%2"_s.arg(i).arg(other), u"1.0.0"));
    }
    names.push_back(makeName(u"a/below"));
    for (const auto &stored : storage->capabilities().batches->storeMany(prompts, {}, {}))
        QVERIFY(stored);
    const auto overviews = storage->capabilities().overviews->overviews(names, {});
    QCOMPARE(overviews.size(), names.size());
    for (size_t i = 0; i < names.size(); ++i) {
        QVERIFY(overviews[i]);
        const auto versions = storage->capabilities().versions->versions(names[i], {});
        QCOMPARE(overviews[i]->versions, versions ? *versions : std::vector<Version>());
        const auto labels = storage->capabilities().labels->labels(names[i], {});
        QCOMPARE(overviews[i]->labels, labels ? *labels : LabelMap());
    }
    workshop.server().direct([](int, const ObjectCall &) { return ObjectFate::EmptyListing; });
    for (const auto &overview : storage->capabilities().overviews->overviews(names, {}))
        QVERIFY(!overview); // never that nothing is there
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
