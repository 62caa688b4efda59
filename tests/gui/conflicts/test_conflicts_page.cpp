// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/home_double.h"
#include "pulse/test/makers.h"
#include "pulse/test/test_session.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/common/page_heading.h"
#include "pulse/ui/conflicts/conflicts_model.h"
#include "pulse/ui/conflicts/conflicts_page.h"
#include "pulse/ui/diff/comparison_view.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace pulse;
using namespace pulse::ui;
using namespace pulse::test;
using namespace Qt::StringLiterals;
using Conflict = SyncStorage::Conflict;
using Choice = SyncStorage::Choice;

namespace {

Conflict conflict(const QString &id, const QString &name, Conflict::Kind kind, const QByteArray &here,
                  const QByteArray &home, const QString &field = {})
{
    return {.id = id,
            .kind = kind,
            .name = makeName(name),
            .version = kind == Conflict::Kind::Label ? std::nullopt : std::optional(makeVersion(u"1.2.0")),
            .field = field,
            .here = {here, makeTime(u"2026-03-04T14:00:00Z"), u"Ada"_s},
            .home = {home, makeTime(u"2016-03-04T14:00:00Z"), u"Grace"_s}};
}

std::vector<Conflict> some()
{
    return {conflict(u"2"_s, u"support/refund"_s, Conflict::Kind::Label, "1.0.0", "1.1.0", u"production"_s),
            conflict(u"1"_s, u"greet"_s, Conflict::Kind::Version, "Good day, {{name}}.\n", "Hello, {{name}}.\n"),
            conflict(u"3"_s, u"old"_s, Conflict::Kind::Removal, {}, "changed there\n")};
}

struct Away
{
    std::shared_ptr<HomeDouble> home;
    TestSession library{[this](std::shared_ptr<Storage> next) {
        home = std::make_shared<HomeDouble>(std::move(next));
        return home;
    }};
    [[nodiscard]] LibrarySession *session() const { return library.session(); }
};

QPushButton *buttonOf(const QWidget &in, const QString &text)
{
    for (QPushButton *button : in.findChildren<QPushButton *>()) {
        if (button->text() == text && button->isVisible())
            return button;
    }
    return nullptr;
}

QString messageOf(const ConflictsPage &page)
{
    const auto *words = page.messages()->findChild<QLabel *>();
    return words ? words->text() : QString();
}

QString currentId(const ConflictsPage &page)
{
    const Conflict *shown = page.model()->conflict(page.list()->currentIndex());
    return shown ? shown->id : QString();
}

} // namespace

