// SPDX-License-Identifier: Apache-2.0
// What is merged by field: metadata; and what lies beside the prompts.
#include "layout.h"
#include "merging.h"
#include "pulse/storage/library_file.h"

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

JsonValue valueOf(const JsonObject &object, const QString &name)
{
    const JsonValue *value = object.find(name);
    return value != nullptr ? *value : JsonValue();
}

// Merges the metadata of one version field by field, and asks where both sides changed one differently.
class FactsMerge
{
public:
    using Ask =
        std::function<std::optional<Choice>(const QString &field, const QByteArray &here, const QByteArray &theirs)>;

    FactsMerge(const std::optional<Metadata> &base, const Metadata &here, const Metadata &theirs, Ask ask)
        : m_base(base)
        , m_here(here)
        , m_theirs(theirs)
        , m_ask(std::move(ask))
        , m_merged(here)
    {}

    [[nodiscard]] Metadata run()
    {
        mergeTags();
        mergeDescription();
        std::set<QString> fields;
        for (const JsonObject *object : {&m_here.unknown, &m_theirs.unknown}) {
            for (const auto &[name, value] : object->members())
                fields.insert(name);
        }
        for (const QString &field : fields)
            mergeUnknown(field);
        settle(&Metadata::author);
        settle(&Metadata::message);
        settle(&Metadata::createdAt);
        m_merged.updatedAt = std::max(m_here.updatedAt, m_theirs.updatedAt); // only said, never compared
        return std::move(m_merged);
    }

private:
    void mergeTags()
    {
        for (const QString &tag : m_theirs.tags.toList()) {
            if (!m_base || !m_base->tags.contains(tag))
                (void)m_merged.tags.insert(tag);
        }
        if (!m_base)
            return;
        for (const QString &tag : m_base->tags.toList()) {
            if (!m_theirs.tags.contains(tag))
                m_merged.tags.remove(tag);
        }
    }

    void mergeDescription()
    {
        const QString before = m_base ? m_base->description : QString();
        const QString &mine = m_here.description;
        const QString &other = m_theirs.description;
        if (mine == before ||
            (other != before && other != mine && takesTheirs(m_ask(u"description"_s, mine.toUtf8(), other.toUtf8()))))
            m_merged.description = other;
    }

    void mergeUnknown(const QString &field)
    {
        const JsonValue common = m_base ? valueOf(m_base->unknown, field) : JsonValue();
        const JsonValue mine = valueOf(m_here.unknown, field);
        const JsonValue other = valueOf(m_theirs.unknown, field);
        const bool isOurs = mine != common && (other == common || mine == other ||
                                               !takesTheirs(m_ask(field, toJson(mine), toJson(other))));
        if (isOurs)
            return;
        if (m_theirs.unknown.find(field) != nullptr)
            m_merged.unknown.insert(field, other);
        else
            m_merged.unknown.remove(field);
    }

    // What never changes after publishing: where both published the same bytes, the home was first.
    template <typename T>
    void settle(T Metadata::*field)
    {
        const bool isOurs = m_base && m_theirs.*field == (*m_base).*field;
        m_merged.*field = isOurs ? m_here.*field : m_theirs.*field;
    }

    static bool takesTheirs(const std::optional<Choice> &choice) { return choice && *choice != Choice::Here; }

    const std::optional<Metadata> &m_base;
    const Metadata &m_here;
    const Metadata &m_theirs;
    const Ask m_ask;
    Metadata m_merged;
};

} // namespace

Result<void> Merging::mergeFacts(const VersionKey &key, const std::optional<Metadata> &base, const Metadata &here,
                                 const Metadata &theirs)
{
    bool isSettled = true;
    const auto ask = [&](const QString &field, const QByteArray &mine, const QByteArray &other) {
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
    const Metadata merged = FactsMerge(base, here, theirs, ask).run();
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
