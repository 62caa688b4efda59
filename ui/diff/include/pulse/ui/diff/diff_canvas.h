// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/text/diff.h"

#include <QAbstractScrollArea>
#include <QHash>
#include <memory>

class QTextLayout;

namespace pulse::ui {

class OverviewStrip;

/// One row as it is drawn: a row of the comparison, one of its two lines (inline), or a fold.
struct VisualRow
{
    enum class Kind { Equal, Removed, Added, Changed, Fold };
    Kind kind = Kind::Equal;
    int left = -1; ///< line numbers from 0; -1 where that side has none
    int right = -1;
    qsizetype row = 0;      ///< the DiffRow of the left side; of a fold the first
    qsizetype folded = 0;   ///< how many rows a fold hides
    qsizetype rightRow = 0; ///< the DiffRow of the right side: another one where unlike lines stand beside each other
};

/// The rows to draw. Side by side puts what goes beside what comes, also where the lines are not alike; inline puts the
/// removed lines of a change before the added ones. `fold` hides what is far from any change.
[[nodiscard]] std::vector<VisualRow> visualRows(const TextDiff &difference, bool sideBySide, bool fold);

/// Draws a comparison. Lines wrap; only what is visible is laid out exactly, so that a megabyte scrolls like a page.
/// Lines can be selected with the mouse or Shift+Up/Down, and copied.
class DiffCanvas : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit DiffCanvas(QWidget *parent = nullptr);
    ~DiffCanvas() override;

    void setDifference(const TextDiff &difference);
    void setTitles(const QString &left, const QString &right);
    void setSideBySide(bool sideBySide);
    void setFolding(bool fold);

    [[nodiscard]] int differenceCount() const { return static_cast<int>(m_starts.size()); }
    /// The difference that was jumped to; -1 before the first jump.
    [[nodiscard]] int currentDifference() const { return m_current; }
    /// Brings a difference into view.
    void goToDifference(int number);
    /// The current difference in words, for a screen reader.
    [[nodiscard]] QString describeCurrent() const;
    [[nodiscard]] const std::vector<VisualRow> &rows() const { return m_rows; }

    void copySelection() const;

signals:
    void currentDifferenceChanged(int number);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    struct Columns
    {
        int leftGutter = 0; // x where each begins
        int leftText = 0;
        int rightGutter = 0;
        int rightText = 0;
        int end = 0;
        int textWidth = 0; // of one side
    };
    friend class DiffPainter;
    friend class OverviewStrip;

    void rebuild();
    void relayout();
    [[nodiscard]] Columns columns() const;
    [[nodiscard]] int rowHeight(const VisualRow &row, const Columns &columns) const;
    [[nodiscard]] int rowAt(int y) const; // content coordinates; -1 below the last
    [[nodiscard]] int headerHeight() const;
    [[nodiscard]] int lineLength(const VisualRow &row) const;
    [[nodiscard]] QString selectedText(bool left) const;
    void scrollToRow(int row);
    void select(int anchor, int head);
    void expandFold(int row);

    TextDiff m_difference;
    QString m_leftTitle;
    QString m_rightTitle;
    bool m_sideBySide = true;
    bool m_fold = true;
    std::vector<VisualRow> m_rows;
    std::vector<int> m_tops;   // of each row, and the end
    std::vector<int> m_starts; // visual row of each difference
    int m_current = -1;
    int m_anchor = -1; // selection, visual rows
    int m_head = -1;
    OverviewStrip *m_strip;
};

} // namespace pulse::ui
