// SPDX-License-Identifier: Apache-2.0
#include "prompt_folder.h"

#include "layout.h"

namespace pulse::git {
std::optional<Version> versionNamed(const QByteArray &name)
{
    if (name.isEmpty() || name[0] < '0' || name[0] > '9')
        return std::nullopt;
    auto version = Version::parse(QString::fromUtf8(name));
    return version ? std::optional(*std::move(version)) : std::nullopt;
}

EntryKind kindOf(const QByteArray &name, unsigned mode)
{
    if (name.startsWith('.'))
        return EntryKind::Stray;
    if (name == layout::latest)
        return EntryKind::Latest;
    if (name.startsWith(layout::labelPrefix))
        return EntryKind::Label;
    if (versionNamed(name))
        return mode == folderMode ? EntryKind::Version : EntryKind::FalseVersion;
    if (mode == folderMode)
        return EntryKind::Folder;
    return mode == linkMode ? EntryKind::Link : EntryKind::Stray;
}

PromptFolder PromptFolder::of(const std::vector<TreeEntry> &entries)
{
    PromptFolder folder;
    for (const TreeEntry &entry : entries) {
        switch (kindOf(entry)) {
        case EntryKind::Version:
            folder.versions.emplace_back(*versionNamed(entry.name), entry);
            break;
        case EntryKind::FalseVersion:
            folder.falseVersions.push_back(entry);
            break;
        case EntryKind::Latest:
        case EntryKind::Label:
            folder.pointers.push_back(entry);
            break;
        case EntryKind::Folder:
            folder.folders.push_back(entry);
            break;
        case EntryKind::Link:
            folder.links.push_back(entry);
            break;
        case EntryKind::Stray:
            break;
        }
    }
    std::ranges::sort(folder.versions, {}, [](const auto &item) -> const Version & { return item.first; });
    std::ranges::sort(folder.folders, {}, &TreeEntry::name);
    return folder;
}

const TreeEntry *PromptFolder::version(const Version &version) const
{
    const auto found =
        std::ranges::find(versions, version, [](const auto &item) -> const Version & { return item.first; });
    return found == versions.end() ? nullptr : &found->second;
}

std::vector<Version> PromptFolder::versionList() const
{
    std::vector<Version> list;
    list.reserve(versions.size());
    for (const auto &[version, entry] : versions)
        list.push_back(version);
    return list;
}

std::optional<Version> parsePointer(QByteArrayView text)
{
    if (text.endsWith('\n'))
        text.chop(1);
    if (text.size() > layout::longestPointer)
        return std::nullopt;
    auto version = Version::parse(QString::fromUtf8(text));
    return version ? std::optional(*std::move(version)) : std::nullopt;
}

Result<LabelMap> labelsOf(const BlobReader &blobs, const PromptFolder &folder, const Call &call)
{
    LabelMap labels;
    for (const TreeEntry &pointer : folder.pointers) {
        if (!pointer.name.startsWith(layout::labelPrefix) || (pointer.mode != linkMode && !pointer.isFile()))
            continue;
        const auto label = Label::parse(QString::fromUtf8(pointer.name.sliced(1)));
        if (!label)
            continue;
        const auto size = blobs.sizeOf(pointer.id, call);
        if (!size)
            return failure(size);
        if (*size > layout::longestPointer)
            continue;
        const auto text = blobs.readSmall(pointer.id, layout::longestPointer, call);
        if (!text)
            return failure(text);
        const auto version = parsePointer(*text);
        if (version && folder.version(*version) != nullptr)
            labels.emplace(*label, *version);
    }
    return labels;
}

} // namespace pulse::git
