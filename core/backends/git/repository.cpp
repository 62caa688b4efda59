// SPDX-License-Identifier: Apache-2.0
#include "repository.h"

#include "pulse/base/quote.h"
#include "pulse/fs/file_io.h"

#include <QDir>
#include <limits>

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

constexpr size_t mostIdle = 8;
constexpr qsizetype mostTreeEntries = 400'000;     // kept parsed; some forty bytes each
constexpr qint64 largestTree = 64LL * 1024 * 1024; // a million prompts in one folder
constexpr qint64 largestCommit = 16LL * 1024 * 1024;

QString folderOf(const char *path)
{
    return path == nullptr ? QString() : QDir::cleanPath(QString::fromUtf8(path));
}

QString shortName(const Oid &id)
{
    return QString::fromLatin1(id.hex().first(12));
}

std::unexpected<Error> unreadable(const Oid &id, const Call &call)
{
    return call.fails(
        ErrorCode::Corrupt,
        u"The object %1 could not be read: %2. Look at the repository with git fsck, and fetch what is missing from a "
        "clone or a backup."_s.arg(shortName(id), libgitSays()));
}

Result<OdbPtr> objectsOf(git_repository *repository, const Call &call)
{
    git_odb *base = nullptr;
    if (const int code = git_repository_odb(&base, repository); code < 0)
        return gitFailure(call, code, u"The repository's objects could not be read"_s);
    return OdbPtr(base);
}

struct ObjectFacts
{
    qint64 size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
};

// Without reading the object.
Result<ObjectFacts> factsOf(git_odb *odb, const git_oid &oid, const Call &call)
{
    size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (git_odb_read_header(&size, &type, odb, &oid) < 0)
        return unreadable(Oid::from(oid), call);
    return ObjectFacts{static_cast<qint64>(std::min<size_t>(size, std::numeric_limits<qint64>::max())), type};
}

} // namespace

Repository::Lease::~Lease()
{
    if (!m_handle)
        return;
    const std::scoped_lock lock(m_owner->m_mutex);
    if (m_owner->m_idle.size() < mostIdle)
        m_owner->m_idle.push_back(std::move(m_handle));
}

Repository::Repository(Place place, std::shared_ptr<Fs> fs)
    : m_place(std::move(place))
    , m_fs(std::move(fs))
{}

Repository::~Repository() = default;

Result<std::shared_ptr<Repository>> Repository::open(Place place, std::shared_ptr<Fs> fs, const Call &call)
{
    auto repository = std::make_shared<Repository>(std::move(place), std::move(fs));
    if (auto looked = repository->look(call); !looked)
        return failure(std::move(looked));
    return repository;
}

QString Repository::shown() const
{
    return m_place.address.isEmpty() ? quoted(m_place.gitFolder)
                                     : u"%1 (its copy in %2)"_s.arg(quoted(m_place.address), quoted(m_place.gitFolder));
}

Result<void> Repository::look(const Call &call)
{
    auto root = m_fs->openRoot(m_place.gitFolder.toUtf8());
    if (!root)
        return call.fails(root.error());
    m_gitFolder = Descriptor(*m_fs, *root);
    const auto objects = pulse::open(*m_fs, m_gitFolder.get(), "objects", Fs::Access::Directory);
    if (!objects)
        return call.fails(ErrorCode::Corrupt, u"The repository %1 has no folder “objects” of its own. Look at it "
                                              "with git fsck."_s.arg(shown()));
    if (const auto status = m_fs->status(objects->get()))
        m_modes = Modes::like(status->mode);

    const auto handle = lease(call);
    if (!handle)
        return failure(handle);
    git_repository *repository = handle->get();
    // Another repository's configuration or files may say that the real thing is elsewhere: nothing is written there.
    if (folderOf(git_repository_commondir(repository)) != QDir::cleanPath(m_place.gitFolder) ||
        folderOf(git_repository_path(repository)) != QDir::cleanPath(m_place.gitFolder))
        return call.fails(ErrorCode::Unsupported,
                          u"%1 is a linked working tree or points to a repository elsewhere. Open the repository "
                          "itself."_s.arg(shown()));
    if (folderOf(git_repository_workdir(repository)) != m_place.workFolder)
        return call.fails(ErrorCode::Unsupported,
                          u"The configuration of the repository %1 says that its files are elsewhere "
                          "(core.worktree or core.bare). Take that setting out, then open it again."_s.arg(shown()));
    return {};
}

