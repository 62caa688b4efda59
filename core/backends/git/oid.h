// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QHashFunctions>
#include <array>
#include <compare>
#include <git2/oid.h>

namespace pulse::git {

/// The name of an object: the SHA-1 of its header and bytes. A value; zero means none.
struct Oid
{
    std::array<unsigned char, GIT_OID_SHA1_SIZE> bytes{};

    [[nodiscard]] static Oid from(const git_oid &oid)
    {
        Oid result;
        std::ranges::copy(oid.id, result.bytes.begin());
        return result;
    }
    [[nodiscard]] static Oid fromRaw(const char *raw)
    {
        Oid result;
        std::ranges::copy_n(raw, std::ssize(result.bytes), result.bytes.begin());
        return result;
    }
    /// Zero unless the text is forty hexadecimal digits.
    [[nodiscard]] static Oid fromHex(QByteArrayView hex)
    {
        git_oid oid{};
        return hex.size() == GIT_OID_SHA1_HEXSIZE && git_oid_fromstrn(&oid, hex.data(), GIT_OID_SHA1_HEXSIZE) == 0
                   ? from(oid)
                   : Oid();
    }
    [[nodiscard]] git_oid toGit() const
    {
        git_oid oid{};
        std::ranges::copy(bytes, oid.id);
        return oid;
    }
    [[nodiscard]] QByteArray raw() const
    {
        return {reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size())};
    }
    [[nodiscard]] QByteArray hex() const { return raw().toHex(); }
    [[nodiscard]] bool isNull() const { return *this == Oid(); }

    friend bool operator==(const Oid &, const Oid &) = default;
    friend auto operator<=>(const Oid &, const Oid &) = default;
    friend size_t qHash(const Oid &oid, size_t seed = 0) noexcept
    {
        return qHashBits(oid.bytes.data(), oid.bytes.size(), seed);
    }
};

} // namespace pulse::git
