// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/makers.h"
#include "pulse/test/test_session.h"
#include "pulse/ui/diff/comparison_view.h"
#include "pulse/ui/diff/diff_canvas.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QImage>
#include <QLabel>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using namespace pulse::ui;

namespace {

QByteArray lines(int count)
{
    QByteArray text;
    for (int i = 0; i < count; ++i)
        text += "line " + QByteArray::number(i) + '\n';
    return text;
}

TextDiff differenceOf(const QString &left, const QString &right)
{
    return *diffTexts(left, right);
}

} // namespace

class TestComparisonView : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void rowsSideBySidePairLines();
    void rowsInlinePutRemovedFirst();
    void rowsFoldWhatIsUnchanged();
    void comparesTwoVersions();
    void saysWhenNothingDiffers();
    void saysWhenOnlyLineBreaksDiffer();
    void goesThroughDifferencesByKeyboard();
    void opensAFoldByClick();
    void copiesSelectedLines();
    void survivesAHugeLine();
    void offersToRestoreOnlyWherePossible();
    void tellsWhatCannotBeRead();

private:
    void compare(const QByteArray &left, const QByteArray &right);

    std::unique_ptr<TestSession> library;
    std::unique_ptr<ComparisonView> view;
};

void TestComparisonView::init()
{
    library = std::make_unique<TestSession>();
    view = std::make_unique<ComparisonView>();
    view->resize(900, 500);
    view->show();
    QVERIFY(QTest::qWaitForWindowExposed(view.get(), PULSE_PATIENCE));
}

void TestComparisonView::cleanup()
{
    view.reset();
    library.reset();
}

void TestComparisonView::compare(const QByteArray &left, const QByteArray &right)
{
    QSignalSpy ready(view.get(), &ComparisonView::ready);
    view->compare(library->session(), {u"old"_s, left, {}}, {u"new"_s, right, {}});
    QTRY_COMPARE(ready.count(), 1);
}

void TestComparisonView::rowsSideBySidePairLines()
{
    const auto rows = visualRows(differenceOf(u"a\nb one\nc\n"_s, u"a\nb two\nc\nd\n"_s), true, false);
    QCOMPARE(rows.size(), 4U);
    QCOMPARE(rows[1].kind, VisualRow::Kind::Changed);
    QCOMPARE(rows[1].left, 1);
    QCOMPARE(rows[1].right, 1);
    QCOMPARE(rows[3].kind, VisualRow::Kind::Added);
}

void TestComparisonView::rowsInlinePutRemovedFirst()
{
    const auto rows = visualRows(differenceOf(u"x one\ny one\n"_s, u"x two\ny two\n"_s), false, false);
    QCOMPARE(rows.size(), 4U);
    QCOMPARE(rows[0].kind, VisualRow::Kind::Removed);
    QCOMPARE(rows[1].kind, VisualRow::Kind::Removed);
    QCOMPARE(rows[2].kind, VisualRow::Kind::Added);
    QCOMPARE(rows[3].right, 1);
}

void TestComparisonView::rowsFoldWhatIsUnchanged()
{
    const QString before = QString::fromUtf8(lines(100));
    const QString after = QString(before).replace(u"line 50\n"_s, u"line fifty\n"_s);
    const auto rows = visualRows(differenceOf(before, after), true, true);
    QCOMPARE(rows.front().kind, VisualRow::Kind::Fold);
    QCOMPARE(rows.back().kind, VisualRow::Kind::Fold);
    qsizetype shown = 0;
    for (const VisualRow &row : rows)
        shown += row.kind == VisualRow::Kind::Fold ? row.folded : 1;
    QCOMPARE(shown, 100);
}

void TestComparisonView::comparesTwoVersions()
{
    const auto older = library->publish(u"support/greet"_s, u"1.0.0"_s, "Hello\n");
    const auto newer = library->publish(u"support/greet"_s, u"1.1.0"_s, "Hello you\nBye\n");
    QSignalSpy ready(view.get(), &ComparisonView::ready);
    view->compareVersions(library->session(), older, newer);
    QTRY_COMPARE(ready.count(), 1);
    QCOMPARE(view->difference().stats(), (DiffStats{.added = 1, .removed = 0, .changed = 1}));
    const QImage painted = view->canvas()->viewport()->grab().toImage();
    QSet<QRgb> colors;
    for (int y = 0; y < painted.height(); y += 2) {
        for (int x = 0; x < painted.width(); x += 2)
            colors.insert(painted.pixel(x, y));
    }
    QVERIFY(colors.size() > 4); // tinted lines and words, not an empty sheet
}

