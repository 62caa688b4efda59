// SPDX-License-Identifier: Apache-2.0
// The five operations, and what is read.
#include "git_storage.h"

#include "changing.h"
#include "commit_message.h"
#include "failures.h"
#include "listing.h"

using namespace Qt::StringLiterals;

namespace pulse::git {

GitStorage::GitStorage(std::shared_ptr<GitLibrary> library, const OpenOptions &options)
    : m_library(std::move(library))
    , m_watcher(m_library)
    , m_branches(m_library, m_watcher)
    , m_synchroniser(m_library, m_watcher, options)
{}

Capabilities GitStorage::capabilities()
{
    return {.versions = this,
            .metadata = this,
            .labels = this,
            .batches = this,
            .watching = this,
            .streams = this,
            .trash = this,
            .renaming = this,
            .inspection = this,
            .fingerprints = this,
            .changes = this,
            .synchronisation = m_synchroniser.hasHome() ? &m_synchroniser : nullptr,
            .branches = &m_branches};
}

Result<StoreReceipt> GitStorage::publish(const Metadata &metadata, const std::optional<QByteArray> &content,
                                         const Oid &blob, const std::stop_token &stop)
{
    const Call call{u"store"_s, VersionKey{metadata.name, metadata.version}.toString()};
    if (auto valid = validateMetadata(metadata); !valid)
        return call.fails(std::move(valid).error());
    auto stored = decodeMetadata(encodeMetadata(metadata));
    if (!stored)
        return call.fails(std::move(stored).error());
    const QByteArray facts = TreeChanges::storedForm(m_library->rules(), *stored);
    std::optional<StoreReceipt> receipt;
    const auto done =
        m_library->writer().change(call, stop, [&](TreeEdit &tree, const Snapshot &snapshot) -> Result<Writer::Commit> {
            TreeChanges changes(tree, snapshot, m_library->rules(), call.operation);
            const NewVersion version{*stored, content ? hashObject(ObjectType::Blob, *content) : blob,
                                     hashObject(ObjectType::Blob, facts)};
            auto published = changes.publish(version);
            if (!published)
                return failure(std::move(published));
            receipt = *std::move(published);
            if (receipt->outcome == StoreReceipt::Outcome::Unchanged)
                return Writer::Commit{};
            tree.batch().add(ObjectBatch::Object{version.facts, ObjectType::Blob, facts});
            if (content)
                tree.batch().add(ObjectBatch::Object{version.content, ObjectType::Blob, *content});
            return Writer::Commit{publicationMessage(*stored), {}};
        });
    if (!done)
        return failure(done);
    if (receipt->outcome == StoreReceipt::Outcome::Unchanged) {
        // Whoever published it may not have lived to see it on the disk.
        if (auto synced = m_library->writer().syncBranch(*done, call); !synced)
            return failure(std::move(synced));
    }
    m_watcher.wake();
    return *std::move(receipt);
}

Result<StoreReceipt> GitStorage::store(const Prompt &prompt, std::stop_token stop)
{
    const Call call{u"store"_s, VersionKey{prompt.name(), prompt.version()}.toString()};
    if (auto may = m_library->mayChange(call, stop); !may)
        return failure(std::move(may));
    if (prompt.content.size() > maxBufferedBytes)
        return call.fails(ErrorCode::Unsupported,
                          u"“%1” is too large to be stored in one piece. Store it as a stream."_s.arg(call.subject));
    if (prompt.metadata.size != prompt.content.size() || prompt.metadata.checksum != Checksum::of(prompt.content))
        return call.fails(
            ErrorCode::Invalid,
            u"The size or checksum given for “%1” is not that of its content. Compute both anew."_s.arg(call.subject));
    return publish(prompt.metadata, prompt.content, {}, stop);
}

Result<Prompt> GitStorage::fetch(const Name &name, const Version &version, std::stop_token stop)
{
    const Call call{u"fetch"_s, VersionKey{name, version}.toString()};
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    const auto snapshot = repository().snapshot(call);
    if (!snapshot)
        return failure(snapshot);
    const auto files = m_library->version(*snapshot, {name, version}, call.operation);
    if (!files)
        return failure(files);
    return files->prompt();
}

Result<ListPage> GitStorage::list(const ListQuery &query, std::stop_token stop)
{
    const Call call{u"list"_s, query.folder.isEmpty() ? u"prompts"_s : query.folder};
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    const auto snapshot = repository().snapshot(call);
    if (!snapshot)
        return failure(snapshot);
    return Listing(repository(), *snapshot, query, {}, std::move(stop)).run();
}

Result<RemovalReceipt> GitStorage::remove(const Name &name, const std::optional<Version> &version, std::stop_token stop)
{
    const QString subject = version ? VersionKey{name, *version}.toString() : name.toString();
    const QString message = u"Remove %1\n"_s.arg(version ? name.toString() + u' ' + version->toString() : subject);
    auto id = change<QString>({u"remove"_s, subject}, stop, message,
                              [&](TreeChanges &changes) { return changes.remove(name, version); });
    if (!id)
        return failure(std::move(id));
    return RemovalReceipt{*std::move(id)};
}

Result<bool> GitStorage::exists(const Name &name, const std::optional<Version> &version, std::stop_token stop)
{
    const Call call{u"exists"_s, name.toString()};
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    const auto snapshot = repository().snapshot(call);
    if (!snapshot)
        return failure(snapshot);
    const auto prompt = m_library->prompt(*snapshot, name, call);
    if (!prompt)
        return prompt.error().code() == ErrorCode::NotFound ? Result<bool>(false) : failure(prompt);
    return !version || prompt->version(*version) != nullptr;
}

Result<std::vector<Version>> GitStorage::versions(const Name &name, std::stop_token stop)
{
    const Call call{u"list versions"_s, name.toString()};
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    const auto snapshot = repository().snapshot(call);
    if (!snapshot)
        return failure(snapshot);
    const auto prompt = m_library->prompt(*snapshot, name, call);
    if (!prompt)
        return failure(prompt);
    return prompt->versionList();
}

Result<Version> GitStorage::latest(const Name &name, std::stop_token stop)
{
    const auto all = versions(name, std::move(stop));
    if (!all)
        return failure(all);
    return *latestOf(*all);
}

Result<Metadata> GitStorage::metadata(const Name &name, const Version &version, std::stop_token stop)
{
    const Call call{u"read metadata"_s, VersionKey{name, version}.toString()};
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    const auto snapshot = repository().snapshot(call);
    if (!snapshot)
        return failure(snapshot);
    const auto files = m_library->version(*snapshot, {name, version}, call.operation);
    if (!files)
        return failure(files);
    auto facts = files->facts();
    if (!facts)
        return failure(std::move(facts));
    return std::move(facts->metadata);
}

Result<LabelMap> GitStorage::labels(const Name &name, std::stop_token stop)
{
    const Call call{u"list labels"_s, name.toString()};
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    const auto snapshot = repository().snapshot(call);
    if (!snapshot)
        return failure(snapshot);
    const auto prompt = m_library->prompt(*snapshot, name, call);
    if (!prompt)
        return failure(prompt);
    return labelsOf(repository(), *prompt, call);
}

Result<Metadata> GitStorage::updateMetadata(const Name &name, const Version &version, const MetadataPatch &patch,
                                            std::stop_token stop)
{
    const VersionKey key{name, version};
    return change<Metadata>({u"update metadata"_s, key.toString()}, stop,
                            u"Edit the metadata of %1 %2\n"_s.arg(name.toString(), version.toString()),
                            [&](TreeChanges &changes) { return changes.patch(key, patch); });
}

Result<void> GitStorage::setLabel(const Name &name, const Label &label, const Version &version,
                                  const Precondition &precondition, std::stop_token stop)
{
    return change<void>({u"set label"_s, name.toString()}, stop,
                        u"Point %1 of %2 at %3\n"_s.arg(label.toString(), name.toString(), version.toString()),
                        [&](TreeChanges &changes) { return changes.setLabel(name, label, version, precondition); });
}

Result<void> GitStorage::removeLabel(const Name &name, const Label &label, const Precondition &precondition,
                                     std::stop_token stop)
{
    return change<void>({u"remove label"_s, name.toString()}, stop,
                        u"Take %1 off %2\n"_s.arg(label.toString(), name.toString()),
                        [&](TreeChanges &changes) { return changes.removeLabel(name, label, precondition); });
}

Result<std::unique_ptr<WatchableStorage::Watch>> GitStorage::watch(Listener listener)
{
    return m_watcher.watch(std::move(listener));
}

} // namespace pulse::git
