// SPDX-License-Identifier: Apache-2.0
// How it stands, and synchronising by itself.
#include "pulse/base/clock.h"
#include "synchroniser.h"

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

constexpr std::chrono::milliseconds longestDelay{15 * 60 * 1000};

} // namespace

struct Synchroniser::Listeners
{
    std::recursive_mutex mutex; // a listener may end its own watch
    std::map<int, StatusListener> all;
    int next = 0;
};

class Synchroniser::StatusWatch final : public WatchableStorage::Watch
{
public:
    StatusWatch(std::shared_ptr<Listeners> listeners, int key)
        : m_listeners(std::move(listeners))
        , m_key(key)
    {}
    StatusWatch(const StatusWatch &) = delete;
    StatusWatch &operator=(const StatusWatch &) = delete;
    ~StatusWatch() override
    {
        const std::scoped_lock lock(m_listeners->mutex);
        m_listeners->all.erase(m_key);
    }

private:
    const std::shared_ptr<Listeners> m_listeners;
    const int m_key;
};

std::shared_ptr<Synchroniser::Listeners> Synchroniser::makeListeners()
{
    return std::make_shared<Listeners>();
}

SyncStorage::Status Synchroniser::status() const
{
    const std::scoped_lock lock(m_mutex);
    return m_status;
}

std::unique_ptr<WatchableStorage::Watch> Synchroniser::watchStatus(StatusListener listener)
{
    const std::scoped_lock lock(m_listeners->mutex);
    const int key = m_listeners->next++;
    m_listeners->all.emplace(key, std::move(listener));
    return std::make_unique<StatusWatch>(m_listeners, key);
}

void Synchroniser::tell(const std::function<void(Status &)> &change)
{
    Status now;
    {
        const std::scoped_lock lock(m_mutex);
        change(m_status);
        now = m_status;
    }
    const std::scoped_lock lock(m_listeners->mutex);
    const auto listeners = m_listeners->all;
    for (const auto &[key, listener] : listeners) {
        if (m_listeners->all.contains(key))
            listener(now);
    }
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
    const QDateTime now = m_options.clock->now();
    Status counted;
    count(counted);
    const bool isSame = outcome && outcome->failed.empty() && counted.queued == 0 && counted.conflicts == 0;
    if (isSame)
        noteSynced(now);
    tell([&](Status &status) {
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
        if (interval.count() == 0)
            ended = std::move(m_thread);
        else if (!m_thread.joinable())
            m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
    }
    ended.request_stop();
    m_wake.notify_all();
}

std::chrono::milliseconds Synchroniser::interval() const
{
    const std::scoped_lock lock(m_mutex);
    return m_interval;
}

// A change here is seen by the branch having moved; a failure waits longer each time.
void Synchroniser::run(const std::stop_token &stop)
{
    constexpr std::chrono::milliseconds look{1'000};
    Oid sent;
    Oid counted;
    auto due = std::chrono::steady_clock::now();
    while (!stop.stop_requested()) {
        const auto here = m_library->repository().snapshot({u"synchronise"_s, m_library->info().url.toString()});
        const bool isChanged = here && here->commit != sent;
        const auto now = std::chrono::steady_clock::now();
        if (now >= due || (isChanged && m_failures == 0)) {
            const auto outcome = synchronise({}, {}, stop);
            m_failures = outcome && outcome->failed.empty() ? 0 : m_failures + 1;
            const auto after = m_library->repository().snapshot({u"synchronise"_s, m_library->info().url.toString()});
            sent = counted = after ? after->commit : Oid();
            const auto delay =
                std::min<std::chrono::milliseconds>(longestDelay, interval() * (1L << std::min(m_failures, 10)));
            due = std::chrono::steady_clock::now() + delay;
            const QDateTime next = m_failures > 0 ? m_options.clock->now().addMSecs(delay.count()) : QDateTime();
            tell([&](Status &status) { status.nextAttempt = next; });
        } else if (here && here->commit != counted) { // it waits for the next attempt, and is queued meanwhile
            counted = here->commit;
            Status fresh;
            count(fresh);
            tell([&](Status &status) {
                status.queued = fresh.queued;
                status.conflicts = fresh.conflicts;
            });
        }
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, stop, std::min(look, m_interval), [] { return false; });
    }
}

} // namespace pulse::git
