// SPDX-License-Identifier: Apache-2.0
#include "library.h"

#include "layout.h"
#include "metadata_file.h"
#include "pulse/fs/file_io.h"
#include "pulse/storage/library_file.h"
#include "upgrade.h"

#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::filesystem {
namespace {

bool isInTheWay(SystemFailure cause)
{
    return cause.number == ELOOP || cause.number == ENOTDIR || cause.number == EXDEV;
}

} // namespace

Library::Library(Parts parts, Descriptor root, Identity identity)
    : m_parts(std::move(parts))
    , m_root(std::move(root))
    , m_identity(std::move(identity))
    , m_lock(m_parts, m_root)
    , m_schema(m_identity.info.schema)
    , m_siblings(*m_parts.fs)
{}

QByteArray Library::temporaryName() const
{
    return layout::temporaryPrefix + m_parts.randomName();
}

StorageInfo Library::info() const
{
    StorageInfo info = m_identity.info;
    info.schema = m_schema;
    return info;
}

// What is no library.json keeps the schema that it had; verify and the next opening tell.
Sys<void> Library::readSchema()
{
    const auto json = readSmallFile(fs(), root(), layout::libraryFile);
    if (!json && json.error().number != ENOENT && json.error().number != EINVAL)
        return std::unexpected(json.error());
    const auto file = json ? decodeLibraryFile(*json) : Result<LibraryFile>(failure(ErrorCode::NotFound, {}, {}, {}));
    if (file && file->schema > m_schema && file->schema <= layout::schema)
        m_schema = file->schema;
    return {};
}

bool Library::isGone() const
{
    const auto status = fs().status(root());
    return status && status->links == 0;
}

std::unexpected<Error> Library::explain(const Call &call, SystemFailure cause, const QByteArray &path) const
{
    const QString shown = QString::fromUtf8(path);
    if (cause.number == ENOENT) {
        if (isGone())
            return call.fails(ErrorCode::Unavailable,
                              u"The library's folder is gone. It was deleted, or the disk that holds it was removed; "
                              "bring it back, then open it again."_s);
        return call.fails(ErrorCode::NotFound, u"There is no “%1” in this library."_s.arg(shown));
    }
    if (isInTheWay(cause))
        return call.fails(ErrorCode::Corrupt, u"Something on the way to “%1” is a link or a file where Pulse keeps "
                                              "folders. Pulse follows no links inside a library; put the real folder "
                                              "in its place, or run verify to see what is wrong."_s.arg(shown));
    return call.fails(cause);
}

Result<Descriptor> Library::openDirectory(const Call &call, const QByteArray &path) const
{
    auto opened = open(fs(), root(), path, Fs::Access::Directory);
    if (!opened)
        return explain(call, opened.error(), path);
    return *std::move(opened);
}

Result<Descriptor> Library::openPrompt(const Call &call, const Name &name) const
{
    auto opened = openDirectory(call, layout::pathOf(name));
    if (!opened && opened.error().code() == ErrorCode::NotFound)
        return call.fails(ErrorCode::NotFound, u"There is no prompt “%1” in this library."_s.arg(name.toString()));
    return opened;
}

Result<PromptDirectory> Library::read(const Call &call, const Descriptor &directory) const
{
    auto contents = readPromptDirectory(fs(), directory.get());
    if (!contents)
        return explain(call, contents.error(), call.subject.toUtf8());
    return *std::move(contents);
}

bool Library::ignoresCase()
{
    if (!m_ignoresCase) {
        const auto one = fs().statusAt(root(), layout::prompts);
        const auto other = fs().statusAt(root(), layout::prompts.toUpper());
        m_ignoresCase = one && other && one->inode == other->inode;
    }
    return *m_ignoresCase;
}

std::unexpected<Error> Library::loseTrust(const Call &call, SystemFailure cause)
{
    m_untrusted = true;
    return call.fails(ErrorCode::DurabilityUnknown,
                      u"The change to “%1” was made, but the disk did not confirm that it is safe (%2). Nothing more "
                      "is written now. Check the disk, open the library again, and run verify."_s.arg(
                          call.subject, systemError(cause.number, {}, call.subject).message()));
}

