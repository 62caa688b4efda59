// SPDX-License-Identifier: Apache-2.0
// Programs that take long: machines that are suspended in the middle, stores that are slow, others who go on meanwhile.
#include "object_workshop.h"

#include <QTest>
#include <semaphore>
#include <thread>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using namespace std::chrono_literals;

class ObjectDelays : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSuspendedPublisherLosesNothing_data();
    void aSuspendedPublisherLosesNothing();
    void whatIsPublishedAfterTheLookIsNotAbandoned();
    void whoWakesWhileOthersRepairLosesNothing_data();
    void whoWakesWhileOthersRepairLosesNothing();
    void aLongChangeIsToldUntilItsEnd_data();
    void aLongChangeIsToldUntilItsEnd();
    void aLongCopyKeepsItsHold_data();
    void aLongCopyKeepsItsHold();
    void manyNewNamesKeepTheirHold();
    void whoWaitsDoesNotDisturbWhoHolds();
    void whoseClaimIsGoneStops();
    void aRenewalThatCameTooLateIsNone_data();
    void aRenewalThatCameTooLateIsNone();
    void anEarlierAttemptMayStillCome_data();
    void anEarlierAttemptMayStillCome();
};

namespace {

// Damage, a line each; and an error where it cannot be told.
QString damageIn(Storage &storage, bool repair)
{
    const auto report = storage.capabilities().inspection->inspect(repair, {}, {});
    if (!report)
        return report.error().toString();
    QStringList lines;
    for (const Finding &finding : report->findings) {
        if (finding.severity == Finding::Severity::Damage)
            lines.append(finding.kind + u' ' + finding.path);
    }
    return lines.join(u'\n');
}

std::vector<Prompt> longAndShort()
{
    return {makePrompt(u"new/long", u"1.0.0", QByteArray(1'500'000, 'n')), makePrompt(u"a", u"2.0.0", "short"),
            makePrompt(u"a", u"3.0.0", QByteArray(1'200'000, 'a'))};
}

bool isAnnouncement(const ObjectCall &call)
{
    return call.kind == ObjectCall::Kind::Put && call.key.startsWith("locks/"_L1);
}

} // namespace

void ObjectDelays::aSuspendedPublisherLosesNothing_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("count");
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode) {
        QTest::addRow("%s, a batch", objectModes()[size_t(mode)].name) << mode << 0 << 3;
        QTest::addRow("%s, a long one", objectModes()[size_t(mode)].name) << mode << 0 << 1;
        QTest::addRow("%s, a short one", objectModes()[size_t(mode)].name) << mode << 1 << 1;
    }
}

// Suspended before each of its calls for more than a day, while somebody else repairs.
void ObjectDelays::aSuspendedPublisherLosesNothing()
{
    QFETCH(const int, mode);
    QFETCH(const int, first);
    QFETCH(const int, count);
    const std::vector<Prompt> prompts = longAndShort();
    int succeeded = 0;
    for (int at = 0;; ++at) {
        ObjectWorkshop workshop(objectModes()[size_t(mode)]);
        const auto suspended = workshop.open(1);
        furnish(*suspended);
        const auto repairing = workshop.open(2);
        int calls = 0;
        bool isAtCommit = false; // then the content is put again after it
        QString damage;
        workshop.server().direct([&](int client, const ObjectCall &call) {
            if (client == 1 && calls++ == at) {
                isAtCommit = call.key.endsWith("/metadata.json"_L1);
                workshop.time().pass(25h);
                damage += damageIn(*repairing, true);
            } else if (client == 1 && calls > at && !isAtCommit) {
                damage += damageIn(*repairing, false);
            }
            return ObjectFate::Happens;
        });
        const auto receipts = suspended->capabilities().batches->storeMany(
            std::span(prompts).subspan(size_t(first), size_t(count)), {}, {});
        workshop.server().direct({});
        const auto where = [at](const QString &what) { return u"Suspended at call %1: %2"_s.arg(at).arg(what); };
        QVERIFY2(damage.isEmpty(), qPrintable(where(damage)));
        for (size_t i = 0; i < receipts.size(); ++i) {
            const Prompt &prompt = prompts[size_t(first) + i];
            const auto fetched = repairing->fetch(prompt.name(), prompt.version(), {});
            if (receipts[i]) {
                ++succeeded;
                QVERIFY2(fetched, qPrintable(where(fetched ? QString() : fetched.error().toString())));
            } else {
                QVERIFY2(codeOf(receipts[i]) == "unavailable"_L1, qPrintable(where(receipts[i].error().toString())));
                QVERIFY2(codeOf(fetched) == "not-found"_L1, qPrintable(where(codeOf(fetched))));
            }
        }
        damage = damageIn(*repairing, true);
        QVERIFY2(damage.isEmpty(), qPrintable(where(damage)));
        if (calls <= at)
            break;
    }
    QVERIFY(succeeded > 2 * count);
}

