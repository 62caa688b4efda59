// SPDX-License-Identifier: Apache-2.0
// How a comparison answers mouse and keyboard: selecting, copying, opening folds.
#include "pulse/ui/diff/diff_canvas.h"

#include "pulse/ui/common/icons.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace pulse::ui {

void DiffCanvas::select(int anchor, int head)
{
    m_anchor = anchor;
    m_head = head;
    viewport()->update();
}

void DiffCanvas::expandFold(int row)
{
    const VisualRow fold = m_rows[static_cast<size_t>(row)];
    std::vector<VisualRow> opened;
    for (qsizetype i = fold.row; i < fold.row + fold.folded; ++i) {
        const DiffRow &source = m_difference.rows()[static_cast<size_t>(i)];
        opened.push_back({VisualRow::Kind::Equal, source.left, source.right, i, 0, i});
    }
    const int grown = static_cast<int>(opened.size()) - 1;
    m_rows.erase(m_rows.begin() + row);
    m_rows.insert(m_rows.begin() + row, opened.begin(), opened.end());
    for (int &start : m_starts) {
        if (start > row)
            start += grown;
    }
    select(-1, -1);
    relayout();
}

void DiffCanvas::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const int row = rowAt(static_cast<int>(event->position().y()) + verticalScrollBar()->value() - headerHeight());
    if (row >= 0 && m_rows[static_cast<size_t>(row)].kind == VisualRow::Kind::Fold) {
        expandFold(row);
        return;
    }
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier) && m_anchor >= 0;
    select(extend ? m_anchor : row, row);
}

void DiffCanvas::mouseMoveEvent(QMouseEvent *event)
{
    if (!event->buttons().testFlag(Qt::LeftButton) || m_anchor < 0)
        return;
    const int y = static_cast<int>(event->position().y());
    const int row = rowAt(y + verticalScrollBar()->value() - headerHeight());
    if (row >= 0)
        select(m_anchor, row);
    if (y < headerHeight() || y > viewport()->height())
        verticalScrollBar()->triggerAction(y < headerHeight() ? QAbstractSlider::SliderSingleStepSub
                                                              : QAbstractSlider::SliderSingleStepAdd);
}

void DiffCanvas::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        select(0, static_cast<int>(m_rows.size()) - 1);
        return;
    }
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    if (shift && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down) && !m_rows.empty()) {
        const int from = m_head < 0 ? std::max(0, rowAt(verticalScrollBar()->value())) : m_head;
        const int to = std::clamp(from + (event->key() == Qt::Key_Up ? -1 : 1), 0, static_cast<int>(m_rows.size()) - 1);
        select(m_anchor < 0 ? from : m_anchor, to);
        scrollToRow(to);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Home:
        verticalScrollBar()->setValue(0);
        return;
    case Qt::Key_End:
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
        return;
    case Qt::Key_Space:
        verticalScrollBar()->triggerAction(QAbstractSlider::SliderPageStepAdd);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

QString DiffCanvas::selectedText(bool left) const
{
    const auto [low, high] = std::minmax(m_anchor, m_head);
    if (low < 0)
        return {};
    const LineTable &table = left ? m_difference.left() : m_difference.right();
    QString text;
    for (int i = low; i <= high; ++i) {
        const VisualRow &row = m_rows[static_cast<size_t>(i)];
        if (row.kind == VisualRow::Kind::Fold) {
            for (qsizetype n = row.row; n < row.row + row.folded; ++n) {
                const DiffRow &source = m_difference.rows()[static_cast<size_t>(n)];
                text += table.fullLine(left ? source.left : source.right);
            }
        } else if (const int number = left ? row.left : row.right; number >= 0) {
            text += table.fullLine(number);
        }
    }
    return text;
}

void DiffCanvas::copySelection() const
{
    const QString right = selectedText(false);
    const QString text = right.isEmpty() ? selectedText(true) : right;
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void DiffCanvas::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [this, menu](const QString &text, bool left) {
        QAction *action = menu->addAction(icon("copy"_L1), text, this,
                                          [this, left] { QGuiApplication::clipboard()->setText(selectedText(left)); });
        action->setEnabled(!selectedText(left).isEmpty());
    };
    add(tr("Copy the lines of %1").arg(m_leftTitle), true);
    add(tr("Copy the lines of %1").arg(m_rightTitle), false);
    menu->popup(event->globalPos());
}

} // namespace pulse::ui
