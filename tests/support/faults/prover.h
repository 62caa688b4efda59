// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/faults/crash_states.h"
#include "pulse/faults/operation.h"
#include "pulse/faults/scripted_fs.h"

#include <QSet>
#include <QTemporaryDir>

namespace pulse::faults {

/// One proof of one operation. All states are looked at in the one folder in which the operation ran, so that nothing
/// may depend on a path.
class Prover
{
public:
    Prover(const Operation &operation, const Extent &extent);
    [[nodiscard]] Proof run();

private:
    /// One run of the operation, with its session still open.
    struct Run
    {
        std::shared_ptr<ScriptedFs> fs;
        Operation::Action action;
        qsizetype begin = 0; ///< events before the change
        Result<void> outcome;
    };
    /// What a state is judged by, besides itself.
    struct Circumstances
    {
        bool returned = false;
        QStringList acknowledged = {};
        int injected = 0;
        std::optional<Error> error = {};
    };
    /// A way to make calls fail: the script of a run whose call `at` is the first to fail.
    struct Fault
    {
        const char *name;
        int number;
        bool (*strikes)(const FsCall &call, int at);
        bool isRare; ///< tried at every call only in the exhaustive run
    };
    static const std::vector<Fault> &faults();

    [[nodiscard]] QString folder() const { return m_folder.filePath(QStringLiteral("world")); }
    [[nodiscard]] Place place(std::shared_ptr<Fs> fs) const;
    [[nodiscard]] Run start(const std::function<ScriptedFs::Script(ScriptedFs &)> &script);
    void recordUndisturbed();
    void killEverywhere();
    void failEverywhere();
    void failOnce(const Fault &fault, int at);
    void shortenEverywhere();
    void judgeEnd(const Recording &recording, const Circumstances &circumstances, const QString &when);
    void cutPower();
    void leaveOutSyncs();
    void delaySyncs();
    [[nodiscard]] bool isMutated(const Event &sync) const;
    [[nodiscard]] bool isNoticed(const Recording &mutated);
    [[nodiscard]] bool movesWhatIsSynced(qsizetype sync, qsizetype rename) const;

    /// Violations of a state; remembered, because most states come many times.
    [[nodiscard]] const QStringList &judge(const Disk &state, const Circumstances &circumstances);
    void demand(const Disk &state, const Circumstances &circumstances, const QString &when);
    void complain(const QString &what);
    [[nodiscard]] CrashStates::Limits limits() const
    {
        return {.everySubset = m_extent.everySubset, .samples = m_extent.sampledSubsets, .seed = 1};
    }
    /// There are many ends, one for each failed call, and what is open there is mostly the same.
    [[nodiscard]] CrashStates::Limits limitsAtEnds() const
    {
        return {.everySubset = std::min<qsizetype>(m_extent.everySubset, 8),
                .samples = m_extent.sampledSubsets / 5,
                .seed = 2};
    }
    void report() const;

    const Operation &m_operation;
    const Extent m_extent;
    QTemporaryDir m_folder;
    Disk m_prepared;
    Recording m_recording; ///< of the undisturbed run
    qsizetype m_begin = 0;
    std::vector<FsCall> m_calls;
    QHash<QByteArray, QStringList> m_verdicts;
    QSet<QString> m_complained;
    Proof m_proof;
};

} // namespace pulse::faults
