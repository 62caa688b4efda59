// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/sync/sync_text.h"

#include "pulse/storage/unknown_host.h"
#include "pulse/ui/common/format.h"

#include <QCoreApplication>
#include <QLocale>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

using Status = SyncStorage::Status;
using Connection = Status::Connection;
constexpr qint64 minute = 60;
constexpr qint64 hour = 60 * minute;

// Names the context of the texts below for the translators.
struct SyncText
{
    Q_DECLARE_TR_FUNCTIONS(SyncText)
};

QString count(qint64 number)
{
    return QLocale().toString(number);
}

// The time of day; with the date where that was another day.
QString clockTime(const QDateTime &time, const QDateTime &now)
{
    const QDateTime local = time.toLocalTime();
    const QLocale locale;
    const QString hours = locale.toString(local.time(), locale.timeFormat(QLocale::ShortFormat).remove(":ss"_L1));
    return local.date() == now.toLocalTime().date()
               ? hours
               : locale.toString(local.date(), QLocale::ShortFormat) + u' ' + hours;
}

QString ago(const QDateTime &time, const QDateTime &now)
{
    const qint64 seconds = time.secsTo(now);
    return seconds >= 3 && seconds < minute ? SyncText::tr("%1 s ago").arg(count(seconds)) : relativeTime(time, now);
}

QString queuedText(qint64 queued)
{
    return SyncText::tr("%1 queued").arg(count(queued));
}

QString conflictsText(qint64 conflicts)
{
    return conflicts == 1 ? SyncText::tr("1 conflict") : SyncText::tr("%1 conflicts").arg(count(conflicts));
}

QString runningText(const Status &status)
{
    if (status.progress.total <= 0)
        return SyncText::tr("synchronising…");
    const qint64 done = std::clamp<qint64>(status.progress.done, 0, status.progress.total);
    return SyncText::tr("synchronising… %1%").arg(100 * done / status.progress.total);
}

// Who asks to slow down is there, although nothing gets through.
bool isSlowedDown(const Status &status)
{
    return status.connection == Connection::Offline && status.error && status.error->code() == ErrorCode::RateLimited;
}

// It is we who do not go in.
bool isHostUnknown(const Status &status)
{
    return status.error && UnknownHost::of(*status.error);
}

// What is wrong, in one word or two; empty where nothing is.
QString wrong(const Status &status)
{
    if (isSlowedDown(status))
        return SyncText::tr("slowed down");
    if (isHostUnknown(status))
        return SyncText::tr("server unknown");
    switch (status.connection) {
    case Connection::Offline:
        return SyncText::tr("offline");
    case Connection::Refused:
        return SyncText::tr("refused");
    case Connection::Questioned:
        return SyncText::tr("waits for your answer");
    case Connection::Unknown:
    case Connection::Online:
        break;
    }
    if (!status.error)
        return {};
    switch (status.error->code()) {
    case ErrorCode::NoSpace:
        return SyncText::tr("full");
    case ErrorCode::RateLimited:
        return SyncText::tr("slowed down");
    case ErrorCode::PermissionDenied:
        if (status.connection == Connection::Online)
            return SyncText::tr("changes refused");
        [[fallthrough]];
    default:
        return SyncText::tr("not synchronised");
    }
}

QString nextTry(const Status &status, const QDateTime &now)
{
    return status.nextAttempt.isValid()
               ? SyncText::tr("next try in %1").arg(durationText(now.secsTo(status.nextAttempt)))
               : QString();
}

