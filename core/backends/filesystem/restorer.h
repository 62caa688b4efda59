// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trash.h"

namespace pulse::filesystem {

/// Brings an entry of the trash back. Nothing is overwritten; after a crash in the middle the entry still holds what
/// did not come back yet, and restoring it again completes it.
class Restorer
{
public:
    Restorer(Library &library, Call call)
        : m_library(library)
        , m_trash(library)
        , m_call(std::move(call))
    {}

    [[nodiscard]] Result<Name> run(const QString &id, const std::optional<Name> &as, const std::stop_token &stop);

private:
    [[nodiscard]] Result<bool> compareWithTarget(const Trash::Opened &entry, const Name &to,
                                                 const std::stop_token &stop);
    [[nodiscard]] Result<bool> isSame(const Descriptor &trashed, const Descriptor &published, const VersionKey &key,
                                      const std::stop_token &stop) const;
    [[nodiscard]] Result<void> renameInside(const Trash::Opened &entry, const Name &to, const std::stop_token &stop);
    [[nodiscard]] Result<void> moveWhole(Writing &writing, const Trash::Opened &entry, const Name &to);
    [[nodiscard]] Result<void> moveVersions(Writing &writing, const Trash::Opened &entry, const Name &to);
    [[nodiscard]] Result<void> pointBack(const Trash::Opened &entry, const Name &to);

    Library &m_library;
    Trash m_trash;
    const Call m_call;
    QList<QByteArray> m_coming; // names of the version entries that are not there yet
};

} // namespace pulse::filesystem
