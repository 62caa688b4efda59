// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>
#include <QWidget>

class QLabel;

namespace pulse::ui {

/// The head of a page about a whole library: an icon, one line that says how things stand, and the facts below it.
class PageHeading : public QWidget
{
    Q_OBJECT

public:
    explicit PageHeading(QWidget *parent = nullptr);

    void setContent(const QIcon &icon, const QString &title, const QString &facts);
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString facts() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QIcon m_icon;
    QLabel *m_title;
    QLabel *m_facts;
};

} // namespace pulse::ui
