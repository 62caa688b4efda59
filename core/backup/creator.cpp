// SPDX-License-Identifier: Apache-2.0
#include "creator.h"

#include "parallel.h"
#include "pulse/base/cancellation.h"
#include "pulse/base/quote.h"

#include <map>

using namespace Qt::StringLiterals;

namespace pulse::backup {
namespace {

bool isOf(const SnapshotInfo &snapshot, const StorageInfo &library)
{
    return library.id.isEmpty() ? snapshot.libraryId.isEmpty() && snapshot.libraryUrl == library.url
                                : snapshot.libraryId == library.id;
}

} // namespace

Creator::Creator(const Repository &repository, BlobReader &blobs, Storage &library, const BackupOptions &options,
                 const ProgressSink &progress, std::stop_token stop)
    : m_repository(repository)
    , m_blobs(blobs)
    , m_library(library)
    , m_can(library.capabilities())
    , m_info(library.info())
    , m_options(options)
    , m_progress(progress)
    , m_stop(std::move(stop))
    , m_operation(u"back up"_s)
{}

Result<BackupReport> Creator::run()
{
    if (!m_can.versions)
        return failure(ErrorCode::Unsupported, m_operation, m_info.url.toDisplayString(),
                       u"This library cannot list its versions, so it cannot be backed up."_s);
    const auto lock = m_repository.lockForWriting(m_operation, m_stop);
    if (!lock)
        return failure(lock);
    m_repository.clearTemporaries();
    for (const auto step : {&Creator::lookAtRepository, &Creator::lookAtLibrary}) {
        if (auto done = (this->*step)(); !done)
            return failure(std::move(done));
    }
    askWhetherItIsTheSame();
    if (m_report.question != BackupReport::Question::None)
        return std::move(m_report);
    matchWithCache();
    if (m_listingStands)
        return commit(m_cache->listing);
    if (auto read = readChanged(); !read)
        return failure(std::move(read));
    const auto listing = writeListing();
    if (!listing)
        return failure(listing);
    return commit(*listing);
}

Result<void> Creator::lookAtRepository()
{
    auto all = Snapshots(m_repository).all(m_operation, m_stop);
    if (!all)
        return failure(std::move(all));
    m_snapshots = *std::move(all);
    for (const Snapshot &snapshot : m_snapshots) {
        if (snapshot.info.problem.isEmpty() && !snapshot.info.isSafety && isOf(snapshot.info, m_info)) {
            m_base = snapshot;
            break;
        }
    }
    return {};
}

Result<void> Creator::lookAtLibrary()
{
    if (m_progress)
        m_progress({0, 0, {}});
    std::vector<FingerprintStorage::Item> items;
    if (m_can.fingerprints) {
        auto found = m_can.fingerprints->fingerprints(m_stop);
        if (!found)
            return failure(std::move(found));
        items = *std::move(found);
    } else {
        ListQuery query;
        do {
            auto page = m_library.list(query, m_stop);
            if (!page)
                return failure(std::move(page));
            for (ListItem &item : page->items)
                items.push_back({std::move(item), {}});
            query.cursor = page->next;
        } while (!query.cursor.isEmpty());
    }
    for (FingerprintStorage::Item &item : items)
        m_prompts.push_back({.item = std::move(item)});
    return {};
}

// What concerns one version or prompt alone; anything else stops the backup. What may not be read stops one that is
// taken before something changes.
bool Creator::isDamage(const Error &error) const
{
    return error.code() == ErrorCode::Corrupt || error.code() == ErrorCode::Unsupported ||
           error.code() == ErrorCode::Invalid || (error.code() == ErrorCode::PermissionDenied && !m_options.isSafety);
}

void Creator::askWhetherItIsTheSame()
{
    if (m_options.isSafety)
        return;
    const auto isReadable = [](const Snapshot &snapshot) { return snapshot.info.problem.isEmpty(); };
    if (!m_base && !m_options.allowOtherLibrary && std::ranges::any_of(m_snapshots, isReadable)) {
        m_report.question = BackupReport::Question::OtherLibrary;
        m_report.questionText =
            u"%1 holds backups of another library only (%2). Nothing was backed up. If this library "
            "took its place, say so and back up again; otherwise choose another folder."_s.arg(
                quoted(m_repository.folder(), 400), quoted(std::ranges::find_if(m_snapshots, isReadable)
                                                               ->info.libraryUrl.toDisplayString(QUrl::PreferLocalFile),
                                                           400));
        return;
    }
    const qint64 before = m_base ? m_base->info.prompts : 0;
    if (before > 0 && std::ssize(m_prompts) * 2 < before && !m_options.allowLoss) {
        m_report.question = BackupReport::Question::Loss;
        m_report.questionText =
            u"The library had %1 prompts at its last backup (%2) and has %3 now. Nothing was backed up. If that is "
            "right, say so and back up again; otherwise look whether it is the right library, or restore it."_s.arg(
                QString::number(before), m_base->info.id, QString::number(m_prompts.size()));
    }
}

void Creator::matchWithCache()
{
    if (!m_options.reread && m_can.fingerprints)
        m_cache = FingerprintCache::read(m_repository, m_info);
    const bool isCommitted = m_cache && std::ranges::any_of(m_snapshots, [&](const Snapshot &snapshot) {
                                 return snapshot.info.problem.isEmpty() && snapshot.listing == m_cache->listing;
                             });
    if (m_cache && (!isCommitted || !m_cache->hasItsPacks(m_repository)))
        m_cache.reset();
    qint64 known = 0;
    for (size_t i = 0; i < m_prompts.size(); ++i) {
        Work &work = m_prompts[i];
        const QByteArray name = work.item.prompt.path.toUtf8();
        const auto entry =
            m_cache ? m_cache->prompts.constFind(name) : QHash<QByteArray, FingerprintCache::Entry>::const_iterator();
        if (m_cache && entry != m_cache->prompts.cend() && !entry->fingerprint.isEmpty() &&
            entry->fingerprint == work.item.fingerprint && work.item.prompt.name && work.item.prompt.damage.isEmpty()) {
            work.entry = *entry;
            ++known;
        } else {
            m_changed.push_back(i);
        }
    }
    m_listingStands = m_cache && m_changed.empty() && known == m_cache->prompts.size();
}

Result<void> Creator::readChanged()
{
    auto packs = m_blobs.refresh(m_operation, m_stop);
    if (!packs)
        return failure(std::move(packs));
    m_packs = *std::move(packs);
    if (const auto failed = m_packs->failure())
        return std::unexpected(*failed); // it may be there the next time; nothing is written twice for it
    // A pack that cannot be read holds nothing, so what it held is taken anew.
    if (m_cache && !m_packs->damaged().empty()) {
        m_cache.reset();
        m_changed.clear();
        for (size_t i = 0; i < m_prompts.size(); ++i) {
            m_prompts[i].entry.reset();
            m_changed.push_back(i);
        }
    }
    m_sink.emplace(m_repository, m_operation, m_packs);
    return inParallel(m_repository.parts().threads, m_changed.size(), [this](size_t i) -> Result<void> {
        if (auto go = checkCancelled(m_stop, m_operation); !go)
            return go;
        Work &work = m_prompts[m_changed[i]];
        auto done = readPrompt(work);
        if (m_progress) {
            const std::scoped_lock lock(m_mutex);
            m_progress({++m_done, std::ssize(m_changed), work.item.prompt.path});
        }
        return done;
    });
}

Result<void> Creator::readPrompt(Work &work)
{
    work.isRead = true;
    const ListItem &prompt = work.item.prompt;
    if (!prompt.name) {
        work.damage.push_back({prompt.path, prompt.damage, false});
        return {};
    }
    const auto versions = m_can.versions->versions(*prompt.name, m_stop);
    if (!versions && versions.error().code() == ErrorCode::NotFound && prompt.damage.isEmpty())
        return {}; // removed meanwhile
    if (!versions && versions.error().code() != ErrorCode::NotFound && !isDamage(versions.error()))
        return failure(versions);
    if (!versions) {
        return keepWholeEarlier(work, prompt.damage.isEmpty() ? versions.error().message() : prompt.damage);
    }
    Record record{.name = *prompt.name, .labels = {}, .versions = {}};
    if (m_can.labels) {
        auto labels = m_can.labels->labels(*prompt.name, m_stop);
        if (!labels && labels.error().code() == ErrorCode::NotFound)
            return {};
        if (!labels && !isDamage(labels.error()))
            return failure(std::move(labels));
        if (labels)
            record.labels = *std::move(labels);
        else
            work.damage.push_back({prompt.path, labels.error().message(), false});
    }
    for (const Version &version : *versions) {
        const VersionKey key{*prompt.name, version};
        auto read = readVersion(key);
        if (!read && !isDamage(read.error()))
            return failure(std::move(read));
        if (!read) {
            keepEarlier(key, read.error(), work, record.versions);
            continue;
        }
        if (!*read)
            continue;
        RecordedVersion &found = (*read)->version;
        if ((*read)->content) {
            if (const auto added = m_sink->add(PackSink::Kind::Content, found.checksum, *(*read)->content); !added)
                return failure(added);
        }
        record.versions.push_back(std::move(found));
    }
    if (record.versions.empty())
        return {};
    return recordPrompt(work, record);
}

Result<Metadata> Creator::factsOfKnownContent(const VersionKey &key)
{
    if (!m_can.metadata || m_options.reread || m_packs->isEmpty())
        return failure(ErrorCode::NotFound, m_operation, key.toString(), {});
    auto facts = m_can.metadata->metadata(key.name, key.version, m_stop);
    if (facts && !m_sink->has(facts->checksum))
        return failure(ErrorCode::NotFound, m_operation, key.toString(), {});
    return facts;
}

// Empty when the version was removed meanwhile.
Result<std::optional<Creator::Found>> Creator::readVersion(const VersionKey &key)
{
    const auto record = [&](const Metadata &facts) {
        return RecordedVersion{
            .version = key.version, .checksum = facts.checksum, .size = facts.size, .metadata = encodeMetadata(facts)};
    };
    if (const auto facts = factsOfKnownContent(key))
        return Found{record(*facts), std::nullopt};
    auto prompt = m_library.fetch(key.name, key.version, m_stop);
    if (!prompt && prompt.error().code() == ErrorCode::NotFound)
        return std::nullopt;
    if (!prompt)
        return failure(std::move(prompt));
    return Found{record(prompt->metadata), std::move(prompt->content)};
}

// The good copy of an earlier snapshot, which otherwise could be pruned away.
void Creator::keepEarlier(const VersionKey &key, const Error &error, Work &work, std::vector<RecordedVersion> &versions)
{
    BackupDamage damage{key.toString(), error.message(), false};
    auto earlier = earlierRecord(key.name.toString().toUtf8());
    if (earlier) {
        const auto facts = m_can.metadata ? m_can.metadata->metadata(key.name, key.version, m_stop)
                                          : Result<Metadata>(failure(ErrorCode::Unsupported, {}, {}, {}));
        for (RecordedVersion &version : earlier->versions) {
            const bool isSame = version.version == key.version && (!facts || facts->checksum == version.checksum);
            if (!isSame || !m_sink->has(version.checksum))
                continue;
            versions.push_back(std::move(version));
            damage.keptEarlier = true;
        }
    }
    work.damage.push_back(std::move(damage));
}

Result<void> Creator::keepWholeEarlier(Work &work, const QString &message)
{
    const auto earlier = earlierRecord(work.item.prompt.path.toUtf8());
    const bool isHeld = earlier && std::ranges::all_of(earlier->versions, [&](const RecordedVersion &version) {
                            return m_sink->has(version.checksum);
                        });
    work.damage.push_back({work.item.prompt.path, message, isHeld});
    return isHeld ? recordPrompt(work, *earlier) : Result<void>();
}

std::optional<Record> Creator::earlierRecord(const QByteArray &name)
{
    if (!m_base)
        return std::nullopt;
    SnapshotReader reader(m_blobs, m_operation);
    Checksum checksum;
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_earlier) {
            m_earlier.emplace();
            const auto prompts = reader.prompts(m_base->listing, m_stop);
            if (prompts)
                for (const ListedPrompt &prompt : *prompts)
                    m_earlier->insert(prompt.name, prompt.record);
        }
        const auto found = m_earlier->constFind(name);
        if (found == m_earlier->cend())
            return std::nullopt;
        checksum = *found;
    }
    auto record = reader.record(checksum);
    return record ? std::optional(*std::move(record)) : std::nullopt;
}

