// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/clock.h"
#include "pulse/base/waiting.h"
#include "pulse/library/catalogue.h"
#include "pulse/model/selector.h"
#include "pulse/storage/capabilities.h"
#include "pulse/text/bump_suggestion.h"

#include <chrono>
#include <functional>
#include <memory>
#include <span>

namespace pulse {

/// What a person publishes. The version is `version`, or the latest one raised by `bump`, or, where neither is given,
/// by the bump that the change suggests; the first is 1.0.0.
struct PublishRequest
{
    Name name;
    QByteArray content;
    std::optional<Version> version = {};
    std::optional<Bump> bump = {};
    QString message = {};
    std::optional<QString> author = {};      ///< empty: the library's author
    std::optional<TagSet> tags = {};         ///< empty: those of the latest version
    std::optional<QString> description = {}; ///< empty: that of the latest version
    std::optional<QDateTime> createdAt = {}; ///< empty: now
    std::optional<Version> basedOn = {};     ///< if given and no longer the latest: Conflict, nothing is published
};

/// One row of a prompt's history.
struct HistoryEntry
{
    Version version;
    std::optional<Metadata> metadata = {}; ///< empty when damaged
    QString damage = {};                   ///< why
    std::optional<Bump> bump = {};         ///< from the version before; empty for the first
    std::vector<Label> labels = {};
    bool isLatest = false;
};

struct History
{
    Name name;
    std::vector<HistoryEntry> entries; ///< descending: the newest first
    LabelMap labels;
    std::optional<Version> latest;
};

struct RenameResult
{
    Name from;
    Name to;
    Result<void> outcome;
};

struct LibraryStats
{
    qint64 prompts = 0;
    qint64 versions = 0;
    qint64 bytes = 0; ///< plain content of all versions
    qint64 labels = 0;
    qint64 tags = 0; ///< distinct
    qint64 damaged = 0;
    qint64 trashed = 0;
};

struct SearchMatch
{
    VersionKey key;
    int line = 0;           ///< from 1; 0 when the name, a tag or the description matched
    QString text;           ///< the line
    qsizetype position = 0; ///< of the match in the line
    qsizetype length = 0;
};

/// What a look at the trash's ages found, and did.
struct TrashExpiry
{
    std::vector<TrashEntry> expired; ///< destroyed; of a dry run: those that would be
    std::vector<std::pair<TrashEntry, Error>> failed;
    QString withheld; ///< why nothing was destroyed although there is a limit; empty when nothing speaks against it
};

/// When an entry may be destroyed by age; empty where it is kept for ever (`keepDays` 0 or less, or no valid time).
[[nodiscard]] std::optional<QDateTime> trashExpiryTime(const TrashEntry &entry, qint64 keepDays);

struct LibraryPolicy
{
    QString author;
    QStringList protectedLabels;
};

/// The use cases of a library: what the window and the command line do, once. Blocking and thread-safe like the
/// storage under it; the window calls it through LibrarySession.
class Library
{
public:
    Library(std::shared_ptr<Storage> storage, LibraryPolicy policy, std::shared_ptr<const Clock> clock,
            RacePause pause = systemRacePause());
    ~Library();

    [[nodiscard]] StorageInfo info() const;
    [[nodiscard]] Capabilities capabilities() const;
    [[nodiscard]] Storage &storage() const;
    /// As it is now.
    [[nodiscard]] LibraryPolicy policy() const;
    /// Asks for the policy whenever it counts, since a person may change it while the library is open. Before anybody
    /// else uses the library; called from any thread.
    void setPolicySource(std::function<LibraryPolicy()> ask);
    [[nodiscard]] const Clock &clock() const { return *m_clock; }

    // ---- reading
    /// All pages of a listing, sorted by path. See Storage::list.
    [[nodiscard]] Result<std::vector<ListItem>> list(const QString &folder, bool recursive, std::stop_token stop);
    /// Which version is meant. NotFound says what there is.
    [[nodiscard]] Result<VersionKey> resolve(const PromptRef &ref, std::stop_token stop);
    [[nodiscard]] Result<Prompt> fetch(const PromptRef &ref, std::stop_token stop);
    [[nodiscard]] Result<Metadata> metadata(const PromptRef &ref, std::stop_token stop);
    /// True also for a selector that matches a version.
    [[nodiscard]] Result<bool> exists(const PromptRef &ref, std::stop_token stop);
    [[nodiscard]] Result<History> history(const Name &name, std::stop_token stop);
    /// What the catalogue knows of one prompt; damage is told in the entry, not as an error.
    [[nodiscard]] Result<CatalogueEntry> catalogueEntry(const Name &name, std::stop_token stop);
    /// The whole catalogue, entries sorted by name.
    [[nodiscard]] Result<Catalogue> catalogue(const ProgressSink &progress, std::stop_token stop);
    /// Lines of the latest contents, names, tags and descriptions that hold `text` (ignoring case), by name; at most
    /// `limit`, one a line. What cannot be read is passed over. Invalid for an empty text.
    [[nodiscard]] Result<std::vector<SearchMatch>> search(const QString &text, qsizetype limit, std::stop_token stop);
    [[nodiscard]] Result<LibraryStats> stats(std::stop_token stop);

