// SPDX-License-Identifier: Apache-2.0
#include "merging.h"

#include "failures.h"
#include "layout.h"
#include "pulse/storage/library_file.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace pulse::git {

Version conflictVersion(const Version &version, const Checksum &checksum)
{
    const QString core = u"%1.%2.%3"_s.arg(version.majorDigits(), version.minorDigits(), version.patchDigits());
    const QString pre = version.isPrerelease() ? version.prerelease().toString() + u'.' : QString();
    // The letter: an identifier of digits alone must not begin with a zero.
    return *Version::parse(u"%1-%2conflict.x%3"_s.arg(core, pre, checksum.hex().first(8)));
}

Merging::Merging(TreeEdit &tree, Sides sides, const LibraryRules &rules, const Choices &choices, Call call)
    : m_tree(tree)
    , m_sides(std::move(sides))
    , m_rules(rules)
    , m_choices(choices)
    , m_call(std::move(call))
    , m_changes(tree, m_sides.here, rules, m_call.operation)
{}

Result<Merging::Outcome> Merging::run()
{
    if (auto same = checkLibrary(); !same)
        return failure(std::move(same));
    if (auto merged = mergeOthers(); !merged)
        return failure(std::move(merged));
    const auto changed = changedPrompts(m_tree.repository(), m_sides.base.tree, m_sides.theirs.tree, m_call);
    if (!changed)
        return failure(changed);
    for (const QByteArray &text : changed->prompts) {
        const auto name = Name::parse(QString::fromUtf8(text));
        if (!name)
            continue; // nothing that a prompt could be called: it stays where it is
        if (auto merged = mergePrompt(*name); !merged)
            return failure(std::move(merged));
    }
    return std::move(m_outcome);
}

std::optional<Choice> Merging::choiceFor(Conflict conflict, const QByteArray &sides)
{
    // The sides belong to the name: a choice is of what a person saw.
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(QByteArray::number(static_cast<int>(conflict.kind)) + '\n' + conflict.name.toString().toUtf8() + '\n' +
                 (conflict.version ? conflict.version->toString().toUtf8() : QByteArray()) + '\n' +
                 conflict.field.toUtf8() + '\n' + sides);
    conflict.id = QString::fromLatin1(hash.result().toHex().first(20));
    const auto made = std::ranges::find(m_choices, conflict.id, [](const auto &choice) { return choice.first; });
    if (made != m_choices.end())
        return made->second;
    m_outcome.conflicts.push_back(std::move(conflict));
    return std::nullopt;
}

Result<PromptFolder> Merging::folderOf(const Snapshot &side, const Name &name) const
{
    const auto folder = m_tree.repository().find(side.tree, layout::pathOf(name), m_call);
    if (!folder)
        return failure(folder);
    if (!*folder || !(*folder)->isFolder())
        return PromptFolder();
    const auto tree = m_tree.repository().tree((*folder)->id, m_call);
    return tree ? Result<PromptFolder>(PromptFolder::of(**tree)) : failure(tree);
}

Result<VersionFiles> Merging::filesOf(const VersionKey &key, const TreeEntry &folder) const
{
    const auto tree = m_tree.repository().tree(folder.id, m_call);
    if (!tree)
        return failure(tree);
    return VersionFiles(m_tree.repository(), key, **tree, m_sides.theirs.commit, m_call.operation);
}

Result<TreeEdit::Folder *> Merging::target(const Name &name)
{
    const auto twin = m_tree.caseTwin(layout::prompts, name.toString().toUtf8());
    if (!twin)
        return failure(twin);
    if (!twin->isEmpty())
        return m_call.fails(
            ErrorCode::Conflict,
            u"The other side has “%1”, which differs from “%2” here only by case. Rename one of them, then "
            "try again."_s.arg(name.toString(), QString::fromUtf8(*twin)));
    return m_tree.make(layout::pathOf(name));
}

