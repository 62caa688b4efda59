// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"

#include <functional>

namespace pulse::test {

/// A library of which each call is first shown to a script, which may make it fail; with only what a backup uses.
/// For one thread.
class FaultyLibrary final : public Storage,
                            private VersionedStorage,
                            private MetadataStorage,
                            private LabelStorage,
                            private BatchStorage
{
public:
    /// What the call fails as, if it is to fail. `call` is its name.
    using Script = std::function<std::optional<ErrorCode>(const QString &call)>;

    explicit FaultyLibrary(std::shared_ptr<Storage> next)
        : m_next(std::move(next))
        , m_can(m_next->capabilities())
    {}
    Script script = {};
    bool listsVersions = true;
    bool isReadOnly = false;

    StorageInfo info() const override
    {
        StorageInfo info = m_next->info();
        info.readOnly = isReadOnly;
        return info;
    }
    Capabilities capabilities() override
    {
        return {.versions = listsVersions ? this : nullptr,
                .metadata = this,
                .labels = this,
                .batches = this,
                .watching = nullptr,
                .streams = nullptr,
                .trash = m_can.trash,
                .renaming = nullptr,
                .inspection = nullptr,
                .upgrades = nullptr,
                .fingerprints = nullptr};
    }
    Result<StoreReceipt> store(const Prompt &prompt, std::stop_token stop) override
    {
        return tried<StoreReceipt>(u"store", [&] { return m_next->store(prompt, stop); });
    }
    Result<Prompt> fetch(const Name &name, const Version &version, std::stop_token stop) override
    {
        return tried<Prompt>(u"fetch", [&] { return m_next->fetch(name, version, stop); });
    }
    Result<ListPage> list(const ListQuery &query, std::stop_token stop) override
    {
        return tried<ListPage>(u"list", [&] { return m_next->list(query, stop); });
    }
    Result<RemovalReceipt> remove(const Name &name, const std::optional<Version> &version,
                                  std::stop_token stop) override
    {
        return tried<RemovalReceipt>(u"remove", [&] { return m_next->remove(name, version, stop); });
    }
    Result<bool> exists(const Name &name, const std::optional<Version> &version, std::stop_token stop) override
    {
        return tried<bool>(u"exists", [&] { return m_next->exists(name, version, stop); });
    }

private:
    template <typename T>
    Result<T> tried(QStringView call, const std::function<Result<T>()> &act)
    {
        if (const auto code = script ? script(call.toString()) : std::nullopt)
            return std::unexpected(Error(*code, call.toString(), QString(), QStringLiteral("It fails.")));
        return act();
    }
    Result<std::vector<Version>> versions(const Name &name, std::stop_token stop) override
    {
        return tried<std::vector<Version>>(u"versions", [&] { return m_can.versions->versions(name, stop); });
    }
    Result<Version> latest(const Name &name, std::stop_token stop) override
    {
        return m_can.versions->latest(name, std::move(stop));
    }
    Result<Metadata> metadata(const Name &name, const Version &version, std::stop_token stop) override
    {
        return tried<Metadata>(u"metadata", [&] { return m_can.metadata->metadata(name, version, stop); });
    }
    Result<Metadata> updateMetadata(const Name &name, const Version &version, const MetadataPatch &patch,
                                    std::stop_token stop) override
    {
        return tried<Metadata>(u"update", [&] { return m_can.metadata->updateMetadata(name, version, patch, stop); });
    }
    Result<LabelMap> labels(const Name &name, std::stop_token stop) override
    {
        return tried<LabelMap>(u"labels", [&] { return m_can.labels->labels(name, stop); });
    }
    Result<void> setLabel(const Name &name, const Label &label, const Version &version,
                          const Precondition &precondition, std::stop_token stop) override
    {
        return tried<void>(u"set label",
                           [&] { return m_can.labels->setLabel(name, label, version, precondition, stop); });
    }
    Result<void> removeLabel(const Name &name, const Label &label, const Precondition &precondition,
                             std::stop_token stop) override
    {
        return tried<void>(u"remove label", [&] { return m_can.labels->removeLabel(name, label, precondition, stop); });
    }
    std::vector<Result<StoreReceipt>> storeMany(std::span<const Prompt> prompts, const ProgressSink &,
                                                std::stop_token stop) override
    {
        std::vector<Result<StoreReceipt>> outcomes;
        for (const Prompt &prompt : prompts)
            outcomes.push_back(store(prompt, stop));
        return outcomes;
    }
    std::vector<Result<Prompt>> fetchMany(std::span<const VersionKey> keys, const ProgressSink &progress,
                                          std::stop_token stop) override
    {
        return m_can.batches->fetchMany(keys, progress, std::move(stop));
    }
    std::vector<Result<RemovalReceipt>> removeMany(std::span<const Name> names, const ProgressSink &progress,
                                                   std::stop_token stop) override
    {
        return m_can.batches->removeMany(names, progress, std::move(stop));
    }

    std::shared_ptr<Storage> m_next;
    Capabilities m_can;
};

} // namespace pulse::test
