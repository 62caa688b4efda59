// SPDX-License-Identifier: Apache-2.0
// A publication of which nobody knows whether it comes, also one of a renaming or out of the trash: it stands in the
// way of what it would disturb, and of nothing else.
#include "object_doubts.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ObjectDoubts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void otherThingsGoOn_data();
    void otherThingsGoOn();
    void theSameIsPublishedAgain_data();
    void theSameIsPublishedAgain();
    void noOtherSpellingIsLetInMeanwhile_data();
    void noOtherSpellingIsLetInMeanwhile();
    void aRepairThatHasToWaitSaysSo();
    void whicheverComesLastHasItsContent_data();
    void whicheverComesLastHasItsContent();
    void whatWasSentBeforeTheServerWentIsInDoubt_data();
    void whatWasSentBeforeTheServerWentIsInDoubt();
    void aLabelHoldsUpNothingElse_data();
    void aLabelHoldsUpNothingElse();
    void anEditWaitsWhereOnlyWhatIsReplacedIsDecided();
    void anEditThatMayComeYetIsWaitedFor_data();
    void anEditThatMayComeYetIsWaitedFor();
    void whatIsRefusedHoldsUpNobody_data();
    void whatIsRefusedHoldsUpNobody();
    void whatIsTakenBackLateIsNotTheNextAnnouncement_data();
    void whatIsTakenBackLateIsNotTheNextAnnouncement();
};

namespace {

QString setLabel(Storage &storage, QStringView label, QStringView version)
{
    return codeOf(
        storage.capabilities().labels->setLabel(makeName(u"a"), makeLabel(label), makeVersion(version), {}, {}));
}

} // namespace

void ObjectDoubts::otherThingsGoOn_data()
{
    addModes();
}

void ObjectDoubts::otherThingsGoOn()
{
    QFETCH(const int, mode);
    Scene scene(mode);
    Storage &other = scene.other();
    // Alone and with others.
    const std::vector<Prompt> some{makePrompt(u"new/x", u"1.0.0", "x"), makePrompt(u"new/y", u"1.0.0", "y")};
    const auto receipts = scene.leavingInTheAir(
        "new/x"_L1, [&] { return scene.unlucky().capabilities().batches->storeMany(some, {}, {}); });
    QCOMPARE(codeOf(receipts[0]), u"unavailable"_s);
    QCOMPARE(codeOf(receipts[1]), u"ok"_s);
    const std::vector<Prompt> more{makePrompt(u"new/z", u"1.0.0", "z"), makePrompt(u"a", u"5.0.0", "a")};
    for (const auto &receipt : other.capabilities().batches->storeMany(more, {}, {}))
        QCOMPARE(codeOf(receipt), u"ok"_s);
    QCOMPARE(storeOne(other, u"single", "s"), u"ok"_s);
    QCOMPARE(rename(other, u"single", u"moved"), u"ok"_s);
    QCOMPARE(codeOf(other.remove(makeName(u"folder/b"), {}, {})), u"ok"_s);
    QCOMPARE(addTag(other, u"a", u"t"_s), u"ok"_s);
    scene.server().release();
    QCOMPARE(findingsIn(other, true), latestIsMissing);
    QCOMPARE(findingsIn(other), QString());
    QCOMPARE(scene.waits(), 0);
}

void ObjectDoubts::theSameIsPublishedAgain_data()
{
    addModes();
}

void ObjectDoubts::theSameIsPublishedAgain()
{
    QFETCH(const int, mode);
    Scene scene(mode);
    const Name name = makeName(u"a");
    const Version version = makeVersion(u"7.0.0");
    const Prompt prompt = makePrompt(name, version, "the text");
    const Prompt another = makePrompt(name, version, "another text");
    const auto first = scene.leavingInTheAir("a/7.0.0"_L1, [&] { return codeOf(scene.unlucky().store(prompt, {})); });
    QCOMPARE(first, u"unavailable"_s);
    // The same person, who has begun anew since, may; nobody may publish anything else in its place, or change it.
    Storage &again = scene.other();
    if (!scene.decides())
        QCOMPARE(codeOf(again.store(another, {})), u"unavailable"_s);
    QCOMPARE(setLabel(again, u"another", u"1.0.0"), u"ok"_s); // which that does not touch
    QCOMPARE(codeOf(again.store(prompt, {})), u"ok"_s);
    if (!scene.decides())
        QCOMPARE(codeOf(again.remove(name, version, {})), u"unavailable"_s);
    scene.server().release();
    QCOMPARE(contentOf(again, u"a", u"7.0.0"), u"the text"_s);
    scene.letTheLeaseRunOut();
    QCOMPARE(codeOf(again.store(another, {})), u"already-exists"_s);
    QCOMPARE(codeOf(again.remove(name, version, {})), u"ok"_s);
    QCOMPARE(codeOf(again.store(another, {})), u"ok"_s);
}

