// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/credentials/credential_prompt.h"
#include "pulse/credentials/given_credentials.h"
#include "pulse/credentials/keychain.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace pulse {

/// Credentials that are kept for as long as the program runs, and in the keychain. Thread-safe.
class CredentialStore
{
public:
    /// Without a keychain only the session keeps anything.
    explicit CredentialStore(std::shared_ptr<Keychain> keychain);

    /// Under which name one is kept: the library, the kind, and the server of `place`, so that a profile that is
    /// pointed elsewhere hands nothing to the new server.
    [[nodiscard]] static QString keyOf(const QString &library, CredentialRequest::Kind kind, const QUrl &place);

    [[nodiscard]] std::optional<Credential> inSession(const QString &key) const;
    void keepInSession(const QString &key, const Credential &credential);
    void forgetInSession(const QString &key);

    [[nodiscard]] Result<std::optional<Credential>> inKeychain(const QString &key, std::stop_token stop) const;
    [[nodiscard]] Result<void> keepInKeychain(const QString &key, const Credential &credential,
                                              std::stop_token stop) const;
    [[nodiscard]] Result<void> forgetInKeychain(const QString &key, std::stop_token stop) const;
    /// Why it cannot keep anything now, a sentence; empty when it can.
    [[nodiscard]] QString keychainProblem(std::stop_token stop) const;

private:
    std::shared_ptr<Keychain> m_keychain;
    mutable std::mutex m_mutex;
    std::map<QString, Wiped<Credential>> m_session;
};

/// One library's way to credentials.
struct CredentialChainOptions
{
    QString profile; ///< its name; empty for a library that is named by its URL
    QString library; ///< as a person knows it; identifies it among others
    /// Where it is: what was given, and variables, are for this server and sent to no other, wherever a repository says
    /// that its home is; a descriptor's only with `host=`. What is kept is kept for the server that asked.
    QUrl place;
    QString user;                                        ///< that its profile names; may be empty
    std::optional<Credential> given;                     ///< goes before everything; nothing else is then asked
    std::shared_ptr<const EnvironmentSecrets> variables; ///< null: none
    std::shared_ptr<DescriptorSecrets> descriptor;       ///< null: none
    std::shared_ptr<CredentialStore> store;              ///< null: none
    std::shared_ptr<CredentialPrompt> prompt;            ///< null: nobody to ask
    /// Told what a person should know beside the result: that something could not be kept. May be empty.
    std::function<void(const QString &)> notice;
    /// Told, from any thread, that one was wanted which nobody gave and which a person could have entered beforehand,
    /// for this library and its server. May be empty.
    std::function<void()> unanswered = {};
};

/// Asks, in this order: what was given, variables, the file descriptor, the session, the keychain, the person. One that
/// was rejected is not given again: those after it are asked. A keychain that is there but cannot be read ends the
/// search with its error where there is nobody to ask.
[[nodiscard]] std::shared_ptr<CredentialSource> makeCredentialChain(CredentialChainOptions options);

} // namespace pulse
