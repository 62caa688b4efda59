// SPDX-License-Identifier: Apache-2.0
#include "listing.h"

#include "layout.h"
#include "pulse/fs/file_io.h"

#include <QStringDecoder>
#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::filesystem {
namespace {

// No valid name is deeper; a tree made by hand to exhaust the stack is cut here.

QString below(const QString &folder, const QByteArray &path)
{
    return folder.isEmpty() ? QString::fromUtf8(path) : folder + u'/' + QString::fromUtf8(path);
}

QByteArray join(const QByteArray &folder, const QByteArray &leaf)
{
    return folder.isEmpty() ? leaf : folder + '/' + leaf;
}

QString describe(const DirectoryEntry &falseVersion)
{
    return u"Its version “%1” is %2, not a folder. Run verify to see what is wrong."_s.arg(
        QString::fromUtf8(falseVersion.name),
        falseVersion.type == EntryType::Link ? u"a symbolic link"_s : u"a file"_s);
}

} // namespace

Listing::Listing(const Library &library, Call call, const ListQuery &query, std::stop_token stop)
    : m_library(library)
    , m_call(std::move(call))
    , m_query(query)
    , m_stop(std::move(stop))
    , m_limit(std::max(query.limit, qsizetype(1)))
{}

Result<ListPage> Listing::run()
{
    if (auto go = m_call.checkStop(m_stop); !go)
        return failure(std::move(go));
    if (!m_query.folder.isEmpty()) {
        if (const auto valid = Name::parse(m_query.folder); !valid)
            return m_call.fails(valid.error().code(), valid.error().message());
    }
    if (auto cursor = takeCursor(); !cursor)
        return failure(std::move(cursor));
    auto contents = read({});
    if (!contents) {
        auto error = m_library.explain(m_call, contents.error(), layout::prompts);
        if (error.error().code() == ErrorCode::NotFound)
            return ListPage{};
        return error;
    }
    const auto walked = walk({{}, *std::move(contents), {}}, 0, !m_cursor.isEmpty());
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
    if (decoded.decoded.isEmpty()) // as it is of what was not base64
        return m_call.fails(ErrorCode::Invalid, u"The place to continue the listing from is not one that a listing "
                                                "gave. Begin again from the start."_s);
    m_cursor = decoded.decoded.split('/');
    return {};
}

Sys<PromptDirectory> Listing::read(const QByteArray &path) const
{
    QByteArray full = layout::prompts;
    if (!m_query.folder.isEmpty())
        full += '/' + m_query.folder.toUtf8();
    if (!path.isEmpty())
        full += '/' + path;
    const auto directory = open(m_library.fs(), m_library.root(), full, Fs::Access::Directory);
    if (!directory)
        return std::unexpected(directory.error());
    return readPromptDirectory(m_library.fs(), directory->get());
}

Listing::Found Listing::look(const QByteArray &path) const
{
    auto contents = read(path);
    if (contents)
        return {path, *std::move(contents), {}};
    if (contents.error().number == ENOENT) // removed meanwhile
        return {path, {}, {}};
    return {path, {}, systemError(contents.error().number, {}, below(m_query.folder, path)).message()};
}

Result<Listing::Step> Listing::walk(const Found &folder, qsizetype depth, bool onCursor)
{
    QList<QByteArray> children = folder.contents.folders + folder.contents.links;
    if (!folder.contents.links.isEmpty())
        std::ranges::sort(children);
    auto child = children.cbegin();
    if (onCursor)
        child = std::ranges::lower_bound(children, m_cursor[depth]);
    for (; child != children.cend(); ++child) {
        if (auto go = m_call.checkStop(m_stop); !go)
            return failure(std::move(go));
        const auto step = visit(join(folder.path, *child), folder.contents.links.contains(*child), depth,
                                onCursor && *child == m_cursor[depth]);
        if (!step || *step == Step::PageFull)
            return step;
    }
    return Step::Continue;
}

Result<Listing::Step> Listing::visit(const QByteArray &path, bool isLink, qsizetype depth, bool onCursor)
{
    const bool isDone = onCursor; // the cursor is this path, or lies below it
    if (isDone && (!m_query.recursive || isLink))
        return Step::Continue;
    if (isLink)
        return emitItem({path,
                         {},
                         u"It is a symbolic link, which Pulse does not follow. Put the real folder in its "
                         "place."_s},
                        true, false);
    const Found found = look(path);
    const bool isPrompt = found.contents.isPrompt() || !found.damage.isEmpty();
    const bool isFolder = !m_query.recursive && hasPrompts(found, 0);
    if (!isDone && (isPrompt || isFolder) && emitItem(found, isPrompt, isFolder) == Step::PageFull)
        return Step::PageFull;
    if (!m_query.recursive || depth >= layout::deepestFolder)
        return Step::Continue;
    return walk(found, depth + 1, onCursor && m_cursor.size() > depth + 1);
}

bool Listing::hasPrompts(const Found &folder, int depth) const
{
    if (!folder.contents.links.isEmpty())
        return true;
    return depth < layout::deepestFolder && std::ranges::any_of(
                                                folder.contents.folders,
                                                [&](const QByteArray &child) {
                                                    const Found found = look(join(folder.path, child));
                                                    return found.contents.isPrompt() || !found.damage.isEmpty() ||
                                                           hasPrompts(found, depth + 1);
                                                });
}

Listing::Step Listing::emitItem(const Found &found, bool isPrompt, bool isFolder)
{
    if (m_page.items.size() >= static_cast<size_t>(m_limit)) {
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
    if (item.name && isPrompt && item.damage.isEmpty())
        item.damage = m_library.damage().of(*item.name);
    if (item.damage.isEmpty() && !found.contents.falseVersions.isEmpty() && found.contents.versions.empty())
        item.damage = describe(found.contents.falseVersions.first());
    m_page.items.push_back(std::move(item));
    return Step::Continue;
}

} // namespace pulse::filesystem
