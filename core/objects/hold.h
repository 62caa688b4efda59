// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "change_marks.h"
#include "claim_file.h"
#include "doubt.h"

namespace pulse::objects {

/// The right to change something that several objects make up, for a while and for one program at a time.
///
/// Announce, then look: a contender puts an announcement of its own below "locks/" and lists them all after that. When
/// another one for the same thing is there, it takes its own away and tries again later. Of two contenders at least
/// the later one sees the other, so that never two hold. All that the store must do for it is to list what was put.
///
/// An announcement counts for `lease` by the server's own clock; who was stopped does not block others for longer. A
/// holder stops itself long before (`holdFor`, on a clock that nobody sets), so that nothing it sent can come late.
/// Announcements have random names and are never used again: removing an old one meets nobody else.
class Hold
{
public:
    static constexpr std::chrono::minutes lease{10};
    static constexpr std::chrono::minutes holdFor{4};
    static constexpr std::chrono::minutes renewWithin{8};
    static constexpr std::chrono::seconds renewAfter{60};
    static constexpr std::chrono::seconds patience{20};

    /// What is held: prompts by their names; "names": which names there are; an entry of the trash.
    struct Scopes
    {
        std::vector<Name> prompts = {};
        bool names = false;
        QString trashEntry = {};
        bool everything = false; ///< excludes all others
        /// Whether that may be in doubt while this is held. Unless it is given, what is in doubt of other prompts may.
        std::function<bool(const Doubt &)> bears = {};
        /// All that is done while this is held, and that others would have to know of if the program died: with that,
        /// whoever may bear it need not wait until what a dead one claimed runs out. None: they do.
        std::function<std::vector<Doubt>()> intends = {};
    };

    /// Waits for others. Errors: Unavailable (another program holds it for too long), those of the client.
    [[nodiscard]] static Result<std::unique_ptr<Hold>> take(const Session &session, const Call &call,
                                                            const Scopes &scopes);
    ~Hold();
    Hold(const Hold &) = delete;
    Hold &operator=(const Hold &) = delete;

    /// Marks what is going to change, once, before any of it shows; keep() marks it again while it takes long.
    [[nodiscard]] Result<void> mark(const Call &call, QStringList prompts, bool trash = false);
    /// To be asked before every change that rests on the hold. Renews it in time; Unavailable when it may be another's
    /// by now. Thread-safe.
    [[nodiscard]] Result<void> keep(const Call &call);
    /// To be called before anything is done that was not intended: nobody is told any more that the program died.
    void intendMore();
    /// Something that was sent may still be carried out: nobody may follow before the lease has run out.
    void leaveToExpire() { m_leave = true; }
    /// The same of a publication or a label: whoever would not notice when it is carried out may follow.
    void leaveInDoubt(Doubt doubt);
    /// It is there by now, and an earlier attempt can do no more.
    void noLongerInDoubt(const Doubt &doubt);

private:
    Hold(const Session &session, Session::Turn turn);
    [[nodiscard]] Result<void> announce(const Call &call);
    [[nodiscard]] Result<bool> isAlone(const Call &call, const Scopes &scopes) const;
    [[nodiscard]] Result<bool> isLeftInDoubt(const Call &call, const QString &other, std::vector<Doubt> &doubts) const;
    void sayWhatIsIntended(const Scopes &scopes);
    [[nodiscard]] Result<void> renew(const Call &call);
    [[nodiscard]] Result<void> tookTooLong(const Call &call);
    [[nodiscard]] std::chrono::milliseconds held() const;

    const Session &m_session;
    QString m_key; ///< of one announcement
    Session::Turn m_turn;
    std::mutex m_mutex;
    std::chrono::milliseconds m_since{0};
    std::optional<FreshMark> m_mark;
    std::vector<Doubt> m_doubts;
    JsonObject m_intends;
    std::unique_ptr<ClaimFile> m_claim; ///< where something is intended
    bool m_isAnnounced = false;
    std::atomic<bool> m_leave = false;
};

} // namespace pulse::objects
