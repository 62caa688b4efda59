// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "call.h"
#include "pulse/model/metadata.h"
#include "pulse/model/seal.h"

namespace pulse::objects {

/// What a `metadata.json` in an object store says: the metadata, and under which key beside it the content lies.
struct VersionRecord
{
    Metadata metadata;
    QString content; ///< the leaf of the content's key
    Seal seal = Seal::Absent;
    std::optional<QByteArray> bytes = {}; ///< the content itself, where it is small enough to come along
};

/// What stands in the place of a removed version's metadata until that is deleted: whoever changes the metadata by
/// condition meets it, and nobody takes it for a version. It is recognised by its size, so that a listing tells.
[[nodiscard]] QByteArray tombstone();
[[nodiscard]] bool isTombstone(qint64 size);

/// Sealed. Invalid when it could not be read back; without the bytes where only those are in the way of that.
[[nodiscard]] Result<QByteArray> encodeRecord(const Call &call, const VersionRecord &record);
/// As it would be read back after that.
[[nodiscard]] Result<VersionRecord> asReadBack(const Call &call, const VersionRecord &record);
/// One that was read back, with the key of another content by now: it needs no second look.
[[nodiscard]] QByteArray encodeAsRead(const VersionRecord &record);

enum class Naming {
    Checked, ///< metadata that names another prompt is damage
    Any      ///< it is just being renamed, or lies in the trash
};
/// Corrupt when it cannot be understood, its seal is wrong, or it belongs to another version.
[[nodiscard]] Result<VersionRecord> decodeRecord(const Call &call, const VersionKey &key, const QByteArray &bytes,
                                                 Naming naming = Naming::Checked);

} // namespace pulse::objects