void ObjectDelays::whatIsPublishedAfterTheLookIsNotAbandoned()
{
    ObjectWorkshop workshop(conditional());
    const auto storage = workshop.open(1);
    furnish(*storage);
    // A content that was there for long, and is published between the listing of a repair and what it does about it.
    std::map<QString, QByteArray> version;
    QVERIFY(storage->store(makePrompt(u"a", u"9.0.0", "late"), {}));
    for (const auto &[key, bytes] : workshop.server().objects()) {
        if (key.startsWith("prompts/a/9.0.0/"_L1))
            version.emplace(key, bytes);
    }
    const QString record = u"prompts/a/9.0.0/metadata.json"_s;
    workshop.server().erase(record);
    workshop.server().age(25h);
    const auto repairing = workshop.open(2);
    bool isPublished = false;
    workshop.server().direct([&](int client, const ObjectCall &call) {
        if (client == 2 && !isPublished && call.kind == ObjectCall::Kind::Get && call.key.startsWith("prompts/"_L1)) {
            isPublished = true; // everything was listed by now
            workshop.server().set(record, version.at(record));
        }
        return ObjectFate::Happens;
    });
    QCOMPARE(damageIn(*repairing, true), QString());
    workshop.server().direct({});
    QVERIFY(isPublished);
    const auto fetched = storage->fetch(makeName(u"a"), makeVersion(u"9.0.0"), {});
    QVERIFY2(fetched, fetched ? "" : qPrintable(fetched.error().toString()));
}

void ObjectDelays::whoWakesWhileOthersRepairLosesNothing_data()
{
    QTest::addColumn<int>("mode");
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode)
        QTest::newRow(objectModes()[size_t(mode)].name) << mode;
}

// The publisher goes on at the moment when a repair has decided, and not yet done, what it does about the content.
void ObjectDelays::whoWakesWhileOthersRepairLosesNothing()
{
    QFETCH(const int, mode);
    ObjectWorkshop workshop(objectModes()[size_t(mode)]);
    std::binary_semaphore isSuspended(0);
    std::binary_semaphore mayGoOn(0);
    std::binary_semaphore isWaitingOrDone(0);
    std::binary_semaphore isRepaired(0);
    std::atomic<bool> isAwake = false;
    std::atomic<bool> hasWaited = false;
    const auto suspended = workshop.open(1, [&](auto) {
        if (isAwake && !hasWaited.exchange(true)) { // for the one who repairs
            isWaitingOrDone.release();
            isRepaired.acquire();
        }
    });
    furnish(*suspended);
    const auto repairing = workshop.open(2);
    workshop.server().direct([&](int client, const ObjectCall &call) {
        const bool isContent = call.key.contains("/content-"_L1);
        if (client == 1 && !isAwake && (call.key.startsWith("changes/"_L1) || call.key.startsWith("locks/"_L1)) &&
            call.changes()) {
            isSuspended.release();
            mayGoOn.acquire();
            isAwake = true;
        }
        if (client == 2 && !isAwake && isContent && call.kind == ObjectCall::Kind::Remove) {
            mayGoOn.release();
            isWaitingOrDone.acquire();
        }
        return ObjectFate::Happens;
    });
    Result<StoreReceipt> receipt = failure(ErrorCode::Internal, {}, {}, {});
    const Prompt prompt = makePrompt(u"a", u"2.0.0", QByteArray(1'200'000, 'a'));
    {
        std::jthread publisher([&] {
            receipt = suspended->store(prompt, {});
            if (!hasWaited)
                isWaitingOrDone.release();
        });
        isSuspended.acquire();
        workshop.time().pass(25h);
        const QString damage = damageIn(*repairing, true);
        isRepaired.release();
        QCOMPARE(damage, QString());
    }
    workshop.server().direct({});
    QVERIFY(isAwake);
    QCOMPARE(damageIn(*repairing, false), QString());
    // Whose claim ran out meanwhile has to begin anew.
    const bool mayBeTooLate = !objectModes()[size_t(mode)].abilities.createsOnce;
    QVERIFY(codeOf(receipt) == "ok"_L1 || (mayBeTooLate && codeOf(receipt) == "unavailable"_L1));
    const auto fetched = repairing->fetch(prompt.name(), prompt.version(), {});
    QCOMPARE(codeOf(fetched), receipt ? u"ok"_s : u"not-found"_s);
}

