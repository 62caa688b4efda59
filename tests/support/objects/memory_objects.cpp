// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/memory_objects.h"

#include <QFileInfo>
#include <algorithm>
#include <mutex>
#include <set>

using namespace Qt::StringLiterals;

namespace pulse::test {
namespace {

struct ByteOrder
{
    bool operator()(const QString &a, const QString &b) const { return a.toUtf8() < b.toUtf8(); }
};

struct Stored
{
    QByteArray bytes;
    QByteArray etag;
    QDateTime modified;
};

std::unexpected<ObjectFailure> fail(ErrorCode code, const QString &operation, const QString &key,
                                    const QString &message, bool indeterminate = false)
{
    return std::unexpected(ObjectFailure{Error(code, operation, key, message), indeterminate});
}

std::unexpected<ObjectFailure> noObject(const QString &operation, const QString &key)
{
    return fail(ErrorCode::NotFound, operation, key, u"There is no object “%1”."_s.arg(key));
}

Result<QByteArray> readAll(RepeatableSource &source)
{
    QByteArray bytes;
    QByteArray buffer(64 * 1024, Qt::Uninitialized);
    while (true) {
        const auto length = source.read({buffer.data(), static_cast<size_t>(buffer.size())});
        if (!length)
            return std::unexpected(length.error());
        if (*length == 0)
            return bytes;
        bytes.append(buffer.constData(), *length);
    }
}

} // namespace

QString ObjectCall::toString() const
{
    static constexpr std::array names{"get", "head", "put", "remove", "copy", "claim", "unclaim", "list"};
    return QString::fromLatin1(names[static_cast<size_t>(kind)]) + u' ' + key +
           (to.isEmpty() ? QString() : u" to "_s + to);
}

struct ObjectServer::State
{
    Options options;
    mutable std::mutex mutex;
    std::map<QString, Stored, ByteOrder> objects;
    std::map<QString, QDateTime, ByteOrder> folders; // that were claimed
    std::vector<std::function<void()>> late;
    Director director;
    quint64 puts = 0;

    [[nodiscard]] QDateTime now() const { return options.clock->now(); }
    void put(const QString &key, const QByteArray &bytes)
    {
        objects.insert_or_assign(key, Stored{bytes, "\"" + QByteArray::number(++puts) + '"', now()});
    }
    [[nodiscard]] bool holds(const QString &key, const ObjectCondition &condition) const
    {
        if (options.ignoresConditions)
            return true;
        const auto there = objects.find(key);
        using Kind = ObjectCondition::Kind;
        if (condition.kind == Kind::Absent)
            return there == objects.end();
        return condition.kind == Kind::None || (there != objects.end() && there->second.etag == condition.etag);
    }
    [[nodiscard]] bool hasBelow(const QString &folder) const
    {
        const auto next = objects.lower_bound(folder);
        return next != objects.end() && next->first.startsWith(folder);
    }
};

class MemoryObjectClient final : public ObjectClient, public std::enable_shared_from_this<MemoryObjectClient>
{
public:
    MemoryObjectClient(std::shared_ptr<ObjectServer> server, int number)
        : m_server(std::move(server))
        , m_state(*m_server->m_state)
        , m_number(number)
    {}

    [[nodiscard]] QUrl url() const override { return QUrl(u"objects://memory/library"_s); }
    [[nodiscard]] QString backend() const override { return u"objects in memory"_s; }
    [[nodiscard]] ObjectResult<ObjectAbilities> abilities(std::stop_token) override
    {
        return m_state.options.abilities;
    }
    [[nodiscard]] ObjectResult<QDateTime> serverTime(std::stop_token) override { return m_state.now(); }

    [[nodiscard]] ObjectResult<ObjectData> get(const QString &key, std::optional<ByteRange> range,
                                               const QByteArray &etag, qint64 maximum, std::stop_token stop) override
    {
        return run<ObjectData>({ObjectCall::Kind::Get, key, {}}, stop, [=, this]() -> ObjectResult<ObjectData> {
            const auto there = m_state.objects.find(key);
            if (there == m_state.objects.end())
                return noObject(u"get"_s, key);
            if (!etag.isEmpty() && there->second.etag != etag)
                return fail(ErrorCode::Conflict, u"get"_s, key, u"“%1” has changed."_s.arg(key));
            if (there->second.bytes.size() > maximum)
                return fail(ErrorCode::Unsupported, u"get"_s, key, u"“%1” is too large."_s.arg(key));
            QByteArray bytes = there->second.bytes;
            if (range)
                bytes = bytes.mid(range->offset, range->length);
            return ObjectData{infoOf(key, there->second), bytes};
        });
    }

