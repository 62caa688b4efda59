// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pack_set.h"

#include <array>
#include <unordered_set>

namespace pulse::backup {

/// Takes contents and records, each once, and writes them in packs. Contents and records go into packs of their own, so
/// that a snapshot can be looked at without unpacking contents. Thread-safe; whoever fills a pack compresses and writes
/// it, while others go on adding.
class PackSink
{
public:
    enum class Kind { Content, Record };

    /// What `known` holds is not written again; it may be null.
    PackSink(const Repository &repository, QString operation, std::shared_ptr<const PackSet> known);

    [[nodiscard]] bool has(const Checksum &checksum) const;
    /// True when it is new. `checksum` must be that of the bytes.
    [[nodiscard]] Result<bool> add(Kind kind, const Checksum &checksum, QByteArrayView bytes);
    /// Writes what is left and makes all packs' names durable.
    [[nodiscard]] Result<void> finish();

    [[nodiscard]] qint64 writtenBytes() const { return m_writtenBytes; }
    [[nodiscard]] qint64 newContents() const { return m_newContents; }
    struct Written
    {
        QByteArray name;
        qint64 bytes = 0;
    };
    [[nodiscard]] const std::vector<Written> &written() const { return m_written; } ///< after finish

private:
    struct Open
    {
        QByteArray bytes;
        std::vector<PackEntry> entries;
    };
    static void append(Open &open, const Checksum &checksum, QByteArrayView bytes);
    [[nodiscard]] Result<void> write(Open open);

    const Repository &m_repository;
    const QString m_operation;
    const std::shared_ptr<const PackSet> m_known;
    mutable std::mutex m_mutex;
    std::array<Open, 2> m_open;
    std::unordered_set<Checksum, ChecksumHash> m_added;
    std::vector<Written> m_written;
    qint64 m_writtenBytes = 0;
    qint64 m_newContents = 0;
};

} // namespace pulse::backup
