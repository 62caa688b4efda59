// SPDX-License-Identifier: Apache-2.0
#include "branches.h"

#include "failures.h"
#include "layout.h"
#include "merging.h"
#include "pulse/base/quote.h"
#include "remote.h"

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

const QByteArray branchPrefix = QByteArrayLiteral("refs/heads/");

} // namespace

Result<Oid> mergeBase(const Repository &repository, const Oid &a, const Oid &b, const Call &call)
{
    if (a.isNull() || b.isNull())
        return Oid();
    const auto lease = repository.lease(call);
    if (!lease)
        return failure(lease);
    const git_oid left = a.toGit();
    const git_oid right = b.toGit();
    git_oid base{};
    const int code = git_merge_base(&base, lease->get(), &left, &right);
    if (code == GIT_ENOTFOUND)
        return Oid();
    if (code < 0)
        return gitFailure(call, code, u"The history could not be read"_s);
    return Oid::from(base);
}

Result<Distance> distance(const Repository &repository, const Oid &a, const Oid &b, const Call &call)
{
    if (a == b || a.isNull() || b.isNull())
        return Distance();
    const auto lease = repository.lease(call);
    if (!lease)
        return failure(lease);
    const git_oid left = a.toGit();
    const git_oid right = b.toGit();
    size_t ahead = 0;
    size_t behind = 0;
    if (const int code = git_graph_ahead_behind(&ahead, &behind, lease->get(), &left, &right); code < 0)
        return gitFailure(call, code, u"The history could not be read"_s);
    return Distance{static_cast<qint64>(ahead), static_cast<qint64>(behind)};
}

Branches::Branches(std::shared_ptr<GitLibrary> library, Watcher &watcher)
    : m_library(std::move(library))
    , m_watcher(watcher)
{}

Result<BranchStorage::Branch> Branches::describe(const QByteArray &ref, const QByteArray &current,
                                                 const Call &call) const
{
    const Repository &repository = m_library->repository();
    Branch branch;
    branch.name = QString::fromUtf8(ref.sliced(branchPrefix.size()));
    branch.current = ref == current;
    const auto tip = repository.readRef(ref, call);
    const auto facts = tip ? repository.commit(*tip, call) : failure(tip);
    if (!facts)
        return failure(facts);
    branch.lastChange = facts->time;
    branch.lastMessage = facts->subject;
    branch.lastAuthor = facts->author;
    const auto place = Remote::of(repository, ref, call);
    if (!place || !*place)
        return branch; // no home, or one that is not gone to
    const QByteArray upstream = Remote::trackingRefOf(**place);
    const auto home = repository.readRef(upstream, call);
    const auto apart = home ? distance(repository, *tip, *home, call) : failure(home);
    if (apart && !home->isNull()) {
        branch.upstream = QString::fromUtf8(upstream.sliced(QByteArrayLiteral("refs/remotes/").size()));
        branch.ahead = apart->ahead;
        branch.behind = apart->behind;
    }
    return branch;
}

Result<std::vector<BranchStorage::Branch>> Branches::branches(std::stop_token stop)
{
    const Call call{u"list branches"_s, m_library->info().url.toString()};
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    const auto current = m_library->repository().currentBranch(call);
    if (!current)
        return failure(current);
    QList<QByteArray> refs;
    {
        const auto lease = m_library->repository().lease(call);
        if (!lease)
            return failure(lease);
        git_reference_iterator *made = nullptr;
        if (const int code = git_reference_iterator_glob_new(&made, lease->get(), "refs/heads/*"); code < 0)
            return gitFailure(call, code, u"The branches could not be read"_s);
        const ReferenceIteratorPtr iterator(made);
        const char *name = nullptr;
        while (git_reference_next_name(&name, iterator.get()) == 0)
            refs.append(name);
    }
    std::ranges::sort(refs);
    std::vector<Branch> result;
    for (const QByteArray &ref : refs) {
        if (auto go = call.checkStop(stop); !go)
            return failure(std::move(go));
        auto branch = describe(ref, *current, call);
        if (!branch)
            return failure(std::move(branch));
        result.push_back(*std::move(branch));
    }
    return result;
}

