// SPDX-License-Identifier: Apache-2.0
#include "inspection.h"

#include "content.h"
#include "hold.h"
#include "object_keys.h"
#include "pulse/base/parallel.h"
#include "pulse/storage/trash_record.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

constexpr int readers = 8;
// Nobody publishes for so long: what has no metadata by then is abandoned.
constexpr qint64 abandonedAfterMs = std::chrono::milliseconds(std::chrono::hours(24)).count();

} // namespace

Result<InspectionReport> Inspection::run()
{
    if (auto go = m_call.checkStop(); !go)
        return failure(std::move(go));
    if (auto present = m_session->confirmPresence(m_call); !present)
        return failure(std::move(present));
    const auto now = m_session->client().serverTime(m_call.stop);
    if (!now)
        return m_call.fails(now.error());
    m_now = *now;
    if (auto gathered = gather(); !gathered)
        return failure(std::move(gathered));
    for (const auto &[path, found] : m_prompts)
        m_report.versions += std::ssize(found.objects.published());
    std::vector<std::pair<QString, const Found *>> all;
    for (const auto &[path, found] : m_prompts)
        all.emplace_back(path, &found);
    forEachInParallel(std::min(readers, m_session->parts().workers), all.size(), [&](size_t i) {
        const auto &[path, found] = all[i];
        inspectPrompt(path, *found);
    });
    if (!m_error) {
        inspectTrash();
        reportTwins();
    }
    if (m_error)
        return std::unexpected(*m_error);
    if (m_progress)
        m_progress({m_report.versions, m_report.versions, {}});
    std::ranges::stable_sort(m_report.findings, {}, &Finding::path);
    return std::move(m_report);
}

Result<void> Inspection::gather()
{
    if (auto listed = m_session->list(m_call, keys::prompts, [this](const ObjectInfo &info) { sortIn(info); }); !listed)
        return listed;
    return m_session->list(m_call, keys::trash,
                           [this](const ObjectInfo &info) { m_trash[info.key.section(u'/', 1, 1)].push_back(info); });
}

void Inspection::sortIn(const ObjectInfo &info)
{
    const keys::Place place = keys::placeOf(info.key);
    if (place.kind == keys::Place::Kind::Other) {
        report(Severity::Notice, u"extra-file"_s, info.key,
               u"It is nothing that Pulse keeps. Remove it if you do not need it."_s);
        return;
    }
    Found &found = m_prompts[place.prompt];
    if (place.kind == keys::Place::Kind::Pointer && place.leaf != "latest"_L1 &&
        !Label::parse(QStringView(place.leaf).sliced(1)))
        found.badLabels.push_back(info);
    found.objects.add(info, place.prompt);
}

Finding &Inspection::report(Severity severity, const QString &kind, const QString &key, const QString &message,
                            const std::optional<VersionKey> &version)
{
    m_report.findings.push_back({.severity = severity,
                                 .kind = kind,
                                 .path = key,
                                 .name = version ? std::optional(version->name) : std::nullopt,
                                 .version = version ? std::optional(version->version) : std::nullopt,
                                 .message = message});
    return m_report.findings.back();
}

void Inspection::fail(Error error)
{
    const std::scoped_lock lock(m_mutex);
    if (!m_error)
        m_error = std::move(error);
}

bool Inspection::isOld(const ObjectInfo &info) const
{
    return info.modified.isValid() && info.modified.msecsTo(m_now) > abandonedAfterMs;
}

void Inspection::inspectPrompt(const QString &path, const Found &found)
{
    if (const std::scoped_lock lock(m_mutex); m_error)
        return;
    const auto name = Name::parse(path);
    if (!name) {
        const std::scoped_lock lock(m_mutex);
        report(Severity::Warning, u"bad-name"_s, keys::prompts + path, name.error().message());
        return;
    }
    for (const auto &[version, objects] : found.objects.versions) {
        const VersionKey key{*name, version};
        if (auto inspected = inspectVersion(key, objects); !inspected)
            return fail(std::move(inspected).error());
    }
    if (!found.objects.published().empty()) {
        const std::scoped_lock lock(m_mutex);
        ++m_report.prompts;
    }
    inspectPointers(*name, found.objects);
    for (const ObjectInfo &info : found.badLabels) {
        const std::scoped_lock lock(m_mutex);
        report(Severity::Warning, u"bad-label"_s, info.key, u"Its name is none that a label can have. Remove it."_s);
    }
}

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

