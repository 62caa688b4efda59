// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"

namespace pulse::ui {

/// Whether the session's library is kept elsewhere and is being fetched for the first time: what is not here yet may be
/// there. GUI thread.
[[nodiscard]] bool isStillFetched(const LibrarySession &session);

} // namespace pulse::ui
