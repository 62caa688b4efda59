// SPDX-License-Identifier: Apache-2.0
#include "renamer.h"

#include "layout.h"
#include "metadata_file.h"
#include "pointers.h"
#include "pulse/fs/file_io.h"
#include "version_files.h"

#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::filesystem {
namespace {

constexpr size_t comparedPieceBytes = 256 * 1024;

} // namespace

Renamer::Renamer(Library &library, Call call, const Name &from, const Name &to, std::stop_token stop)
    : m_library(library)
    , m_call(std::move(call))
    , m_from(from)
    , m_to(to)
    , m_stop(std::move(stop))
{}

Result<void> Renamer::run()
{
    auto writing = Writing::begin(m_library, m_call, m_stop);
    if (!writing)
        return failure(std::move(writing));
    if (auto prepared = prepare(); !prepared)
        return prepared;
    auto published = m_target == Target::Absent ? publishNew(*writing) : completeExisting(*writing);
    if (!published)
        return published;
    return removeSource(*writing);
}

Result<void> Renamer::prepare()
{
    if (m_from == m_to)
        return m_call.fails(ErrorCode::Invalid, u"“%1” has that name already."_s.arg(m_from.toString()));
    if (auto opened = openSource(); !opened)
        return opened;
    const auto target = examineTarget();
    if (!target)
        return failure(target);
    m_target = *target;
    return {};
}

bool Renamer::isPlain() const
{
    const QByteArray from = layout::pathOf(m_from) + '/';
    return m_target == Target::Absent && m_contents.holdsOnlyAPrompt() && !layout::pathOf(m_to).startsWith(from);
}

Result<void> Renamer::openSource()
{
    auto source = m_library.openPrompt(m_call, m_from);
    if (!source)
        return failure(std::move(source));
    m_source = *std::move(source);
    auto contents = m_library.read(m_call, m_source);
    if (!contents)
        return failure(std::move(contents));
    m_contents = *std::move(contents);
    if (!m_contents.isPrompt())
        return m_call.fails(ErrorCode::NotFound, u"There is no prompt “%1” in this library."_s.arg(m_from.toString()));
    if (!m_contents.falseVersions.isEmpty())
        return m_call.fails(ErrorCode::Corrupt,
                            u"The version “%1” of “%2” is no folder. Run verify and mend it, then rename."_s.arg(
                                QString::fromUtf8(m_contents.falseVersions.first().name), m_from.toString()));
    auto labels = readLabels(m_library.fs(), m_source.get(), m_contents);
    if (!labels)
        return m_call.fails(labels.error());
    m_labels = *std::move(labels);
    return {};
}

// A target with versions is accepted only as what an earlier attempt left: then one side holds nothing that the other
// does not hold as well.
Result<Renamer::Target> Renamer::examineTarget()
{
    const auto directory = m_library.openDirectory(m_call, layout::pathOf(m_to));
    if (!directory && directory.error().code() == ErrorCode::NotFound)
        return Target::Absent;
    if (!directory)
        return failure(directory);
    const auto present = m_library.read(m_call, *directory);
    if (!present)
        return failure(present);
    if (!present->isPrompt())
        return Target::Folder;
    bool isCutOff =
        present->falseVersions.isEmpty() && (std::ranges::includes(m_contents.versions, present->versions) ||
                                             std::ranges::includes(present->versions, m_contents.versions));
    for (const Version &version : present->versions) {
        if (!isCutOff || !std::ranges::binary_search(m_contents.versions, version))
            continue;
        const auto copy = isCopy(*directory, version);
        if (!copy && copy.error().code() != ErrorCode::Corrupt)
            return failure(copy);
        isCutOff = copy && *copy;
    }
    if (!isCutOff)
        return m_call.fails(ErrorCode::AlreadyExists,
                            u"There is a prompt “%1” already. Choose another name."_s.arg(m_to.toString()));
    return Target::Begun;
}

Result<bool> Renamer::isCopy(const Descriptor &target, const Version &version) const
{
    Fs &fs = m_library.fs();
    const auto old = open(fs, m_source.get(), layout::fileName(version), Fs::Access::Directory);
    const auto copy = open(fs, target.get(), layout::fileName(version), Fs::Access::Directory);
    if (!old || !copy)
        return m_call.fails(old ? copy.error() : old.error());
    auto oldFacts = VersionFiles(fs, m_call, *old, {m_from, version}).facts(m_stop);
    if (!oldFacts)
        return failure(std::move(oldFacts));
    const VersionFiles copyFiles(fs, m_call, *copy, {m_to, version});
    const auto copyFacts = copyFiles.facts(m_stop);
    if (!copyFacts)
        return failure(copyFacts);
    oldFacts->metadata.name = m_to;
    if (oldFacts->metadata != copyFacts->metadata)
        return false;
    auto intact = copyFiles.verify(copyFacts->metadata, m_stop);
    if (!intact && intact.error().code() != ErrorCode::Corrupt)
        return failure(std::move(intact));
    return intact.has_value();
}

