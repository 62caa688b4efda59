// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/credentials/wipe.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace pulse {

/// What scripts give in variables: PULSE_<PROFILE>_USER, _PASSWORD, _TOKEN and _SESSION_TOKEN, with the profile's name
/// in upper case and `-` as `_`. Thread-safe.
class EnvironmentSecrets
{
public:
    /// Takes them out of the process's environment, memory included, so that no child inherits them and
    /// /proc/PID/environ no longer shows them. Call it once, before there are other threads.
    [[nodiscard]] static EnvironmentSecrets take();

    /// What is there for the profile and this kind: Password and AccessKey want _PASSWORD (else _TOKEN), BearerToken
    /// wants _TOKEN, KeyPassphrase _PASSWORD. `user` stands where no _USER is given.
    [[nodiscard]] std::optional<Credential> find(const QString &profile, CredentialRequest::Kind kind,
                                                 const QString &user) const;

private:
    std::map<QByteArray, Wiped<QByteArray>> m_values; // by the variable
};

/// What a script gives through a file descriptor, in the lines of Git's credential format: `username=…`, `password=…`,
/// and `token=…`, `session-token=…`; `host=…` says for which server. Thread-safe.
class DescriptorSecrets
{
public:
    /// Reads to the end and closes it. Errors: Invalid (not open for reading, none of these lines, above 64 KiB).
    [[nodiscard]] static Result<std::shared_ptr<DescriptorSecrets>> read(int descriptor);

    /// Whether a `host=` says for which server it is.
    [[nodiscard]] bool namesHost() const { return !m_host.isEmpty(); }
    /// Handed to the first library that asks (`library` identifies it), and to no other; with `host=` to that host.
    [[nodiscard]] std::optional<Credential> find(const CredentialRequest &request, const QString &library);

private:
    DescriptorSecrets() = default;
    Result<void> parse(const QByteArray &text);

    std::mutex m_mutex;
    std::optional<QString> m_claimedBy;
    QString m_host;
    Wiped<Credential> m_credential; // the secret is the password, else the token
    Wiped<QString> m_token;
};

} // namespace pulse