Result<void> Creator::recordPrompt(Work &work, const Record &record)
{
    const QByteArray text = encodeRecord(record);
    // What is damaged is told again the next time.
    FingerprintCache::Entry entry{.fingerprint = work.damage.empty() ? work.item.fingerprint : QByteArray(),
                                  .record = Checksum::of(text),
                                  .versions = std::ssize(record.versions),
                                  .labels = std::ssize(record.labels)};
    for (const RecordedVersion &version : record.versions)
        entry.bytes += version.size;
    const auto added = m_sink->add(PackSink::Kind::Record, entry.record, text);
    if (!added)
        return failure(added);
    work.entry = std::move(entry);
    return {};
}

Result<Checksum> Creator::writeListing()
{
    const qint64 count = std::ranges::count_if(m_prompts, [](const Work &work) { return work.entry.has_value(); });
    const qsizetype digits = prefixDigits(count);
    std::map<QByteArray, std::vector<ListedPrompt>> lists;
    for (const Work &work : m_prompts) {
        if (!work.entry)
            continue;
        QByteArray name = work.item.prompt.path.toUtf8();
        lists[digits > 0 ? toHex(Checksum::of(name)).left(digits) : QByteArray()].push_back(
            {std::move(name), work.entry->record});
    }
    const auto add = [&](const QByteArray &text) -> Result<Checksum> {
        const Checksum checksum = Checksum::of(text);
        const auto added = m_sink->add(PackSink::Kind::Record, checksum, text);
        if (!added)
            return failure(added);
        return checksum;
    };
    std::vector<ListedPart> parts;
    for (auto &[prefix, prompts] : lists) {
        std::ranges::sort(prompts, {}, &ListedPrompt::name);
        const auto list = add(encodeList(prompts));
        if (!list)
            return list;
        parts.push_back({prefix, std::ssize(prompts), *list});
    }
    return add(encodeListing(parts)).and_then([this](const Checksum &listing) {
        return m_sink->finish().transform([&] { return listing; });
    });
}

