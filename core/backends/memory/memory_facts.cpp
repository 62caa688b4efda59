// SPDX-License-Identifier: Apache-2.0
// Versions, metadata and labels.
#include "memory_storage.h"

#include "failures.h"
#include "pulse/base/cancellation.h"
#include "pulse/storage/label_precondition.h"

using namespace Qt::StringLiterals;

namespace pulse {

using namespace memory;

Result<std::vector<Version>> MemoryStorage::versions(const Name &name, std::stop_token stop)
{
    if (auto go = checkCancelled(stop, u"list versions"_s, name.toString()); !go)
        return failure(std::move(go));
    const std::scoped_lock lock(m_library->mutex);
    const auto prompt = promptCalled(u"list versions"_s, name);
    if (!prompt)
        return failure(prompt);
    std::vector<Version> result;
    for (const auto &[version, stored] : (*prompt)->second.versions)
        result.push_back(version);
    return result;
}

Result<Version> MemoryStorage::latest(const Name &name, std::stop_token stop)
{
    auto all = versions(name, std::move(stop));
    if (!all)
        return failure(std::move(all));
    return *latestOf(*all);
}

Result<Metadata> MemoryStorage::metadata(const Name &name, const Version &version, std::stop_token stop)
{
    if (auto go = checkCancelled(stop, u"read metadata"_s, name.toString()); !go)
        return failure(std::move(go));
    const std::scoped_lock lock(m_library->mutex);
    const auto *stored = m_library->find(name, version);
    if (!stored)
        return noSuchVersion(u"read metadata"_s, name, version);
    return stored->metadata;
}

Result<Metadata> MemoryStorage::updateMetadata(const Name &name, const Version &version, const MetadataPatch &patch,
                                               std::stop_token stop)
{
    const QString operation = u"update metadata"_s;
    if (auto may = mayChange(stop, operation, name.toString()); !may)
        return failure(std::move(may));
    const std::scoped_lock lock(m_library->mutex);
    auto *stored = m_library->find(name, version);
    if (!stored)
        return noSuchVersion(operation, name, version);
    if (patch.isNoOpOn(stored->metadata))
        return stored->metadata;
    auto patched = patch.applyTo(stored->metadata, m_clock->now());
    if (!patched) {
        Error error = std::move(patched).error();
        return std::unexpected(error.addContext(operation, VersionKey{name, version}.toString()));
    }
    stored->metadata = *std::move(patched);
    announce({name.toString()});
    return stored->metadata;
}

Result<LabelMap> MemoryStorage::labels(const Name &name, std::stop_token stop)
{
    if (auto go = checkCancelled(stop, u"list labels"_s, name.toString()); !go)
        return failure(std::move(go));
    const std::scoped_lock lock(m_library->mutex);
    const auto prompt = promptCalled(u"list labels"_s, name);
    if (!prompt)
        return failure(prompt);
    return (*prompt)->second.labels;
}

Result<void> MemoryStorage::setLabel(const Name &name, const Label &label, const Version &version,
                                     const Precondition &precondition, std::stop_token stop)
{
    const QString operation = u"set label"_s;
    if (auto may = mayChange(stop, operation, name.toString()); !may)
        return may;
    const std::scoped_lock lock(m_library->mutex);
    const auto prompt = promptCalled(operation, name);
    if (!prompt)
        return failure(prompt);
    auto &stored = (*prompt)->second;
    if (!stored.versions.contains(version))
        return noSuchVersion(operation, name, version);
    if (auto holds = checkPrecondition(precondition, name, label, targetOf(stored.labels, label), operation); !holds)
        return holds;
    stored.labels.insert_or_assign(label, version);
    announce({name.toString()});
    return {};
}

Result<void> MemoryStorage::removeLabel(const Name &name, const Label &label, const Precondition &precondition,
                                        std::stop_token stop)
{
    const QString operation = u"remove label"_s;
    if (auto may = mayChange(stop, operation, name.toString()); !may)
        return may;
    const std::scoped_lock lock(m_library->mutex);
    const auto prompt = promptCalled(operation, name);
    if (!prompt)
        return failure(prompt);
    auto &labels = (*prompt)->second.labels;
    if (auto holds = checkPrecondition(precondition, name, label, targetOf(labels, label), operation); !holds)
        return holds;
    if (!labels.contains(label))
        return failure(ErrorCode::NotFound, operation, name.toString(),
                       u"“%1” has no label “%2”."_s.arg(name.toString(), label.toString()));
    labels.erase(label);
    announce({name.toString()});
    return {};
}

} // namespace pulse
