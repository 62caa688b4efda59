// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/credentials/credential_store.h"
#include "pulse/library/library_connections.h"
#include "pulse/library/settings.h"
#include "pulse/storage/registry.h"

#include <functional>

namespace pulse {

/// Where credentials come from beside the session, the keychain and the person.
struct GivenCredentials
{
    std::shared_ptr<const EnvironmentSecrets> variables;
    std::shared_ptr<DescriptorSecrets> descriptor;
    std::shared_ptr<Keychain> keychain;          ///< null: the system's
    std::function<void(const QString &)> notice; ///< told what a person should know beside a result
    /// Told, from any thread, that a library wanted credentials which nobody gave: the profile's name, empty for a
    /// library without one. May be empty.
    std::function<void(const QString &)> unanswered = {};
};

/// The configured libraries of the program. Thread-safe and blocking.
class StandardConnections final : public LibraryConnections
{
public:
    StandardConnections(std::shared_ptr<Settings> settings, const StorageRegistry &registry,
                        std::shared_ptr<const Clock> clock, GivenCredentials given);

    [[nodiscard]] Profiles &profiles() const override { return *m_profiles; }
    [[nodiscard]] Result<LibraryProfile> profileOf(const QUrl &url) const override;
    [[nodiscard]] std::vector<BackendOption> backendOptions(const QString &scheme) const override;
    [[nodiscard]] Result<void> check(const LibraryProfile &draft, const std::optional<Credential> &credential,
                                     const ConnectionReport &report, std::stop_token stop) const override;
    void setCredentialPrompt(std::shared_ptr<CredentialPrompt> prompt) override;
    [[nodiscard]] QString keychainProblem(std::stop_token stop) const override;
    [[nodiscard]] Result<void> keepCredential(const LibraryProfile &profile, const Credential &credential,
                                              KeepCredential keep, std::stop_token stop) const override;
    [[nodiscard]] Result<KeepCredential> keptCredential(const LibraryProfile &profile,
                                                        std::stop_token stop) const override;
    [[nodiscard]] Result<void> forgetCredential(const LibraryProfile &profile, std::stop_token stop) const override;

    /// How a backend is to open the profile's library.
    [[nodiscard]] OpenOptions optionsFor(const LibraryProfile &profile, OpenOptions::Mode mode) const;

private:
    [[nodiscard]] std::shared_ptr<CredentialSource> chainFor(const LibraryProfile &profile,
                                                             const std::optional<Credential> &given, bool mayAsk) const;

    std::shared_ptr<Settings> m_settings;
    const StorageRegistry &m_registry;
    std::shared_ptr<const Clock> m_clock;
    GivenCredentials m_given;
    std::unique_ptr<Profiles> m_profiles;
    std::shared_ptr<CredentialStore> m_store;
    mutable std::mutex m_mutex;
    std::shared_ptr<CredentialPrompt> m_prompt;
};

} // namespace pulse
