// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <QByteArray>
#include <QString>
#include <array>
#include <compare>
#include <memory>

namespace pulse {

/// A SHA-256 (FIPS 180-4) of a prompt's plain content, written `sha256:<64 lower-case hex digits>`. A value.
class Checksum
{
public:
    using Digest = std::array<unsigned char, 32>;

    /// The checksum of bytes in memory.
    [[nodiscard]] static Checksum of(QByteArrayView bytes);
    [[nodiscard]] static Checksum fromDigest(const Digest &digest);
    /// Reads the written form; anything else is Invalid.
    [[nodiscard]] static Result<Checksum> parse(QStringView text);

    [[nodiscard]] QString toString() const; ///< "sha256:…"
    [[nodiscard]] QString hex() const;      ///< the 64 digits alone
    [[nodiscard]] const Digest &digest() const { return m_digest; }

    friend auto operator<=>(const Checksum &, const Checksum &) = default;

private:
    Digest m_digest{};
};

/// Computes a Checksum over bytes that come in pieces. Not thread-safe; move-only.
class ChecksumBuilder
{
public:
    ChecksumBuilder();
    ~ChecksumBuilder();
    ChecksumBuilder(ChecksumBuilder &&) noexcept;
    ChecksumBuilder &operator=(ChecksumBuilder &&) noexcept;

    void add(QByteArrayView bytes);
    /// The checksum of all bytes added; the builder starts anew after it.
    [[nodiscard]] Checksum finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace pulse
