// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/crypto/checksum.h"

#include <optional>
#include <vector>

// A pack as docs/backup-format.md describes it: a frame of contents, a frame of the table, a skippable frame that says
// how long the table's frame is.
namespace pulse::backup {

struct PackEntry
{
    Checksum checksum;
    qint64 offset = 0;
    qint64 length = 0;
};

struct PackTable
{
    std::vector<PackEntry> entries;
    qint64 bytes = 0; ///< of the contents before compression
};

inline constexpr qsizetype trailerBytes = 12;
/// More than any pack can have; what claims more is damaged.
inline constexpr qint64 largestTable = 256LL * 1024 * 1024;
inline constexpr qint64 largestPack = 512LL * 1024 * 1024;

/// The whole file. Empty when there is no memory for it.
[[nodiscard]] std::optional<QByteArray> encodePack(QByteArrayView contents, const std::vector<PackEntry> &entries);

/// How long the table's frame is, from the end of the file, `trailerBytes` of it or more.
[[nodiscard]] std::optional<qint64> tableFrameBytes(QByteArrayView tail);
/// The table from its frame; empty when it is damaged. Its entries lie one behind the other, in `bytes` bytes.
[[nodiscard]] std::optional<PackTable> decodeTable(QByteArrayView frame);
/// The contents from their frame, which is all of the file before the table's.
[[nodiscard]] std::optional<QByteArray> decodeContents(QByteArrayView frame, const PackTable &table);

[[nodiscard]] std::optional<Checksum> checksumFromHex(QByteArrayView hex);
[[nodiscard]] QByteArray toHex(const Checksum &checksum);

/// Cuts off what comes before the next `end`, and that as well; all of it where there is none.
[[nodiscard]] QByteArrayView takeUpTo(QByteArrayView &text, char end);

} // namespace pulse::backup
