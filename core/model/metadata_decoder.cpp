// SPDX-License-Identifier: Apache-2.0
#include "metadata_fields.h"
#include "pulse/base/clock.h"
#include "pulse/model/metadata.h"
#include "pulse/model/seal.h"

#include <array>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

constexpr std::array<QStringView, 10> fieldNames{u"name",     u"version", u"created_at",  u"updated_at", u"size",
                                                 u"checksum", u"tags",    u"description", u"author",     u"message"};

/// Takes the known fields out of the document one by one and remembers the first that is wrong.
class MetadataDecoder
{
public:
    explicit MetadataDecoder(const JsonObject &object)
    {
        for (const JsonObject::Member &member : object.members()) {
            if (const std::optional<MetadataField> field = fieldOf(member.first))
                m_known[size_t(*field)] = &member.second;
            else if (member.first != sealField)
                m_unknown.push_back(member);
        }
    }

    Result<Metadata> decode()
    {
        std::optional<Name> name = parsed<Name>(MetadataField::Name);
        std::optional<Version> version = parsed<Version>(MetadataField::Version);
        const QDateTime createdAt = time(MetadataField::CreatedAt);
        const QDateTime updatedAt = has(MetadataField::UpdatedAt) ? time(MetadataField::UpdatedAt) : createdAt;
        const qint64 size = this->size();
        std::optional<Checksum> checksum = parsed<Checksum>(MetadataField::Checksum);
        TagSet tags = this->tags();
        QString description = text(MetadataField::Description, brokenDescription);
        QString author = text(MetadataField::Author, brokenAuthor);
        QString message = text(MetadataField::Message, brokenMessage);
        if (!m_problem.isEmpty() || !name || !version || !checksum)
            return damaged(m_problem);
        Metadata metadata{.name = std::move(*name),
                          .version = std::move(*version),
                          .createdAt = createdAt,
                          .updatedAt = updatedAt,
                          .size = size,
                          .checksum = *checksum,
                          .tags = std::move(tags),
                          .description = std::move(description),
                          .author = std::move(author),
                          .message = std::move(message),
                          .unknown = JsonObject::fromUnique(std::move(m_unknown))};
        return metadata;
    }

    static std::unexpected<Error> damaged(const QString &problem)
    {
        return failure(ErrorCode::Corrupt, {}, {},
                       u"The metadata is damaged: %1 Run verify to see what can be repaired, or restore the version "
                       "from a backup."_s.arg(problem));
    }

private:
    [[nodiscard]] bool has(MetadataField field) const { return m_known[size_t(field)] != nullptr; }

    void wrong(MetadataField field, const QString &problem)
    {
        if (m_problem.isEmpty())
            m_problem = u"the field “%1” %2."_s.arg(fieldNames[size_t(field)], problem);
    }

    const QString *string(MetadataField field, bool isRequired = true)
    {
        const JsonValue *value = m_known[size_t(field)];
        const QString *text = value ? value->asString() : nullptr;
        if (!value && isRequired)
            wrong(field, u"is missing"_s);
        else if (value && !text)
            wrong(field, u"is not a text"_s);
        return text;
    }

    template <typename Value>
    std::optional<Value> parsed(MetadataField field)
    {
        const QString *text = string(field);
        if (!text)
            return {};
        Result<Value> value = Value::parse(*text);
        if (!value) {
            wrong(field, u"is not valid. %1"_s.arg(value.error().message().chopped(1)));
            return {};
        }
        return std::move(*value);
    }

    QDateTime time(MetadataField field)
    {
        const QString *text = string(field);
        if (!text)
            return {};
        const QDateTime time = fromRfc3339(*text);
        // A time near the ends of the calendar can leave it on its way to UTC.
        if (!time.isValid() || toRfc3339(time).isEmpty())
            wrong(field, u"is not a time by RFC 3339, such as 2025-01-31T12:00:00Z"_s);
        return time;
    }

    qint64 size()
    {
        const JsonValue *value = m_known[size_t(MetadataField::Size)];
        const std::optional<qint64> size = value ? value->toInteger() : std::nullopt;
        if (!value)
            wrong(MetadataField::Size, u"is missing"_s);
        else if (!size || *size < 0)
            wrong(MetadataField::Size, u"is not a whole number of bytes"_s);
        return size.value_or(0);
    }

    TagSet tags()
    {
        const JsonValue *value = m_known[size_t(MetadataField::Tags)];
        if (!value)
            return {};
        const JsonValue::Array *array = value->asArray();
        QStringList list;
        for (const JsonValue &element : array ? *array : JsonValue::Array())
            if (const QString *tag = element.asString())
                list += *tag;
        if (!array || list.size() != std::ssize(*array)) {
            wrong(MetadataField::Tags, u"is not a list of texts"_s);
            return {};
        }
        Result<TagSet> tags = TagSet::parse(list);
        if (!tags)
            wrong(MetadataField::Tags, u"is not valid. %1"_s.arg(tags.error().message().chopped(1)));
        return tags ? std::move(*tags) : TagSet();
    }

    QString text(MetadataField field, std::optional<QString> (*broken)(const QString &))
    {
        const QString *text = string(field, false);
        if (!text)
            return {};
        if (const std::optional<QString> problem = broken(*text))
            wrong(field, u"is not valid: %1"_s.arg(*problem));
        return *text;
    }

    std::array<const JsonValue *, fieldNames.size()> m_known{};
    std::vector<JsonObject::Member> m_unknown;
    QString m_problem;
};

} // namespace

std::optional<MetadataField> fieldOf(QStringView name)
{
    const auto found = std::ranges::find(fieldNames, name);
    if (found == fieldNames.end())
        return {};
    return MetadataField(found - fieldNames.begin());
}

Result<Metadata> decodeMetadata(QByteArrayView json)
{
    const Result<JsonValue> document = parseJson(json);
    if (!document)
        return MetadataDecoder::damaged(document.error().message());
    const JsonObject *object = document->asObject();
    if (!object)
        return MetadataDecoder::damaged(u"it is not a JSON object."_s);
    if (object->find(sealField) && sealOf(json) != Seal::Right)
        return MetadataDecoder::damaged(u"it does not match its seal."_s);
    return MetadataDecoder(*object).decode();
}

} // namespace pulse
