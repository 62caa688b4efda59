// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "call.h"
#include "pulse/base/waiting.h"
#include "pulse/objects/object_library.h"
#include "pulse/storage/author.h"
#include "version_record.h"

#include <condition_variable>
#include <mutex>
#include <set>

namespace pulse::objects {

/// One handle on a library of objects: what all its operations share. Thread-safe.
///
/// Its methods are the only way from the protocol to the client. They settle what a client leaves open: an answer
/// that was lost is resolved by reading back and comparing.
class Session : public std::enable_shared_from_this<Session>
{
public:
    Session(std::shared_ptr<ObjectClient> objectClient, std::optional<ObjectAbilities> objectAbilities,
            ObjectParts objectParts, std::shared_ptr<const Clock> theClock);

    ObjectClient &client() const { return *m_client; }
    /// What the store honours; nothing of all that while it is not known.
    ObjectAbilities can() const;
    bool isProbed() const;
    const ObjectParts &parts() const { return m_parts; }
    QDateTime now() const { return m_clock->now(); }
    /// So many random bytes, as lower-case hex digits.
    QString randomHex(int bytes) const { return QString::fromLatin1(m_parts.random(bytes).toHex()); }
    /// For who met others at the store.
    RacePause racePause() const;

    QString id; ///< of the library
    Author author;
    QString readOnlyReason; ///< empty where changes are allowed
    int schema = 1;

    /// To be asked before any change. Finds out what the store honours where it could not be tried out before.
    [[nodiscard]] Result<void> mayChange(const Call &call) const;

    /// The whole object; nothing when there is none.
    [[nodiscard]] Result<std::optional<ObjectData>> read(const Call &call, const QString &key,
                                                         qint64 maximum = 1024 * 1024) const;

    struct Written
    {
        enum class State {
            Done,  ///< the bytes are there
            Taken, ///< the condition does not hold: `there` is, or nothing
            Lost   ///< it was not done when it was looked for; it may be done yet
        };
        State state = State::Done;
        QByteArray etag; ///< of what is there after Done; may be empty
        std::optional<ObjectData> there = {};
        bool isDoubtful = false; ///< an attempt that was not seen to succeed may still be carried out
    };
    /// Puts a small object and finds out what came of it. Bytes that are there already count as put, so that they have
    /// to be such as nobody else would put there where that matters.
    [[nodiscard]] Result<Written> put(const Call &call, const QString &key, const QByteArray &bytes,
                                      const ObjectCondition &condition) const;
    /// Whether what a put() was for may still be carried out, without having been seen, by what it answered.
    template <typename Outcome>
    [[nodiscard]] static bool mayComeLate(const Result<Outcome> &outcome)
    {
        return outcome ? outcome->isDoubtful : !isRefusal(outcome.error());
    }
    /// Puts content under a key that only this publication uses, as often as it takes.
    [[nodiscard]] Result<void> putContent(const Call &call, const QString &key, RepeatableSource &content) const;
    /// Within the store where it can, otherwise through here. The key `to` is used by nobody else. NotFound when there
    /// is nothing at `from`. `keep` is asked again and again while bytes pass through here; its error ends the copying.
    [[nodiscard]] Result<void> copy(const Call &call, const QString &from, const QString &to, qint64 size,
                                    const std::function<Result<void>()> &keep = {}) const;
    /// Removes an object under a key that will not be used again, as often as it takes.
    [[nodiscard]] Result<void> remove(const Call &call, const QString &key) const;
    /// Removes an object whose key may be used again: never sent twice, so that no late one meets what comes after.
    /// False when it is not certain that it is gone.
    [[nodiscard]] Result<bool> removeOnce(const Call &call, const QString &key) const;

    /// A page of a listing. That the place itself is not there is Unavailable, never NotFound: nothing in it is told
    /// to be absent.
    [[nodiscard]] Result<ObjectPage> page(const Call &call, const ObjectClient::Listing &listing) const;
    /// Every object behind a prefix; with `shallow` only those directly in it, the folders by `folder`.
    using ObjectSink = std::function<void(const ObjectInfo &)>;
    using FolderSink = std::function<void(const QString &)>;
    [[nodiscard]] Result<void> list(const Call &call, const QString &prefix, const ObjectSink &object,
                                    const FolderSink &folder = {}) const;

    /// G9: whether the library is still where it was. To be asked before anything is said not to be there.
    [[nodiscard]] Result<void> confirmPresence(const Call &call) const;

    /// Turns among the threads of this handle, so that they do not compete by way of the store. Waits.
    class Turn
    {
    public:
        Turn(const Session &session, QStringList scopes);
        ~Turn();
        Turn(Turn &&other) noexcept;
        Turn &operator=(Turn &&) = delete;

    private:
        const Session *m_session;
        QStringList m_scopes;
    };
    [[nodiscard]] Result<Turn> turn(const Call &call, const QStringList &scopes) const;

    /// Remembers a mark of this handle's own whose change is done, until it is taken.
    void noteDone(const QByteArray &mark) const;
    [[nodiscard]] std::vector<QByteArray> takeDone() const;

private:
    [[nodiscard]] Result<void> probe(const Call &call) const;
    /// Whether the store said that it does not do it.
    [[nodiscard]] static bool isRefusal(const Error &error);
    [[nodiscard]] Result<Written> settle(const Call &call, const QString &key, const QByteArray &bytes,
                                         const ObjectCondition &condition, const Error &cause) const;

    std::shared_ptr<ObjectClient> m_client;
    const ObjectParts m_parts;
    std::shared_ptr<const Clock> m_clock;
    mutable std::mutex m_mutex; ///< of what follows
    mutable std::optional<ObjectAbilities> m_abilities;
    mutable std::condition_variable_any m_turned;
    mutable std::set<QString> m_busy;
    mutable std::vector<QByteArray> m_done;
};

} // namespace pulse::objects
