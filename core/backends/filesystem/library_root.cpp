// SPDX-License-Identifier: Apache-2.0
#include "library_root.h"

#include "layout.h"
#include "pulse/fs/file_io.h"
#include "pulse/storage/library_file.h"

#include <QDir>
#include <QFileInfo>
#include <QUuid>
#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::filesystem {
namespace {

constexpr qsizetype largestLibraryFile = 64 * 1024;

/// Steps of opening one library; lives only for that.
class Opening
{
public:
    Opening(const QString &path, const OpenOptions &options, Parts parts)
        : m_path(path)
        , m_options(options)
        , m_parts(std::move(parts))
        , m_fs(*m_parts.fs)
        , m_call{u"open"_s, path}
    {
        m_info.url = QUrl::fromLocalFile(path);
        m_info.backend = u"filesystem"_s;
        m_info.newestSchema = layout::schema;
    }

    Result<std::unique_ptr<Library>> run()
    {
        if (auto found = openRoot(); !found)
            return failure(std::move(found));
        if (auto known = identify(); !known)
            return failure(std::move(known));
        findOutWhetherReadOnly();
        return std::make_unique<Library>(
            m_parts, std::move(m_root),
            Library::Identity{.info = m_info, .author = m_options.author, .clock = m_options.clock});
    }

private:
    [[nodiscard]] bool mayMake() const
    {
        return m_options.mode == OpenOptions::Mode::CreateIfNone && !m_options.readOnly;
    }

    std::unexpected<Error> noLibrary() const
    {
        return m_call.fails(ErrorCode::NotFound, u"There is no library in “%1”. Make a new one there, or choose "
                                                 "another folder."_s.arg(m_path));
    }

    Result<void> openRoot()
    {
        auto root = m_fs.openRoot(m_path.toUtf8());
        if (!root && root.error().number == ENOENT) {
            if (!mayMake())
                return noLibrary();
            if (auto made = makeFolders(); !made)
                return made;
            root = m_fs.openRoot(m_path.toUtf8());
        }
        if (!root && root.error().number == ENOTDIR)
            return m_call.fails(ErrorCode::Invalid,
                                u"“%1” is a file, not a folder. A library needs a folder."_s.arg(m_path));
        if (!root)
            return m_call.fails(root.error());
        m_root = Descriptor(m_fs, *root);
        return {};
    }

    // Makes the folder and those above it, each one durable in the one above before the next.
    Result<void> makeFolders() const
    {
        QStringList missing;
        QString at = m_path;
        Descriptor base;
        for (;;) {
            const auto opened = m_fs.openRoot(at.toUtf8());
            if (opened) {
                base = Descriptor(m_fs, *opened);
                break;
            }
            if (opened.error().number != ENOENT || at == u"/"_s)
                return m_call.fails(opened.error());
            const qsizetype slash = at.lastIndexOf(u'/');
            missing.prepend(at.sliced(slash + 1));
            at.truncate(std::max(slash, qsizetype(1)));
        }
        for (const QString &name : missing) {
            auto made = createDirectory(m_fs, base.get(), name.toUtf8());
            if (!made && made.error().number == EEXIST)
                made = open(m_fs, base.get(), name.toUtf8(), Fs::Access::Directory);
            if (!made)
                return m_call.fails(made.error());
            if (const auto synced = m_fs.sync(base.get()); !synced) {
                made->reset();
                (void)m_fs.removeDirectory(base.get(), name.toUtf8()); // or the next attempt takes it for durable
                return m_call.fails(synced.error());
            }
            base = *std::move(made);
        }
        return {};
    }

    Result<void> identify()
    {
        auto known = readLibraryFile();
        if (!known || *known)
            return known ? Result<void>() : failure(std::move(known));
        const auto entries = m_fs.entries(m_root.get());
        if (!entries)
            return m_call.fails(entries.error());
        const auto has = [&](const QByteArray &name) {
            return std::ranges::contains(*entries, name, &DirectoryEntry::name);
        };
        if (has(layout::libraryFile) || has(layout::prompts)) {
            // Made by hand, or by another program since: that writes library.json first.
            auto late = readLibraryFile();
            if (!late)
                return failure(std::move(late));
            if (*late || has(layout::prompts))
                return {};
        }
        if (!mayMake())
            return noLibrary();
        for (const DirectoryEntry &entry : *entries) {
            if (entry.name != layout::lockFile && entry.name != "lost+found" && !layout::isTemporary(entry.name))
                return m_call.fails(
                    ErrorCode::Invalid,
                    u"“%1” is no library and is not empty (it holds “%2”), so no library is made "
                    "there. Choose an empty or a new folder."_s.arg(m_path, QString::fromUtf8(entry.name)));
        }
        return make();
    }

