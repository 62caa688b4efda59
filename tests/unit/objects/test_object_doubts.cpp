// SPDX-License-Identifier: Apache-2.0
// A publication of which nobody knows whether it comes, also one of a renaming or out of the trash: it stands in the
// way of what it would disturb, and of nothing else.
#include "object_workshop.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using namespace std::chrono_literals;

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
    void aRenamingByCaseGoesThrough_data();
    void aRenamingByCaseGoesThrough();
    void whatIsStillMissingOfARenamingIsAdded_data();
    void whatIsStillMissingOfARenamingIsAdded();
    void whatIsCarriedOverLateUndoesNothing_data();
    void whatIsCarriedOverLateUndoesNothing();
};

namespace {

void addModes()
{
    QTest::addColumn<int>("mode");
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode)
        QTest::newRow(objectModes()[size_t(mode)].name) << mode;
}

/// All that is left to say of one that came late.
const QString latestIsMissing = u"stale-pointer prompts/new/x/latest repairable"_s;

bool isCommitOf(const ObjectCall &call, QLatin1StringView prompt)
{
    return call.kind == ObjectCall::Kind::Put && call.key.startsWith("prompts/"_L1 + prompt + u'/') &&
           call.key.endsWith("/metadata.json"_L1);
}

/// A furnished library; one whose answers are lost, and another who works there.
class Scene
{
public:
    explicit Scene(int number)
        : m_mode(objectModes()[size_t(number)])
        , m_workshop(m_mode)
        , m_unlucky(m_workshop.open(1))
    {
        furnish(*m_unlucky);
        m_other = m_workshop.open(2, [this](auto) { ++m_waits; });
    }
    [[nodiscard]] Storage &unlucky() const { return *m_unlucky; }
    [[nodiscard]] Storage &other() const { return *m_other; }
    [[nodiscard]] ObjectServer &server() { return m_workshop.server(); }
    /// Whether the store decides which of several publications is the one.
    [[nodiscard]] bool decides() const { return m_mode.abilities.createsOnce; }
    [[nodiscard]] int waits() const { return m_waits; } ///< of the other
    void letTheLeaseRunOut() { m_workshop.time().pass(11min); }

    /// No attempt to commit the prompt is answered meanwhile, and each may come yet.
    template <typename Act>
    auto leavingInTheAir(QLatin1StringView prompt, Act act)
    {
        return directed(
            [prompt](const ObjectCall &call) {
                return isCommitOf(call, prompt) ? ObjectFate::Late : ObjectFate::Happens;
            },
            act);
    }
    /// The first is in the air; it comes just when the second is sent, which is in the air then.
    template <typename Act>
    auto sendingTheSecond(QLatin1StringView prompt, Act act)
    {
        bool isSent = false;
        auto result = directed(
            [&](const ObjectCall &call) {
                if (isSent || !isCommitOf(call, prompt))
                    return ObjectFate::Happens;
                isSent = true;
                server().release();
                return ObjectFate::Late;
            },
            act);
        if (!isSent)
            qFatal("There was no second one.");
        return result;
    }
    template <typename Fate, typename Act>
    auto directed(Fate fate, Act act)
    {
        server().direct([fate](int, const ObjectCall &call) { return fate(call); });
        auto result = act();
        server().direct({});
        return result;
    }

private:
    const ObjectMode &m_mode;
    ObjectWorkshop m_workshop;
    std::shared_ptr<Storage> m_unlucky;
    std::shared_ptr<Storage> m_other;
    int m_waits = 0;
};

QString storeOne(Storage &storage, QStringView name, const QByteArray &content)
{
    return codeOf(storage.store(makePrompt(makeName(name), makeVersion(u"1.0.0"), content), {}));
}

QString rename(Storage &storage, QStringView from, QStringView to)
{
    return codeOf(storage.capabilities().renaming->rename(makeName(from), makeName(to), {}));
}

