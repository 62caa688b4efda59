// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"
#include "pulse/faults/scripted_fs.h"

#include <QStringList>

namespace pulse::faults {

/// An operation, and what may be when one of its calls fails: the failure is told under its right name, or made no
/// difference to the answer; nothing half made is left; and the same works afterwards, in a new session. Unlike a row
/// of `prove` it says nothing about power cuts, so that it suits what only reads as well.
struct EveryCall
{
    /// Answers with what it found, as a text.
    using Act = std::function<Result<QString>()>;

    const char *name = nullptr;
    /// Fills an empty folder, of which each run gets a copy.
    std::function<void(const QString &folder)> prepare;
    /// Opens what the operation works on and returns the operation; only its own calls fail.
    std::function<Act(const QString &folder, const std::shared_ptr<Fs> &fs)> begin;
    /// Optional: whether another answer than the undisturbed one is right as well, because it tells of the failure.
    std::function<bool(const QString &undisturbed, const QString &answer)> isAnswer = {};
    /// Calls whose failure need not be told: expressions, each for the whole text of a call.
    QStringList untold = {};
    /// Temporary names that the next change removes, an expression; empty: there are none.
    QString staying = {};
    /// What else it may be told as.
    std::vector<ErrorCode> codes = {};

    /// A sentence for each thing that is wrong; empty when all is well.
    [[nodiscard]] QStringList wrong() const;
};

} // namespace pulse::faults
