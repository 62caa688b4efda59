// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/layer.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>

namespace pulse::test {

/// A storage whose home is pretended: it says of itself what a test tells it, and keeps what is asked of it. What it
/// holds is another storage's. Thread-safe.
class HomeDouble final : public Layer, public SyncStorage
{
public:
    explicit HomeDouble(std::shared_ptr<Storage> next);
    ~HomeDouble() override;

    /// Tells it to whoever watches, from a thread that is not the window's.
    void tell(const Status &status);
    void setUnsynced(std::vector<std::pair<Name, State>> unsynced);
    void setConflicts(std::vector<Conflict> conflicts);
    /// From now on a choice fails with this; empty: it succeeds, and the conflict is gone.
    void refuseChoices(std::optional<Error> error);
    /// The next synchronisations answer with these, in this order, and then with an empty report.
    void answerWith(Result<Report> report);
    /// Synchronisations wait, until they are stopped or it is let go.
    void hold(bool isHeld);
    /// The next one who says how often it is to be synchronised waits before that counts, until it is let go.
    void holdNextInterval();
    void letIntervalGo();

    [[nodiscard]] std::vector<Options> asked() const;
    [[nodiscard]] std::vector<std::pair<QString, Choice>> chosen() const;
    [[nodiscard]] std::chrono::milliseconds interval() const;
    [[nodiscard]] std::vector<std::chrono::milliseconds> intervals() const; ///< all that counted, in order
    [[nodiscard]] bool isIntervalHeld() const;
    [[nodiscard]] int watchers() const;

    [[nodiscard]] Capabilities capabilities() override;
    [[nodiscard]] Status status() const override;
    [[nodiscard]] Result<std::vector<std::pair<Name, State>>> unsynced(std::stop_token stop) override;
    [[nodiscard]] Result<Report> synchronise(const Options &options, const ProgressSink &progress,
                                             std::stop_token stop) override;
    [[nodiscard]] Result<std::vector<Conflict>> conflicts(std::stop_token stop) override;
    [[nodiscard]] Result<void> resolve(const QString &conflictId, Choice choice, std::stop_token stop) override;
    [[nodiscard]] std::unique_ptr<WatchableStorage::Watch> watchStatus(StatusListener listener) override;
    void keepSynchronised(std::chrono::milliseconds interval) override;

private:
    struct Shared; // shared with the watches, which may outlive this
    std::shared_ptr<Shared> m_state;
};

} // namespace pulse::test
