// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/makers.h"
#include "pulse/test/test_session.h"
#include "pulse/ui/activity/activity_model.h"
#include "pulse/ui/activity/activity_panel.h"
#include "pulse/ui/activity/activity_text.h"

#include <QAbstractItemModelTester>
#include <QListView>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using namespace pulse::ui;

class TestActivityPanel : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        library = std::make_unique<TestSession>();
        library->publish(u"support/greet"_s, u"1.0.0"_s, "Hello");
        window = std::make_unique<QWidget>();
        window->resize(900, 600);
        panel = new ActivityPanel(window.get());
        tester = std::make_unique<QAbstractItemModelTester>(panel->model());
        panel->setLog(&log());
        window->show();
        QVERIFY(QTest::qWaitForWindowExposed(window.get()));
        panel->popUp();
    }
    void cleanup()
    {
        tester.reset();
        window.reset();
        library.reset();
    }

    void listsTheNewestFirst()
    {
        addTag(u"one"_s);
        addTag(u"two"_s);
        QCOMPARE(text(0), u"Added the tag two to “support/greet”"_s);
        QCOMPARE(text(1), u"Added the tag one to “support/greet”"_s);
        QVERIFY(at(0).data(Qt::AccessibleTextRole).toString().contains(u"Undo"));
    }

    void theButtonTakesBackAndDoesAgain()
    {
        addTag(u"one"_s);
        clickButton(0);
        QTRY_COMPARE(at(0).data(ActivityModel::ActionRole).toString(), u"Redo"_s);
        QVERIFY(at(0).data(ActivityModel::DimmedRole).toBool());
        QVERIFY(tags().isEmpty());
        clickButton(0);
        QTRY_COMPARE(at(0).data(ActivityModel::ActionRole).toString(), u"Undo"_s);
        QCOMPARE(tags(), QStringList{u"one"_s});
    }

    void theKeyboardDoesTheSame()
    {
        addTag(u"one"_s);
        addTag(u"two"_s);
        panel->view()->setCurrentIndex(at(0));
        QTest::keyClick(panel->view(), Qt::Key_Down);
        QTest::keyClick(panel->view(), Qt::Key_Return);
        QTRY_COMPARE(tags(), QStringList{u"two"_s});
        QTest::keyClick(panel->view(), Qt::Key_Escape);
        QVERIFY(!panel->isVisible());
    }

    void saysWhyItWasRefused()
    {
        MetadataPatch mine;
        mine.description = u"mine"_s;
        change(mine);
        MetadataPatch theirs;
        theirs.description = u"theirs"_s;
        QVERIFY(library->library().updateMetadata(*PromptRef::parse(u"support/greet"), theirs, {}));
        clickButton(0);
        QTRY_VERIFY(at(0).data(ActivityModel::FactRole).toString().contains(u"changed again"));
        QCOMPARE(at(0).data(ActivityModel::ActionRole).toString(), u"Undo"_s);
    }

    void hasNoButtonWhereThereIsNoWayBack()
    {
        log().add({.kind = ActivityKind::Purge,
                   .original = {PurgeStep{makeName(u"old")}},
                   .steps = {PurgeStep{makeName(u"old")}},
                   .isReversible = false});
        QCOMPARE(text(0), u"Deleted “old” for good"_s);
        QVERIFY(at(0).data(ActivityModel::ActionRole).toString().isEmpty());
    }

    void followsTheLogWhenItIsFull()
    {
        for (std::size_t i = 0; i < ActivityLog::capacity + 5; ++i)
            log().add({.original = {PurgeStep{makeName(u"old")}}, .isReversible = false});
        QCOMPARE(panel->model()->rowCount(), static_cast<int>(ActivityLog::capacity));
        panel->setLog(nullptr);
        QCOMPARE(panel->model()->rowCount(), 0);
    }

    void namesWhatUndoWouldDo()
    {
        const Activity renamed{
            .kind = ActivityKind::Rename,
            .original = {RenameStep{makeName(u"support/a"), makeName(u"support/b")}},
        };
        QCOMPARE(describeActivity(renamed), u"Renamed “support/a” to “b”"_s);
        QCOMPARE(undoActivityText(renamed), u"Undo rename of “support/b”"_s);
    }

private:
    [[nodiscard]] ActivityLog &log() const { return library->session()->activities(); }
    [[nodiscard]] QModelIndex at(int row) const { return panel->model()->index(row); }
    [[nodiscard]] QString text(int row) const { return at(row).data().toString(); }
    [[nodiscard]] QStringList tags() const
    {
        return library->library().metadata(*PromptRef::parse(u"support/greet"), {})->tags.toList();
    }
    void change(const MetadataPatch &patch)
    {
        const int rows = panel->model()->rowCount();
        auto task = library->session()->updateMetadata(*PromptRef::parse(u"support/greet"), patch);
        QTRY_COMPARE(panel->model()->rowCount(), rows + 1);
    }
    void addTag(const QString &tag)
    {
        MetadataPatch patch;
        patch.addTags = {tag};
        change(patch);
    }
    void clickButton(int row)
    {
        const QRect rect = panel->view()->visualRect(at(row));
        QTest::mouseClick(panel->view()->viewport(), Qt::LeftButton, {}, {rect.right() - 24, rect.center().y()});
    }

    std::unique_ptr<TestSession> library;
    std::unique_ptr<QWidget> window;
    ActivityPanel *panel = nullptr;
    std::unique_ptr<QAbstractItemModelTester> tester;
};

QTEST_MAIN(TestActivityPanel)
#include "test_activity_panel.moc"
