// SPDX-License-Identifier: Apache-2.0
#include "content.h"
#include "hold.h"
#include "inspection.h"
#include "object_keys.h"

using namespace Qt::StringLiterals;

// The part of Inspection that looks into one version.
namespace pulse::objects {

Result<void> Inspection::inspectVersion(const VersionKey &key, const VersionObjects &objects)
{
    if (auto go = m_call.checkStop(); !go)
        return go;
    if (!objects.isPublished()) {
        reportAbandoned(key, objects, {});
        return {};
    }
    const QString path = keys::metadataOf(key);
    const auto there = m_session->read(m_call, path);
    if (!there)
        return failure(there);
    if (!*there || isTombstone((*there)->info.size)) { // removed meanwhile
        const std::scoped_lock lock(m_mutex);
        --m_report.versions;
        return {};
    }
    const auto record = decodeRecord(m_call.about(key.toString()), key, (*there)->bytes);
    const auto matches = record ? contentMatches(key, *record) : Result<bool>(false);
    if (!matches && matches.error().code() != ErrorCode::NotFound)
        return failure(matches);
    const bool isLost = record && !matches.value_or(false);
    const bool isMended = m_repair && isLost && record->bytes && restoreContent(key, record->content);
    std::unique_lock lock(m_mutex);
    if (m_progress)
        m_progress({m_done++, m_report.versions, key.toString()});
    if (!record) {
        const bool isSeal = sealOf((*there)->bytes) == Seal::Wrong;
        report(Severity::Damage, isSeal ? u"bad-seal"_s : u"bad-metadata"_s, path, record.error().message(), key)
            .acceptable = isSeal;
        return {};
    }
    if (record->seal == Seal::Absent && m_session->schema >= 2)
        report(Severity::Warning, u"unsealed"_s, path,
               u"The metadata has no seal, so that damage to it would not be noticed. If it is right, accept it."_s,
               key)
            .acceptable = true;
    if (isLost)
        reportLost(key, *record, matches.has_value(), isMended);
    else
        ++m_report.intact;
    lock.unlock();
    reportAbandoned(key, objects, record->content);
    return {};
}

void Inspection::reportLost(const VersionKey &key, const VersionRecord &record, bool isThere, bool isMended)
{
    const QString missing = u"The content of %1 is missing. Restore it from a backup, or remove this version."_s;
    const QString message = record.bytes
                                ? u"The content of %1 is %2. Repair writes it anew from the copy that is kept with its "
                                  u"metadata, which other "
                                  "programs do not read."_s.arg(key.toString(), isThere ? u"damaged"_s : u"missing"_s)
                            : isThere ? m_call.contentDamaged(key).error().message()
                                      : missing.arg(key.toString());
    Finding &finding = report(Severity::Damage, isThere ? u"checksum-mismatch"_s : u"missing-content"_s,
                              keys::of(key) + record.content, message, key);
    finding.repairable = record.bytes.has_value();
    finding.repaired = isMended;
    if (isMended)
        finding.action = u"Wrote it anew from the copy."_s;
}

// Under a hold, so that it does not come back after somebody removed the version.
bool Inspection::restoreContent(const VersionKey &key, const QString &content) const
{
    const auto hold = Hold::take(*m_session, m_call, {.prompts = {key.name}});
    const auto record =
        hold ? readRecord(*m_session, m_call, key) : Result<std::optional<VersionRecord>>(failure(hold));
    if (!record || !*record || (*record)->content != content || !(*record)->bytes || !(*hold)->keep(m_call))
        return false; // left for another time
    BufferSource source(*(*record)->bytes);
    return m_session->putContent(m_call, keys::of(key) + content, source).has_value();
}

Result<bool> Inspection::contentMatches(const VersionKey &key, const VersionRecord &record)
{
    qint64 bytes = 0;
    auto matches = objects::contentMatches(m_session, m_call, key, record, &bytes);
    const std::scoped_lock lock(m_mutex);
    m_report.bytes += bytes;
    return matches;
}

void Inspection::reportAbandoned(const VersionKey &key, const VersionObjects &objects, const QString &used)
{
    std::vector<ObjectInfo> abandoned;
    for (const ObjectInfo &info : objects.contents) {
        if (info.key.endsWith(u'/' + used))
            continue;
        if (info.key.endsWith(u'/' + keys::plainContent) && used.isEmpty()) {
            const std::scoped_lock lock(m_mutex);
            report(
                Severity::Damage, u"missing-metadata"_s, info.key,
                u"The metadata of %1 is missing, so it is not shown. Restore it from a backup."_s.arg(key.toString()),
                key);
        } else if (isOld(info)) { // a younger one may be published yet
            abandoned.push_back(info);
        }
    }
    const Cleared cleared = m_repair && !abandoned.empty() ? clearAbandoned(key, abandoned) : Cleared();
    const std::scoped_lock lock(m_mutex);
    for (const ObjectInfo &info : abandoned) {
        if (cleared.used.contains(info.key))
            continue;
        Finding &finding = report(Severity::Notice, u"abandoned-content"_s, info.key,
                                  u"A program was stopped before it published this. Repair removes it."_s, key);
        finding.repairable = true;
        finding.repaired = cleared.removed.contains(info.key);
        if (finding.repaired)
            finding.action = u"Removed it."_s;
    }
}

// A program that was suspended for long may go on and publish it at this moment. It takes the same hold before it uses
// a content of such an age (see Publisher), so that what is unused under the hold stays so.
Inspection::Cleared Inspection::clearAbandoned(const VersionKey &key, const std::vector<ObjectInfo> &contents) const
{
    Cleared cleared;
    const auto hold = Hold::take(*m_session, m_call, {.prompts = {key.name}});
    const auto there =
        hold ? m_session->read(m_call, keys::metadataOf(key)) : Result<std::optional<ObjectData>>(failure(hold));
    if (!there)
        return cleared; // left for another time
    QString used;
    if (*there && !isTombstone((*there)->info.size)) {
        const auto record = decodeRecord(m_call, key, (*there)->bytes);
        if (!record)
            return cleared; // what it uses cannot be told
        used = keys::of(key) + record->content;
    }
    for (const ObjectInfo &info : contents) {
        if (info.key == used)
            cleared.used.insert(info.key);
        else if ((*hold)->keep(m_call) && m_session->remove(m_call, info.key))
            cleared.removed.insert(info.key);
    }
    return cleared;
}

Result<bool> contentMatches(const std::shared_ptr<const Session> &session, const Call &call, const VersionKey &key,
                            const VersionRecord &record, qint64 *bytes)
{
    ObjectSource source(session, call.about(key.toString()), keys::of(key) + record.content, record.metadata.size);
    Result<void> going = source.begin();
    ChecksumBuilder checksum;
    std::vector<char> piece(256 * 1024);
    while (going) {
        const auto length = source.read(piece);
        if (!length)
            going = failure(length);
        else if (*length == 0)
            break;
        else
            checksum.add(QByteArrayView(piece.data(), *length));
        *bytes += length.value_or(0);
    }
    if (!going && going.error().code() == ErrorCode::Corrupt)
        return false;
    if (!going)
        return failure(std::move(going));
    return checksum.finish() == record.metadata.checksum;
}

Result<void> acceptRecord(const std::shared_ptr<const Session> &session, const Call &call, const QString &path)
{
    const keys::Place place = keys::placeOf(path);
    const auto name = Name::parse(place.prompt);
    if (!path.startsWith(keys::prompts) || place.kind != keys::Place::Kind::Metadata || !name)
        return call.fails(ErrorCode::Unsupported,
                          u"Only the metadata of a version can be accepted, and “%1” is none."_s.arg(path));
    const VersionKey key{*name, *place.version};
    const auto hold = Hold::take(*session, call, {.prompts = {*name}});
    if (!hold)
        return failure(hold);
    const auto there = session->read(call, path);
    if (!there)
        return failure(there);
    if (!*there || isTombstone((*there)->info.size))
        return call.noSuchVersion(key);
    auto record = decodeRecord(call, key, unsealed((*there)->bytes));
    if (!record)
        return failure(std::move(record));
    qint64 bytes = 0;
    const auto matches = contentMatches(session, call, key, *record, &bytes);
    if (!matches)
        return failure(matches);
    if (!*matches)
        return call.contentDamaged(key);
    const auto encoded = encodeRecord(call, *record);
    if (!encoded)
        return failure(encoded);
    const QByteArray &etag = (*there)->info.etag;
    const auto put =
        session->put(call, path, *encoded, etag.isEmpty() ? ObjectCondition() : ObjectCondition::matches(etag));
    if (!session->can().replacesMatching && Session::mayComeLate(put))
        (*hold)->leaveToExpire();
    if (!put)
        return failure(put);
    if (put->state != Session::Written::State::Done)
        return call.fails(ErrorCode::Conflict,
                          u"Somebody else changed “%1” meanwhile. Look at it again."_s.arg(key.toString()));
    return {};
}

} // namespace pulse::objects
