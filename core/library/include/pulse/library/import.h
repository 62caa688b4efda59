// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library.h"

#include <QStringList>

namespace pulse {

/// What importing would do with one version, decided before anything is written.
struct ImportItem
{
    enum class Action {
        Create,    ///< a new prompt's or version's content
        Unchanged, ///< the same bytes are there under this version
        Skip       ///< cannot be imported; `reason` says why
    };
    QString source; ///< the file
    QString name;   ///< the prompt's name; the text of an invalid one when skipped
    std::optional<Version> version;
    qint64 size = 0;
    QDateTime createdAt;
    Action action = Action::Create;
    QString reason;                   ///< of Create: what the prompt cannot hold of the file; else empty but for Skip
    std::optional<Checksum> checksum; ///< of the content; carrying the plan out refuses a file that changed since
    std::optional<Error> error;       ///< of Skip: it should have been imported, so the report counts it as failed
    bool isRevision = false;          ///< one of a folder's revisions
};

struct ImportOptions
{
    QString into;         ///< folder in the library; empty is the root
    QString historyTable; ///< a tab-separated table: pattern, revision, date[, sha256[, bytes]]; empty: none
    QStringList tags;
    QString message;
    std::optional<QString> author;
};

struct ImportPlan
{
    std::vector<ImportItem> items; ///< in the order in which they will be published
    qint64 prompts = 0;            ///< distinct names with something to create
    qint64 versions = 0;           ///< items to create
    qint64 bytes = 0;
    qint64 skipped = 0;
};

/// Plans the import of files and folders. `NAME.md` (also .txt, .prompt) becomes prompt NAME; a folder's files become
/// prompts below its name; a folder that holds revisions (files named by number, or by SemVer, all of one kind)
/// becomes one prompt with a version for each, oldest first: 1.0.0, then what each change suggests. A fabric-style
/// folder (`NAME/system.md`, or one folder deep per revision) becomes prompt NAME. Symbolic links inside a folder,
/// hidden files, pipes and devices are skipped. Tags and description come from a text's front matter; its bytes stay as
/// they are. A file that does not match the table is skipped with an error. Nothing is written.
/// Errors: NotFound (a path), Invalid (the table, with its line).
[[nodiscard]] Result<ImportPlan> planImport(Library &library, const QStringList &paths, const ImportOptions &options,
                                            const ProgressSink &progress, std::stop_token stop);

struct ImportReport
{
    qint64 created = 0;
    qint64 unchanged = 0;
    qint64 skipped = 0;
    std::vector<std::pair<ImportItem, Error>> failed; ///< also what the plan skipped with an error
};

/// Carries a plan out. Stopping keeps what is already published; running the plan again completes it.
[[nodiscard]] Result<ImportReport> runImport(Library &library, const ImportPlan &plan, const ImportOptions &options,
                                             const ProgressSink &progress, std::stop_token stop);

} // namespace pulse
