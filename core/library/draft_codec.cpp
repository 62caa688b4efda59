// SPDX-License-Identifier: Apache-2.0
#include "draft_codec.h"

#include "pulse/base/json.h"
#include "pulse/crypto/checksum.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse::detail {

namespace {

constexpr QByteArrayView fileMark = "pulse-draft-1 ";

std::optional<QString> textOf(const JsonObject &facts, QStringView name)
{
    const JsonValue *value = facts.find(name);
    const QString *text = value ? value->asString() : nullptr;
    return text ? std::optional(*text) : std::nullopt;
}

qint64 numberOf(const JsonObject &facts, QStringView name)
{
    const JsonValue *value = facts.find(name);
    return value ? value->toInteger().value_or(-1) : -1;
}

std::optional<Draft> decodeFacts(QByteArrayView line, const QByteArray &content)
{
    const auto json = parseJson(line);
    const JsonObject *facts = json ? json->asObject() : nullptr;
    if (!facts || numberOf(*facts, u"size") != content.size())
        return {};
    Draft draft;
    const auto key = textOf(*facts, u"key");
    const auto savedAt = textOf(*facts, u"saved_at");
    if (!key || !savedAt)
        return {};
    draft.key = *key;
    draft.savedAt = fromRfc3339(*savedAt);
    draft.cursor = std::max<qint64>(0, numberOf(*facts, u"cursor"));
    draft.content = content;
    if (const auto text = textOf(*facts, u"name")) {
        const auto name = Name::parse(*text);
        if (!name)
            return {};
        draft.name = *name;
    }
    if (const auto text = textOf(*facts, u"base")) {
        const auto base = Version::parse(*text);
        if (!base)
            return {};
        draft.base = *base;
    }
    return draft;
}

} // namespace

QByteArray encodeDraft(const Draft &draft)
{
    JsonObject facts{{u"key"_s, draft.key},
                     {u"saved_at"_s, toRfc3339(draft.savedAt)},
                     {u"cursor"_s, draft.cursor},
                     {u"size"_s, qint64(draft.content.size())}};
    if (draft.name)
        facts.insert(u"name"_s, draft.name->toString());
    if (draft.base)
        facts.insert(u"base"_s, draft.base->toString());
    return toJson(JsonValue(std::move(facts))) + '\n' + draft.content;
}

std::optional<Draft> decodeDraft(const QByteArray &value)
{
    const qsizetype facts = value.indexOf('\n');
    if (facts < 0)
        return {};
    return decodeFacts(QByteArrayView(value).first(facts), value.sliced(facts + 1));
}

std::optional<Draft> decodeDraftFile(const QByteArray &bytes)
{
    const qsizetype mark = bytes.indexOf('\n');
    if (!bytes.startsWith(fileMark) || mark < 0)
        return {};
    const QByteArray checksum = bytes.sliced(fileMark.size(), mark - fileMark.size());
    const QByteArray rest = bytes.sliced(mark + 1);
    if (checksum != Checksum::of(rest).toString().toLatin1())
        return {};
    return decodeDraft(rest);
}

QString draftFileName(const QString &key)
{
    return Checksum::of(key.toUtf8()).hex() + u".draft"_s;
}

} // namespace pulse::detail