Result<Repository::Lease> Repository::lease(const Call &call) const
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_idle.empty()) {
            RepositoryPtr handle = std::move(m_idle.back());
            m_idle.pop_back();
            return Lease(*this, std::move(handle));
        }
    }
    git_repository *opened = nullptr;
    const QByteArray path = m_place.gitFolder.toUtf8();
    const unsigned flags = GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT;
    if (const int code = git_repository_open_ext(&opened, path.constData(), flags, nullptr); code < 0)
        return gitFailure(call, code, u"The repository %1 could not be opened"_s.arg(shown()));
    return Lease(*this, RepositoryPtr(opened));
}

Result<QByteArray> Repository::currentBranch(const Call &call) const
{
    const auto handle = lease(call);
    if (!handle)
        return failure(handle);
    git_reference *found = nullptr;
    if (const int code = git_reference_lookup(&found, handle->get(), "HEAD"); code < 0)
        return gitFailure(call, code, u"The repository's HEAD could not be read"_s);
    const ReferencePtr head(found);
    const char *target = git_reference_symbolic_target(head.get());
    const QByteArray branch(target);
    if (!branch.startsWith("refs/heads/"))
        return call.fails(ErrorCode::Unsupported,
                          u"The repository %1 is on no branch (a detached HEAD). Switch to one with git switch "
                          "first."_s.arg(shown()));
    return branch;
}

Result<Oid> Repository::readRef(const QByteArray &ref, const Call &call) const
{
    const auto handle = lease(call);
    if (!handle)
        return failure(handle);
    git_oid oid{};
    const int code = git_reference_name_to_id(&oid, handle->get(), ref.constData());
    if (code == GIT_ENOTFOUND || code == GIT_EINVALIDSPEC)
        return Oid();
    if (code < 0)
        return gitFailure(call, code, u"The branch “%1” could not be read"_s.arg(QString::fromUtf8(ref)));
    return Oid::from(oid);
}

Result<Snapshot> Repository::snapshot(const Call &call) const
{
    auto branch = currentBranch(call);
    if (!branch)
        return failure(std::move(branch));
    return snapshotOf(*branch, call);
}

Result<Snapshot> Repository::snapshotOf(const QByteArray &ref, const Call &call) const
{
    const auto id = readRef(ref, call);
    if (!id)
        return failure(id);
    if (id->isNull())
        return Snapshot{ref, {}, {}};
    const auto facts = commit(*id, call);
    if (!facts)
        return failure(facts);
    return Snapshot{ref, *id, facts->tree};
}

Result<CommitFacts> Repository::commit(const Oid &id, const Call &call) const
{
    const auto handle = lease(call);
    if (!handle)
        return failure(handle);
    const git_oid oid = id.toGit();
    const auto odb = objectsOf(handle->get(), call);
    const auto fact = odb ? factsOf(odb->get(), oid, call) : failure(odb);
    if (!fact)
        return failure(fact);
    if (fact->size > largestCommit)
        return call.fails(ErrorCode::Corrupt, u"The commit %1 has %2 bytes, more than any that Git makes. Find out who "
                                              "made it, and move the branch to an earlier one (git update-ref)."_s.arg(
                                                  shortName(id), QString::number(fact->size)));
    git_commit *found = nullptr;
    if (const int code = git_commit_lookup(&found, handle->get(), &oid); code < 0)
        return call.fails(
            ErrorCode::Corrupt,
            u"The commit %1 could not be read: %2. Look at the repository with git fsck, and fetch what is "
            "missing from a clone."_s.arg(shortName(id), libgitSays()));
    const CommitPtr commit(found);
    CommitFacts facts{.tree = Oid::from(*git_commit_tree_id(commit.get())),
                      .parents = {},
                      .time = QDateTime::fromSecsSinceEpoch(git_commit_time(commit.get()), QTimeZone::UTC),
                      .subject = visible(QString::fromUtf8(git_commit_summary(commit.get())), 300),
                      .author = visible(QString::fromUtf8(git_commit_author(commit.get())->name), 200)};
    for (unsigned i = 0; i < git_commit_parentcount(commit.get()); ++i)
        facts.parents.push_back(Oid::from(*git_commit_parent_id(commit.get(), i)));
    return facts;
}

