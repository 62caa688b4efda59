// SPDX-License-Identifier: Apache-2.0
#include "tree_edit.h"

#include "prompt_folder.h"
#include "pulse/model/name.h"

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

QByteArray foldedName(const QByteArray &name)
{
    const bool isAscii = std::ranges::all_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    return isAscii ? name.toLower() : foldCase(QString::fromUtf8(name)).toUtf8();
}

} // namespace

TreeEdit::Entry *TreeEdit::Folder::find(const QByteArray &name)
{
    const auto found = entries.find(name);
    return found == entries.end() ? nullptr : &found->second;
}

void TreeEdit::Folder::put(const QByteArray &name, Entry entry)
{
    if (folded && entry.isFolder())
        folded->insert(foldedName(name), name);
    entries.insert_or_assign(name, std::move(entry));
}

void TreeEdit::Folder::erase(const QByteArray &name)
{
    if (entries.erase(name) > 0)
        folded.reset();
}

bool TreeEdit::Folder::isEmpty() const
{
    return std::ranges::all_of(
        entries, [](const auto &item) { return item.second.folder != nullptr && item.second.folder->isEmpty(); });
}

std::vector<TreeEntry> TreeEdit::Folder::list() const
{
    std::vector<TreeEntry> list;
    list.reserve(entries.size());
    for (const auto &[name, entry] : entries) {
        if (!entry.folder || !entry.folder->isEmpty())
            list.push_back({name, entry.mode, entry.id});
    }
    return list;
}

TreeEdit::TreeEdit(const Repository &repository, const Oid &root, Call call, ObjectBatch &batch)
    : m_repository(repository)
    , m_rootId(root)
    , m_call(std::move(call))
    , m_batch(batch)
{}

TreeEdit::~TreeEdit() = default;

Result<std::unique_ptr<TreeEdit::Folder>> TreeEdit::read(const Oid &id) const
{
    const auto tree = m_repository.tree(id, m_call);
    if (!tree)
        return failure(tree);
    auto folder = std::make_unique<Folder>();
    for (const TreeEntry &entry : **tree)
        folder->entries.insert_or_assign(entry.name, Entry{entry.mode, entry.id, nullptr});
    return folder;
}

Result<TreeEdit::Folder *> TreeEdit::child(Folder &folder, const QByteArray &name)
{
    Entry *entry = folder.find(name);
    if (entry == nullptr || !entry->isFolder())
        return nullptr;
    if (!entry->folder) {
        auto loaded = read(entry->id);
        if (!loaded)
            return failure(std::move(loaded));
        entry->folder = *std::move(loaded);
    }
    return entry->folder.get();
}

Result<TreeEdit::Folder *> TreeEdit::open(const QByteArray &path)
{
    if (!m_root) {
        auto loaded = read(m_rootId);
        if (!loaded)
            return failure(std::move(loaded));
        m_root = *std::move(loaded);
    }
    Folder *at = m_root.get();
    if (path.isEmpty())
        return at;
    for (const QByteArray &name : path.split('/')) {
        const auto next = child(*at, name);
        if (!next || *next == nullptr)
            return next;
        at = *next;
    }
    return at;
}

Result<TreeEdit::Folder *> TreeEdit::make(const QByteArray &path)
{
    const auto root = open({});
    if (!root)
        return root;
    Folder *at = *root;
    for (const QByteArray &name : path.split('/')) {
        auto next = child(*at, name);
        if (!next)
            return next;
        if (*next == nullptr) {
            if (at->find(name) != nullptr)
                return m_call.fails(ErrorCode::Corrupt,
                                    u"“%1” is in the way: it is no folder. Run verify to see what is wrong."_s.arg(
                                        QString::fromUtf8(path)));
            at->put(name, Entry{folderMode, {}, std::make_unique<Folder>()});
            next = at->find(name)->folder.get();
        }
        at = *next;
    }
    return at;
}

void TreeEdit::putBlob(Folder &folder, const QByteArray &name, const QByteArray &bytes, unsigned mode)
{
    folder.put(name, Entry{mode, m_batch.add(ObjectType::Blob, bytes), nullptr});
}

void TreeEdit::prune(const QByteArray &path)
{
    QByteArray at = path;
    while (!at.isEmpty()) {
        const auto folder = open(at);
        if (!folder || *folder == nullptr || !(*folder)->isEmpty())
            return;
        const qsizetype slash = at.lastIndexOf('/');
        const QByteArray leaf = at.sliced(slash + 1);
        at.truncate(qMax<qsizetype>(slash, 0));
        const auto above = open(at);
        if (!above || *above == nullptr)
            return;
        (*above)->erase(leaf);
    }
}

Result<QByteArray> TreeEdit::caseTwin(const QByteArray &base, const QByteArray &path)
{
    auto folder = open(base);
    QByteArray shown;
    for (const QByteArray &name : path.split('/')) {
        if (!folder)
            return failure(folder);
        if (*folder == nullptr)
            return QByteArray();
        auto &folded = (*folder)->folded;
        if (!folded) {
            folded.emplace();
            for (const auto &[existing, entry] : (*folder)->entries) {
                if (kindOf(existing, entry.mode) == EntryKind::Folder)
                    folded->insert(foldedName(existing), existing);
            }
        }
        const QByteArray existing = folded->value(foldedName(name), name);
        shown += (shown.isEmpty() ? "" : "/") + existing;
        if (existing != name)
            return shown;
        folder = child(**folder, name);
    }
    return QByteArray();
}

std::optional<Oid> TreeEdit::write(Folder &folder, const Oid &before)
{
    std::vector<TreeEntry> entries;
    entries.reserve(folder.entries.size());
    for (auto &[name, entry] : folder.entries) {
        if (!entry.folder) {
            entries.push_back({name, entry.mode, entry.id});
        } else if (const auto id = write(*entry.folder, entry.id)) {
            entries.push_back({name, folderMode, *id});
        }
    }
    if (entries.empty())
        return std::nullopt;
    const QByteArray bytes = encodeTree(std::move(entries));
    const Oid id = hashObject(ObjectType::Tree, bytes);
    return id == before ? id : m_batch.add(ObjectType::Tree, bytes);
}

Oid TreeEdit::write()
{
    if (!m_root)
        return m_rootId;
    const auto id = write(*m_root, m_rootId);
    return id ? *id : m_batch.add(ObjectType::Tree, {});
}

} // namespace pulse::git
