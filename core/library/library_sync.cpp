// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/library_sync.h"

#include <atomic>
#include <mutex>

namespace pulse {

/// What the storage's thread has to say: only the newest status counts, and one event carries it.
struct LibrarySync::Inbox
{
    std::mutex mutex;
    LibrarySync *receiver = nullptr;
    std::optional<Status> newest;

    void put(const Status &status)
    {
        const std::scoped_lock lock(mutex);
        if (!receiver)
            return;
        const bool isWoken = newest.has_value();
        newest = status;
        if (isWoken)
            return;
        // Posted under the lock, so that the receiver still lives; its destructor drops what is posted to it.
        QMetaObject::invokeMethod(
            receiver, [receiver = receiver] { receiver->take(receiver->m_inbox->takeNewest()); }, Qt::QueuedConnection);
    }

    [[nodiscard]] Status takeNewest()
    {
        const std::scoped_lock lock(mutex);
        return *std::exchange(newest, {});
    }
};

/// How often it is to be synchronised. Workers take what was asked for in any order: each asks for the newest.
struct LibrarySync::Rhythm
{
    std::mutex asking;
    std::atomic<std::chrono::milliseconds> interval{};
};

LibrarySync::LibrarySync(std::shared_ptr<Library> library, std::shared_ptr<TaskRunner> runner, QObject *parent)
    : QObject(parent)
    , m_library(std::move(library))
    , m_runner(std::move(runner))
    , m_inbox(std::make_shared<Inbox>())
    , m_rhythm(std::make_shared<Rhythm>())
{
    m_inbox->receiver = this;
    m_watch = storage().watchStatus([inbox = m_inbox](const Status &status) { inbox->put(status); });
    m_status = storage().status();
    beginMarks();
}

LibrarySync::~LibrarySync()
{
    {
        const std::scoped_lock lock(m_inbox->mutex);
        m_inbox->receiver = nullptr;
    }
    m_watch.reset();
}

void LibrarySync::keepSynchronised(std::chrono::milliseconds interval)
{
    m_rhythm->interval = interval;
    // It may wait for a thread to end.
    m_runner
        ->run([library = m_library, rhythm = m_rhythm](const std::stop_token &) -> Result<void> {
            const std::scoped_lock lock(rhythm->asking);
            library->capabilities().synchronisation->keepSynchronised(rhythm->interval);
            return {};
        })
        .detach();
}

void LibrarySync::synchronise(const SyncStorage::Options &options)
{
    if (m_isSynchronising)
        return;
    m_isSynchronising = true;
    m_synchronising = m_runner
                          ->run([library = m_library, options](std::stop_token stop) {
                              return library->capabilities().synchronisation->synchronise(options, {}, std::move(stop));
                          })
                          .then(this, [this](const Result<SyncStorage::Report> &report) {
                              m_isSynchronising = false;
                              take(storage().status());
                              emit finished(report.value_or(SyncStorage::Report()),
                                            report ? std::nullopt : std::optional(report.error()));
                          });
    m_status.running = true;
    emit statusChanged();
}

void LibrarySync::stop()
{
    if (m_isSynchronising)
        m_synchronising.requestStop();
}

Task<std::vector<SyncStorage::Conflict>> LibrarySync::conflicts()
{
    return m_runner->run([library = m_library](std::stop_token stop) {
        return library->capabilities().synchronisation->conflicts(std::move(stop));
    });
}

Task<void> LibrarySync::resolve(const QString &conflictId, SyncStorage::Choice choice)
{
    return m_runner->run([library = m_library, conflictId, choice](std::stop_token stop) {
        return library->capabilities().synchronisation->resolve(conflictId, choice, std::move(stop));
    });
}

void LibrarySync::take(const Status &status)
{
    // While one is going on the marks change all the time; they are looked at when it has ended.
    const bool isRunning = status.running || m_isSynchronising;
    const bool marksMayDiffer =
        status.queued != m_status.queued || status.conflicts != m_status.conflicts || (m_status.running && !isRunning);
    m_status = status;
    m_status.running = isRunning;
    emit statusChanged();
    if (marksMayDiffer)
        refreshMarks();
}

void LibrarySync::refreshMarks()
{
    m_marksAreOld = true;
    beginMarks();
}

void LibrarySync::beginMarks()
{
    if (m_isMarking)
        return; // goes on when it is done
    m_isMarking = true;
    m_marksAreOld = false;
    m_marking = m_runner
                    ->run([library = m_library](std::stop_token stop) {
                        return library->capabilities().synchronisation->unsynced(std::move(stop));
                    })
                    .then(this, [this](const Result<Marks> &marks) {
                        m_isMarking = false;
                        if (marks)
                            takeMarks(*marks);
                        if (m_marksAreOld)
                            beginMarks();
                    });
}

void LibrarySync::takeMarks(const Marks &marks)
{
    QHash<QString, State> next;
    for (const auto &[name, state] : marks)
        next.insert(name.toString(), state);
    QStringList changed;
    for (auto mark = next.cbegin(); mark != next.cend(); ++mark) {
        if (stateOf(mark.key()) != mark.value())
            changed.append(mark.key());
    }
    for (auto mark = m_marks.cbegin(); mark != m_marks.cend(); ++mark) {
        if (!next.contains(mark.key()))
            changed.append(mark.key());
    }
    if (changed.isEmpty())
        return;
    changed.sort();
    m_marks = std::move(next);
    emit marksChanged(changed);
}

} // namespace pulse
