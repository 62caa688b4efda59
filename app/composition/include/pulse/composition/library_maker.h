// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backup/backup_store.h"

namespace pulse {

/// How a backup that is restored aside makes its new library: in a folder, over the system calls that it is given.
[[nodiscard]] BackupStore::LibraryMaker libraryMaker(std::shared_ptr<const Clock> clock);

} // namespace pulse
