// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTreeView>
#include <functional>
#include <optional>

namespace pulse::ui {

class TreeDelegate;

/// The view in which the tree is drawn: keys of its actions before those of the window, dragging out by signal, drops
/// by a policy.
class TreeView : public QTreeView
{
    Q_OBJECT

public:
    /// What a drop at that row would do, and into which row it would fall (none: the library's root).
    struct DropPlan
    {
        Qt::DropAction action = Qt::CopyAction;
        QModelIndex target;
    };
    using DropPolicy = std::function<std::optional<DropPlan>(const QDropEvent &event, const QModelIndex &index)>;

    explicit TreeView(QWidget *parent = nullptr);

    void setDropPolicy(DropPolicy policy) { m_policy = std::move(policy); }
    [[nodiscard]] TreeDelegate *delegate() const { return m_delegate; }

signals:
    void painted();
    void dragOutRequested();
    void dropped(const QDropEvent &event, const QModelIndex &target);

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void startDrag(Qt::DropActions supported) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    [[nodiscard]] QAction *actionFor(const QKeyEvent *event) const;
    void setDropTarget(const std::optional<DropPlan> &plan, const QModelIndex &hovered);

    TreeDelegate *m_delegate;
    DropPolicy m_policy;
    bool m_dragging = false; // one drag a press
    bool m_dropsAtRoot = false;
    QPersistentModelIndex m_hovered;
    QBasicTimer m_openTimer;
};

} // namespace pulse::ui
