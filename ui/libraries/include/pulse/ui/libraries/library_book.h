// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_connections.h"
#include "pulse/library/settings.h"
#include "pulse/library/task.h"

#include <QObject>

namespace pulse::ui {

/// The libraries that a person has given a name, as the window knows them: read and changed on workers, told in the GUI
/// thread.
class LibraryBook : public QObject
{
    Q_OBJECT

public:
    LibraryBook(std::shared_ptr<LibraryConnections> connections, std::shared_ptr<Settings> settings,
                std::shared_ptr<TaskRunner> runner, QObject *parent = nullptr);
    ~LibraryBook() override;

    /// What was read last. A value.
    struct Contents
    {
        std::vector<Profiles::Entry> profiles; ///< by name
        QString defaultLibrary;                ///< as configured: a name, URL or path; may be empty
        QStringList environments;
        QString environment; ///< the one in force; empty for none
    };
    [[nodiscard]] const Contents &contents() const { return m_contents; }
    [[nodiscard]] bool isLoaded() const { return m_isLoaded; }
    /// Null when there is none that can be used.
    [[nodiscard]] const LibraryProfile *find(const QString &name) const;
    [[nodiscard]] const LibraryProfile *findByUrl(const QUrl &url) const;
    [[nodiscard]] bool isDefault(const LibraryProfile &profile) const;

    void reload();

    /// Adds a profile, or changes the one of that name; keeps the credential where one is given; makes it the default,
    /// or not the default any more. `changed` follows.
    struct Entry
    {
        QString name; ///< of the profile that is changed; empty: a new one is added
        LibraryProfile profile;
        std::optional<Credential> credential = {};
        KeepCredential keep = KeepCredential::Session;
        bool makeDefault = false;
    };
    [[nodiscard]] Task<void> save(const Entry &entry);
    [[nodiscard]] Task<void> remove(const QString &name);
    /// Empty: none.
    [[nodiscard]] Task<void> setDefault(const QString &name);
    [[nodiscard]] Task<void> useEnvironment(const QString &name);

    /// Tries the way to a library; `step` is called in the GUI thread while `context` lives.
    [[nodiscard]] Task<void> check(const LibraryProfile &draft, const std::optional<Credential> &credential,
                                   QObject *context, std::function<void(const ConnectionStep &)> step);
    /// Why there is no keychain, a sentence; empty where there is one. Only who is about to keep something asks: it
    /// takes the module for networks, and may wake the keychain.
    [[nodiscard]] Task<QString> keychainProblem();
    /// `use(LibraryConnections &, std::stop_token) -> Result<T>` on a worker thread.
    template <typename Use>
    [[nodiscard]] auto run(Use use)
    {
        return m_runner->run([connections = m_connections, use = std::move(use)](std::stop_token stop) mutable {
            return use(*connections, std::move(stop));
        });
    }
    [[nodiscard]] const std::shared_ptr<LibraryConnections> &connections() const { return m_connections; }

signals:
    void changed();
    /// The file of the profiles cannot be read.
    void failed(const pulse::Error &error);

private:
    template <typename Use>
    [[nodiscard]] Task<void> change(Use use);

    std::shared_ptr<LibraryConnections> m_connections;
    std::shared_ptr<Settings> m_settings;
    std::shared_ptr<TaskRunner> m_runner;
    Contents m_contents;
    bool m_isLoaded = false;
    Task<Contents> m_loading;
};

} // namespace pulse::ui
