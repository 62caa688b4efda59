// SPDX-License-Identifier: Apache-2.0
#include "pulse/storage/trash_record.h"

#include "pulse/base/clock.h"
#include "pulse/base/json.h"
#include "pulse/model/seal.h"

using namespace Qt::StringLiterals;

namespace pulse {
namespace {

std::unexpected<Error> broken(const QString &id, const QString &why)
{
    return failure(ErrorCode::Corrupt, u"trash"_s, id,
                   u"The record of “%1” in the trash cannot be understood: %2 The removed files are still in the "
                   "library's folder “trash”."_s.arg(id, why));
}

QString textOf(const JsonObject &object, QStringView member)
{
    const JsonValue *value = object.find(member);
    return value != nullptr && value->asString() != nullptr ? *value->asString() : QString();
}

Result<std::vector<Version>> versionsOf(const JsonObject &object, const QString &id)
{
    const JsonValue *value = object.find(u"versions");
    const JsonValue::Array *array = value != nullptr ? value->asArray() : nullptr;
    if (array == nullptr)
        return broken(id, u"It lists no versions."_s);
    std::vector<Version> versions;
    for (const JsonValue &item : *array) {
        auto version = Version::parse(item.asString() != nullptr ? *item.asString() : QString());
        if (!version)
            return broken(id, version.error().message());
        versions.push_back(*std::move(version));
    }
    std::ranges::sort(versions);
    return versions;
}

Result<LabelMap> labelsOf(const JsonObject &object, const QString &id)
{
    LabelMap labels;
    const JsonValue *value = object.find(u"labels");
    if (value == nullptr)
        return labels;
    if (value->asObject() == nullptr)
        return broken(id, u"Its labels are no object."_s);
    for (const auto &[name, target] : value->asObject()->members()) {
        const auto label = Label::parse(name);
        const auto version = Version::parse(target.asString() != nullptr ? *target.asString() : QString());
        if (!label || !version)
            return broken(id, u"It holds a label that is none."_s);
        labels.emplace(*label, *version);
    }
    return labels;
}

} // namespace

QByteArray encodeTrashRecord(const TrashRecord &record)
{
    JsonValue::Array versions;
    for (const Version &version : record.entry.versions)
        versions.emplace_back(version.toString());
    JsonObject labels;
    for (const auto &[label, version] : record.labels)
        labels.insert(label.toString(), JsonValue(version.toString()));
    const JsonObject object{{u"name"_s, JsonValue(record.entry.name.toString())},
                            {u"versions"_s, JsonValue(std::move(versions))},
                            {u"whole_prompt"_s, JsonValue(record.entry.wholePrompt)},
                            {u"labels"_s, JsonValue(std::move(labels))},
                            {u"removed_at"_s, JsonValue(toRfc3339(record.entry.removedAt))},
                            {u"removed_by"_s, JsonValue(record.entry.removedBy)}};
    return toJson(JsonValue(object), JsonStyle::Indented);
}

Result<TrashRecord> decodeTrashRecord(QByteArrayView json, const QString &id)
{
    const auto value = parseJson(json);
    if (!value)
        return broken(id, value.error().message());
    const JsonObject *object = value->asObject();
    if (object == nullptr)
        return broken(id, u"It is no object."_s);
    if (object->find(sealField) != nullptr && sealOf(json) != Seal::Right)
        return broken(id, u"It does not match its seal, so it was damaged, or changed by hand."_s);
    auto name = Name::parse(textOf(*object, u"name"));
    if (!name)
        return broken(id, name.error().message());
    auto versions = versionsOf(*object, id);
    if (!versions)
        return failure(std::move(versions));
    auto labels = labelsOf(*object, id);
    if (!labels)
        return failure(std::move(labels));
    const JsonValue *whole = object->find(u"whole_prompt");
    const QDateTime removedAt = fromRfc3339(textOf(*object, u"removed_at"));
    if (whole == nullptr || whole->asBool() == nullptr || !removedAt.isValid())
        return broken(id, u"It does not say when or how much was removed."_s);
    return TrashRecord{.entry = {.id = id,
                                 .name = *std::move(name),
                                 .versions = *std::move(versions),
                                 .wholePrompt = *whole->asBool(),
                                 .removedAt = removedAt,
                                 .removedBy = textOf(*object, u"removed_by")},
                       .labels = *std::move(labels)};
}

} // namespace pulse