    Result<void> make()
    {
        WriterLock lock(m_parts, m_root);
        const auto hold = lock.acquire(m_call, {});
        if (!hold)
            return failure(hold);
        auto known = readLibraryFile(); // another program may have been faster
        if (!known || *known)
            return known ? Result<void>() : failure(std::move(known));
        if (auto written = writeLibraryFile(); !written)
            return written;
        // First the file, or a crash leaves the folder alone, which looks like a library that was made by hand.
        if (const auto synced = m_fs.sync(m_root.get()); !synced) {
            (void)m_fs.removeFile(m_root.get(), layout::libraryFile); // or the next attempt takes it for durable
            return m_call.fails(synced.error());
        }
        const auto made = createDirectory(m_fs, m_root.get(), layout::prompts);
        if (!made && made.error().number != EEXIST)
            return m_call.fails(made.error());
        if (const auto synced = m_fs.sync(m_root.get()); !synced)
            return m_call.fails(synced.error());
        return {};
    }

    Result<void> writeLibraryFile()
    {
        const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        const QByteArray json = encodeLibraryFile({.schema = layout::schema, .id = id, .object = {}});
        const QByteArray temporary = layout::temporaryPrefix + m_parts.randomName();
        const auto abandon = [&](SystemFailure cause) {
            (void)m_fs.removeFile(m_root.get(), temporary);
            return m_call.fails(cause);
        };
        const auto file = createFile(m_fs, m_root.get(), temporary, json);
        if (!file)
            return abandon(file.error());
        if (const auto synced = m_fs.sync(file->get()); !synced)
            return abandon(synced.error());
        if (const auto put = renameWithoutReplacing(m_fs, m_root.get(), temporary, m_root.get(), layout::libraryFile);
            !put)
            return abandon(put.error());
        m_info.schema = layout::schema;
        m_info.id = id;
        return {};
    }

    std::unexpected<Error> notUnderstood(const QString &why) const
    {
        return m_call.fails(ErrorCode::Corrupt,
                            u"The file library.json in “%1” cannot be understood: %2 Restore it from a backup; the "
                            "prompts themselves are in the folder “prompts”."_s.arg(m_path, why));
    }

    // Whether there is a library.json; its contents go into m_info.
    Result<bool> readLibraryFile()
    {
        const auto file = open(m_fs, m_root.get(), layout::libraryFile, Fs::Access::Read);
        if (!file && file.error().number == ENOENT)
            return false;
        if (!file && file.error().number == ELOOP)
            return notUnderstood(u"It is a symbolic link."_s);
        if (!file)
            return m_call.fails(file.error());
        const auto status = m_fs.status(file->get());
        if (!status)
            return m_call.fails(status.error());
        if (status->type != EntryType::File || status->size > largestLibraryFile)
            return notUnderstood(u"It is no regular file of a reasonable size."_s);
        QByteArray text(status->size, Qt::Uninitialized);
        const auto length = readFully(m_fs, file->get(), {text.data(), static_cast<size_t>(text.size())});
        if (!length)
            return m_call.fails(length.error());
        text.truncate(*length);
        const auto known = decodeLibraryFile(text);
        if (!known)
            return notUnderstood(known.error().message());
        if (known->schema > layout::schema)
            return m_call.fails(ErrorCode::Unsupported,
                                u"The library in “%1” was made by a newer Pulse (its schema is %2; this program knows "
                                "%3). Install a newer Pulse to open it; nothing was changed."_s.arg(
                                    m_path, QString::number(known->schema), QString::number(layout::schema)));
        m_info.schema = known->schema;
        m_info.id = known->id;
        return true;
    }

    void findOutWhetherReadOnly()
    {
        if (m_options.readOnly) {
            m_info.readOnly = true;
            m_info.readOnlyReason = u"The library was opened for reading only."_s;
            return;
        }
        auto writable = m_fs.checkWritable(m_root.get());
        if (writable) {
            const auto prompts = open(m_fs, m_root.get(), layout::prompts, Fs::Access::Directory);
            if (prompts)
                writable = m_fs.checkWritable(prompts->get());
        }
        if (writable)
            return;
        m_info.readOnly = true;
        m_info.readOnlyReason =
            writable.error().number == EROFS
                ? u"The disk that holds “%1” is mounted for reading only."_s.arg(m_path)
                : u"You have no permission to write to “%1”. Ask its owner, or work on a copy."_s.arg(m_path);
    }

    const QString m_path;
    const OpenOptions &m_options;
    const Parts m_parts;
    Fs &m_fs;
    const Call m_call;
    Descriptor m_root;
    StorageInfo m_info;
};

} // namespace

Result<std::unique_ptr<Library>> openLibraryRoot(const QUrl &url, const OpenOptions &options, Parts parts)
{
    const QString local = url.isLocalFile() ? url.toLocalFile() : QString();
    if (local.isEmpty() || local.contains(QChar::Null))
        return failure(ErrorCode::Invalid, u"open"_s, url.toDisplayString(QUrl::RemoveUserInfo),
                       u"“%1” is no local folder. Give a path or a URL like file:///home/me/prompts."_s.arg(
                           url.toDisplayString(QUrl::RemoveUserInfo)));
    const QString path = QDir::cleanPath(QFileInfo(local).absoluteFilePath());
    return Opening(path, options, std::move(parts)).run();
}

} // namespace pulse::filesystem