void TestComparisonView::saysWhenNothingDiffers()
{
    compare("same\n", "same\n");
    QVERIFY(!view->canvas()->isVisible());
    QCOMPARE(view->canvas()->differenceCount(), 0);
}

void TestComparisonView::saysWhenOnlyLineBreaksDiffer()
{
    compare("one\ntwo\n", "one\r\ntwo\r\n");
    QVERIFY(view->canvas()->isVisible());
    const auto texts = view->findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(texts, [](QLabel *label) { return label->text().contains(u"line breaks"_s); }));
}

void TestComparisonView::goesThroughDifferencesByKeyboard()
{
    QByteArray right = lines(200);
    right.replace("line 20\n", "line twenty\n");
    right.replace("line 180\n", "line one-eighty\n");
    compare(lines(200), right);
    QCOMPARE(view->canvas()->differenceCount(), 2);
    QTest::keyClick(view.get(), Qt::Key_F7);
    QCOMPARE(view->canvas()->currentDifference(), 0);
    QTest::keyClick(view.get(), Qt::Key_F7);
    QCOMPARE(view->canvas()->currentDifference(), 1);
    QVERIFY(view->canvas()->describeCurrent().contains(u"one-eighty"_s));
    QTest::keyClick(view.get(), Qt::Key_F7);
    QCOMPARE(view->canvas()->currentDifference(), 0);
    QTest::keyClick(view.get(), Qt::Key_F8);
    QCOMPARE(view->canvas()->currentDifference(), 1);
    view->setMode(ComparisonView::Mode::Inline);
    QCOMPARE(view->canvas()->differenceCount(), 2);
    QCOMPARE(view->canvas()->currentDifference(), 1);
}

void TestComparisonView::opensAFoldByClick()
{
    QByteArray right = lines(100);
    right.replace("line 50\n", "line fifty\n");
    compare(lines(100), right);
    const auto before = view->canvas()->rows().size();
    QCOMPARE(view->canvas()->rows().front().kind, VisualRow::Kind::Fold);
    const int header = view->canvas()->fontMetrics().height() + 12;
    QTest::mouseClick(view->canvas()->viewport(), Qt::LeftButton, {}, QPoint(200, header + 6));
    QVERIFY(view->canvas()->rows().size() > before);
    QCOMPARE(view->canvas()->rows().front().kind, VisualRow::Kind::Equal);
}

void TestComparisonView::copiesSelectedLines()
{
    compare("alpha\nbeta\n", "alpha\ngamma\n");
    view->canvas()->setFocus();
    QTest::keyClick(view->canvas(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(view->canvas(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"alpha\ngamma\n"_s);
}

void TestComparisonView::survivesAHugeLine()
{
    const QByteArray huge(2'000'000, 'x');
    compare(huge, huge + "y");
    view->resize(700, 400);
    view->canvas()->viewport()->grab();
    view->canvas()->verticalScrollBar()->setValue(view->canvas()->verticalScrollBar()->maximum());
    QCOMPARE(view->canvas()->differenceCount(), 1);
}

void TestComparisonView::offersToRestoreOnlyWherePossible()
{
    const auto older = library->publish(u"support/greet"_s, u"1.0.0"_s, "Hello\n");
    QSignalSpy ready(view.get(), &ComparisonView::ready);
    QSignalSpy restore(view.get(), &ComparisonView::restoreRequested);
    view->setRestorable(true);
    view->compareWith(library->session(), older, "Hello there\n", u"Your draft"_s);
    QTRY_COMPARE(ready.count(), 1);
    QToolButton *button = nullptr;
    for (auto *candidate : view->findChildren<QToolButton *>()) {
        if (candidate->text().startsWith(u"Restore"_s))
            button = candidate;
    }
    QVERIFY(button && button->isVisible());
    button->click();
    QCOMPARE(restore.count(), 1);
    view->setRestorable(false);
    QVERIFY(!button->isVisible());
}

void TestComparisonView::tellsWhatCannotBeRead()
{
    const auto older = library->publish(u"support/greet"_s, u"1.0.0"_s, "Hello\n");
    view->compareVersions(library->session(), older, {older.name, makeVersion(u"9.9.9")});
    const auto told = [this] {
        return std::ranges::any_of(view->findChildren<QLabel *>(), [](QLabel *label) {
            return label->isVisible() && label->text().contains(u"9.9.9"_s);
        });
    };
    QTRY_VERIFY(told());
}

QTEST_MAIN(TestComparisonView)
#include "test_comparison_view.moc"