Result<Snapshot> Branches::branch(const QString &name, const Call &call) const
{
    for (const QByteArray &prefix : {branchPrefix, QByteArrayLiteral("refs/remotes/")}) {
        const QByteArray ref = prefix + name.toUtf8();
        int isValid = 0;
        if (git_reference_name_is_valid(&isValid, ref.constData()) < 0 || isValid == 0)
            break;
        const auto snapshot = m_library->repository().snapshotOf(ref, call);
        if (!snapshot || !snapshot->commit.isNull())
            return snapshot;
    }
    return call.fails(ErrorCode::NotFound,
                      u"There is no branch called %1. List the branches to see which there are."_s.arg(quoted(name)));
}

Result<void> Branches::createBranch(const QString &name, std::stop_token stop)
{
    const Call call{u"create branch"_s, name.isEmpty() ? u"branch"_s : visible(name)};
    if (auto may = m_library->mayChange(call, stop); !may)
        return may;
    int isValid = 0;
    if (git_branch_name_is_valid(&isValid, name.toUtf8().constData()) < 0 || isValid == 0 || name.startsWith(u'-') ||
        name.contains(QChar::Null))
        return call.fails(ErrorCode::Invalid,
                          u"A branch cannot be called %1. Use letters, digits, “-”, “_”, “.” and “/”; git "
                          "check-ref-format has the rules."_s.arg(quoted(name)));
    const auto here = m_library->repository().snapshot(call);
    if (!here)
        return failure(here);
    if (here->commit.isNull())
        return call.fails(ErrorCode::Conflict, u"The present branch has no commit yet that another could begin with. "
                                               "Publish something first."_s);
    const QByteArray ref = branchPrefix + name.toUtf8();
    const auto taken = m_library->repository().readRef(ref, call);
    if (!taken)
        return failure(taken);
    const auto made =
        taken->isNull() ? m_library->writer().moveRef(ref, {}, here->commit, call, stop) : Result<bool>(false);
    if (!made)
        return failure(made);
    if (!*made)
        return call.fails(ErrorCode::AlreadyExists,
                          u"There is already a branch called %1. Choose another name."_s.arg(quoted(name)));
    return {};
}

Result<void> Branches::switchBranch(const QString &name, std::stop_token stop)
{
    const Call call{u"switch branch"_s, name.isEmpty() ? u"branch"_s : visible(name)};
    if (auto may = m_library->mayChange(call, stop); !may)
        return may;
    const QByteArray ref = branchPrefix + name.toUtf8();
    const auto there = branch(name, call);
    if (!there)
        return failure(there);
    if (there->branch != ref)
        return call.fails(ErrorCode::NotFound,
                          u"%1 is a branch of the home. Create one here first, and merge it."_s.arg(quoted(name)));
    auto switched = m_library->writer().switchTo(ref, call, stop);
    m_watcher.wakeSwitched();
    return switched;
}

