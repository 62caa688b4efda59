// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library.h"
#include "pulse/model/label.h"

// G4: `latest` and the labels are symbolic links inside a prompt's directory whose text is a version, or files of one
// line where the file system has no links. Their text is read and parsed; they are never followed.
namespace pulse::filesystem {

/// The version that a pointer's text names, published or not; empty when it is no version.
[[nodiscard]] std::optional<Version> readPointer(Fs &fs, int directory, const DirectoryEntry &pointer);

/// The same, and tells when the disk does not answer, for those who act on there being none.
[[nodiscard]] Sys<std::optional<Version>> tryReadPointer(Fs &fs, int directory, const DirectoryEntry &pointer);

/// Points it at a version that is published, in one step. The caller syncs the directory.
[[nodiscard]] Sys<void> writePointer(const Library &library, int directory, const QByteArray &pointer,
                                     const Version &version);

/// Makes `latest` say what it means for these versions. Returns whether the directory was changed and needs a sync.
[[nodiscard]] Sys<bool> pointLatest(const Library &library, int directory, const PromptDirectory &contents,
                                    std::span<const Version> versions);

/// The labels that point at published versions.
[[nodiscard]] Sys<LabelMap> readLabels(Fs &fs, int directory, const PromptDirectory &contents);

} // namespace pulse::filesystem