void ObjectDoubts::noOtherSpellingIsLetInMeanwhile_data()
{
    addModes();
}

void ObjectDoubts::noOtherSpellingIsLetInMeanwhile()
{
    QFETCH(const int, mode);
    Scene scene(mode);
    Storage &other = scene.other();
    QCOMPARE(scene.leavingInTheAir("new/x"_L1, [&] { return storeOne(scene.unlucky(), u"new/x", "x"); }),
             u"unavailable"_s);
    for (const auto spelling : {u"new/X", u"New/x", u"NEW/other"})
        QCOMPARE(storeOne(other, spelling, "X"), u"unavailable"_s);
    QCOMPARE(rename(other, u"a", u"new/X"), u"unavailable"_s);
    QCOMPARE(restore(other, u"new/X"), u"unavailable"_s);
    scene.server().release();
    QCOMPARE(findingsIn(other), latestIsMissing);
    scene.letTheLeaseRunOut();
    QCOMPARE(storeOne(other, u"new/X", "X"), u"already-exists"_s);
    QCOMPARE(findingsIn(other), latestIsMissing);
}

void ObjectDoubts::aRepairThatHasToWaitSaysSo()
{
    Scene scene(0);
    Storage &storage = scene.other();
    scene.server().erase(u"prompts/a/latest"_s);
    const QString held = u"locks/names-0000000000000000.json"_s; // by somebody who is at it
    scene.server().set(held, "{}");
    const auto tryRepair = [&] { return storage.capabilities().inspection->inspect(true, {}, {}); };
    const auto waiting = tryRepair();
    QVERIFY(waiting);
    QCOMPARE(waiting->findings.size(), 1);
    QVERIFY(!waiting->findings.front().repaired);
    QVERIFY(waiting->findings.front().action.isEmpty());
    scene.server().erase(held);
    const auto done = tryRepair();
    QVERIFY(done && done->findings.front().repaired);
    QCOMPARE(findingsIn(storage), QString());
}

void ObjectDoubts::whicheverComesLastHasItsContent_data()
{
    addModes();
}

void ObjectDoubts::whicheverComesLastHasItsContent()
{
    QFETCH(const int, mode);
    Scene scene(mode);
    const Prompt prompt = makePrompt(makeName(u"a"), makeVersion(u"7.0.0"), "the text");
    const auto store = [&](Storage &storage) { return codeOf(storage.store(prompt, {})); };
    QCOMPARE(scene.leavingInTheAir("a/7.0.0"_L1, [&] { return store(scene.unlucky()); }), u"unavailable"_s);
    QCOMPARE(scene.sendingTheSecond("a/7.0.0"_L1, [&] { return store(scene.other()); }), u"ok"_s);
    if (scene.decides()) // what comes late does so in its place only
        QCOMPARE(codeOf(scene.other().remove(makeName(u"a"), makeVersion(u"7.0.0"), {})), u"ok"_s);
    scene.server().release();
    QCOMPARE(contentOf(scene.other(), u"a", u"7.0.0"), u"the text"_s);
}

void ObjectDoubts::whatWasSentBeforeTheServerWentIsInDoubt_data()
{
    addModes();
}

// One attempt is in the air, and the next one did not get as far.
void ObjectDoubts::whatWasSentBeforeTheServerWentIsInDoubt()
{
    QFETCH(const int, mode);
    Scene scene(mode);
    bool isSent = false;
    const auto fate = [&](const ObjectCall &call) {
        if (isCommitOf(call, "new/x"_L1)) {
            isSent = true;
            return ObjectFate::Late;
        }
        return isSent && call.changes() && call.key.contains("content-"_L1) ? ObjectFate::Fails : ObjectFate::Happens;
    };
    QCOMPARE(scene.directed(fate, [&] { return storeOne(scene.unlucky(), u"new/x", "x"); }), u"unavailable"_s);
    QVERIFY(isSent);
    QCOMPARE(storeOne(scene.other(), u"new/X", "X"), u"unavailable"_s);
    scene.server().release();
    QCOMPARE(findingsIn(scene.other()), latestIsMissing);
}

