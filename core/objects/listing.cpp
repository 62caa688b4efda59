// SPDX-License-Identifier: Apache-2.0
#include "listing.h"

#include "key_stream.h"
#include "object_keys.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

using Kind = keys::Place::Kind;

bool publishes(const keys::Place &place, const ObjectInfo &info)
{
    return place.kind == Kind::Metadata && !isTombstone(info.size);
}

bool isAtOrBelow(const QString &path, const QString &folder)
{
    return path.startsWith(folder) && (path.size() == folder.size() || path[folder.size()] == u'/');
}

ListItem itemOf(const QString &path)
{
    ListItem item;
    item.path = path;
    auto name = Name::parse(path);
    if (name)
        item.name = *std::move(name);
    else
        item.damage = name.error().message();
    return item;
}

/// Where a listing stands: behind the key at which its last item showed, and which of the prompts above it were given
/// already, whose other versions may still come.
struct Position
{
    QString key;
    QStringList given;

    [[nodiscard]] QString encode() const
    {
        const JsonObject object{{u"k"_s, JsonValue(key)}, {u"g"_s, JsonValue(given.join(u'\n'))}};
        return QString::fromLatin1(toJson(JsonValue(object)).toBase64(QByteArray::Base64UrlEncoding));
    }
    [[nodiscard]] static std::optional<Position> decode(const QString &cursor)
    {
        const auto json = QByteArray::fromBase64Encoding(
            cursor.toLatin1(), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
        const auto value = json ? parseJson(*json) : failure(ErrorCode::Invalid, {}, {}, {});
        const JsonObject *object = value ? value->asObject() : nullptr;
        const JsonValue *key = object != nullptr ? object->find(u"k") : nullptr;
        const JsonValue *given = object != nullptr ? object->find(u"g") : nullptr;
        if (key == nullptr || key->asString() == nullptr || !key->asString()->startsWith(keys::prompts) ||
            given == nullptr || given->asString() == nullptr)
            return std::nullopt;
        return Position{*key->asString(), given->asString()->split(u'\n', Qt::SkipEmptyParts)};
    }
};

class Pager
{
public:
    Pager(const Session &session, Call call, const ListQuery &query, Position position)
        : m_call(std::move(call))
        , m_query(query)
        , m_prefix(query.folder.isEmpty() ? QString(keys::prompts) : keys::prompts + query.folder + u'/')
        , m_position(std::move(position))
        , m_keys(session, m_call, m_prefix, m_position.key)
    {}

    Result<ListPage> run()
    {
        const auto limit = std::max<qsizetype>(m_query.limit, 1);
        while (true) {
            const auto next = m_keys.peek();
            if (!next)
                return failure(next);
            if (*next == nullptr)
                return std::move(m_page);
            const ObjectInfo info = **next;
            const keys::Place place = keys::placeOf(info.key);
            if (!publishes(place, info) || !isNew(place.prompt)) {
                m_keys.take();
                continue;
            }
            if (std::ssize(m_page.items) == limit) {
                m_page.next = m_position.encode();
                return std::move(m_page);
            }
            if (auto given = m_query.recursive ? givePrompt(info, place) : giveChild(place); !given)
                return failure(std::move(given));
        }
    }

private:
    // Forgets prompts that the listing has left behind.
    bool isNew(const QString &prompt)
    {
        if (prompt == m_query.folder)
            return false;
        m_position.given.removeIf([&](const QString &other) { return !isAtOrBelow(prompt, other); });
        return !m_position.given.contains(prompt);
    }

    Result<void> givePrompt(const ObjectInfo &info, const keys::Place &place)
    {
        m_page.items.push_back(itemOf(place.prompt));
        m_position.key = info.key;
        m_position.given.append(place.prompt);
        m_keys.take();
        return {};
    }

