// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/branches_double.h"
#include "pulse/test/makers.h"
#include "pulse/test/test_session.h"
#include "pulse/ui/branches/branches_model.h"
#include "pulse/ui/branches/branches_page.h"
#include "pulse/ui/common/message_bar.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTreeView>

using namespace pulse;
using namespace pulse::ui;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

struct Repository
{
    std::shared_ptr<BranchesDouble> storage;
    TestSession library{[this](std::shared_ptr<Storage> next) {
        storage = std::make_shared<BranchesDouble>(std::move(next));
        return storage;
    }};
    LibraryBranches branches{library.session()};
};

QString messageOf(const BranchesPage &page)
{
    const auto *words = page.messages()->findChild<QLabel *>();
    return words ? words->text() : QString();
}

bool says(const QWidget &in, const QString &text)
{
    const auto labels = in.findChildren<QLabel *>();
    return std::ranges::any_of(labels, [&](const QLabel *label) { return label->text().contains(text); });
}

void select(BranchesPage &page, const QString &branch)
{
    QTRY_VERIFY(page.model()->rowOf(branch) >= 0);
    page.list()->setCurrentIndex(page.model()->index(page.model()->rowOf(branch), 0));
}

} // namespace

class TestBranchesPage : public QObject
{
    Q_OBJECT

private slots:
    void onlySomeLibrariesHaveThem()
    {
        const TestSession plain;
        QVERIFY(!LibraryBranches::hasBranches(*plain.session()));
        const Repository it;
        QVERIFY(LibraryBranches::hasBranches(*it.library.session()));
    }

    void theModelTellsHowEachStands()
    {
        Repository it;
        BranchesModel model(&it.branches);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QTRY_COMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, BranchesModel::Name).data().toString(), u"main"_s);
        QCOMPARE(model.index(0, BranchesModel::Upstream).data().toString(), u"origin/main · 2 to send"_s);
        QCOMPARE(model.index(1, BranchesModel::Upstream).data().toString(), u"only here"_s);
        QCOMPARE(model.index(0, BranchesModel::Changed).data().toString(), u"“adds tone”"_s);
        QVERIFY(model.index(0, 0).data(Qt::AccessibleTextRole).toString().contains(u"current branch"_s));
    }

    void anotherOneIsComparedWhenItIsChosen()
    {
        Repository it;
        it.storage->setDifferences({{.name = makeName(u"greet"),
                                     .kind = BranchStorage::Difference::Kind::Changed,
                                     .added = {makeVersion(u"1.1.0")},
                                     .removed = {},
                                     .facts = {u"label production"_s}}});
        BranchesPage page(&it.branches);
        page.show();
        select(page, u"summer-sale"_s);
        QTRY_COMPARE(page.differences()->model()->rowCount(), 1);
        QCOMPARE(it.storage->compared().front(), std::pair(u"main"_s, u"summer-sale"_s));
        QCOMPARE(page.differences()->model()->index(0, 2).data().toString(), u"has 1.1.0, label production"_s);
        QVERIFY(says(page, u"1 prompt is different in “summer-sale” than in “main”:"_s));
        select(page, u"main"_s);
        QCOMPARE(page.differences()->model()->rowCount(), 0);
        QVERIFY(!page.switchButton()->isEnabled());
    }

    void switchingLooksAtTheLibraryAgain()
    {
        Repository it;
        QTRY_VERIFY(it.library.session()->isLoaded());
        BranchesPage page(&it.branches);
        page.show();
        select(page, u"summer-sale"_s);
        QSignalSpy everything(it.library.session(), &LibrarySession::catalogueChanged);
        QTest::mouseClick(page.switchButton(), Qt::LeftButton);
        QTRY_COMPARE(it.branches.current(), u"summer-sale"_s);
        QTRY_VERIFY(!everything.isEmpty());
        QCOMPARE(messageOf(page), u"Working on “summer-sale” now."_s);
    }

    void aNewOneIsMadeAndWorkedOn()
    {
        Repository it;
        BranchesPage page(&it.branches);
        page.show();
        QVERIFY(!page.createButton()->isEnabled());
        QTRY_VERIFY(!it.branches.current().isEmpty());
        page.beginNew();
        QTest::keyClicks(page.nameLine(), u"winter"_s);
        QTest::keyClick(page.nameLine(), Qt::Key_Return);
        QTRY_COMPARE(it.branches.current(), u"winter"_s);
        QTRY_VERIFY(page.nameLine()->text().isEmpty());
    }

    void whatFailsIsSaidAndChangesNothing()
    {
        Repository it;
        it.storage->refuse(Error(ErrorCode::Conflict, {}, {}, u"Files were changed by hand."_s));
        BranchesPage page(&it.branches);
        page.show();
        select(page, u"summer-sale"_s);
        page.switchButton()->click();
        QTRY_COMPARE(messageOf(page), u"Files were changed by hand."_s);
        QVERIFY(page.switchButton()->isEnabled());
        QCOMPARE(it.storage->current(), u"main"_s);
    }

    void aMergeThatAsksAndOneThatDoesNot()
    {
        Repository it;
        BranchesPage page(&it.branches);
        page.show();
        QSignalSpy asked(&page, &BranchesPage::conflictsFound);
        QSignalSpy merged(&page, &BranchesPage::merged);
        it.storage->setConflicts({{.id = u"c"_s,
                                   .kind = SyncStorage::Conflict::Kind::Label,
                                   .name = makeName(u"greet"),
                                   .version = {},
                                   .field = u"production"_s,
                                   .here = {},
                                   .home = {}}});
        select(page, u"summer-sale"_s);
        QTest::mouseClick(page.mergeButton(), Qt::LeftButton);
        QTRY_COMPARE(asked.size(), 1);
        QCOMPARE(asked.front().front().toString(), u"summer-sale"_s);
        QVERIFY(merged.isEmpty());
        page.merge(u"summer-sale"_s, {{u"c"_s, SyncStorage::Choice::Home}});
        QTRY_COMPARE(merged.size(), 1);
        QCOMPARE(messageOf(page), u"Merged “summer-sale”: 3 prompts changed."_s);
        QCOMPARE(it.storage->merged().back().second.front().second, SyncStorage::Choice::Home);
    }
};

QTEST_MAIN(TestBranchesPage)
#include "test_branches_page.moc"
