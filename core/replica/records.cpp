// SPDX-License-Identifier: Apache-2.0
#include "records.h"

#include "pulse/base/clock.h"

using namespace Qt::StringLiterals;

namespace pulse::replica {

namespace {

// A value of 64 MiB is more than any prompt needs; the depth is that of the records below.
constexpr JsonLimits limits{.bytes = 64 * 1024 * 1024, .depth = 8};

// ---- writing

JsonObject json(const LabelMap &labels)
{
    std::vector<JsonObject::Member> members;
    for (const auto &[label, version] : labels)
        members.emplace_back(label.toString(), version.toString());
    return JsonObject::fromUnique(std::move(members));
}

JsonObject json(const VersionFacts &facts)
{
    JsonObject object{{u"bytes"_s, facts.checksum.hex()}};
    if (!facts.description.isEmpty())
        object.insert(u"description"_s, QString::fromLatin1(facts.description));
    if (!facts.tags.isEmpty()) {
        JsonValue::Array tags;
        for (const QString &tag : facts.tags.toList())
            tags.emplace_back(tag);
        object.insert(u"tags"_s, std::move(tags));
    }
    return object;
}

JsonObject json(const PromptFacts &facts)
{
    std::vector<JsonObject::Member> versions;
    for (const auto &[version, one] : facts.versions)
        versions.emplace_back(version.toString(), json(one));
    JsonObject object{{u"versions"_s, JsonObject::fromUnique(std::move(versions))}};
    if (!facts.labels.empty())
        object.insert(u"labels"_s, json(facts.labels));
    return object;
}

// What differs from `from`; null for what is there no more.
JsonObject difference(const PromptFacts &from, const PromptFacts &to)
{
    std::vector<JsonObject::Member> versions;
    for (const auto &[version, one] : to.versions) {
        if (const VersionFacts *before = from.find(version); !before || *before != one)
            versions.emplace_back(version.toString(), json(one));
    }
    for (const auto &[version, one] : from.versions) {
        if (!to.find(version))
            versions.emplace_back(version.toString(), JsonValue());
    }
    std::vector<JsonObject::Member> labels;
    for (const auto &[label, version] : to.labels) {
        if (const auto before = from.labels.find(label); before == from.labels.end() || before->second != version)
            labels.emplace_back(label.toString(), version.toString());
    }
    for (const auto &[label, version] : from.labels) {
        if (!to.labels.contains(label))
            labels.emplace_back(label.toString(), JsonValue());
    }
    JsonObject object;
    if (!versions.empty())
        object.insert(u"versions"_s, JsonObject::fromUnique(std::move(versions)));
    if (!labels.empty())
        object.insert(u"labels"_s, JsonObject::fromUnique(std::move(labels)));
    return object;
}

JsonObject json(const UnderWay &way, const PromptFacts &past)
{
    JsonObject object;
    if (way.isSettled)
        object.insert(u"settled"_s, true);
    else
        object.insert(u"received"_s, difference(past, way.received));
    object.insert(u"agreed"_s, difference(way.received, way.agreed));
    JsonValue::Array arriving;
    for (const Version &version : way.arriving)
        arriving.emplace_back(version.toString());
    if (!arriving.empty())
        object.insert(u"arriving"_s, std::move(arriving));
    return object;
}

QString base64(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

JsonObject json(const SyncStorage::Conflict::Side &side)
{
    return {{u"value"_s, base64(side.value)}, {u"at"_s, toRfc3339(side.changedAt)}, {u"author"_s, side.author}};
}

// ---- reading: any step that finds something else makes the whole bad

class Reading
{
public:
    explicit Reading(const QByteArray &bytes)
        : m_json(parseJson(bytes, limits))
    {
        if (!m_json || !m_json->asObject())
            m_isGood = false;
    }

    [[nodiscard]] bool isGood() const { return m_isGood; }
    [[nodiscard]] const JsonObject &root() const
    {
        static const JsonObject none;
        return m_json && m_json->asObject() ? *m_json->asObject() : none;
    }

    // Missing members are as empty ones.
    QString text(const JsonObject &object, QStringView name)
    {
        const JsonValue *value = object.find(name);
        if (value && !value->asString())
            m_isGood = false;
        return value && value->asString() ? *value->asString() : QString();
    }
    QByteArray bytes(const JsonObject &object, QStringView name)
    {
        return QByteArray::fromBase64(text(object, name).toLatin1());
    }
    bool flag(const JsonObject &object, QStringView name)
    {
        const JsonValue *value = object.find(name);
        if (value && !value->asBool())
            m_isGood = false;
        return value && value->asBool() && *value->asBool();
    }
    const JsonObject &object(const JsonObject &parent, QStringView name)
    {
        static const JsonObject none;
        const JsonValue *value = parent.find(name);
        if (value && !value->asObject())
            m_isGood = false;
        return value && value->asObject() ? *value->asObject() : none;
    }
    template <typename T>
    std::optional<T> parsed(Result<T> result)
    {
        m_isGood = m_isGood && result.has_value();
        return result ? std::optional<T>(*std::move(result)) : std::nullopt;
    }
    Checksum checksum(const QString &hex) { return parsed(Checksum::parse(u"sha256:"_s + hex)).value_or(Checksum()); }

    LabelMap labels(const JsonObject &object)
    {
        LabelMap map;
        for (const auto &[name, value] : object.members()) {
            const auto label = parsed(Label::parse(name));
            const auto version = parsed(Version::parse(value.asString() ? *value.asString() : QString()));
            if (label && version)
                map.emplace(*label, *version);
        }
        return map;
    }
    VersionFacts version(const JsonObject &object)
    {
        VersionFacts facts{.checksum = checksum(text(object, u"bytes")),
                           .description = text(object, u"description").toLatin1(),
                           .tags = {}};
        const JsonValue *tags = object.find(u"tags");
        for (const JsonValue &tag : tags && tags->asArray() ? *tags->asArray() : JsonValue::Array())
            m_isGood = m_isGood && tag.asString() && facts.tags.insert(*tag.asString());
        return facts;
    }
    PromptFacts prompt(const JsonObject &object)
    {
        PromptFacts facts;
        for (const auto &[text, value] : this->object(object, u"versions").members()) {
            const auto version = parsed(Version::parse(text));
            m_isGood = m_isGood && value.asObject();
            if (m_isGood)
                facts.versions.emplace(*version, this->version(*value.asObject()));
        }
        facts.labels = labels(this->object(object, u"labels"));
        return facts;
    }
    // `facts` with a difference as written above.
    PromptFacts changed(PromptFacts facts, const JsonObject &object)
    {
        for (const auto &[text, value] : this->object(object, u"versions").members()) {
            const auto version = parsed(Version::parse(text));
            m_isGood = m_isGood && (value.isNull() || value.asObject());
            if (!m_isGood)
                break;
            facts.versions.erase(*version);
            if (!value.isNull())
                facts.versions.emplace(*version, this->version(*value.asObject()));
        }
        for (const auto &[name, value] : this->object(object, u"labels").members()) {
            const auto label = parsed(Label::parse(name));
            if (!label)
                break;
            facts.labels.erase(*label);
            if (value.isNull())
                continue;
            if (const auto version = parsed(Version::parse(value.asString() ? *value.asString() : QString())))
                facts.labels.emplace(*label, *version);
        }
        return facts;
    }
    UnderWay underWay(const JsonObject &object, const PromptFacts &past)
    {
        UnderWay way{.received = changed(past, this->object(object, u"received")),
                     .agreed = {},
                     .arriving = {},
                     .isSettled = flag(object, u"settled")};
        way.agreed = changed(way.received, this->object(object, u"agreed"));
        const JsonValue *arriving = object.find(u"arriving");
        for (const JsonValue &text : arriving && arriving->asArray() ? *arriving->asArray() : JsonValue::Array()) {
            if (const auto version = parsed(Version::parse(text.asString() ? *text.asString() : QString())))
                way.arriving.insert(*version);
        }
        return way;
    }
    SyncStorage::Conflict::Side side(const JsonObject &object)
    {
        return {.value = bytes(object, u"value"),
                .changedAt = fromRfc3339(text(object, u"at")),
                .author = text(object, u"author")};
    }

private:
    Result<JsonValue> m_json;
    bool m_isGood = true;
};

std::unexpected<Error> unreadable(const QString &subject)
{
    return failure(ErrorCode::Corrupt, u"synchronise"_s, subject,
                   u"What was remembered of “%1” cannot be read; perhaps a newer Pulse wrote it. Update Pulse, or "
                   "remove the replica once everything in it was sent."_s.arg(subject));
}

template <typename Record>
Result<Record> outcome(const Reading &reading, Record record, const QString &subject)
{
    if (!reading.isGood())
        return unreadable(subject);
    return record;
}

QString kindName(SyncStorage::Conflict::Kind kind)
{
    using enum SyncStorage::Conflict::Kind;
    switch (kind) {
    case Version:
        return u"version"_s;
    case Metadata:
        return u"metadata"_s;
    case Label:
        return u"label"_s;
    case Removal:
        break;
    }
    return u"removal"_s;
}

std::optional<SyncStorage::Conflict::Kind> kindOf(const QString &name)
{
    using enum SyncStorage::Conflict::Kind;
    for (const auto kind : {Version, Metadata, Label, Removal}) {
        if (kindName(kind) == name)
            return kind;
    }
    return {};
}

} // namespace

QString conflictId(const ConflictRecord &record)
{
    const auto &conflict = record.conflict;
    const QString facts = u"%1\n%2\n%3\n%4\n%5"_s.arg(
        kindName(conflict.kind), conflict.name.toString(), conflict.version ? conflict.version->toString() : QString(),
        conflict.field, record.ours ? record.ours->toString() : QString());
    return Checksum::of(facts.toUtf8()).hex().first(12);
}

QByteArray encode(const BaseRecord &record)
{
    JsonObject object = json(record.facts);
    if (!record.fingerprint.isEmpty())
        object.insert(u"fingerprint"_s, base64(record.fingerprint));
    if (record.underWay)
        object.insert(u"under-way"_s, json(*record.underWay, record.facts));
    if (!record.choice.isEmpty())
        object.insert(u"choice"_s, base64(record.choice));
    return toJson(object);
}

QByteArray encode(const ChangeMark &mark)
{
    JsonObject object{{u"operation"_s, base64(mark.operation)}};
    if (!mark.isChange)
        object.insert(u"look"_s, true);
    if (mark.isNew)
        object.insert(u"new"_s, true);
    if (mark.renamedFrom)
        object.insert(u"from"_s, mark.renamedFrom->toString());
    std::vector<JsonObject::Member> removed;
    for (const auto &[version, checksum] : mark.removed)
        removed.emplace_back(version.toString(), checksum.hex());
    if (!removed.empty())
        object.insert(u"removed"_s, JsonObject::fromUnique(std::move(removed)));
    if (!mark.lifted.empty())
        object.insert(u"lifted"_s, json(mark.lifted));
    return toJson(object);
}

QByteArray encode(const ConflictRecord &record)
{
    const auto &conflict = record.conflict;
    JsonObject object{{u"kind"_s, kindName(conflict.kind)}, {u"name"_s, conflict.name.toString()},
                      {u"field"_s, conflict.field},         {u"here"_s, json(conflict.here)},
                      {u"home"_s, json(conflict.home)},     {u"bytes"_s, record.bytes.hex()},
                      {u"facts"_s, json(record.home)},      {u"removed-here"_s, record.isRemovedHere}};
    if (conflict.version)
        object.insert(u"version"_s, conflict.version->toString());
    if (record.ours)
        object.insert(u"ours"_s, record.ours->toString());
    return toJson(object);
}

QByteArray encode(const HomeRecord &record)
{
    return toJson(JsonObject{{u"id"_s, record.id},
                             {u"url"_s, record.url},
                             {u"cursor"_s, base64(record.cursor)},
                             {u"beginning"_s, base64(record.beginning)},
                             {u"compared"_s, record.isCompared},
                             {u"synced"_s, toRfc3339(record.synced)}});
}

template <>
Result<BaseRecord> decode(const QByteArray &bytes, const QString &subject)
{
    Reading reading(bytes);
    BaseRecord record{.facts = reading.prompt(reading.root()),
                      .fingerprint = reading.bytes(reading.root(), u"fingerprint"),
                      .choice = reading.bytes(reading.root(), u"choice")};
    if (reading.root().find(u"under-way"))
        record.underWay = reading.underWay(reading.object(reading.root(), u"under-way"), record.facts);
    return outcome(reading, std::move(record), subject);
}

template <>
Result<ChangeMark> decode(const QByteArray &bytes, const QString &subject)
{
    Reading reading(bytes);
    const JsonObject &root = reading.root();
    ChangeMark mark{.operation = reading.bytes(root, u"operation"),
                    .isChange = !reading.flag(root, u"look"),
                    .isNew = reading.flag(root, u"new"),
                    .removed = {}};
    if (root.find(u"from"))
        mark.renamedFrom = reading.parsed(Name::parse(reading.text(root, u"from")));
    for (const auto &[text, value] : reading.object(root, u"removed").members()) {
        const auto version = reading.parsed(Version::parse(text));
        if (version)
            mark.removed.emplace(*version, reading.checksum(value.asString() ? *value.asString() : QString()));
    }
    mark.lifted = reading.labels(reading.object(root, u"lifted"));
    return outcome(reading, std::move(mark), subject);
}

template <>
Result<ConflictRecord> decode(const QByteArray &bytes, const QString &subject)
{
    Reading reading(bytes);
    const JsonObject &root = reading.root();
    const auto kind = kindOf(reading.text(root, u"kind"));
    auto name = reading.parsed(Name::parse(reading.text(root, u"name")));
    if (!kind || !name)
        return unreadable(subject);
    ConflictRecord record{.conflict = {.id = {},
                                       .kind = *kind,
                                       .name = *std::move(name),
                                       .version = {},
                                       .field = reading.text(root, u"field"),
                                       .here = reading.side(reading.object(root, u"here")),
                                       .home = reading.side(reading.object(root, u"home"))},
                          .ours = {},
                          .bytes = reading.checksum(reading.text(root, u"bytes")),
                          .home = reading.prompt(reading.object(root, u"facts")),
                          .isRemovedHere = reading.flag(root, u"removed-here")};
    if (root.find(u"version"))
        record.conflict.version = reading.parsed(Version::parse(reading.text(root, u"version")));
    if (root.find(u"ours"))
        record.ours = reading.parsed(Version::parse(reading.text(root, u"ours")));
    record.conflict.id = conflictId(record);
    return outcome(reading, std::move(record), subject);
}

template <>
Result<HomeRecord> decode(const QByteArray &bytes, const QString &subject)
{
    Reading reading(bytes);
    const JsonObject &root = reading.root();
    HomeRecord record{.id = reading.text(root, u"id"),
                      .url = reading.text(root, u"url"),
                      .cursor = reading.bytes(root, u"cursor"),
                      .beginning = reading.bytes(root, u"beginning"),
                      .isCompared = reading.flag(root, u"compared"),
                      .synced = fromRfc3339(reading.text(root, u"synced"))};
    return outcome(reading, std::move(record), subject);
}

} // namespace pulse::replica
