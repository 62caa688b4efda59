// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"

namespace pulse {

/// What `trash/<id>/record.json` holds.
struct TrashRecord
{
    TrashEntry entry;
    LabelMap labels; ///< as they were; for a whole prompt
};

[[nodiscard]] QByteArray encodeTrashRecord(const TrashRecord &record);
/// Corrupt when it is not what encodeTrashRecord writes. `id` is the entry's own name.
[[nodiscard]] Result<TrashRecord> decodeTrashRecord(QByteArrayView json, const QString &id);

} // namespace pulse