Result<QByteArray> Repository::read(const Oid &id, ObjectType type, qint64 limit, const Call &call) const
{
    const auto handle = lease(call);
    if (!handle)
        return failure(handle);
    const auto odb = objectsOf(handle->get(), call);
    if (!odb)
        return failure(odb);
    const git_oid oid = id.toGit();
    const auto fact = factsOf(odb->get(), oid, call);
    if (!fact)
        return failure(fact);
    if (fact->type != static_cast<git_object_t>(type))
        return call.fails(
            ErrorCode::Corrupt,
            u"The object %1 is not what it is used for. Look at the repository with git fsck."_s.arg(shortName(id)));
    if (fact->size > limit)
        return call.fails(
            ErrorCode::Corrupt,
            u"The object %1 has %2 bytes, more than what it is used for can have (%3). Find out who put it "
            "there (git log), and take an earlier one."_s.arg(shortName(id), QString::number(fact->size),
                                                              QString::number(limit)));
    git_odb_object *found = nullptr;
    if (const int code = git_odb_read(&found, odb->get(), &oid); code < 0)
        return unreadable(id, call);
    const OdbObjectPtr object(found);
    return QByteArray(static_cast<const char *>(git_odb_object_data(object.get())),
                      static_cast<qsizetype>(git_odb_object_size(object.get())));
}

Result<QByteArray> Repository::readSmall(const Oid &id, qint64 limit, const Call &call) const
{
    return read(id, ObjectType::Blob, limit, call);
}

Result<qint64> Repository::sizeOf(const Oid &id, const Call &call) const
{
    const auto handle = lease(call);
    const auto odb = handle ? objectsOf(handle->get(), call) : failure(handle);
    const auto fact = odb ? factsOf(odb->get(), id.toGit(), call) : failure(odb);
    return fact ? Result<qint64>(fact->size) : failure(fact);
}

Result<TreePtr> Repository::tree(const Oid &id, const Call &call) const
{
    static const auto empty = std::make_shared<const std::vector<TreeEntry>>();
    if (id.isNull())
        return empty;
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto known = m_trees.constFind(id); known != m_trees.constEnd())
            return *known;
    }
    const auto raw = read(id, ObjectType::Tree, largestTree, call);
    if (!raw)
        return failure(raw);
    auto entries = parseTree(*raw);
    if (!entries)
        return call.fails(
            ErrorCode::Corrupt,
            u"The tree %1 is not one that Git would write. Look at the repository with git fsck."_s.arg(shortName(id)));
    TreePtr tree = std::make_shared<const std::vector<TreeEntry>>(*std::move(entries));
    const std::scoped_lock lock(m_mutex);
    m_treeEntries += std::ssize(*tree) + 1;
    if (m_treeEntries > mostTreeEntries) {
        m_trees.clear();
        m_treeEntries = std::ssize(*tree) + 1;
    }
    m_trees.insert(id, tree);
    return tree;
}

Result<std::optional<TreeEntry>> Repository::find(const Oid &root, QByteArrayView path, const Call &call) const
{
    TreeEntry at{.name = {}, .mode = folderMode, .id = root};
    while (!path.isEmpty()) {
        if (!at.isFolder())
            return std::nullopt;
        const auto entries = tree(at.id, call);
        if (!entries)
            return failure(entries);
        const qsizetype slash = path.indexOf('/');
        const QByteArrayView name = slash < 0 ? path : path.first(slash);
        const TreeEntry *entry = findEntry(**entries, name);
        if (entry == nullptr)
            return std::nullopt;
        at = *entry;
        path = slash < 0 ? QByteArrayView() : path.sliced(slash + 1);
    }
    return at;
}

Result<QByteArray> BlobReader::readSmall(const Oid &id, qint64 limit, const Call &call) const
{
    const auto *pending = m_batch != nullptr ? m_batch->find(id) : nullptr;
    return pending != nullptr ? pending->bytes : m_repository.readSmall(id, limit, call);
}

Result<qint64> BlobReader::sizeOf(const Oid &id, const Call &call) const
{
    const auto *pending = m_batch != nullptr ? m_batch->find(id) : nullptr;
    return pending != nullptr ? Result<qint64>(pending->bytes.size()) : m_repository.sizeOf(id, call);
}

QString Repository::config(const char *key) const
{
    const auto handle = lease({u"read configuration"_s, m_place.gitFolder});
    if (!handle)
        return {};
    git_config *found = nullptr;
    if (git_repository_config_snapshot(&found, handle->get()) < 0)
        return {};
    const ConfigPtr config(found);
    const char *value = nullptr;
    return git_config_get_string(&value, config.get(), key) < 0 ? QString() : QString::fromUtf8(value);
}

} // namespace pulse::git
