// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/task.h"
#include "pulse/ui/common/drag_export.h"

#include <QListView>

namespace pulse::ui {

class TimelineDelegate;

/// The list in which the timeline is drawn. Up and Down move, Enter reads, Space marks for comparison; a label's pill
/// can be dragged to another version, a version can be dragged out.
class TimelineView : public QListView
{
    Q_OBJECT

public:
    explicit TimelineView(QWidget *parent = nullptr);
    ~TimelineView() override;

    /// Where a label's pill is drawn in the viewport; empty when it is not visible.
    [[nodiscard]] QRect pillRect(const QModelIndex &index, const QString &label) const;

    static constexpr QLatin1StringView labelMimeType{"application/x-pulse-label"};

signals:
    void markToggled(const QModelIndex &index);
    void labelDropped(const QString &label, const QModelIndex &target);
    void dragOutRequested(const QModelIndex &index);
    void escapePressed();
    void deletePressed(const QModelIndex &index);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void dragLabel(const QModelIndex &index);
    [[nodiscard]] bool acceptsLabel(const QDropEvent *event) const;

    TimelineDelegate *m_delegate;
    QPoint m_pressed;
    QString m_pressedLabel;
};

} // namespace pulse::ui
