// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QWidget>

class QAction;
class QVBoxLayout;

namespace pulse::ui {

/// What the window shows while no library is open: what Pulse is, what to do first, and the libraries of before.
class WelcomePage : public QWidget
{
    Q_OBJECT

public:
    /// The actions become buttons, the first the default one.
    explicit WelcomePage(const QList<QAction *> &actions, QWidget *parent = nullptr);

    /// A library of before: where it is, and what a person calls it.
    struct Recent
    {
        QString location;
        QString text;
    };
    void setRecent(const QList<Recent> &libraries);

signals:
    void recentChosen(const QString &location);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *m_recent;
    QVBoxLayout *m_recentRows;
};

} // namespace pulse::ui