Result<void> Renamer::publishNew(Writing &writing)
{
    if (auto staged = stage(writing, Syncing::Each); !staged)
        return staged;
    if (auto published = publish(writing); !published)
        return published;
    auto synced = m_library.fs().sync(m_parent->directory.get());
    if (synced)
        synced = writing.syncAbove(m_parent->path);
    if (!synced)
        return m_library.loseTrust(m_call, synced.error());
    return {};
}

Result<void> Renamer::stage(Writing &writing, Syncing syncing)
{
    auto parent = writing.openOrMakeParent(m_call, m_to, layout::pathOf(m_from));
    if (!parent)
        return failure(std::move(parent));
    m_parent = *std::move(parent);
    m_syncing = syncing;
    m_staged = m_library.temporaryName();
    const auto copy = createDirectory(m_library.fs(), m_parent->directory.get(), m_staged);
    const Result<void> filled = copy ? fill(*copy) : m_call.fails(copy.error());
    if (!filled)
        abandon(writing);
    return filled;
}

Result<void> Renamer::publish(Writing &writing)
{
    const QByteArray path = layout::pathOf(m_to);
    const int above = m_parent->directory.get();
    const auto moved = renameWithoutReplacing(m_library.fs(), above, m_staged, above, layout::leafOf(path));
    if (!moved) {
        abandon(writing);
        return m_call.fails(moved.error());
    }
    writing.wasAdded(m_parent->directory, m_parent->path, layout::leafOf(path));
    return {};
}

void Renamer::abandon(Writing &writing)
{
    (void)removeTree(m_library.fs(), m_parent->directory.get(), m_staged);
    writing.undo(*m_parent);
}

Sys<void> Renamer::syncNow(int descriptor) const
{
    return m_syncing == Syncing::Each ? m_library.fs().sync(descriptor) : Sys<void>();
}

Result<void> Renamer::fill(const Descriptor &copy) const
{
    for (const Version &version : m_contents.versions) {
        if (auto copied = copyVersion(copy.get(), layout::fileName(version), version); !copied)
            return copied;
    }
    auto pointed = point(copy.get()); // nobody sees any of it yet, so that one sync does for all
    if (pointed)
        pointed = syncNow(copy.get());
    if (!pointed)
        return m_call.fails(pointed.error());
    return {};
}

// The target is a folder of others, or an earlier attempt was cut off: versions come in one by one.
Result<void> Renamer::completeExisting(Writing &writing)
{
    Fs &fs = m_library.fs();
    const auto target = writing.openOrMake(m_call, m_to);
    if (!target)
        return failure(target);
    const int directory = target->directory.get();
    const auto present = m_library.read(m_call, target->directory);
    if (!present)
        return failure(present);
    for (const Version &version : m_contents.versions) {
        if (std::ranges::binary_search(present->versions, version))
            continue;
        const QByteArray temporary = m_library.temporaryName();
        auto copied = copyVersion(directory, temporary, version);
        if (copied) {
            const auto moved = renameWithoutReplacing(fs, directory, temporary, directory, layout::fileName(version));
            if (!moved)
                copied = m_call.fails(moved.error());
        }
        if (!copied) {
            (void)removeTree(fs, directory, temporary);
            return copied;
        }
    }
    auto synced = fs.sync(directory);
    if (synced)
        synced = writing.syncAbove(target->path);
    if (!synced)
        return m_library.loseTrust(m_call, synced.error());
    if (const auto pointed = point(directory); !pointed)
        return m_call.fails(pointed.error());
    if (synced = fs.sync(directory); !synced)
        return m_library.loseTrust(m_call, synced.error());
    return {};
}

// One version with all its files, durable; the metadata says the new name.
Result<void> Renamer::copyVersion(int into, const QByteArray &as, const Version &version) const
{
    Fs &fs = m_library.fs();
    const auto old = open(fs, m_source.get(), layout::fileName(version), Fs::Access::Directory);
    if (!old)
        return m_library.explain(m_call, old.error(), layout::pathOf(m_from, version));
    const VersionFiles files(fs, m_call, *old, {m_from, version});
    auto facts = files.facts(m_stop);
    if (!facts)
        return failure(std::move(facts));
    if (auto intact = files.verify(facts->metadata, m_stop); !intact)
        return intact;
    const auto entries = fs.entries(old->get());
    if (!entries)
        return m_call.fails(entries.error());
    const auto copy = createDirectory(fs, into, as);
    if (!copy)
        return m_call.fails(copy.error());
    for (const DirectoryEntry &entry : *entries) {
        if (entry.name == layout::metadataFile || layout::isTemporary(entry.name))
            continue;
        if (entry.type != EntryType::File)
            return m_call.fails(ErrorCode::Corrupt,
                                u"The version %1 of “%2” holds “%3”, which is no regular file. Take it out, then "
                                "rename."_s.arg(version.toString(), m_from.toString(), QString::fromUtf8(entry.name)));
        if (auto copied = copyFile(*old, copy->get(), entry.name); !copied)
            return copied;
    }
    facts->metadata.name = m_to;
    const auto metadata = createFile(fs, copy->get(), layout::metadataFile,
                                     storedForm(m_library, encodeMetadata(facts->metadata), facts->seal));
    if (!metadata)
        return m_call.fails(metadata.error());
    for (const int written : {metadata->get(), copy->get()}) {
        if (const auto synced = syncNow(written); !synced)
            return m_call.fails(synced.error());
    }
    return {};
}

