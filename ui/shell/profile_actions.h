// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library_manager.h"

#include "pulse/ui/libraries/library_book.h"

#include <QDialog>
#include <QPointer>

namespace pulse::ui {

class HostTrust;
class LibrariesPanel;
class MessageBar;
class SyncActions;
class WindowCredentialPrompt;

/// The libraries that have a name: adding one, the questions for credentials, how often each is synchronised, and
/// copying a library to another place. Does nothing where the program gives no connections.
class ProfileActions : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        std::shared_ptr<const LibraryHost> host;
        std::shared_ptr<LibraryConnections> connections; ///< may be null
        std::shared_ptr<Settings> settings;
        std::shared_ptr<TaskRunner> runner;
        SyncActions *sync;
        MessageBar *messages;
        QWidget *window;
    };
    ProfileActions(LibraryManager &libraries, Parts parts, QObject *parent = nullptr);
    ~ProfileActions() override;

    [[nodiscard]] bool isPossible() const { return m_book != nullptr; }
    void addLibrary();
    void copyLibrary(LibrarySession *session);
    /// A page for the settings; null where there are no connections.
    [[nodiscard]] LibrariesPanel *makePanel(QWidget *parent);
    /// Those that have a name and are not open, for the library menu.
    [[nodiscard]] std::vector<LibraryProfile> closedProfiles() const;
    /// Asks whether the server of that library is to be trusted; where it is, the library is opened or synchronised.
    void meetHost(const QString &location, const Error &error);
    /// By which a library that was opened before is opened as it is configured: its profile's name, where it has one.
    [[nodiscard]] QString locationFor(const QString &url) const;
    /// Reads the profiles again.
    void reload();
    /// Closes what is open for a library that ends.
    void forget(const LibrarySession *session);

signals:
    void changed();
    /// Close it and open it by that location, as it is configured now.
    void reopenRequested(pulse::LibrarySession *session, const QString &location);

private:
    void name(LibrarySession *session);
    void openAdded(const LibraryProfile &profile);
    void goOn(const QString &location);
    void tellFailure(const QString &location, const Error &error);
    [[nodiscard]] LibrarySession *openAt(const QString &location) const;

    LibraryManager &m_libraries;
    Parts m_parts;
    std::unique_ptr<LibraryBook> m_book;
    bool m_isBookUnreadable = false;
    HostTrust *m_trust = nullptr;
    std::shared_ptr<WindowCredentialPrompt> m_prompt;
    QPointer<QDialog> m_dialog;
    const LibrarySession *m_copied = nullptr; ///< whose copy the dialog makes; compared only
};

} // namespace pulse::ui
