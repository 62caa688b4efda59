// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/json.h"
#include "pulse/crypto/checksum.h"
#include "pulse/model/name.h"
#include "pulse/model/version.h"

#include <QByteArray>
#include <QDateTime>
#include <QStringList>

namespace pulse {

/// A sorted set of tags. A tag is 1–64 bytes of letters and digits of any script, `-`, `_`, `.`, `:`, `/` and inner
/// spaces, in NFC.
class TagSet
{
public:
    TagSet() = default;
    [[nodiscard]] static Result<TagSet> parse(const QStringList &tags);
    [[nodiscard]] static Result<void> validate(QStringView tag);

    Result<void> insert(const QString &tag);
    void remove(const QString &tag) { m_tags.removeAll(tag); }
    [[nodiscard]] bool contains(const QString &tag) const { return m_tags.contains(tag); }
    [[nodiscard]] bool isEmpty() const { return m_tags.isEmpty(); }
    [[nodiscard]] const QStringList &toList() const { return m_tags; } ///< sorted, without duplicates

    friend bool operator==(const TagSet &, const TagSet &) = default;

private:
    QStringList m_tags;
};

/// The facts about one version. A value.
struct Metadata
{
    Name name;
    Version version;
    QDateTime createdAt; ///< UTC; when the version was published
    QDateTime updatedAt; ///< UTC; when tags or description last changed
    qint64 size = 0;     ///< bytes of the plain content
    Checksum checksum;   ///< of the plain content
    TagSet tags;
    QString description; ///< at most maxDescriptionBytes
    QString author;      ///< at most maxAuthorBytes
    QString message;     ///< why this version; at most maxMessageBytes
    JsonObject unknown;  ///< fields that a newer Pulse wrote; kept through every rewrite

    static constexpr int maxDescriptionBytes = 64 * 1024;
    static constexpr int maxMessageBytes = 64 * 1024;
    static constexpr int maxAuthorBytes = 1024;

    friend bool operator==(const Metadata &, const Metadata &) = default;
};

/// Whether decodeMetadata would read back what encodeMetadata writes: the limits of the texts, valid times, a size that
/// is not negative, unknown fields that do not hide known ones, and a whole that is not too large. Invalid, with the
/// field that is wrong, when not. Check it before publishing.
[[nodiscard]] Result<void> validateMetadata(const Metadata &metadata);

/// `metadata.json`: indented JSON with the fields in a fixed order, the unknown ones after them.
[[nodiscard]] QByteArray encodeMetadata(const Metadata &metadata);

/// Reads `metadata.json` strictly (see parseJson). Corrupt, with the position or the field, when it is anything else,
/// or when it has a seal (seal.h) that is wrong. The seal itself is none of the fields. Required: name, version,
/// created_at, size, checksum; updated_at defaults to created_at, the rest to empty.
[[nodiscard]] Result<Metadata> decodeMetadata(QByteArrayView json);

/// A change of what stays editable after publishing (M4).
struct MetadataPatch
{
    std::optional<QString> description;
    QStringList addTags;
    QStringList removeTags;
    std::optional<TagSet> tags; ///< replaces the whole set; add and remove apply after it

    // What must hold when the patch is applied; where it does not, nothing changes: Conflict.
    std::optional<QString> expectedDescription;
    QStringList expectedTags;   ///< must all be there
    QStringList unexpectedTags; ///< none may be there

    /// Whether applying it to `metadata` would change nothing.
    [[nodiscard]] bool isNoOpOn(const Metadata &metadata) const;
    /// The patched metadata with `updatedAt` = `now`; Invalid when a tag or the description breaks a limit, Conflict
    /// when `metadata` is not what was expected.
    [[nodiscard]] Result<Metadata> applyTo(const Metadata &metadata, const QDateTime &now) const;
};

/// One version whole: its metadata and its content.
struct Prompt
{
    Metadata metadata;
    QByteArray content; ///< exactly the bytes that were published

    [[nodiscard]] const Name &name() const { return metadata.name; }
    [[nodiscard]] const Version &version() const { return metadata.version; }
};

} // namespace pulse
