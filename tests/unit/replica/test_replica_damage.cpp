// SPDX-License-Identifier: Apache-2.0
// What is remembered of the home may be damaged: that is told, and stands in nobody's way.
#include "replica_fixture.h"

#include "pulse/fs/journal.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

class TestReplicaDamage : public QObject
{
    Q_OBJECT
private slots:
    void aDamagedRecordRefusesNoChange_data();
    void aDamagedRecordRefusesNoChange();
    void aDamagedRecordOfWhatChangesMeanwhileStopsNothing();
};

namespace {

using DamagedChange = std::function<Result<void>(Storage &)>;

template <typename T>
Result<void> outcomeOnly(Result<T> result)
{
    return result.transform([](const auto &) {});
}

} // namespace

Q_DECLARE_METATYPE(DamagedChange)

void TestReplicaDamage::aDamagedRecordRefusesNoChange_data()
{
    QTest::addColumn<DamagedChange>("change");
    const auto row = [](const char *name, DamagedChange change) { QTest::newRow(name) << std::move(change); };
    row("publish", [](Storage &storage) {
        return outcomeOnly(storage.store(makePrompt(refund(), makeVersion(u"2.0.0"), "two"), {}));
    });
    row("edit", [](Storage &storage) { return outcomeOnly(editRefund(storage, u"1.0.0", {.addTags = {u"new"_s}})); });
    row("label", [](Storage &storage) {
        return storage.capabilities().labels->setLabel(refund(), makeLabel(u"new"), makeVersion(u"1.0.0"), {}, {});
    });
    row("remove a version",
        [](Storage &storage) { return outcomeOnly(storage.remove(refund(), makeVersion(u"1.1.0"), {})); });
    row("remove a prompt", [](Storage &storage) { return outcomeOnly(storage.remove(refund(), {}, {})); });
    row("rename",
        [](Storage &storage) { return storage.capabilities().renaming->rename(refund(), makeName(u"moved"), {}); });
}

void TestReplicaDamage::aDamagedRecordRefusesNoChange()
{
    QFETCH(const DamagedChange, change);
    Team team;
    const auto ada = team.join(u"ada"_s);
    must(ada.storage->store(makePrompt(refund(), makeVersion(u"1.0.0"), "one"), {}));
    must(ada.storage->store(makePrompt(refund(), makeVersion(u"1.1.0"), "more"), {}));
    sync(ada);
    const QStringList before = viewOf(*ada.storage);
    must(Journal(realFs(), team.folderOf(u"ada"_s), u"base"_s, {}).put(refund().toString().toUtf8(), "no record"));
    const auto changed = change(*ada.storage);
    QVERIFY2(changed, qPrintable(changed ? QString() : changed.error().message()));
    QVERIFY(viewOf(*ada.storage) != before);
    // The next synchronisation says so, and sends nothing of it, what was common not being known; but the others.
    must(ada.storage->store(makePrompt(u"other", u"1.0.0"), {}));
    const SyncStorage::Report report = sync(ada);
    QCOMPARE(report.failed.size(), 1);
    QCOMPARE(report.failed.front().subject, refund().toString());
    QCOMPARE(report.failed.front().error.code(), ErrorCode::Corrupt);
    QVERIFY(must(team.home().exists(makeName(u"other"), {}, {})));
    QVERIFY(statesOf(ada).contains(refund().toString() + u" pending"_s));
}

void TestReplicaDamage::aDamagedRecordOfWhatChangesMeanwhileStopsNothing()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    must(ada.storage->store(makePrompt(refund(), makeVersion(u"1.0.0"), "one"), {}));
    sync(ada);
    must(Journal(realFs(), team.folderOf(u"ada"_s), u"base"_s, {}).put(refund().toString().toUtf8(), "no record"));
    must(editRefund(*ada.storage, u"1.0.0", {.addTags = {u"before"_s}}));
    must(ada.storage->store(makePrompt(u"other", u"1.0.0"), {}));
    bool isChanged = false;
    team.faults().onCall = [&](const QString &operation) {
        if (operation == "store"_L1 && !std::exchange(isChanged, true))
            must(editRefund(*ada.storage, u"1.0.0", {.addTags = {u"meanwhile"_s}}));
    };
    const auto report = ada.sync().synchronise({}, {}, {});
    team.faults().onCall = {};
    QVERIFY(isChanged);
    QVERIFY2(report, qPrintable(report ? QString() : report.error().toString()));
    QCOMPARE(report->failed.size(), 1);
    QCOMPARE(report->failed.front().subject, refund().toString());
    QCOMPARE(statesOf(ada), QStringList(refund().toString() + u" pending"_s));
}

QTEST_GUILESS_MAIN(TestReplicaDamage)
#include "test_replica_damage.moc"
