// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "merging.h"
#include "pulse/fs/journal.h"
#include "pulse/storage/status_board.h"
#include "remote.h"
#include "watcher.h"

#include <condition_variable>
#include <thread>

namespace pulse::git {

/// Brings a branch and its home together: fetch, merge, push; again where the home was overtaken meanwhile. The replica
/// of a library in Git is its clone, and what is queued is what the home's branch lacks.
class Synchroniser final : public SyncStorage
{
public:
    Synchroniser(std::shared_ptr<GitLibrary> library, Watcher &watcher, OpenOptions options);
    ~Synchroniser();
    Synchroniser(const Synchroniser &) = delete;
    Synchroniser &operator=(const Synchroniser &) = delete;

    /// Whether the branch has a home to synchronise with.
    [[nodiscard]] bool hasHome() const;

    [[nodiscard]] Status status() const override;
    [[nodiscard]] Result<std::vector<std::pair<Name, State>>> unsynced(std::stop_token stop) override;
    [[nodiscard]] Result<Report> synchronise(const Options &options, const ProgressSink &progress,
                                             std::stop_token stop) override;
    [[nodiscard]] Result<std::vector<Conflict>> conflicts(std::stop_token stop) override;
    [[nodiscard]] Result<void> resolve(const QString &conflictId, Choice choice, std::stop_token stop) override;
    [[nodiscard]] std::unique_ptr<WatchableStorage::Watch> watchStatus(StatusListener listener) override;
    void keepSynchronised(std::chrono::milliseconds interval) override;

private:
    [[nodiscard]] Result<Remote> remote(const Call &call) const;
    [[nodiscard]] Result<Report> performRounds(const Remote &home, const Options &options, const ProgressSink &progress,
                                               const Call &call, const std::stop_token &stop);
    [[nodiscard]] Result<Choices> choices(const Call &call);
    void forget(const Choices &made);
    void settle(const Oid &commit);
    /// When the home and this branch were last the same, as far as it was noted; invalid for never.
    [[nodiscard]] QDateTime lastSynced();
    void noteSynced(const QDateTime &time);
    void count(Status &status) const;
    void recount();
    /// `connection` is what the outcome says of the home; nothing where it says something of this side only.
    void finish(const Result<Report> &outcome, std::optional<Status::Connection> connection);
    void run(const std::stop_token &stop);

    const std::shared_ptr<GitLibrary> m_library;
    Watcher &m_watcher;
    const OpenOptions m_options;
    Journal m_choices;
    Journal m_dates;      // of the last time, by the tracking ref
    std::mutex m_running; // one synchronisation at a time
    const std::shared_ptr<StatusBoard> m_board = std::make_shared<StatusBoard>();
    std::mutex m_counting; // held from a count to its being told, so that an older one never follows
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::chrono::milliseconds m_interval{0}; // m_mutex holds
    bool m_isIntervalNew = false;            // likewise
    Oid m_settled;                           // likewise; as far as the branch was synchronised last
    std::jthread m_thread;                   // last: ends before what it uses
};

} // namespace pulse::git
