// SPDX-License-Identifier: Apache-2.0
#include "inspector.h"

#include "layout.h"
#include "pointers.h"
#include "pulse/fs/file_io.h"

#include <cerrno>

using namespace Qt::StringLiterals;

// The part of Inspector that looks into the tree of prompts, down to the versions.
namespace pulse::filesystem {
Result<void> Inspector::inspectFolder(const QByteArray &path, int depth)
{
    if (auto go = m_call.checkStop(m_stop); !go)
        return go;
    const auto directory = open(m_fs, m_library.root(), path, Fs::Access::Directory);
    if (!directory && directory.error().number == ENOENT)
        return {}; // removed meanwhile
    if (!directory) {
        report(Severity::Damage, u"unreadable"_s, path,
               m_library.explain(m_call, directory.error(), path).error().message());
        return {};
    }
    const auto contents = readPromptDirectory(m_fs, directory->get());
    if (!contents)
        return m_call.fails(contents.error());
    inspectMode(path, directory->get(), privateDirectoryMode);
    inspectNames(path, *contents);
    inspectOddities(path, *contents);
    if (contents->isPrompt())
        inspectPrompt({path, *directory}, *contents);
    const bool isEmpty = !contents->isPrompt() && contents->holdsOnlyAPrompt() && contents->pointers.isEmpty() &&
                         contents->temporaries.isEmpty();
    if (isEmpty && depth > 0)
        m_doubts.push_back({layout::parentOf(path), layout::leafOf(path), true});
    for (const QByteArray &folder : contents->folders) {
        const QByteArray below = path + '/' + folder;
        if (depth >= layout::deepestFolder) {
            report(Severity::Damage, u"bad-name"_s, below, u"It lies deeper than any prompt can. Move it up."_s);
            continue;
        }
        inspectAccess(directory->get(), folder, below, privateDirectoryMode);
        if (auto done = inspectFolder(below, depth + 1); !done)
            return done;
    }
    return {};
}

void Inspector::inspectPrompt(const Place &place, const PromptDirectory &contents)
{
    ++m_report.prompts;
    inspectPointers(place, contents);
    const auto name = place.path == layout::prompts
                          ? Name::parse(QString())
                          : Name::parse(QString::fromUtf8(place.path.sliced(layout::prompts.size() + 1)));
    if (!name) {
        report(
            Severity::Damage, u"bad-name"_s, place.path,
            u"“%1” is not a name that a prompt can have, so its versions cannot be reached. Rename the folder."_s.arg(
                QString::fromUtf8(place.path)));
        return;
    }
    for (const Version &version : contents.versions) {
        inspectAccess(place.directory.get(), layout::fileName(version), layout::pathOf(*name, version),
                      privateDirectoryMode);
        m_versions.push_back({*name, version});
    }
}

void Inspector::inspectNames(const QByteArray &path, const PromptDirectory &contents)
{
    QHash<QString, QByteArray> seen;
    const auto look = [&](const QByteArray &entry) {
        const QString folded = foldCase(QString::fromUtf8(entry));
        const auto other = seen.constFind(folded);
        if (other == seen.cend()) {
            seen.insert(folded, entry);
            return;
        }
        report(Severity::Warning, u"name-collision"_s, path + '/' + entry,
               u"“%1” and “%2” differ only by case or by the spelling of accents, so one of them is lost on other "
               "systems. Rename one of them."_s.arg(QString::fromUtf8(*other), QString::fromUtf8(entry)));
    };
    for (const QByteArray &folder : contents.folders)
        look(folder);
    for (const Version &version : contents.versions)
        look(layout::fileName(version));
    for (const DirectoryEntry &pointer : contents.pointers)
        look(pointer.name);
}

void Inspector::inspectOddities(const QByteArray &path, const PromptDirectory &contents)
{
    for (const QByteArray &name : contents.temporaries)
        m_doubts.push_back({path, name});
    for (const QByteArray &link : contents.links)
        report(Severity::Damage, u"symbolic-link"_s, path + '/' + link,
               u"It is a symbolic link, which Pulse does not follow. Put the real folder in its place, or remove "
               "it."_s);
    for (const DirectoryEntry &entry : contents.falseVersions)
        report(Severity::Damage, entry.type == EntryType::Link ? u"symbolic-link"_s : u"not-a-folder"_s,
               path + '/' + entry.name,
               u"It has the name of a version but is no folder. Put the real folder in its place, or remove it."_s);
    for (const DirectoryEntry &entry : contents.strays)
        report(Severity::Notice, entry.type == EntryType::File ? u"extra-file"_s : u"not-a-file"_s,
               path + '/' + entry.name, u"It is no part of the library. Pulse leaves it alone."_s);
}

void Inspector::inspectPointers(const Place &place, const PromptDirectory &contents)
{
    for (const DirectoryEntry &pointer : contents.pointers) {
        const QByteArray path = place.path + '/' + pointer.name;
        if (pointer.type == EntryType::File) {
            inspectAccess(place.directory.get(), pointer.name, path, privateFileMode);
            if (const auto file = open(m_fs, place.directory.get(), pointer.name, Fs::Access::Read))
                inspectMode(path, file->get(), privateFileMode);
        }
        if (pointer.name == layout::latest)
            continue;
        const auto label = Label::parse(QString::fromUtf8(pointer.name.sliced(1)));
        const auto version = readPointer(m_fs, place.directory.get(), pointer);
        if (!label)
            report(Severity::Warning, u"bad-label"_s, path, label.error().message());
        else if (!version || !std::ranges::binary_search(contents.versions, *version))
            report(Severity::Warning, u"dangling-label"_s, path,
                   u"The label “%1” points at nothing that is published. Set it anew, or remove it."_s.arg(
                       label->toString()));
    }
    inspectLatest(place, contents);
}

void Inspector::inspectLatest(const Place &place, const PromptDirectory &contents)
{
    const QByteArray path = place.path + '/' + layout::latest;
    const auto right = latestOf(contents.versions);
    const auto entry = std::ranges::find(contents.pointers, layout::latest, &DirectoryEntry::name);
    const bool exists = entry != contents.pointers.end();
    if (exists && entry->type != EntryType::Link && entry->type != EntryType::File) {
        report(Severity::Warning, u"bad-pointer"_s, path,
               u"“latest” is no link, so that other programs do not find the latest version. Move it away; a repair "
               "makes the link."_s);
        return;
    }
    if (!right || (exists && readPointer(m_fs, place.directory.get(), *entry) == right))
        return;
    Finding &finding = report(Severity::Notice, u"stale-pointer"_s, path,
                              u"“latest” should point at %1. Pulse does not depend on it; other programs may. Repair "
                              "sets it."_s.arg(right->toString()));
    // A file of any length in its place may be somebody's text; a pointer is short.
    const auto status = m_fs.statusAt(place.directory.get(), layout::latest);
    const bool isText = exists && entry->type == EntryType::File && status && status->size > 512;
    const Mending point = [&]() -> Sys<void> {
        if (isText) {
            if (const auto moved = moveToLost(place.directory.get(), layout::latest, path); !moved)
                return std::unexpected(moved.error());
        }
        const auto now = readPromptDirectory(m_fs, place.directory.get());
        const auto pointed = now ? pointLatest(m_library, place.directory.get(), *now, now->versions)
                                 : Sys<bool>(std::unexpected(now.error()));
        return pointed ? m_fs.sync(place.directory.get()) : Sys<void>(std::unexpected(pointed.error()));
    };
    mend(finding, u"Set it to %1."_s.arg(right->toString()), point);
}

} // namespace pulse::filesystem
