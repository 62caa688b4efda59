// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTabWidget>

namespace pulse::ui {

/// Tabs that close with the middle button and show a dot where something is unpublished.
class DocumentTabs : public QTabWidget
{
    Q_OBJECT

public:
    explicit DocumentTabs(QWidget *parent = nullptr);

    void setDot(int index, bool on);

protected:
    bool eventFilter(QObject *object, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] QIcon dot() const;

    int m_pressed = -1;
};

} // namespace pulse::ui
