// SPDX-License-Identifier: Apache-2.0
// What has changed in a library in an object store is told to those who ask, and what there is to those who begin.
#include "object_workshop.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ObjectChanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
};

namespace {

QByteArray cursorNow(Storage &storage)
{
    const auto changes = storage.capabilities().changes->changesSince({}, {});
    return changes ? changes->next : QByteArray();
}

} // namespace

void ObjectChanges::aChangeIsToldBeforeItIsMade()
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

void ObjectChanges::changesAreThoseSinceTheCursor()
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

void ObjectChanges::aCursorThatIsNoneIsIncomplete_data()
{
    QTest::addColumn<QByteArray>("cursor");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("nonsense") << QByteArray("nonsense");
    QTest::newRow("another library's") << QByteArray("1234 2024-06-01T12:00:00Z");
    QTest::newRow("no time") << QByteArray("ID yesterday");
    QTest::newRow("too old") << QByteArray("ID 2024-05-01T12:00:00Z");
    QTest::newRow("of the future") << QByteArray("ID 2034-05-01T12:00:00Z");
}

void ObjectChanges::aCursorThatIsNoneIsIncomplete()
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

void ObjectChanges::oldMarksAreRemoved()
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

void ObjectChanges::whatIsDoneIsNamedOnce()
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

void ObjectChanges::whatIsNotDoneIsNamedAgain()
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

void ObjectChanges::whatMayComeLateIsNotDone_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<int>("unanswered");
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode) {
        QTest::addRow("%s, a repetition is answered", objectModes()[size_t(mode)].name) << mode << 1;
        QTest::addRow("%s, no answer at all", objectModes()[size_t(mode)].name) << mode << 100;
    }
}

void ObjectChanges::whatMayComeLateIsNotDone()
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

void ObjectChanges::aSuspendedChangeIsToldOnceMore_data()
{
    QTest::addColumn<int>("minutes");
    for (const int minutes : {5, 25, 180})
        QTest::addRow("%d minutes", minutes) << minutes;
}

// Suspended at the very commit, while others look again and again.
void ObjectChanges::aSuspendedChangeIsToldOnceMore()
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

void ObjectChanges::ownChangesNeedNotBeNamed()
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

void ObjectChanges::overviewsAreWhatThereIs_data()
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

void ObjectChanges::overviewsAreWhatThereIs()
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

QTEST_GUILESS_MAIN(ObjectChanges)
#include "test_object_changes.moc"
