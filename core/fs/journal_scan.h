// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal_record.h"
#include "pulse/fs/file_io.h"
#include "pulse/fs/journal.h"

namespace pulse::detail {

struct ScannedRecord
{
    RecordHead::Type type = RecordHead::Type::Put;
    QByteArray key;
    qint64 offset = 0;
    qint64 valueBytes = 0;

    [[nodiscard]] qint64 bytes() const { return recordHeadBytes + key.size() + valueBytes; }
};

struct JournalScan
{
    std::vector<ScannedRecord> records; ///< intact ones, in order
    std::vector<JournalDamage> damage;
    qint64 tornBytes = 0; ///< what a cut-short append left, wherever
    qint64 end = 0;       ///< behind the last intact record
};

/// Fills `buffer` from `offset` as far as the file goes.
[[nodiscard]] Sys<qsizetype> readFullyAt(Fs &fs, int file, std::span<char> buffer, qint64 offset);

/// Finds every intact record between two offsets, also behind bytes that are none.
[[nodiscard]] Sys<JournalScan> scanJournal(Fs &fs, int file, qint64 from, qint64 size);

/// The value of a record; empty where its bytes are not what its sum says.
[[nodiscard]] Sys<std::optional<QByteArray>> readValue(Fs &fs, int file, const ScannedRecord &record);

} // namespace pulse::detail
