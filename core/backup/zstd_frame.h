// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <QByteArray>
#include <optional>

namespace pulse::backup {

/// One zstd frame with its content's size and a checksum. Empty when there is no memory for it.
[[nodiscard]] std::optional<QByteArray> compressFrame(QByteArrayView bytes, int level);

/// The content of one frame that declares its size, `most` bytes or fewer; empty when it is anything else.
[[nodiscard]] std::optional<QByteArray> decompressFrame(QByteArrayView frame, qint64 most);

} // namespace pulse::backup
