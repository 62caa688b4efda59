// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "version_files.h"

namespace pulse::filesystem {

/// Opens the directory of a published version. Errors: NotFound, Corrupt.
[[nodiscard]] Result<Descriptor> openVersion(const Library &library, const Call &call, const VersionKey &key);

/// Remembers what a listing should tell of a version that could not be read.
void noteOutcome(const Library &library, const VersionKey &key, const Error &error);

/// Whether the version's path leads to another directory by now than the one that is open, or to none.
[[nodiscard]] bool wasReplaced(const Library &library, const VersionKey &key, const Descriptor &directory);

/// Opens a version and reads from it with `reading(files)`, which returns a Result. A version that is removed, or
/// removed and made again, in the middle of it is not damaged.
template <typename Reading>
auto readVersion(const Library &library, const Call &call, const VersionKey &key, Reading reading)
    -> decltype(reading(std::declval<const VersionFiles &>()))
{
    for (;;) {
        const auto directory = openVersion(library, call, key);
        if (!directory) {
            noteOutcome(library, key, directory.error());
            return failure(directory);
        }
        auto answer = reading(VersionFiles(library.fs(), call, *directory, key));
        if (answer) {
            library.damage().clear(key);
            return answer;
        }
        if (answer.error().code() == ErrorCode::Corrupt && wasReplaced(library, key, *directory))
            continue;
        noteOutcome(library, key, answer.error());
        return answer;
    }
}

/// Applies a patch to what is stored. Takes the writer lock.
[[nodiscard]] Result<Metadata> patchMetadata(Library &library, const Call &call, const VersionKey &key,
                                             const MetadataPatch &patch, const std::stop_token &stop);

} // namespace pulse::filesystem
