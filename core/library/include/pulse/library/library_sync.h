// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library.h"
#include "pulse/library/task.h"

#include <QHash>
#include <QObject>
#include <memory>

namespace pulse {

/// The synchronisation of an open library as the window sees it (B6): how it stands with its home, which prompts are
/// not the same in both places, and what a person does about it.
///
/// Lives in the GUI thread; every method returns at once. LibrarySession makes one for a library that has a home
/// elsewhere, and ends it with itself.
class LibrarySync : public QObject
{
    Q_OBJECT

public:
    using State = SyncStorage::State;
    using Status = SyncStorage::Status;
    using Connection = Status::Connection;

    /// The library's storage must have SyncStorage.
    LibrarySync(std::shared_ptr<Library> library, std::shared_ptr<TaskRunner> runner, QObject *parent = nullptr);
    ~LibrarySync() override;

    [[nodiscard]] const Status &status() const { return m_status; }
    /// The prompts that are not Synced, by name.
    [[nodiscard]] const QHash<QString, State> &marks() const { return m_marks; }
    [[nodiscard]] State stateOf(const QString &name) const { return m_marks.value(name, State::Synced); }
    /// By the library's clock, UTC: what times in the status are compared with.
    [[nodiscard]] QDateTime now() const { return m_library->clock().now(); }

    /// From now on synchronises by itself; zero ends that.
    void keepSynchronised(std::chrono::milliseconds interval);

    /// Brings both sides together now. Does nothing while one that was begun here is going on.
    void synchronise(const SyncStorage::Options &options = {});
    /// Asks the one begun here to stop; what it did stays.
    void stop();
    /// Whether one that was begun here, which `stop` would stop, is going on.
    [[nodiscard]] bool isSynchronising() const { return m_isSynchronising; }

    [[nodiscard]] Task<std::vector<SyncStorage::Conflict>> conflicts();
    /// The choice is kept although nobody waits for its answer.
    [[nodiscard]] Task<void> resolve(const QString &conflictId, SyncStorage::Choice choice);

    /// Looks again at which prompts are not Synced: something changed here.
    void refreshMarks();

signals:
    void statusChanged();
    /// The prompts that have another mark than before.
    void marksChanged(const QStringList &names);
    /// A synchronisation that was begun here came to its end; `failure` says why before it was done.
    void finished(const pulse::SyncStorage::Report &report, const std::optional<pulse::Error> &failure);

private:
    struct Inbox;
    struct Rhythm;
    using Marks = std::vector<std::pair<Name, State>>;

    [[nodiscard]] SyncStorage &storage() const { return *m_library->capabilities().synchronisation; }
    void take(const Status &status);
    void beginMarks();
    void takeMarks(const Marks &marks);

    std::shared_ptr<Library> m_library;
    std::shared_ptr<TaskRunner> m_runner;
    std::shared_ptr<Inbox> m_inbox;
    std::shared_ptr<Rhythm> m_rhythm;
    std::unique_ptr<WatchableStorage::Watch> m_watch;
    Status m_status;
    QHash<QString, State> m_marks;
    Task<Marks> m_marking;
    Task<SyncStorage::Report> m_synchronising;
    bool m_isSynchronising = false;
    bool m_isMarking = false;
    bool m_marksAreOld = false;
};

} // namespace pulse