    // Looks at what the child is made of, no further than that it is known.
    Result<void> giveChild(const keys::Place &first)
    {
        const qsizetype start = m_query.folder.isEmpty() ? 0 : m_query.folder.size() + 1;
        const qsizetype end = first.prompt.indexOf(u'/', start);
        ListItem item = itemOf(end < 0 ? first.prompt : first.prompt.left(end));
        item.isPrompt = false;
        const QString range = keys::prompts + item.path + u'/';
        while (!item.isPrompt || !item.isFolder) {
            const auto next = m_keys.peek();
            if (!next)
                return failure(next);
            if (*next == nullptr || !(*next)->key.startsWith(range))
                break;
            const keys::Place place = keys::placeOf((*next)->key);
            if (publishes(place, **next))
                (place.prompt == item.path ? item.isPrompt : item.isFolder) = true;
            m_keys.take();
        }
        m_position.key = keys::behind(range);
        m_keys.skipTo(m_position.key);
        m_page.items.push_back(std::move(item));
        return {};
    }

    const Call m_call;
    const ListQuery &m_query;
    const QString m_prefix;
    Position m_position;
    KeyStream m_keys;
    ListPage m_page;
};

} // namespace

Result<ListPage> listPrompts(const Session &session, const Call &call, const ListQuery &query)
{
    if (auto go = call.checkStop(); !go)
        return failure(std::move(go));
    if (!query.folder.isEmpty()) {
        if (const auto folder = Name::parse(query.folder); !folder)
            return call.fails(folder.error());
    }
    std::optional<Position> position = Position();
    if (!query.cursor.isEmpty())
        position = Position::decode(query.cursor);
    if (!position)
        return call.fails(ErrorCode::Invalid,
                          u"The cursor is none that a listing of this library gave out. Begin the listing anew."_s);
    auto page = Pager(session, call, query, *std::move(position)).run();
    if (page && page->items.empty()) {
        if (auto present = session.confirmPresence(call); !present)
            return failure(std::move(present));
    }
    return page;
}

Result<std::vector<FingerprintStorage::Item>> listFingerprints(const Session &session, const Call &call)
{
    struct Gathered
    {
        std::map<QString, QByteArray> validators; // by key, of published versions and of labels
        bool isPrompt = false;
        bool isCertain = true;
    };
    std::vector<QString> order;
    std::map<QString, Gathered> prompts;
    const auto add = [&](const ObjectInfo &info) {
        const keys::Place place = keys::placeOf(info.key);
        const bool isLabel = place.kind == Kind::Pointer && place.leaf != "latest"_L1;
        if (!publishes(place, info) && !isLabel)
            return;
        Gathered &prompt = prompts[place.prompt];
        if (!isLabel && !std::exchange(prompt.isPrompt, true))
            order.push_back(place.prompt);
        prompt.isCertain = prompt.isCertain && !info.etag.isEmpty();
        prompt.validators.insert_or_assign(info.key, info.etag + ' ' +
                                                         QByteArray::number(info.modified.toMSecsSinceEpoch()) + ' ' +
                                                         QByteArray::number(info.size));
    };
    KeyStream stream(session, call, keys::prompts);
    while (true) {
        const auto next = stream.peek();
        if (!next)
            return failure(next);
        if (*next == nullptr)
            break;
        add(**next);
        stream.take();
    }
    if (order.empty()) {
        if (auto present = session.confirmPresence(call); !present)
            return failure(std::move(present));
    }
    std::vector<FingerprintStorage::Item> items;
    for (const QString &path : order) {
        const Gathered &prompt = prompts.at(path);
        ChecksumBuilder facts;
        for (const auto &[key, validator] : prompt.validators)
            facts.add(key.toUtf8() + ' ' + validator + '\n');
        FingerprintStorage::Item item{.prompt = itemOf(path), .fingerprint = {}};
        const Checksum checksum = facts.finish();
        if (prompt.isCertain)
            item.fingerprint.assign(checksum.digest().begin(), checksum.digest().begin() + 16);
        items.push_back(std::move(item));
    }
    return items;
}

Result<bool> isInUse(const Session &session, const Call &call, const QString &path, const std::optional<Name> &leaving)
{
    KeyStream stream(session, call, keys::prompts + path + u'/');
    while (true) {
        const auto next = stream.peek();
        if (!next)
            return failure(next);
        if (*next == nullptr)
            return false;
        const keys::Place place = keys::placeOf((*next)->key);
        if (publishes(place, **next) && !(leaving && place.prompt == leaving->toString()))
            return true;
        stream.take();
    }
}

} // namespace pulse::objects