void ObjectDelays::aLongChangeIsToldUntilItsEnd_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<QString>("change");
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode) {
        for (const auto change : {"rename", "restore", "remove"})
            QTest::addRow("%s, %s", objectModes()[size_t(mode)].name, change) << mode << QString::fromLatin1(change);
    }
}

// Whatever shows follows a mark of it so closely that a reader who saw the mark before looks again after it.
void ObjectDelays::aLongChangeIsToldUntilItsEnd()
{
    QFETCH(const int, mode);
    QFETCH(const QString, change);
    ObjectWorkshop workshop(objectModes()[size_t(mode)]);
    const auto storage = workshop.open(1);
    const Name name = makeName(u"much");
    for (int minor = 0; minor < 12; ++minor)
        QVERIFY(storage->store(makePrompt(name, makeVersion(u"1.%1.0"_s.arg(minor)), QByteArray::number(minor)), {}));
    QVERIFY(storage->capabilities().labels->setLabel(name, makeLabel(u"used"), makeVersion(u"1.3.0"), {}, {}));
    QString entry;
    if (change == "restore"_L1)
        entry = storage->remove(name, {}, {})->trashId.value_or(QString());
    workshop.time().pass(1h);

    const auto begun = workshop.time().elapsed();
    auto marked = begun;
    QString late;
    workshop.server().direct([&](int, const ObjectCall &call) {
        if (!call.changes())
            return ObjectFate::Happens;
        workshop.time().pass(35s); // a slow store
        const auto now = workshop.time().elapsed();
        if (call.key.startsWith("changes/"_L1))
            marked = now;
        const bool isContent = call.key.contains("/content-"_L1);
        const bool shows = (call.key.startsWith("prompts/"_L1) && !isContent) || call.key.endsWith("record.json"_L1);
        if (shows && marked != begun && now - marked > 8min && late.isEmpty())
            late = call.toString();
        return ObjectFate::Happens;
    });
    const auto done = change == "rename"_L1    ? storage->capabilities().renaming->rename(name, makeName(u"moved"), {})
                      : change == "restore"_L1 ? outcome(storage->capabilities().trash->restore(entry, {}, {}))
                                               : outcome(storage->remove(name, {}, {}));
    workshop.server().direct({});
    QVERIFY2(done, done ? "" : qPrintable(done.error().toString()));
    QVERIFY(workshop.time().elapsed() - begun > 12min);
    QCOMPARE(late, QString());
}

void ObjectDelays::aLongCopyKeepsItsHold_data()
{
    QTest::addColumn<int>("mode");
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode) {
        if (!objectModes()[size_t(mode)].abilities.copies)
            QTest::addRow("%s", objectModes()[size_t(mode)].name) << mode;
    }
}

