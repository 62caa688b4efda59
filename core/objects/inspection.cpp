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
    const bool isSet = m_repair && setPointer(name, objects);
    const std::scoped_lock lock(m_mutex);
    Finding &finding = report(Severity::Notice, u"stale-pointer"_s, keys::latestOf(name),
                              u"“latest” does not name the latest version. Pulse computes it; only other programs read "
                              "it. Repair sets it."_s);
    finding.repairable = true;
    finding.repaired = isSet;
    if (isSet)
        finding.action = u"Set it anew."_s;
}

// Only who holds the names makes one. False where that could not be.
bool Inspection::setPointer(const Name &name, const PromptObjects &objects) const
{
    if (objects.latest) {
        pointLatest(*m_session, m_call, name, objects, NamesHeld::No);
        return true;
    }
    const auto isOther = [&](const Doubt &doubt) { return !collide(doubt.key.name, name); };
    const auto hold = Hold::take(*m_session, m_call, {.names = true, .bears = isOther});
    const auto now = hold ? loadPrompt(*m_session, m_call, name) : Result<PromptObjects>(failure(hold));
    if (!now || !(*hold)->keep(m_call))
        return false;
    pointLatest(*m_session, m_call, name, *now, NamesHeld::Yes);
    return true;
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

} // namespace pulse::objects
