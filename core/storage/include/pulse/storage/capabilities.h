// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/byte_source.h"
#include "pulse/model/label.h"
#include "pulse/storage/storage.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <span>

namespace pulse {

// What a storage may be able to do beyond `Storage`. The promises of `Storage` hold here too: blocking, thread-safe,
// cancellable, durable on return. Each class is implemented by the driver itself or by a layer; never deleted
// through these pointers.

/// S2: which versions there are.
class VersionedStorage
{
public:
    /// All published versions in ascending order. NotFound when the prompt has none.
    [[nodiscard]] virtual Result<std::vector<Version>> versions(const Name &name, std::stop_token stop) = 0;
    /// What `latest` means (see latestOf). NotFound when the prompt has none.
    [[nodiscard]] virtual Result<Version> latest(const Name &name, std::stop_token stop) = 0;

protected:
    ~VersionedStorage() = default;
};

/// S3: metadata without the content.
class MetadataStorage
{
public:
    /// Errors: NotFound, Corrupt.
    [[nodiscard]] virtual Result<Metadata> metadata(const Name &name, const Version &version, std::stop_token stop) = 0;
    /// Applies the patch atomically to what is stored now and returns the result. Unknown fields survive.
    [[nodiscard]] virtual Result<Metadata> updateMetadata(const Name &name, const Version &version,
                                                          const MetadataPatch &patch, std::stop_token stop) = 0;

protected:
    ~MetadataStorage() = default;
};

/// M5: labels. `latest` is not among them.
class LabelStorage
{
public:
    /// What must hold of a label for a change to happen.
    struct Precondition
    {
        enum class Kind { None, Absent, PointsTo };
        Kind kind = Kind::None;
        std::optional<Version> version; ///< for PointsTo
    };

    /// The prompt's labels. NotFound when there is no such prompt.
    [[nodiscard]] virtual Result<LabelMap> labels(const Name &name, std::stop_token stop) = 0;
    /// Points the label at a published version. Errors: NotFound, Conflict (the precondition does not hold).
    [[nodiscard]] virtual Result<void> setLabel(const Name &name, const Label &label, const Version &version,
                                                const Precondition &precondition, std::stop_token stop) = 0;
    /// Errors: NotFound, Conflict.
    [[nodiscard]] virtual Result<void> removeLabel(const Name &name, const Label &label,
                                                   const Precondition &precondition, std::stop_token stop) = 0;

protected:
    ~LabelStorage() = default;
};

/// How far a long operation has come. `total` is 0 while unknown.
struct Progress
{
    qint64 done = 0;
    qint64 total = 0;
    QString subject; ///< what is being worked on
};

/// Called from any thread, never two calls at once, and not after the operation returned.
using ProgressSink = std::function<void(const Progress &)>;

/// S7: many at once. Each item has its own outcome, at its own index; a failure does not stop the others.
class BatchStorage
{
public:
    [[nodiscard]] virtual std::vector<Result<StoreReceipt>>
    storeMany(std::span<const Prompt> prompts, const ProgressSink &progress, std::stop_token stop) = 0;
    [[nodiscard]] virtual std::vector<Result<Prompt>> fetchMany(std::span<const VersionKey> keys,
                                                                const ProgressSink &progress, std::stop_token stop) = 0;
    /// Whole prompts, each as by `Storage::remove`.
    [[nodiscard]] virtual std::vector<Result<RemovalReceipt>>
    removeMany(std::span<const Name> names, const ProgressSink &progress, std::stop_token stop) = 0;

protected:
    ~BatchStorage() = default;
};

/// What changed in a library, by whomever. A prompt that is named may have been made, changed or removed.
struct ChangeSet
{
    bool everything = false; ///< more than can be named: look at all of it again
    QStringList prompts;     ///< names; sorted, without duplicates
    bool trash = false;      ///< the trash changed
};

/// S: changes as they happen, those of other processes within half a second on a local disk.
class WatchableStorage
{
public:
    /// A running subscription. Destroying it ends it: no call is made after the destructor returned.
    class Watch
    {
    public:
        virtual ~Watch() = default;
    };
    using Listener = std::function<void(const ChangeSet &)>;

    /// `listener` is called from a thread of the storage's own; it must not block, nor destroy its own watch.
    [[nodiscard]] virtual Result<std::unique_ptr<Watch>> watch(Listener listener) = 0;

protected:
    ~WatchableStorage() = default;
};

/// S8: content of any size.
class StreamStorage
{
public:
    /// Content that is read in pieces. The read that would report the end reports Corrupt instead when the bytes did
    /// not match the checksum, so that a caller who read to the end knows that they did.
    class Reader : public ByteSource
    {
    public:
        [[nodiscard]] virtual const Metadata &metadata() const = 0;
    };

