// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "call.h"
#include "object_batch.h"
#include "pulse/base/byte_source.h"
#include "pulse/crypto/checksum.h"
#include "pulse/fs/descriptor.h"

#include <functional>

namespace pulse::git {

/// How open to others what is written in a repository shall be: as its folder `objects` is.
struct Modes
{
    unsigned file = 0600;
    unsigned folder = 0700;

    [[nodiscard]] static Modes like(unsigned folderMode)
    {
        const unsigned shared = folderMode & 0055U;
        return {.file = 0600U | (shared & 0044U), .folder = 0700U | shared};
    }
};

class PackFormat;

/// Writes objects into a repository: few as loose objects, many as a pack. They are on the disk, and so are the folders
/// that hold them, when a call returns. Whether an object is there already is never asked: one that a killed program
/// wrote may not be on the disk.
class ObjectWriter
{
public:
    /// `gitFolder` stays open as long as the writer lives. `randomName` gives unpredictable letters and digits.
    ObjectWriter(Fs &fs, const Descriptor &gitFolder, Modes modes, std::function<QByteArray()> randomName)
        : m_fs(fs)
        , m_gitFolder(gitFolder)
        , m_modes(modes)
        , m_randomName(std::move(randomName))
    {}

    [[nodiscard]] Result<void> write(const ObjectBatch &batch, const Call &call, const std::stop_token &stop) const;

    struct Streamed
    {
        Oid id;
        qint64 size = 0;
        Checksum checksum;
    };
    /// A blob whose bytes are never in memory at once.
    [[nodiscard]] Result<Streamed> writeBlob(ByteSource &content, const Call &call, const std::stop_token &stop) const;

private:
    struct Spool;
    [[nodiscard]] Sys<Descriptor> openOrMake(int folder, const QByteArray &name) const;
    [[nodiscard]] Result<void> writeLoose(const ObjectBatch &batch, const Call &call,
                                          const std::stop_token &stop) const;
    [[nodiscard]] Result<void> writePack(const ObjectBatch &batch, const Call &call, const std::stop_token &stop) const;
    [[nodiscard]] Result<void> fillPack(int pack, const ObjectBatch &batch, PackFormat &format, const Call &call,
                                        const std::stop_token &stop) const;
    [[nodiscard]] Sys<Descriptor> openObjects() const;
    [[nodiscard]] Result<Spool> spool(ByteSource &content, int objects, const Call &call,
                                      const std::stop_token &stop) const;
    [[nodiscard]] Sys<void> publish(int objects, const QByteArray &temporary, const Oid &id) const;

    Fs &m_fs;
    const Descriptor &m_gitFolder;
    const Modes m_modes;
    const std::function<QByteArray()> m_randomName;
};

} // namespace pulse::git
