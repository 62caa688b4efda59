// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/composition/registry.h"
#include "pulse/composition/standard_connections.h"
#include "pulse/library/library_host.h"
#include "pulse/library/settings.h"

#include <future>
#include <mutex>

namespace pulse {

/// Opens libraries for the program, by the person's settings and the environment. Thread-safe and blocking.
class StandardLibraryHost final : public LibraryHost
{
public:
    enum class Purpose {
        Reading,  ///< a command that changes nothing: opened read-only, without reading the settings
        Changing, ///< a command that may change the library
        Window    ///< a long life: with the cache
    };

    /// Without `settings` those of the person are read when they are first needed.
    StandardLibraryHost(Purpose purpose, std::shared_ptr<const Clock> clock, std::shared_ptr<Settings> settings = {});

    [[nodiscard]] Result<QUrl> locate(const QString &location) const override;
    [[nodiscard]] Result<std::shared_ptr<Library>>
    open(const QUrl &url, OpenOptions::Mode mode, const ProgressSink &progress, std::stop_token stop) const override;
    [[nodiscard]] Result<QUrl> locateDefault() const override;
    [[nodiscard]] QUrl defaultLibrary() const override;
    [[nodiscard]] StandardConnections &connections() const override;
    [[nodiscard]] QUrl sampleLibrary() const override;
    /// Builds the library aside and moves it in place when it is whole, so that what a person later removes from it
    /// does not come back.
    [[nodiscard]] Result<std::shared_ptr<Library>> openSample(const ProgressSink &progress,
                                                              std::stop_token stop) const override;

    [[nodiscard]] const std::shared_ptr<Settings> &settings() const;

    /// What goes before the session and the keychain. Before connections() is first called, and before any library is
    /// opened.
    void giveCredentials(GivenCredentials given) { m_given = std::move(given); }

    /// Makes whom connections() asks for credentials, once there are any. As giveCredentials().
    void setCredentialPrompt(std::function<std::shared_ptr<CredentialPrompt>()> make)
    {
        m_makePrompt = std::move(make);
    }
    /// Asks no server: neither in opening nor later, with what it opened; what would have to fails (Unavailable) with
    /// this sentence. But a repository that was never here is fetched all the same. As giveCredentials().
    void stayOffline(const QString &why) { m_offline = why; }

    /// As open(), without layers and replica: what is read and written is what is there. For copying whole libraries.
    [[nodiscard]] Result<std::shared_ptr<Library>> openDirect(const QUrl &url, OpenOptions::Mode mode,
                                                              const ProgressSink &progress, std::stop_token stop) const;
    /// Those of the URLs that can be opened.
    [[nodiscard]] QStringList schemes() const { return registry().schemes(); }

    /// Begins to open a library that is there, and to list its prompts, on threads of its own; the next open() of it
    /// takes over what was begun. Call it before the host is shared.
    void beginOpening(const QString &location);

private:
    using Opened = Result<std::shared_ptr<Storage>>;
    /// How one opening goes.
    struct Attempt
    {
        OpenOptions::Mode mode;
        ProgressSink progress;
        std::stop_token stop;
    };
    [[nodiscard]] const StorageRegistry &registry() const;
    /// Follows what the settings say, also later.
    [[nodiscard]] std::shared_ptr<Library> libraryOf(std::shared_ptr<Storage> storage) const;
    [[nodiscard]] Opened openStorage(const QUrl &url, const Attempt &attempt) const;
    [[nodiscard]] Opened stacked(Opened driver) const;
    [[nodiscard]] Opened layered(Opened driver, const LibraryProfile &profile) const;
    [[nodiscard]] Result<QUrl> locateProfile(const QString &name) const;
    [[nodiscard]] Opened openProfile(const LibraryProfile &profile, const Attempt &attempt) const;
    [[nodiscard]] Opened takeBegun(const QUrl &url, const Attempt &attempt) const;

    Purpose m_purpose;
    std::shared_ptr<const Clock> m_clock;
    mutable std::once_flag m_settingsRead;
    mutable std::shared_ptr<Settings> m_settings;
    mutable std::once_flag m_registryMade;
    mutable StorageRegistry m_registry;
    GivenCredentials m_given;
    QString m_offline;
    std::function<std::shared_ptr<CredentialPrompt>()> m_makePrompt;
    mutable std::once_flag m_connectionsMade;
    mutable std::unique_ptr<StandardConnections> m_connections;
    QUrl m_begunUrl;
    mutable std::mutex m_begunMutex;
    mutable std::future<Opened> m_begun; // the last member: its thread ends before the rest goes
};

} // namespace pulse
