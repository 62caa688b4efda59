// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/crypto/checksum.h"
#include "pulse/model/label.h"
#include "pulse/model/name.h"
#include "pulse/storage/content_place.h"
#include "pulse/storage/storage.h"

// The keys of a library's objects (docs/object-layout.md). A key that ends with a slash is the prefix of others.
namespace pulse::objects::keys {

inline constexpr QLatin1StringView library{"library.json"};
inline constexpr QLatin1StringView prompts{"prompts/"};
inline constexpr QLatin1StringView trash{"trash/"};
inline constexpr QLatin1StringView locks{"locks/"};
inline constexpr QLatin1StringView changes{"changes/"};
inline constexpr QLatin1StringView metadataLeaf{"metadata.json"};
inline constexpr QLatin1StringView latestLeaf{"latest"};
inline constexpr QLatin1StringView plainContent = plainContentName; ///< as other programs and the folder write it

[[nodiscard]] QString of(const Name &name);                          ///< "prompts/NAME/"
[[nodiscard]] QString of(const VersionKey &key);                     ///< "prompts/NAME/VERSION/"
[[nodiscard]] QString metadataOf(const VersionKey &key);             ///< "prompts/NAME/VERSION/metadata.json"
[[nodiscard]] QString labelOf(const Name &name, const Label &label); ///< "prompts/NAME/@label"
[[nodiscard]] QString latestOf(const Name &name);                    ///< "prompts/NAME/latest"
[[nodiscard]] QString trashed(const QString &id);                    ///< "trash/ID/"
[[nodiscard]] QString recordOf(const QString &id);                   ///< "trash/ID/record.json"
[[nodiscard]] QString trashedVersion(const QString &id, const Version &version); ///< "trash/ID/prompt/VERSION/"

/// "content-<32 digits of the checksum>-<12 random digits>.md": no two publications ever share a content object, so
/// that whoever removes one cannot take another's content along.
[[nodiscard]] QString contentLeaf(const Checksum &checksum, const QByteArray &random);
[[nodiscard]] bool isContentLeaf(QStringView leaf); ///< also "content.md"

/// Behind every key with this prefix, before every other.
[[nodiscard]] QString behind(const QString &prefix);
/// The order of the UTF-8 bytes, in which listings come.
[[nodiscard]] bool less(QStringView a, QStringView b);

/// What a key below "prompts/" is.
struct Place
{
    enum class Kind {
        Metadata, ///< "…/VERSION/metadata.json"
        Content,  ///< "…/VERSION/content….md"
        Pointer,  ///< "…/latest", "…/@label"
        Other
    };
    Kind kind = Kind::Other;
    QString prompt;                 ///< the path of the prompt, unchecked
    std::optional<Version> version; ///< for Metadata and Content
    QString leaf;
};
[[nodiscard]] Place placeOf(const QString &key);

} // namespace pulse::objects::keys