    /// Errors: NotFound, Corrupt.
    [[nodiscard]] virtual Result<std::unique_ptr<Reader>> openContent(const Name &name, const Version &version,
                                                                      std::stop_token stop) = 0;
    /// As `Storage::store`; size and checksum are computed from the bytes, those in `metadata` are ignored.
    [[nodiscard]] virtual Result<StoreReceipt> storeContent(const Metadata &metadata, ByteSource &content,
                                                            std::stop_token stop) = 0;

protected:
    ~StreamStorage() = default;
};

/// I3: what was removed and can come back.
struct TrashEntry
{
    QString id; ///< opaque; names the entry in one library
    Name name;
    std::vector<Version> versions; ///< ascending
    bool wholePrompt = true;       ///< all that there was, labels included
    QDateTime removedAt;           ///< UTC
    QString removedBy;             ///< the author setting of who removed it; may be empty
};

class TrashStorage
{
public:
    /// Newest first.
    [[nodiscard]] virtual Result<std::vector<TrashEntry>> trash(std::stop_token stop) = 0;
    /// Brings an entry back under its name, or under `as`. Errors: NotFound, AlreadyExists (nothing is overwritten;
    /// versions that exist with the same bytes count as restored).
    [[nodiscard]] virtual Result<Name> restore(const QString &id, const std::optional<Name> &as,
                                               std::stop_token stop) = 0;
    /// Destroys an entry for good.
    [[nodiscard]] virtual Result<void> purge(const QString &id, std::stop_token stop) = 0;
    /// Many of them; each has its own outcome, at its own index.
    [[nodiscard]] virtual std::vector<Result<void>> purgeMany(std::span<const QString> ids,
                                                              const ProgressSink &progress, std::stop_token stop) = 0;

protected:
    ~TrashStorage() = default;
};

/// A prompt under a new name, with all its versions, labels, dates and unknown metadata.
class RenamingStorage
{
public:
    /// Prompts below `from` stay where they are. Errors: NotFound, AlreadyExists. In no crash state is a version
    /// lost; after a crash both names may exist, and repeating the call completes it.
    [[nodiscard]] virtual Result<void> rename(const Name &from, const Name &to, std::stop_token stop) = 0;

    struct Renaming
    {
        Name from;
        Name to;
    };
    /// As if one after the other, in this order; each has its own outcome, at its own index.
    [[nodiscard]] virtual std::vector<Result<void>> renameMany(std::span<const Renaming> renamings,
                                                               const ProgressSink &progress, std::stop_token stop) = 0;

protected:
    ~RenamingStorage() = default;
};

/// I2: something that is not as it should be.
struct Finding
{
    enum class Severity {
        Notice, ///< harmless, such as a temporary folder that a crash left
        Warning,
        Damage ///< content or metadata cannot be trusted or read
    };
    Severity severity = Severity::Warning;
    QString kind; ///< a stable word: "checksum-mismatch", "missing-content", "loose-mode", …
    QString path; ///< relative to the library
    std::optional<Name> name;
    std::optional<Version> version;
    QString message;         ///< what is wrong and what to do
    bool repairable = false; ///< by `repair`, without a guess
    bool repaired = false;   ///< only in a report of `repair`
    QString action = {};     ///< what `repair` did, a sentence; empty when it did nothing
    bool acceptable = false; ///< a person who looked at it may accept it as it is (InspectableStorage::accept)
};

struct InspectionReport
{
    qint64 prompts = 0;
    qint64 versions = 0;
    qint64 intact = 0; ///< versions whose content matches their checksum
    qint64 bytes = 0;  ///< content read
    std::vector<Finding> findings;
};

class InspectableStorage
{
public:
    /// Reads everything and compares; with `repair` also mends what needs no guess.
    [[nodiscard]] virtual Result<InspectionReport> inspect(bool repair, const ProgressSink &progress,
                                                           std::stop_token stop) = 0;

