// SPDX-License-Identifier: Apache-2.0
#include "pulse/composition/library_maker.h"

#include "pulse/backends/filesystem/open.h"

namespace pulse {

BackupStore::LibraryMaker libraryMaker(std::shared_ptr<const Clock> clock)
{
    return [clock = std::move(clock)](const QString &folder, const std::shared_ptr<Fs> &fs) {
        filesystem::Parts parts = filesystem::defaultParts();
        parts.fs = fs;
        return filesystem::openLibrary(
            QUrl::fromLocalFile(folder),
            {.mode = OpenOptions::Mode::CreateIfNone, .readOnly = false, .author = {}, .clock = clock},
            std::move(parts));
    };
}

} // namespace pulse
