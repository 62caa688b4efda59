// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/credentials.h"

namespace pulse::git {

/// Git's credential helpers, asked through `git credential` (gitcredentials(7)) as Git's own configuration of the user
/// has them. It runs outside any repository, so that no repository's configuration names a helper; it never asks on a
/// terminal or in a window; secrets go through pipes.
class CredentialHelper
{
public:
    explicit CredentialHelper(QUrl place)
        : m_place(std::move(place))
    {}

    /// Nothing where there is no helper, no Git, or nothing that a helper knows.
    [[nodiscard]] std::optional<Credential> fill(const std::stop_token &stop) const;
    void approve(const Credential &credential) const;
    void reject(const Credential &credential) const;

private:
    [[nodiscard]] QByteArray run(const QString &action, const QByteArray &input, const std::stop_token &stop) const;
    [[nodiscard]] QByteArray describe(const Credential *credential) const;

    const QUrl m_place;
};

} // namespace pulse::git