Result<void> Merging::mergePrompt(const Name &name)
{
    Folders folders;
    for (const auto &[side, folder] : {std::pair(&m_sides.base, &folders.base), std::pair(&m_sides.here, &folders.here),
                                       std::pair(&m_sides.theirs, &folders.theirs)}) {
        auto found = folderOf(*side, name);
        if (!found)
            return failure(std::move(found));
        *folder = *std::move(found);
    }
    std::set<Version> versions;
    for (const PromptFolder *folder : {&folders.base, &folders.here, &folders.theirs}) {
        for (const auto &[version, entry] : folder->versions)
            versions.insert(version);
    }
    for (const Version &version : versions) {
        if (auto merged = mergeVersion({name, version}, folders); !merged)
            return merged;
    }
    if (auto merged = mergeLabels(name, folders); !merged)
        return merged;
    const auto folder = m_tree.open(layout::pathOf(name));
    if (!folder)
        return failure(folder);
    if (*folder != nullptr) {
        if (auto pointed = m_changes.pointLatest(**folder); !pointed)
            return pointed;
    }
    m_tree.prune(layout::pathOf(name));
    ++m_outcome.changes;
    return {};
}

Result<void> Merging::mergeVersion(const VersionKey &key, const Folders &folders)
{
    const TreeEntry *base = folders.base.version(key.version);
    const TreeEntry *here = folders.here.version(key.version);
    const TreeEntry *theirs = folders.theirs.version(key.version);
    const auto same = [](const TreeEntry *a, const TreeEntry *b) {
        return (a == nullptr && b == nullptr) || (a != nullptr && b != nullptr && *a == *b);
    };
    if (same(theirs, base) || same(here, theirs))
        return {};
    if (same(here, base)) {
        const auto folder = target(key.name);
        if (!folder)
            return failure(folder);
        if (theirs != nullptr)
            (*folder)->put(theirs->name, {theirs->mode, theirs->id, nullptr});
        else
            (*folder)->erase(here->name);
        return {};
    }
    return here != nullptr && theirs != nullptr ? mergeChanged(key, base, *here, *theirs)
                                                : mergeRemoved(key, here, theirs);
}

Result<void> Merging::mergeRemoved(const VersionKey &key, const TreeEntry *here, const TreeEntry *theirs)
{
    const TreeEntry &left = here != nullptr ? *here : *theirs;
    Conflict conflict{.id = {},
                      .kind = Conflict::Kind::Removal,
                      .name = key.name,
                      .version = key.version,
                      .field = {},
                      .here = {},
                      .home = {}};
    const auto files = filesOf(key, left);
    if (!files)
        return failure(files);
    if (const auto facts = files->facts()) {
        auto &side = here != nullptr ? conflict.here : conflict.home;
        side.value = files->content(facts->metadata).value_or(QByteArray());
        side.changedAt = facts->metadata.updatedAt;
        side.author = facts->metadata.author;
    }
    const auto choice = choiceFor(std::move(conflict), (here != nullptr ? "here " : "home ") + left.id.hex());
    if (!choice)
        return {};
    const bool keeps = (*choice == Choice::Both) || ((*choice == Choice::Here) == (here != nullptr));
    const auto folder = target(key.name);
    if (!folder)
        return failure(folder);
    if (keeps)
        (*folder)->put(left.name, {left.mode, left.id, nullptr});
    else
        (*folder)->erase(left.name);
    return {};
}

