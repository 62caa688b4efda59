// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library.h"
#include "pulse/model/metadata.h"
#include "pulse/model/seal.h"

namespace pulse::filesystem {

/// How a library keeps these bytes of a small JSON file: sealed where its schema asks for it, or where the file was
/// sealed already.
[[nodiscard]] QByteArray storedForm(const Library &library, const QByteArray &json, Seal before = Seal::Absent);

/// Replaces a version's metadata.json in one step. The file is durable; the caller syncs the directory.
[[nodiscard]] Sys<void> replaceMetadata(const Library &library, int versionDirectory, const QByteArray &json);

/// Replaces a file in one step by a durable one; the caller syncs the directory.
[[nodiscard]] Sys<void> replaceFile(const Library &library, int directory, const QByteArray &name,
                                    const QByteArray &bytes);

/// Writes a durable file where nobody reads yet, so that no rename is needed; the caller syncs the directory.
[[nodiscard]] Sys<void> makeFile(Fs &fs, int directory, const QByteArray &name, const QByteArray &bytes);

/// The bytes of a regular file of at most JsonLimits::bytes; EINVAL when it is anything else.
[[nodiscard]] Sys<QByteArray> readSmallFile(Fs &fs, int directory, const QByteArray &name);

} // namespace pulse::filesystem
