// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace pulse::ui {

/// Searching the contents of a whole library (Ctrl+Shift+F): results by prompt, each line with its matched part
/// emphasised. Typing searches anew; an older search is stopped.
class SearchPage : public QWidget
{
    Q_OBJECT

public:
    explicit SearchPage(QWidget *parent = nullptr);
    ~SearchPage() override;

    /// The library that is searched; null empties the page.
    void setSession(LibrarySession *session);
    /// Takes the focus, and begins with `text` when there is one.
    void begin(const QString &text);
    [[nodiscard]] QTreeWidget *results() const { return m_results; }
    [[nodiscard]] QLineEdit *field() const { return m_field; }

signals:
    /// `line` from 1; 0 when the match is not in the content.
    void openRequested(pulse::LibrarySession *session, const pulse::VersionKey &key, int line);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search();
    void stop();
    void show(const Result<std::vector<SearchMatch>> &found);
    void activate(QTreeWidgetItem *item);
    void setBusy(bool busy);

    static constexpr qsizetype mostMatches = 2000;
    QPointer<LibrarySession> m_session;
    QLineEdit *m_field;
    QToolButton *m_stop;
    QLabel *m_summary;
    QTreeWidget *m_results;
    QTimer m_delay;
    std::vector<SearchMatch> m_matches;
    Task<std::vector<SearchMatch>> m_task;
};

} // namespace pulse::ui
