// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/fs/fs.h"

#include <QHash>
#include <QString>

namespace pulse::filesystem {

/// Which names a directory holds when case is ignored, so that a new name that differs from an existing one only by
/// case is found without reading thousands of entries each time.
///
/// Used only under the writer lock. What it remembers of a directory holds while the directory's times stand still;
/// because times are coarse, it also wants to know whether another writer had the lock since (`generation`).
class SiblingIndex
{
public:
    explicit SiblingIndex(Fs &fs)
        : m_fs(fs)
    {}

    /// The existing entry that collides with `segment` without being equal to it; empty when there is none.
    [[nodiscard]] Sys<QByteArray> collision(int directory, const QByteArray &path, const QByteArray &segment,
                                            std::uint64_t generation);
    /// Tells that this writer itself has just added `segment`.
    void added(int directory, const QByteArray &path, const QByteArray &segment, std::uint64_t generation);
    /// Tells that this writer itself has taken something out of the directory, which its times may not show.
    void forget(const QByteArray &path) { m_folders.remove(path); }

private:
    struct Folder
    {
        std::uint64_t inode = 0;
        std::int64_t modifiedNs = 0;
        std::int64_t changedNs = 0;
        std::uint64_t generation = 0;
        QHash<QString, QByteArray> names; ///< by folded form
    };
    [[nodiscard]] Sys<Folder> read(int directory);

    Fs &m_fs;
    QHash<QByteArray, Folder> m_folders;
};

} // namespace pulse::filesystem
