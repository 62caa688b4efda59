// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/makers.h"
#include "pulse/test/test_session.h"
#include "pulse/ui/models/version_history_model.h"
#include "pulse/ui/timeline/timeline_panel.h"
#include "pulse/ui/timeline/timeline_view.h"

#include <QDragEnterEvent>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using namespace pulse::ui;

namespace {

// QVariant::value() wants a default constructor, which a value that is always valid does not have.
template <typename T>
const T &held(const QVariant &variant)
{
    Q_ASSERT(variant.metaType() == QMetaType::fromType<T>());
    return *static_cast<const T *>(variant.constData());
}

} // namespace

class TestTimelinePanel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void showsVersionsNewestFirst();
    void saysHowLongAgoAsTimePasses();
    void readsWhatIsClicked();
    void readsWithEnter();
    void comparesTwoMarkedWithSpace();
    void followsChangesFromOutside();
    void movesALabelByDropping();
    void undoesALabelMove();
    void askesBeforeMovingAProtectedLabel();
    void removesAVersionWithUndo();
    void everyRowHasAccessibleText();
    void drawsPillsInsideTheirRow();

private:
    [[nodiscard]] QPoint centerOf(int row) const
    {
        return panel->view()->visualRect(panel->model()->index(row)).center();
    }
    void drop(const QString &label, int row);

    std::unique_ptr<TestSession> library;
    std::unique_ptr<TimelinePanel> panel;
    Name name = makeName(u"support/greet");
};

void TestTimelinePanel::init()
{
    library = std::make_unique<TestSession>(QStringList{u"production"_s});
    library->publish(u"support/greet"_s, u"1.0.0"_s, "Hello", u"first"_s);
    library->publish(u"support/greet"_s, u"1.1.0"_s, "Hello {{name=you}}", u"adds a name"_s);
    library->publish(u"support/greet"_s, u"2.0.0"_s, "Hello {{name}}", u"needs a name"_s);
    library->setLabel(u"support/greet"_s, u"staging"_s, u"1.1.0"_s);
    panel = std::make_unique<TimelinePanel>();
    panel->resize(320, 400);
    panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(panel.get()));
    panel->setPrompt(library->session(), name);
    QTRY_COMPARE(panel->model()->rowCount(), 3);
}

void TestTimelinePanel::cleanup()
{
    panel.reset();
    library.reset();
}

void TestTimelinePanel::showsVersionsNewestFirst()
{
    QStringList shown;
    for (int row = 0; row < 3; ++row)
        shown.append(panel->model()->index(row).data().toString());
    QCOMPARE(shown, (QStringList{u"2.0.0"_s, u"1.1.0"_s, u"1.0.0"_s}));
}

