// SPDX-License-Identifier: Apache-2.0
// How it stands, and synchronising by itself.
#include "pulse/base/clock.h"
#include "synchroniser.h"

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

constexpr std::chrono::milliseconds longestDelay{15 * 60 * 1000};

} // namespace

SyncStorage::Status Synchroniser::status() const
{
    return m_board->status();
}

std::unique_ptr<WatchableStorage::Watch> Synchroniser::watchStatus(StatusListener listener)
{
    return m_board->watch(std::move(listener));
}

void Synchroniser::count(Status &status) const
{
    auto &self = const_cast<Synchroniser &>(*this); // reading only; the journal of choices opens itself
    const auto open = self.unsynced({});
    if (!open)
        return;
    status.conflicts = std::ranges::count(*open, State::Conflict, [](const auto &item) { return item.second; });
    status.queued = std::ssize(*open) - status.conflicts;
}

void Synchroniser::recount()
{
    const std::scoped_lock counting(m_counting);
    Status fresh;
    count(fresh);
    m_board->change([&](Status &status) {
        status.queued = fresh.queued;
        status.conflicts = fresh.conflicts;
    });
}

QDateTime Synchroniser::lastSynced()
{
    const auto home = remote({u"synchronise"_s, m_library->info().url.toString()});
    const auto noted = home ? m_dates.get(home->trackingRef()) : Result<QByteArray>(failure(home));
    return noted ? fromRfc3339(QString::fromLatin1(*noted)) : QDateTime();
}

// It is told to people, nothing is decided by it: where it cannot be kept it is forgotten.
void Synchroniser::noteSynced(const QDateTime &time)
{
    if (const auto home = remote({u"synchronise"_s, m_library->info().url.toString()}))
        (void)m_dates.put(home->trackingRef(), toRfc3339(time).toLatin1());
}

void Synchroniser::finish(const Result<Report> &outcome, std::optional<Status::Connection> connection)
{
    const std::scoped_lock counting(m_counting);
    Status counted;
    count(counted);
    const QDateTime now = m_options.clock->now();
    const bool isSame = outcome && outcome->failed.empty() && counted.queued == 0 && counted.conflicts == 0;
    if (isSame)
        noteSynced(now);
    m_board->change([&](Status &status) {
        status.running = false;
        status.progress = {};
        status.queued = counted.queued;
        status.conflicts = counted.conflicts;
        if (!outcome && outcome.error().code() == ErrorCode::Cancelled)
            return;
        status.connection = connection.value_or(status.connection);
        status.error.reset();
        if (!outcome)
            status.error = outcome.error();
        else if (!outcome->failed.empty())
            status.error = outcome->failed.front().error;
        if (!status.error)
            status.failingSince = {};
        else if (!status.failingSince.isValid())
            status.failingSince = now;
        if (isSame)
            status.lastSynced = now;
    });
}

void Synchroniser::keepSynchronised(std::chrono::milliseconds interval)
{
    std::jthread ended;
    {
        const std::scoped_lock lock(m_mutex);
        m_interval = interval;
        m_isIntervalNew = true;
        if (interval.count() == 0)
            ended = std::move(m_thread);
        else if (!m_thread.joinable())
            m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
    }
    m_wake.notify_all();
    if (!ended.joinable())
        return;
    ended.request_stop();
    ended.join();
    m_board->change([](Status &status) { status.nextAttempt = {}; });
}

// A change here is seen by the branch having moved; a failure waits longer each time.
void Synchroniser::run(const std::stop_token &stop)
{
    constexpr std::chrono::milliseconds look{1'000};
    Oid counted;
    int failures = 0;
    auto due = std::chrono::steady_clock::now();
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        if (std::exchange(m_isIntervalNew, false))
            due = std::chrono::steady_clock::now();
        const auto interval = m_interval;
        const Oid settled = m_settled;
        lock.unlock();
        const auto here = m_library->repository().snapshot({u"synchronise"_s, m_library->info().url.toString()});
        const bool isChanged = here && here->commit != settled;
        if (std::chrono::steady_clock::now() >= due || (isChanged && failures == 0)) {
            const auto outcome = synchronise({}, {}, stop);
            failures = outcome && outcome->failed.empty() ? 0 : failures + 1;
            counted = Oid(); // what came meanwhile may have been counted, or not
            const auto delay =
                std::min<std::chrono::milliseconds>(longestDelay, interval * (1L << std::min(failures, 10)));
            due = std::chrono::steady_clock::now() + delay;
            const QDateTime next = failures > 0 ? m_options.clock->now().addMSecs(delay.count()) : QDateTime();
            m_board->change([&](Status &status) { status.nextAttempt = next; });
        } else if (here && here->commit != counted) { // it waits for the next attempt, and is queued meanwhile
            counted = here->commit;
            recount();
        }
        lock.lock();
        m_wake.wait_for(lock, stop, std::min(look, interval), [this] { return m_isIntervalNew; });
    }
}

} // namespace pulse::git