// The first sentence of a trouble: what, and since when.
QString troubleText(const Status &status, const QString &library, const QDateTime &now)
{
    const QString since = status.failingSince.isValid() ? clockTime(status.failingSince, now) : QString();
    const ErrorCode code = status.error ? status.error->code() : ErrorCode::Unavailable;
    if (status.connection == Connection::Online && code == ErrorCode::PermissionDenied)
        return since.isEmpty() ? SyncText::tr("“%1” takes no changes from here.").arg(library)
                               : SyncText::tr("“%1” has taken no changes from here since %2.").arg(library, since);
    if (status.connection == Connection::Refused && !isHostUnknown(status))
        return since.isEmpty() ? SyncText::tr("“%1” does not let us in.").arg(library)
                               : SyncText::tr("“%1” has not let us in since %2.").arg(library, since);
    if (code == ErrorCode::NoSpace)
        return since.isEmpty() ? SyncText::tr("There is no room left for “%1” where it is kept.").arg(library)
                               : SyncText::tr("There has been no room left for “%1” since %2.").arg(library, since);
    if (code == ErrorCode::RateLimited)
        return since.isEmpty() ? SyncText::tr("“%1” asks us to slow down.").arg(library)
                               : SyncText::tr("“%1” has asked us to slow down since %2.").arg(library, since);
    if (status.connection == Connection::Offline || code == ErrorCode::Unavailable)
        return since.isEmpty() ? SyncText::tr("“%1” cannot be reached.").arg(library)
                               : SyncText::tr("“%1” has been offline since %2.").arg(library, since);
    return since.isEmpty() ? SyncText::tr("“%1” could not be synchronised.").arg(library)
                           : SyncText::tr("“%1” has not been synchronised since %2.").arg(library, since);
}

} // namespace

QString durationText(qint64 seconds)
{
    const qint64 left = std::max<qint64>(1, seconds);
    if (left < 2 * minute)
        return SyncText::tr("%1 s").arg(count(left));
    if (left < 2 * hour)
        return SyncText::tr("%1 min").arg(count(left / minute));
    return SyncText::tr("%1 h").arg(count(left / hour));
}

QString syncSummary(const Status &status, const QDateTime &now)
{
    QStringList parts;
    const QString trouble = wrong(status);
    if (status.running)
        parts.append(runningText(status));
    else if (!trouble.isEmpty())
        parts.append(status.failingSince.isValid() && status.connection != Connection::Questioned
                         ? SyncText::tr("%1 since %2").arg(trouble, clockTime(status.failingSince, now))
                         : trouble);
    else if (status.lastSynced.isValid())
        parts.append(SyncText::tr("synced %1").arg(ago(status.lastSynced, now)));
    else
        parts.append(SyncText::tr("not synchronised yet"));
    if (status.conflicts > 0)
        parts.append(conflictsText(status.conflicts));
    if (status.queued > 0)
        parts.append(queuedText(status.queued));
    if (!status.running && !trouble.isEmpty()) {
        if (const QString next = nextTry(status, now); !next.isEmpty())
            parts.append(next);
    }
    return parts.join(u" · "_s);
}

QString syncBrief(const Status &status)
{
    if (const QString trouble = wrong(status); !trouble.isEmpty())
        return trouble;
    if (status.conflicts > 0)
        return conflictsText(status.conflicts);
    if (status.running)
        return SyncText::tr("synchronising…");
    if (status.queued > 0)
        return queuedText(status.queued);
    return status.lastSynced.isValid() ? SyncText::tr("synced") : QString();
}

QLatin1StringView syncIcon(const Status &status)
{
    if (status.running && status.connection != Connection::Questioned)
        return "sync"_L1;
    if (isSlowedDown(status))
        return "warning"_L1;
    switch (status.connection) {
    case Connection::Offline:
        return "offline"_L1;
    case Connection::Refused:
        return "lock"_L1;
    case Connection::Questioned:
        return "help"_L1;
    case Connection::Unknown:
    case Connection::Online:
        break;
    }
    if (status.error)
        return "warning"_L1;
    if (status.conflicts > 0)
        return "conflict"_L1;
    if (status.queued > 0)
        return "cloud-up"_L1;
    return status.lastSynced.isValid() ? "cloud-check"_L1 : "cloud"_L1;
}

bool isSynced(const Status &status)
{
    return syncIcon(status) == "cloud-check"_L1;
}

