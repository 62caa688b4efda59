// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"
#include "under_way.h"

namespace pulse::replica {

/// What both sides held of a prompt when they were last the same.
struct BaseRecord
{
    PromptFacts facts;                     ///< may be empty while something is under way
    QByteArray fingerprint;                ///< that of the home since; empty where it is not known
    std::optional<UnderWay> underWay = {}; ///< what was begun since, and nobody knows how it ended
    QByteArray choice = {};                ///< the operation by which a person chose a side of a conflict since

    friend bool operator==(const BaseRecord &, const BaseRecord &) = default;
};

/// That a prompt may have been changed here since, and what was removed from it on purpose. It is on the disk before
/// the change is made, and stays until both sides were found to be the same.
struct ChangeMark
{
    QByteArray operation;                ///< another one for each change
    bool isChange = true;                ///< else only to be looked at again
    bool isNew = false;                  ///< made here and never sent
    std::map<Version, Checksum> removed; ///< with the bytes that were removed
    std::optional<Name> renamedFrom = {};
    /// Labels that were lifted off a version while its bytes are exchanged, and where they pointed.
    LabelMap lifted = {};

    friend bool operator==(const ChangeMark &, const ChangeMark &) = default;
};

/// Equal for as long as nobody changed the prompt here; empty without a mark.
[[nodiscard]] inline QByteArray operationOf(const std::optional<ChangeMark> &mark)
{
    return mark ? mark->operation : QByteArray();
}

/// A conflict that waits for a person.
struct ConflictRecord
{
    SyncStorage::Conflict conflict; ///< of Version without the contents: those are in the replica
    std::optional<Version> ours;    ///< Version: where this side's bytes are
    Checksum bytes;                 ///< Version: which they are
    PromptFacts home;               ///< Removal: all that the home held
    bool isRemovedHere = false;     ///< Removal: here, not at the home
};

/// Names the conflict for as long as it is the same one.
[[nodiscard]] QString conflictId(const ConflictRecord &record);

/// What is known of the home as a whole.
struct HomeRecord
{
    QString id = {};
    QString url = {};
    QByteArray cursor = {};    ///< of its list of changes, up to which all is known
    QByteArray beginning = {}; ///< of the list of changes when the first synchronisation began, while that is not done
    bool isCompared = false;   ///< all of it was, at least once
    QDateTime synced = {};     ///< when both places were last found the same

    friend bool operator==(const HomeRecord &, const HomeRecord &) = default;
};

[[nodiscard]] QByteArray encode(const BaseRecord &record);
[[nodiscard]] QByteArray encode(const ChangeMark &mark);
[[nodiscard]] QByteArray encode(const ConflictRecord &record);
[[nodiscard]] QByteArray encode(const HomeRecord &record);
/// Corrupt when the bytes are nothing that encode() wrote. `subject` is named in the error.
template <typename Record>
[[nodiscard]] Result<Record> decode(const QByteArray &bytes, const QString &subject);

} // namespace pulse::replica
