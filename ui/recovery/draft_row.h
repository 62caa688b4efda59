// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/ui/recovery/unsaved_work.h"

#include <QWidget>

class QBoxLayout;
class QLabel;
class QPushButton;

namespace pulse::ui {

class FactLabel;

/// One draft in the list of unsaved work: what it is, how it stands, and what to do with it.
class DraftRow : public QWidget
{
    Q_OBJECT

public:
    explicit DraftRow(QWidget *parent = nullptr);

    void show(const UnsavedWork &work);
    using QWidget::show;
    void tellTime(); ///< "2 min ago" again
    [[nodiscard]] const UnsavedWork &work() const { return m_work; }
    [[nodiscard]] QPushButton *continueButton() const { return m_continue; }
    [[nodiscard]] QPushButton *compareButton() const { return m_compare; }
    [[nodiscard]] QPushButton *discardButton() const { return m_discard; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    UnsavedWork m_work;
    QBoxLayout *m_row;
    QLabel *m_name;
    FactLabel *m_facts;
    QLabel *m_warning;
    QPushButton *m_continue;
    QPushButton *m_compare;
    QPushButton *m_discard;
};

} // namespace pulse::ui
