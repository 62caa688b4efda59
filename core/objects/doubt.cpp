// SPDX-License-Identifier: Apache-2.0
#include "doubt.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

constexpr QStringView field = u"doubt";
constexpr int digestDigits = 32;

std::optional<VersionKey> keyIn(const QString &text)
{
    const qsizetype at = text.lastIndexOf(u'@');
    auto name = Name::parse(text.first(std::max<qsizetype>(at, 0)));
    auto version = Version::parse(text.sliced(at + 1));
    return name && version ? std::optional(VersionKey{*std::move(name), *std::move(version)}) : std::nullopt;
}

} // namespace

Doubt doubtOf(const Metadata &metadata)
{
    return {{metadata.name, metadata.version}, Checksum::of(encodeMetadata(metadata)).hex().first(digestDigits)};
}

JsonObject toJson(const std::vector<Doubt> &doubts)
{
    JsonObject versions;
    for (const Doubt &doubt : doubts)
        versions.insert(doubt.key.toString(), doubt.digest);
    return {{field.toString(), std::move(versions)}};
}

std::vector<Doubt> doubtsIn(const QByteArray &announcement)
{
    const auto document = parseJson(announcement);
    const JsonObject *object = document ? document->asObject() : nullptr;
    const JsonValue *all = object ? object->find(field) : nullptr;
    std::vector<Doubt> doubts;
    if (all == nullptr || all->asObject() == nullptr)
        return doubts;
    for (const auto &[text, digest] : all->asObject()->members()) {
        auto key = keyIn(text);
        if (!key || !digest.asString())
            return {};
        doubts.push_back({*std::move(key), *digest.asString()});
    }
    return doubts;
}

bool collide(const Name &one, const Name &other)
{
    const QStringList left = one.segments();
    const QStringList right = other.segments();
    const auto [differs, against] = std::ranges::mismatch(left, right);
    return differs != left.end() && against != right.end() && foldCase(*differs) == foldCase(*against);
}

} // namespace pulse::objects
