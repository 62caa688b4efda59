// SPDX-License-Identifier: Apache-2.0
#include "inspector.h"
#include "metadata_file.h"
#include "pulse/base/clock.h"
#include "pulse/fs/file_io.h"
#include "trash.h"

#include <cerrno>

using namespace Qt::StringLiterals;

// The part of Inspector that looks into the trash, and decides what becomes of what a crash left.
namespace pulse::filesystem {

Result<void> Inspector::inspectTrash()
{
    const auto directory = open(m_fs, m_library.root(), layout::trash, Fs::Access::Directory);
    if (!directory) {
        reportUnreadable(layout::trash, directory.error());
        return {};
    }
    inspectMode(layout::trash, directory->get(), privateDirectoryMode);
    const auto entries = m_fs.entries(directory->get());
    if (!entries)
        return m_call.fails(entries.error());
    m_isInTrash = true;
    for (const DirectoryEntry &entry : *entries) {
        if (auto go = m_call.checkStop(m_stop); !go)
            return go;
        inspectEntry(*directory, entry);
    }
    m_isInTrash = false;
    return {};
}

void Inspector::inspectEntry(const Descriptor &trash, const DirectoryEntry &entry)
{
    const QByteArray path = layout::trash + '/' + entry.name;
    if (layout::isTemporary(entry.name)) {
        m_doubts.push_back({layout::trash, entry.name});
        return;
    }
    if (entry.type != EntryType::Directory) {
        const bool isLink = entry.type == EntryType::Link;
        report(Severity::Notice, isLink ? u"symbolic-link"_s : u"extra-file"_s, path,
               u"It is no part of the trash. Pulse leaves it alone."_s);
        return;
    }
    inspectAccess(trash.get(), entry.name, path, privateDirectoryMode);
    const auto directory = open(m_fs, trash.get(), entry.name, Fs::Access::Directory);
    if (!directory) {
        reportUnreadable(path, directory.error());
        return;
    }
    const Place place{path, *directory};
    inspectMode(path, directory->get(), privateDirectoryMode);
    const auto opened = Trash(m_library).open(m_call, QString::fromUtf8(entry.name));
    if (opened || holdsSomething(path + '/' + layout::trashedPrompt)) {
        inspectRecord(place);
        inspectPayload(place, QString::fromUtf8(entry.name));
        return;
    }
    const auto contents = m_fs.entries(directory->get());
    const bool isPlain =
        contents && std::ranges::all_of(*contents, [](const DirectoryEntry &one) {
            return one.name == layout::recordFile || one.name == layout::trashedPrompt || layout::isTemporary(one.name);
        });
    Finding &finding = report(Severity::Notice, u"empty-trash-entry"_s, path,
                              u"An entry of the trash holds nothing. Repair removes it."_s);
    const bool isContent = !isPlain || holdsContent(directory->get(), layout::trashedPrompt);
    mend(finding, isContent ? u"Moved it to “lost”."_s : u"Removed it."_s, [&]() -> Sys<void> {
        if (!isContent)
            return removeTree(m_fs, trash.get(), entry.name);
        const auto moved = moveToLost(trash.get(), entry.name, path);
        return moved ? Sys<void>() : Sys<void>(std::unexpected(moved.error()));
    });
}

void Inspector::inspectRecord(const Place &entry)
{
    const QByteArray path = entry.path + '/' + layout::recordFile;
    inspectAccess(entry.directory.get(), layout::recordFile, path, privateFileMode);
    if (const auto file = open(m_fs, entry.directory.get(), layout::recordFile, Fs::Access::Read))
        inspectMode(path, file->get(), privateFileMode);
    const auto json = readSmallFile(m_fs, entry.directory.get(), layout::recordFile);
    const QString id = QString::fromUtf8(layout::leafOf(entry.path));
    const auto record =
        json ? decodeTrashRecord(*json, id) : failure(ErrorCode::Corrupt, {}, {}, u"Its record cannot be read."_s);
    if (!record) {
        const bool isSealBroken = json && sealOf(*json) == Seal::Wrong;
        report(Severity::Warning, isSealBroken ? u"bad-seal"_s : u"trash-without-record"_s,
               isSealBroken ? path : entry.path,
               u"Something lies in the trash, but what it was is not known: %1 Look into the folder; move out by "
               "hand what you need."_s.arg(record.error().message()))
            .acceptable = isSealBroken && decodeTrashRecord(unsealed(*json), id).has_value();
        return;
    }
    if (m_isSealed && sealOf(*json) == Seal::Absent)
        report(Severity::Warning, u"unsealed"_s, path,
               u"The record of “%1” in the trash has no seal, so damage to it cannot be noticed. Look at it; if it is "
               "right, accept it as it is."_s.arg(record->entry.name.toString()))
            .acceptable = true;
    if (!record->entry.wholePrompt)
        return;
    const auto payload = open(m_fs, entry.directory.get(), layout::trashedPrompt, Fs::Access::Directory);
    const bool isSplit =
        payload && std::ranges::any_of(record->entry.versions, [&](const Version &version) {
            const auto place =
                open(m_fs, m_library.root(), layout::pathOf(record->entry.name, version), Fs::Access::Directory);
            return place && !m_fs.statusAt(payload->get(), layout::fileName(version));
        });
    if (isSplit)
        report(
            Severity::Notice, u"split-prompt"_s, entry.path,
            u"Some versions of “%1” are in the trash and some in their place, as after a removal or a restoring that "
            "was cut off. Remove the rest, or restore this entry, to bring them together."_s.arg(
                record->entry.name.toString()));
}

void Inspector::inspectPayload(const Place &entry, const QString &id)
{
    const QByteArray path = entry.path + '/' + layout::trashedPrompt;
    inspectAccess(entry.directory.get(), layout::trashedPrompt, path, privateDirectoryMode);
    const auto payload = open(m_fs, entry.directory.get(), layout::trashedPrompt, Fs::Access::Directory);
    const auto contents = payload ? readPromptDirectory(m_fs, payload->get()) : std::unexpected(payload.error());
    if (!contents) {
        reportUnreadable(path, contents.error());
        return;
    }
    inspectMode(path, payload->get(), privateDirectoryMode);
    inspectOddities(path, *contents);
    const auto json = readSmallFile(m_fs, entry.directory.get(), layout::recordFile);
    const auto record = json ? decodeTrashRecord(unsealed(*json), id) : failure(ErrorCode::Corrupt, {}, {}, QString());
    const Name name = record ? record->entry.name : *Name::parse(u"unknown");
    for (const Version &version : contents->versions) {
        const QByteArray below = path + '/' + layout::fileName(version);
        inspectAccess(payload->get(), layout::fileName(version), below, privateDirectoryMode);
        const auto directory = open(m_fs, payload->get(), layout::fileName(version), Fs::Access::Directory);
        if (directory)
            inspectVersionAt({below, *directory}, {name, version});
        else
            reportUnreadable(below, directory.error(), VersionKey{name, version});
    }
}

// Removing and restoring leave an empty folder when they are killed before the first version or after the last.
bool Inspector::holdsSomething(const QByteArray &path) const
{
    const auto folder = open(m_fs, m_library.root(), path, Fs::Access::Directory);
    if (!folder)
        return folder.error().number != ENOENT;
    const auto contents = readPromptDirectory(m_fs, folder->get());
    return !contents || contents->isPrompt() || !contents->folders.isEmpty() || !contents->links.isEmpty() ||
           !contents->falseVersions.empty() || !contents->strays.empty();
}

// Whoever holds the writer lock knows that nobody else is in the middle of a commit. Only long content is written
// without it, into a temporary directory that its writer has locked.
void Inspector::settleDoubts()
{
    if (m_doubts.empty())
        return;
    std::optional<Writing> writing;
    if (!m_isWriting && !m_library.isReadOnly()) {
        if (auto begun = Writing::begin(m_library, m_call, m_stop))
            writing.emplace(*std::move(begun));
    }
    for (const Doubt &doubt : m_doubts) {
        Descriptor parent;
        if (!doubt.parent.isEmpty()) {
            auto opened = open(m_fs, m_library.root(), doubt.parent, Fs::Access::Directory);
            if (!opened)
                continue;
            parent = *std::move(opened);
        }
        settle(doubt, parent ? parent.get() : m_library.root());
    }
}

void Inspector::settle(const Doubt &doubt, int directory)
{
    const QByteArray path = doubt.parent.isEmpty() ? doubt.name : doubt.parent + '/' + doubt.name;
    if (!m_fs.statusAt(directory, doubt.name))
        return;
    if (doubt.isFolder) {
        const auto folder = open(m_fs, directory, doubt.name, Fs::Access::Directory);
        const auto entries = folder ? m_fs.entries(folder->get()) : std::unexpected(folder.error());
        if (!entries || !entries->empty())
            return;
        Finding &finding =
            report(Severity::Notice, u"empty-folder"_s, path, u"The folder holds nothing. Repair removes it."_s);
        mend(finding, u"Removed it."_s, [&] {
            const auto removed = m_fs.removeDirectory(directory, doubt.name);
            if (removed)
                removeEmptyAbove(doubt.parent);
            return removed;
        });
        return;
    }
    if (const auto opened = open(m_fs, directory, doubt.name, Fs::Access::Directory);
        opened && !m_fs.tryLock(opened->get()))
        return;
    // What lies in the trash itself, or was dropped from the library's folder, a person wanted to be gone.
    const bool isDoomed = doubt.parent == layout::trash || doubt.name.startsWith(layout::droppedPrefix);
    const bool isContent = !isDoomed && holdsContent(directory, doubt.name);
    Finding &finding =
        report(Severity::Notice, u"abandoned-temporary"_s, path,
               isContent ? u"A program was stopped before it finished; nothing was published from this. It holds a "
                           "text, so a repair moves it to the folder “lost”."_s
                         : u"A program was stopped before it finished; nothing was published from this. Repair "
                           "removes it."_s);
    mend(finding, isContent ? u"Moved it to the folder “lost”."_s : u"Removed it."_s, [&]() -> Sys<void> {
        if (!isContent)
            return removeTree(m_fs, directory, doubt.name);
        const auto moved = moveToLost(directory, doubt.name, path);
        return moved ? Sys<void>() : Sys<void>(std::unexpected(moved.error()));
    });
}

// A folder that held nothing but an empty one holds nothing now.
void Inspector::removeEmptyAbove(const QByteArray &path)
{
    for (QByteArray at = path; !layout::parentOf(at).isEmpty(); at = layout::parentOf(at)) {
        const auto parent = open(m_fs, m_library.root(), layout::parentOf(at), Fs::Access::Directory);
        if (!parent || !m_fs.removeDirectory(parent->get(), layout::leafOf(at)))
            return;
    }
}

// Whether a folder holds a file with bytes that is neither metadata nor a pointer, of which Pulse has the original.
bool Inspector::holdsContent(int directory, const QByteArray &name) const
{
    const auto folder = open(m_fs, directory, name, Fs::Access::Directory);
    if (!folder &&
        (folder.error().number == ENOENT || folder.error().number == ENOTDIR || folder.error().number == ELOOP))
        return false;
    const auto entries = folder ? m_fs.entries(folder->get()) : std::unexpected(folder.error());
    if (!entries)
        return true; // what cannot be read may hold anything
    return std::ranges::any_of(*entries, [&](const DirectoryEntry &entry) {
        if (entry.type == EntryType::Directory)
            return holdsContent(folder->get(), entry.name);
        const auto status = m_fs.statusAt(folder->get(), entry.name);
        return entry.type == EntryType::File && entry.name != layout::metadataFile && entry.name != layout::latest &&
               !entry.name.startsWith(layout::labelPrefix) && !layout::isTemporary(entry.name) &&
               (!status || status->size > 0);
    });
}

// First the record, so that what moves is never without the place that it came from.
Sys<QByteArray> Inspector::moveToLost(int directory, const QByteArray &name, const QByteArray &path)
{
    auto lost = open(m_fs, m_library.root(), layout::lost, Fs::Access::Directory);
    if (!lost && lost.error().number == ENOENT)
        lost = createDirectory(m_fs, m_library.root(), layout::lost);
    if (!lost)
        return std::unexpected(lost.error());
    const QByteArray id =
        m_library.now().toUTC().toString(u"yyyyMMddHHmmss").toLatin1() + '-' + m_library.parts().randomName().left(12);
    const auto entry = createDirectory(m_fs, lost->get(), id);
    if (!entry)
        return std::unexpected(entry.error());
    const JsonObject object{{u"from"_s, JsonValue(QString::fromUtf8(path))},
                            {u"moved_at"_s, JsonValue(toRfc3339(m_library.now()))}};
    const QByteArray json = sealed(toJson(JsonValue(object), JsonStyle::Indented));
    auto done = makeFile(m_fs, entry->get(), layout::recordFile, json);
    for (const int made : {entry->get(), lost->get(), m_library.root()}) {
        if (done)
            done = m_fs.sync(made);
    }
    if (done)
        done = renameWithoutReplacing(m_fs, directory, name, entry->get(), "found");
    if (!done)
        return std::unexpected(done.error());
    for (const int changed : {entry->get(), directory}) {
        if (done)
            done = m_fs.sync(changed);
    }
    if (!done) {
        m_distrust = m_library.loseTrust(m_call, done.error()).error();
        return std::unexpected(done.error());
    }
    return id;
}

} // namespace pulse::filesystem
