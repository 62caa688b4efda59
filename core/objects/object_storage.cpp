// SPDX-License-Identifier: Apache-2.0
#include "object_storage.h"

#include "change_marks.h"
#include "facts.h"
#include "inspection.h"
#include "listing.h"
#include "object_keys.h"
#include "pulse/storage/library_file.h"
#include "removal.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {

ObjectStorage::ObjectStorage(std::shared_ptr<const Session> session)
    : m_session(std::move(session))
{}

Call ObjectStorage::call(const QString &operation, const QString &subject, std::stop_token stop) const
{
    return {operation, subject.isEmpty() ? m_session->client().url().toString() : subject, std::move(stop)};
}

StorageInfo ObjectStorage::info() const
{
    StorageInfo info;
    info.url = m_session->client().url();
    info.backend = m_session->client().backend();
    info.id = m_session->id;
    info.schema = m_session->schema;
    info.newestSchema = m_session->schema;
    info.readOnly = !m_session->readOnlyReason.isEmpty();
    info.readOnlyReason = m_session->readOnlyReason;
    const ObjectAbilities can = m_session->can();
    info.singleWriter =
        !info.readOnly && m_session->isProbed() && !can.createsOnce && !can.claims && !can.replacesMatching;
    return info;
}

Capabilities ObjectStorage::capabilities()
{
    return {.versions = this,
            .metadata = this,
            .labels = this,
            .batches = this,
            .streams = this,
            .trash = this,
            .renaming = this,
            .inspection = this,
            .guardedRemoval = this,
            .fingerprints = this,
            .changes = this,
            .overviews = this};
}

Result<StoreReceipt> ObjectStorage::store(const Prompt &prompt, std::stop_token stop)
{
    return std::move(storeMany({&prompt, 1}, {}, std::move(stop)).front());
}

Result<StoreReceipt> ObjectStorage::storeContent(const Metadata &metadata, ByteSource &content, std::stop_token stop)
{
    const Call each = call(u"store"_s, VersionKey{metadata.name, metadata.version}.toString(), std::move(stop));
    if (auto may = m_session->mayChange(each); !may)
        return failure(std::move(may));
    const auto spool = Spool::fill(each, content);
    if (!spool)
        return failure(spool);
    Metadata complete = metadata;
    complete.size = spool->size();
    complete.checksum = spool->checksum();
    std::vector<Result<Draft>> drafts;
    drafts.push_back(makeDraft(each, complete, *spool, m_session->parts().longestInline));
    return std::move(Publisher(*m_session).publish(drafts, [](size_t) {}).front());
}

// A small content came along with the metadata. Otherwise they are two objects: where the content is not there, the
// version may have been removed between the two.
Result<std::unique_ptr<StreamStorage::Reader>> ObjectStorage::openVersion(const Call &call, const VersionKey &key)
{
    QString missing;
    while (true) {
        auto record = readRecord(*m_session, call, key);
        if (!record)
            return failure(std::move(record));
        if (!*record)
            return call.noSuchVersion(key);
        if (auto &bytes = (*record)->bytes)
            return std::make_unique<VerifiedReader>(std::make_unique<BufferSource>(*std::move(bytes)), call,
                                                    std::move((*record)->metadata));
        const QString content = keys::of(key) + (*record)->content;
        if (content == missing)
            return call.damaged(key, u"Its content is missing."_s);
        auto source = std::make_unique<ObjectSource>(m_session, call, content, (*record)->metadata.size);
        if (auto begun = source->begin(); begun)
            return std::make_unique<VerifiedReader>(std::move(source), call, std::move((*record)->metadata));
        else if (begun.error().code() != ErrorCode::NotFound)
            return failure(std::move(begun));
        missing = content;
    }
}

Result<std::unique_ptr<StreamStorage::Reader>> ObjectStorage::openContent(const Name &name, const Version &version,
                                                                          std::stop_token stop)
{
    const VersionKey key{name, version};
    const Call each = call(u"fetch"_s, key.toString(), std::move(stop));
    if (auto go = each.checkStop(); !go)
        return failure(std::move(go));
    return openVersion(each, key);
}

