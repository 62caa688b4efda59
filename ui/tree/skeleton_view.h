// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

namespace pulse::ui {

/// Where rows will be: quiet bars while a library is still being read.
class SkeletonView : public QWidget
{
    Q_OBJECT

public:
    explicit SkeletonView(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace pulse::ui
