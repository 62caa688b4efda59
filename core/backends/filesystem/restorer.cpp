// SPDX-License-Identifier: Apache-2.0
#include "restorer.h"

#include "layout.h"
#include "metadata_file.h"
#include "pointers.h"
#include "pulse/fs/file_io.h"
#include "version_files.h"

using namespace Qt::StringLiterals;

namespace pulse::filesystem {

Result<Name> Restorer::run(const QString &id, const std::optional<Name> &as, const std::stop_token &stop)
{
    auto writing = Writing::begin(m_library, m_call, stop);
    if (!writing)
        return failure(std::move(writing));
    const auto entry = m_trash.open(m_call, id);
    if (!entry)
        return failure(entry);
    const Name to = as.value_or(entry->record.entry.name);
    const auto targetExists = compareWithTarget(*entry, to, stop);
    if (!targetExists)
        return failure(targetExists);
    if (auto renamed = renameInside(*entry, to, stop); !renamed)
        return failure(std::move(renamed));
    const bool asOne = entry->record.entry.wholePrompt && !*targetExists;
    if (auto moved = asOne ? moveWhole(*writing, *entry, to) : moveVersions(*writing, *entry, to); !moved)
        return failure(std::move(moved));
    if (auto pointed = pointBack(*entry, to); !pointed)
        return failure(std::move(pointed));
    (void)m_trash.destroy(m_call, id); // an entry without a payload is not listed, and repair removes it
    return to;
}

// Which versions are missing at the target; answers whether there is a directory of that name at all.
Result<bool> Restorer::compareWithTarget(const Trash::Opened &entry, const Name &to, const std::stop_token &stop)
{
    Fs &fs = m_library.fs();
    PromptDirectory present;
    const auto target = m_library.openDirectory(m_call, layout::pathOf(to));
    if (!target && target.error().code() != ErrorCode::NotFound)
        return failure(target);
    if (target) {
        auto contents = m_library.read(m_call, *target);
        if (!contents)
            return failure(std::move(contents));
        present = *std::move(contents);
    }
    for (const DirectoryEntry &damaged : entry.contents.falseVersions)
        m_coming.append(damaged.name);
    for (const Version &version : entry.contents.versions) {
        const QByteArray name = layout::fileName(version);
        if (!std::ranges::binary_search(present.versions, version)) {
            m_coming.append(name);
            continue;
        }
        const auto trashed = open(fs, entry.payload.get(), name, Fs::Access::Directory);
        const auto published = open(fs, target->get(), name, Fs::Access::Directory);
        if (!trashed || !published)
            return m_call.fails(trashed ? published.error() : trashed.error());
        const auto same = isSame(*trashed, *published, {to, version}, stop);
        if (!same)
            return failure(same);
        if (!*same)
            return m_call.fails(ErrorCode::AlreadyExists,
                                u"“%1” has a version %2 with other content, which is not overwritten. Restore under "
                                "another name."_s.arg(to.toString(), version.toString()));
    }
    return target.has_value();
}

Result<bool> Restorer::isSame(const Descriptor &trashed, const Descriptor &published, const VersionKey &key,
                              const std::stop_token &stop) const
{
    Fs &fs = m_library.fs();
    const auto old = VersionFiles(fs, m_call, trashed, key, VersionFiles::Naming::Any).facts(stop);
    if (!old)
        return failure(old);
    const VersionFiles files(fs, m_call, published, key);
    const auto present = files.facts(stop);
    if (!present)
        return failure(present);
    if (old->metadata.checksum != present->metadata.checksum)
        return false;
    if (auto intact = files.verify(present->metadata, stop); !intact)
        return failure(std::move(intact));
    return true;
}

// While still in the trash: should it be cut off here, restoring again sets the name once more.
Result<void> Restorer::renameInside(const Trash::Opened &entry, const Name &to, const std::stop_token &stop)
{
    Fs &fs = m_library.fs();
    for (const Version &version : entry.contents.versions) {
        const QByteArray name = layout::fileName(version);
        if (!m_coming.contains(name))
            continue;
        const auto directory = open(fs, entry.payload.get(), name, Fs::Access::Directory);
        if (!directory)
            return m_call.fails(directory.error());
        auto facts = VersionFiles(fs, m_call, *directory, {to, version}, VersionFiles::Naming::Any).facts(stop);
        if (!facts && facts.error().code() == ErrorCode::Corrupt && to == entry.record.entry.name)
            continue; // damaged as it went, damaged as it comes back
        if (!facts)
            return failure(std::move(facts));
        if (facts->derived || facts->metadata.name == to)
            continue;
        facts->metadata.name = to;
        const auto written = replaceMetadata(m_library, directory->get(),
                                             storedForm(m_library, encodeMetadata(facts->metadata), facts->seal));
        if (!written)
            return m_call.fails(written.error());
        if (const auto synced = fs.sync(directory->get()); !synced)
            return m_library.loseTrust(m_call, synced.error());
    }
    return {};
}

Result<void> Restorer::moveWhole(Writing &writing, const Trash::Opened &entry, const Name &to)
{
    Fs &fs = m_library.fs();
    const auto parent = writing.openOrMakeParent(m_call, to);
    if (!parent)
        return failure(parent);
    const QByteArray leaf = layout::leafOf(layout::pathOf(to));
    // Nothing leaves the trash for a folder that a crash may take away.
    if (const auto synced = writing.syncAbove(parent->path); !synced) {
        writing.undo(*parent);
        return m_call.fails(synced.error());
    }
    if (const auto moved =
            renameWithoutReplacing(fs, entry.directory.get(), layout::trashedPrompt, parent->directory.get(), leaf);
        !moved) {
        writing.undo(*parent);
        return m_call.fails(moved.error());
    }
    writing.wasAdded(parent->directory, parent->path, leaf);
    auto synced = fs.sync(parent->directory.get());
    if (synced)
        synced = fs.sync(entry.directory.get());
    if (!synced)
        return m_library.loseTrust(m_call, synced.error());
    return {};
}

Result<void> Restorer::moveVersions(Writing &writing, const Trash::Opened &entry, const Name &to)
{
    Fs &fs = m_library.fs();
    const auto target = writing.openOrMake(m_call, to);
    if (!target)
        return failure(target);
    if (const auto synced = writing.syncAbove(target->path); !synced) {
        writing.undo(*target);
        return m_call.fails(synced.error());
    }
    for (const QByteArray &name : m_coming) {
        if (const auto moved = renameWithoutReplacing(fs, entry.payload.get(), name, target->directory.get(), name);
            !moved) {
            writing.undo(*target);
            return m_call.fails(moved.error());
        }
    }
    auto synced = fs.sync(target->directory.get());
    if (synced)
        synced = fs.sync(entry.payload.get());
    if (!synced)
        return m_library.loseTrust(m_call, synced.error());
    return {};
}

Result<void> Restorer::pointBack(const Trash::Opened &entry, const Name &to)
{
    Fs &fs = m_library.fs();
    const auto prompt = m_library.openPrompt(m_call, to);
    if (!prompt)
        return failure(prompt);
    const auto contents = m_library.read(m_call, *prompt);
    if (!contents)
        return failure(contents);
    for (const auto &[label, version] : entry.record.labels) {
        const QByteArray name = layout::fileName(label);
        if (std::ranges::contains(contents->pointers, name, &DirectoryEntry::name) ||
            !std::ranges::binary_search(contents->versions, version))
            continue;
        if (const auto written = writePointer(m_library, prompt->get(), name, version); !written)
            return m_call.fails(written.error());
    }
    if (const auto pointed = pointLatest(m_library, prompt->get(), *contents, contents->versions); !pointed)
        return m_call.fails(pointed.error());
    if (const auto synced = fs.sync(prompt->get()); !synced)
        return m_library.loseTrust(m_call, synced.error());
    return {};
}

} // namespace pulse::filesystem
