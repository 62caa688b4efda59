// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backends/filesystem/open.h"
#include "pulse/faults/operation.h"
#include "pulse/storage/capabilities.h"

namespace pulse::test {

/// A library as a person sees it, a line for each fact: versions with content and metadata, labels, what is in the
/// trash. Sorted; ids and dates of the trash left out.
using LibraryView = QStringList;

/// Opens the library `library` in the folder. Names are counted instead of random, from a start of its own for each
/// `series`, and time stands still, so that each run makes the same calls.
[[nodiscard]] Result<std::shared_ptr<Storage>> openCounted(const faults::Place &place, char series,
                                                           OpenOptions::Mode mode = OpenOptions::Mode::Existing);

[[nodiscard]] Result<LibraryView> viewOf(Storage &storage, const QString &library);

/// What must never be there, whatever happened: a version with one file, a pointer that leads nowhere, an empty or
/// zero-filled content, damage that verify reports. Abandoned temporaries may be there, and while the operation was not
/// done also a `latest` that lags and a prompt that is in two places.
[[nodiscard]] QStringList forbiddenIn(Storage &storage, const QString &library, bool isDone);

/// Temporary names anywhere in the library.
[[nodiscard]] QStringList temporariesIn(const QString &library);

[[nodiscard]] inline QString libraryIn(const faults::Place &place)
{
    return place.folder + QStringLiteral("/library");
}

} // namespace pulse::test