void ObjectDoubts::aLabelHoldsUpNothingElse_data()
{
    addModes();
}

void ObjectDoubts::aLabelHoldsUpNothingElse()
{
    QFETCH(const int, mode);
    Scene scene(mode);
    Storage &other = scene.other();
    const auto fate = [](const ObjectCall &call) {
        return call.changes() && call.key == "prompts/a/@production"_L1 ? ObjectFate::Late : ObjectFate::Happens;
    };
    QCOMPARE(scene.directed(fate, [&] { return setLabel(scene.unlucky(), u"production", u"1.1.0"); }),
             u"unavailable"_s);
    QCOMPARE(storeOne(other, u"single", "s"), u"ok"_s);
    for (const auto version : {u"1.1.0", u"5.0.0"}) // also what it points to
        QCOMPARE(codeOf(other.store(makePrompt(u"a", version), {})), u"ok"_s);
    QCOMPARE(setLabel(other, u"another", u"1.0.0"), u"ok"_s);
    QCOMPARE(setLabel(other, u"production", u"1.1.0"), u"ok"_s); // the very same
    QCOMPARE(scene.waits(), 0);
    QCOMPARE(setLabel(other, u"production", u"1.0.0"), u"unavailable"_s);
    QCOMPARE(codeOf(other.remove(makeName(u"a"), {}, {})), u"unavailable"_s);
    QCOMPARE(rename(other, u"a", u"moved"), u"unavailable"_s);
    scene.server().release();
    const auto labels = other.capabilities().labels->labels(makeName(u"a"), {});
    QVERIFY(labels);
    QCOMPARE(labels->at(makeLabel(u"production")), makeVersion(u"1.1.0"));
    scene.letTheLeaseRunOut();
    QCOMPARE(setLabel(other, u"production", u"1.0.0"), u"ok"_s);
    QCOMPARE(findingsIn(other), QString());
}

// Who edits there would need nothing but the ETag, and what comes late asks for none.
void ObjectDoubts::anEditWaitsWhereOnlyWhatIsReplacedIsDecided()
{
    const ObjectMode mode{.name = "replacing", .abilities = {.replacesMatching = true}};
    ObjectWorkshop workshop(mode);
    const auto unlucky = workshop.open(1);
    const auto other = workshop.open(2);
    bool isLate = false;
    workshop.server().direct([&](int, const ObjectCall &call) {
        const bool isFirst = call.changes() && isCommitOf(call, "new/x"_L1) && !std::exchange(isLate, true);
        return isFirst ? ObjectFate::Late : ObjectFate::Happens;
    });
    QCOMPARE(storeOne(*unlucky, u"new/x", "x"), u"ok"_s);
    QVERIFY(isLate);
    QCOMPARE(addTag(*other, u"new/x", u"t"_s), u"unavailable"_s);
    workshop.server().release();
    workshop.time().pass(11min);
    QCOMPARE(addTag(*other, u"new/x", u"t"_s), u"ok"_s);
    QCOMPARE(tagsOf(*other, u"new/x"), QStringList{u"t"_s});
}

void ObjectDoubts::anEditThatMayComeYetIsWaitedFor_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<bool>("isAccepted");
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode) {
        if (objectModes()[size_t(mode)].abilities.replacesMatching)
            continue;
        QTest::addRow("a tag, %s", objectModes()[size_t(mode)].name) << mode << false;
        QTest::addRow("accepted, %s", objectModes()[size_t(mode)].name) << mode << true;
    }
}

