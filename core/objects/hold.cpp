// SPDX-License-Identifier: Apache-2.0
#include "hold.h"

#include "object_keys.h"
#include "pulse/base/clock.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

constexpr QLatin1StringView everything{"all"};
constexpr int scopeDigits = 24;
constexpr int idBytes = 8;

QString scopeOf(QStringView what)
{
    return Checksum::of(what.toUtf8()).hex().left(scopeDigits);
}

QStringList namesOf(const Hold::Scopes &scopes)
{
    QStringList names;
    for (const Name &name : scopes.prompts)
        names.append(scopeOf(keys::of(name)));
    if (scopes.names)
        names.append(u"names"_s);
    if (!scopes.trashEntry.isEmpty())
        names.append(scopeOf(keys::trashed(scopes.trashEntry)));
    if (scopes.everything)
        names.append(everything);
    names.sort();
    names.removeDuplicates();
    return names;
}

// The random part, which is used once only. Empty where somebody else put anything else there.
QString idIn(const QString &key)
{
    const QString id = key.sliced(key.lastIndexOf(u'-') + 1).section(u'.', 0, 0);
    const bool isOne = id.size() == 2 * idBytes && std::ranges::all_of(id, [](QChar c) {
                           return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
                       });
    return isOne ? id : QString();
}

// "locks/SCOPE+SCOPE-RANDOM.json"
QStringList scopesIn(const QString &key)
{
    const qsizetype end = key.lastIndexOf(u'-');
    return end < 0 ? QStringList() : key.mid(keys::locks.size(), end - keys::locks.size()).split(u'+');
}

bool overlap(const QStringList &a, const QStringList &b)
{
    return a.contains(everything) || b.contains(everything) ||
           std::ranges::any_of(a, [&](const QString &scope) { return b.contains(scope); });
}

// Where the store decides, a version that comes late changes nothing that is there: it matters to who asks which names
// there are.
bool bears(const Hold::Scopes &scopes, const Doubt &doubt, bool decides)
{
    if (scopes.bears)
        return scopes.bears(doubt);
    const auto concerns = [&](const Name &name) {
        return name == doubt.key.name ? scopes.names || !decides || doubt.isLabel()
                                      : scopes.names && collide(name, doubt.key.name);
    };
    const bool isKnown = !scopes.everything && (!scopes.names || !scopes.prompts.empty());
    return isKnown && std::ranges::none_of(scopes.prompts, concerns);
}

std::unexpected<Error> busy(const Call &call)
{
    return call.fails(ErrorCode::Unavailable,
                      u"Another program is changing “%1”, or was stopped while it did. Try again in a while; after %2 "
                      "minutes its claim runs out."_s.arg(call.subject)
                          .arg(Hold::lease.count()));
}

} // namespace

Hold::Hold(const Session &session, Session::Turn turn)
    : m_session(session)
    , m_turn(std::move(turn))
{}

Hold::~Hold()
{
    if (!m_isAnnounced || m_leave)
        return; // it runs out by itself
    const Call releasing{u"release"_s, m_key, {}};
    if (m_doubts.empty())
        (void)m_session.remove(releasing, m_key);
    else // and so does this, with which fewer have to wait
        (void)m_session.put(releasing, m_key,
                            pulse::toJson(JsonValue(toJson(m_doubts, Saying::InDoubt)), JsonStyle::Indented), {});
}

void Hold::leaveInDoubt(Doubt doubt)
{
    const std::scoped_lock lock(m_mutex);
    if (!std::ranges::contains(m_doubts, doubt))
        m_doubts.push_back(std::move(doubt));
}

void Hold::noLongerInDoubt(const Doubt &doubt)
{
    const std::scoped_lock lock(m_mutex);
    std::erase(m_doubts, doubt);
}

Result<std::unique_ptr<Hold>> Hold::take(const Session &session, const Call &call, const Scopes &scopes)
{
    const QStringList names = namesOf(scopes);
    auto turn = session.turn(call, names);
    if (!turn)
        return failure(std::move(turn));
    std::unique_ptr<Hold> hold(new Hold(session, *std::move(turn)));
    const auto giveUpAt = session.parts().elapsed() + patience;
    const RacePause pause = session.racePause();
    for (int round = 1;; ++round) {
        // Anew each time: a removal that comes late must not meet the next announcement.
        hold->m_key = keys::locks + names.join(u'+') + u'-' + session.randomHex(idBytes) + ".json"_L1;
        hold->sayWhatIsIntended(scopes);
        if (auto announced = hold->announce(call); !announced)
            return failure(std::move(announced));
        const auto alone = hold->isAlone(call, scopes);
        if (!alone)
            return failure(alone);
        if (*alone)
            return hold;
        if (auto taken = session.remove(call.beyondStop(), hold->m_key); !taken)
            return failure(std::move(taken));
        hold->m_isAnnounced = false;
        if (session.parts().elapsed() >= giveUpAt)
            return busy(call);
        if (!pause.wait(round, call.stop))
            return failure(call.checkStop());
    }
}

void Hold::sayWhatIsIntended(const Scopes &scopes)
{
    m_claim.reset();
    if (scopes.intends)
        m_claim = ClaimFile::make(m_session.parts().claims, idIn(m_key));
    m_intends = m_claim ? toJson(scopes.intends(), Saying::Intended) : JsonObject();
}

