// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <QUrl>
#include <optional>
#include <stop_token>

namespace pulse {

/// What lets a backend in. Lives as short as it can; never logged, never in an Error, never in a URL or argument.
struct Credential
{
    QString user;         ///< a user name or access key id; empty for a bearer token
    QString secret;       ///< a password, secret access key, token or key's passphrase
    QString sessionToken; ///< of temporary S3 credentials; empty otherwise
};

/// For what a credential is wanted.
struct CredentialRequest
{
    enum class Kind { Password, BearerToken, AccessKey, KeyPassphrase };
    Kind kind = Kind::Password;
    QUrl place;    ///< scheme, host and port, and the path of the library; without user information
    QString realm; ///< as the server names it; empty where it does not
    QString user;  ///< the user that the configuration names; empty for any
    /// The credential that was given before did not work: the next source is asked, or the person.
    bool rejected = false;
};

/// Where credentials come from: the environment, a file descriptor, the system's keychain, a question to the person.
/// Blocking, thread-safe; called from worker threads.
class CredentialSource
{
public:
    virtual ~CredentialSource() = default;
    /// Nothing where there is none to be had; an error where one may be there but cannot be read now (the keychain is
    /// locked): never a fallback to something weaker.
    [[nodiscard]] virtual Result<std::optional<Credential>> credential(const CredentialRequest &request,
                                                                       std::stop_token stop) = 0;
    /// The credential that was given for this worked; a person who was asked may now be offered to keep it.
    virtual void accepted(const CredentialRequest &request, const Credential &credential) = 0;
};

} // namespace pulse