QString restore(Storage &storage, QStringView as, QStringView name = u"c")
{
    const auto trash = storage.capabilities().trash->trash({});
    for (const TrashEntry &entry : trash ? *trash : std::vector<TrashEntry>()) {
        if (entry.name == makeName(name))
            return codeOf(storage.capabilities().trash->restore(entry.id, makeName(as), {}));
    }
    return u"not in the trash"_s;
}

QString addTag(Storage &storage, QStringView name, const QString &tag)
{
    return codeOf(
        storage.capabilities().metadata->updateMetadata(makeName(name), makeVersion(u"1.0.0"), {.addTags = {tag}}, {}));
}

QStringList tagsOf(Storage &storage, QStringView name)
{
    const auto prompt = storage.fetch(makeName(name), makeVersion(u"1.0.0"), {});
    return prompt ? prompt->metadata.tags.toList() : QStringList{prompt.error().toString()};
}

QString contentOf(Storage &storage, QStringView name, QStringView version)
{
    const auto prompt = storage.fetch(makeName(name), makeVersion(version), {});
    return prompt ? QString::fromUtf8(prompt->content) : prompt.error().toString();
}

/// What brings a prompt, with a label, to the name new/x.
struct Move
{
    const char *name;
    QString (*make)(Storage &);
    QStringView label;
    QString content;
};

const std::vector<Move> &moves()
{
    static const std::vector<Move> all{
        {"rename", [](Storage &storage) { return rename(storage, u"a", u"new/x"); }, u"production",
         QString::fromUtf8(makePrompt(u"a", u"1.0.0").content)},
        {"restore", [](Storage &storage) { return restore(storage, u"new/x"); }, u"kept",
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

void ObjectDoubts::nothingElseWaitsForAMove_data()
{
    addMoves();
}

void ObjectDoubts::nothingElseWaitsForAMove()
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

void ObjectDoubts::noOtherSpellingIsLetInBesideAMove_data()
{
    addMoves();
}

void ObjectDoubts::noOtherSpellingIsLetInBesideAMove()
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

void ObjectDoubts::theVerySameMoveGoesThrough_data()
{
    addMoves();
}

void ObjectDoubts::theVerySameMoveGoesThrough()
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

void ObjectDoubts::whicheverMoveComesLastHasItsContent_data()
{
    addMoves();
}

void ObjectDoubts::whicheverMoveComesLastHasItsContent()
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

void ObjectDoubts::anotherMoveToThatNameWaits_data()
{
    addMoves();
}

void ObjectDoubts::anotherMoveToThatNameWaits()
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

void ObjectDoubts::whatWasEditedBeforeItIsMovedAgainIsKept_data()
{
    addModes();
}

void ObjectDoubts::whatWasEditedBeforeItIsMovedAgainIsKept()
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
void ObjectDoubts::whatIsEditedWhileItIsMovedAgainIsKept()
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

void ObjectDoubts::aRenamingByCaseGoesThrough_data()
{
    addModes();
}

void ObjectDoubts::aRenamingByCaseGoesThrough()
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

void ObjectDoubts::whatIsStillMissingOfARenamingIsAdded_data()
{
    addModes();
}

// The first version is in doubt, though it is there; it is gone from the old name before the server went.
void ObjectDoubts::whatIsStillMissingOfARenamingIsAdded()
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

void ObjectDoubts::whatIsCarriedOverLateUndoesNothing_data()
{
    QTest::addColumn<int>("mode");
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode) {
        if (!objectModes()[size_t(mode)].abilities.replacesMatching)
            QTest::newRow(objectModes()[size_t(mode)].name) << mode;
    }
}

// A renaming was cut off, what it had copied is edited at the old name, and what takes that along is in the air.

void ObjectDoubts::whatIsCarriedOverLateUndoesNothing()
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

QTEST_GUILESS_MAIN(ObjectDoubts)
#include "test_object_doubts.moc"