    /// Takes the facts of a version (or what else lies at a finding's `path`) as they are now, because a person looked
    /// at them and says that they are right, and protects them anew. The content is never taken so: it still has to
    /// match its checksum, where one is known. Errors: NotFound, Unsupported (nothing can be accepted there), Corrupt
    /// (it cannot be understood, or the content does not match).
    [[nodiscard]] virtual Result<void> accept(const QString &path, std::stop_token stop) = 0;
    /// The `path` under which `accept` knows the facts of a version.
    [[nodiscard]] virtual QString pathOf(const VersionKey &key) const = 0;

protected:
    ~InspectableStorage() = default;
};

/// I5: a stored layout that can be brought up to date.
class UpgradableStorage
{
public:
    struct Plan
    {
        int from = 1;
        int to = 1; ///< equal to `from` when there is nothing to do
        qint64 versions = 0;
        qint64 bytesNeeded = 0;          ///< for the new copy
        std::optional<qint64> bytesFree; ///< empty where it cannot be told
        std::vector<Finding> damage;     ///< what has to be mended first, or carried over as it is
        QStringList previous;            ///< paths of layouts that earlier upgrades kept
    };
    struct Options
    {
        bool carryDamage = false; ///< copy what is damaged byte by byte instead of refusing
    };
    struct Outcome
    {
        int from = 1;
        int to = 1;
        qint64 versions = 0;
        QString kept; ///< path of the old layout, whole; empty when nothing had to be done
    };

    /// What an upgrade would do; reads everything, changes nothing.
    [[nodiscard]] virtual Result<Plan> planUpgrade(const ProgressSink &progress, std::stop_token stop) = 0;
    /// Builds the new layout aside, verifies it by reading all of it back, and puts it in place in one step that no
    /// crash divides; the old one is kept. Readers go on meanwhile, writers wait. Stopped or cut off before that step
    /// nothing has changed, and calling it again goes on where it was; cut off after it, the next writer completes it.
    /// Errors: Corrupt (damage, and `carryDamage` is not set), NoSpace, PermissionDenied.
    [[nodiscard]] virtual Result<Outcome> upgrade(const Options &options, const ProgressSink &progress,
                                                  std::stop_token stop) = 0;
    /// Deletes the old layouts that upgrades kept, for good; returns their paths.
    [[nodiscard]] virtual Result<QStringList> dropPrevious(std::stop_token stop) = 0;

protected:
    ~UpgradableStorage() = default;
};

/// Removing only what is still as it was seen, for who decided some time before, as a replica does.
class GuardedRemovalStorage
{
public:
    struct Seen
    {
        std::map<Version, Metadata> versions; ///< all that are to be removed
        LabelMap labels;                      ///< all of the prompt; of no matter where one version is removed
    };
    /// As Storage::remove(), but Conflict, and nothing removed, where what is there is not what was seen: other
    /// metadata, or of a whole prompt a version or label more or less. What others change in the very moment of the
    /// removal stays as well, though versions of the prompt that were not changed may be in the trash by then.
    [[nodiscard]] virtual Result<RemovalReceipt> removeUnchanged(const Name &name,
                                                                 const std::optional<Version> &version,
                                                                 const Seen &seen, std::stop_token stop) = 0;

protected:
    ~GuardedRemovalStorage() = default;
};

/// What tells, without reading contents, whether a prompt is still what it was.
class FingerprintStorage
{
public:
    struct Item
    {
        ListItem prompt; ///< as a recursive listing gives it, damaged ones included
        /// Opaque; differs from an earlier one of the prompt in the same library whenever a version, the metadata of
        /// one, or a label changed in between. Empty: not known, or changed so lately that the next change might not
        /// show.
        QByteArray fingerprint;
    };
    /// All prompts, each once, in the order of a listing. A change that is made after the call began shows in the
    /// fingerprints of the next call.
    [[nodiscard]] virtual Result<std::vector<Item>> fingerprints(std::stop_token stop) = 0;

protected:
    ~FingerprintStorage() = default;
};

/// Which versions and labels prompts have, many at once, where asking one after the other would cost a request each.
class OverviewStorage
{
public:
    struct Overview
    {
        std::vector<Version>
            versions;    ///< ascending, as VersionedStorage::versions(); empty when there is no such prompt
        LabelMap labels; ///< as LabelStorage::labels()
    };
    /// Each has its own outcome, at its own index. Costs least where few other prompts lie between the names.
    [[nodiscard]] virtual std::vector<Result<Overview>> overviews(std::span<const Name> names,
                                                                  std::stop_token stop) = 0;

protected:
    ~OverviewStorage() = default;
};

/// Which prompts may have changed since an earlier look, at the cost of what changed and not of what there is.
class ChangeFeedStorage
{
public:
    struct Changes
    {
        /// Every prompt that was made, changed or removed after `cursor` was given out, by whomever; sorted, without
        /// duplicates. Some may be named that did not change, and one may be named in two answers.
        QStringList prompts;
        bool trash = false; ///< the trash may have changed
        /// False when more may have changed than is named: the cursor is empty, another library's, not understood or
        /// too old. Everything has to be compared (FingerprintStorage); `next` is good all the same, for what happens
        /// after this call began.
        bool complete = false;
        QByteArray next; ///< opaque; may be kept for long and given to another handle on the same library
    };
    [[nodiscard]] virtual Result<Changes> changesSince(const QByteArray &cursor, std::stop_token stop) = 0;
    /// The cursor for who remembers all that they did through this handle themselves, so that it need not be named to
    /// them: without what the handle has finished since it was last asked. What others did is named all the same.
    [[nodiscard]] virtual QByteArray knowingOwnChanges(const QByteArray &cursor) { return cursor; }

protected:
    ~ChangeFeedStorage() = default;
};

/// B6: a library whose home is elsewhere, worked on in a replica on this machine. Every other operation answers from
/// the replica at once and is durable there; what was changed is queued durably until the home has it.
class SyncStorage
{
public:
    /// Where a prompt stands between the replica and its home.
    enum class State {
        Local,   ///< made here and never sent
        Pending, ///< changed here since it was last sent
        Synced,  ///< the same in both places, as far as is known
        Conflict ///< changed in both places in a way that a person has to choose
    };