Result<BackupReport> Creator::commit(const Checksum &listing)
{
    Snapshot snapshot;
    SnapshotInfo &info = snapshot.info;
    info.takenAt = m_repository.now();
    info.author = m_options.author;
    info.note = m_options.note;
    info.isSafety = m_options.isSafety;
    info.libraryId = m_info.id;
    info.libraryUrl = m_info.url;
    for (Work &work : m_prompts) {
        std::ranges::move(work.damage, std::back_inserter(info.damaged));
        if (!work.entry)
            continue;
        ++info.prompts;
        info.versions += work.entry->versions;
        info.labels += work.entry->labels;
        info.bytes += work.entry->bytes;
    }
    info.addedBytes = m_sink ? m_sink->writtenBytes() : 0;
    snapshot.listing = listing;
    if (auto go = checkCancelled(m_stop, m_operation, m_repository.folder()); !go)
        return failure(std::move(go));
    auto committed = Snapshots(m_repository).commit(m_operation, std::move(snapshot));
    if (!committed)
        return failure(std::move(committed));
    m_report.snapshot = std::move(committed->info);
    m_report.changedPrompts = std::ranges::count_if(m_prompts, &Work::isRead);
    m_report.newVersions = m_sink ? m_sink->newContents() : 0;
    m_report.isUnchanged = m_base && m_base->listing == listing;
    if (!m_listingStands && m_can.fingerprints)
        rememberFingerprints(listing);
    return std::move(m_report);
}

void Creator::rememberFingerprints(const Checksum &listing)
{
    FingerprintCache cache{.listing = listing, .packs = {}, .prompts = {}};
    for (const Pack &pack : m_packs->packs())
        cache.packs.push_back({pack.name, pack.fileBytes});
    for (const PackSink::Written &pack : m_sink->written())
        cache.packs.push_back({pack.name, pack.bytes});
    cache.prompts.reserve(std::ssize(m_prompts));
    for (Work &work : m_prompts) {
        if (work.entry)
            cache.prompts.insert(work.item.prompt.path.toUtf8(), *work.entry);
    }
    cache.write(m_repository, m_info);
}

} // namespace pulse::backup
