// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/fs/durable_file.h"
#include "pulse/fs/journal.h"
#include "records.h"

#include <mutex>

namespace pulse::replica {

/// All that a replica remembers, in journals of its own. Thread-safe; several processes may use one.
class Store
{
public:
    Store(std::shared_ptr<Fs> fs, QString folder, std::function<QByteArray()> temporaryName, qint64 mostQueuedBytes);

    /// Keeps every other change of the replica out, in this process and others, until it is destroyed.
    class ChangeLock
    {
    public:
        ChangeLock(ChangeLock &&) = default;
        ChangeLock &operator=(ChangeLock &&) = delete;
        ~ChangeLock() = default;

    private:
        friend class Store;
        ChangeLock() = default;
        std::unique_lock<std::timed_mutex> m_inProcess;
        Descriptor m_file; // closing it releases the lock
    };
    [[nodiscard]] Result<ChangeLock> lockChanges(const std::stop_token &stop);
    /// The right to synchronise; waits for who has it, until a stop is asked for.
    [[nodiscard]] Result<ChangeLock> lockSynchronising(const std::stop_token &stop);

    /// In the order in which they were made.
    [[nodiscard]] Result<std::vector<std::pair<Name, ChangeMark>>> marks();
    /// How many there are, without reading them.
    [[nodiscard]] Result<qint64> countMarks();
    [[nodiscard]] Result<std::optional<ChangeMark>> mark(const Name &name);
    using Marks = std::vector<std::pair<Name, std::optional<ChangeMark>>>;
    /// Durable on return; nothing stands for removing.
    [[nodiscard]] Result<void> setMarks(const Marks &marks);

    [[nodiscard]] Result<std::optional<BaseRecord>> base(const Name &name);
    /// Of which there is a base record, if only because something is under way.
    [[nodiscard]] Result<std::vector<Name>> knownPrompts();
    using Bases = std::vector<std::pair<Name, std::optional<BaseRecord>>>;
    /// Durable on return; nothing stands for removing, and so does what says nothing.
    [[nodiscard]] Result<void> setBases(const Bases &bases);

    [[nodiscard]] Result<std::vector<ConflictRecord>> conflicts();
    [[nodiscard]] Result<void> addConflicts(const std::vector<ConflictRecord> &records);
    [[nodiscard]] Result<void> removeConflict(const QString &id);

    [[nodiscard]] Result<std::optional<HomeRecord>> home();
    [[nodiscard]] Result<void> setHome(const HomeRecord &home);

    [[nodiscard]] const QString &folder() const { return m_folder; }

private:
    [[nodiscard]] Result<ChangeLock> lock(std::timed_mutex &mutex, const QByteArray &file,
                                          std::chrono::milliseconds longest, const std::stop_token &stop);
    [[nodiscard]] Journal::Options options() const { return {.temporaryName = m_temporaryName}; }
    [[nodiscard]] static Journal::Options queueOptions(const Journal::Options &options, qint64 mostBytes);

    const std::shared_ptr<Fs> m_fs;
    const QString m_folder;
    const std::function<QByteArray()> m_temporaryName;
    std::timed_mutex m_changing;
    std::timed_mutex m_synchronising;
    Journal m_queue;
    Journal m_base;
    Journal m_conflicts;
    Journal m_home;
};

} // namespace pulse::replica
