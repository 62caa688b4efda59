// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"
#include "session.h"

namespace pulse::objects {

/// The marks below "changes/": which prompts are about to change.
///
/// A mark is put before the change, so that no crash hides a change from who reads marks. The change follows within
/// `validFor`; who reads goes back by `overlap` behind their last look, which is more, and so meets the mark again
/// after the change.
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

} // namespace pulse::objects
