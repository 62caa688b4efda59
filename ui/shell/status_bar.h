// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>
#include <QStatusBar>

class QLabel;
class QProgressBar;
class QToolButton;

namespace pulse::ui {

/// The line at the bottom: the state of the library at the left, the place in the text at the right, and between them
/// the progress of long work, which can be stopped.
class StatusBar : public QStatusBar
{
    Q_OBJECT

public:
    explicit StatusBar(QWidget *parent = nullptr);

    void setLibrary(const QIcon &icon, const QString &text, const QString &toolTip);
    /// An empty text shows nothing.
    void setDocument(const QString &text);
    /// `total` 0: of unknown length.
    void showProgress(const QString &text, qint64 done, qint64 total);
    void hideProgress();
    /// A part of its own beside the library's state; takes ownership.
    void addPart(QWidget *part);

signals:
    void stopRequested();
    void activityRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void showSymbol();

    QIcon m_symbol;
    QLabel *m_libraryIcon;
    QLabel *m_library;
    QLabel *m_document;
    QWidget *m_work;
    QLabel *m_workText;
    QProgressBar *m_workBar;
    QToolButton *m_stop;
};

} // namespace pulse::ui
