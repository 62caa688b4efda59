// SPDX-License-Identifier: Apache-2.0
// A publication of which nobody knows whether it comes: it stands in the way of what it would disturb, and of nothing
// else.
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

/// No attempt to commit the prompt is answered, and each may come yet.
void leaveInTheAir(ObjectServer &server, QLatin1StringView prompt)
{
    server.direct([prompt](int, const ObjectCall &call) {
        return isCommitOf(call, prompt) ? ObjectFate::Late : ObjectFate::Happens;
    });
}

QString storeOne(Storage &storage, QStringView name, const QByteArray &content)
{
    return codeOf(storage.store(makePrompt(makeName(name), makeVersion(u"1.0.0"), content), {}));
}

} // namespace

void ObjectDoubts::otherThingsGoOn_data()
{
    addModes();
}

void ObjectDoubts::otherThingsGoOn()
{
    QFETCH(const int, mode);
    ObjectWorkshop workshop(objectModes()[size_t(mode)]);
    const auto unlucky = workshop.open(1);
    furnish(*unlucky);
    int waits = 0;
    const auto other = workshop.open(2, [&](auto) { ++waits; });
    leaveInTheAir(workshop.server(), "new/x"_L1);
    // Alone and with others.
    const std::vector<Prompt> some{makePrompt(u"new/x", u"1.0.0", "x"), makePrompt(u"new/y", u"1.0.0", "y")};
    const auto receipts = unlucky->capabilities().batches->storeMany(some, {}, {});
    workshop.server().direct({});
    QCOMPARE(codeOf(receipts[0]), u"unavailable"_s);
    QCOMPARE(codeOf(receipts[1]), u"ok"_s);
    const std::vector<Prompt> more{makePrompt(u"new/z", u"1.0.0", "z"), makePrompt(u"a", u"5.0.0", "a")};
    for (const auto &receipt : other->capabilities().batches->storeMany(more, {}, {}))
        QCOMPARE(codeOf(receipt), u"ok"_s);
    QCOMPARE(storeOne(*other, u"single", "s"), u"ok"_s);
    QCOMPARE(codeOf(other->capabilities().renaming->rename(makeName(u"single"), makeName(u"moved"), {})), u"ok"_s);
    QCOMPARE(codeOf(other->remove(makeName(u"folder/b"), {}, {})), u"ok"_s);
    QCOMPARE(codeOf(other->capabilities().metadata->updateMetadata(makeName(u"a"), makeVersion(u"1.0.0"),
                                                                   {.addTags = {u"t"_s}}, {})),
             u"ok"_s);
    workshop.server().release();
    QCOMPARE(findingsIn(*other, true), latestIsMissing);
    QCOMPARE(findingsIn(*other), QString());
    QCOMPARE(waits, 0);
}

void ObjectDoubts::theSameIsPublishedAgain_data()
{
    addModes();
}

void ObjectDoubts::theSameIsPublishedAgain()
{
    QFETCH(const int, mode);
    const bool decides = objectModes()[size_t(mode)].abilities.createsOnce;
    ObjectWorkshop workshop(objectModes()[size_t(mode)]);
    const auto first = workshop.open(1);
    furnish(*first);
    const Name name = makeName(u"a");
    const Version version = makeVersion(u"7.0.0");
    const Prompt prompt = makePrompt(name, version, "the text");
    const Prompt another = makePrompt(name, version, "another text");
    leaveInTheAir(workshop.server(), "a/7.0.0"_L1);
    QCOMPARE(codeOf(first->store(prompt, {})), u"unavailable"_s);
    workshop.server().direct({});
    // The same person, who has begun anew since, may; nobody may publish anything else in its place, or change it.
    const auto again = workshop.open(2);
    if (!decides)
        QCOMPARE(codeOf(again->store(another, {})), u"unavailable"_s);
    QCOMPARE(codeOf(again->store(prompt, {})), u"ok"_s);
    if (!decides)
        QCOMPARE(codeOf(again->remove(name, version, {})), u"unavailable"_s);
    workshop.server().release();
    const auto fetched = again->fetch(name, version, {});
    QVERIFY2(fetched, qPrintable(fetched ? QString() : fetched.error().toString()));
    QCOMPARE(fetched->content, QByteArray("the text"));
    workshop.time().pass(11min);
    QCOMPARE(codeOf(again->store(another, {})), u"already-exists"_s);
    QCOMPARE(codeOf(again->remove(name, version, {})), u"ok"_s);
    QCOMPARE(codeOf(again->store(another, {})), u"ok"_s);
}

void ObjectDoubts::noOtherSpellingIsLetInMeanwhile_data()
{
    addModes();
}

