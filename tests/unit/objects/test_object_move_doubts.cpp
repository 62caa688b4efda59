// SPDX-License-Identifier: Apache-2.0
// A renaming, or what is brought out of the trash, of which nobody knows whether it comes.
#include "object_doubts.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ObjectMoveDoubts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingElseWaitsForAMove_data();
    void nothingElseWaitsForAMove();
    void noOtherSpellingIsLetInBesideAMove_data();
    void noOtherSpellingIsLetInBesideAMove();
    void theVerySameMoveGoesThrough_data();
    void theVerySameMoveGoesThrough();
    void whicheverMoveComesLastHasItsContent_data();
    void whicheverMoveComesLastHasItsContent();
    void anotherMoveToThatNameWaits_data();
    void anotherMoveToThatNameWaits();
    void whatWasEditedBeforeItIsMovedAgainIsKept_data();
    void whatWasEditedBeforeItIsMovedAgainIsKept();
    void whatIsEditedWhileItIsMovedAgainIsKept();
    void whatIsEditedBeforeTheEditorIsLookedAtIsKept_data();
    void whatIsEditedBeforeTheEditorIsLookedAtIsKept();
    void aRenamingByCaseGoesThrough_data();
    void aRenamingByCaseGoesThrough();
    void whatIsStillMissingOfARenamingIsAdded_data();
    void whatIsStillMissingOfARenamingIsAdded();
    void whatIsCarriedOverLateUndoesNothing_data();
    void whatIsCarriedOverLateUndoesNothing();
    void oneWhoseLabelIsInDoubtGoesThrough_data();
    void oneWhoseLabelIsInDoubtGoesThrough();
};

namespace {

/// What brings a prompt, with a label, to the name new/x.
struct Move
{
    const char *name;
    QString (*make)(Storage &);
    QString label;
    QString content;
};

const std::vector<Move> &moves()
{
    static const std::vector<Move> all{
        {"rename", [](Storage &storage) { return rename(storage, u"a", u"new/x"); }, u"production"_s,
         QString::fromUtf8(makePrompt(u"a", u"1.0.0").content)},
        {"restore", [](Storage &storage) { return restore(storage, u"new/x"); }, u"kept"_s,
         QString::fromUtf8(makePrompt(u"c", u"1.0.0").content)},
    };
    return all;
}

void addMoves()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<int>("kind");
    for (int kind = 0; kind < std::ssize(moves()); ++kind) {
        for (int mode = 0; mode < std::ssize(objectModes()); ++mode)
            QTest::addRow("%s, %s", moves()[size_t(kind)].name, objectModes()[size_t(mode)].name) << mode << kind;
    }
}

} // namespace
void ObjectMoveDoubts::nothingElseWaitsForAMove_data()
{
    addMoves();
}

void ObjectMoveDoubts::nothingElseWaitsForAMove()
{
    QFETCH(const int, mode);
    QFETCH(const int, kind);
    Scene scene(mode);
    Storage &other = scene.other();
    const auto make = moves()[size_t(kind)].make;
    QCOMPARE(scene.leavingInTheAir("new/x"_L1, [&] { return make(scene.unlucky()); }), u"unavailable"_s);
    const std::vector<Prompt> more{makePrompt(u"new/z", u"1.0.0", "z"), makePrompt(u"a", u"5.0.0", "a")};
    for (const auto &receipt : other.capabilities().batches->storeMany(more, {}, {}))
        QCOMPARE(codeOf(receipt), u"ok"_s);
    QCOMPARE(storeOne(other, u"single", "s"), u"ok"_s);
    QCOMPARE(rename(other, u"single", u"moved"), u"ok"_s);
    QCOMPARE(codeOf(other.remove(makeName(u"folder/b"), {}, {})), u"ok"_s);
    QCOMPARE(addTag(other, u"a", u"t"_s), u"ok"_s);
    QCOMPARE(scene.waits(), 0);
    scene.server().release();
    QCOMPARE(findingsIn(other), latestIsMissing);
}

void ObjectMoveDoubts::noOtherSpellingIsLetInBesideAMove_data()
{
    addMoves();
}

