// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/credentials.h"

#include <QByteArray>

namespace pulse {

// Overwrites a secret in memory before it is let go. What is shared with a copy elsewhere is left alone: the last of
// them wipes it. Empty afterwards.
void wipe(QString &secret);
void wipe(QByteArray &secret);
void wipe(Credential &credential);

/// A value that is wiped when it goes.
template <typename Secret>
class Wiped
{
public:
    Wiped() = default;
    explicit Wiped(Secret secret)
        : m_secret(std::move(secret))
    {}
    ~Wiped() { wipe(m_secret); }
    Wiped(Wiped &&other) noexcept
        : m_secret(std::exchange(other.m_secret, {}))
    {}
    Wiped &operator=(Wiped &&other) noexcept
    {
        std::swap(m_secret, other.m_secret);
        return *this;
    }
    Wiped(const Wiped &) = delete;
    Wiped &operator=(const Wiped &) = delete;

    [[nodiscard]] const Secret &operator*() const { return m_secret; }
    [[nodiscard]] const Secret *operator->() const { return &m_secret; }
    [[nodiscard]] Secret &edit() { return m_secret; }

private:
    Secret m_secret;
};

} // namespace pulse