Result<Prompt> ObjectStorage::fetch(const Name &name, const Version &version, std::stop_token stop)
{
    const VersionKey key{name, version};
    const Call each = call(u"fetch"_s, key.toString(), std::move(stop));
    if (auto go = each.checkStop(); !go)
        return failure(std::move(go));
    const auto reader = openVersion(each, key);
    if (!reader)
        return failure(reader);
    const Metadata &metadata = (*reader)->metadata();
    if (metadata.size > maxBufferedBytes)
        return each.fails(
            ErrorCode::Unsupported,
            u"%1 has %2 bytes, too many to be fetched in one piece. Fetch it into a file instead."_s.arg(key.toString())
                .arg(metadata.size));
    QByteArray content(metadata.size, Qt::Uninitialized);
    qsizetype filled = 0;
    std::array<char, 1> beyond{};
    while (true) {
        const bool isFull = filled == content.size();
        const auto length = (*reader)->read(
            isFull ? std::span<char>(beyond)
                   : std::span<char>(content.data() + filled, static_cast<size_t>(content.size() - filled)));
        if (!length)
            return failure(length);
        if (*length == 0)
            return Prompt{metadata, std::move(content)};
        filled += *length;
    }
}

Result<ListPage> ObjectStorage::list(const ListQuery &query, std::stop_token stop)
{
    return listPrompts(*m_session, call(u"list"_s, query.folder, std::move(stop)), query);
}

Result<RemovalReceipt> ObjectStorage::remove(const Name &name, const std::optional<Version> &version,
                                             std::stop_token stop)
{
    return removeIf(name, version, nullptr, std::move(stop));
}

Result<RemovalReceipt> ObjectStorage::removeUnchanged(const Name &name, const std::optional<Version> &version,
                                                      const Seen &seen, std::stop_token stop)
{
    return removeIf(name, version, &seen, std::move(stop));
}

Result<RemovalReceipt> ObjectStorage::removeIf(const Name &name, const std::optional<Version> &version,
                                               const Seen *seen, std::stop_token stop)
{
    const QString subject = version ? VersionKey{name, *version}.toString() : name.toString();
    const Call each = call(u"remove"_s, subject, std::move(stop));
    if (auto may = m_session->mayChange(each); !may)
        return failure(std::move(may));
    auto id = Remover(*m_session, each).remove(name, version, seen);
    if (!id)
        return failure(std::move(id));
    return RemovalReceipt{*std::move(id)};
}

Result<bool> ObjectStorage::exists(const Name &name, const std::optional<Version> &version, std::stop_token stop)
{
    const Call each = call(u"exists"_s, name.toString(), std::move(stop));
    if (auto go = each.checkStop(); !go)
        return failure(std::move(go));
    if (!version) {
        const auto objects = loadPrompt(*m_session, each, name);
        return objects ? Result<bool>(!objects->published().empty()) : failure(objects);
    }
    const auto info = m_session->client().head(keys::metadataOf({name, *version}), each.stop);
    if (!info && info.error().error.code() != ErrorCode::NotFound)
        return each.fails(info.error());
    if (info && !isTombstone(info->size))
        return true;
    if (auto present = m_session->confirmPresence(each); !present)
        return failure(std::move(present));
    return false;
}

Result<std::vector<Version>> ObjectStorage::versions(const Name &name, std::stop_token stop)
{
    const Call each = call(u"list versions"_s, name.toString(), std::move(stop));
    const auto objects = loadPrompt(*m_session, each, name);
    if (!objects)
        return failure(objects);
    auto published = objects->published();
    if (published.empty())
        return each.noSuchPrompt(name);
    return published;
}

Result<Version> ObjectStorage::latest(const Name &name, std::stop_token stop)
{
    const auto all = versions(name, std::move(stop));
    if (!all)
        return failure(all);
    return *latestOf(*all);
}

Result<Metadata> ObjectStorage::metadata(const Name &name, const Version &version, std::stop_token stop)
{
    const VersionKey key{name, version};
    const Call each = call(u"read metadata"_s, key.toString(), std::move(stop));
    if (auto go = each.checkStop(); !go)
        return failure(std::move(go));
    auto record = readRecord(*m_session, each, key);
    if (!record)
        return failure(std::move(record));
    if (!*record)
        return each.noSuchVersion(key);
    return std::move((*record)->metadata);
}

