// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>
#include <QWidget>

class QAction;

namespace pulse::ui {

/// What a view shows when it has nothing to show: a large dim icon, a title, a sentence, and buttons for what to do.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget *parent = nullptr);

    /// Replaces what is shown. The actions become buttons, the first one the default; they stay their owner's.
    void setContent(const QIcon &icon, const QString &title, const QString &text, const QList<QAction *> &actions = {});

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fit();

    QWidget *m_content = nullptr;
    QWidget *m_symbol = nullptr; ///< gives way to the words where it is low
};

} // namespace pulse::ui
