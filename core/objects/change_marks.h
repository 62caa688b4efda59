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
class ChangeMarks
{
public:
    static constexpr std::chrono::minutes validFor{4};
    static constexpr std::chrono::minutes overlap{10};
    static constexpr int retentionDays = 30;

    explicit ChangeMarks(const Session &session)
        : m_session(session)
    {}

    [[nodiscard]] Result<void> put(const Call &call, const QStringList &prompts, bool trash = false) const;
    [[nodiscard]] Result<ChangeFeedStorage::Changes> since(const Call &call, const QByteArray &cursor) const;

private:
    void removeOld(const Call &call, const QDateTime &now) const;
    [[nodiscard]] Result<void> readHours(const Call &call, const QDateTime &from,
                                         ChangeFeedStorage::Changes &changes) const;

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
        , m_prompts(std::move(prompts))
        , m_trash(trash)
    {}
    /// To be asked before everything that shows.
    [[nodiscard]] Result<void> keep(const Call &call);

private:
    const Session &m_session;
    const QStringList m_prompts;
    const bool m_trash;
    std::mutex m_mutex;
    std::optional<std::chrono::milliseconds> m_putAt;
};

} // namespace pulse::objects