void ObjectMoveDoubts::noOtherSpellingIsLetInBesideAMove()
{
    QFETCH(const int, mode);
    QFETCH(const int, kind);
    Scene scene(mode);
    Storage &other = scene.other();
    const auto make = moves()[size_t(kind)].make;
    QCOMPARE(scene.leavingInTheAir("new/x"_L1, [&] { return make(scene.unlucky()); }), u"unavailable"_s);
    for (const auto spelling : {u"new/X", u"New/x", u"NEW/other"})
        QCOMPARE(storeOne(other, spelling, "X"), u"unavailable"_s);
    QCOMPARE(rename(other, u"folder/b", u"new/X"), u"unavailable"_s);
    QCOMPARE(restore(other, u"new/X"), u"unavailable"_s);
    scene.server().release();
    QCOMPARE(findingsIn(other), latestIsMissing);
    scene.letTheLeaseRunOut();
    QCOMPARE(storeOne(other, u"new/X", "X"), u"already-exists"_s);
}

void ObjectMoveDoubts::theVerySameMoveGoesThrough_data()
{
    addMoves();
}

void ObjectMoveDoubts::theVerySameMoveGoesThrough()
{
    QFETCH(const int, mode);
    QFETCH(const int, kind);
    Scene scene(mode);
    Storage &again = scene.other();
    const Move &move = moves()[size_t(kind)];
    QCOMPARE(scene.leavingInTheAir("new/x"_L1, [&] { return move.make(scene.unlucky()); }), u"unavailable"_s);
    QCOMPARE(move.make(again), u"ok"_s);
    QCOMPARE(scene.waits(), 0);
    // What comes late would undo it, where the store does not decide.
    QCOMPARE(addTag(again, u"new/x", u"t"_s), scene.decides() ? u"ok"_s : u"unavailable"_s);
    scene.server().release();
    QCOMPARE(tagsOf(again, u"new/x"), scene.decides() ? QStringList{u"t"_s} : QStringList());
    QCOMPARE(contentOf(again, u"new/x", u"1.0.0"), move.content);
    const auto labels = again.capabilities().labels->labels(makeName(u"new/x"), {});
    QVERIFY(labels && labels->contains(makeLabel(move.label)));
    QCOMPARE(findingsIn(again), QString());
    scene.letTheLeaseRunOut();
    QCOMPARE(addTag(again, u"new/x", u"t"_s), u"ok"_s);
}

void ObjectMoveDoubts::whicheverMoveComesLastHasItsContent_data()
{
    addMoves();
}

void ObjectMoveDoubts::whicheverMoveComesLastHasItsContent()
{
    QFETCH(const int, mode);
    QFETCH(const int, kind);
    Scene scene(mode);
    const Move &move = moves()[size_t(kind)];
    QCOMPARE(scene.leavingInTheAir("new/x"_L1, [&] { return move.make(scene.unlucky()); }), u"unavailable"_s);
    QCOMPARE(scene.sendingTheSecond("new/x"_L1, [&] { return move.make(scene.other()); }), u"ok"_s);
    if (scene.decides())
        QCOMPARE(codeOf(scene.other().remove(makeName(u"new/x"), {}, {})), u"ok"_s);
    scene.server().release();
    QCOMPARE(contentOf(scene.other(), u"new/x", u"1.0.0"), move.content);
    QCOMPARE(findingsIn(scene.other()), scene.decides() ? latestIsMissing : QString());
}

void ObjectMoveDoubts::anotherMoveToThatNameWaits_data()
{
    addMoves();
}

void ObjectMoveDoubts::anotherMoveToThatNameWaits()
{
    QFETCH(const int, mode);
    QFETCH(const int, kind);
    Scene scene(mode);
    Storage &other = scene.other();
    const Move &move = moves()[size_t(kind)];
    for (const auto name : {u"gone", u"mine"})
        QCOMPARE(storeOne(other, name, "another text"), u"ok"_s);
    QCOMPARE(codeOf(other.remove(makeName(u"gone"), {}, {})), u"ok"_s);
    QCOMPARE(scene.leavingInTheAir("new/x"_L1, [&] { return move.make(scene.unlucky()); }), u"unavailable"_s);
    QCOMPARE(rename(other, u"mine", u"new/x"), u"unavailable"_s);
    QCOMPARE(restore(other, u"new/x", u"gone"), u"unavailable"_s);
    scene.server().release();
    QCOMPARE(contentOf(other, u"new/x", u"1.0.0"), move.content);
}

void ObjectMoveDoubts::whatWasEditedBeforeItIsMovedAgainIsKept_data()
{
    addModes();
}

