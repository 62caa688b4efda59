// SPDX-License-Identifier: Apache-2.0
#include "prompt_directory.h"

#include "layout.h"

namespace pulse::filesystem {
namespace {

// Most names are no versions; the first character tells without building an error for each.
std::optional<Version> versionNamed(const QByteArray &name)
{
    if (name[0] < '0' || name[0] > '9')
        return std::nullopt;
    auto version = Version::parse(QString::fromUtf8(name));
    return version ? std::optional(*std::move(version)) : std::nullopt;
}

void sortIn(PromptDirectory &sorted, const DirectoryEntry &entry)
{
    if (layout::isTemporary(entry.name)) {
        sorted.temporaries.append(entry.name);
    } else if (entry.name.startsWith('.')) {
        sorted.hasHidden = true;
    } else if (entry.name == layout::latest || entry.name.startsWith(layout::labelPrefix)) {
        sorted.pointers.append(entry);
    } else if (auto version = versionNamed(entry.name)) {
        if (entry.type == EntryType::Directory)
            sorted.versions.push_back(*std::move(version));
        else
            sorted.falseVersions.append(entry);
    } else if (entry.type == EntryType::Directory) {
        sorted.folders.append(entry.name);
    } else if (entry.type == EntryType::Link) {
        sorted.links.append(entry.name);
    } else {
        sorted.strays.append(entry);
    }
}

} // namespace

PromptDirectory sortEntries(const std::vector<DirectoryEntry> &entries)
{
    PromptDirectory sorted;
    for (const DirectoryEntry &entry : entries)
        sortIn(sorted, entry);
    std::ranges::sort(sorted.versions);
    std::ranges::sort(sorted.folders);
    std::ranges::sort(sorted.links);
    return sorted;
}

Sys<PromptDirectory> readPromptDirectory(Fs &fs, int directory)
{
    const auto entries = fs.entries(directory);
    if (!entries)
        return std::unexpected(entries.error());
    return sortEntries(*entries);
}

} // namespace pulse::filesystem
