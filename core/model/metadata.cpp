// SPDX-License-Identifier: Apache-2.0
#include "pulse/model/metadata.h"

#include "metadata_fields.h"
#include "pulse/base/clock.h"
#include "pulse/model/metadata_rules.h"
#include "pulse/model/seal.h"
#include "text_rules.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

std::unexpected<Error> invalidField(const Metadata &metadata, const QString &problem)
{
    return failure(ErrorCode::Invalid, {}, metadata.name.toString(),
                   u"The metadata cannot be written: %1."_s.arg(problem));
}

/// The first text that breaks a limit, as a sentence's end; or nothing.
std::optional<QString> brokenText(const Metadata &metadata)
{
    if (const auto broken = brokenDescription(metadata.description))
        return broken;
    if (const auto broken = brokenAuthor(metadata.author))
        return broken;
    return brokenMessage(metadata.message);
}

bool isWritable(const QDateTime &time)
{
    return !toRfc3339(time).isEmpty();
}

} // namespace

std::optional<QString> brokenDescription(const QString &description)
{
    return brokenTextRule(u"description", description, Metadata::maxDescriptionBytes);
}

std::optional<QString> brokenMessage(const QString &message)
{
    return brokenTextRule(u"message", message, Metadata::maxMessageBytes);
}

std::optional<QString> brokenAuthor(const QString &author)
{
    if (std::ranges::any_of(author, [](QChar unit) { return unit.unicode() < 0x20 || unit.unicode() == 0x7F; }))
        return u"the author has a line break or another control character. Write it on one line"_s;
    return brokenTextRule(u"author", author, Metadata::maxAuthorBytes);
}

std::optional<QString> brokenTextRule(QStringView field, const QString &text, int maxBytes)
{
    if (text.contains(QChar(u'\0')))
        return u"the %1 has a NUL character. Remove it"_s.arg(field);
    if (!text.isValidUtf16())
        return u"the %1 has half a character (a lone surrogate). Remove it"_s.arg(field);
    if (const qsizetype bytes = utf8Length(text); bytes > maxBytes)
        return u"the %1 is %2 bytes long, and it may have %3. Shorten it"_s.arg(field).arg(bytes).arg(maxBytes);
    return {};
}

Result<void> validateFields(const Metadata &metadata)
{
    if (const auto broken = brokenText(metadata))
        return invalidField(metadata, *broken);
    if (!isWritable(metadata.createdAt) || !isWritable(metadata.updatedAt))
        return invalidField(metadata, u"a time in it is missing or outside the years 1 to 9999. Set the clock"_s);
    if (metadata.size < 0)
        return invalidField(metadata, u"the size is negative"_s);
    for (const JsonObject::Member &member : metadata.unknown.members()) {
        if (fieldOf(member.first))
            return invalidField(metadata, u"the field “%1” is given twice"_s.arg(member.first));
        else if (member.first == sealField)
            return invalidField(metadata, u"a field named “seal” has a meaning of its own. Take it out"_s);
    }
    return {};
}

Result<void> validateMetadata(const Metadata &metadata)
{
    if (auto valid = validateFields(metadata); !valid)
        return valid;
    // What is left (the whole's size, depth and characters of unknown fields) is the reader's to say.
    Result<Metadata> readBack = decodeMetadata(encodeMetadata(metadata));
    if (!readBack)
        return invalidField(metadata, u"it could not be read again. %1"_s.arg(readBack.error().message().chopped(1)));
    return {};
}

QByteArray encodeMetadata(const Metadata &metadata)
{
    JsonValue::Array tags;
    for (const QString &tag : metadata.tags.toList())
        tags.emplace_back(tag);
    std::vector<JsonObject::Member> members{
        {u"name"_s, metadata.name.toString()},
        {u"version"_s, metadata.version.toString()},
        {u"created_at"_s, toRfc3339(metadata.createdAt)},
        {u"updated_at"_s, toRfc3339(metadata.updatedAt)},
        {u"size"_s, metadata.size},
        {u"checksum"_s, metadata.checksum.toString()},
        {u"tags"_s, std::move(tags)},
        {u"description"_s, metadata.description},
        {u"author"_s, metadata.author},
        {u"message"_s, metadata.message},
    };
    const std::vector<JsonObject::Member> &unknown = metadata.unknown.members();
    members.insert(members.end(), unknown.begin(), unknown.end());
    return toJson(JsonObject::fromUnique(std::move(members)), JsonStyle::Indented);
}

bool MetadataPatch::isNoOpOn(const Metadata &metadata) const
{
    const Result<Metadata> patched = applyTo(metadata, metadata.updatedAt);
    return patched && *patched == metadata;
}

Result<Metadata> MetadataPatch::applyTo(const Metadata &metadata, const QDateTime &now) const
{
    const auto isThere = [&metadata](const QString &tag) { return metadata.tags.contains(tag); };
    if ((expectedDescription && *expectedDescription != metadata.description) ||
        !std::ranges::all_of(expectedTags, isThere) || std::ranges::any_of(unexpectedTags, isThere))
        return failure(ErrorCode::Conflict, u"update"_s, metadata.name.toString(),
                       u"The tags or the description of “%1” %2 were changed meanwhile. Look at them again."_s.arg(
                           metadata.name.toString(), metadata.version.toString()));
    Metadata patched = metadata;
    patched.updatedAt = now.toUTC();
    if (description) {
        if (const auto broken = brokenDescription(*description))
            return invalidField(metadata, *broken);
        patched.description = *description;
    }
    if (tags)
        patched.tags = *tags;
    for (const QString &tag : addTags)
        if (Result<void> inserted = patched.tags.insert(tag); !inserted)
            return failure(std::move(inserted));
    for (const QString &tag : removeTags)
        patched.tags.remove(tag);
    return patched;
}

} // namespace pulse
