// SPDX-License-Identifier: Apache-2.0
#include "polled_tree.h"

#include "layout.h"
#include "pulse/fs/file_io.h"

namespace pulse::filesystem {
namespace {

size_t stampOf(const FileStatus &status, size_t seed)
{
    return qHashMulti(seed, status.inode, status.modifiedNs, status.changedNs);
}

} // namespace

void PolledTree::lookInto(const QByteArray &path, int depth, Stamps &stamps) const
{
    Fs &fs = m_library.fs();
    const auto directory = open(fs, m_library.root(), path, Fs::Access::Directory);
    if (!directory)
        return;
    const auto status = fs.status(directory->get());
    const auto contents = readPromptDirectory(fs, directory->get());
    if (!status || !contents)
        return;
    if (contents->isPrompt()) {
        size_t stamp = stampOf(*status, 0);
        for (const Version &version : contents->versions) {
            if (const auto below = fs.statusAt(directory->get(), layout::fileName(version)))
                stamp = stampOf(*below, stamp);
        }
        stamps.emplace(path, stamp);
    }
    for (const QByteArray &folder : contents->folders) {
        if (depth < layout::deepestFolder)
            lookInto(path + '/' + folder, depth + 1, stamps);
    }
}

void PolledTree::look(ChangeCollector &changes)
{
    Stamps now;
    lookInto(layout::prompts, 0, now);
    const auto trash = m_library.fs().statusAt(m_library.root(), layout::trash);
    const size_t trashNow = trash ? stampOf(*trash, 0) : 0;
    if (m_hasLooked) {
        for (const auto &[path, stamp] : now) {
            const auto before = m_prompts.find(path);
            if (before == m_prompts.end() || before->second != stamp)
                changes.addPrompt(path);
        }
        for (const auto &[path, stamp] : m_prompts) {
            if (!now.contains(path))
                changes.addPrompt(path);
        }
        if (trashNow != m_trash)
            changes.addTrash();
    }
    m_prompts = std::move(now);
    m_trash = trashNow;
    m_hasLooked = true;
}

} // namespace pulse::filesystem
