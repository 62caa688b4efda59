// SPDX-License-Identifier: Apache-2.0
// What changes a library: passed on, with the prompts that it concerns marked as changing.
#include "caching_storage.h"

namespace pulse {

using Change = Generations::Change;
using Scope = Generations::Scope;

Result<StoreReceipt> CachingStorage::store(const Prompt &prompt, std::stop_token stop)
{
    const Change change(*m_generations, prompt.name());
    return next().store(prompt, std::move(stop));
}

Result<RemovalReceipt> CachingStorage::remove(const Name &name, const std::optional<Version> &version,
                                              std::stop_token stop)
{
    const Change change(*m_generations, name);
    return next().remove(name, version, std::move(stop));
}

Result<Metadata> CachingStorage::updateMetadata(const Name &name, const Version &version, const MetadataPatch &patch,
                                                std::stop_token stop)
{
    const Change change(*m_generations, name);
    return beneath().metadata->updateMetadata(name, version, patch, std::move(stop));
}

Result<void> CachingStorage::setLabel(const Name &name, const Label &label, const Version &version,
                                      const Precondition &precondition, std::stop_token stop)
{
    const Change change(*m_generations, name);
    return beneath().labels->setLabel(name, label, version, precondition, std::move(stop));
}

Result<void> CachingStorage::removeLabel(const Name &name, const Label &label, const Precondition &precondition,
                                         std::stop_token stop)
{
    const Change change(*m_generations, name);
    return beneath().labels->removeLabel(name, label, precondition, std::move(stop));
}

std::vector<Result<StoreReceipt>> CachingStorage::storeMany(std::span<const Prompt> prompts,
                                                            const ProgressSink &progress, std::stop_token stop)
{
    Scope scope;
    for (const Prompt &prompt : prompts)
        scope.add(prompt.name());
    const Change change(*m_generations, scope);
    return beneath().batches->storeMany(prompts, progress, std::move(stop));
}

std::vector<Result<RemovalReceipt>> CachingStorage::removeMany(std::span<const Name> names,
                                                               const ProgressSink &progress, std::stop_token stop)
{
    Scope scope;
    for (const Name &name : names)
        scope.add(name);
    const Change change(*m_generations, scope);
    return beneath().batches->removeMany(names, progress, std::move(stop));
}

Result<StoreReceipt> CachingStorage::storeContent(const Metadata &metadata, ByteSource &content, std::stop_token stop)
{
    const Change change(*m_generations, metadata.name);
    return beneath().streams->storeContent(metadata, content, std::move(stop));
}

Result<Name> CachingStorage::restore(const QString &id, const std::optional<Name> &as, std::stop_token stop)
{
    // Which prompt comes back is known only afterwards.
    const Change change(*m_generations, Scope::everything());
    return beneath().trash->restore(id, as, std::move(stop));
}

Result<void> CachingStorage::purge(const QString &id, std::stop_token stop)
{
    return beneath().trash->purge(id, std::move(stop));
}

std::vector<Result<void>> CachingStorage::purgeMany(std::span<const QString> ids, const ProgressSink &progress,
                                                    std::stop_token stop)
{
    return beneath().trash->purgeMany(ids, progress, std::move(stop));
}

Result<void> CachingStorage::rename(const Name &from, const Name &to, std::stop_token stop)
{
    Scope scope;
    scope.add(from);
    scope.add(to);
    const Change change(*m_generations, scope);
    return beneath().renaming->rename(from, to, std::move(stop));
}

std::vector<Result<void>> CachingStorage::renameMany(std::span<const Renaming> renamings, const ProgressSink &progress,
                                                     std::stop_token stop)
{
    Scope scope;
    for (const Renaming &renaming : renamings) {
        scope.add(renaming.from);
        scope.add(renaming.to);
    }
    const Change change(*m_generations, scope);
    return beneath().renaming->renameMany(renamings, progress, std::move(stop));
}

Result<InspectionReport> CachingStorage::inspect(bool repair, const ProgressSink &progress, std::stop_token stop)
{
    if (!repair)
        return beneath().inspection->inspect(repair, progress, std::move(stop));
    const Change change(*m_generations, Scope::everything());
    return beneath().inspection->inspect(repair, progress, std::move(stop));
}

Result<void> CachingStorage::accept(const QString &path, std::stop_token stop)
{
    const Change change(*m_generations, Scope::everything());
    return beneath().inspection->accept(path, std::move(stop));
}

QString CachingStorage::pathOf(const VersionKey &key) const
{
    return beneath().inspection->pathOf(key);
}

} // namespace pulse
