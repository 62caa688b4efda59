// SPDX-License-Identifier: Apache-2.0
#include "session.h"

#include "content.h"
#include "object_keys.h"
#include "pulse/storage/library_file.h"

#include <atomic>
#include <thread>

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

constexpr int attempts = 3;

bool mayHelp(const ObjectFailure &failure)
{
    return failure.indeterminate && failure.error.code() != ErrorCode::Cancelled;
}

} // namespace

Session::Session(std::shared_ptr<ObjectClient> objectClient, std::optional<ObjectAbilities> objectAbilities,
                 ObjectParts objectParts, std::shared_ptr<const Clock> theClock)
    : m_client(std::move(objectClient))
    , m_parts(std::move(objectParts))
    , m_clock(std::move(theClock))
    , m_abilities(objectAbilities)
{}

ObjectAbilities Session::can() const
{
    const std::scoped_lock lock(m_mutex);
    return m_abilities.value_or(ObjectAbilities());
}

RacePause Session::racePause() const
{
    const auto evenly = [random = m_parts.random] {
        const QByteArray bytes = random(2);
        return (static_cast<unsigned char>(bytes.at(0)) * 256 + static_cast<unsigned char>(bytes.at(1))) / 65536.0;
    };
    return {.sleep = m_parts.sleep,
            .random = evenly,
            .first = std::chrono::milliseconds(40),
            .longest = std::chrono::milliseconds(1000)};
}

bool Session::isProbed() const
{
    const std::scoped_lock lock(m_mutex);
    return m_abilities.has_value();
}

Result<void> Session::mayChange(const Call &call) const
{
    if (!readOnlyReason.isEmpty())
        return call.fails(ErrorCode::PermissionDenied, readOnlyReason);
    if (auto go = call.checkStop(); !go)
        return go;
    return isProbed() ? Result<void>() : probe(call);
}

Result<void> Session::probe(const Call &call) const
{
    const auto turn = this->turn(call, {u"probe"_s});
    if (!turn)
        return failure(turn);
    if (isProbed())
        return {};
    const auto probed = m_client->abilities(call.stop);
    if (!probed)
        return call.fails(probed.error());
    const std::scoped_lock lock(m_mutex);
    m_abilities = *probed;
    return {};
}

Result<std::optional<ObjectData>> Session::read(const Call &call, const QString &key, qint64 maximum) const
{
    auto answer = m_client->get(key, std::nullopt, {}, maximum, call.stop);
    if (answer)
        return std::optional(*std::move(answer));
    if (answer.error().error.code() == ErrorCode::NotFound)
        return std::optional<ObjectData>();
    return call.fails(answer.error());
}

Result<Session::Written> Session::put(const Call &call, const QString &key, const QByteArray &bytes,
                                      const ObjectCondition &condition) const
{
    bool isDoubtful = false;
    for (int attempt = 1;; ++attempt) {
        BufferSource source(bytes);
        const auto answer = m_client->put(key, source, condition, call.stop);
        if (answer)
            return Written{.state = Written::State::Done, .etag = answer->etag, .isDoubtful = isDoubtful};
        const ObjectFailure &failure = answer.error();
        if (!failure.indeterminate && failure.error.code() != ErrorCode::Conflict)
            return isDoubtful ? call.outcomeUnknown(failure.error) : call.fails(failure);
        auto settled = settle(call.beyondStop(), key, bytes, condition, failure.error);
        if (!settled)
            return settled;
        settled->isDoubtful = isDoubtful; // what is there is one attempt's; those before it may still come
        if (settled->state == Written::State::Done)
            return settled;
        isDoubtful = settled->isDoubtful = isDoubtful || failure.indeterminate;
        const bool isOver = attempt == attempts || call.stop.stop_requested();
        if (settled->state == Written::State::Taken || isOver)
            return settled;
    }
}

// A refusal after an attempt of which nothing is known is no error of these kinds (put()).
bool Session::isRefusal(const Error &error)
{
    switch (error.code()) {
    case ErrorCode::Invalid:
    case ErrorCode::NoSpace:
    case ErrorCode::PermissionDenied:
    case ErrorCode::RateLimited:
    case ErrorCode::Unsupported:
        return true;
    default:
        return false;
    }
}

// What is there decides, whatever the answer was.
Result<Session::Written> Session::settle(const Call &call, const QString &key, const QByteArray &bytes,
                                         const ObjectCondition &condition, const Error &cause) const
{
    auto there = read(call, key);
    if (!there)
        return call.outcomeUnknown(there.error());
    if (*there && (*there)->bytes == bytes)
        return Written{.state = Written::State::Done, .etag = (*there)->info.etag};
    using Kind = ObjectCondition::Kind;
    const bool couldStillBe = condition.kind == Kind::None || (condition.kind == Kind::Absent && !*there) ||
                              (condition.kind == Kind::Matches && *there && (*there)->info.etag == condition.etag);
    const bool isRefused = cause.code() == ErrorCode::Conflict; // though what is there would allow it by now
    return Written{.state = couldStillBe && !isRefused ? Written::State::Lost : Written::State::Taken,
                   .etag = {},
                   .there = *std::move(there)};
}

Result<void> Session::putContent(const Call &call, const QString &key, RepeatableSource &content) const
{
    for (int attempt = 1;; ++attempt) {
        if (auto rewound = content.rewind(); !rewound)
            return call.fails(rewound.error());
        const auto answer = m_client->put(key, content, {}, call.stop);
        if (answer)
            return {};
        if (attempt == attempts || !mayHelp(answer.error()))
            return call.fails(answer.error());
    }
}