void Hold::intendMore()
{
    const std::scoped_lock lock(m_mutex);
    m_claim.reset();
}

Result<void> Hold::announce(const Call &call)
{
    const auto begun = m_session.parts().elapsed(); // before the server's clock reads it
    JsonObject object{{u"by"_s, JsonValue(m_session.author.now())},
                      {u"doing"_s, JsonValue(call.operation)},
                      {u"since"_s, JsonValue(toRfc3339(m_session.now()))}};
    for (const auto &[name, value] : m_intends.members())
        object.insert(name, value);
    m_isAnnounced = true; // or may be
    const auto put = m_session.put(call, m_key, toJson(JsonValue(object), JsonStyle::Indented), {});
    if (!put)
        return failure(put);
    if (put->state != Session::Written::State::Done)
        return busy(call);
    m_since = begun;
    return {};
}

Result<bool> Hold::isAlone(const Call &call, const Scopes &scopes) const
{
    std::vector<ObjectInfo> others;
    bool isMineThere = false;
    const QStringList mine = scopesIn(m_key);
    const auto look = [&](const ObjectInfo &info) {
        if (info.key == m_key)
            isMineThere = true;
        else if (overlap(mine, scopesIn(info.key)))
            others.push_back(info);
    };
    if (auto listed = m_session.list(call, keys::locks, look); !listed)
        return failure(std::move(listed));
    if (!isMineThere)
        return call.fails(ErrorCode::Unavailable,
                          u"The server does not show at once what was written to it, so “%1” cannot be changed safely "
                          "now. Try again in a while."_s.arg(call.subject));
    if (others.empty())
        return true;
    const auto now = m_session.client().serverTime(call.stop);
    if (!now)
        return call.fails(now.error());
    const auto hasRunOut = [&](const ObjectInfo &other) {
        return other.modified.isValid() && other.modified.msecsTo(*now) > std::chrono::milliseconds(lease).count();
    };
    std::vector<Doubt> doubts;
    for (const ObjectInfo &other : others) {
        const auto isOver = hasRunOut(other) ? Result<bool>(true) : isLeftInDoubt(call, other.key, doubts);
        if (!isOver || !*isOver)
            return isOver;
    }
    // Not before all of them were looked at: what is compared with a doubt, one that is gone by now may just have
    // changed.
    const bool decides = m_session.can().createsOnce;
    if (!std::ranges::all_of(doubts, [&](const Doubt &doubt) { return bears(scopes, doubt, decides); }))
        return false;
    for (const ObjectInfo &other : others) {
        if (hasRunOut(other))
            (void)m_session.remove(call, other.key);
    }
    return true;
}

// One that is left of something in doubt, by somebody who does nothing more; or that is gone by now. What a program
// that died had sent may be carried out yet as well: that is some of what it intended.
Result<bool> Hold::isLeftInDoubt(const Call &call, const QString &other, std::vector<Doubt> &doubts) const
{
    const auto there = m_session.read(call, other);
    if (!there)
        return failure(there);
    if (!*there)
        return true;
    std::vector<Doubt> left = doubtsIn((*there)->bytes, Saying::InDoubt);
    if (left.empty() && ClaimFile::isAbandoned(m_session.parts().claims, idIn(other)))
        left = doubtsIn((*there)->bytes, Saying::Intended);
    std::ranges::move(left, std::back_inserter(doubts));
    return !left.empty();
}

Result<void> Hold::mark(const Call &call, QStringList prompts, bool trash)
{
    const std::scoped_lock lock(m_mutex);
    m_mark.emplace(m_session, std::move(prompts), trash);
    return m_mark->keep(call);
}

Result<void> Hold::keep(const Call &call)
{
    const std::scoped_lock lock(m_mutex);
    if (auto renewed = renew(call); !renewed)
        return renewed;
    if (auto marked = m_mark ? m_mark->keep(call) : Result<void>(); !marked)
        return marked;
    return held() < holdFor ? Result<void>() : tookTooLong(call);
}

std::chrono::milliseconds Hold::held() const
{
    return m_session.parts().elapsed() - m_since;
}

Result<void> Hold::renew(const Call &call)
{
    if (held() < renewAfter)
        return {};
    if (held() >= holdFor)
        return tookTooLong(call);
    // Ours must still be there. Who announced itself since has seen it, and goes away again: nobody else can hold this
    // before the lease runs out.
    const auto mine = m_session.client().head(m_key, call.stop);
    if (!mine && mine.error().error.code() == ErrorCode::NotFound)
        return tookTooLong(call);
    const auto before = m_since;
    if (auto renewed = announce(call); !renewed)
        return renewed;
    // Only one that arrived within the lease is a renewal: later, somebody may have followed, who does not look again.
    return m_session.parts().elapsed() - before < renewWithin ? Result<void>() : tookTooLong(call);
}

Result<void> Hold::tookTooLong(const Call &call)
{
    m_leave = true;
    return call.fails(ErrorCode::Unavailable,
                      u"Changing “%1” took so long that another program may have begun to change it. Nothing more "
                      "was changed; look at it, then try again."_s.arg(call.subject));
}

} // namespace pulse::objects