void TestTimelinePanel::saysHowLongAgoAsTimePasses()
{
    using namespace std::chrono_literals;
    const auto clock = std::make_shared<ManualClock>(QDateTime(QDate(2024, 6, 13), QTime(9, 0), QTimeZone::UTC));
    TestSession other([](std::shared_ptr<Storage> storage) { return storage; }, clock);
    other.publish(u"support/greet"_s, u"1.0.0"_s, "Hello");
    TimelinePanel shown(clock);
    const auto age = [&shown](int row) {
        return shown.model()->index(row).data(VersionHistoryModel::AgeRole).toString();
    };
    shown.resize(320, 400);
    shown.show();
    shown.setPrompt(other.session(), name);
    QTRY_COMPARE(shown.model()->rowCount(), 1);
    QCOMPARE(age(0), u"just now"_s);
    shown.hide();
    clock->advance(44'999ms);
    QSignalSpy changed(shown.model(), &QAbstractItemModel::dataChanged);
    shown.show(); // true for one more millisecond
    const auto before = changed.count();
    clock->advance(2min);
    QTRY_VERIFY(changed.count() > before); // painted again by itself
    QCOMPARE(age(0), u"2 min ago"_s);
    QVERIFY(shown.model()->index(0).data(Qt::AccessibleTextRole).toString().contains(u"2 min ago"_s));
    shown.setDraft(clock->now());
    QCOMPARE(age(0), u"just now"_s);
    shown.hide();
    const auto hidden = changed.count();
    clock->advance(2h);
    shown.show();
    QVERIFY(changed.count() > hidden);
    QCOMPARE(age(0), u"2 h ago"_s);
}

void TestTimelinePanel::readsWhatIsClicked()
{
    QSignalSpy read(panel.get(), &TimelinePanel::readRequested);
    QTest::mouseClick(panel->view()->viewport(), Qt::LeftButton, {}, centerOf(1));
    QCOMPARE(read.count(), 1);
    QCOMPARE(held<VersionKey>(read[0][0]).toString(), u"support/greet@1.1.0"_s);
}

void TestTimelinePanel::readsWithEnter()
{
    QSignalSpy read(panel.get(), &TimelinePanel::readRequested);
    panel->view()->setFocus();
    panel->view()->setCurrentIndex(panel->model()->index(0));
    QTest::keyClick(panel->view(), Qt::Key_Down);
    QTest::keyClick(panel->view(), Qt::Key_Down);
    QCOMPARE(read.count(), 0);
    QTest::keyClick(panel->view(), Qt::Key_Return);
    QCOMPARE(read.count(), 1);
    QCOMPARE(held<VersionKey>(read[0][0]).version.toString(), u"1.0.0"_s);
}

void TestTimelinePanel::comparesTwoMarkedWithSpace()
{
    QSignalSpy compare(panel.get(), &TimelinePanel::compareRequested);
    panel->view()->setCurrentIndex(panel->model()->index(0));
    QTest::keyClick(panel->view(), Qt::Key_Space);
    panel->view()->setCurrentIndex(panel->model()->index(2));
    QTest::keyClick(panel->view(), Qt::Key_Space);
    auto *button = panel->findChild<QPushButton *>();
    QVERIFY(button->isVisible());
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(compare.count(), 1);
    QCOMPARE(held<Version>(compare[0][1]).toString(), u"1.0.0"_s);
    QCOMPARE(held<Version>(compare[0][2]).toString(), u"2.0.0"_s);
    QTest::keyClick(panel->view(), Qt::Key_Escape);
    QVERIFY(panel->model()->marked().empty());
}

void TestTimelinePanel::followsChangesFromOutside()
{
    library->publish(u"support/greet"_s, u"2.1.0"_s, "Hello {{name}}!", u"louder"_s);
    QTRY_COMPARE(panel->model()->rowCount(), 4);
    QCOMPARE(panel->model()->index(0).data().toString(), u"2.1.0"_s);
}

void TestTimelinePanel::drop(const QString &label, int row)
{
    emit panel->view()->labelDropped(label, panel->model()->index(row));
}

void TestTimelinePanel::movesALabelByDropping()
{
    drop(u"staging"_s, 0);
    QTRY_VERIFY(panel->model()->index(0).data(VersionHistoryModel::LabelsRole).toStringList().contains(u"staging"_s));
    QVERIFY(!panel->model()->index(1).data(VersionHistoryModel::LabelsRole).toStringList().contains(u"staging"_s));
    QCOMPARE(library->library().history(name, {})->labels.at(makeLabel(u"staging")), makeVersion(u"2.0.0"));
}

void TestTimelinePanel::undoesALabelMove()
{
    // At once, whatever the panel has read until then.
    ActivityLog &log = library->session()->activities();
    connect(&log, &ActivityLog::added, this, [&log](quint64 id) { log.undo(id); });
    QSignalSpy reversed(&log, &ActivityLog::reversed);
    drop(u"staging"_s, 0);
    QTRY_COMPARE(reversed.count(), 1);
    QTRY_COMPARE(panel->model()->history()->labels.at(makeLabel(u"staging")), makeVersion(u"1.1.0"));
    QTRY_COMPARE(library->library().history(name, {})->labels.at(makeLabel(u"staging")), makeVersion(u"1.1.0"));
}

void TestTimelinePanel::askesBeforeMovingAProtectedLabel()
{
    library->setLabel(u"support/greet"_s, u"production"_s, u"1.0.0"_s);
    QTRY_VERIFY(
        panel->model()->index(2).data(VersionHistoryModel::LabelsRole).toStringList().contains(u"production"_s));
    drop(u"production"_s, 0);
    const auto anyway = [this]() -> QAbstractButton * {
        for (auto *button : panel->findChildren<QAbstractButton *>()) {
            if (button->text() == TimelinePanel::tr("Move it anyway") && button->isVisible())
                return button;
        }
        return nullptr;
    };
    QTRY_VERIFY(anyway());
    QCOMPARE(library->library().history(name, {})->labels.at(makeLabel(u"production")), makeVersion(u"1.0.0"));
    anyway()->click();
    QTRY_COMPARE(library->library().history(name, {})->labels.at(makeLabel(u"production")), makeVersion(u"2.0.0"));
}

void TestTimelinePanel::removesAVersionWithUndo()
{
    panel->view()->setCurrentIndex(panel->model()->index(2));
    QTest::keyClick(panel->view(), Qt::Key_Delete);
    QTRY_COMPARE(panel->model()->rowCount(), 2);
    ActivityLog &log = library->session()->activities();
    QTRY_VERIFY(log.nextUndo());
    log.undo(log.nextUndo()->id);
    QTRY_COMPARE(panel->model()->rowCount(), 3);
    QCOMPARE(library->library().fetch(*PromptRef::parse(u"support/greet@1.0.0"), {})->content, QByteArray("Hello"));
}

void TestTimelinePanel::everyRowHasAccessibleText()
{
    panel->setDraft(QDateTime::currentDateTimeUtc());
    for (int row = 0; row < panel->model()->rowCount(); ++row)
        QVERIFY(panel->model()->index(row).data(Qt::AccessibleTextRole).toString().size() > 10);
    QVERIFY(!panel->view()->accessibleName().isEmpty());
}

void TestTimelinePanel::drawsPillsInsideTheirRow()
{
    const QRect pill = panel->view()->pillRect(panel->model()->index(1), u"staging"_s);
    QVERIFY(!pill.isEmpty());
    QVERIFY(panel->view()->visualRect(panel->model()->index(1)).contains(pill));
    QVERIFY(panel->view()->pillRect(panel->model()->index(1), u"production"_s).isEmpty());
}

QTEST_MAIN(TestTimelinePanel)
#include "test_timeline_panel.moc"