    [[nodiscard]] ObjectResult<ObjectInfo> head(const QString &key, std::stop_token stop) override
    {
        return run<ObjectInfo>({ObjectCall::Kind::Head, key, {}}, stop, [=, this]() -> ObjectResult<ObjectInfo> {
            if (const auto folder = m_state.folders.find(key); folder != m_state.folders.end())
                return ObjectInfo{.key = key, .size = 0, .etag = {}, .modified = folder->second};
            const auto there = m_state.objects.find(key);
            if (there == m_state.objects.end())
                return noObject(u"head"_s, key);
            return infoOf(key, there->second);
        });
    }

    [[nodiscard]] ObjectResult<ObjectInfo> put(const QString &key, RepeatableSource &content,
                                               const ObjectCondition &condition, std::stop_token stop) override
    {
        if (auto rewound = content.rewind(); !rewound)
            return std::unexpected(ObjectFailure{rewound.error(), false});
        const auto bytes = readAll(content);
        if (!bytes)
            return std::unexpected(ObjectFailure{bytes.error(), false});
        using Kind = ObjectCondition::Kind;
        const ObjectAbilities &can = m_state.options.abilities;
        const bool isDecided = condition.kind == Kind::None || (condition.kind == Kind::Absent && can.createsOnce) ||
                               (condition.kind == Kind::Matches && can.replacesMatching);
        if (!isDecided) { // looks in one step …
            const auto looked = run<bool>({ObjectCall::Kind::Head, key, {}}, stop,
                                          [&]() -> ObjectResult<bool> { return m_state.holds(key, condition); });
            if (!looked)
                return std::unexpected(looked.error());
            if (!*looked)
                return fail(ErrorCode::Conflict, u"put"_s, key, u"“%1” is not as it was expected."_s.arg(key));
        }
        const auto act = [=, this]() -> ObjectResult<ObjectInfo> { // … and puts in another
            if (isDecided && !m_state.holds(key, condition))
                return fail(ErrorCode::Conflict, u"put"_s, key, u"“%1” is not as it was expected."_s.arg(key));
            m_state.put(key, *bytes);
            return infoOf(key, m_state.objects.at(key));
        };
        return run<ObjectInfo>({ObjectCall::Kind::Put, key, {}}, stop, act);
    }

    [[nodiscard]] ObjectResult<void> remove(const QString &key, std::stop_token stop) override
    {
        return run<void>({ObjectCall::Kind::Remove, key, {}}, stop, [=, this]() -> ObjectResult<void> {
            m_state.objects.erase(key);
            return {};
        });
    }

    [[nodiscard]] ObjectResult<void> copy(const QString &from, const QString &to, std::stop_token stop) override
    {
        if (!m_state.options.abilities.copies)
            return fail(ErrorCode::Unsupported, u"copy"_s, from, u"This store copies nothing."_s);
        return run<void>({ObjectCall::Kind::Copy, from, to}, stop, [=, this]() -> ObjectResult<void> {
            const auto there = m_state.objects.find(from);
            if (there == m_state.objects.end())
                return noObject(u"copy"_s, from);
            m_state.put(to, QByteArray(there->second.bytes));
            return {};
        });
    }

    [[nodiscard]] ObjectResult<void> claim(const QString &key, std::stop_token stop) override
    {
        if (!m_state.options.abilities.claims)
            return fail(ErrorCode::Unsupported, u"claim"_s, key, u"This store has no folders."_s);
        return run<void>({ObjectCall::Kind::Claim, key, {}}, stop, [=, this]() -> ObjectResult<void> {
            if (m_state.folders.contains(key) || m_state.hasBelow(key))
                return fail(ErrorCode::Conflict, u"claim"_s, key, u"“%1” is there."_s.arg(key));
            m_state.folders.emplace(key, m_state.now());
            return {};
        });
    }

    [[nodiscard]] ObjectResult<void> unclaim(const QString &key, std::stop_token stop) override
    {
        return run<void>({ObjectCall::Kind::Unclaim, key, {}}, stop, [=, this]() -> ObjectResult<void> {
            if (m_state.hasBelow(key))
                return fail(ErrorCode::Conflict, u"unclaim"_s, key, u"“%1” is not empty."_s.arg(key));
            m_state.folders.erase(key);
            return {};
        });
    }

    [[nodiscard]] ObjectResult<ObjectPage> list(const Listing &listing, std::stop_token stop) override
    {
        return run<ObjectPage>({ObjectCall::Kind::List, listing.prefix, {}}, stop,
                               [=, this]() -> ObjectResult<ObjectPage> { return pageOf(listing); });
    }

private:
    [[nodiscard]] static ObjectInfo infoOf(const QString &key, const Stored &stored)
    {
        return {key, stored.bytes.size(), stored.etag, stored.modified};
    }

