// SPDX-License-Identifier: Apache-2.0
#include "restorer.h"

#include "pulse/base/cancellation.h"
#include "pulse/base/quote.h"

#include <set>

using namespace Qt::StringLiterals;

namespace pulse {

bool RestorePlan::overwrites() const
{
    return update + replace > 0 ||
           std::ranges::any_of(labels, [](const RestoreLabel &label) { return label.before.has_value(); });
}

namespace backup {
namespace {

constexpr size_t batchItems = 512;
constexpr qint64 batchBytes = 32LL * 1024 * 1024;

bool isBelow(QByteArrayView name, QByteArrayView folder)
{
    return folder.isEmpty() || (name.startsWith(folder) && name.size() > folder.size() && name[folder.size()] == '/');
}

bool sameFacts(const Metadata &a, const Metadata &b)
{
    return a.tags == b.tags && a.description == b.description;
}

} // namespace

Restorer::Restorer(const Repository &repository, BlobReader &blobs, Snapshot snapshot, const ProgressSink &progress,
                   std::stop_token stop)
    : m_repository(repository)
    , m_blobs(blobs)
    , m_snapshot(std::move(snapshot))
    , m_progress(progress)
    , m_stop(std::move(stop))
    , m_operation(u"restore"_s)
{}

Result<void> Restorer::goOn() const
{
    return checkCancelled(m_stop, m_operation, m_snapshot.info.id);
}

Result<void> Restorer::select(const RestoreSelection &selection)
{
    SnapshotReader reader(m_blobs, m_operation);
    const auto listed = reader.prompts(m_snapshot.listing, m_stop);
    if (!listed)
        return failure(listed);
    std::set<QByteArray> whole;
    std::map<QByteArray, std::set<Version>> single;
    for (const Name &name : selection.prompts)
        whole.insert(name.toString().toUtf8());
    for (const VersionKey &key : selection.versions)
        single[key.name.toString().toUtf8()].insert(key.version);
    std::set<QString> missing;
    for (const QByteArray &name : whole)
        missing.insert(QString::fromUtf8(name));
    for (const QString &folder : selection.folders)
        missing.insert(folder + u'/');
    for (const VersionKey &key : selection.versions)
        missing.insert(key.toString());

    for (const ListedPrompt &prompt : *listed) {
        if (auto go = goOn(); !go)
            return go;
        bool isWhole = selection.isEverything() || whole.contains(prompt.name);
        missing.erase(isWhole ? QString::fromUtf8(prompt.name) : QString());
        for (const QString &folder : selection.folders) {
            if (isBelow(prompt.name, folder.toUtf8())) {
                isWhole = true;
                missing.erase(folder + u'/');
            }
        }
        const auto versions = single.find(prompt.name);
        if (!isWhole && versions == single.end())
            continue;
        const auto record = reader.record(prompt.record);
        if (!record)
            return failure(record);
        auto content = toPrompt(*record);
        if (!content)
            return failure(std::move(content));
        for (const Metadata &version : content->versions)
            missing.erase(VersionKey{version.name, version.version}.toString());
        if (!isWhole)
            std::erase_if(content->versions,
                          [&](const Metadata &version) { return !versions->second.contains(version.version); });
        m_chosen.push_back({*std::move(content), isWhole});
    }
    if (!missing.empty())
        return failure(ErrorCode::NotFound, m_operation, *missing.begin(),
                       u"The snapshot %1 holds no %2. Look with backup show what it holds."_s.arg(
                           m_snapshot.info.id, quoted(*missing.begin(), 400)));
    for (const Chosen &chosen : m_chosen) {
        for (const Metadata &version : chosen.prompt.versions)
            m_wanted.emplace(VersionKey{version.name, version.version}, &version);
    }
    return {};
}

const Metadata *Restorer::wanted(const VersionKey &key) const
{
    const auto found = m_wanted.find(key);
    return found == m_wanted.end() ? nullptr : found->second;
}

Result<RestorePlan> Restorer::plan(Storage &target, bool isDryRun)
{
    if (!target.capabilities().versions)
        return failure(ErrorCode::Unsupported, m_operation, target.info().url.toDisplayString(),
                       u"This library cannot list its versions, so nothing can be restored into it."_s);
    if (const StorageInfo info = target.info(); info.readOnly && !isDryRun)
        return failure(ErrorCode::PermissionDenied, m_operation, info.url.toDisplayString(QUrl::PreferLocalFile),
                       info.readOnlyReason);
    RestorePlan plan;
    plan.snapshot = m_snapshot.info;
    qint64 done = 0;
    for (const Chosen &chosen : m_chosen) {
        if (auto go = goOn(); !go)
            return failure(std::move(go));
        if (auto planned = planPrompt(target, chosen, plan); !planned)
            return failure(std::move(planned));
        if (m_progress)
            m_progress({++done, std::ssize(m_chosen), chosen.prompt.name.toString()});
    }
    return plan;
}

Result<void> Restorer::planPrompt(Storage &target, const Chosen &chosen, RestorePlan &plan)
{
    const Capabilities can = target.capabilities();
    const Name &name = chosen.prompt.name;
    const auto present = can.versions->versions(name, m_stop);
    if (!present && present.error().code() != ErrorCode::NotFound)
        return failure(present);
    for (const Metadata &version : chosen.prompt.versions) {
        if (present && std::ranges::binary_search(*present, version.version)) {
            if (auto planned = planVersion(target, version, plan); !planned)
                return planned;
            continue;
        }
        plan.items.push_back({{name, version.version}, RestoreItem::Action::Create, version.size, {}});
        ++plan.create;
        plan.bytes += version.size;
    }
    if (!chosen.isWhole || !can.labels)
        return {};
    LabelMap there;
    if (present) {
        auto labels = can.labels->labels(name, m_stop);
        if (!labels && labels.error().code() != ErrorCode::NotFound && labels.error().code() != ErrorCode::Corrupt)
            return failure(std::move(labels));
        if (labels)
            there = *std::move(labels);
    }
    for (const auto &[label, version] : chosen.prompt.labels) {
        const auto now = there.find(label);
        if (now != there.end() && now->second == version)
            continue;
        if (!wanted({name, version}) && !(present && std::ranges::binary_search(*present, version)))
            continue; // what it pointed at could not be backed up
        plan.labels.push_back({name, label, version, now != there.end() ? std::optional(now->second) : std::nullopt});
    }
    return {};
}

Result<void> Restorer::planVersion(Storage &target, const Metadata &wanted, RestorePlan &plan)
{
    RestoreItem item{{wanted.name, wanted.version}, RestoreItem::Action::Unchanged, wanted.size, {}};
    const auto present = target.fetch(wanted.name, wanted.version, m_stop);
    if (!present && present.error().code() == ErrorCode::NotFound)
        item.action = RestoreItem::Action::Create;
    else if (!present && present.error().code() != ErrorCode::Corrupt)
        return failure(present);
    else if (!present || present->metadata.checksum != wanted.checksum) {
        item.action = RestoreItem::Action::Replace;
        item.reason = present ? u"Other content is published under this version."_s : present.error().message();
    } else if (!sameFacts(present->metadata, wanted)) {
        item.action = RestoreItem::Action::UpdateMetadata;
    }
    switch (item.action) {
    case RestoreItem::Action::Create:
        ++plan.create;
        plan.bytes += item.size;
        break;
    case RestoreItem::Action::Unchanged:
        ++plan.unchanged;
        break;
    case RestoreItem::Action::UpdateMetadata:
        ++plan.update;
        break;
    case RestoreItem::Action::Replace:
        ++plan.replace;
        plan.bytes += item.size;
        break;
    }
    plan.items.push_back(std::move(item));
    return {};
}

void Restorer::note(const QString &subject, const Error &error)
{
    m_report.failed.push_back({subject, error});
}

// What concerns the whole disk would only be repeated for every version.
Result<void> Restorer::noteUnlessOfAll(const VersionKey &key, const Error &error)
{
    if (error.code() == ErrorCode::Cancelled || error.code() == ErrorCode::NoSpace ||
        error.code() == ErrorCode::DurabilityUnknown || error.code() == ErrorCode::Unavailable)
        return std::unexpected(error);
    note(key.toString(), error);
    return {};
}

Result<RestoreReport> Restorer::run(Storage &target, RestorePlan plan)
{
    m_report.plan = std::move(plan);
    for (const auto step : {&Restorer::storeAll, &Restorer::updateFacts, &Restorer::setLabels}) {
        if (auto done = (this->*step)(target); !done)
            return failure(std::move(done));
    }
    return std::move(m_report);
}

Result<Replacement> replaceVersion(Storage &target, const Prompt &prompt, const std::stop_token &stop)
{
    const VersionKey key{prompt.name(), prompt.version()};
    const Capabilities can = target.capabilities();
    Replacement replacement;
    std::vector<Label> taken;
    const auto setAgain = [&] {
        for (const Label &label : taken) {
            if (!can.labels->setLabel(key.name, label, key.version, {}, {}))
                replacement.unset.push_back(label);
        }
    };
    LabelMap labels;
    if (can.labels) {
        auto there = can.labels->labels(key.name, stop);
        if (!there && there.error().code() != ErrorCode::NotFound && there.error().code() != ErrorCode::Corrupt)
            return failure(std::move(there));
        if (there)
            labels = *std::move(there);
    }
    if (auto go = checkCancelled(stop, u"restore"_s, key.toString()); !go)
        return failure(std::move(go));
    for (const auto &[label, version] : labels) {
        if (version != key.version)
            continue;
        if (auto removed = can.labels->removeLabel(key.name, label, {}, {}); !removed) {
            setAgain();
            return failure(std::move(removed));
        }
        taken.push_back(label);
    }
    const auto receipt = target.remove(key.name, key.version, {});
    if (!receipt && receipt.error().code() != ErrorCode::NotFound) {
        setAgain();
        return failure(receipt);
    }
    if (receipt)
        replacement.trashId = receipt->trashId;
    if (auto stored = target.store(prompt, {}); !stored) {
        if (can.trash && replacement.trashId)
            (void)can.trash->restore(*replacement.trashId, {}, {});
        setAgain();
        return failure(std::move(stored));
    }
    setAgain();
    return replacement;
}

Result<void> Restorer::replace(Storage &target, const Prompt &prompt)
{
    const VersionKey key{prompt.name(), prompt.version()};
    const auto replaced = replaceVersion(target, prompt, m_stop);
    if (!replaced)
        return noteUnlessOfAll(key, replaced.error());
    ++m_report.restored;
    if (replaced->trashId)
        m_report.trashed.append(*replaced->trashId);
    for (const Label &label : replaced->unset) // tried once more with the rest at the end, and told
        m_report.plan.labels.push_back({key.name, label, key.version, std::nullopt});
    return {};
}

Result<void> Restorer::storeAll(Storage &target)
{
    std::vector<Prompt> batch;
    qint64 bytes = 0;
    const auto flush = [&]() -> Result<void> {
        bytes = 0;
        return batch.empty() ? Result<void>() : storeBatch(target, std::exchange(batch, {}));
    };
    for (const RestoreItem &item : m_report.plan.items) {
        if (auto go = goOn(); !go)
            return go;
        if (item.action != RestoreItem::Action::Create && item.action != RestoreItem::Action::Replace)
            continue;
        const Metadata *metadata = wanted(item.key);
        // Read before anything goes: damage in the backup must not cost what is there.
        auto content = m_blobs.read(m_operation, metadata->checksum);
        if (!content) {
            // A disk that does not give it now may do so later; what is damaged stays so, and the rest is restored.
            if (content.error().code() != ErrorCode::Corrupt && content.error().code() != ErrorCode::NotFound)
                return failure(std::move(content));
            note(item.key.toString(), content.error());
            continue;
        }
        if (item.action == RestoreItem::Action::Replace) {
            if (auto replaced = replace(target, {*metadata, *std::move(content)}); !replaced)
                return replaced;
            continue;
        }
        bytes += content->size();
        batch.push_back({*metadata, *std::move(content)});
        if (batch.size() >= batchItems || bytes >= batchBytes) {
            if (auto stored = flush(); !stored)
                return stored;
        }
    }
    return flush();
}

Result<void> Restorer::storeBatch(Storage &target, std::vector<Prompt> batch)
{
    std::vector<Result<StoreReceipt>> receipts;
    if (BatchStorage *batches = target.capabilities().batches) {
        receipts = batches->storeMany(batch, {}, m_stop);
    } else {
        for (const Prompt &prompt : batch)
            receipts.push_back(target.store(prompt, m_stop));
    }
    for (size_t i = 0; i < receipts.size(); ++i) {
        if (receipts[i]) {
            ++m_report.restored;
            continue;
        }
        if (auto noted = noteUnlessOfAll({batch[i].name(), batch[i].version()}, receipts[i].error()); !noted)
            return noted;
    }
    if (m_progress)
        m_progress({m_report.restored, m_report.plan.create + m_report.plan.replace, batch.back().name().toString()});
    return {};
}

Result<void> Restorer::updateFacts(Storage &target)
{
    MetadataStorage *facts = target.capabilities().metadata;
    for (const RestoreItem &item : m_report.plan.items) {
        if (item.action != RestoreItem::Action::UpdateMetadata || !facts)
            continue;
        if (auto go = goOn(); !go)
            return go;
        const Metadata *metadata = wanted(item.key);
        MetadataPatch patch;
        patch.description = metadata->description;
        patch.tags = metadata->tags;
        const auto done = facts->updateMetadata(item.key.name, item.key.version, patch, m_stop);
        if (done)
            ++m_report.updated;
        else if (done.error().code() == ErrorCode::Cancelled || done.error().code() == ErrorCode::NoSpace)
            return failure(done);
        else
            note(item.key.toString(), done.error());
    }
    return {};
}

Result<void> Restorer::setLabels(Storage &target)
{
    LabelStorage *labels = target.capabilities().labels;
    for (const RestoreLabel &label : m_report.plan.labels) {
        if (auto go = goOn(); !go)
            return go;
        const auto done = labels->setLabel(label.name, label.label, label.version, {}, m_stop);
        if (done)
            ++m_report.labels;
        else if (done.error().code() == ErrorCode::Cancelled || done.error().code() == ErrorCode::NoSpace)
            return failure(done);
        else
            note(label.name.toString() + u' ' + label.label.toString(), done.error());
    }
    return {};
}

} // namespace backup
} // namespace pulse
