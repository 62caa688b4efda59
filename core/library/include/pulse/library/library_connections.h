// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/credentials/credential_prompt.h"
#include "pulse/library/profiles.h"
#include "pulse/storage/connection_check.h"

#include <vector>

namespace pulse {

/// How the libraries that a person has are configured, tried and unlocked: what the window and the command line share.
/// Thread-safe and blocking, except where it says otherwise.
class LibraryConnections
{
public:
    virtual ~LibraryConnections() = default;

    [[nodiscard]] virtual Profiles &profiles() const = 0;
    /// The profile that `url` (as LibraryHost::locate gives it) stands for, with all that overrides it; one without a
    /// name where it is a URL alone.
    [[nodiscard]] virtual Result<LibraryProfile> profileOf(const QUrl &url) const = 0;

    /// What a backend can be told beyond its URL, for a form or a completion.
    struct BackendOption
    {
        QString key;         ///< in LibraryProfile::settings
        QString help;        ///< a line
        QStringList choices; ///< the only values there are; empty: any
    };
    [[nodiscard]] virtual std::vector<BackendOption> backendOptions(const QString &scheme) const = 0;

    /// Tries the way to a library that need not be a profile yet, step by step; `credential`, when given, is used in
    /// place of any that is kept, and nobody is asked. See StorageRegistry::ConnectionCheck.
    [[nodiscard]] virtual Result<void> check(const LibraryProfile &draft, const std::optional<Credential> &credential,
                                             const ConnectionReport &report, std::stop_token stop) const = 0;

    // ---- credentials
    /// Who is asked where no other source has a credential; null: nobody. Before the first library is opened.
    virtual void setCredentialPrompt(std::shared_ptr<CredentialPrompt> prompt) = 0;
    /// Why the system's keychain cannot keep anything now, a sentence; empty when it can.
    [[nodiscard]] virtual QString keychainProblem(std::stop_token stop) const = 0;
    /// Keeps a credential for a profile's library, in place of an earlier one. Errors: Unavailable (no keychain, or it
    /// is locked).
    [[nodiscard]] virtual Result<void> keepCredential(const LibraryProfile &profile, const Credential &credential,
                                                      KeepCredential keep, std::stop_token stop) const = 0;
    /// Where one is kept; Once for nowhere.
    [[nodiscard]] virtual Result<KeepCredential> keptCredential(const LibraryProfile &profile,
                                                                std::stop_token stop) const = 0;
    /// Forgets what is kept, in the session and in the keychain. Nothing kept is no error.
    [[nodiscard]] virtual Result<void> forgetCredential(const LibraryProfile &profile, std::stop_token stop) const = 0;
};

} // namespace pulse