    // ---- changing
    /// The version that publishing `content` now would get, and why. For a new prompt: 1.0.0.
    struct Proposal
    {
        std::optional<Version> latest;
        BumpSuggestion suggestion;
        Version patch, minor, major; ///< what each bump would give
        Version proposed;
        bool unchanged = false; ///< the content equals the latest version's
    };
    [[nodiscard]] Result<Proposal> propose(const Name &name, const QByteArray &content, std::stop_token stop);
    /// Content that equals the latest version's (and no other version was asked for), or that of the version asked for,
    /// is Unchanged: neither its tags nor anything else is touched. Errors besides the storage's: AlreadyExists (names
    /// the versions that are free), Conflict (`basedOn`), Invalid (larger than Storage::maxBufferedBytes).
    [[nodiscard]] Result<StoreReceipt> publish(const PublishRequest &request, std::stop_token stop);
    /// Publishes an old version's content as the next version ("Restore 1.0.0 as 1.2.1").
    [[nodiscard]] Result<StoreReceipt> restoreVersion(const Name &name, const Version &old, Bump bump,
                                                      const QString &message, std::stop_token stop);
    [[nodiscard]] Result<Metadata> updateMetadata(const PromptRef &ref, const MetadataPatch &patch,
                                                  std::stop_token stop);
    /// Errors besides the storage's: PermissionDenied for moving a protected label unless `overrideProtection`; to put
    /// it on for the first time is no move.
    [[nodiscard]] Result<void> setLabel(const Name &name, const Label &label, const Selector &target,
                                        bool overrideProtection, std::stop_token stop);
    [[nodiscard]] Result<void> removeLabel(const Name &name, const Label &label, bool overrideProtection,
                                           std::stop_token stop);
    /// Where a label was and where it is after a change.
    struct LabelChange
    {
        std::optional<Version> before;
        std::optional<Version> after;
    };
    /// Puts the label on `target`, or takes it off, and tells what it found: nobody came in between. Errors: as those
    /// of setLabel and removeLabel.
    [[nodiscard]] Result<LabelChange> changeLabel(const Name &name, const Label &label,
                                                  const std::optional<Version> &target, bool overrideProtection,
                                                  std::stop_token stop);
    [[nodiscard]] bool isProtected(const Label &label) const;
    [[nodiscard]] Result<RemovalReceipt> remove(const Name &name, const std::optional<Version> &version,
                                                std::stop_token stop);
    /// Whole prompts; each has its own outcome, at its own index.
    [[nodiscard]] std::vector<Result<RemovalReceipt>> removeMany(std::span<const Name> names,
                                                                 const ProgressSink &progress, std::stop_token stop);
    [[nodiscard]] Result<std::vector<TrashEntry>> trash(std::stop_token stop);
    [[nodiscard]] Result<Name> restoreFromTrash(const QString &id, const std::optional<Name> &as, std::stop_token stop);
    [[nodiscard]] Result<void> purge(const QString &id, std::stop_token stop);
    /// Each has its own outcome, at its own index.
    [[nodiscard]] std::vector<Result<void>> purgeMany(std::span<const QString> ids, const ProgressSink &progress,
                                                      std::stop_token stop);
    /// Destroys what was removed `keepDays` days ago or longer, by each entry's own record; 0 keeps everything. An
    /// entry whose record cannot be read is never touched. Where an entry seems to have been removed in the future, the
    /// clock is wrong now or was wrong then: nothing is destroyed, and `withheld` says so. With `dryRun` nothing ever
    /// is.
    [[nodiscard]] Result<TrashExpiry> expireTrash(qint64 keepDays, bool dryRun, std::stop_token stop);
    [[nodiscard]] Result<void> rename(const Name &from, const Name &to, std::stop_token stop);
    /// Renames every prompt in `from` (and the prompt of that name itself) to the same place in `to`. Refused whole
    /// (AlreadyExists, Invalid) before anything moves when a target is taken or invalid.
    [[nodiscard]] Result<std::vector<RenameResult>> renameFolder(const QString &from, const QString &to,
                                                                 const ProgressSink &progress, std::stop_token stop);
    /// Copies the prompt's latest version to a new prompt as 1.0.0, with tags and description.
    [[nodiscard]] Result<StoreReceipt> duplicate(const Name &from, const Name &to, std::stop_token stop);

    // ---- integrity
    /// Reads one version's content from where it is stored, past every cache, and compares it with its checksum.
    /// Errors: NotFound, Corrupt.
    [[nodiscard]] Result<Metadata> verifyVersion(const VersionKey &key, std::stop_token stop);
    [[nodiscard]] Result<InspectionReport> verify(bool repair, const ProgressSink &progress, std::stop_token stop);
    [[nodiscard]] Result<std::unique_ptr<WatchableStorage::Watch>> watch(WatchableStorage::Listener listener);

private:
    std::shared_ptr<Storage> m_storage;
    const LibraryPolicy m_policy;
    std::function<LibraryPolicy()> m_askPolicy; ///< goes before it
    std::shared_ptr<const Clock> m_clock;
    const RacePause m_pause;
};

} // namespace pulse
