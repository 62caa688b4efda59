// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library.h"
#include "pulse/storage/capabilities.h"

namespace pulse::filesystem {

/// Changes of labels, each under the writer lock and durable on return.
[[nodiscard]] Result<void> changeLabel(Library &library, const Call &call, const Name &name, const Label &label,
                                       const std::optional<Version> &target,
                                       const LabelStorage::Precondition &precondition, const std::stop_token &stop);

} // namespace pulse::filesystem
