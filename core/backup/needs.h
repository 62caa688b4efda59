// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "snapshots.h"

#include <unordered_set>

namespace pulse::backup {

/// What snapshots need, each checksum once.
class Needs
{
public:
    using Set = std::unordered_set<Checksum, ChecksumHash>;
    /// Told of every version of a record that is seen for the first time.
    using OnVersion = std::function<void(const Record &, const RecordedVersion &)>;

    Needs(BlobReader &blobs, QString operation)
        : m_reader(blobs, operation)
        , m_operation(std::move(operation))
    {}

    /// Adds what the listing names. Stops at the first part that cannot be read.
    [[nodiscard]] Result<void> add(const Checksum &listing, const OnVersion &onVersion, const std::stop_token &stop);
    /// The same, going on past what cannot be read; `onProblem` is told of it.
    using OnProblem = std::function<void(const QString &subject, const Error &)>;
    [[nodiscard]] Result<void> addAll(const Checksum &listing, const OnVersion &onVersion, const OnProblem &onProblem,
                                      const std::stop_token &stop);

    [[nodiscard]] const Set &records() const { return m_records; } ///< lists too
    [[nodiscard]] const Set &contents() const { return m_contents; }
    [[nodiscard]] bool has(const Checksum &checksum) const
    {
        return m_records.contains(checksum) || m_contents.contains(checksum);
    }

private:
    SnapshotReader m_reader;
    const QString m_operation;
    Set m_records;
    Set m_contents;
};

} // namespace pulse::backup
