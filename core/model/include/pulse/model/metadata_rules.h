// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/metadata.h"

namespace pulse {

/// validateMetadata() but for what only reading it back tells (the whole's size, the depth and characters of unknown
/// fields): for who reads back the document that it becomes a part of, and need not read it twice.
[[nodiscard]] Result<void> validateFields(const Metadata &metadata);

} // namespace pulse
