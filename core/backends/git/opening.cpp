// SPDX-License-Identifier: Apache-2.0
#include "opening.h"

#include "layout.h"
#include "pulse/fs/file_io.h"
#include "pulse/storage/library_file.h"
#include "pulse/storage/unknown_host.h"

#include <QDir>
#include <QFileInfo>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

Sys<void> syncBelow(Fs &fs, const Descriptor &folder)
{
    const auto entries = fs.entries(folder.get());
    if (!entries)
        return std::unexpected(entries.error());
    for (const DirectoryEntry &entry : *entries) {
        const bool isFolder = entry.type == EntryType::Directory;
        if (!isFolder && entry.type != EntryType::File)
            continue;
        const auto child = open(fs, folder.get(), entry.name, isFolder ? Fs::Access::Directory : Fs::Access::Read);
        if (!child)
            return std::unexpected(child.error());
        if (const auto synced = isFolder ? syncBelow(fs, *child) : fs.sync(child->get()); !synced)
            return synced;
    }
    return fs.sync(folder.get());
}

/// Steps of opening one library; lives only for that.
class Opening
{
public:
    Opening(QString path, const QUrl &url, const OpenOptions &options, const Parts &parts)
        : m_path(std::move(path))
        , m_address(url.scheme().endsWith("file"_L1) || url.scheme().isEmpty()
                        ? QString()
                        : url.toDisplayString(QUrl::RemoveUserInfo))
        , m_shown(m_address.isEmpty() ? m_path : m_address)
        , m_options(options)
        , m_parts(parts)
        , m_call{u"open"_s, m_shown}
    {
        m_info.url = url;
        m_info.backend = u"git"_s;
    }

    Result<std::shared_ptr<GitLibrary>> run()
    {
        if (auto found = openRepository(); !found)
            return failure(std::move(found));
        auto known = identify();
        if (!known)
            return failure(std::move(known));
        if (!*known) {
            if (auto made = makeLibrary(); !made)
                return failure(std::move(made));
        }
        m_info.newestSchema = m_info.schema;
        findOutWhetherReadOnly();
        auto library = std::make_shared<GitLibrary>(m_repository, writerParts(), m_info);
        if (!m_info.readOnly)
            (void)library->writer().recover(m_call,
                                            m_options.stop); // what cannot be done now is done before the next change
        return library;
    }

private:
    [[nodiscard]] bool mayMake() const
    {
        return m_options.mode == OpenOptions::Mode::CreateIfNone && !m_options.readOnly;
    }

    [[nodiscard]] WriterParts writerParts() const
    {
        return {.randomName = m_parts.randomName,
                .pause = m_parts.pause,
                .lockWait = m_parts.lockWait,
                .clock = m_options.clock,
                .author = m_options.author,
                .atStep = m_parts.atStep};
    }

    std::unexpected<Error> noRepository() const
    {
        return m_call.fails(ErrorCode::NotFound,
                            u"There is no Git repository in “%1”. Make a new library there, or choose "
                            "another folder."_s.arg(m_path));
    }

    [[nodiscard]] bool isBareFolder() const
    {
        const QDir folder(m_path);
        return folder.exists(u"HEAD"_s) && folder.exists(u"objects"_s) && folder.exists(u"refs"_s);
    }

