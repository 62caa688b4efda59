// SPDX-License-Identifier: Apache-2.0
#include "tree_view.h"

#include "pulse/ui/common/format.h"
#include "tree_delegate.h"

#include <QAction>
#include <QDropEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QTimerEvent>

namespace pulse::ui {

namespace {
constexpr int openDelayMs = 600; // how long something dragged rests on a folder before it opens
} // namespace

TreeView::TreeView(QWidget *parent)
    : QTreeView(parent)
    , m_delegate(new TreeDelegate(this))
{
    setItemDelegate(m_delegate);
    setHeaderHidden(true);
    setUniformRowHeights(true);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setExpandsOnDoubleClick(false);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setIndentation(groupSpacing);
    setDragDropMode(QAbstractItemView::DragDrop);
    setDropIndicatorShown(false);
    setAutoScrollMargin(24);
    setAccessibleName(tr("Prompts"));
}

// ---- keys

QAction *TreeView::actionFor(const QKeyEvent *event) const
{
    const QKeySequence keys(event->keyCombination());
    for (QAction *action : actions()) {
        if (action->isEnabled() && action->shortcuts().contains(keys))
            return action;
    }
    return nullptr;
}

bool TreeView::event(QEvent *event)
{
    // Copy, paste and the like mean the tree while it has the focus, whatever they mean elsewhere in the window.
    if (event->type() == QEvent::ShortcutOverride && actionFor(static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QTreeView::event(event);
}

void TreeView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Enter && event->modifiers() == Qt::KeypadModifier)
        emit activated(currentIndex());
    else if (event->key() == Qt::Key_Return && event->modifiers() == Qt::NoModifier)
        emit activated(currentIndex());
    else if (QAction *action = actionFor(event))
        action->trigger();
    else
        QTreeView::keyPressEvent(event);
}

// ---- pointer

void TreeView::mousePressEvent(QMouseEvent *event)
{
    m_dragging = false;
    QTreeView::mousePressEvent(event);
}

void TreeView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_dragging)
        QTreeView::mouseMoveEvent(event);
}

void TreeView::mouseReleaseEvent(QMouseEvent *event)
{
    m_dragging = false;
    QTreeView::mouseReleaseEvent(event);
}

void TreeView::startDrag(Qt::DropActions)
{
    m_dragging = true;
    emit dragOutRequested();
}

void TreeView::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    if (m_dropsAtRoot) {
        QPainter painter(viewport());
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
        painter.drawRoundedRect(QRectF(viewport()->rect()).adjusted(1.5, 1.5, -1.5, -1.5), gridUnit, gridUnit);
    }
    emit painted();
}

// ---- drops

void TreeView::setDropTarget(const std::optional<DropPlan> &plan, const QModelIndex &hovered)
{
    m_delegate->setDropTarget(plan ? QPersistentModelIndex(plan->target) : QPersistentModelIndex());
    m_dropsAtRoot = plan && !plan->target.isValid();
    if (m_hovered != hovered) {
        m_hovered = hovered;
        if (hovered.isValid() && !isExpanded(hovered))
            m_openTimer.start(openDelayMs, this);
        else
            m_openTimer.stop();
    }
    viewport()->update();
}

void TreeView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_openTimer.timerId()) {
        QTreeView::timerEvent(event);
        return;
    }
    m_openTimer.stop();
    if (m_hovered.isValid())
        expand(m_hovered);
}

void TreeView::dragEnterEvent(QDragEnterEvent *event)
{
    dragMoveEvent(event);
    if (!event->isAccepted() && m_policy && m_policy(*event, {}))
        event->accept(); // not here, but elsewhere in the tree
}

void TreeView::dragMoveEvent(QDragMoveEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    const auto plan = m_policy ? m_policy(*event, index) : std::nullopt;
    setDropTarget(plan, index);
    if (const int y = event->position().toPoint().y();
        y < autoScrollMargin() || y > viewport()->height() - autoScrollMargin())
        startAutoScroll();
    if (!plan) {
        event->ignore();
        return;
    }
    event->setDropAction(plan->action);
    event->accept();
}

void TreeView::dragLeaveEvent(QDragLeaveEvent *event)
{
    setDropTarget({}, {});
    event->accept();
}

void TreeView::dropEvent(QDropEvent *event)
{
    const auto plan = m_policy ? m_policy(*event, indexAt(event->position().toPoint())) : std::nullopt;
    setDropTarget({}, {});
    stopAutoScroll();
    if (!plan) {
        event->ignore();
        return;
    }
    event->setDropAction(plan->action);
    event->accept();
    emit dropped(*event, plan->target);
}

} // namespace pulse::ui