Result<BranchStorage::Difference> Branches::difference(const Snapshot &first, const Snapshot &second, const Name &name,
                                                       const Call &call) const
{
    Difference result{.name = name, .kind = Difference::Kind::Changed, .added = {}, .removed = {}, .facts = {}};
    const auto look = [&](const Snapshot &snapshot) {
        auto folder = m_library->prompt(snapshot, name, call);
        return !folder && folder.error().code() == ErrorCode::NotFound ? Result<PromptFolder>(PromptFolder())
                                                                       : std::move(folder);
    };
    const auto left = look(first);
    const auto right = left ? look(second) : left;
    if (!right)
        return failure(right);
    const auto leftLabels = labelsOf(m_library->repository(), *left, call);
    const auto rightLabels = leftLabels ? labelsOf(m_library->repository(), *right, call) : leftLabels;
    if (!rightLabels)
        return failure(rightLabels);
    if (left->versions.empty())
        result.kind = Difference::Kind::Added;
    else if (right->versions.empty())
        result.kind = Difference::Kind::Removed;
    for (const auto &[version, entry] : right->versions) {
        const TreeEntry *other = left->version(version);
        if (other == nullptr) {
            result.added.push_back(version);
            continue;
        }
        if (*other == entry)
            continue;
        const auto a = m_library->version(first, {name, version}, call.operation);
        const auto b = m_library->version(second, {name, version}, call.operation);
        const auto before = a ? a->facts() : failure(a);
        const auto after = b ? b->facts() : failure(b);
        if (!before || !after) {
            result.facts.append(u"%1 (damaged)"_s.arg(version.toString()));
            continue;
        }
        if (before->metadata.checksum != after->metadata.checksum)
            result.facts.append(u"content of %1"_s.arg(version.toString()));
        if (before->metadata.tags != after->metadata.tags)
            result.facts.append(u"tags of %1"_s.arg(version.toString()));
        if (before->metadata.description != after->metadata.description)
            result.facts.append(u"description of %1"_s.arg(version.toString()));
    }
    for (const auto &[version, entry] : left->versions) {
        if (right->version(version) == nullptr)
            result.removed.push_back(version);
    }
    LabelMap labels = *leftLabels;
    labels.insert(rightLabels->begin(), rightLabels->end());
    for (const auto &[label, version] : labels) {
        const auto a = leftLabels->find(label);
        const auto b = rightLabels->find(label);
        if (a == leftLabels->end() || b == rightLabels->end() || a->second != b->second)
            result.facts.append(u"label %1"_s.arg(label.toString()));
    }
    return result;
}

Result<std::vector<BranchStorage::Difference>> Branches::compareBranches(const QString &first, const QString &second,
                                                                         std::stop_token stop)
{
    const Call call{u"compare branches"_s, visible(first + QChar(u'…') + second)};
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    const auto left = branch(first, call);
    const auto right = left ? branch(second, call) : left;
    if (!right)
        return failure(right);
    const auto changed = changedPrompts(m_library->repository(), left->tree, right->tree, call);
    if (!changed)
        return failure(changed);
    std::vector<Difference> result;
    for (const QByteArray &text : changed->prompts) {
        if (auto go = call.checkStop(stop); !go)
            return failure(std::move(go));
        const auto name = Name::parse(QString::fromUtf8(text));
        if (!name)
            continue;
        auto found = difference(*left, *right, *name, call);
        if (!found)
            return failure(std::move(found));
        const bool isNothing = found->kind == Difference::Kind::Changed && found->added.empty() &&
                               found->removed.empty() && found->facts.isEmpty();
        if (!isNothing)
            result.push_back(*std::move(found));
    }
    return result;
}

Result<BranchStorage::Merge> Branches::mergeBranch(const QString &name, const Choices &choices, std::stop_token stop)
{
    const Call call{u"merge branch"_s, name.isEmpty() ? u"branch"_s : visible(name)};
    if (auto may = m_library->mayChange(call, stop); !may)
        return failure(std::move(may));
    const auto theirs = branch(name, call);
    if (!theirs)
        return failure(theirs);
    Merge result;
    const auto done =
        m_library->writer().change(call, stop, [&](TreeEdit &tree, const Snapshot &here) -> Result<Writer::Commit> {
            result = {.merged = true, .changes = 0, .conflicts = {}};
            const auto base = mergeBase(m_library->repository(), here.commit, theirs->commit, call);
            if (!base)
                return failure(base);
            if (*base == theirs->commit)
                return Writer::Commit{}; // it is in here already
            Merging::Sides sides{{}, here, *theirs};
            if (!base->isNull()) {
                const auto facts = m_library->repository().commit(*base, call);
                if (!facts)
                    return failure(facts);
                sides.base = {{}, *base, facts->tree};
            }
            auto outcome = Merging(tree, sides, m_library->rules(), choices, call).run();
            if (!outcome)
                return failure(std::move(outcome));
            result.changes = outcome->changes;
            result.conflicts = std::move(outcome->conflicts);
            result.merged = result.conflicts.empty();
            if (!result.merged)
                return Writer::Commit{};
            return Writer::Commit{u"Merge branch “%1”\n"_s.arg(name), {theirs->commit}};
        });
    if (!done)
        return failure(done);
    if (!result.merged)
        result.changes = 0;
    m_watcher.wake();
    return result;
}

} // namespace pulse::git