    Result<void> openRepository()
    {
        const QFileInfo dot(m_path + u"/.git"_s);
        if (dot.isSymLink() || dot.isFile())
            return m_call.fails(ErrorCode::Unsupported,
                                u"“%1” is a linked working tree or a submodule: its “.git” is no folder. Open the "
                                "repository that it belongs to."_s.arg(m_path));
        const bool isBare = !dot.exists() && isBareFolder();
        if (!isBare && !dot.exists()) {
            if (!QFileInfo::exists(m_path) || QDir(m_path).isEmpty())
                return mayMake() ? makeRepository() : noRepository();
            if (!m_address.isEmpty())
                return m_call.fails(
                    ErrorCode::Corrupt,
                    u"Pulse's copy of “%1” in “%2” is damaged: it is no Git repository any more. Move "
                    "it away; opening the library makes a new one, without what was not sent yet."_s.arg(m_address,
                                                                                                         m_path));
            return QFileInfo(m_path).isDir()
                       ? m_call.fails(ErrorCode::NotFound,
                                      u"“%1” is no Git repository and is not empty, so none is made there. Choose an "
                                      "empty or a new folder, or run git init in it first."_s.arg(m_path))
                       : m_call.fails(ErrorCode::Invalid,
                                      u"“%1” is a file, not a folder. A library needs a folder."_s.arg(m_path));
        }
        const bool isHalf = dot.exists() && !QFileInfo::exists(m_path + u"/.git/HEAD"_s);
        return isHalf && mayMake() ? makeRepository() : openAs(isBare);
    }

    Result<void> openAs(bool isBare)
    {
        const Repository::Place place{isBare ? m_path : m_path + u"/.git"_s, isBare ? QString() : m_path, m_address};
        auto repository = Repository::open(place, m_parts.fs, m_call);
        if (!repository)
            return failure(std::move(repository));
        m_repository = *std::move(repository);
        return {};
    }

    Result<void> makeRepository()
    {
        const LibGit library;
        const auto setting = m_options.settings.find(u"bare"_s);
        const bool isBare = setting != m_options.settings.end() ? setting->second == u"true" : m_path.endsWith(u".git");
        git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
        options.flags = GIT_REPOSITORY_INIT_MKDIR | GIT_REPOSITORY_INIT_MKPATH;
        if (isBare)
            options.flags |= GIT_REPOSITORY_INIT_BARE;
        options.mode = 0700;
        options.initial_head = "main";
        git_repository *made = nullptr;
        if (const int code = git_repository_init_ext(&made, m_path.toUtf8().constData(), &options); code < 0)
            return gitFailure(m_call, code, u"No repository could be made in “%1”"_s.arg(m_path));
        const RepositoryPtr repository(made);
        // Git's folder within a private one is private too; so is what is written there (Modes).
        if (const auto synced = syncTree(*m_parts.fs, m_path); !synced)
            return m_call.fails(synced.error());
        return openAs(isBare);
    }

    // Whether the branch holds a library; what library.json says goes into m_info.
    Result<bool> identify()
    {
        const auto snapshot = m_repository->snapshot(m_call);
        if (!snapshot)
            return failure(snapshot);
        const auto entry = m_repository->find(snapshot->tree, layout::libraryFile, m_call);
        if (!entry)
            return failure(entry);
        if (!*entry)
            return isMadeByHand(*snapshot);
        const auto json = (*entry)->isFile() ? m_repository->readSmall((*entry)->id, layout::largestFacts, m_call)
                                             : Result<QByteArray>(QByteArray());
        if (!json)
            return failure(json);
        const auto known = decodeLibraryFile(*json);
        if (!known)
            return m_call.fails(ErrorCode::Corrupt,
                                u"The file library.json in “%1” cannot be understood: %2 Take an earlier one from the "
                                "history (git log -- library.json)."_s.arg(m_shown, known.error().message()));
        if (known->schema > LibraryFile::newestSchema)
            return m_call.fails(
                ErrorCode::Unsupported,
                u"The library in “%1” was made by a newer Pulse (its schema is %2; this program knows "
                "%3). Install a newer Pulse to open it; nothing was changed."_s.arg(
                    m_shown, QString::number(known->schema), QString::number(LibraryFile::newestSchema)));
        m_info.schema = known->schema;
        m_info.id = known->id;
        return true;
    }