void ObjectMoveDoubts::whatWasEditedBeforeItIsMovedAgainIsKept()
{
    QFETCH(const int, mode);
    Scene scene(mode);
    Storage &again = scene.other();
    QCOMPARE(scene.leavingInTheAir("new/x"_L1, [&] { return rename(scene.unlucky(), u"a", u"new/x"); }),
             u"unavailable"_s);
    QCOMPARE(addTag(again, u"a", u"t"_s), u"ok"_s);
    QCOMPARE(rename(again, u"a", u"new/x"), u"unavailable"_s);
    scene.server().release();
    scene.letTheLeaseRunOut();
    QCOMPARE(rename(again, u"a", u"new/x"), u"ok"_s);
    QCOMPARE(tagsOf(again, u"new/x"), QStringList{u"t"_s});
    QCOMPARE(findingsIn(again), QString());
}

// After it was compared with what is in doubt, which comes before the same is sent again.
void ObjectMoveDoubts::whatIsEditedWhileItIsMovedAgainIsKept()
{
    Scene scene(0); // where who edits holds nothing
    const auto make = [](Storage &storage) { return rename(storage, u"a", u"new/x"); };
    QCOMPARE(scene.leavingInTheAir("new/x"_L1, [&] { return make(scene.unlucky()); }), u"unavailable"_s);
    int looks = 0;
    QString edited;
    const auto fate = [&](const ObjectCall &call) {
        const bool isLook = call.kind == ObjectCall::Kind::Get && call.key == "prompts/a/1.0.0/metadata.json"_L1;
        if (isLook && ++looks == 2)
            edited = addTag(scene.unlucky(), u"a", u"t"_s);
        if (isCommitOf(call, "new/x/1.0.0"_L1))
            scene.server().release();
        return ObjectFate::Happens;
    };
    QCOMPARE(scene.directed(fate, [&] { return make(scene.other()); }), u"ok"_s);
    QCOMPARE(edited, u"ok"_s);
    QCOMPARE(tagsOf(scene.other(), u"new/x"), QStringList{u"t"_s});
}

void ObjectMoveDoubts::whatIsEditedBeforeTheEditorIsLookedAtIsKept_data()
{
    addModes();
}

// Somebody edits it, and is done after the list of who holds it was read, but before it is asked what they do.
void ObjectMoveDoubts::whatIsEditedBeforeTheEditorIsLookedAtIsKept()
{
    QFETCH(const int, mode);
    Scene scene(mode);
    ObjectServer &server = scene.server();
    const QString record = u"prompts/a/1.0.0/metadata.json"_s;
    const QByteArray before = server.objects().at(record);
    QCOMPARE(addTag(scene.other(), u"a", u"t"_s), u"ok"_s);
    const QByteArray edited = server.objects().at(record);
    server.set(record, before);
    QCOMPARE(scene.leavingInTheAir("new/x"_L1, [&] { return rename(scene.unlucky(), u"a", u"new/x"); }),
             u"unavailable"_s);
    const QString held = u"locks/%1-ffffffffffffffff.json"_s.arg(Checksum::of(QByteArray("prompts/a/")).hex().left(24));
    server.set(held, "{}");
    const auto fate = [&](const ObjectCall &call) {
        if (call.kind == ObjectCall::Kind::Get && call.key == held) {
            server.set(record, edited);
            server.erase(held);
        }
        return ObjectFate::Happens;
    };
    QCOMPARE(scene.directed(fate, [&] { return rename(scene.other(), u"a", u"new/x"); }), u"unavailable"_s);
    QVERIFY(!server.objects().contains(held));
    server.release();
    scene.letTheLeaseRunOut();
    QCOMPARE(rename(scene.other(), u"a", u"new/x"), u"ok"_s);
    QCOMPARE(tagsOf(scene.other(), u"new/x"), QStringList{u"t"_s});
    QCOMPARE(findingsIn(scene.other()), QString());
}

void ObjectMoveDoubts::aRenamingByCaseGoesThrough_data()
{
    addModes();
}

void ObjectMoveDoubts::aRenamingByCaseGoesThrough()
{
    QFETCH(const int, mode);
    Scene scene(mode);
    Storage &again = scene.other();
    QCOMPARE(scene.leavingInTheAir("A"_L1, [&] { return rename(scene.unlucky(), u"a", u"A"); }), u"unavailable"_s);
    QCOMPARE(rename(again, u"a", u"A"), u"ok"_s);
    scene.server().release();
    QCOMPARE(contentOf(again, u"A", u"1.0.0"), moves().front().content);
    QCOMPARE(findingsIn(again), QString());
}

void ObjectMoveDoubts::whatIsStillMissingOfARenamingIsAdded_data()
{
    addModes();
}

