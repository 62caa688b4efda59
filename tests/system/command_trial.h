// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library_state.h"
#include "system_operation.h"
#include "traced_program.h"

#include <QDir>
#include <QTemporaryDir>
#include <functional>
#include <memory>

namespace pulse::system_test {

/// One operation, prepared once and tried as often as wanted, each time on a copy.
class CommandTrial
{
public:
    /// Works in `folder`, which stays empty-handed behind; empty: in a folder of its own.
    explicit CommandTrial(SystemOperation operation, const QString &folder = {});

    /// Makes the state before, runs the command once undisturbed and notes its calls. False when that does not work;
    /// `complaint()` says why.
    [[nodiscard]] bool prepare();
    [[nodiscard]] const QString &complaint() const { return m_complaint; }
    [[nodiscard]] const SystemOperation &operation() const { return m_operation; }
    [[nodiscard]] const std::vector<TracedCall> &calls() const { return m_calls; }

    /// Runs it with the process killed as it enters the call. Answers what is wrong; empty when all is as promised.
    [[nodiscard]] QStringList kill(const TracedCall &call);
    /// Runs it with the call failing.
    [[nodiscard]] QStringList fail(const TracedCall &call, const QString &error);
    /// Runs it in a place that was made too narrow for it; it fails with the exit code and the error's word, or works.
    struct Narrowness
    {
        std::function<void(const QString &folder)> tighten;
        std::function<void(const QString &folder)> loosen;
        int code = 0;
        QString word;
    };
    [[nodiscard]] QStringList confine(const Narrowness &narrowness, bool &failed);

private:
    [[nodiscard]] bool makeBefore();
    [[nodiscard]] QString freshCopy();
    [[nodiscard]] QStringList words() const;
    [[nodiscard]] bool isHarmless(const QString &kind) const;
    void judgeState(const LibraryState &state, QStringList &wrong) const;
    void judgeFailure(const Ending &ending, const TracedCall &call, const QString &error, const LibraryState &state,
                      QStringList &wrong) const;
    void judgeRepetition(const QString &folder, const LibraryState &state, QStringList &wrong) const;

    SystemOperation m_operation;
    std::unique_ptr<QTemporaryDir> m_own;
    QDir m_folder;
    LibraryState m_before;
    LibraryState m_after;
    QStringList m_words;
    QString m_complaint;
    std::vector<TracedCall> m_calls;
};

/// The errors that a call is made to fail with, by their names.
[[nodiscard]] QStringList errorsFor(const TracedCall &call);

} // namespace pulse::system_test