    /// How it stands with the home.
    struct Status
    {
        enum class Connection {
            Unknown,    ///< not tried yet
            Online,     ///< the last attempt reached it
            Offline,    ///< it cannot be reached; work goes on in the replica
            Refused,    ///< it answered and will not let us in (credentials, permission, certificate)
            Questioned, ///< it is another library than before, or empty, or gone: nothing is done until a person
                        ///< answers
        };
        Connection connection = Connection::Unknown;
        bool running = false;       ///< a synchronisation is going on
        Progress progress;          ///< of that one
        qint64 queued = 0;          ///< prompts that are Local or Pending
        qint64 conflicts = 0;       ///< prompts in Conflict
        QDateTime lastSynced;       ///< UTC; when both places were last found the same; invalid for never
        std::optional<Error> error; ///< why the last attempt failed, or, where it is Online, what of it did not arrive
        QDateTime failingSince;     ///< UTC; since when there is such an error; invalid where there is none
        QDateTime nextAttempt;      ///< UTC; when it is tried again by itself; invalid when it is not
    };

    struct Options
    {
        bool everything = false; ///< compare all of it, not only what is known to have changed
        bool dryRun = false;     ///< find out and count; change neither side
        bool acceptHome = false; ///< a person says: the home is right as it is, although it was Questioned
    };

    struct Report
    {
        qint64 sent = 0;      ///< versions, metadata, labels and removals that the home got
        qint64 received = 0;  ///< those that the replica got
        qint64 conflicts = 0; ///< prompts in Conflict afterwards
        qint64 bytes = 0;     ///< of content, both ways
        struct Failure
        {
            QString subject;
            Error error;
        };
        std::vector<Failure> failed; ///< single items; the rest went on
    };

    /// One thing that both sides changed differently.
    struct Conflict
    {
        enum class Kind {
            Version,  ///< different bytes under one version
            Metadata, ///< the same field of a version's metadata
            Label,    ///< one label, two versions
            Removal   ///< removed on one side, changed on the other
        };
        QString id; ///< opaque; stays while the conflict does
        Kind kind = Kind::Version;
        Name name;
        std::optional<Version> version;
        QString field; ///< "description", "tags", the label's name
        /// What each side holds, as a text for a person: the content where it is text, the value of the field, the
        /// version, or empty for removed.
        struct Side
        {
            QByteArray value;
            QDateTime changedAt; ///< UTC, by that side's own clock: to be shown, never to decide
            QString author;
        };
        Side here;
        Side home;
    };
    enum class Choice {
        Here, ///< what the replica holds
        Home, ///< what the home holds
        Both  ///< Version: the home's under its number, this one as the pre-release that it already is
    };