class TestConflictsPage : public QObject
{
    Q_OBJECT

private slots:
    void theModelKeepsItsRows()
    {
        ConflictsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setConflicts(some());
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.index(0, 0).data().toString(), u"greet"_s);
        QCOMPARE(model.index(0, ConflictsModel::What).data().toString(), u"the text of 1.2.0"_s);
        QCOMPARE(model.index(2, ConflictsModel::What).data().toString(), u"label production"_s);
        const QPersistentModelIndex last(model.index(2, 0));
        model.setChoice(u"1"_s, Choice::Both);
        QCOMPARE(model.index(0, ConflictsModel::Chosen).data().toString(), u"both"_s);
        QVERIFY(model.index(0, 0).data(Qt::AccessibleTextRole).toString().contains(u"chosen: both"_s));
        auto fewer = some();
        std::erase_if(fewer, [](const Conflict &each) { return each.id == u"1"_s; });
        fewer.push_back(conflict(u"9"_s, u"a"_s, Conflict::Kind::Metadata, "x", "y", u"description"_s));
        model.setConflicts(fewer);
        QVERIFY(last.isValid());
        QCOMPARE(last.row(), 2);
        QVERIFY(!model.choice(u"1"_s));
        model.setConflicts({});
        QCOMPARE(model.rowCount(), 0);
    }

    void bothSidesAreShownWithTheirDifference()
    {
        Away it;
        it.home->setConflicts(some());
        ConflictsPage page(it.session());
        page.resize(900, 600);
        page.show();
        QTRY_COMPARE(currentId(page), u"1"_s);
        QCOMPARE(page.heading()->title(), u"3 things were changed differently on both sides"_s);
        QTRY_VERIFY(page.comparison()->isReady());
        QVERIFY(!page.comparison()->difference().isIdentical());
        QVERIFY(page.bothButton()->isEnabled());
    }

    void theListLeavesTheRoomToTheDifference()
    {
        Away it;
        it.home->setConflicts({some().at(1)});
        ConflictsPage page(it.session());
        page.resize(640, 480);
        page.show();
        QTRY_COMPARE(currentId(page), u"1"_s);
        QTRY_VERIFY2(page.list()->height() < 80 && page.comparison()->height() > 2 * page.list()->height(),
                     qPrintable(u"%1 and %2"_s.arg(page.list()->height()).arg(page.comparison()->height())));
        QVERIFY(page.list()->viewport()->rect().contains(page.list()->visualRect(page.list()->currentIndex())));
    }

    void keyboardAloneGoesThroughThem()
    {
        Away it;
        it.home->setConflicts(some());
        ConflictsPage page(it.session());
        page.show();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        QTRY_COMPARE(currentId(page), u"1"_s);
        page.setFocus();
        QTest::keyClick(page.list(), Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(currentId(page), u"3"_s);
        QVERIFY(!page.bothButton()->isEnabled()); // of a removal one side has to count
        QTest::keyClick(page.list(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(currentId(page), u"1"_s);
        QTest::keyClick(page.list(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(currentId(page), u"1"_s);
        QTest::keyClick(page.theirsButton(), Qt::Key_Space);
        QTRY_COMPARE(it.home->chosen().size(), 1U);
    }

    void aChoiceCountsAtOnceAndTheNextOneComes()
    {
        Away it;
        it.home->setConflicts(some());
        ConflictsPage page(it.session());
        page.show();
        QTRY_COMPARE(currentId(page), u"1"_s);
        QTest::mouseClick(page.bothButton(), Qt::LeftButton);
        QTRY_COMPARE(page.model()->rowCount(), 2);
        QCOMPARE(it.home->chosen().front(), std::pair(u"1"_s, Choice::Both));
        QCOMPARE(currentId(page), u"3"_s);
        QTRY_VERIFY(page.mineButton()->isEnabled());
        page.mineButton()->click();
        QTRY_COMPARE(page.model()->rowCount(), 1);
        QTRY_VERIFY(page.mineButton()->isEnabled());
        page.theirsButton()->click();
        QTRY_COMPARE(page.model()->rowCount(), 0);
        QCOMPARE(page.heading()->title(), u"Conflicts in “%1”"_s.arg(it.session()->title()));
        QVERIFY(!page.mineButton()->isEnabled());
    }

    void aChoiceThatFailsChangesNothing()
    {
        Away it;
        it.home->setConflicts(some());
        it.home->refuseChoices(Error(ErrorCode::NoSpace, {}, {}, u"The disk is full."_s));
        ConflictsPage page(it.session());
        page.show();
        QTRY_COMPARE(currentId(page), u"1"_s);
        page.mineButton()->click();
        QTRY_COMPARE(messageOf(page), u"The disk is full."_s);
        QTRY_VERIFY(page.mineButton()->isEnabled());
        QCOMPARE(page.model()->rowCount(), 3);
    }

    void aChoiceOfALabelCanBeTakenBack()
    {
        Away it;
        it.library.publish(u"support/refund"_s, u"1.0.0"_s, "a");
        it.library.publish(u"support/refund"_s, u"1.1.0"_s, "b");
        it.library.setLabel(u"support/refund"_s, u"production"_s, u"1.1.0"_s); // as the home has it
        it.home->setConflicts({some()[0]});
        ConflictsPage page(it.session());
        page.show();
        QTRY_COMPARE(currentId(page), u"2"_s);
        page.theirsButton()->click();
        QTRY_VERIFY(buttonOf(*page.messages(), u"Undo"_s));
        buttonOf(*page.messages(), u"Undo"_s)->click();
        const auto labelled = [&] {
            const auto labels = it.library.library().capabilities().labels->labels(makeName(u"support/refund"), {});
            return labels->at(makeLabel(u"production"));
        };
        QTRY_COMPARE(labelled(), makeVersion(u"1.0.0"));
        QTRY_COMPARE(it.session()->activities().activities().size(), 1U);
    }

    void whatChangesMeanwhileIsShown()
    {
        Away it;
        it.home->setConflicts({some()[1]});
        ConflictsPage page(it.session());
        page.show();
        QTRY_COMPARE(page.model()->rowCount(), 1);
        it.home->setConflicts(some());
        it.home->setUnsynced({{makeName(u"old"), SyncStorage::State::Conflict}});
        SyncStorage::Status status;
        status.conflicts = 3;
        it.home->tell(status);
        QTRY_COMPARE(page.model()->rowCount(), 3);
        QCOMPARE(currentId(page), u"1"_s);
    }

    void theChoicesOfAMergeAreCollected()
    {
        const TestSession plain;
        ConflictsPage page(plain.session(), {u"main"_s, u"summer-sale"_s}, some());
        page.show();
        QSignalSpy asked(&page, &ConflictsPage::mergeRequested);
        QVERIFY(!page.mergeButton()->isEnabled());
        page.mineButton()->click(); // and the next one comes
        QCOMPARE(currentId(page), u"3"_s);
        page.theirsButton()->click();
        page.theirsButton()->click();
        QVERIFY(page.mergeButton()->isEnabled());
        page.theirsButton()->click(); // the same once more takes it back
        QVERIFY(!page.mergeButton()->isEnabled());
        page.mineButton()->click();
        page.mergeButton()->click();
        const auto choices = asked.front().front().value<std::vector<std::pair<QString, Choice>>>();
        QCOMPARE(choices, (std::vector<std::pair<QString, Choice>>{
                              {u"1"_s, Choice::Here}, {u"3"_s, Choice::Home}, {u"2"_s, Choice::Here}}));
    }
};

QTEST_MAIN(TestConflictsPage)
#include "test_conflicts_page.moc"