Result<void> Session::copy(const Call &call, const QString &from, const QString &to, qint64 size,
                           const std::function<Result<void>()> &keep) const
{
    for (int attempt = 1; can().copies; ++attempt) {
        const auto answer = m_client->copy(from, to, call.stop);
        if (answer)
            return {};
        if (answer.error().error.code() == ErrorCode::Unsupported)
            break; // an object too large for that, say
        if (attempt == attempts || !mayHelp(answer.error()))
            return call.fails(answer.error());
    }
    ObjectSource source(shared_from_this(), call, from, size);
    if (auto begun = source.begin(); !begun)
        return begun;
    if (!keep)
        return putContent(call, to, source);
    KeptSource kept(source, keep);
    return putContent(call, to, kept);
}

Result<void> Session::remove(const Call &call, const QString &key) const
{
    for (int attempt = 1;; ++attempt) {
        const auto answer = m_client->remove(key, call.stop);
        if (answer)
            return {};
        if (attempt == attempts || !mayHelp(answer.error()))
            return call.fails(answer.error());
    }
}

Result<bool> Session::removeOnce(const Call &call, const QString &key) const
{
    const auto answer = m_client->remove(key, call.stop);
    if (answer)
        return true;
    if (!answer.error().indeterminate)
        return call.fails(answer.error());
    const auto there = read(call, key);
    return there && !*there;
}

Result<ObjectPage> Session::page(const Call &call, const ObjectClient::Listing &listing) const
{
    auto page = m_client->list(listing, call.stop);
    if (page)
        return *std::move(page);
    if (page.error().error.code() != ErrorCode::NotFound)
        return call.fails(page.error());
    return call.fails(ErrorCode::Unavailable,
                      u"The place of the library, %1, is not there. Nothing is concluded from that. Look at the place "
                      "itself before going on."_s.arg(m_client->url().toString()));
}

Result<void> Session::list(const Call &call, const QString &prefix, const ObjectSink &object,
                           const FolderSink &folder) const
{
    ObjectClient::Listing listing{.prefix = prefix, .shallow = static_cast<bool>(folder)};
    std::set<QString> cursors;
    do {
        if (auto go = call.checkStop(); !go)
            return go;
        const auto page = this->page(call, listing);
        if (!page)
            return failure(page);
        for (const ObjectInfo &info : page->objects)
            object(info);
        for (const QString &path : page->folders)
            folder(path);
        listing.cursor = page->next;
        if (!listing.cursor.isEmpty() && !cursors.insert(listing.cursor).second)
            return call.fails(ErrorCode::Corrupt, u"The server's listing goes round in a circle, so nothing was "
                                                  "concluded from it. Try again, or tell who runs the server."_s);
    } while (!listing.cursor.isEmpty());
    return {};
}

Result<void> Session::confirmPresence(const Call &call) const
{
    const auto there = read(call, keys::library);
    if (!there)
        return failure(there);
    const auto file = *there ? decodeLibraryFile((*there)->bytes) : Result<LibraryFile>(LibraryFile());
    if (!*there || !file)
        return call.fails(ErrorCode::Unavailable,
                          u"The library at %1 is not where it was: its library.json is missing or damaged. Nothing is "
                          "concluded from what seems to be absent. Look at the place itself before going on."_s.arg(
                              m_client->url().toString()));
    if (file->id != id)
        return call.fails(ErrorCode::Conflict,
                          u"At %1 there is another library now than before. Nothing is concluded from what seems to be "
                          "absent. Open it anew if that was wanted."_s.arg(m_client->url().toString()));
    // A server that lists nothing at all does not list what is certainly there either.
    const auto page = this->page(call, {.prefix = {}, .shallow = true});
    if (!page)
        return failure(page);
    if (!page->next.isEmpty() || std::ranges::contains(page->objects, QString(keys::library), &ObjectInfo::key))
        return {};
    return call.fails(ErrorCode::Unavailable,
                      u"The server at %1 lists nothing, though the library is there. Nothing is concluded from what "
                      "seems to be absent. Try again, or tell who runs the server."_s.arg(m_client->url().toString()));
}

Session::Turn::Turn(const Session &session, QStringList scopes)
    : m_session(&session)
    , m_scopes(std::move(scopes))
{}

Session::Turn::Turn(Turn &&other) noexcept
    : m_session(std::exchange(other.m_session, nullptr))
    , m_scopes(std::move(other.m_scopes))
{}

Session::Turn::~Turn()
{
    if (!m_session)
        return;
    const std::scoped_lock lock(m_session->m_mutex);
    for (const QString &scope : std::as_const(m_scopes))
        m_session->m_busy.erase(scope);
    m_session->m_turned.notify_all();
}

Result<Session::Turn> Session::turn(const Call &call, const QStringList &scopes) const
{
    std::unique_lock lock(m_mutex);
    const auto isFree = [&] {
        return std::ranges::none_of(scopes, [this](const QString &scope) { return m_busy.contains(scope); });
    };
    if (!m_turned.wait(lock, call.stop, isFree))
        return failure(call.checkStop());
    m_busy.insert(scopes.begin(), scopes.end());
    return Turn(*this, scopes);
}

void Session::noteDone(const QByteArray &mark) const
{
    constexpr size_t most = 5000; // beyond, whoever would want to know compares everything
    const std::scoped_lock lock(m_mutex);
    if (m_done.size() < most)
        m_done.push_back(mark);
}

std::vector<QByteArray> Session::takeDone() const
{
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_done, {});
}

} // namespace pulse::objects