// Bytes that pass through the client take longer than a hold lasts by itself.
void ObjectDelays::aLongCopyKeepsItsHold()
{
    QFETCH(const int, mode);
    ObjectWorkshop workshop(objectModes()[size_t(mode)]);
    const auto storage = workshop.open(1);
    constexpr qsizetype pieces = 6;
    const QByteArray content(pieces * 4 * 1024 * 1024, 'l');
    QVERIFY(storage->store(makePrompt(u"long", u"1.0.0", content), {}));
    const auto begun = workshop.time().elapsed();
    workshop.server().direct([&](int, const ObjectCall &call) {
        if (call.kind == ObjectCall::Kind::Get && call.key.contains("/content-"_L1))
            workshop.time().pass(70s);
        return ObjectFate::Happens;
    });
    const auto renamed = storage->capabilities().renaming->rename(makeName(u"long"), makeName(u"moved"), {});
    workshop.server().direct({});
    QVERIFY2(renamed, renamed ? "" : qPrintable(renamed.error().toString()));
    QVERIFY(workshop.time().elapsed() - begun > 4min);
    const auto moved = storage->fetch(makeName(u"moved"), makeVersion(u"1.0.0"), {});
    QVERIFY(moved && moved->content == content);
}

// Letting in takes a listing for each new folder, and all of them together longer than a hold lasts by itself.
void ObjectDelays::manyNewNamesKeepTheirHold()
{
    for (const ObjectMode &mode : objectModes()) {
        ObjectWorkshop workshop(mode);
        const auto storage = workshop.open(1);
        furnish(*storage);
        std::vector<Prompt> prompts;
        for (const auto folder : {u"p", u"q", u"r", u"s", u"t", u"u"}) {
            // There is something in each folder, so that it has to be looked into.
            QVERIFY(storage->store(makePrompt(QString(folder) + u"/old"_s, u"1.0.0"), {}));
            prompts.push_back(makePrompt(QString(folder) + u"/new"_s, u"1.0.0"));
        }
        const auto begun = workshop.time().elapsed();
        bool isHeld = false;
        workshop.server().direct([&](int, const ObjectCall &call) {
            isHeld = isHeld || isAnnouncement(call);
            const bool looksForNames = call.kind == ObjectCall::Kind::List && call.key.size() == 10; // "prompts/p/"
            if (isHeld && looksForNames)
                workshop.time().pass(70s);
            return ObjectFate::Happens;
        });
        const auto receipts = storage->capabilities().batches->storeMany(prompts, {}, {});
        workshop.server().direct({});
        QVERIFY(workshop.time().elapsed() - begun > 6min);
        for (const auto &receipt : receipts)
            QVERIFY2(receipt, qPrintable(QString::fromLatin1(mode.name) +
                                         (receipt ? QString() : u": "_s + receipt.error().toString())));
    }
}

void ObjectDelays::whoWaitsDoesNotDisturbWhoHolds()
{
    ObjectWorkshop workshop(conditional());
    const auto slow = workshop.open(1);
    furnish(*slow);
    // A contender that has announced itself, has not yet looked, and will go away when it does.
    QString announcement;
    bool hasRenewed = false;
    workshop.server().direct([&](int client, const ObjectCall &call) {
        if (client != 1)
            return ObjectFate::Happens;
        if (call.changes() && !call.key.startsWith("locks/"_L1))
            workshop.time().pass(70s);
        if (isAnnouncement(call)) {
            hasRenewed = !announcement.isEmpty();
            announcement = call.key;
            const qsizetype random = call.key.lastIndexOf(u'-') + 1;
            if (hasRenewed)
                workshop.server().set(call.key.left(random) + u"00000000000000ff.json"_s, "{}");
        }
        return ObjectFate::Happens;
    });
    QCOMPARE(codeOf(slow->remove(makeName(u"a"), {}, {})), u"ok"_s);
    QVERIFY(hasRenewed);
}

void ObjectDelays::whoseClaimIsGoneStops()
{
    for (const ObjectMode &mode : objectModes()) {
        ObjectWorkshop workshop(mode);
        const auto slow = workshop.open(1);
        furnish(*slow);
        const auto before = factsOf(*slow);
        QString announcement;
        workshop.server().direct([&](int, const ObjectCall &call) {
            if (isAnnouncement(call))
                announcement = call.key;
            if (call.changes() && call.key.startsWith("trash/"_L1)) {
                workshop.time().pass(70s);
                workshop.server().erase(announcement); // somebody found that it had run out
            }
            return ObjectFate::Happens;
        });
        QCOMPARE(codeOf(slow->remove(makeName(u"a"), {}, {})), u"unavailable"_s);
        workshop.server().direct({});
        QCOMPARE(joined(factsOf(*slow)), joined(before));
    }
}

