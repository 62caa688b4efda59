// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "repository.h"

#include <QHash>

namespace pulse::backup {

/// What the last snapshot of a library saw of each prompt, so that what did not change need not be read. Derived:
/// without it everything is read again. One that is damaged, or made for other packs, counts as none.
struct FingerprintCache
{
    struct Entry
    {
        QByteArray fingerprint; ///< empty: always read
        Checksum record;
        qint64 versions = 0;
        qint64 labels = 0;
        qint64 bytes = 0;
    };
    /// A pack's file, so that one that was lost or cut off is noticed.
    struct PackFile
    {
        QByteArray name;
        qint64 bytes = 0;
    };
    Checksum listing;            ///< of the snapshot
    std::vector<PackFile> packs; ///< that held all that it names
    QHash<QByteArray, Entry> prompts;

    /// Whether the packs are still there as they were.
    [[nodiscard]] bool hasItsPacks(const Repository &repository) const;

    [[nodiscard]] static std::optional<FingerprintCache> read(const Repository &repository, const StorageInfo &library);
    /// Fails silently: the next backup is slower then.
    void write(const Repository &repository, const StorageInfo &library) const;
};

} // namespace pulse::backup
