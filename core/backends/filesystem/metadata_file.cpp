// SPDX-License-Identifier: Apache-2.0
#include "metadata_file.h"

#include "layout.h"
#include "pulse/fs/file_io.h"

namespace pulse::filesystem {

Sys<void> replaceMetadata(const Library &library, int versionDirectory, const QByteArray &json)
{
    Fs &fs = library.fs();
    const QByteArray temporary = library.temporaryName();
    Sys<void> done;
    {
        const auto file = createFile(fs, versionDirectory, temporary, json);
        done = file ? fs.sync(file->get()) : Sys<void>(std::unexpected(file.error()));
    }
    if (done)
        done = fs.rename(versionDirectory, temporary, versionDirectory, layout::metadataFile);
    if (!done)
        (void)fs.removeFile(versionDirectory, temporary);
    return done;
}

} // namespace pulse::filesystem
