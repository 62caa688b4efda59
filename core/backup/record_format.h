// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backup/backup_types.h"

// The texts by which a snapshot names what it holds (docs/backup-format.md): a record a prompt, lists of records, and
// the list of lists.
namespace pulse::backup {

struct RecordedVersion
{
    Version version;
    Checksum checksum;
    qint64 size = 0;
    QByteArray metadata; ///< metadata.json
};

struct Record
{
    Name name;
    LabelMap labels;
    std::vector<RecordedVersion> versions; ///< ascending
};

[[nodiscard]] QByteArray encodeRecord(const Record &record);
/// Empty when it is not what encodeRecord writes.
[[nodiscard]] std::optional<Record> decodeRecord(QByteArrayView text);
/// The prompt with its metadata read; Corrupt when that cannot be understood.
[[nodiscard]] Result<SnapshotPrompt> toPrompt(const Record &record);

struct ListedPrompt
{
    QByteArray name;
    Checksum record;
};
[[nodiscard]] QByteArray encodeList(const std::vector<ListedPrompt> &prompts);
[[nodiscard]] std::optional<std::vector<ListedPrompt>> decodeList(QByteArrayView text);

struct ListedPart
{
    QByteArray prefix; ///< of the hexadecimal checksums of the names in it; may be empty
    qint64 prompts = 0;
    Checksum list;
};
[[nodiscard]] QByteArray encodeListing(const std::vector<ListedPart> &parts);
[[nodiscard]] std::optional<std::vector<ListedPart>> decodeListing(QByteArrayView text);

/// How many digits of the names' checksums tell the parts of a listing apart.
[[nodiscard]] qsizetype prefixDigits(qint64 prompts);

/// What a snapshot's own file says.
struct Snapshot
{
    SnapshotInfo info;
    Checksum listing;
    QByteArray fileName;
};
[[nodiscard]] QByteArray encodeSnapshot(const Snapshot &snapshot);
/// The id is in the file's name, and so is a part of the checksum of its bytes. The problem is told in `info`.
[[nodiscard]] Snapshot decodeSnapshot(const QByteArray &fileName, QByteArrayView bytes);
[[nodiscard]] QByteArray snapshotFileName(const QDateTime &takenAt, QByteArrayView bytes);
[[nodiscard]] bool isSnapshotName(const QByteArray &fileName);

} // namespace pulse::backup
