// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"

#include <QDateTime>
#include <QUrl>
#include <optional>
#include <vector>

namespace pulse {

/// Something of the library that could not be backed up as it is.
struct BackupDamage
{
    QString subject;          ///< `NAME@VERSION`, or the path of a prompt
    QString message;          ///< what is wrong, a sentence
    bool keptEarlier = false; ///< the snapshot holds the good copy of an earlier snapshot instead
};

/// One state of a library, kept.
struct SnapshotInfo
{
    QString id;            ///< 16 hexadecimal digits; names the snapshot in its repository
    QDateTime takenAt;     ///< UTC
    QString author;        ///< by whom; may be empty
    QString libraryId;     ///< empty for a library made by hand
    QUrl libraryUrl;       ///< where it was; never with credentials
    bool isSafety = false; ///< taken before a restore, of what was there; `latest` passes over it
    QString note;          ///< why; may be empty
    qint64 prompts = 0;
    qint64 versions = 0;
    qint64 labels = 0;
    qint64 bytes = 0;      ///< plain content of all versions
    qint64 addedBytes = 0; ///< what the repository grew by
    std::vector<BackupDamage> damaged;
    QString problem; ///< why the snapshot itself cannot be read; empty when it can
};

/// What a snapshot holds of one prompt.
struct SnapshotPrompt
{
    Name name;
    LabelMap labels;
    std::vector<Metadata> versions; ///< ascending
};

struct BackupOptions
{
    QString author;
    QString note;
    bool reread = false; ///< read everything again instead of trusting that what looks unchanged is unchanged
    /// G9: answers to `BackupReport::question`.
    bool allowOtherLibrary = false;
    bool allowLoss = false;
    bool isSafety = false; ///< mark the snapshot as one taken before a restore; asks nothing
};

struct BackupReport
{
    enum class Question {
        None,
        OtherLibrary, ///< the repository holds snapshots of another library only
        Loss          ///< the library is empty, or lost more than half of its prompts since the last snapshot
    };
    Question question = Question::None; ///< not None: nothing was written; ask, then call again with the answer
    QString questionText;               ///< a sentence for the person
    SnapshotInfo snapshot;              ///< the new one; without an id when there is a question
    qint64 changedPrompts = 0;          ///< read anew, because they differ from the last snapshot
    qint64 newVersions = 0;             ///< contents that the repository did not hold
    bool isUnchanged = false;           ///< the library is exactly as in the snapshot before
};

/// What to restore; all of the snapshot when everything is empty.
struct RestoreSelection
{
    std::vector<Name> prompts;        ///< with all their versions and labels
    QStringList folders;              ///< everything below; without a slash at the end
    std::vector<VersionKey> versions; ///< these alone, without labels

    [[nodiscard]] bool isEverything() const { return prompts.empty() && folders.isEmpty() && versions.empty(); }
};

/// What restoring does with one version.
struct RestoreItem
{
    enum class Action {
        Create,         ///< it is not there
        Unchanged,      ///< the same bytes and metadata are there
        UpdateMetadata, ///< the same bytes with other tags or another description
        Replace         ///< other bytes, or damaged ones, are there: they go to the trash
    };
    VersionKey key;
    Action action = Action::Create;
    qint64 size = 0;
    QString reason; ///< of Replace: what is there
};

struct RestoreLabel
{
    Name name;
    Label label;
    Version version;
    std::optional<Version> before; ///< where it points now, when it does
};

struct RestorePlan
{
    SnapshotInfo snapshot;
    std::vector<RestoreItem> items;   ///< by name and version
    std::vector<RestoreLabel> labels; ///< those to be put on or moved
    qint64 create = 0;
    qint64 unchanged = 0;
    qint64 update = 0;
    qint64 replace = 0;
    qint64 bytes = 0; ///< content to be written
    [[nodiscard]] bool changesSomething() const { return create + update + replace > 0 || !labels.empty(); }
    /// Whether something that is there now would be changed, so that it has to be kept first.
    [[nodiscard]] bool overwrites() const;
};

struct RestoreReport
{
    struct Failure
    {
        QString subject; ///< `NAME@VERSION`, or `NAME LABEL`
        Error error;
    };
    RestorePlan plan;                   ///< what was to be done
    qint64 restored = 0;                ///< versions published
    qint64 updated = 0;                 ///< versions whose tags or description were put back
    qint64 labels = 0;                  ///< labels put on or moved
    std::optional<SnapshotInfo> safety; ///< of the library before, when something in it was changed
    QStringList trashed;                ///< ids of trash entries that hold what was replaced
    std::vector<Failure> failed;
};

/// Which snapshots to keep: each rule keeps the newest of so many periods that have one. A snapshot stays when any rule
/// wants it. All zero is refused.
struct KeepPolicy
{
    qint64 last = 0;
    qint64 hourly = 0;
    qint64 daily = 0;
    qint64 weekly = 0; ///< ISO weeks
    qint64 monthly = 0;
    qint64 yearly = 0;
    [[nodiscard]] bool isEmpty() const { return last + hourly + daily + weekly + monthly + yearly == 0; }
};

struct PruneReport
{
    std::vector<SnapshotInfo> removed; ///< newest first
    std::vector<SnapshotInfo> kept;
    qint64 freedBytes = 0;        ///< with a dry run: at least what would be freed
    qint64 rewrittenPacks = 0;    ///< packs whose remaining contents were copied into new ones
    bool waitsForReaders = false; ///< somebody is just restoring: the space is freed by the next prune
};

struct BackupFinding
{
    QString path;         ///< relative to the repository
    QString message;      ///< what is wrong and what to do, a sentence or two
    bool isDamage = true; ///< false: harmless, such as what an interrupted backup left
};

struct BackupVerification
{
    qint64 snapshots = 0;
    qint64 packs = 0;
    qint64 contents = 0;  ///< distinct contents and records that snapshots need
    qint64 bytesRead = 0; ///< of the packs' files
    std::vector<BackupFinding> findings;
    std::vector<QString> lostVersions; ///< `SNAPSHOT NAME@VERSION` that can no longer be restored
    [[nodiscard]] bool isSound() const;
};

struct MendReport
{
    std::vector<VersionKey> mended;
    QStringList trashed;             ///< ids of trash entries that hold what was damaged
    std::vector<VersionKey> notHeld; ///< no snapshot holds them
    std::vector<RestoreReport::Failure> failed;
};

} // namespace pulse
