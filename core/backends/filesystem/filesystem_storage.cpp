// SPDX-License-Identifier: Apache-2.0
#include "filesystem_storage.h"

#include "acceptance.h"
#include "content_stream.h"
#include "fingerprints.h"
#include "inspector.h"
#include "label_access.h"
#include "layout.h"
#include "listing.h"
#include "pointers.h"
#include "publisher.h"
#include "pulse/storage/content_place.h"
#include "removal_batch.h"
#include "remover.h"
#include "rename_batch.h"
#include "renamer.h"
#include "restorer.h"
#include "upgrade.h"
#include "version_access.h"
#include "watcher.h"

#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::filesystem {
namespace {

// How much is committed in one go: enough to share the disk's transactions, few enough open files, and another
// writer's turn comes in between.
constexpr size_t batchItems = 64;
constexpr qint64 batchBytes = 32 * 1024 * 1024;

QString subjectOf(const Name &name, const std::optional<Version> &version)
{
    return version ? VersionKey{name, *version}.toString() : name.toString();
}

} // namespace

FilesystemStorage::FilesystemStorage(std::shared_ptr<Library> library)
    : m_library(std::move(library))
{}

StorageInfo FilesystemStorage::info() const
{
    return m_library->info();
}

Capabilities FilesystemStorage::capabilities()
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
            .upgrades = this,
            .fingerprints = this};
}

Result<StoreReceipt> FilesystemStorage::store(const Prompt &prompt, std::stop_token stop)
{
    return std::move(storeMany(std::span(&prompt, 1), {}, std::move(stop)).front());
}

Result<Prompt> FilesystemStorage::fetch(const Name &name, const Version &version, std::stop_token stop)
{
    const VersionKey key{name, version};
    const Call call{u"fetch"_s, key.toString()};
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    auto prompt = readVersion(*m_library, call, key, [&](const VersionFiles &files) { return files.prompt(stop); });
    if (prompt)
        forgetContentName(prompt->metadata);
    return prompt;
}

Result<ListPage> FilesystemStorage::list(const ListQuery &query, std::stop_token stop)
{
    return Listing(*m_library, {u"list"_s, query.folder}, query, std::move(stop)).run();
}

Result<RemovalReceipt> FilesystemStorage::remove(const Name &name, const std::optional<Version> &version,
                                                 std::stop_token stop)
{
    auto id = Remover(*m_library, {u"remove"_s, subjectOf(name, version)}).run(name, version, stop);
    if (!id)
        return failure(std::move(id));
    return RemovalReceipt{*std::move(id)};
}

Result<bool> FilesystemStorage::exists(const Name &name, const std::optional<Version> &version, std::stop_token stop)
{
    const Call call{u"exists"_s, subjectOf(name, version)};
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    if (version) {
        const auto directory = openVersion(*m_library, call, {name, *version});
        if (directory || directory.error().code() == ErrorCode::NotFound ||
            directory.error().code() == ErrorCode::Corrupt)
            return directory.has_value();
        return failure(directory);
    }
    const auto present = versions(name, stop);
    if (present || present.error().code() == ErrorCode::NotFound || present.error().code() == ErrorCode::Corrupt)
        return present.has_value();
    return failure(present);
}

Result<std::vector<Version>> FilesystemStorage::versions(const Name &name, std::stop_token stop)
{
    const Call call{u"versions"_s, name.toString()};
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    const auto prompt = m_library->openPrompt(call, name);
    if (!prompt)
        return failure(prompt);
    auto contents = m_library->read(call, *prompt);
    if (!contents)
        return failure(std::move(contents));
    if (contents->versions.empty())
        return call.fails(ErrorCode::NotFound, u"“%1” has no versions in this library."_s.arg(name.toString()));
    return std::move(contents->versions);
}

Result<Version> FilesystemStorage::latest(const Name &name, std::stop_token stop)
{
    auto present = versions(name, std::move(stop));
    if (!present)
        return failure(std::move(present));
    return *latestOf(*present);
}

Result<Metadata> FilesystemStorage::metadata(const Name &name, const Version &version, std::stop_token stop)
{
    const VersionKey key{name, version};
    const Call call{u"metadata"_s, key.toString()};
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    auto facts = readVersion(*m_library, call, key, [&](const VersionFiles &files) { return files.facts(stop); });
    if (!facts)
        return failure(std::move(facts));
    forgetContentName(facts->metadata);
    return std::move(facts->metadata);
}

