// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/fs/fs.h"

#include <QMap>
#include <QString>
#include <vector>

namespace pulse::faults {

/// What is on a disk below one folder: inodes by number, and what their directories name. Number 0 is the folder
/// itself. A value, cheap to copy.
struct Disk
{
    struct Inode
    {
        EntryType type = EntryType::File;
        unsigned mode = 0;
        QByteArray data; ///< content of a file, target of a link
        QMap<QByteArray, int> entries;
    };
    std::vector<Inode> inodes;

    [[nodiscard]] Inode &operator[](int number) { return inodes[static_cast<size_t>(number)]; }
    [[nodiscard]] const Inode &operator[](int number) const { return inodes[static_cast<size_t>(number)]; }
};

/// Reads a folder with all below it.
[[nodiscard]] Disk readDisk(const QString &folder);

/// Empties the folder (which exists) and makes it what the disk shows.
void writeDisk(const Disk &disk, const QString &folder);

/// The same for the same names, types, modes and contents, whatever the numbers; what no name leads to counts for
/// nothing.
[[nodiscard]] QByteArray fingerprint(const Disk &disk);

/// All paths, sorted, with types, modes and lengths, to be read by a person.
[[nodiscard]] QString describe(const Disk &disk);

} // namespace pulse::faults
