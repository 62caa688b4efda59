// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/fs/descriptor.h"

#include <QByteArray>

// Small compositions of Fs calls that every durable part needs.
namespace pulse {

inline constexpr unsigned privateDirectoryMode = 0700;
inline constexpr unsigned privateFileMode = 0600;

[[nodiscard]] Sys<Descriptor> open(Fs &fs, int directory, const QByteArray &path, Fs::Access access);

/// Writes all of it, however short the single writes are.
[[nodiscard]] Sys<void> writeAll(Fs &fs, int file, QByteArrayView bytes);

/// Fills the buffer as far as the file goes.
[[nodiscard]] Sys<qsizetype> readFully(Fs &fs, int file, std::span<char> buffer);

/// A new file of mode 0600 whatever the umask, filled but not synced.
[[nodiscard]] Sys<Descriptor> createFile(Fs &fs, int directory, const QByteArray &name, QByteArrayView bytes);

/// A new directory of mode 0700 whatever the umask, opened; not synced.
[[nodiscard]] Sys<Descriptor> createDirectory(Fs &fs, int directory, const QByteArray &name);

/// rename that never replaces, also where the file system has no such call: there it relies on the writer lock (which
/// the caller holds) and on a directory never replacing one that has files in it.
[[nodiscard]] Sys<void> renameWithoutReplacing(Fs &fs, int fromDirectory, const QByteArray &from, int toDirectory,
                                               const QByteArray &to);

/// Deletes a file, link or directory with all below it, following nothing. What is missing already is no failure.
[[nodiscard]] Sys<void> removeTree(Fs &fs, int directory, const QByteArray &name);

} // namespace pulse
