// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_sync.h"
#include "pulse/ui/common/message_bar.h"

#include <QLatin1StringView>
#include <QString>

namespace pulse::ui {

// How it stands between a library and its home, in words and signs. Times are UTC; `now` is by the same clock.

/// "synced 12 s ago · 3 queued", "offline since 14:02 · next try in 20 s", "synchronising… 40%".
[[nodiscard]] QString syncSummary(const SyncStorage::Status &status, const QDateTime &now);
/// The one thing that matters most, for a button: "synced", "3 queued", "offline", "1 conflict".
[[nodiscard]] QString syncBrief(const SyncStorage::Status &status);
/// Everything that is known, a line each, with exact times: for a tool tip.
[[nodiscard]] QString syncFacts(const SyncStorage::Status &status, const QDateTime &now);
/// The name of an icon.
[[nodiscard]] QLatin1StringView syncIcon(const SyncStorage::Status &status);
/// Whether both sides are the same as far as is known, and nothing is going on.
[[nodiscard]] bool isSynced(const SyncStorage::Status &status);
/// How long syncSummary and the rest stay right by themselves: until a second, or a minute, has passed; zero: for ever.
[[nodiscard]] std::chrono::milliseconds syncTextLasts(const SyncStorage::Status &status, const QDateTime &now);

/// What a person has to know because synchronising does not work.
struct SyncTrouble
{
    MessageBar::Kind kind = MessageBar::Kind::Warning;
    QString identity;        ///< the same while it is the same trouble, however often it is tried
    QString text;            ///< what, since when, and what happens next
    bool isQuestion = false; ///< nothing is tried again until a person answers
};
[[nodiscard]] std::optional<SyncTrouble> syncTrouble(const SyncStorage::Status &status, const QString &library,
                                                     const QDateTime &now);
/// "Sent 3, received 12 (2.1 kB)."; of nothing: "Both sides are the same."
[[nodiscard]] QString syncReportText(const SyncStorage::Report &report);

/// "20 s", "3 min": what is left of a countdown, never below one second.
[[nodiscard]] QString durationText(qint64 seconds);

} // namespace pulse::ui
