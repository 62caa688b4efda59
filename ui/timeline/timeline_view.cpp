// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/timeline/timeline_view.h"

#include "timeline_delegate.h"

#include <QDrag>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace pulse::ui {

TimelineView::TimelineView(QWidget *parent)
    : QListView(parent)
    , m_delegate(new TimelineDelegate(this))
{
    setItemDelegate(m_delegate);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setUniformItemSizes(true);
    setMouseTracking(true);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setAcceptDrops(true);
    setDragDropMode(QAbstractItemView::DragDrop);
    setAccessibleName(tr("Versions"));
}

TimelineView::~TimelineView() = default;

QRect TimelineView::pillRect(const QModelIndex &index, const QString &label) const
{
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    option.rect = visualRect(index);
    return m_delegate->pillRect(option, index, label);
}

void TimelineView::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex index = currentIndex();
    switch (event->key()) {
    case Qt::Key_Space:
        if (index.isValid())
            emit markToggled(index);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (index.isValid())
            emit activated(index);
        return;
    case Qt::Key_Delete:
        if (index.isValid())
            emit deletePressed(index);
        return;
    case Qt::Key_Escape:
        emit escapePressed();
        return;
    default:
        QListView::keyPressEvent(event);
    }
}

void TimelineView::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->position().toPoint();
    m_pressedLabel.clear();
    if (const QModelIndex index = indexAt(m_pressed); index.isValid() && event->button() == Qt::LeftButton) {
        QStyleOptionViewItem option;
        initViewItemOption(&option);
        option.rect = visualRect(index);
        m_pressedLabel = m_delegate->labelAt(option, index, m_pressed);
    }
    QListView::mousePressEvent(event);
}

void TimelineView::mouseMoveEvent(QMouseEvent *event)
{
    if (!event->buttons().testFlag(Qt::LeftButton)) {
        QListView::mouseMoveEvent(event);
        return;
    }
    const QModelIndex index = indexAt(m_pressed);
    const int distance = (event->position().toPoint() - m_pressed).manhattanLength();
    if (!index.isValid() || distance < QApplication::startDragDistance())
        return;
    if (!m_pressedLabel.isEmpty())
        dragLabel(index);
    else if (index.flags().testFlag(Qt::ItemIsDragEnabled))
        emit dragOutRequested(index);
    m_pressed = QPoint(-1000, -1000); // one drag a press
}

void TimelineView::dragLabel(const QModelIndex &index)
{
    const QString label = std::exchange(m_pressedLabel, {});
    const QRect pill = pillRect(index, label);
    auto *drag = new QDrag(this);
    auto data = std::make_unique<QMimeData>();
    data->setData(labelMimeType, label.toUtf8());
    drag->setMimeData(data.release());
    if (!pill.isEmpty()) {
        drag->setPixmap(viewport()->grab(pill));
        drag->setHotSpot(drag->pixmap().rect().center() / drag->pixmap().devicePixelRatio());
    }
    drag->exec(Qt::MoveAction);
}

bool TimelineView::acceptsLabel(const QDropEvent *event) const
{
    const QModelIndex index = indexAt(event->position().toPoint());
    return event->source() == this && event->mimeData()->hasFormat(labelMimeType) && index.isValid() &&
           index.flags().testFlag(Qt::ItemIsDropEnabled);
}

void TimelineView::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->source() == this && event->mimeData()->hasFormat(labelMimeType))
        event->acceptProposedAction();
    else
        event->ignore();
}

void TimelineView::dragMoveEvent(QDragMoveEvent *event)
{
    const bool accepted = acceptsLabel(event);
    m_delegate->setDropTarget(accepted ? QPersistentModelIndex(indexAt(event->position().toPoint()))
                                       : QPersistentModelIndex());
    viewport()->update();
    event->setAccepted(accepted);
    if (accepted)
        event->setDropAction(Qt::MoveAction);
}

void TimelineView::dragLeaveEvent(QDragLeaveEvent *event)
{
    m_delegate->setDropTarget({});
    viewport()->update();
    event->accept();
}

void TimelineView::dropEvent(QDropEvent *event)
{
    m_delegate->setDropTarget({});
    viewport()->update();
    if (!acceptsLabel(event)) {
        event->ignore();
        return;
    }
    event->setDropAction(Qt::MoveAction);
    event->accept();
    emit labelDropped(QString::fromUtf8(event->mimeData()->data(labelMimeType)), indexAt(event->position().toPoint()));
}

void TimelineView::resizeEvent(QResizeEvent *event)
{
    QListView::resizeEvent(event);
    viewport()->update(); // rows elide to the width
}

} // namespace pulse::ui
