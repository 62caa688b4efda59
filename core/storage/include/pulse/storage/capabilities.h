// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/label.h"
#include "pulse/base/byte_source.h"
#include "pulse/storage/storage.h"

#include <functional>
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

/// What tells, without reading contents, whether a prompt is still what it was.
class FingerprintStorage
{
public:
    struct Item
    {
        ListItem prompt; ///< as a recursive listing gives it, damaged ones included
        /// Opaque; differs from an earlier one of the prompt in the same library whenever a version, the metadata of one,
        /// or a label changed in between. Empty: not known, or changed so lately that the next change might not show.
        QByteArray fingerprint;
    };
    /// All prompts, each once, in the order of a listing. A change that is made after the call began shows in the
    /// fingerprints of the next call.
    [[nodiscard]] virtual Result<std::vector<Item>> fingerprints(std::stop_token stop) = 0;

protected:
    ~FingerprintStorage() = default;
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
    FingerprintStorage *fingerprints = nullptr;
};

} // namespace pulse
