// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"
#include "session.h"

namespace pulse::objects {

/// The marks below "changes/": which prompts are about to change.
///
/// A mark is put before the change, so that no crash hides a change from who reads marks. Whatever shows follows a mark
/// within `validFor`, a long change by several (FreshMark); who reads goes back by `overlap` behind their last look,
/// which is more, and so meets the mark again after the change.
///
/// Once nothing will show any more that a mark stands for, whoever put it says so in it ("done"). Who has read that
/// before they looked has seen all of it: the cursor remembers such marks for as long as they are met, and they are not
/// given out again. One that never says so, because its publisher died or cannot tell, is met for all of the overlap.
class ChangeMarks
{
public:
    static constexpr std::chrono::minutes validFor{4};
    static constexpr std::chrono::minutes overlap{10};
    static constexpr int retentionDays = 30;

    explicit ChangeMarks(const Session &session)
        : m_session(session)
    {}

    struct Mark
    {
        QStringList prompts;
        bool trash = false;
        bool isDone = false;
    };

    /// Under a key of its own, which it answers.
    [[nodiscard]] Result<QString> put(const Call &call, const Mark &mark) const;
    /// Says that all is done in a mark that was put before. That it cannot costs others a look, no more.
    void finish(const Call &call, const QString &key, Mark mark) const;
    [[nodiscard]] Result<ChangeFeedStorage::Changes> since(const Call &call, const QByteArray &cursor) const;
    /// The cursor with what this handle itself has done since (ChangeFeedStorage::knowingOwnChanges).
    [[nodiscard]] QByteArray withOwn(const QByteArray &cursor) const;

private:
    struct Look; // what is known before, and what comes of it
    void removeOld(const Call &call, const QDateTime &now) const;
    [[nodiscard]] Result<void> readHours(const Call &call, Look &look) const;
    [[nodiscard]] Result<std::vector<QString>> newMarks(const Call &call, Look &look) const;

    const Session &m_session;
};

/// The mark of a change that may take long: put before it, and again while it goes on, so that whatever shows follows
/// a mark closely. Thread-safe.
class FreshMark
{
public:
    static constexpr std::chrono::minutes againAfter{2};
    static_assert(againAfter < ChangeMarks::validFor);

    FreshMark(const Session &session, QStringList prompts, bool trash = false)
        : m_session(session)
        , m_mark{std::move(prompts), trash}
    {}
    /// To be asked before everything that shows.
    [[nodiscard]] Result<void> keep(const Call &call);
    /// To be called last, and only where nothing that was sent may still be carried out. Who was suspended meanwhile
    /// puts a mark once more: the change may have shown long after the one before it.
    void finish(const Call &call);

private:
    const Session &m_session;
    const ChangeMarks::Mark m_mark;
    std::mutex m_mutex;
    QStringList m_keys;
    std::optional<std::chrono::milliseconds> m_putAt;
};

} // namespace pulse::objects
