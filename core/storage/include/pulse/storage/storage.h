// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"
#include "pulse/model/metadata.h"

#include <QUrl>
#include <optional>
#include <stop_token>
#include <vector>

namespace pulse {

struct Capabilities;

/// One version of one prompt.
struct VersionKey
{
    Name name;
    Version version;

    [[nodiscard]] QString toString() const { return name.toString() + u'@' + version.toString(); }
    friend bool operator==(const VersionKey &, const VersionKey &) = default;
    friend auto operator<=>(const VersionKey &, const VersionKey &) = default;
    friend size_t qHash(const VersionKey &key, size_t seed = 0) noexcept
    {
        return qHashMulti(seed, key.name, key.version);
    }
};

/// What a library says of itself.
struct StorageInfo
{
    QUrl url;        ///< where it is; never with credentials
    QString backend; ///< "filesystem", "memory", …
    QString id;      ///< the library's identity (a UUID); empty for one made by hand
    int schema = 1;  ///< of the stored layout
    int newestSchema =
        1; ///< what an upgrade would make of it (UpgradableStorage); `schema` where there is nothing newer
    bool readOnly = false;     ///< whether every change will be refused
    QString readOnlyReason;    ///< a sentence; empty when it is not read-only
    bool singleWriter = false; ///< whether only one program at a time should write: the place keeps none apart
};

struct StoreReceipt
{
    enum class Outcome {
        Created,  ///< the version is new, and durable
        Unchanged ///< the same bytes were already published; nothing was written
    };
    Outcome outcome = Outcome::Created;
    Metadata metadata; ///< as stored
};

struct RemovalReceipt
{
    std::optional<QString> trashId; ///< by which TrashStorage restores it; empty where there is no trash
};

struct ListQuery
{
    QString folder;         ///< list what lies in here; empty is the root
    bool recursive = true;  ///< all prompts at any depth, or only the folder's own children
    QString cursor;         ///< from the page before; empty begins
    qsizetype limit = 1000; ///< at most so many items a page; at least 1
};

/// A prompt, or (in a listing that is not recursive) a folder, or both at once.
struct ListItem
{
    QString path;             ///< the prompt's name as text, or the folder's path
    std::optional<Name> name; ///< empty when the path is no valid name; `damage` then says why
    bool isPrompt = true;
    bool isFolder = false; ///< has prompts below it; only told by a listing that is not recursive
    QString damage;        ///< why the prompt cannot be read; empty when nothing is known to be wrong

    friend bool operator==(const ListItem &, const ListItem &) = default;
};

struct ListPage
{
    std::vector<ListItem> items;
    QString next; ///< the cursor of the next page; empty after the last
};

/// The contract of every place that keeps prompts (see docs/storage-contract.md).
///
/// Blocking: call it from a worker thread. Thread-safe: any method from any thread at any time. Every operation
/// observes its stop token between steps and answers Cancelled; what was committed before stays. After a success the
/// change is durable and seen by every later call, from every process.
class Storage
{
public:
    Storage() = default;
    Storage(const Storage &) = delete;
    Storage &operator=(const Storage &) = delete;
    virtual ~Storage() = default;

    [[nodiscard]] virtual StorageInfo info() const = 0;

    /// What it can do beyond this class. The pointers live as long as the storage does.
    [[nodiscard]] virtual Capabilities capabilities() = 0;

    /// Publishes a version whole or not at all. `prompt.metadata` gives name, version, created_at and whatever is
    /// known; size and checksum must be those of the content.
    /// Errors: AlreadyExists (other bytes are published under this version, or the name differs from an existing one
    /// only by case), Invalid (size or checksum do not match), PermissionDenied, NoSpace, DurabilityUnknown,
    /// Unavailable (another writer holds the library too long).
    [[nodiscard]] virtual Result<StoreReceipt> store(const Prompt &prompt, std::stop_token stop) = 0;

    /// One version, its content verified against its checksum. Errors: NotFound, Corrupt, Unsupported (larger than
    /// maxBufferedBytes: read it through StreamStorage).
    [[nodiscard]] virtual Result<Prompt> fetch(const Name &name, const Version &version, std::stop_token stop) = 0;

    /// A page of prompts or of a folder's children, each once, in an order of the backend's own that is stable while
    /// nothing changes. Damaged prompts are listed with the reason. A folder that does not exist is empty.
    [[nodiscard]] virtual Result<ListPage> list(const ListQuery &query, std::stop_token stop) = 0;

    /// Removes one version, or the prompt with all its versions and labels; into the trash where there is one.
    /// Errors: NotFound, Conflict (a label points at the version).
    [[nodiscard]] virtual Result<RemovalReceipt> remove(const Name &name, const std::optional<Version> &version,
                                                        std::stop_token stop) = 0;

    /// Whether the version (or any version) is published. Answers false for a folder that is no prompt.
    [[nodiscard]] virtual Result<bool> exists(const Name &name, const std::optional<Version> &version,
                                              std::stop_token stop) = 0;

    /// Larger content is neither stored nor fetched in one piece.
    static constexpr qint64 maxBufferedBytes = 256LL * 1024 * 1024;
};

} // namespace pulse