void ObjectDoubts::noOtherSpellingIsLetInMeanwhile()
{
    QFETCH(const int, mode);
    ObjectWorkshop workshop(objectModes()[size_t(mode)]);
    const auto unlucky = workshop.open(1);
    furnish(*unlucky);
    const auto other = workshop.open(2);
    leaveInTheAir(workshop.server(), "new/x"_L1);
    QCOMPARE(storeOne(*unlucky, u"new/x", "x"), u"unavailable"_s);
    workshop.server().direct({});
    for (const auto spelling : {u"new/X", u"New/x", u"NEW/other"})
        QCOMPARE(storeOne(*other, spelling, "X"), u"unavailable"_s);
    QCOMPARE(codeOf(other->capabilities().renaming->rename(makeName(u"a"), makeName(u"new/X"), {})), u"unavailable"_s);
    workshop.server().release();
    QCOMPARE(findingsIn(*other), latestIsMissing);
    workshop.time().pass(11min);
    QCOMPARE(storeOne(*other, u"new/X", "X"), u"already-exists"_s);
    QCOMPARE(findingsIn(*other), latestIsMissing);
}

void ObjectDoubts::aRepairThatHasToWaitSaysSo()
{
    ObjectWorkshop workshop(conditional());
    const auto storage = workshop.open(1);
    furnish(*storage);
    workshop.server().erase(u"prompts/a/latest"_s);
    const QString held = u"locks/names-0000000000000000.json"_s; // by somebody who is at it
    workshop.server().set(held, "{}");
    const auto tryRepair = [&] { return storage->capabilities().inspection->inspect(true, {}, {}); };
    const auto waiting = tryRepair();
    QVERIFY(waiting);
    QCOMPARE(waiting->findings.size(), 1);
    QVERIFY(!waiting->findings.front().repaired);
    QVERIFY(waiting->findings.front().action.isEmpty());
    workshop.server().erase(held);
    const auto done = tryRepair();
    QVERIFY(done && done->findings.front().repaired);
    QCOMPARE(findingsIn(*storage), QString());
}

void ObjectDoubts::whicheverComesLastHasItsContent_data()
{
    addModes();
}

// The same is in the air twice: the first comes just when the second is sent, and the second after all that.
void ObjectDoubts::whicheverComesLastHasItsContent()
{
    QFETCH(const int, mode);
    ObjectWorkshop workshop(objectModes()[size_t(mode)]);
    const auto first = workshop.open(1);
    furnish(*first);
    const auto again = workshop.open(2);
    const Prompt prompt = makePrompt(makeName(u"a"), makeVersion(u"7.0.0"), "the text");
    leaveInTheAir(workshop.server(), "a/7.0.0"_L1);
    QCOMPARE(codeOf(first->store(prompt, {})), u"unavailable"_s);
    bool isSent = false;
    workshop.server().direct([&](int, const ObjectCall &call) {
        if (isSent || !isCommitOf(call, "a/7.0.0"_L1))
            return ObjectFate::Happens;
        isSent = true;
        workshop.server().release();
        return ObjectFate::Late;
    });
    QCOMPARE(codeOf(again->store(prompt, {})), u"ok"_s);
    workshop.server().direct({});
    QVERIFY(isSent);
    workshop.server().release();
    const auto fetched = again->fetch(makeName(u"a"), makeVersion(u"7.0.0"), {});
    QVERIFY2(fetched, qPrintable(fetched ? QString() : fetched.error().toString()));
    QCOMPARE(fetched->content, QByteArray("the text"));
}

void ObjectDoubts::whatWasSentBeforeTheServerWentIsInDoubt_data()
{
    addModes();
}

// One attempt is in the air, and the next one did not get as far.
void ObjectDoubts::whatWasSentBeforeTheServerWentIsInDoubt()
{
    QFETCH(const int, mode);
    ObjectWorkshop workshop(objectModes()[size_t(mode)]);
    const auto unlucky = workshop.open(1);
    furnish(*unlucky);
    const auto other = workshop.open(2);
    bool isSent = false;
    workshop.server().direct([&](int, const ObjectCall &call) {
        if (isCommitOf(call, "new/x"_L1)) {
            isSent = true;
            return ObjectFate::Late;
        }
        return isSent && call.changes() && call.key.contains("content-"_L1) ? ObjectFate::Fails : ObjectFate::Happens;
    });
    QCOMPARE(storeOne(*unlucky, u"new/x", "x"), u"unavailable"_s);
    workshop.server().direct({});
    QVERIFY(isSent);
    QCOMPARE(storeOne(*other, u"new/X", "X"), u"unavailable"_s);
    workshop.server().release();
    QCOMPARE(findingsIn(*other), latestIsMissing);
}

QTEST_GUILESS_MAIN(ObjectDoubts)
#include "test_object_doubts.moc"
