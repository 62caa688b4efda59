// SPDX-License-Identifier: Apache-2.0
// Bringing a replica and its home together, and what there is to know of it.
#include "replica_storage.h"

#include "pulse/base/cancellation.h"

using namespace Qt::StringLiterals;

namespace pulse::replica {

namespace {

using Connection = SyncStorage::Status::Connection;

// What the outcome says of the home; nothing where it says something of this side only.
std::optional<Connection> connectionAfter(const Error &error)
{
    switch (error.code()) {
    case ErrorCode::Unavailable:
    case ErrorCode::RateLimited:
        return Connection::Offline;
    case ErrorCode::PermissionDenied:
    case ErrorCode::Invalid:
        return Connection::Refused;
    case ErrorCode::Conflict:
        return Connection::Questioned;
    default:
        return {};
    }
}

void noteFailure(SyncStorage::Status &status, const Error &error, const QDateTime &now)
{
    status.connection = connectionAfter(error).value_or(status.connection);
    status.error = error;
    if (!status.failingSince.isValid())
        status.failingSince = now;
}

// It went through; single things may not have arrived all the same, as where the home takes no changes.
void noteReport(SyncStorage::Status &status, const SyncStorage::Report &report, bool isWhole, const QDateTime &now)
{
    if (!report.failed.empty()) {
        noteFailure(status, report.failed.front().error, now);
    } else if (isWhole || status.connection != Connection::Online) { // a look at less says nothing of what was left
        status.error.reset();
        status.failingSince = {};
    }
    status.connection = Connection::Online;
}

} // namespace

SyncStorage::Status ReplicaStorage::status() const
{
    return m_board->status();
}

std::unique_ptr<WatchableStorage::Watch> ReplicaStorage::watchStatus(StatusListener listener)
{
    return m_board->watch(std::move(listener));
}

void ReplicaStorage::keepSynchronised(std::chrono::milliseconds interval)
{
    m_keeper->keep(interval);
}

void ReplicaStorage::noteChanged()
{
    recount();
    m_keeper->noteChange();
}

void ReplicaStorage::recount()
{
    const auto queued = m_store.countMarks();
    const auto conflicts = m_store.conflicts();
    if (!queued || !conflicts)
        return; // the next synchronisation says why
    std::set<Name> names;
    for (const ConflictRecord &record : *conflicts)
        names.insert(record.conflict.name);
    m_board->change([&](Status &status) {
        status.queued = *queued;
        status.conflicts = std::ssize(names);
    });
}

Result<std::vector<std::pair<Name, SyncStorage::State>>> ReplicaStorage::unsynced(std::stop_token stop)
{
    if (auto go = checkCancelled(stop, u"list"_s); !go)
        return failure(std::move(go));
    const auto marks = m_store.marks();
    if (!marks)
        return failure(marks);
    const auto conflicts = m_store.conflicts();
    if (!conflicts)
        return failure(conflicts);
    // Another program may have changed something here, and nobody has told the status.
    const qint64 queued = std::ranges::count_if(*marks, [](const auto &mark) { return mark.second.isChange; });
    if (const Status told = status(); !told.running && told.queued != queued)
        noteChanged();
    std::map<Name, State> states;
    for (const auto &[name, mark] : *marks) {
        if (mark.isChange)
            states.emplace(name, mark.isNew ? State::Local : State::Pending);
    }
    for (const ConflictRecord &record : *conflicts)
        states.insert_or_assign(record.conflict.name, State::Conflict);
    return std::vector<std::pair<Name, State>>(states.begin(), states.end());
}

// ---- synchronising

Result<std::shared_ptr<Storage>> ReplicaStorage::home(const std::stop_token &stop)
{
    const std::scoped_lock lock(m_homeMutex);
    if (!m_options.offline.isEmpty()) {
        Error notAsked(ErrorCode::Unavailable, u"open"_s, m_options.home.toDisplayString(), m_options.offline);
        notAsked.setRetryable(false);
        return std::unexpected(std::move(notAsked));
    }
    if (!m_home) {
        auto opened = m_options.openHome(stop);
        if (!opened)
            return opened;
        m_home = *std::move(opened);
    }
    return m_home;
}

Result<SyncStorage::Report> ReplicaStorage::attempt(const Options &options, const std::vector<Name> &only,
                                                    const ProgressSink &progress, const std::stop_token &stop)
{
    const auto lock = m_store.lockSynchronising(stop);
    if (!lock)
        return failure(lock);
    m_board->change([](Status &status) {
        status.running = true;
        status.progress = {};
    });
    const ProgressSink both = [&](const Progress &now) {
        m_board->change([&](Status &status) { status.progress = now; });
        if (progress)
            progress(now);
    };
    const auto opened = home(stop);
    if (!opened) {
        const auto known = m_store.knownPrompts();
        const bool isGone = opened.error().code() == ErrorCode::NotFound && known && !known->empty();
        if (!isGone)
            return failure(opened);
        return failure(
            ErrorCode::Conflict, u"synchronise"_s, m_options.home.toDisplayString(),
            u"There is no library at %1 any more, although there was one before. Nothing was changed here. "
            "Check the address and the server: %2"_s.arg(m_options.home.toDisplayString(), opened.error().message()));
    }
    return Synchroniser(m_parts, **opened, options, both, stop).run(only);
}

Result<SyncStorage::Report> ReplicaStorage::synchronise(const Options &options, const ProgressSink &progress,
                                                        std::stop_token stop)
{
    auto outcome = attempt(options, {}, progress, stop);
    told(outcome, !options.dryRun);
    return outcome;
}

void ReplicaStorage::told(const Result<Report> &outcome, bool isWhole)
{
    recount();
    const QDateTime now = m_options.clock->now();
    if (!outcome || !outcome->failed.empty()) {
        const std::scoped_lock lock(m_homeMutex);
        m_home.reset(); // met anew, and looked at anew, by the next attempt
    }
    const bool isCancelled = !outcome && outcome.error().code() == ErrorCode::Cancelled;
    const auto known = m_store.home();
    m_board->change([&](Status &status) {
        status.running = false;
        if (known && *known)
            status.lastSynced = (*known)->synced;
        if (outcome)
            noteReport(status, *outcome, isWhole, now);
        else if (!isCancelled)
            noteFailure(status, outcome.error(), now);
    });
    if (outcome)
        m_keeper->succeeded();
    else if (!isCancelled)
        m_keeper->failed(outcome.error().code() != ErrorCode::Conflict);
}

Result<void> ReplicaStorage::sendNow(const std::vector<Name> &names, const QString &operation,
                                     const std::stop_token &stop)
{
    if (!m_options.writeThrough)
        return {};
    auto outcome = attempt({}, names, {}, stop);
    told(outcome, false);
    std::optional<Error> why;
    if (!outcome)
        why = outcome.error();
    else if (!outcome->failed.empty())
        why = outcome->failed.front().error;
    // Who stops waiting has the change all the same: it is committed here, and queued.
    if (!why || why->code() == ErrorCode::Cancelled)
        return {};
    const QString subject = names.front().toString();
    Error error(why->code(), operation, subject,
                u"“%1” is kept here and not yet sent: %2 It is sent by the next synchronisation."_s.arg(
                    subject, why->message()));
    error.setRetryable(why->isRetryable()).setRemedy(why->remedy(), why->remedySubject());
    return std::unexpected(error);
}

} // namespace pulse::replica
