// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backends/s3/settings.h"
#include "pulse/backends/s3/signature.h"
#include "pulse/storage/credentials.h"

#include <memory>
#include <mutex>

namespace pulse::s3 {

/// Finds the keys that requests are signed with, in the order that the settings ask for: environment variables, the
/// profile's files, then the source that was given (keychain, question). Keeps what it found until it is told that it
/// was refused; then it reads the same place anew (temporary keys are renewed by other programs), and goes on to the
/// next when it finds the same there. Thread-safe.
class CredentialChain
{
public:
    /// The source may be null.
    CredentialChain(Settings settings, Environment environment, std::shared_ptr<CredentialSource> source);

    /// Errors: PermissionDenied (nowhere are any; says where they were looked for), the source's own.
    [[nodiscard]] Result<SigningIdentity> identity(std::stop_token stop);
    /// The server refused them. True when there are others to try now.
    [[nodiscard]] bool refused(const SigningIdentity &identity, std::stop_token stop);
    /// The server took them.
    void accepted(const SigningIdentity &identity);

private:
    enum class Place { Environment, Profile, Source, End };
    using Found = Result<std::optional<SigningIdentity>>;

    [[nodiscard]] std::vector<Place> places() const;
    [[nodiscard]] Found lookIn(Place place, bool rejected, std::stop_token stop) const;
    [[nodiscard]] Found fromEnvironment() const;
    [[nodiscard]] Found fromProfile() const;
    [[nodiscard]] Found fromSource(bool rejected, std::stop_token stop) const;
    [[nodiscard]] CredentialRequest request() const;
    [[nodiscard]] Error none() const;
    [[nodiscard]] Error unusable(const QString &problem) const;

    const Settings m_settings;
    const Environment m_environment;
    const std::shared_ptr<CredentialSource> m_source;
    std::mutex m_mutex;
    size_t m_at = 0; // in places()
    bool m_announced = false;
    std::optional<SigningIdentity> m_identity;
};

} // namespace pulse::s3
