// SPDX-License-Identifier: Apache-2.0
#include "listing.h"

#include "s3_client.h"
#include "xml_element.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse::s3 {
namespace {

constexpr int largestPage = 1000;

/// The token of the next page, and the last key of this one, which every later key must follow.
struct Cursor
{
    QByteArray last; ///< whole key or folder
    QByteArray token;

    [[nodiscard]] QString encode() const
    {
        return QString::fromLatin1(last.toBase64(QByteArray::Base64UrlEncoding) + ':' +
                                   token.toBase64(QByteArray::Base64UrlEncoding));
    }
    [[nodiscard]] static std::optional<Cursor> decode(const QString &text)
    {
        const QByteArray bytes = text.toUtf8();
        const qsizetype colon = bytes.indexOf(':');
        if (colon < 0 || colon + 1 == bytes.size())
            return std::nullopt;
        return Cursor{QByteArray::fromBase64(bytes.first(colon), QByteArray::Base64UrlEncoding),
                      QByteArray::fromBase64(bytes.sliced(colon + 1), QByteArray::Base64UrlEncoding)};
    }
};

/// Takes the keys of one answer, one by one, and sees that they are what was asked for.
class PageReader
{
public:
    PageReader(QByteArray libraryPrefix, QByteArray wholePrefix, QByteArray after)
        : m_library(std::move(libraryPrefix))
        , m_prefix(std::move(wholePrefix))
        , m_after(std::move(after))
        , m_lastKey(m_after)
        , m_lastFolder(m_after)
    {}

    [[nodiscard]] bool takeObject(const XmlElement &element, bool encoded)
    {
        const QByteArray key = decoded(element.value(u"Key"), encoded);
        bool sound = false;
        const qint64 size = element.value(u"Size").toLongLong(&sound);
        if (!sound || size < 0 || !key.startsWith(m_prefix) || key <= m_lastKey || !isText(key))
            return false;
        m_lastKey = key;
        page.objects.push_back({.key = QString::fromUtf8(key.sliced(m_library.size())),
                                .size = size,
                                .etag = quotedTag(element.value(u"ETag").toUtf8()),
                                .modified = fromRfc3339(element.value(u"LastModified"))});
        return true;
    }

    [[nodiscard]] bool takeFolder(const XmlElement &element, bool encoded)
    {
        const QByteArray key = decoded(element.value(u"Prefix"), encoded);
        if (!key.startsWith(m_prefix) || !key.endsWith('/') || key.size() == m_prefix.size() || !isText(key))
            return false;
        if (key == m_after) // some servers give the folder behind which they were asked to begin
            return true;
        if (key <= m_lastFolder)
            return false;
        m_lastFolder = key;
        page.folders.push_back(QString::fromUtf8(key.sliced(m_library.size())));
        return true;
    }

    [[nodiscard]] QByteArray last() const { return std::max(m_lastKey, m_lastFolder); }

    ObjectPage page;

private:
    [[nodiscard]] static QByteArray decoded(const QString &text, bool encoded)
    {
        QByteArray bytes = text.toUtf8();
        return encoded ? QByteArray::fromPercentEncoding(bytes.replace('+', ' ')) : bytes;
    }
    /// UTF-8 without NUL. Anything else in the bucket is not ours, but it must not be mistaken for something else.
    [[nodiscard]] static bool isText(const QByteArray &key) { return key.isValidUtf8() && !key.contains('\0'); }

    const QByteArray m_library;
    const QByteArray m_prefix;
    const QByteArray m_after;
    QByteArray m_lastKey;
    QByteArray m_lastFolder;
};

Call callFor(const ObjectClient::Listing &listing, const QByteArray &prefix, const QByteArray &libraryPrefix,
             const std::optional<Cursor> &cursor)
{
    const int limit = std::clamp(listing.limit, 1, largestPage);
    Call call{.query = {{"list-type", "2"}, {"encoding-type", "url"}, {"max-keys", QByteArray::number(limit)}}};
    if (!prefix.isEmpty())
        call.query.emplace_back("prefix", prefix);
    if (listing.shallow)
        call.query.emplace_back("delimiter", "/");
    if (cursor)
        call.query.emplace_back("continuation-token", cursor->token);
    else if (!listing.after.isEmpty())
        call.query.emplace_back("start-after", libraryPrefix + listing.after.toUtf8());
    return call;
}

} // namespace

ObjectResult<ObjectPage> listPage(Connection &connection, const ObjectClient::Listing &listing, std::stop_token stop)
{
    const auto operation = u"list"_s;
    const QByteArray libraryPrefix = connection.settings().prefix.toUtf8();
    const QByteArray prefix = libraryPrefix + listing.prefix.toUtf8();
    std::optional<Cursor> cursor;
    if (!listing.cursor.isEmpty()) {
        cursor = Cursor::decode(listing.cursor);
        if (!cursor)
            return std::unexpected(ObjectFailure{Error(ErrorCode::Invalid, operation, connection.place(),
                                                       u"The listing cannot go on from there. Begin it anew."_s)});
    }
    const auto answer = connection.send(callFor(listing, prefix, libraryPrefix, cursor), stop);
    if (!answer)
        return std::unexpected(objectFailure(answer.error(), operation));
    const auto document = parseXml(answer->body);
    if (!document || document->name != u"ListBucketResult")
        return corruptAnswer(operation, connection.place());
    const QByteArray after = cursor                    ? cursor->last
                             : listing.after.isEmpty() ? QByteArray()
                                                       : libraryPrefix + listing.after.toUtf8();
    const bool encoded = document->value(u"EncodingType") == u"url";
    PageReader reader(libraryPrefix, prefix, after);
    for (const XmlElement &element : document->children) {
        if ((element.name == u"Contents" && !reader.takeObject(element, encoded)) ||
            (element.name == u"CommonPrefixes" && !reader.takeFolder(element, encoded)))
            return corruptAnswer(operation, connection.place());
    }
    if (std::ssize(reader.page.objects) + std::ssize(reader.page.folders) > std::clamp(listing.limit, 1, largestPage))
        return corruptAnswer(operation, connection.place());
    if (document->value(u"IsTruncated") == u"true") {
        const QByteArray token = document->value(u"NextContinuationToken").toUtf8();
        if (token.isEmpty() || reader.last() == after)
            return corruptAnswer(operation, connection.place());
        reader.page.next = Cursor{reader.last(), token}.encode();
    }
    return std::move(reader.page);
}

} // namespace pulse::s3