QString syncFacts(const Status &status, const QDateTime &now)
{
    QStringList lines;
    if (status.running)
        lines.append(status.progress.subject.isEmpty()
                         ? runningText(status)
                         : SyncText::tr("%1: %2").arg(runningText(status), status.progress.subject));
    lines.append(status.lastSynced.isValid()
                     ? SyncText::tr("Both places were last the same: %1").arg(exactTime(status.lastSynced))
                     : SyncText::tr("Both places have not been compared yet."));
    if (status.queued > 0)
        lines.append(status.queued == 1 ? SyncText::tr("1 prompt waits to be sent.")
                                        : SyncText::tr("%1 prompts wait to be sent.").arg(count(status.queued)));
    if (status.conflicts > 0)
        lines.append(status.conflicts == 1
                         ? SyncText::tr("1 prompt changed in both places.")
                         : SyncText::tr("%1 prompts changed in both places.").arg(count(status.conflicts)));
    if (status.failingSince.isValid())
        lines.append(SyncText::tr("It has not worked since %1.").arg(exactTime(status.failingSince)));
    if (status.error)
        lines.append(status.error->message());
    if (status.nextAttempt.isValid() && status.nextAttempt > now)
        lines.append(SyncText::tr("Next try: %1").arg(exactTime(status.nextAttempt)));
    return lines.join(u'\n');
}

std::chrono::milliseconds syncTextLasts(const Status &status, const QDateTime &now)
{
    using namespace std::chrono_literals;
    if (status.nextAttempt.isValid() && status.error && now.secsTo(status.nextAttempt) < 2 * minute)
        return 1s;
    if (status.lastSynced.isValid() && status.lastSynced.secsTo(now) < minute)
        return 1s;
    return status.lastSynced.isValid() || status.nextAttempt.isValid() ? 60s : 0s;
}

std::optional<SyncTrouble> syncTrouble(const Status &status, const QString &library, const QDateTime &now)
{
    if (status.connection == Connection::Questioned)
        return SyncTrouble{.kind = MessageBar::Kind::Warning,
                           .identity = u"questioned"_s,
                           .text = SyncText::tr("“%1” looks different from last time. Nothing is sent or fetched until "
                                                "you say what is right.")
                                       .arg(library),
                           .isQuestion = true};
    if (wrong(status).isEmpty())
        return {};
    SyncTrouble trouble;
    const bool isRefused = status.connection == Connection::Refused;
    trouble.kind = isRefused ? MessageBar::Kind::Problem : MessageBar::Kind::Warning;
    trouble.identity = u"%1 %2 %3"_s.arg(static_cast<int>(status.connection))
                           .arg(status.error ? status.error->codeName() : QString())
                           .arg(status.failingSince.toMSecsSinceEpoch());
    QStringList sentences{troubleText(status, library, now)};
    // Who asks to slow down says no more than that.
    if (status.error && status.error->code() != ErrorCode::RateLimited)
        sentences.append(status.error->message());
    if (status.queued > 0)
        sentences.append(status.queued == 1
                             ? SyncText::tr("1 prompt is kept here and waits to be sent.")
                             : SyncText::tr("%1 prompts are kept here and wait to be sent.").arg(count(status.queued)));
    if (status.running)
        sentences.append(SyncText::tr("Trying now…"));
    else if (status.nextAttempt.isValid())
        sentences.append(SyncText::tr("Next try in %1.").arg(durationText(now.secsTo(status.nextAttempt))));
    else
        sentences.append(SyncText::tr("It is not tried again by itself."));
    trouble.text = sentences.join(u' ');
    return trouble;
}

QString syncReportText(const SyncStorage::Report &report)
{
    if (report.sent == 0 && report.received == 0 && report.failed.empty())
        return report.conflicts == 0
                   ? SyncText::tr("Both sides are the same.")
                   : SyncText::tr("Nothing to send or fetch; %1.").arg(conflictsText(report.conflicts));
    QStringList sentences;
    if (report.sent > 0 || report.received > 0)
        sentences.append(SyncText::tr("Sent %1, received %2 (%3).")
                             .arg(count(report.sent), count(report.received), fileSize(report.bytes)));
    if (!report.failed.empty())
        sentences.append(report.failed.size() == 1
                             ? SyncText::tr("1 thing failed: %1").arg(report.failed.front().error.message())
                             : SyncText::tr("%1 things failed, the first: %2")
                                   .arg(count(std::ssize(report.failed)), report.failed.front().error.message()));
    return sentences.join(u' ');
}

} // namespace pulse::ui