    [[nodiscard]] ObjectPage pageOf(const Listing &listing) const
    {
        ObjectPage page;
        const QString after = listing.cursor.isEmpty() ? listing.after : listing.cursor;
        const auto limit = std::min(listing.limit, m_state.options.pageSize);
        auto at = m_state.objects.lower_bound(listing.prefix);
        if (!after.isEmpty() && after.toUtf8() >= listing.prefix.toUtf8())
            at = m_state.objects.upper_bound(after);
        QString last;
        int count = 0;
        for (; at != m_state.objects.end() && at->first.startsWith(listing.prefix); ++at) {
            const qsizetype slash = listing.shallow ? at->first.indexOf(u'/', listing.prefix.size()) : -1;
            const QString folder = slash < 0 ? QString() : at->first.left(slash + 1);
            if (!folder.isEmpty() && (folder == last || (!after.isEmpty() && after.startsWith(folder))))
                continue;
            if (count == limit) {
                page.next = last;
                return page;
            }
            ++count;
            last = folder.isEmpty() ? at->first : folder;
            if (folder.isEmpty())
                page.objects.push_back(infoOf(at->first, at->second));
            else
                page.folders.push_back(folder);
        }
        return page;
    }

    template <typename T, typename Act>
    [[nodiscard]] ObjectResult<T> run(const ObjectCall &call, const std::stop_token &stop, Act act)
    {
        ObjectServer::Director director;
        {
            const std::scoped_lock lock(m_state.mutex);
            director = m_state.director;
        }
        const ObjectFate fate = director ? director(m_number, call) : ObjectFate::Happens;
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, u"call"_s, call.key, u"It was stopped."_s);
        const std::scoped_lock lock(m_state.mutex);
        const auto lost = [&] {
            return fail(ErrorCode::Unavailable, u"call"_s, call.key, u"The server did not answer in time."_s,
                        call.changes());
        };
        switch (fate) {
        case ObjectFate::Fails:
            return fail(ErrorCode::Unavailable, u"call"_s, call.key, u"The server could not be reached."_s);
        case ObjectFate::Full:
            return fail(ErrorCode::NoSpace, u"call"_s, call.key, u"There is no space left."_s);
        case ObjectFate::LostBefore:
            return lost();
        case ObjectFate::LostAfter:
            (void)act();
            return lost();
        case ObjectFate::Late:
            if (call.changes())
                m_state.late.push_back([act, self = shared_from_this()] { (void)act(); });
            return lost();
        case ObjectFate::Gone:
            return fail(ErrorCode::NotFound, u"call"_s, call.key, u"There is no such place."_s);
        case ObjectFate::EmptyListing:
            if constexpr (std::is_same_v<T, ObjectPage>)
                return ObjectPage();
            break;
        case ObjectFate::CutListing:
            if constexpr (std::is_same_v<T, ObjectPage>)
                return fail(ErrorCode::Corrupt, u"list"_s, call.key, u"The listing was cut off."_s);
            break;
        case ObjectFate::Happens:
            break;
        }
        return act();
    }

    std::shared_ptr<ObjectServer> m_server;
    ObjectServer::State &m_state;
    const int m_number;
};

ObjectServer::ObjectServer(Options options)
    : m_state(std::make_unique<State>())
{
    m_state->options = std::move(options);
    if (!m_state->options.clock)
        m_state->options.clock = std::make_shared<SystemClock>();
}

ObjectServer::~ObjectServer() = default;

void ObjectServer::direct(Director director)
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->director = std::move(director);
}

void ObjectServer::release()
{
    const std::scoped_lock lock(m_state->mutex);
    for (const auto &act : std::exchange(m_state->late, {}))
        act();
}

std::map<QString, QByteArray> ObjectServer::objects() const
{
    const std::scoped_lock lock(m_state->mutex);
    std::map<QString, QByteArray> all;
    for (const auto &[key, stored] : m_state->objects)
        all.emplace(key, stored.bytes);
    return all;
}

void ObjectServer::set(const QString &key, const QByteArray &bytes)
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->put(key, bytes);
}

void ObjectServer::erase(const QString &key)
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->objects.erase(key);
}

void ObjectServer::age(std::chrono::milliseconds by)
{
    const std::scoped_lock lock(m_state->mutex);
    for (auto &[key, stored] : m_state->objects)
        stored.modified = stored.modified.addMSecs(-by.count());
    for (auto &[key, made] : m_state->folders)
        made = made.addMSecs(-by.count());
}

std::shared_ptr<ObjectClient> ObjectServer::connect(const std::shared_ptr<ObjectServer> &server, int client)
{
    return std::make_shared<MemoryObjectClient>(server, client);
}

} // namespace pulse::test