// Nobody answers any more, and it cannot be looked what is there.
void ObjectDoubts::anEditThatMayComeYetIsWaitedFor()
{
    QFETCH(const int, mode);
    QFETCH(const bool, isAccepted);
    Scene scene(mode);
    const QString record = u"prompts/a/1.0.0/metadata.json"_s;
    bool isSent = false;
    const auto fate = [&](const ObjectCall &call) {
        if (call.key != record)
            return ObjectFate::Happens;
        const bool isLook = std::exchange(isSent, isSent || call.changes());
        return isSent ? isLook ? ObjectFate::Fails : ObjectFate::Late : ObjectFate::Happens;
    };
    const auto edit = [&] {
        return isAccepted ? codeOf(scene.unlucky().capabilities().inspection->accept(record, {}))
                          : addTag(scene.unlucky(), u"a", u"late"_s);
    };
    QCOMPARE(scene.directed(fate, edit), u"unavailable"_s);
    QVERIFY(isSent);
    QCOMPARE(addTag(scene.other(), u"a", u"t"_s), u"unavailable"_s);
    scene.server().release();
    scene.letTheLeaseRunOut();
    QCOMPARE(addTag(scene.other(), u"a", u"t"_s), u"ok"_s);
    QVERIFY(tagsOf(scene.other(), u"a").contains(u"t"_s));
}

void ObjectDoubts::whatIsRefusedHoldsUpNobody_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<size_t>("change");
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode)
        for (size_t change = 0; change < objectChanges().size(); ++change)
            QTest::addRow("%s: %s", objectModes()[size_t(mode)].name, objectChanges()[change].name) << mode << change;
}

// The server is full when it comes to the change itself, and has room when the next one tries.
void ObjectDoubts::whatIsRefusedHoldsUpNobody()
{
    QFETCH(const int, mode);
    QFETCH(const size_t, change);
    Scene scene(mode);
    const auto isChange = [](const ObjectCall &call) {
        return call.kind == ObjectCall::Kind::Put &&
               (call.key.endsWith("/metadata.json"_L1) || call.key.contains("/labels/"_L1));
    };
    const auto refused =
        scene.directed([&](const ObjectCall &call) { return isChange(call) ? ObjectFate::Full : ObjectFate::Happens; },
                       [&] { return objectChanges()[change].make(scene.unlucky()); });
    for (const auto &[key, bytes] : scene.server().objects())
        QVERIFY2(!key.startsWith("locks/"_L1), bytes.constData());
    if (refused)
        return; // it puts nothing of the kind
    QCOMPARE(codeOf(refused), u"no-space"_s);
    QCOMPARE(codeOf(objectChanges()[change].make(scene.other())), u"ok"_s);
    QCOMPARE(scene.waits(), 0);
}

void ObjectDoubts::whatIsTakenBackLateIsNotTheNextAnnouncement_data()
{
    QTest::addColumn<int>("mode");
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode) {
        if (!objectModes()[size_t(mode)].abilities.createsOnce)
            QTest::newRow(objectModes()[size_t(mode)].name) << mode;
    }
}

// Who meets another takes the own announcement away, and announces anew. The removal comes when that holds.
void ObjectDoubts::whatIsTakenBackLateIsNotTheNextAnnouncement()
{
    QFETCH(const int, mode);
    Scene scene(mode);
    ObjectServer &server = scene.server();
    const QString held = u"locks/all-ffffffffffffffff.json"_s;
    server.set(held, "{}");
    const auto store = [](Storage &storage, const QByteArray &content) {
        return codeOf(storage.store(makePrompt(makeName(u"a"), makeVersion(u"5.0.0"), content), {}));
    };
    bool isLate = false;
    QString rival;
    const auto fate = [&](const ObjectCall &call) {
        if (call.kind == ObjectCall::Kind::Remove && call.key.startsWith("locks/"_L1) && !isLate) {
            isLate = true;
            return ObjectFate::Late;
        }
        if (call.kind == ObjectCall::Kind::Remove)
            server.erase(held);
        if (call.changes() && isCommitOf(call, "a/5.0.0"_L1) && rival.isEmpty()) {
            rival = u"…"_s;
            server.release();
            rival = store(scene.unlucky(), "of a rival");
        }
        return ObjectFate::Happens;
    };
    QCOMPARE(scene.directed(fate, [&] { return store(scene.other(), "the text"); }), u"ok"_s);
    QVERIFY(isLate);
    QCOMPARE(rival, u"unavailable"_s);
    QCOMPARE(contentOf(scene.other(), u"a", u"5.0.0"), u"the text"_s);
}

QTEST_GUILESS_MAIN(ObjectDoubts)
#include "test_object_doubts.moc"
