// SPDX-License-Identifier: Apache-2.0
#include "sibling_index.h"

#include "layout.h"

namespace pulse::filesystem {
namespace {

constexpr qsizetype rememberedFolders = 1000;

} // namespace

Sys<SiblingIndex::Folder> SiblingIndex::read(int directory)
{
    const auto status = m_fs.status(directory);
    if (!status)
        return std::unexpected(status.error());
    const auto entries = m_fs.entries(directory);
    if (!entries)
        return std::unexpected(entries.error());
    Folder folder;
    folder.inode = status->inode;
    folder.modifiedNs = status->modifiedNs;
    folder.changedNs = status->changedNs;
    folder.names.reserve(std::ssize(*entries));
    for (const DirectoryEntry &entry : *entries) {
        if (!entry.name.startsWith('.') && !entry.name.startsWith(layout::labelPrefix))
            folder.names.insert(foldCase(QString::fromUtf8(entry.name)), entry.name);
    }
    return folder;
}

Sys<QByteArray> SiblingIndex::collision(int directory, const QByteArray &path, const QByteArray &segment,
                                        std::uint64_t generation)
{
    auto known = m_folders.find(path);
    if (known != m_folders.end()) {
        const auto status = m_fs.status(directory);
        if (!status)
            return std::unexpected(status.error());
        if (known->generation != generation || known->inode != status->inode ||
            known->modifiedNs != status->modifiedNs || known->changedNs != status->changedNs) {
            m_folders.erase(known);
            known = m_folders.end();
        }
    }
    if (known == m_folders.end()) {
        auto folder = read(directory);
        if (!folder)
            return std::unexpected(folder.error());
        folder->generation = generation;
        if (m_folders.size() >= rememberedFolders)
            m_folders.clear();
        known = m_folders.insert(path, std::move(*folder));
    }
    const QByteArray existing = known->names.value(foldCase(QString::fromUtf8(segment)));
    return existing == segment ? QByteArray() : existing;
}

void SiblingIndex::added(int directory, const QByteArray &path, const QByteArray &segment, std::uint64_t generation)
{
    const auto known = m_folders.find(path);
    if (known == m_folders.end())
        return;
    const auto status = m_fs.status(directory);
    if (!status || known->generation != generation) {
        m_folders.erase(known);
        return;
    }
    known->names.insert(foldCase(QString::fromUtf8(segment)), segment);
    known->modifiedNs = status->modifiedNs;
    known->changedNs = status->changedNs;
}

} // namespace pulse::filesystem
