// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/drafts.h"
#include "pulse/library/task.h"

#include <QObject>
#include <map>
#include <memory>

namespace pulse::ui {

/// Writes the drafts of one library in the background, in order, and outlives the pages that they come from. GUI thread
/// only; what is still unwritten when it is destroyed is written then.
class DraftKeeper : public QObject
{
    Q_OBJECT

public:
    DraftKeeper(DraftStore store, std::shared_ptr<TaskRunner> runner, QObject *parent = nullptr);
    ~DraftKeeper() override;

    void save(const Draft &draft);
    void discard(const QString &key);
    /// Tries again what failed.
    void retry(const QString &key);
    /// Nothing under way, waiting or failed: all is on disk.
    [[nodiscard]] bool isIdle() const { return m_slots.empty(); }
    /// Nothing under way or waiting.
    [[nodiscard]] bool isQuiet() const;
    [[nodiscard]] std::optional<Error> failure() const;

    /// What was given last, whether it is on disk already or not.
    [[nodiscard]] Task<Draft> load(const QString &key);
    [[nodiscard]] Task<std::vector<Draft>> list();
    /// As DraftStore::damage.
    [[nodiscard]] Task<QStringList> damage();

signals:
    /// All that was given until now is on disk, not only something older.
    void saved(const QString &key);
    void failed(const QString &key, const pulse::Error &error);
    void quiet();

private:
    struct Shared;
    struct Slot
    {
        std::optional<Draft> waiting; ///< to be written next
        bool discards = false;        ///< to be discarded next
        std::optional<Draft> current; ///< being written, or what failed
        bool isRunning = false;
        std::optional<Error> error;
        Task<void> task;

        /// What is to be on disk in the end; nothing when it is to be discarded.
        [[nodiscard]] std::optional<Draft> latest() const;
    };
    void next(const QString &key);
    void finished(const QString &key, const Result<void> &result);

    std::shared_ptr<Shared> m_shared;
    std::shared_ptr<TaskRunner> m_runner;
    std::map<QString, Slot> m_slots;
};

} // namespace pulse::ui