    [[nodiscard]] virtual Status status() const = 0; ///< cheap; from memory
    /// The prompts that are not Synced.
    [[nodiscard]] virtual Result<std::vector<std::pair<Name, State>>> unsynced(std::stop_token stop) = 0;
    /// Brings both sides together. Only one runs at a time; a second caller waits for it. What is cut off goes on at
    /// the next call. Errors: Unavailable, PermissionDenied, Conflict (Questioned), Cancelled.
    [[nodiscard]] virtual Result<Report> synchronise(const Options &options, const ProgressSink &progress,
                                                     std::stop_token stop) = 0;
    [[nodiscard]] virtual Result<std::vector<Conflict>> conflicts(std::stop_token stop) = 0;
    /// The choice is durable here at once and sent by the next synchronisation. The side that was not chosen stays: a
    /// version as a pre-release, anything else in the message of the activity. Errors: NotFound, Unsupported.
    [[nodiscard]] virtual Result<void> resolve(const QString &conflictId, Choice choice, std::stop_token stop) = 0;

    /// Tells of a new status, from a thread of the storage's own; the rules of WatchableStorage::Listener hold.
    using StatusListener = std::function<void(const Status &)>;
    [[nodiscard]] virtual std::unique_ptr<WatchableStorage::Watch> watchStatus(StatusListener listener) = 0;
    /// From now on synchronises by itself, after a change here and every `interval`, with growing delays while it
    /// fails. Zero ends that. The command line does not ask for it.
    virtual void keepSynchronised(std::chrono::milliseconds interval) = 0;

protected:
    ~SyncStorage() = default;
};

/// B4: sets of prompts that go their own ways and may come together again. Those of a Git repository.
class BranchStorage
{
public:
    struct Branch
    {
        QString name;
        bool current = false;
        QString upstream;     ///< "origin/main"; empty for none
        qint64 ahead = 0;     ///< changes that the upstream lacks
        qint64 behind = 0;    ///< changes that it has beyond this one
        QDateTime lastChange; ///< UTC
        QString lastMessage;  ///< its first line
        QString lastAuthor;
    };
    /// What distinguishes two branches, prompt by prompt.
    struct Difference
    {
        enum class Kind { Added, Removed, Changed };
        Name name;
        Kind kind = Kind::Changed;
        std::vector<Version> added;   ///< versions that only the second has
        std::vector<Version> removed; ///< versions that only the first has
        QStringList facts;            ///< "label production", "tags of 1.0.0"
    };
    /// What a merge did, or would need. Versions are additive; metadata and labels are merged by field.
    struct Merge
    {
        bool merged = false; ///< false: `conflicts` must be chosen first, nothing has changed
        qint64 changes = 0;  ///< prompts that changed on the current branch
        std::vector<SyncStorage::Conflict> conflicts;
    };
    using Choices = std::vector<std::pair<QString, SyncStorage::Choice>>; ///< by the conflicts' ids

    [[nodiscard]] virtual Result<std::vector<Branch>> branches(std::stop_token stop) = 0;
    /// From the current one. Errors: AlreadyExists, Invalid (not a name that git-check-ref-format(1) allows).
    [[nodiscard]] virtual Result<void> createBranch(const QString &name, std::stop_token stop) = 0;
    /// Every later operation works on it. Errors: NotFound, Conflict (files were changed by hand and not committed).
    [[nodiscard]] virtual Result<void> switchBranch(const QString &name, std::stop_token stop) = 0;
    [[nodiscard]] virtual Result<std::vector<Difference>> compareBranches(const QString &first, const QString &second,
                                                                          std::stop_token stop) = 0;
    /// Into the current one, as a commit with two parents.
    [[nodiscard]] virtual Result<Merge> mergeBranch(const QString &name, const Choices &choices,
                                                    std::stop_token stop) = 0;

protected:
    ~BranchStorage() = default;
};

/// What a storage can do; null where it cannot. Asked for, never found by casting.
struct Capabilities
{
    VersionedStorage *versions = nullptr;
    MetadataStorage *metadata = nullptr;
    LabelStorage *labels = nullptr;
    BatchStorage *batches = nullptr;
    WatchableStorage *watching = nullptr;
    StreamStorage *streams = nullptr;
    TrashStorage *trash = nullptr;
    RenamingStorage *renaming = nullptr;
    InspectableStorage *inspection = nullptr;
    UpgradableStorage *upgrades = nullptr;
    GuardedRemovalStorage *guardedRemoval = nullptr;
    FingerprintStorage *fingerprints = nullptr;
    ChangeFeedStorage *changes = nullptr;
    OverviewStorage *overviews = nullptr;
    SyncStorage *synchronisation = nullptr;
    BranchStorage *branches = nullptr;
};

} // namespace pulse