Result<Metadata> FilesystemStorage::updateMetadata(const Name &name, const Version &version, const MetadataPatch &patch,
                                                   std::stop_token stop)
{
    const VersionKey key{name, version};
    auto patched = patchMetadata(*m_library, {u"update metadata"_s, key.toString()}, key, patch, stop);
    if (patched)
        forgetContentName(*patched);
    return patched;
}

Result<LabelMap> FilesystemStorage::labels(const Name &name, std::stop_token stop)
{
    const Call call{u"labels"_s, name.toString()};
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    const auto prompt = m_library->openPrompt(call, name);
    if (!prompt)
        return failure(prompt);
    const auto contents = m_library->read(call, *prompt);
    if (!contents)
        return failure(contents);
    if (!contents->isPrompt())
        return call.fails(ErrorCode::NotFound, u"There is no prompt “%1” in this library."_s.arg(name.toString()));
    auto labels = readLabels(m_library->fs(), prompt->get(), *contents);
    if (!labels)
        return call.fails(labels.error());
    return *std::move(labels);
}

Result<void> FilesystemStorage::setLabel(const Name &name, const Label &label, const Version &version,
                                         const Precondition &precondition, std::stop_token stop)
{
    return changeLabel(*m_library, {u"set label"_s, name.toString()}, name, label, version, precondition, stop);
}

Result<void> FilesystemStorage::removeLabel(const Name &name, const Label &label, const Precondition &precondition,
                                            std::stop_token stop)
{
    return changeLabel(*m_library, {u"remove label"_s, name.toString()}, name, label, std::nullopt, precondition, stop);
}

std::vector<Result<StoreReceipt>> FilesystemStorage::storeMany(std::span<const Prompt> prompts,
                                                               const ProgressSink &progress, std::stop_token stop)
{
    std::vector<std::optional<Result<StoreReceipt>>> outcomes(prompts.size());
    for (size_t next = 0; next < prompts.size();) {
        std::vector<Draft> drafts;
        std::vector<size_t> indices;
        qint64 bytes = 0;
        for (; next < prompts.size() && drafts.size() < batchItems && bytes < batchBytes; ++next) {
            const Prompt &prompt = prompts[next];
            auto draft = makeDraft({u"store"_s, VersionKey{prompt.name(), prompt.version()}.toString()}, prompt);
            if (!draft) {
                outcomes[next] = failure(std::move(draft));
                continue;
            }
            bytes += prompt.content.size();
            drafts.push_back(*std::move(draft));
            indices.push_back(next);
        }
        if (drafts.empty())
            continue;
        auto writing = Writing::begin(*m_library, drafts.front().call, stop);
        if (!writing) {
            for (size_t i = 0; i < drafts.size(); ++i) {
                Error error = writing.error();
                outcomes[indices[i]] = drafts[i].call.fails(error.code(), error.message());
            }
        } else {
            auto published = Publisher(*m_library, *writing).publish(std::move(drafts), stop);
            for (size_t i = 0; i < published.size(); ++i)
                outcomes[indices[i]] = std::move(published[i]);
        }
        if (progress)
            progress({static_cast<qint64>(next), std::ssize(prompts), prompts[next - 1].name().toString()});
    }
    std::vector<Result<StoreReceipt>> all;
    all.reserve(outcomes.size());
    for (auto &outcome : outcomes)
        all.push_back(*std::move(outcome));
    return all;
}

std::vector<Result<Prompt>> FilesystemStorage::fetchMany(std::span<const VersionKey> keys, const ProgressSink &progress,
                                                         std::stop_token stop)
{
    std::vector<Result<Prompt>> fetched;
    fetched.reserve(keys.size());
    for (const VersionKey &key : keys) {
        fetched.push_back(fetch(key.name, key.version, stop));
        if (progress)
            progress({std::ssize(fetched), std::ssize(keys), key.name.toString()});
    }
    return fetched;
}

std::vector<Result<RemovalReceipt>> FilesystemStorage::removeMany(std::span<const Name> names,
                                                                  const ProgressSink &progress, std::stop_token stop)
{
    return RemovalBatch(*m_library, names, std::move(stop)).run(progress);
}