    Result<bool> isMadeByHand(const Snapshot &snapshot)
    {
        const auto prompts = m_repository->find(snapshot.tree, layout::prompts, m_call);
        if (!prompts)
            return failure(prompts);
        if (*prompts && (*prompts)->isFolder())
            return true;
        const auto tree = m_repository->tree(snapshot.tree, m_call);
        if (!tree)
            return failure(tree);
        if (!mayMake())
            return m_call.fails(
                ErrorCode::NotFound,
                u"The branch “%1” of the repository “%2” holds no library. Make a new one there, or choose another "
                "branch."_s.arg(QString::fromUtf8(snapshot.branch.sliced(11)), m_shown));
        // A README, a licence or .gitattributes may be there: people make a repository with them.
        for (const TreeEntry &other : **tree) {
            if (other.isFolder() && !other.name.startsWith('.'))
                return m_call.fails(
                    ErrorCode::Invalid,
                    u"The repository “%1” holds something else already (“%2”), so no library is made in it. Choose an "
                    "empty or a new one."_s.arg(m_shown, QString::fromUtf8(other.name)));
        }
        return false;
    }

    Result<void> makeLibrary()
    {
        Writer writer(*m_repository, writerParts());
        const LibraryFile file{.schema = LibraryFile::newestSchema,
                               .id = QUuid::createUuid().toString(QUuid::WithoutBraces),
                               .object = {}};
        const auto made =
            writer.change(m_call, m_options.stop, [&](TreeEdit &tree, const Snapshot &) -> Result<Writer::Commit> {
                const auto root = tree.open({});
                if (!root)
                    return failure(root);
                if ((*root)->find(layout::libraryFile) != nullptr)
                    return Writer::Commit{}; // another program was faster
                tree.putBlob(**root, layout::libraryFile, encodeLibraryFile(file));
                return Writer::Commit{u"Make a library of prompts\n"_s, {}};
            });
        if (!made)
            return failure(made);
        const auto known = identify();
        return known ? Result<void>() : failure(known);
    }

    void findOutWhetherReadOnly()
    {
        if (m_options.readOnly) {
            m_info.readOnly = true;
            m_info.readOnlyReason = u"The library was opened for reading only."_s;
            return;
        }
        auto writable = m_parts.fs->checkWritable(m_repository->gitFolder().get());
        if (writable && !m_repository->isBare()) {
            if (const auto root = m_parts.fs->openRoot(m_path.toUtf8())) {
                const Descriptor folder(*m_parts.fs, *root);
                writable = m_parts.fs->checkWritable(folder.get());
            }
        }
        if (writable)
            return;
        m_info.readOnly = true;
        m_info.readOnlyReason =
            m_address.isEmpty()
                ? u"You have no permission to write to “%1”. Ask its owner, or work on a clone."_s.arg(m_path)
                : u"Pulse may not write to its copy of “%1” in “%2”. Check who may write there."_s.arg(m_address,
                                                                                                       m_path);
    }

    const QString m_path;
    const QString m_address; ///< of a clone: what a person knows it by
    const QString m_shown;   ///< that, or the folder
    const OpenOptions &m_options;
    const Parts &m_parts;
    const Call m_call;
    std::shared_ptr<Repository> m_repository;
    StorageInfo m_info;
};

} // namespace

Sys<void> syncTree(Fs &fs, const QString &path)
{
    for (const QString &at : {path, QFileInfo(path).path()}) {
        const auto root = fs.openRoot(at.toUtf8());
        if (!root)
            return std::unexpected(root.error());
        const Descriptor folder(fs, *root);
        if (const auto synced = at == path ? syncBelow(fs, folder) : fs.sync(folder.get()); !synced)
            return synced;
    }
    return {};
}

Result<void> checkSettings(const OpenOptions &options, const Call &call)
{
    static const QStringList known{u"bare"_s, u"branch"_s, u"ca-file"_s, hostKeyOption, u"known-hosts"_s, u"ssh-key"_s};
    for (const auto &[name, value] : options.settings) {
        if (!known.contains(name))
            return call.fails(ErrorCode::Invalid,
                              u"A library in Git has no setting “%1”. It has: %2."_s.arg(name, known.join(u", ")));
    }
    return {};
}

Result<std::shared_ptr<GitLibrary>> openFolder(const QString &path, const QUrl &url, const OpenOptions &options,
                                               const Parts &parts)
{
    return Opening(path, url, options, parts).run();
}

} // namespace pulse::git
