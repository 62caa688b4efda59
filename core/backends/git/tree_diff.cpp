// SPDX-License-Identifier: Apache-2.0
#include "tree_diff.h"

#include "layout.h"
#include "prompt_folder.h"

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

constexpr int deepest = 256;            // no name is deeper; a tree made to exhaust the stack is refused
constexpr size_t mostFound = 5'000'000; // a few objects can stand for more files than there is memory

std::unexpected<Error> tooMany(const Call &call)
{
    return call.fails(ErrorCode::Corrupt, u"The branch holds more files than can be, one folder many times within "
                                          "another. Look at it with git ls-tree."_s);
}

QByteArray join(const QByteArray &folder, const QByteArray &name)
{
    return folder.isEmpty() ? name : folder + '/' + name;
}

using Visitor = std::function<Result<void>(const TreeEntry *before, const TreeEntry *after)>;

// Calls for each name whose entries differ.
Result<void> eachDifference(const Repository &repository, const Oid &before, const Oid &after, const Call &call,
                            const Visitor &visit)
{
    const auto left = repository.tree(before, call);
    if (!left)
        return failure(left);
    const auto right = repository.tree(after, call);
    if (!right)
        return failure(right);
    std::map<QByteArray, std::pair<const TreeEntry *, const TreeEntry *>> both;
    for (const TreeEntry &entry : **left)
        both[entry.name].first = &entry;
    for (const TreeEntry &entry : **right)
        both[entry.name].second = &entry;
    for (const auto &[name, pair] : both) {
        const auto &[a, b] = pair;
        if (a != nullptr && b != nullptr && *a == *b)
            continue;
        if (auto visited = visit(a, b); !visited)
            return visited;
    }
    return {};
}

Oid folderId(const TreeEntry *entry)
{
    return entry != nullptr && entry->isFolder() ? entry->id : Oid();
}

class FileDiff
{
public:
    FileDiff(const Repository &repository, const Call &call)
        : m_repository(repository)
        , m_call(call)
    {}

    Result<void> run(const QByteArray &path, const Oid &before, const Oid &after, int depth)
    {
        if (depth > deepest)
            return m_call.fails(ErrorCode::Corrupt, u"The folders are nested too deeply."_s);
        if (m_barren.contains({before, after}))
            return {};
        const size_t known = found.size();
        auto done = eachDifference(m_repository, before, after, m_call, [&](const TreeEntry *a, const TreeEntry *b) {
            const QByteArray at = join(path, a != nullptr ? a->name : b->name);
            const bool wasFile = a != nullptr && !a->isFolder();
            const bool isFile = b != nullptr && !b->isFolder();
            if (wasFile || isFile)
                found.push_back(
                    {at, wasFile ? std::optional(*a) : std::nullopt, isFile ? std::optional(*b) : std::nullopt});
            if (found.size() > mostFound)
                return Result<void>(tooMany(m_call));
            const Oid left = folderId(a);
            const Oid right = folderId(b);
            return left == right ? Result<void>() : run(at, left, right, depth + 1);
        });
        if (done && found.size() == known)
            m_barren.emplace(before, after);
        return done;
    }

    std::vector<FileChange> found;

private:
    const Repository &m_repository;
    const Call &m_call;
    std::set<std::pair<Oid, Oid>> m_barren; // without files: many in one another would never end
};

class PromptDiff
{
public:
    PromptDiff(const Repository &repository, const Call &call, PromptChanges &changes)
        : m_repository(repository)
        , m_call(call)
        , m_changes(changes)
    {}

    // `name` is the prompt's, if the folder is one.
    Result<void> run(const QByteArray &name, const Oid &before, const Oid &after, int depth)
    {
        if (depth > deepest)
            return m_call.fails(ErrorCode::Corrupt, u"The folders are nested too deeply."_s);
        if (m_changes.prompts.size() > mostFound)
            return tooMany(m_call);
        if (m_barren.contains({before, after}))
            return {};
        const size_t known = m_changes.prompts.size();
        const auto visit = [&](const TreeEntry *a, const TreeEntry *b) -> Result<void> {
            const QByteArray &leaf = a != nullptr ? a->name : b->name;
            const bool isBelow =
                (a != nullptr && kindOf(*a) == EntryKind::Folder) || (b != nullptr && kindOf(*b) == EntryKind::Folder);
            if (isBelow)
                return run(join(name, leaf), folderId(a), folderId(b), depth + 1);
            if (!name.isEmpty() && kindOf(a != nullptr ? *a : *b) != EntryKind::Stray)
                m_changes.prompts.insert(name);
            return {};
        };
        auto done = eachDifference(m_repository, before, after, m_call, visit);
        if (done && m_changes.prompts.size() == known)
            m_barren.emplace(before, after);
        return done;
    }

private:
    const Repository &m_repository;
    const Call &m_call;
    PromptChanges &m_changes;
    std::set<std::pair<Oid, Oid>> m_barren; // folders without a prompt that differs
};

} // namespace

Result<std::vector<FileChange>> changedFiles(const Repository &repository, const Oid &before, const Oid &after,
                                             const Call &call)
{
    FileDiff diff(repository, call);
    if (before != after) {
        if (auto done = diff.run({}, before, after, 0); !done)
            return failure(std::move(done));
    }
    return std::move(diff.found);
}

Result<PromptChanges> changedPrompts(const Repository &repository, const Oid &before, const Oid &after,
                                     const Call &call)
{
    PromptChanges changes;
    PromptDiff diff(repository, call, changes);
    auto done = eachDifference(repository, before, after, call, [&](const TreeEntry *a, const TreeEntry *b) {
        const QByteArray &name = a != nullptr ? a->name : b->name;
        if (name == layout::prompts)
            return diff.run({}, folderId(a), folderId(b), 0);
        (name == layout::trash ? changes.trash : changes.other) = true;
        return Result<void>();
    });
    if (!done)
        return failure(std::move(done));
    return changes;
}

} // namespace pulse::git
