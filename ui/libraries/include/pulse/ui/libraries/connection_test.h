// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/unknown_host.h"
#include "pulse/ui/libraries/connection_steps.h"
#include "pulse/ui/libraries/library_book.h"

#include <QPointer>
#include <QWidget>

class QLabel;
class QPushButton;
class QScrollArea;

namespace pulse::ui {

/// Tries the way to a library and shows each step as it is taken; can be stopped, and tried again. A server of which
/// nothing is known can be trusted after a look at its key. GUI thread.
class ConnectionTest : public QWidget
{
    Q_OBJECT

public:
    enum class State { Untried, Trying, Works, Fails, Stopped };

    explicit ConnectionTest(LibraryBook *book, QWidget *parent = nullptr);
    ~ConnectionTest() override;

    /// What is to be tried; forgets what was found before where that was something else.
    void setDraft(const LibraryProfile &draft, const std::optional<Credential> &credential);
    void begin();
    void stop();
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] ConnectionSteps *steps() const { return m_steps; }
    [[nodiscard]] QPushButton *button() const { return m_button; }     ///< begins, stops, tries again
    [[nodiscard]] QPushButton *trustButton() const { return m_trust; } ///< seen where there is a key to look at
    [[nodiscard]] QString verdict() const;

signals:
    void stateChanged();

private:
    void start(const LibraryProfile &draft);
    void askForTrust();
    void setState(State state);
    void finish(const Result<void> &outcome);

    LibraryBook *m_book;
    LibraryProfile m_draft;
    std::optional<Credential> m_credential;
    State m_state = State::Untried;
    bool m_hasWarnings = false;
    QPointer<QObject> m_round; ///< steps of an earlier round are not shown
    QLabel *m_verdict;
    ConnectionSteps *m_steps;
    QScrollArea *m_scroll;
    QPushButton *m_button;
    QPushButton *m_trust;
    QPushButton *m_copy;
    std::optional<UnknownHost> m_unknown; ///< what the last round ended at
    Task<void> m_task;
};

} // namespace pulse::ui