Result<void> Renamer::copyFile(const Descriptor &version, int into, const QByteArray &name) const
{
    Fs &fs = m_library.fs();
    const auto from = open(fs, version.get(), name, Fs::Access::Read);
    if (!from)
        return m_call.fails(from.error());
    const auto to = createFile(fs, into, name, {});
    if (!to)
        return m_call.fails(to.error());
    std::vector<char> piece(comparedPieceBytes);
    for (;;) {
        if (auto go = m_call.checkStop(m_stop); !go)
            return go;
        const auto length = fs.read(from->get(), piece);
        if (!length)
            return m_call.fails(length.error());
        if (*length == 0)
            break;
        if (const auto written = writeAll(fs, to->get(), QByteArrayView(piece.data(), *length)); !written)
            return m_call.fails(written.error());
    }
    if (const auto synced = syncNow(to->get()); !synced)
        return m_call.fails(synced.error());
    return {};
}

Sys<void> Renamer::point(int directory) const
{
    const auto present = readPromptDirectory(m_library.fs(), directory);
    if (!present)
        return std::unexpected(present.error());
    const auto known = readLabels(m_library.fs(), directory, *present);
    if (!known)
        return std::unexpected(known.error());
    for (const auto &[label, version] : m_labels) {
        if (known->contains(label))
            continue;
        if (const auto written = writePointer(m_library, directory, layout::fileName(label), version); !written)
            return written;
    }
    const auto pointed = pointLatest(m_library, directory, *present, present->versions);
    if (!pointed)
        return std::unexpected(pointed.error());
    return {};
}

Result<void> Renamer::removeSource(Writing &writing)
{
    Fs &fs = m_library.fs();
    const QByteArray path = layout::pathOf(m_from);
    auto contents = m_library.read(m_call, m_source); // the new name may lie below the old one
    if (!contents)
        return failure(std::move(contents));
    m_contents = *std::move(contents);
    if (!m_contents.holdsOnlyAPrompt()) {
        if (auto removed = removeSourceVersions(); !removed)
            return removed;
        m_source.reset();
        writing.removeEmpty(path);
        return {};
    }
    if (auto hidden = hideSource(writing); !hidden)
        return hidden;
    if (const auto synced = fs.sync(m_sourceParent.get()); !synced)
        return m_library.loseTrust(m_call, synced.error());
    sweep(writing);
    return {};
}

Result<void> Renamer::hideSource(Writing &writing)
{
    const QByteArray path = layout::pathOf(m_from);
    auto parent = m_library.openDirectory(m_call, layout::parentOf(path));
    if (!parent)
        return failure(std::move(parent));
    m_sourceParent = *std::move(parent);
    m_doomed = m_library.temporaryName();
    m_source.reset();
    const auto hidden =
        m_library.fs().rename(m_sourceParent.get(), layout::leafOf(path), m_sourceParent.get(), m_doomed);
    if (!hidden)
        return m_call.fails(hidden.error());
    writing.forget(path);
    return {};
}

void Renamer::sweep(Writing &writing)
{
    (void)removeTree(m_library.fs(), m_sourceParent.get(), m_doomed); // what stays is hidden, and repair removes it
    m_sourceParent.reset();
    writing.removeEmpty(layout::parentOf(layout::pathOf(m_from)));
}

Result<void> Renamer::removeSourceVersions()
{
    Fs &fs = m_library.fs();
    for (const DirectoryEntry &pointer : m_contents.pointers) {
        if (pointer.type == EntryType::Directory)
            continue;
        if (const auto removed = fs.removeFile(m_source.get(), pointer.name); !removed)
            return m_call.fails(removed.error());
    }
    if (const auto synced = fs.sync(m_source.get()); !synced)
        return m_library.loseTrust(m_call, synced.error());
    const QByteArray doomed = m_library.temporaryName();
    const auto pile = createDirectory(fs, m_source.get(), doomed);
    if (!pile)
        return m_call.fails(pile.error());
    for (const Version &version : m_contents.versions) {
        const QByteArray name = layout::fileName(version);
        if (const auto hidden = fs.rename(m_source.get(), name, pile->get(), name); !hidden) {
            if (fs.sync(m_source.get()))
                (void)removeTree(fs, m_source.get(), doomed); // all of it is under the new name already
            return m_call.fails(hidden.error());
        }
    }
    if (const auto synced = fs.sync(m_source.get()); !synced)
        return m_library.loseTrust(m_call, synced.error());
    (void)removeTree(fs, m_source.get(), doomed);
    return {};
}

} // namespace pulse::filesystem