void ObjectDelays::aRenewalThatCameTooLateIsNone_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<bool>("whileLooking");
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode) {
        QTest::addRow("%s, while it looks", objectModes()[size_t(mode)].name) << mode << true;
        QTest::addRow("%s, while it announces", objectModes()[size_t(mode)].name) << mode << false;
    }
}

// Suspended in the middle of renewing its claim, long enough for another to follow.
void ObjectDelays::aRenewalThatCameTooLateIsNone()
{
    QFETCH(const int, mode);
    QFETCH(const bool, whileLooking);
    ObjectWorkshop workshop(objectModes()[size_t(mode)]);
    const auto slow = workshop.open(1);
    furnish(*slow);
    const auto other = workshop.open(2);
    QString meanwhile;
    QString after;
    bool isAnnounced = false;
    workshop.server().direct([&](int client, const ObjectCall &call) {
        if (client != 1)
            return ObjectFate::Happens;
        if (call.changes() && call.key.startsWith("trash/"_L1))
            workshop.time().pass(70s);
        const bool looks = call.kind == ObjectCall::Kind::Head && call.key.startsWith("locks/"_L1);
        const bool isNow = whileLooking ? looks : isAnnounced && isAnnouncement(call);
        isAnnounced = isAnnounced || isAnnouncement(call);
        if (isNow && meanwhile.isEmpty()) {
            // What is asked is answered from before, but the answer comes late.
            const auto held = workshop.server().objects();
            workshop.time().pass(11min);
            meanwhile = codeOf(other->capabilities().labels->setLabel(makeName(u"a"), makeLabel(u"other"),
                                                                      makeVersion(u"1.1.0"), {}, {}));
            if (whileLooking)
                workshop.server().set(call.key, held.at(call.key));
        } else if (!meanwhile.isEmpty() && call.changes() && call.key.startsWith("prompts/"_L1)) {
            after += call.toString() + u'\n';
        }
        return ObjectFate::Happens;
    });
    const auto removed = slow->remove(makeName(u"a"), {}, {});
    workshop.server().direct({});
    QCOMPARE(meanwhile, u"ok"_s);
    QCOMPARE(codeOf(removed), u"unavailable"_s);
    QCOMPARE(after, QString());
}

void ObjectDelays::anEarlierAttemptMayStillCome_data()
{
    QTest::addColumn<int>("mode");
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode)
        QTest::newRow(objectModes()[size_t(mode)].name) << mode;
}

// Two attempts get no answer. What is there is what the second one put; the first one is still on its way.
void ObjectDelays::anEarlierAttemptMayStillCome()
{
    QFETCH(const int, mode);
    ObjectWorkshop workshop(objectModes()[size_t(mode)]);
    const auto storage = workshop.open(1);
    furnish(*storage);
    const auto other = workshop.open(2);
    const auto point = [](Storage &to, QStringView version) {
        return codeOf(
            to.capabilities().labels->setLabel(makeName(u"a"), makeLabel(u"production"), makeVersion(version), {}, {}));
    };
    int attempts = 0;
    workshop.server().direct([&](int client, const ObjectCall &call) {
        const bool isLabel = call.changes() && call.key == "prompts/a/@production"_L1;
        if (client != 1 || !isLabel)
            return ObjectFate::Happens;
        ++attempts;
        return attempts == 1 ? ObjectFate::Late : attempts == 2 ? ObjectFate::LostAfter : ObjectFate::Happens;
    });
    QCOMPARE(point(*storage, u"1.1.0"), u"ok"_s);
    QCOMPARE(attempts, 2);
    QCOMPARE(point(*other, u"1.0.0"), u"unavailable"_s);
    workshop.server().release();
    const auto labels = other->capabilities().labels->labels(makeName(u"a"), {});
    QCOMPARE(labels->at(makeLabel(u"production")), makeVersion(u"1.1.0"));
    workshop.time().pass(11min);
    QCOMPARE(point(*other, u"1.0.0"), u"ok"_s);
}

QTEST_GUILESS_MAIN(ObjectDelays)
#include "test_object_delays.moc"
