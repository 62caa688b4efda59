// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractButton>

namespace pulse::ui {

/// One tag, drawn as a pill with a cross. Clicking the cross, or Delete while it has the focus, asks to take it off.
class TagChip : public QAbstractButton
{
    Q_OBJECT

public:
    TagChip(const QString &tag, bool removable, QWidget *parent);
    [[nodiscard]] QSize sizeHint() const override;

signals:
    void removeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] QRect crossRect() const;
    bool m_removable;
    bool m_overCross = false;
};

} // namespace pulse::ui
