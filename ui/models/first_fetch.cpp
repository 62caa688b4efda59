// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/models/first_fetch.h"

namespace pulse::ui {

bool isStillFetched(const LibrarySession &session)
{
    const LibrarySync *sync = session.sync();
    return sync && sync->status().running && !sync->status().lastSynced.isValid();
}

} // namespace pulse::ui
