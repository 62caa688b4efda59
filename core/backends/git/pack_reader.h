// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "object_source.h"
#include "oid.h"

#include <functional>
#include <optional>

namespace pulse::git {

/// Objects of any size out of a repository's packs (gitformat-pack(5); indexes of version 2), with bounded memory: what
/// stands whole in a pack is inflated in pieces; what stands as a delta has its base made in a file first.
///
/// Git's library reads a packed object only as a whole. This is for what is too large for that.
class PackReader
{
public:
    /// Makes a file of so many bytes that can be read, and has no name any more.
    using Spool = std::function<Sys<Descriptor>(ObjectSource &, qint64 size)>;

    PackReader(Fs &fs, const Descriptor &gitFolder)
        : m_fs(fs)
        , m_gitFolder(gitFolder)
    {}

    struct Opened
    {
        std::unique_ptr<ObjectSource> source;
        qint64 size = 0;
        bool isBlob = false;
    };
    /// Null where no pack of the repository's own has it. EFBIG where a base is out of all proportion, EBADMSG for
    /// damage, and the spool's errors.
    [[nodiscard]] Sys<Opened> open(const Oid &id, const Spool &spool) const;

private:
    struct Entry
    {
        std::shared_ptr<const Descriptor> pack;
        qint64 start = 0; ///< of the entry
        qint64 data = 0;  ///< of what is compressed
        qint64 size = 0;  ///< of that, plain: for a delta not of what it makes
        unsigned type = 0;
        qint64 baseStart = 0;
        Oid baseId;
    };
    [[nodiscard]] Sys<std::optional<Entry>> find(const Oid &id) const;
    [[nodiscard]] Sys<std::optional<qint64>> offsetIn(int index, const Oid &id) const;
    [[nodiscard]] Sys<Entry> entryAt(std::shared_ptr<const Descriptor> pack, qint64 start) const;
    [[nodiscard]] Sys<void> readExactly(int file, std::span<char> buffer, qint64 offset) const;

    Fs &m_fs;
    const Descriptor &m_gitFolder;
};

} // namespace pulse::git