Result<Metadata> ObjectStorage::updateMetadata(const Name &name, const Version &version, const MetadataPatch &patch,
                                               std::stop_token stop)
{
    const VersionKey key{name, version};
    const Call each = call(u"update metadata"_s, key.toString(), std::move(stop));
    if (auto may = m_session->mayChange(each); !may)
        return failure(std::move(may));
    return patchMetadata(*m_session, each, key, patch);
}

Result<LabelMap> ObjectStorage::labels(const Name &name, std::stop_token stop)
{
    return Labels(*m_session, call(u"list labels"_s, name.toString(), std::move(stop)), name).all();
}

Result<void> ObjectStorage::setLabel(const Name &name, const Label &label, const Version &version,
                                     const Precondition &precondition, std::stop_token stop)
{
    const Call each = call(u"set label"_s, name.toString(), std::move(stop));
    if (auto may = m_session->mayChange(each); !may)
        return may;
    return Labels(*m_session, each, name).set(label, version, precondition);
}

Result<void> ObjectStorage::removeLabel(const Name &name, const Label &label, const Precondition &precondition,
                                        std::stop_token stop)
{
    const Call each = call(u"remove label"_s, name.toString(), std::move(stop));
    if (auto may = m_session->mayChange(each); !may)
        return may;
    return Labels(*m_session, each, name).remove(label, precondition);
}

Result<std::vector<TrashEntry>> ObjectStorage::trash(std::stop_token stop)
{
    const Call each = call(u"list trash"_s, {}, std::move(stop));
    if (auto go = each.checkStop(); !go)
        return failure(std::move(go));
    return Trash(*m_session).entries(each);
}

Result<Name> ObjectStorage::restore(const QString &id, const std::optional<Name> &as, std::stop_token stop)
{
    const Call each = call(u"restore"_s, id, std::move(stop));
    if (auto may = m_session->mayChange(each); !may)
        return failure(std::move(may));
    return Trash(*m_session).restore(each, id, as);
}

Result<void> ObjectStorage::purge(const QString &id, std::stop_token stop)
{
    const Call each = call(u"purge"_s, id, std::move(stop));
    if (auto may = m_session->mayChange(each); !may)
        return may;
    return Trash(*m_session).purge(each, id);
}

Result<void> ObjectStorage::rename(const Name &from, const Name &to, std::stop_token stop)
{
    const Call each = call(u"rename"_s, from.toString(), std::move(stop));
    if (auto may = m_session->mayChange(each); !may)
        return may;
    return Renamer(*m_session, each).rename(from, to);
}

Result<InspectionReport> ObjectStorage::inspect(bool repair, const ProgressSink &progress, std::stop_token stop)
{
    const Call each = call(repair ? u"repair"_s : u"verify"_s, {}, std::move(stop));
    if (auto may = repair ? m_session->mayChange(each) : Result<void>(); !may)
        return failure(std::move(may));
    return Inspection(m_session, each, repair, progress).run();
}

Result<void> ObjectStorage::accept(const QString &path, std::stop_token stop)
{
    const Call each = call(u"accept"_s, path, std::move(stop));
    if (auto may = m_session->mayChange(each); !may)
        return may;
    return acceptRecord(m_session, each, path);
}

QString ObjectStorage::pathOf(const VersionKey &key) const
{
    return keys::metadataOf(key);
}

Result<std::vector<FingerprintStorage::Item>> ObjectStorage::fingerprints(std::stop_token stop)
{
    return listFingerprints(*m_session, call(u"list"_s, {}, std::move(stop)));
}

Result<ChangeFeedStorage::Changes> ObjectStorage::changesSince(const QByteArray &cursor, std::stop_token stop)
{
    const Call each = call(u"list changes"_s, {}, std::move(stop));
    if (auto go = each.checkStop(); !go)
        return failure(std::move(go));
    return ChangeMarks(*m_session).since(each, cursor);
}

QByteArray ObjectStorage::knowingOwnChanges(const QByteArray &cursor)
{
    return ChangeMarks(*m_session).withOwn(cursor);
}

} // namespace pulse::objects
