// SPDX-License-Identifier: Apache-2.0
#include "pulse/layers/read_only.h"

#include "pulse/storage/layer.h"

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

class ReadOnlyStorage final : public Layer,
                              private MetadataStorage,
                              private LabelStorage,
                              private StreamStorage,
                              private TrashStorage
{
public:
    ReadOnlyStorage(std::shared_ptr<Storage> next, QString reason)
        : Layer(std::move(next))
        , m_reason(std::move(reason))
    {}

    [[nodiscard]] StorageInfo info() const override
    {
        StorageInfo info = Layer::info();
        info.readOnlyReason = info.readOnly ? info.readOnlyReason : m_reason;
        info.readOnly = true;
        return info;
    }

    [[nodiscard]] Capabilities capabilities() override
    {
        Capabilities shown;
        shown.versions = beneath().versions;
        shown.metadata = beneath().metadata ? this : nullptr;
        shown.labels = beneath().labels ? this : nullptr;
        shown.watching = beneath().watching;
        shown.streams = beneath().streams ? this : nullptr;
        shown.trash = beneath().trash ? this : nullptr;
        shown.fingerprints = beneath().fingerprints;
        shown.synchronisation = beneath().synchronisation;
        return shown;
    }

    Result<StoreReceipt> store(const Prompt &prompt, std::stop_token) override
    {
        return refused(u"store"_s, prompt.name().toString());
    }
    Result<RemovalReceipt> remove(const Name &name, const std::optional<Version> &, std::stop_token) override
    {
        return refused(u"remove"_s, name.toString());
    }

private:
    [[nodiscard]] std::unexpected<Error> refused(const QString &operation, const QString &subject) const
    {
        return failure(ErrorCode::PermissionDenied, operation, subject, m_reason);
    }

    Result<Metadata> metadata(const Name &name, const Version &version, std::stop_token stop) override
    {
        return beneath().metadata->metadata(name, version, std::move(stop));
    }
    Result<Metadata> updateMetadata(const Name &name, const Version &, const MetadataPatch &, std::stop_token) override
    {
        return refused(u"update"_s, name.toString());
    }

    Result<LabelMap> labels(const Name &name, std::stop_token stop) override
    {
        return beneath().labels->labels(name, std::move(stop));
    }
    Result<void> setLabel(const Name &name, const Label &, const Version &, const Precondition &,
                          std::stop_token) override
    {
        return refused(u"label"_s, name.toString());
    }
    Result<void> removeLabel(const Name &name, const Label &, const Precondition &, std::stop_token) override
    {
        return refused(u"label"_s, name.toString());
    }

    Result<std::unique_ptr<Reader>> openContent(const Name &name, const Version &version, std::stop_token stop) override
    {
        return beneath().streams->openContent(name, version, std::move(stop));
    }
    Result<StoreReceipt> storeContent(const Metadata &metadata, ByteSource &, std::stop_token) override
    {
        return refused(u"store"_s, metadata.name.toString());
    }

    Result<std::vector<TrashEntry>> trash(std::stop_token stop) override
    {
        return beneath().trash->trash(std::move(stop));
    }
    Result<Name> restore(const QString &id, const std::optional<Name> &, std::stop_token) override
    {
        return refused(u"restore"_s, id);
    }
    Result<void> purge(const QString &id, std::stop_token) override { return refused(u"purge"_s, id); }
    std::vector<Result<void>> purgeMany(std::span<const QString> ids, const ProgressSink &, std::stop_token) override
    {
        std::vector<Result<void>> outcomes;
        for (const QString &id : ids)
            outcomes.emplace_back(refused(u"purge"_s, id));
        return outcomes;
    }

    QString m_reason;
};

} // namespace

std::shared_ptr<Storage> makeReadOnlyLayer(std::shared_ptr<Storage> next, QString reason)
{
    return std::make_shared<ReadOnlyStorage>(std::move(next), std::move(reason));
}

} // namespace pulse
