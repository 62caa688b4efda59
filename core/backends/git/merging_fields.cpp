// SPDX-License-Identifier: Apache-2.0
// What is merged by field: metadata; and what lies beside the prompts.
#include "layout.h"
#include "merging.h"
#include "pulse/storage/library_file.h"

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

TagSet mergedTags(const std::optional<Metadata> &base, const TagSet &here, const TagSet &theirs)
{
    TagSet result = here;
    for (const QString &tag : theirs.toList()) {
        if (!base || !base->tags.contains(tag))
            (void)result.insert(tag);
    }
    if (base) {
        for (const QString &tag : base->tags.toList()) {
            if (!theirs.contains(tag))
                result.remove(tag);
        }
    }
    return result;
}

JsonValue valueOf(const JsonObject &object, const QString &name)
{
    const JsonValue *value = object.find(name);
    return value != nullptr ? *value : JsonValue();
}

// What never changes after publishing: where both published the same bytes, the home was first.
template <typename T>
T settled(const std::optional<T> &base, const T &here, const T &theirs)
{
    return base && theirs == *base ? here : theirs;
}

} // namespace

Result<void> Merging::mergeFacts(const VersionKey &key, const std::optional<Metadata> &base, const Metadata &here,
                                 const Metadata &theirs)
{
    Metadata merged = here;
    bool isSettled = true;
    const auto conflictOn = [&](const QString &field, const QByteArray &mine, const QByteArray &other) {
        const auto choice = choiceFor({.id = {},
                                       .kind = Conflict::Kind::Metadata,
                                       .name = key.name,
                                       .version = key.version,
                                       .field = field,
                                       .here = {mine, here.updatedAt, here.author},
                                       .home = {other, theirs.updatedAt, theirs.author}},
                                      mine + '\0' + other);
        isSettled = isSettled && choice.has_value();
        return choice;
    };
    merged.tags = mergedTags(base, here.tags, theirs.tags);
    const QString before = base ? base->description : QString();
    if (here.description == before) {
        merged.description = theirs.description;
    } else if (theirs.description != before && theirs.description != here.description) {
        const auto choice = conflictOn(u"description"_s, here.description.toUtf8(), theirs.description.toUtf8());
        if (choice && *choice != Choice::Here)
            merged.description = theirs.description;
    }
    std::set<QString> fields;
    for (const JsonObject *object : {&here.unknown, &theirs.unknown}) {
        for (const auto &[name, value] : object->members())
            fields.insert(name);
    }
    for (const QString &field : fields) {
        const JsonValue common = base ? valueOf(base->unknown, field) : JsonValue();
        const JsonValue mine = valueOf(here.unknown, field);
        const JsonValue other = valueOf(theirs.unknown, field);
        bool takesTheirs = mine == common;
        if (mine != common && other != common && mine != other) {
            const auto choice = conflictOn(field, toJson(mine), toJson(other));
            takesTheirs = choice && *choice != Choice::Here;
        }
        if (takesTheirs && theirs.unknown.find(field) != nullptr)
            merged.unknown.insert(field, other);
        else if (takesTheirs)
            merged.unknown.remove(field);
    }
    merged.author = settled(base ? std::optional(base->author) : std::nullopt, here.author, theirs.author);
    merged.message = settled(base ? std::optional(base->message) : std::nullopt, here.message, theirs.message);
    merged.createdAt = settled(base ? std::optional(base->createdAt) : std::nullopt, here.createdAt, theirs.createdAt);
    merged.updatedAt = std::max(here.updatedAt, theirs.updatedAt); // only said, never compared
    if (!isSettled)
        return {};
    const auto folder = target(key.name);
    const auto version = folder ? m_tree.child(**folder, layout::fileName(key.version)) : folder;
    if (!version)
        return failure(version);
    if (*version != nullptr)
        m_tree.putBlob(**version, layout::metadataFile, TreeChanges::storedForm(m_rules, merged));
    return {};
}

