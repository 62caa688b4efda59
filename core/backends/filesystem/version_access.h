// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "version_files.h"

namespace pulse::filesystem {

/// Opens the directory of a published version. Errors: NotFound, Corrupt.
[[nodiscard]] Result<Descriptor> openVersion(const Library &library, const Call &call, const VersionKey &key);

/// Opens a version and reads from it with `reading(files)`, which returns a Result. A version that is removed in the
/// middle of it is NotFound and not damaged.
template <typename Reading>
auto readVersion(const Library &library, const Call &call, const VersionKey &key, Reading reading)
    -> decltype(reading(std::declval<const VersionFiles &>()))
{
    const auto directory = openVersion(library, call, key);
    if (!directory)
        return failure(directory);
    auto answer = reading(VersionFiles(library.fs(), call, *directory, key));
    if (!answer && answer.error().code() == ErrorCode::Corrupt) {
        const auto again = openVersion(library, call, key);
        if (!again && again.error().code() == ErrorCode::NotFound)
            return failure(again);
    }
    return answer;
}

/// Applies a patch to what is stored. Takes the writer lock.
[[nodiscard]] Result<Metadata> patchMetadata(Library &library, const Call &call, const VersionKey &key,
                                             const MetadataPatch &patch, const std::stop_token &stop);

} // namespace pulse::filesystem
