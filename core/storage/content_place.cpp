// SPDX-License-Identifier: Apache-2.0
#include "pulse/storage/content_place.h"

using namespace Qt::StringLiterals;

namespace pulse {
namespace {

constexpr QStringView field = u"stored_as";
constexpr qsizetype checksumDigits = 32;
constexpr qsizetype randomDigits = 12;

bool isHex(QStringView text)
{
    return std::ranges::all_of(text, [](QChar c) { return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f'); });
}

} // namespace

bool isContentName(QStringView name)
{
    constexpr QLatin1StringView prefix{"content-"};
    constexpr QLatin1StringView suffix{".md"};
    constexpr qsizetype length = prefix.size() + checksumDigits + 1 + randomDigits + suffix.size();
    return name.size() == length && name.startsWith(prefix) && name.endsWith(suffix) &&
           name[prefix.size() + checksumDigits] == u'-' && isHex(name.sliced(prefix.size(), checksumDigits)) &&
           isHex(name.sliced(prefix.size() + checksumDigits + 1, randomDigits));
}

QString contentNameIn(const Metadata &metadata)
{
    const JsonValue *stored = metadata.unknown.find(field);
    if (stored == nullptr)
        return plainContentName;
    return stored->asString() != nullptr && isContentName(*stored->asString()) ? *stored->asString() : QString();
}

void setContentName(Metadata &metadata, const QString &name)
{
    metadata.unknown.remove(field);
    if (name != plainContentName)
        metadata.unknown.insert(field.toString(), JsonValue(name));
}

void forgetContentName(Metadata &metadata)
{
    metadata.unknown.remove(field);
}

} // namespace pulse
