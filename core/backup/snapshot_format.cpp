// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/clock.h"
#include "record_format.h"

#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace pulse::backup {
namespace {

constexpr qint64 snapshotSchema = 1;
constexpr auto snapshotFormat = "pulse-snapshot"_L1;
constexpr qsizetype timeChars = 16; // 20261123T224000Z
constexpr qsizetype idChars = 16;
constexpr qsizetype nameChars = timeChars + 1 + idChars + 5;

QString idOf(QByteArrayView bytes)
{
    return Checksum::of(bytes).hex().left(idChars);
}

class Fields
{
public:
    explicit Fields(const JsonObject &object)
        : m_object(object)
    {}
    [[nodiscard]] QString text(QLatin1StringView key)
    {
        const JsonValue *value = m_object.find(QString(key));
        const QString *found = value ? value->asString() : nullptr;
        m_failed |= !found;
        return found ? *found : QString();
    }
    [[nodiscard]] qint64 number(QLatin1StringView key)
    {
        const JsonValue *value = m_object.find(QString(key));
        const auto found = value ? value->toInteger() : std::nullopt;
        m_failed |= !found || *found < 0;
        return found.value_or(0);
    }
    [[nodiscard]] bool flag(QLatin1StringView key)
    {
        const JsonValue *value = m_object.find(QString(key));
        const bool *found = value ? value->asBool() : nullptr;
        m_failed |= !found;
        return found && *found;
    }
    [[nodiscard]] const JsonValue::Array &array(QLatin1StringView key)
    {
        static const JsonValue::Array none;
        const JsonValue *value = m_object.find(QString(key));
        const JsonValue::Array *found = value ? value->asArray() : nullptr;
        m_failed |= !found;
        return found ? *found : none;
    }
    [[nodiscard]] bool hasFailed() const { return m_failed; }

private:
    const JsonObject &m_object;
    bool m_failed = false;
};

Snapshot broken(Snapshot snapshot, const QString &problem)
{
    snapshot.info.takenAt =
        QDateTime::fromString(QString::fromLatin1(snapshot.fileName.left(timeChars)), u"yyyyMMdd'T'HHmmss'Z'");
    snapshot.info.takenAt.setTimeZone(QTimeZone::UTC);
    snapshot.info.problem = problem;
    return snapshot;
}

} // namespace

bool isSnapshotName(const QByteArray &fileName)
{
    return fileName.size() == nameChars && fileName.endsWith(".json") && fileName[timeChars] == '-' &&
           fileName[timeChars - 1] == 'Z';
}

QByteArray snapshotFileName(const QDateTime &takenAt, QByteArrayView bytes)
{
    return takenAt.toUTC().toString(u"yyyyMMdd'T'HHmmss'Z'").toLatin1() + '-' + idOf(bytes).toLatin1() + ".json";
}

QByteArray encodeSnapshot(const Snapshot &snapshot)
{
    const SnapshotInfo &info = snapshot.info;
    JsonValue::Array damaged;
    for (const BackupDamage &damage : info.damaged)
        damaged.push_back(JsonObject{
            {u"subject"_s, damage.subject}, {u"message"_s, damage.message}, {u"kept_earlier"_s, damage.keptEarlier}});
    return toJson(JsonObject{{u"format"_s, QString(snapshotFormat)},
                             {u"schema"_s, snapshotSchema},
                             {u"taken_at"_s, toRfc3339(info.takenAt)},
                             {u"author"_s, info.author},
                             {u"note"_s, info.note},
                             {u"safety"_s, info.isSafety},
                             {u"library_id"_s, info.libraryId},
                             {u"library_url"_s, info.libraryUrl.toString(QUrl::FullyEncoded | QUrl::RemoveUserInfo)},
                             {u"prompts"_s, info.prompts},
                             {u"versions"_s, info.versions},
                             {u"labels"_s, info.labels},
                             {u"bytes"_s, info.bytes},
                             {u"added_bytes"_s, info.addedBytes},
                             {u"listing"_s, snapshot.listing.hex()},
                             {u"damaged"_s, damaged}},
                  JsonStyle::Indented);
}

Snapshot decodeSnapshot(const QByteArray &fileName, QByteArrayView bytes)
{
    Snapshot snapshot;
    snapshot.fileName = fileName;
    snapshot.info.id = QString::fromLatin1(fileName.mid(timeChars + 1, idChars));
    if (idOf(bytes) != snapshot.info.id)
        return broken(std::move(snapshot), u"The snapshot's file is damaged: it does not match the checksum in its "
                                           "name."_s);
    const auto json = parseJson(bytes, {.bytes = 64LL * 1024 * 1024, .depth = 32});
    const JsonObject *object = json ? json->asObject() : nullptr;
    if (!object)
        return broken(std::move(snapshot), u"The snapshot's file is not what a backup writes."_s);
    Fields fields(*object);
    if (fields.text("format"_L1) != snapshotFormat || fields.number("schema"_L1) > snapshotSchema)
        return broken(std::move(snapshot), u"The snapshot was taken by a newer Pulse. Use that one to read it."_s);
    SnapshotInfo &info = snapshot.info;
    info.takenAt = fromRfc3339(fields.text("taken_at"_L1));
    info.author = fields.text("author"_L1);
    info.note = fields.text("note"_L1);
    info.isSafety = fields.flag("safety"_L1);
    info.libraryId = fields.text("library_id"_L1);
    info.libraryUrl = QUrl(fields.text("library_url"_L1), QUrl::StrictMode);
    info.prompts = fields.number("prompts"_L1);
    info.versions = fields.number("versions"_L1);
    info.labels = fields.number("labels"_L1);
    info.bytes = fields.number("bytes"_L1);
    info.addedBytes = fields.number("added_bytes"_L1);
    const auto listing = Checksum::parse("sha256:"_L1 + fields.text("listing"_L1));
    bool understood = listing && info.takenAt.isValid();
    for (const JsonValue &item : fields.array("damaged"_L1)) {
        const JsonObject *damage = item.asObject();
        if (!damage) {
            understood = false;
            break;
        }
        Fields of(*damage);
        info.damaged.push_back({of.text("subject"_L1), of.text("message"_L1), of.flag("kept_earlier"_L1)});
        understood = understood && !of.hasFailed();
    }
    if (!understood || fields.hasFailed())
        return broken(std::move(snapshot), u"The snapshot's file is not what a backup writes."_s);
    snapshot.listing = *listing;
    return snapshot;
}

} // namespace pulse::backup
