// SPDX-License-Identifier: Apache-2.0
#include "object_keys.h"

#include "pulse/storage/content_place.h"

using namespace Qt::StringLiterals;

namespace pulse::objects::keys {
namespace {

constexpr int checksumDigits = 32;
constexpr int randomDigits = 12;

// Most segments are no versions; the first character tells without building an error for each.
std::optional<Version> versionNamed(QStringView segment)
{
    if (segment.isEmpty() || segment[0] < u'0' || segment[0] > u'9')
        return std::nullopt;
    auto version = Version::parse(segment);
    return version ? std::optional(*std::move(version)) : std::nullopt;
}

} // namespace

QString of(const Name &name)
{
    return prompts + name.toString() + u'/';
}

QString of(const VersionKey &key)
{
    return of(key.name) + key.version.toString() + u'/';
}

QString metadataOf(const VersionKey &key)
{
    return of(key) + metadataLeaf;
}

QString labelOf(const Name &name, const Label &label)
{
    return of(name) + u'@' + label.toString();
}

QString latestOf(const Name &name)
{
    return of(name) + latestLeaf;
}

QString trashed(const QString &id)
{
    return trash + id + u'/';
}

QString recordOf(const QString &id)
{
    return trashed(id) + "record.json"_L1;
}

QString trashedVersion(const QString &id, const Version &version)
{
    return trashed(id) + "prompt/"_L1 + version.toString() + u'/';
}

QString contentLeaf(const Checksum &checksum, const QByteArray &random)
{
    return u"content-%1-%2.md"_s.arg(checksum.hex().left(checksumDigits),
                                     QString::fromLatin1(random.toHex().left(randomDigits)));
}

bool isContentLeaf(QStringView leaf)
{
    return leaf == plainContent || isContentName(leaf);
}

QString behind(const QString &prefix)
{
    return prefix + QString::fromUcs4(U"\U0010FFFF");
}

bool less(QStringView a, QStringView b)
{
    // Code units order as UTF-8 does but where surrogates meet what lies behind them.
    const auto rank = [](QChar c) {
        const char16_t unit = c.unicode();
        return unit >= 0xE000 ? unit - 0x800 : unit >= 0xD800 ? unit + 0x2000 : unit;
    };
    return std::ranges::lexicographical_compare(a, b, {}, rank, rank);
}

Place placeOf(const QString &key)
{
    Place place;
    const qsizetype slash = key.lastIndexOf(u'/');
    const QString folder = key.mid(prompts.size(), qMax(qsizetype(0), slash - prompts.size()));
    place.leaf = key.mid(slash + 1);
    place.prompt = folder;
    if (place.leaf == latestLeaf || place.leaf.startsWith(u'@')) {
        place.kind = Place::Kind::Pointer;
        return place;
    }
    const qsizetype last = folder.lastIndexOf(u'/');
    if (last <= 0 || !(place.leaf == metadataLeaf || isContentLeaf(place.leaf)))
        return place;
    place.version = versionNamed(QStringView(folder).sliced(last + 1));
    if (!place.version)
        return place;
    place.prompt = folder.left(last);
    place.kind = place.leaf == metadataLeaf ? Place::Kind::Metadata : Place::Kind::Content;
    return place;
}

} // namespace pulse::objects::keys