Writing::Writing(Library &library, WriterLock::Hold hold)
    : m_library(&library)
    , m_hold(std::move(hold))
{}

Result<Writing> Writing::begin(Library &library, const Call &call, const std::stop_token &stop)
{
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    if (library.isReadOnly())
        return call.fails(ErrorCode::PermissionDenied, library.info().readOnlyReason);
    if (library.m_untrusted)
        return call.fails(ErrorCode::DurabilityUnknown,
                          u"The disk did not confirm an earlier change to this library, so nothing more is written. "
                          "Check the disk, open the library again, and run verify."_s);
    auto hold = library.m_lock.acquire(call, stop);
    if (!hold)
        return failure(std::move(hold));
    // Another writer may have died between making a directory and syncing the one above it.
    if (library.m_durableGeneration != library.m_lock.generation()) {
        library.m_durable.clear();
        library.m_mayHaveUpgrade = true;
        if (const auto read = library.readSchema(); !read)
            return call.fails(read.error());
        library.m_durableGeneration = library.m_lock.generation();
    }
    Writing writing(library, *std::move(hold));
    if (library.m_mayHaveUpgrade) {
        if (auto completed = Upgrade::complete(library, call); !completed)
            return failure(std::move(completed));
        library.m_mayHaveUpgrade = false;
    }
    return writing;
}

Result<Writing::Folder> Writing::openOrMake(const Call &call, const Name &name, const QByteArray &except)
{
    Folder folder{.directory = {}, .path = layout::pathOf(name), .made = {}};
    if (auto made = makeInto(call, folder, folder.path, except); !made) {
        undo(folder);
        return failure(std::move(made));
    }
    return folder;
}

Result<Writing::Folder> Writing::openOrMakeParent(const Call &call, const Name &name, const QByteArray &except)
{
    const QByteArray path = layout::pathOf(name);
    Folder folder{.directory = {}, .path = layout::parentOf(path), .made = {}};
    auto made = makeInto(call, folder, folder.path, except);
    if (made && folder.made.isEmpty())
        made = checkCollision(call, folder.directory, path, except);
    if (!made) {
        undo(folder);
        return failure(std::move(made));
    }
    return folder;
}

Result<void> Writing::makeInto(const Call &call, Folder &folder, const QByteArray &path, const QByteArray &except)
{
    Fs &fs = m_library->fs();
    auto existing = open(fs, m_library->root(), path, Fs::Access::Directory);
    if (!existing && existing.error().number != ENOENT)
        return m_library->explain(call, existing.error(), path);
    if (existing) {
        if (auto checked = checkSpelling(call, path, except); !checked)
            return checked;
        folder.directory = *std::move(existing);
        return {};
    }
    const QByteArray above = layout::parentOf(path);
    int parent = m_library->root();
    if (!above.isEmpty()) {
        const auto hadMade = folder.made.size();
        if (auto made = makeInto(call, folder, above, except); !made)
            return made;
        parent = folder.directory.get();
        if (folder.made.size() == hadMade) {
            if (auto checked = checkCollision(call, folder.directory, path, except); !checked)
                return checked;
        }
    }
    auto created = createDirectory(fs, parent, layout::leafOf(path));
    if (!created)
        return m_library->explain(call, created.error(), path);
    folder.made.append(path);
    forgetDurable(path); // what was here before may have been taken away by hand
    m_library->m_siblings.added(parent, above, layout::leafOf(path), m_library->m_lock.generation());
    folder.directory = *std::move(created);
    return {};
}

