// SPDX-License-Identifier: Apache-2.0
#include "doubt.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

QString fieldOf(Saying saying)
{
    return saying == Saying::InDoubt ? u"doubt"_s : u"intends"_s;
}

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

Doubt doubtOf(const Name &name, const Label &label, const Version &version)
{
    return {{name, version}, u'@' + label.toString()};
}

// A Pulse that knows of no labels takes one for other bytes under the number, and waits.
JsonObject toJson(const std::vector<Doubt> &doubts, Saying saying)
{
    std::map<QString, QStringList> digests;
    for (const Doubt &doubt : doubts)
        digests[doubt.key.toString()].append(doubt.digest);
    JsonObject versions;
    for (const auto &[key, all] : digests)
        versions.insert(key, all.join(u' '));
    return {{fieldOf(saying), std::move(versions)}};
}

std::vector<Doubt> doubtsIn(const QByteArray &announcement, Saying saying)
{
    const auto document = parseJson(announcement);
    const JsonObject *object = document ? document->asObject() : nullptr;
    const JsonValue *all = object ? object->find(fieldOf(saying)) : nullptr;
    std::vector<Doubt> doubts;
    if (all == nullptr || all->asObject() == nullptr)
        return doubts;
    for (const auto &[text, digests] : all->asObject()->members()) {
        const auto key = keyIn(text);
        if (!key || !digests.asString())
            return {};
        for (const QString &digest : digests.asString()->split(u' ')) {
            doubts.push_back({*key, digest});
            if (doubts.back().isLabel() && !Label::parse(QStringView(digest).sliced(1)))
                return {};
        }
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