// The first version is in doubt, though it is there; it is gone from the old name before the server went.
void ObjectMoveDoubts::whatIsStillMissingOfARenamingIsAdded()
{
    QFETCH(const int, mode);
    Scene scene(mode);
    Storage &again = scene.other();
    bool isLate = false;
    bool isBuried = false;
    const auto fate = [&](const ObjectCall &call) {
        if (!isLate && isCommitOf(call, "new/x"_L1)) {
            isLate = true;
            return ObjectFate::Late;
        }
        isBuried = isBuried || isCommitOf(call, "a/1.0.0"_L1);
        return isBuried && call.key == "prompts/a/1.1.0/metadata.json"_L1 ? ObjectFate::Fails : ObjectFate::Happens;
    };
    QCOMPARE(scene.directed(fate, [&] { return rename(scene.unlucky(), u"a", u"new/x"); }), u"unavailable"_s);
    QVERIFY(isBuried);
    const auto left = again.capabilities().versions->versions(makeName(u"a"), {});
    QCOMPARE(left.value_or(std::vector<Version>()), std::vector{makeVersion(u"1.1.0")});
    QCOMPARE(rename(again, u"a", u"new/x"), u"ok"_s);
    scene.server().release();
    QCOMPARE(contentOf(again, u"new/x", u"1.0.0"), moves().front().content);
    QCOMPARE(findingsIn(again), QString());
}

void ObjectMoveDoubts::whatIsCarriedOverLateUndoesNothing_data()
{
    QTest::addColumn<int>("mode");
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode) {
        if (!objectModes()[size_t(mode)].abilities.replacesMatching)
            QTest::newRow(objectModes()[size_t(mode)].name) << mode;
    }
}

// A renaming was cut off, what it had copied is edited at the old name, and what takes that along is in the air.

void ObjectMoveDoubts::whatIsCarriedOverLateUndoesNothing()
{
    QFETCH(const int, mode);
    Scene scene(mode);
    Storage &other = scene.other();
    const auto again = [&] { return rename(scene.unlucky(), u"a", u"new/x"); };
    const auto cut = [](const ObjectCall &call) {
        return call.changes() && call.key.startsWith("prompts/new/x/1.1.0/"_L1) ? ObjectFate::Fails
                                                                                : ObjectFate::Happens;
    };
    QCOMPARE(scene.directed(cut, again), u"unavailable"_s);
    QCOMPARE(addTag(other, u"a", u"t"_s), u"ok"_s);
    QCOMPARE(scene.leavingInTheAir("new/x/1.0.0"_L1, again), u"unavailable"_s);
    QCOMPARE(addTag(other, u"new/x", u"u"_s), u"unavailable"_s);
    scene.server().release();
    scene.letTheLeaseRunOut();
    QCOMPARE(addTag(other, u"new/x", u"u"_s), u"ok"_s);
    QCOMPARE(tagsOf(other, u"new/x"), (QStringList{u"t"_s, u"u"_s}));
}

void ObjectMoveDoubts::oneWhoseLabelIsInDoubtGoesThrough_data()
{
    addMoves();
}

void ObjectMoveDoubts::oneWhoseLabelIsInDoubtGoesThrough()
{
    QFETCH(const int, mode);
    QFETCH(const int, kind);
    Scene scene(mode);
    Storage &again = scene.other();
    const Move &move = moves()[size_t(kind)];
    const auto fate = [&](const ObjectCall &call) {
        return call.changes() && call.key == "prompts/new/x/@"_L1 + move.label ? ObjectFate::Late : ObjectFate::Happens;
    };
    QCOMPARE(scene.directed(fate, [&] { return move.make(scene.unlucky()); }), u"unavailable"_s);
    QCOMPARE(storeOne(again, u"single", "s"), u"ok"_s);
    QCOMPARE(move.make(again), u"ok"_s);
    QCOMPARE(scene.waits(), 0);
    LabelStorage &labels = *again.capabilities().labels;
    QCOMPARE(codeOf(labels.removeLabel(makeName(u"new/x"), makeLabel(move.label), {}, {})), u"unavailable"_s);
    scene.server().release();
    const auto there = labels.labels(makeName(u"new/x"), {});
    QVERIFY(there && there->contains(makeLabel(move.label)));
    QCOMPARE(findingsIn(again), QString());
}

QTEST_GUILESS_MAIN(ObjectMoveDoubts)
#include "test_object_move_doubts.moc"