Result<void> Merging::checkLibrary()
{
    QString first;
    for (const Snapshot *side : {&m_sides.here, &m_sides.theirs}) {
        const auto entry = m_tree.repository().find(side->tree, layout::libraryFile, m_call);
        if (!entry)
            return failure(entry);
        if (!*entry || !(*entry)->isFile())
            continue;
        const auto json = m_tree.repository().readSmall((*entry)->id, layout::largestFacts, m_call);
        const auto file = json ? decodeLibraryFile(*json) : failure(json);
        if (!file)
            return m_call.fails(ErrorCode::Corrupt, u"The file library.json of one side cannot be understood: %1"_s.arg(
                                                        file.error().message()));
        if (!first.isEmpty() && file->id != first)
            return m_call.fails(ErrorCode::Conflict,
                                u"The other side is another library (its id is %1, this one's %2), so nothing was "
                                "merged. Copy prompts between libraries with migrate."_s.arg(file->id, first));
        first = file->id;
    }
    return {};
}

Result<void> Merging::mergeOthers()
{
    const Repository &repository = m_tree.repository();
    const auto base = repository.tree(m_sides.base.tree, m_call);
    const auto here = base ? repository.tree(m_sides.here.tree, m_call) : base;
    const auto theirs = here ? repository.tree(m_sides.theirs.tree, m_call) : here;
    if (!theirs)
        return failure(theirs);
    std::set<QByteArray> names;
    for (const TreePtr &tree : {*base, *here, *theirs}) {
        for (const TreeEntry &entry : *tree)
            names.insert(entry.name);
    }
    names.erase(layout::prompts);
    const auto in = [](const TreePtr &tree, const QByteArray &name) {
        const TreeEntry *entry = findEntry(*tree, name);
        return entry != nullptr ? std::optional(*entry) : std::nullopt;
    };
    for (const QByteArray &name : names) {
        if (auto merged = mergeOther(name, in(*base, name), in(*here, name), in(*theirs, name)); !merged)
            return merged;
    }
    return {};
}

Result<void> Merging::mergeOther(const QByteArray &path, const std::optional<TreeEntry> &base,
                                 const std::optional<TreeEntry> &here, const std::optional<TreeEntry> &theirs)
{
    if (theirs == base || theirs == here)
        return {};
    const qsizetype slash = path.lastIndexOf('/');
    const QByteArray folderPath = path.first(qMax<qsizetype>(slash, 0));
    if (here == base) {
        const auto folder = folderPath.isEmpty() ? m_tree.open({}) : m_tree.make(folderPath);
        if (!folder)
            return failure(folder);
        if (theirs)
            (*folder)->put(theirs->name, {theirs->mode, theirs->id, nullptr});
        else
            (*folder)->erase(here->name);
        return {};
    }
    const auto isFolder = [](const std::optional<TreeEntry> &entry) { return !entry || entry->isFolder(); };
    if (isFolder(base) && isFolder(here) && isFolder(theirs)) {
        // Entries of the trash are whole things: a name is of one removal only.
        std::set<QByteArray> names;
        std::array<TreePtr, 3> trees;
        const std::array sides{&base, &here, &theirs};
        for (size_t i = 0; i < trees.size(); ++i) {
            const auto tree = m_tree.repository().tree(*sides.at(i) ? (*sides.at(i))->id : Oid(), m_call);
            if (!tree)
                return failure(tree);
            trees.at(i) = *tree;
            for (const TreeEntry &entry : **tree)
                names.insert(entry.name);
        }
        const auto in = [](const TreePtr &tree, const QByteArray &name) {
            const TreeEntry *entry = findEntry(*tree, name);
            return entry != nullptr ? std::optional(*entry) : std::nullopt;
        };
        for (const QByteArray &name : names) {
            if (auto merged = mergeOther(path + '/' + name, in(trees[0], name), in(trees[1], name), in(trees[2], name));
                !merged)
                return merged;
        }
        return {};
    }
    if (path == layout::libraryFile || path.startsWith(layout::trash + '/'))
        return {}; // this side's: nobody's work
    return m_call.fails(ErrorCode::Conflict,
                        u"Both sides changed “%1”, which is none of the prompts. Merge that with git, then try "
                        "again."_s.arg(QString::fromUtf8(path)));
}

} // namespace pulse::git
