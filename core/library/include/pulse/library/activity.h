// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/label.h"
#include "pulse/storage/storage.h"

#include <variant>

namespace pulse {

// What was done to a library, as data: what each step found and what it left, which is all that is needed to take it
// back, and what must still hold for that.

/// A version by what it holds.
struct VersionPrint
{
    Version version;
    std::optional<Checksum> checksum; ///< of the content; empty where it could not be read

    friend bool operator==(const VersionPrint &, const VersionPrint &) = default;
};

/// A prompt or a version went to the trash, or where there is none, for good.
struct RemovalStep
{
    Name name;
    std::optional<Version> version; ///< empty: all of them
    bool isWhole = true;            ///< nothing of the prompt was left
    std::optional<QString> trashId = {};
};

/// Versions are there that were not: published, duplicated, imported or brought back.
struct ArrivalStep
{
    Name name;
    std::vector<VersionPrint> versions; ///< ascending
    bool isWhole = true;                ///< they are all that the prompt has
    bool isLatest = false;              ///< taken back only while none that follows them has been published
    LabelMap labels = {};               ///< those that point at them
};

struct RenameStep
{
    Name from;
    Name to;
    std::optional<VersionPrint> latest = {}; ///< of the prompt: by it, it is known again
};

struct LabelStep
{
    Name name;
    Label label;
    std::optional<Version> before; ///< empty: the prompt did not have the label
    std::optional<Version> after;
};

/// Only what has changed is told.
struct MetadataStep
{
    VersionKey key;
    QStringList addedTags = {};
    QStringList removedTags = {};
    std::optional<QString> descriptionBefore = {};
    std::optional<QString> descriptionAfter = {};
};

/// Gone from the trash for good: there is no way back.
struct PurgeStep
{
    Name name;
};

using ActivityStep = std::variant<RemovalStep, ArrivalStep, RenameStep, LabelStep, MetadataStep, PurgeStep>;

/// The prompt that a step is about; for a renaming, the name that it left.
[[nodiscard]] const Name &nameOf(const ActivityStep &step);
/// Whether there is a way back at all.
[[nodiscard]] bool isReversible(const ActivityStep &step, bool hasTrash);

enum class ActivityKind { Publish, Remove, Restore, Rename, Duplicate, Import, EditMetadata, Label, Purge };

/// One thing that a person did to a library, with all its steps. A value.
struct Activity
{
    enum class State {
        Done,
        Undone,
        Changing ///< being taken back, or done again
    };

    quint64 id = 0;    ///< given by the log
    QDateTime at = {}; ///< UTC
    ActivityKind kind = ActivityKind::Publish;
    std::vector<ActivityStep> original = {}; ///< what was done first: what it is described by
    std::vector<ActivityStep> steps = {};    ///< how the library came to be as it is now: what undo and redo reverse
    bool isReversible = true;
    State state = State::Done;
    QString problem = {}; ///< why taking it back, or doing it again, was refused last; a sentence

    [[nodiscard]] bool canUndo() const { return isReversible && state == State::Done; }
    [[nodiscard]] bool canRedo() const { return isReversible && state == State::Undone; }
};

} // namespace pulse
