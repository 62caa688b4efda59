// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"

#include <QDialog>
#include <QPointer>

class QLabel;
class QPushButton;

namespace pulse::ui {

class MessageBar;

/// Asks what is right when a library's home is not what it was (G9): another library, an empty one, or none. What
/// happens by itself is nothing; only a deliberate choice takes the home as it is now. Use it with `open()`. GUI
/// thread.
class QuestionSheet : public QDialog
{
    Q_OBJECT

public:
    explicit QuestionSheet(LibrarySession *session, QWidget *parent = nullptr);
    ~QuestionSheet() override;

    [[nodiscard]] LibrarySession *session() const { return m_session; }
    [[nodiscard]] QPushButton *leaveButton() const { return m_leave; } ///< the default: nothing changes
    [[nodiscard]] QPushButton *lookButton() const { return m_look; }   ///< looks at the home again
    [[nodiscard]] QPushButton *acceptButton() const { return m_accept; }

private:
    void begin(const SyncStorage::Options &options);
    void finish(const std::optional<Error> &failure);
    void showState();

    QPointer<LibrarySession> m_session;
    MessageBar *m_messages;
    QLabel *m_reason;
    QLabel *m_kept;
    QPushButton *m_leave;
    QPushButton *m_look;
    QPushButton *m_accept;
};

} // namespace pulse::ui
