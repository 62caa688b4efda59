// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "object_source.h"
#include "repository.h"

#include <functional>
#include <stop_token>

namespace pulse::git {

/// A blob of any size in pieces, wherever the repository keeps it: beyond a megabyte it is never in memory as a whole.
/// What Git keeps as a delta is put together in a file without a name, beside the objects. Not thread-safe; the
/// repository outlives it.
///
/// The bytes are not compared with the blob's name: who reads compares them with what they should be.
class BlobStream
{
public:
    /// `randomName` names files that exist for a moment. Errors: Corrupt, Unsupported (what only Git's library can
    /// read, larger than Storage::maxBufferedBytes), NoSpace, Cancelled.
    [[nodiscard]] static Result<std::unique_ptr<BlobStream>> open(const Repository &repository, const Oid &id,
                                                                  const std::function<QByteArray()> &randomName,
                                                                  const Call &call, const std::stop_token &stop);
    [[nodiscard]] qint64 size() const { return m_size; }
    /// 0 at the end.
    [[nodiscard]] Sys<qsizetype> read(std::span<char> buffer);

private:
    qint64 m_size = 0;
    QByteArray m_whole; // of a small one
    qsizetype m_position = 0;
    std::unique_ptr<ObjectSource> m_source;
};

} // namespace pulse::git
