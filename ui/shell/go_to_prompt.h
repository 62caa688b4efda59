// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library_manager.h"
#include "navigation_history.h"

#include <QObject>
#include <memory>

namespace pulse::ui {

class QuickPick;

/// Go to a prompt of any open library by some letters of its name (Ctrl+P). Searching runs on a worker, so that a
/// library of a million prompts delays no keystroke.
class GoToPrompt : public QObject
{
    Q_OBJECT

public:
    /// `recent` gives what to show before anything is typed.
    GoToPrompt(LibraryManager &libraries, std::shared_ptr<TaskRunner> runner,
               std::function<std::vector<Place>()> recent, QWidget *window);

    void popUp();
    [[nodiscard]] QuickPick *popup() const { return m_popup; }

signals:
    void chosen(pulse::LibrarySession *session, const pulse::Name &name);
    /// Nothing has that name: make it?
    void createRequested(const QString &name);

private:
    struct Candidate
    {
        std::size_t session = 0;
        QString path;
        int score = 0;
        QList<int> matched;
    };
    void search(const QString &typed);
    void show(const std::vector<Candidate> &found, const QString &typed);
    void showRecent();
    void picked(const QVariant &data);

    LibraryManager &m_libraries;
    std::shared_ptr<TaskRunner> m_runner;
    std::function<std::vector<Place>()> m_recent;
    QuickPick *m_popup;
    Task<std::vector<Candidate>> m_search;
};

} // namespace pulse::ui
