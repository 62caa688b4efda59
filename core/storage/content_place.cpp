// SPDX-License-Identifier: Apache-2.0
#include "pulse/storage/content_place.h"

using namespace Qt::StringLiterals;

namespace pulse {
namespace {

constexpr QStringView field = u"stored_as";
constexpr QStringView inlineField = u"stored_inline";
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

void setInlineContent(Metadata &metadata, const QByteArray &content)
{
    metadata.unknown.remove(inlineField);
    const QString text = QString::fromUtf8(content);
    if (text.toUtf8() == content) // not so with bytes that are no text, or begin with a byte order mark
        metadata.unknown.insert(inlineField.toString(), JsonValue(text));
}

std::optional<QByteArray> takeInlineContent(Metadata &metadata)
{
    const JsonValue *stored = metadata.unknown.find(field) ? metadata.unknown.find(inlineField) : nullptr;
    if (stored == nullptr)
        return std::nullopt;
    std::optional<QByteArray> content;
    if (const QString *text = stored->asString())
        content = text->toUtf8();
    metadata.unknown.remove(inlineField);
    const bool isRight = content && content->size() == metadata.size && Checksum::of(*content) == metadata.checksum;
    return isRight ? content : std::nullopt;
}

} // namespace pulse
