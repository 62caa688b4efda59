// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QToolButton>

namespace pulse::ui {

/// One of several choices side by side: the chosen one stands on a tint of the accent, in any style.
class SegmentButton : public QToolButton
{
    Q_OBJECT

public:
    SegmentButton(const QIcon &icon, const QString &text, QWidget *parent);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace pulse::ui