void Inspection::inspectPointers(const Name &name, const PromptObjects &objects)
{
    const auto published = objects.published();
    for (const auto &[label, info] : objects.labels) {
        const auto there = m_session->read(m_call, info.key);
        if (!there)
            return fail(there.error());
        const auto target = *there ? versionIn((*there)->bytes) : std::nullopt;
        const std::scoped_lock lock(m_mutex);
        if (*there && !(target && std::ranges::contains(published, *target)))
            report(Severity::Warning, target ? u"dangling-label"_s : u"bad-label"_s, info.key,
                   u"The label points at nothing that is published. Move or remove it."_s);
    }
    const auto there =
        objects.latest ? m_session->read(m_call, objects.latest->key) : Result<std::optional<ObjectData>>(std::nullopt);
    if (!there)
        return fail(there.error());
    const auto latest = *there ? versionIn((*there)->bytes) : std::nullopt;
    if (latest == latestOf(published) || (published.empty() && !*there))
        return;
    if (m_repair)
        setPointer(name, objects);
    const std::scoped_lock lock(m_mutex);
    Finding &finding = report(Severity::Notice, u"stale-pointer"_s, keys::latestOf(name),
                              u"“latest” does not name the latest version. Pulse computes it; only other programs read "
                              "it. Repair sets it."_s);
    finding.repairable = true;
    finding.repaired = m_repair;
    if (m_repair)
        finding.action = u"Set it anew."_s;
}

// Only who holds the names makes one.
void Inspection::setPointer(const Name &name, const PromptObjects &objects) const
{
    if (objects.latest) {
        pointLatest(*m_session, m_call, name, objects, NamesHeld::No);
        return;
    }
    const auto hold = Hold::take(*m_session, m_call, {.names = true});
    const auto now = hold ? loadPrompt(*m_session, m_call, name) : Result<PromptObjects>(failure(hold));
    if (now && (*hold)->keep(m_call))
        pointLatest(*m_session, m_call, name, *now, NamesHeld::Yes);
}

void Inspection::inspectTrash()
{
    for (const auto &[id, objects] : m_trash) {
        const bool hasRecord = std::ranges::contains(objects, keys::recordOf(id), &ObjectInfo::key);
        const auto there =
            hasRecord ? m_session->read(m_call, keys::recordOf(id)) : Result<std::optional<ObjectData>>(std::nullopt);
        if (!there)
            return fail(there.error());
        if (*there) {
            if (const auto record = decodeTrashRecord((*there)->bytes, id); !record)
                report(Severity::Damage, u"bad-metadata"_s, keys::recordOf(id), record.error().message());
            continue;
        }
        if (!std::ranges::all_of(objects, [this](const ObjectInfo &info) { return isOld(info); }))
            continue; // something is just being removed
        report(Severity::Warning, u"trash-without-record"_s, keys::trashed(id),
               u"A removal or purge was cut off here, or its record is lost. Look at it, then delete it."_s);
    }
}

void Inspection::reportTwins()
{
    std::map<QString, QString> spelled;
    for (const auto &[path, found] : m_prompts) {
        if (found.objects.published().empty())
            continue;
        QString at;
        for (const QString &segment : path.split(u'/')) {
            at += (at.isEmpty() ? QString() : u"/"_s) + segment;
            const auto [known, isNew] = spelled.try_emplace(foldCase(at), at);
            if (!isNew && known->second != at)
                report(Severity::Warning, u"name-collision"_s, keys::prompts + at,
                       u"It differs from “%1” only by case, so this library cannot be copied to every disk. Rename one "
                       "of them."_s.arg(known->second));
        }
    }
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
    if (!put)
        return failure(put);
    if (put->state != Session::Written::State::Done)
        return call.fails(ErrorCode::Conflict,
                          u"Somebody else changed “%1” meanwhile. Look at it again."_s.arg(key.toString()));
    return {};
}

} // namespace pulse::objects
