// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/byte_source.h"

#include <QDateTime>
#include <QUrl>
#include <expected>
#include <optional>
#include <stop_token>
#include <vector>

namespace pulse {

/// What is known of an object without its bytes.
struct ObjectInfo
{
    QString key = {}; ///< relative to the library: "prompts/a/1.0.0/metadata.json"; never begins with a slash
    qint64 size = 0;
    QByteArray etag = {};    ///< a strong validator, opaque, as conditions take it; empty where the server gives none
    QDateTime modified = {}; ///< UTC, by the server's clock; compared only with serverTime()
};

/// An object, or the piece of it that was asked for.
struct ObjectData
{
    ObjectInfo info; ///< size is that of the whole object
    QByteArray bytes;
};

struct ByteRange
{
    qint64 offset = 0;
    qint64 length = 0;
};

/// What must hold of the key for a change to happen.
struct ObjectCondition
{
    enum class Kind { None, Absent, Matches };
    Kind kind = Kind::None;
    QByteArray etag; ///< for Matches

    [[nodiscard]] static ObjectCondition absent() { return {Kind::Absent, {}}; }
    [[nodiscard]] static ObjectCondition matches(const QByteArray &etag) { return {Kind::Matches, etag}; }
};

/// A page of a listing, in ascending order of the UTF-8 bytes of the keys.
struct ObjectPage
{
    std::vector<ObjectInfo> objects;
    std::vector<QString>
        folders;  ///< common prefixes up to the next slash, the slash included; only of a shallow listing
    QString next; ///< the cursor of the next page; empty after the last
};

/// What the store was seen to do, not what it says.
struct ObjectAbilities
{
    bool createsOnce = false;      ///< of several puts with `absent` exactly one wins
    bool claims = false;           ///< of several claims of a folder exactly one wins; folders are things of their own
    bool replacesMatching = false; ///< a put with `matches` fails where the object has changed
    bool copies = false;           ///< copy() is there
};

/// Why an operation did not succeed.
struct ObjectFailure
{
    Error error;
    /// The change may have been made, or may still be (a lost answer, a timeout after sending): read back and compare.
    bool indeterminate = false;
};

template <typename T>
using ObjectResult = std::expected<T, ObjectFailure>;

/// A place for objects under keys: the least that S3, WebDAV and memory have in common. Another object store is one
/// implementation of this class.
///
/// Blocking, thread-safe, called from worker threads. Every call is bounded in time and observes its stop token.
/// Retries that are safe happen in here; what is left open is said to be indeterminate. After a success every later
/// call of every client sees the change. Errors: NotFound, Conflict (the condition does not hold; the key changed
/// meanwhile), PermissionDenied, NoSpace (quota), RateLimited, Unavailable, Corrupt (an answer that makes no sense),
/// Unsupported, Cancelled.
class ObjectClient
{
public:
    ObjectClient() = default;
    ObjectClient(const ObjectClient &) = delete;
    ObjectClient &operator=(const ObjectClient &) = delete;
    virtual ~ObjectClient() = default;

    /// Where it is; never with credentials.
    [[nodiscard]] virtual QUrl url() const = 0;
    /// "s3", "webdav", "objects in memory".
    [[nodiscard]] virtual QString backend() const = 0;

    /// Tries out, below a key of its own, what the store honours, and leaves nothing behind. Asked once when a
    /// library is attached; once it succeeded, later calls answer from memory.
    [[nodiscard]] virtual ObjectResult<ObjectAbilities> abilities(std::stop_token stop) = 0;

    /// What the server's clock shows now, to a few seconds: from the Date of its last answers and the time that went
    /// by since on a clock that nobody sets. Asks the server only when there was no answer yet.
    [[nodiscard]] virtual ObjectResult<QDateTime> serverTime(std::stop_token stop) = 0;

    /// The whole object, or the piece. Of an object longer than `maximum` nothing is read (Unsupported). With `etag`,
    /// NotFound or Conflict when the object is another by now, so that pieces belong together.
    [[nodiscard]] virtual ObjectResult<ObjectData> get(const QString &key, std::optional<ByteRange> range,
                                                       const QByteArray &etag, qint64 maximum,
                                                       std::stop_token stop) = 0;
    /// With a key that ends with a slash, of a folder that a claim made, where the store has claims: `modified` is no
    /// earlier than the claim.
    [[nodiscard]] virtual ObjectResult<ObjectInfo> head(const QString &key, std::stop_token stop) = 0;
    /// Whole or not at all; the folders above come into being. The info's etag is empty where only a head() would tell
    /// it. The condition is always sent, also to a store that was not seen to honour it.
    [[nodiscard]] virtual ObjectResult<ObjectInfo> put(const QString &key, RepeatableSource &content,
                                                       const ObjectCondition &condition, std::stop_token stop) = 0;
    /// Removing what is not there succeeds.
    [[nodiscard]] virtual ObjectResult<void> remove(const QString &key, std::stop_token stop) = 0;
    /// Within the store, replacing what is at `to`. Unsupported without the ability.
    [[nodiscard]] virtual ObjectResult<void> copy(const QString &from, const QString &to, std::stop_token stop) = 0;
    /// Makes the folder `key` (it ends with a slash) as the only one: Conflict when it is there. Those above come into
    /// being. Unsupported without the ability.
    [[nodiscard]] virtual ObjectResult<void> claim(const QString &key, std::stop_token stop) = 0;
    /// Removes a folder that a claim or put made, when nothing is left in it (else Conflict); succeeds where there is
    /// none. Sent once at most: a repetition could meet what somebody else put there meanwhile.
    [[nodiscard]] virtual ObjectResult<void> unclaim(const QString &key, std::stop_token stop) = 0;

    struct Listing
    {
        QString prefix = {};  ///< ends with a slash, or empty for everything
        bool shallow = false; ///< only what lies directly below; deeper keys as `folders`
        /// Only keys (and folders) behind this one in the order of their bytes; empty for all. Each page costs what it
        /// gives, not what lies before it.
        QString after = {};
        QString cursor = {}; ///< of the page before; the other fields are the same then
        int limit = 1000;
    };
    /// NotFound only where the place itself (bucket, root folder) is not there: that is no empty library.
    [[nodiscard]] virtual ObjectResult<ObjectPage> list(const Listing &listing, std::stop_token stop) = 0;
};

} // namespace pulse
