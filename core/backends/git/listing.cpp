// SPDX-License-Identifier: Apache-2.0
#include "listing.h"

#include "layout.h"

#include <QStringDecoder>

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

// No valid name is deeper; a tree made to exhaust the stack is cut here.
constexpr int deepest = Name::maxBytes / 2;
// A few objects can stand for more prompts than there is memory.
constexpr qsizetype mostItems = 5'000'000;

QString below(const QString &folder, const QByteArray &path)
{
    return folder.isEmpty() ? QString::fromUtf8(path) : folder + u'/' + QString::fromUtf8(path);
}

QByteArray join(const QByteArray &folder, const QByteArray &leaf)
{
    return folder.isEmpty() ? leaf : folder + '/' + leaf;
}

} // namespace

Listing::Listing(const Repository &repository, const Snapshot &snapshot, ListQuery query, Told told,
                 std::stop_token stop)
    : m_repository(repository)
    , m_snapshot(snapshot)
    , m_query(std::move(query))
    , m_told(std::move(told))
    , m_stop(std::move(stop))
    , m_limit(std::max(m_query.limit, qsizetype(1)))
    , m_call{u"list"_s, m_query.folder.isEmpty() ? u"prompts"_s : m_query.folder}
{}

Result<ListPage> Listing::run()
{
    if (auto go = m_call.checkStop(m_stop); !go)
        return failure(std::move(go));
    QByteArray path = layout::prompts;
    if (!m_query.folder.isEmpty()) {
        if (const auto valid = Name::parse(m_query.folder); !valid)
            return m_call.fails(valid.error().code(), valid.error().message());
        path += '/' + m_query.folder.toUtf8();
    }
    if (auto cursor = takeCursor(); !cursor)
        return failure(std::move(cursor));
    const auto folder = m_repository.find(m_snapshot.tree, path, m_call);
    if (!folder)
        return failure(folder);
    if (!*folder || !(*folder)->isFolder())
        return ListPage{};
    const auto tree = m_repository.tree((*folder)->id, m_call);
    if (!tree)
        return failure(tree);
    const auto walked = walk({{}, PromptFolder::of(**tree), {}}, 0, !m_cursor.isEmpty());
    if (!walked)
        return failure(walked);
    return std::move(m_page);
}

Result<void> Listing::takeCursor()
{
    if (m_query.cursor.isEmpty())
        return {};
    const auto decoded = QByteArray::fromBase64Encoding(
        m_query.cursor.toLatin1(), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || decoded.decoded.isEmpty())
        return m_call.fails(ErrorCode::Invalid, u"The place to continue the listing from is not one that a listing "
                                                "gave. Begin again from the start."_s);
    m_cursor = decoded.decoded.split('/');
    return {};
}

Listing::Found Listing::look(const QByteArray &path, const Oid &tree) const
{
    const auto entries = m_repository.tree(tree, m_call);
    if (!entries)
        return {path, {}, entries.error().message()};
    return {path, PromptFolder::of(**entries), {}};
}

Result<Listing::Step> Listing::walk(const Found &folder, qsizetype depth, bool onCursor)
{
    std::vector<TreeEntry> children = folder.contents.folders;
    std::ranges::copy(folder.contents.links, std::back_inserter(children));
    std::ranges::sort(children, {}, &TreeEntry::name);
    auto child = children.cbegin();
    if (onCursor)
        child = std::ranges::lower_bound(children, m_cursor[depth], {}, &TreeEntry::name);
    for (; child != children.cend(); ++child) {
        if (auto go = m_call.checkStop(m_stop); !go)
            return failure(std::move(go));
        if (std::ssize(m_page.items) > mostItems)
            return m_call.fails(ErrorCode::Corrupt, u"The branch holds more prompts than can be, one folder many times "
                                                    "within another. Look at it with git ls-tree."_s);
        const auto step =
            visit(join(folder.path, child->name), *child, depth, onCursor && child->name == m_cursor[depth]);
        if (!step || *step == Step::PageFull)
            return step;
    }
    return Step::Continue;
}

Result<Listing::Step> Listing::visit(const QByteArray &path, const TreeEntry &entry, qsizetype depth, bool onCursor)
{
    const bool isDone = onCursor; // the cursor is this path, or lies below it
    const bool isLink = !entry.isFolder();
    if (isDone && (!m_query.recursive || isLink))
        return Step::Continue;
    if (isLink)
        return emitItem({path,
                         {},
                         u"It is a symbolic link, which Pulse does not follow. Put the real folder in its "
                         "place."_s},
                        true, false);
    const Found found = look(path, entry.id);
    const bool isPrompt = found.contents.isPrompt() || !found.damage.isEmpty();
    const bool isFolder = !m_query.recursive && hasPrompts(found.contents, 0);
    if (!isDone && (isPrompt || isFolder) && emitItem(found, isPrompt, isFolder) == Step::PageFull)
        return Step::PageFull;
    if (!m_query.recursive || depth >= deepest || !hasPrompts(found.contents, static_cast<int>(depth)))
        return Step::Continue;
    return walk(found, depth + 1, onCursor && m_cursor.size() > depth + 1);
}

bool Listing::hasPrompts(const PromptFolder &folder, int depth)
{
    if (!folder.links.empty())
        return true;
    return depth < deepest &&
           std::ranges::any_of(
               folder.folders,
               [&](const TreeEntry &child) {
                   if (m_barren.contains(child.id))
                       return false;
                   const Found found = look({}, child.id);
                   if (found.contents.isPrompt() || !found.damage.isEmpty() || hasPrompts(found.contents, depth + 1))
                       return true;
                   m_barren.insert(child.id);
                   return false;
               });
}

Listing::Step Listing::emitItem(const Found &found, bool isPrompt, bool isFolder)
{
    if (std::ssize(m_page.items) >= m_limit) {
        m_page.next = QString::fromLatin1(m_lastPath.toBase64(QByteArray::Base64UrlEncoding));
        return Step::PageFull;
    }
    m_lastPath = found.path;
    ListItem item{.path = below(m_query.folder, found.path),
                  .name = std::nullopt,
                  .isPrompt = isPrompt,
                  .isFolder = isFolder,
                  .damage = found.damage};
    QStringDecoder utf8(QStringDecoder::Utf8);
    const QString decoded = utf8(found.path);
    if (auto name = Name::parse(item.path); utf8.hasError())
        item.damage = u"Its name is not in UTF-8 (%1). Rename the folder."_s.arg(decoded);
    else if (name)
        item.name = *std::move(name);
    else
        item.damage = name.error().message();
    if (item.damage.isEmpty() && found.contents.versions.empty() && !found.contents.falseVersions.empty())
        item.damage = u"Its version “%1” is no folder. Run verify to see what is wrong."_s.arg(
            QString::fromUtf8(found.contents.falseVersions.front().name));
    if (m_told)
        m_told(item, found.contents);
    m_page.items.push_back(std::move(item));
    return Step::Continue;
}

} // namespace pulse::git