Result<void> Writing::checkCollision(const Call &call, const Descriptor &parent, const QByteArray &path,
                                     const QByteArray &except, Compositions compositions)
{
    const QByteArray above = layout::parentOf(path);
    const auto existing =
        m_library->m_siblings.collision(parent.get(), above, layout::leafOf(path), m_library->m_lock.generation());
    if (!existing)
        return m_library->explain(call, existing.error(), above);
    const QByteArray existingPath = above + '/' + *existing;
    if (existing->isEmpty() || existingPath == except)
        return {};
    if (compositions == Compositions::AreOne && QString::fromUtf8(*existing).normalized(QString::NormalizationForm_C) ==
                                                    QString::fromUtf8(layout::leafOf(path)))
        return {};
    return call.fails(ErrorCode::AlreadyExists,
                      u"“%1” differs only by upper and lower case from “%2”, which exists already. Use that name, or "
                      "another one."_s.arg(QString::fromUtf8(path.sliced(layout::prompts.size() + 1)),
                                           QString::fromUtf8(existingPath.sliced(layout::prompts.size() + 1))));
}

// Where the file system ignores case, a folder opens under any spelling; what is put into it has to have its own.
Result<void> Writing::checkSpelling(const Call &call, const QByteArray &path, const QByteArray &except)
{
    if (!m_library->ignoresCase())
        return {};
    for (QByteArray at = path; !layout::parentOf(at).isEmpty(); at = layout::parentOf(at)) {
        const auto parent = m_library->openDirectory(call, layout::parentOf(at));
        if (!parent)
            return failure(parent);
        if (auto checked = checkCollision(call, *parent, at, except, Compositions::AreOne); !checked)
            return checked;
    }
    return {};
}

void Writing::wasAdded(const Descriptor &directory, const QByteArray &path, const QByteArray &leaf)
{
    m_library->m_siblings.added(directory.get(), path, leaf, m_library->m_lock.generation());
}

Sys<void> Writing::syncAbove(const QByteArray &path)
{
    Library &library = *m_library;
    std::vector<QByteArray> confirmed;
    for (QByteArray at = path; !at.isEmpty() && !library.m_durable.contains(at); at = layout::parentOf(at)) {
        const QByteArray above = layout::parentOf(at);
        Descriptor parent;
        if (!above.isEmpty()) {
            auto opened = open(library.fs(), library.root(), above, Fs::Access::Directory);
            if (!opened)
                return std::unexpected(opened.error());
            parent = *std::move(opened);
        }
        if (const auto synced = library.fs().sync(parent ? parent.get() : library.root()); !synced)
            return synced;
        confirmed.push_back(at);
    }
    for (const QByteArray &at : confirmed)
        remember(at);
    return {};
}

void Writing::wasSynced(const QByteArray &path)
{
    for (QByteArray at = path; !at.isEmpty(); at = layout::parentOf(at))
        remember(at);
}

void Writing::remember(const QByteArray &path)
{
    constexpr size_t remembered = 100'000;
    if (m_library->m_durable.size() > remembered)
        m_library->m_durable.clear();
    m_library->m_durable.insert(path);
}

bool Writing::removeIfEmpty(const QByteArray &path)
{
    Fs &fs = m_library->fs();
    const auto parent = open(fs, m_library->root(), layout::parentOf(path), Fs::Access::Directory);
    if (!parent || !fs.removeDirectory(parent->get(), layout::leafOf(path)))
        return false;
    forget(path);
    return true;
}

void Writing::undo(const Folder &folder)
{
    for (const QByteArray &path : folder.made | std::views::reverse) {
        if (path == layout::prompts || !removeIfEmpty(path))
            return;
    }
}

void Writing::removeEmpty(const QByteArray &path)
{
    for (QByteArray at = path; !layout::parentOf(at).isEmpty(); at = layout::parentOf(at)) {
        if (!removeIfEmpty(at))
            return;
    }
}

void Writing::forget(const QByteArray &path)
{
    forgetDurable(path);
    m_library->m_siblings.forget(layout::parentOf(path));
}

void Writing::forgetDurable(const QByteArray &path)
{
    std::set<QByteArray> &durable = m_library->m_durable;
    const QByteArray below = path + '/';
    durable.erase(path);
    for (auto at = durable.lower_bound(below); at != durable.end() && at->startsWith(below);)
        at = durable.erase(at);
}

} // namespace pulse::filesystem