Result<std::unique_ptr<StreamStorage::Reader>> FilesystemStorage::openContent(const Name &name, const Version &version,
                                                                              std::stop_token stop)
{
    const VersionKey key{name, version};
    const Call call{u"fetch"_s, key.toString()};
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    return readVersion(*m_library, call, key, [&](const VersionFiles &files) -> Result<std::unique_ptr<Reader>> {
        auto facts = files.facts(stop);
        if (!facts)
            return failure(std::move(facts));
        auto content = files.openContent(facts->metadata);
        if (!content)
            return failure(std::move(content));
        forgetContentName(facts->metadata);
        return std::make_unique<ContentReader>(m_library, call, std::move(facts->metadata), *std::move(content), stop);
    });
}

Result<StoreReceipt> FilesystemStorage::storeContent(const Metadata &metadata, ByteSource &content,
                                                     std::stop_token stop)
{
    const VersionKey key{metadata.name, metadata.version};
    return ContentWriter(*m_library, {u"store"_s, key.toString()}).run(metadata, content, stop);
}

Result<std::vector<TrashEntry>> FilesystemStorage::trash(std::stop_token stop)
{
    return Trash(*m_library).entries({u"trash"_s, {}}, stop);
}

Result<Name> FilesystemStorage::restore(const QString &id, const std::optional<Name> &as, std::stop_token stop)
{
    return Restorer(*m_library, {u"restore"_s, id}).run(id, as, stop);
}

Result<void> FilesystemStorage::purge(const QString &id, std::stop_token stop)
{
    return Trash(*m_library).purge({u"purge"_s, id}, id, stop);
}

std::vector<Result<void>> FilesystemStorage::purgeMany(std::span<const QString> ids, const ProgressSink &progress,
                                                       std::stop_token stop)
{
    return Trash(*m_library).purgeMany(ids, progress, stop);
}

Result<std::vector<FingerprintStorage::Item>> FilesystemStorage::fingerprints(std::stop_token stop)
{
    return Fingerprints(*m_library, {u"list"_s, {}}, std::move(stop)).run();
}

Result<std::unique_ptr<WatchableStorage::Watch>> FilesystemStorage::watch(Listener listener)
{
    return std::make_unique<Watcher>(m_library, std::move(listener));
}

Result<void> FilesystemStorage::rename(const Name &from, const Name &to, std::stop_token stop)
{
    return Renamer(*m_library, {u"rename"_s, from.toString()}, from, to, std::move(stop)).run();
}

std::vector<Result<void>> FilesystemStorage::renameMany(std::span<const Renaming> renamings,
                                                        const ProgressSink &progress, std::stop_token stop)
{
    return RenameBatch(*m_library, renamings, std::move(stop)).run(progress);
}

Result<InspectionReport> FilesystemStorage::inspect(bool repair, const ProgressSink &progress, std::stop_token stop)
{
    return Inspector(*m_library, {repair ? u"repair"_s : u"verify"_s, {}}, repair, progress, std::move(stop)).run();
}

Result<void> FilesystemStorage::accept(const QString &path, std::stop_token stop)
{
    return Acceptance(*m_library, {u"accept"_s, path}, std::move(stop)).run(path.toUtf8());
}

QString FilesystemStorage::pathOf(const VersionKey &key) const
{
    return QString::fromUtf8(layout::pathOf(key.name, key.version) + '/' + layout::metadataFile);
}

Result<UpgradableStorage::Plan> FilesystemStorage::planUpgrade(const ProgressSink &progress, std::stop_token stop)
{
    return Upgrade(*m_library, {u"upgrade"_s, {}}, progress, std::move(stop)).plan();
}

Result<UpgradableStorage::Outcome> FilesystemStorage::upgrade(const Options &options, const ProgressSink &progress,
                                                              std::stop_token stop)
{
    return Upgrade(*m_library, {u"upgrade"_s, {}}, progress, std::move(stop)).run(options);
}

Result<QStringList> FilesystemStorage::dropPrevious(std::stop_token stop)
{
    return Upgrade(*m_library, {u"upgrade"_s, {}}, {}, std::move(stop)).dropPrevious();
}

} // namespace pulse::filesystem
