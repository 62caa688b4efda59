// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pack_set.h"
#include "record_format.h"

#include <functional>

namespace pulse::backup {

/// The snapshots' own files.
class Snapshots
{
public:
    explicit Snapshots(const Repository &repository)
        : m_repository(repository)
    {}

    enum class Unreadable {
        Fail, ///< a disk that does not give a file ends it: what is in the file may be sound
        Note  ///< it is told as the snapshot's problem
    };
    /// Newest first, damaged ones included.
    [[nodiscard]] Result<std::vector<Snapshot>> all(const QString &operation, const std::stop_token &stop,
                                                    Unreadable unreadable = Unreadable::Fail) const;
    [[nodiscard]] Result<Snapshot> find(const QString &operation, const QString &text,
                                        const std::stop_token &stop) const;
    /// The commit: durable when it returns, with its id. Only while writing.
    [[nodiscard]] Result<Snapshot> commit(const QString &operation, Snapshot snapshot) const;
    /// They are gone for good when it returns, and so is whatever had been removed before. Only while writing.
    [[nodiscard]] Result<void> remove(const QString &operation, const std::vector<Snapshot> &snapshots) const;

private:
    const Repository &m_repository;
};

/// Walks over what a snapshot names, each record once, in the order of the listing.
class SnapshotReader
{
public:
    SnapshotReader(BlobReader &blobs, QString operation)
        : m_blobs(blobs)
        , m_operation(std::move(operation))
    {}

    [[nodiscard]] Result<std::vector<ListedPart>> parts(const Checksum &listing);
    [[nodiscard]] Result<std::vector<ListedPrompt>> list(const Checksum &list);
    [[nodiscard]] Result<Record> record(const Checksum &record);
    /// All prompts of a listing, sorted by name.
    [[nodiscard]] Result<std::vector<ListedPrompt>> prompts(const Checksum &listing, const std::stop_token &stop);

private:
    [[nodiscard]] std::unexpected<Error> damaged(const Checksum &checksum) const;

    BlobReader &m_blobs;
    const QString m_operation;
};

} // namespace pulse::backup
