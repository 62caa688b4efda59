// SPDX-License-Identifier: Apache-2.0
#include "backup_json.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

template <typename Items, typename ToJson>
JsonValue arrayOf(const Items &items, ToJson toJsonValue)
{
    JsonValue::Array array;
    for (const auto &item : items)
        array.push_back(toJsonValue(item));
    return array;
}

QString actionName(RestoreItem::Action action)
{
    switch (action) {
    case RestoreItem::Action::Create:
        return u"create"_s;
    case RestoreItem::Action::Unchanged:
        return u"unchanged"_s;
    case RestoreItem::Action::UpdateMetadata:
        return u"update"_s;
    case RestoreItem::Action::Replace:
        return u"replace"_s;
    }
    return {};
}

JsonValue failuresJson(const std::vector<RestoreReport::Failure> &failures)
{
    return arrayOf(failures, [](const RestoreReport::Failure &failed) -> JsonValue {
        return JsonObject{{u"subject"_s, failed.subject}, {u"error"_s, errorJson(failed.error)}};
    });
}

JsonValue keysJson(const std::vector<VersionKey> &keys)
{
    return arrayOf(keys, [](const VersionKey &key) -> JsonValue { return key.toString(); });
}

} // namespace

JsonObject snapshotJson(const SnapshotInfo &snapshot)
{
    return {{u"id"_s, snapshot.id},
            {u"taken_at"_s, timeJson(snapshot.takenAt)},
            {u"author"_s, snapshot.author},
            {u"note"_s, snapshot.note},
            {u"safety"_s, snapshot.isSafety},
            {u"library_id"_s, snapshot.libraryId},
            {u"library_url"_s, snapshot.libraryUrl.toString(QUrl::FullyEncoded)},
            {u"prompts"_s, snapshot.prompts},
            {u"versions"_s, snapshot.versions},
            {u"labels"_s, snapshot.labels},
            {u"bytes"_s, snapshot.bytes},
            {u"added_bytes"_s, snapshot.addedBytes},
            {u"damaged"_s, arrayOf(snapshot.damaged,
                                   [](const BackupDamage &damage) -> JsonValue {
                                       return JsonObject{{u"subject"_s, damage.subject},
                                                         {u"message"_s, damage.message},
                                                         {u"kept_earlier"_s, damage.keptEarlier}};
                                   })},
            {u"problem"_s, snapshot.problem.isEmpty() ? JsonValue() : JsonValue(snapshot.problem)}};
}

JsonValue snapshotsJson(const std::vector<SnapshotInfo> &snapshots)
{
    return arrayOf(snapshots, [](const SnapshotInfo &snapshot) -> JsonValue { return snapshotJson(snapshot); });
}

JsonValue promptJson(const SnapshotPrompt &prompt)
{
    return JsonObject{{u"name"_s, prompt.name.toString()},
                      {u"labels"_s, labelsJson(prompt.labels)},
                      {u"versions"_s, arrayOf(prompt.versions, [](const Metadata &version) -> JsonValue {
                           return metadataJson(version);
                       })}};
}

JsonObject verificationJson(const BackupVerification &verification)
{
    return {{u"snapshots"_s, verification.snapshots},
            {u"packs"_s, verification.packs},
            {u"contents"_s, verification.contents},
            {u"bytes_read"_s, verification.bytesRead},
            {u"sound"_s, verification.isSound()},
            {u"findings"_s, arrayOf(verification.findings,
                                    [](const BackupFinding &finding) -> JsonValue {
                                        return JsonObject{{u"path"_s, finding.path},
                                                          {u"message"_s, finding.message},
                                                          {u"damage"_s, finding.isDamage}};
                                    })},
            {u"lost"_s, arrayOf(verification.lostVersions, [](const QString &lost) -> JsonValue { return lost; })}};
}

JsonObject planJson(const RestorePlan &plan)
{
    return {{u"snapshot"_s, plan.snapshot.id},
            {u"create"_s, plan.create},
            {u"unchanged"_s, plan.unchanged},
            {u"update"_s, plan.update},
            {u"replace"_s, plan.replace},
            {u"bytes"_s, plan.bytes},
            {u"items"_s, arrayOf(plan.items,
                                 [](const RestoreItem &item) -> JsonValue {
                                     return JsonObject{{u"name"_s, item.key.name.toString()},
                                                       {u"version"_s, item.key.version.toString()},
                                                       {u"action"_s, actionName(item.action)},
                                                       {u"size"_s, item.size},
                                                       {u"reason"_s, item.reason}};
                                 })},
            {u"labels"_s, arrayOf(plan.labels, [](const RestoreLabel &label) -> JsonValue {
                 return JsonObject{{u"name"_s, label.name.toString()},
                                   {u"label"_s, label.label.toString()},
                                   {u"version"_s, label.version.toString()},
                                   {u"before"_s, optionalJson(label.before)}};
             })}};
}

JsonObject reportJson(const RestoreReport &report)
{
    return {{u"snapshot"_s, report.plan.snapshot.id},
            {u"restored"_s, report.restored},
            {u"updated"_s, report.updated},
            {u"labels"_s, report.labels},
            {u"unchanged"_s, report.plan.unchanged},
            {u"bytes"_s, report.plan.bytes},
            {u"safety"_s, report.safety ? JsonValue(snapshotJson(*report.safety)) : JsonValue()},
            {u"trashed"_s, listJson(report.trashed)},
            {u"failed"_s, failuresJson(report.failed)}};
}

JsonObject pruneJson(const PruneReport &report, bool dryRun)
{
    return {{u"dry_run"_s, dryRun},
            {u"removed"_s, snapshotsJson(report.removed)},
            {u"kept"_s, snapshotsJson(report.kept)},
            {u"freed_bytes"_s, report.freedBytes},
            {u"rewritten_packs"_s, report.rewrittenPacks},
            {u"waits_for_readers"_s, report.waitsForReaders}};
}

JsonObject mendJson(const MendReport &report)
{
    return {{u"mended"_s, keysJson(report.mended)},
            {u"trashed"_s, listJson(report.trashed)},
            {u"not_held"_s, keysJson(report.notHeld)},
            {u"failed"_s, failuresJson(report.failed)}};
}

} // namespace pulse::cli