Result<void> Merging::mergeChanged(const VersionKey &key, const TreeEntry *base, const TreeEntry &here,
                                   const TreeEntry &theirs)
{
    const auto hereFiles = filesOf(key, here);
    const auto theirFiles = hereFiles ? filesOf(key, theirs) : hereFiles;
    if (!theirFiles)
        return failure(theirFiles);
    const auto hereFacts = hereFiles->facts();
    const auto theirFacts = hereFacts ? theirFiles->facts() : hereFacts;
    if (!theirFacts)
        return failure(theirFacts);
    if (hereFacts->metadata.checksum == theirFacts->metadata.checksum) {
        std::optional<Metadata> common;
        if (base != nullptr) {
            const auto files = filesOf(key, *base);
            const auto facts = files ? files->facts() : failure(files);
            if (facts)
                common = facts->metadata;
        }
        return mergeFacts(key, common, hereFacts->metadata, theirFacts->metadata);
    }
    const auto sideOf = [](const VersionFiles &files, const Metadata &metadata) {
        return Conflict::Side{files.content(metadata).value_or(QByteArray()), metadata.updatedAt, metadata.author};
    };
    const auto choice = choiceFor({.id = {},
                                   .kind = Conflict::Kind::Version,
                                   .name = key.name,
                                   .version = key.version,
                                   .field = {},
                                   .here = sideOf(*hereFiles, hereFacts->metadata),
                                   .home = sideOf(*theirFiles, theirFacts->metadata)},
                                  here.id.hex() + theirs.id.hex());
    if (!choice)
        return {};
    const bool isHere = *choice == Choice::Here;
    if (auto kept = keepAside(key, isHere ? theirs : here); !kept)
        return kept;
    const auto folder = target(key.name);
    if (!folder)
        return failure(folder);
    const TreeEntry &winner = isHere ? here : theirs;
    (*folder)->put(winner.name, {winner.mode, winner.id, nullptr});
    return {};
}

Result<void> Merging::keepAside(const VersionKey &key, const TreeEntry &version)
{
    const auto files = filesOf(key, version);
    if (!files)
        return failure(files);
    auto facts = files->facts();
    const auto content = facts ? files->contentId() : failure(facts);
    if (!content)
        return failure(content);
    facts->metadata.version = conflictVersion(key.version, facts->metadata.checksum);
    const auto folder = target(key.name);
    if (!folder)
        return failure(folder);
    auto aside = std::make_unique<TreeEdit::Folder>();
    aside->put(layout::contentFile, {fileMode, *content, nullptr});
    m_tree.putBlob(*aside, layout::metadataFile, TreeChanges::storedForm(m_rules, facts->metadata));
    (*folder)->put(layout::fileName(facts->metadata.version), {folderMode, {}, std::move(aside)});
    return {};
}

Result<void> Merging::mergeLabels(const Name &name, const Folders &folders)
{
    const auto base = labelsOf(m_tree.repository(), folders.base, m_call);
    const auto here = base ? labelsOf(m_tree.repository(), folders.here, m_call) : base;
    const auto theirs = here ? labelsOf(m_tree.repository(), folders.theirs, m_call) : here;
    if (!theirs)
        return failure(theirs);
    std::set<Label> labels;
    for (const LabelMap *map : {&*base, &*here, &*theirs}) {
        for (const auto &[label, version] : *map)
            labels.insert(label);
    }
    const auto in = [](const LabelMap &map, const Label &label) {
        const auto found = map.find(label);
        return found == map.end() ? std::optional<Version>() : std::optional(found->second);
    };
    for (const Label &label : labels) {
        const auto before = in(*base, label);
        const auto mine = in(*here, label);
        const auto other = in(*theirs, label);
        std::optional<Version> result = other == before ? mine : other;
        if (mine != before && other != before && mine != other) {
            const auto text = [](const std::optional<Version> &version) {
                return version ? version->toString().toUtf8() : QByteArray();
            };
            const auto choice = choiceFor({.id = {},
                                           .kind = Conflict::Kind::Label,
                                           .name = name,
                                           .version = {},
                                           .field = label.toString(),
                                           .here = {text(mine), {}, {}},
                                           .home = {text(other), {}, {}}},
                                          text(mine) + ' ' + text(other));
            if (!choice)
                continue;
            result = *choice == Choice::Here ? mine : other;
        }
        const auto folder = target(name);
        if (!folder)
            return failure(folder);
        if (!result) {
            (*folder)->erase(layout::fileName(label));
            continue;
        }
        // A label keeps its version, also where the other side removed that.
        if ((*folder)->find(layout::fileName(*result)) == nullptr) {
            const TreeEntry *kept = folders.here.version(*result);
            kept = kept != nullptr ? kept : folders.theirs.version(*result);
            if (kept != nullptr)
                (*folder)->put(kept->name, {kept->mode, kept->id, nullptr});
        }
        if (mine != result)
            m_tree.putBlob(**folder, layout::fileName(label), layout::fileName(*result), linkMode);
    }
    return {};
}

} // namespace pulse::git
