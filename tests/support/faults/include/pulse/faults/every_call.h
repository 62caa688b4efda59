// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"
#include "pulse/faults/scripted_fs.h"

#include <QStringList>
#include <optional>
#include <stop_token>

namespace pulse::faults {

/// An operation, and what may be when one of its calls fails: the failure is told under its right name, or made no
/// difference to the answer; nothing half made is left; and the same works afterwards, in a new session. Unlike a row
/// of `prove` it says nothing about power cuts, so that it suits what only reads as well.
struct EveryCall
{
    /// Answers with what it found, as a text.
    using Act = std::function<Result<QString>(const std::stop_token &stop)>;

    const char *name = nullptr;
    /// Fills an empty folder, of which each run gets a copy.
    std::function<void(const QString &folder)> prepare;
    /// Opens what the operation works on and returns the operation; only its own calls fail.
    std::function<Act(const QString &folder, const std::shared_ptr<Fs> &fs)> begin;
    /// Optional: whether another answer than the undisturbed one is right as well, because it tells of the failure.
    std::function<bool(const QString &undisturbed, const QString &answer)> isAnswer = {};
    /// Calls whose failure need not be told: expressions, each for the whole text of a call.
    QStringList untold = {};
    /// Temporaries and empty folders that may be left, an expression; empty: there are none.
    QString staying = {};
    /// Optional: a sentence for what is not as it must be afterwards, whether it failed, was stopped or went well.
    /// After DurabilityUnknown it is not asked: then nothing is written any more, so that nothing can be put back.
    std::function<QString(const QString &folder)> amiss = {};
    /// What else it may be told as.
    std::vector<ErrorCode> codes = {};
    /// For what can be stopped: during how many of its calls, from the first on, a request to stop surely ends it. One
    /// that comes later may be too late, but divides nothing.
    std::optional<int> stoppable = {};
    /// How many calls it may still make when the request came before the first.
    int callsBeforeLooking = 0;
    /// How many more calls it may make when the request comes later: the longest way from one look at it to the next.
    std::optional<int> callsBetweenLooks = {};

    /// A sentence for each thing that is wrong; empty when all is well.
    [[nodiscard]] QStringList wrong() const;
};

} // namespace pulse::faults
