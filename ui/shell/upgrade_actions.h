// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library_manager.h"

#include <QPointer>

namespace pulse::ui {

class MessageBar;
class UpgradeSheet;

/// Offers to upgrade libraries that have an older layout; a refusal counts for as long as the window is open.
class UpgradeActions : public QObject
{
    Q_OBJECT

public:
    UpgradeActions(LibraryManager &libraries, MessageBar *messages, QWidget *window);
    ~UpgradeActions() override;

    /// Shows what an upgrade would do.
    void open(LibrarySession *session);
    /// Whether an upgrade would do anything.
    [[nodiscard]] bool isWorthwhile(const LibrarySession *session) const;

signals:
    void upgraded(pulse::LibrarySession *session);

private:
    void offer(LibrarySession *session);
    void forget(LibrarySession *session);

    LibraryManager &m_libraries;
    MessageBar *m_messages;
    QWidget *m_window;
    QStringList m_declined; ///< locations
    QStringList m_upgraded; ///< locations
    QPointer<UpgradeSheet> m_sheet;
};

} // namespace pulse::ui
