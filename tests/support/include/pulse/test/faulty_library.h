// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"

#include <functional>
#include <stop_token>

namespace pulse::test {

/// A library of which each call is first shown to a script, which may make it fail; with only what backups and
/// migrations use. For one thread.
class FaultyLibrary final : public Storage,
                            private VersionedStorage,
                            private MetadataStorage,
                            private LabelStorage,
                            private BatchStorage,
                            private StreamStorage
{
public:
    /// What the call fails as, if it is to fail. `call` is its name.
    using Script = std::function<std::optional<ErrorCode>(const QString &call)>;

    explicit FaultyLibrary(std::shared_ptr<Storage> next)
        : m_next(std::move(next))
        , m_can(m_next->capabilities())
    {}
    Script script = {};
    std::function<void(const QString &call)> after = {}; ///< is told of each that was made
    bool listsVersions = true;
    bool keepsMetadata = true;
    bool readsInPieces = true;
    bool isReadOnly = false;
    std::optional<qint64> claimedSize = {}; ///< what the metadata say of each content
    std::vector<size_t> batches = {};       ///< how many were stored at once

    StorageInfo info() const override
    {
        StorageInfo info = m_next->info();
        info.readOnly = isReadOnly;
        return info;
    }
    Capabilities capabilities() override
    {
        return {.versions = listsVersions ? this : nullptr,
                .metadata = keepsMetadata ? this : nullptr,
                .labels = this,
                .batches = this,
                .watching = nullptr,
                .streams = readsInPieces && m_can.streams ? this : nullptr,
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
        auto answer = act();
        if (after)
            after(call.toString());
        return answer;
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
        auto found = tried<Metadata>(u"metadata", [&] { return m_can.metadata->metadata(name, version, stop); });
        if (found && claimedSize)
            found->size = *claimedSize;
        return found;
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
        batches.push_back(prompts.size());
        std::vector<Result<StoreReceipt>> outcomes;
        for (const Prompt &prompt : prompts)
            outcomes.push_back(store(prompt, stop));
        return outcomes;
    }
    std::vector<Result<Prompt>> fetchMany(std::span<const VersionKey> keys, const ProgressSink &,
                                          std::stop_token stop) override
    {
        std::vector<Result<Prompt>> outcomes;
        for (const VersionKey &key : keys)
            outcomes.push_back(fetch(key.name, key.version, stop));
        return outcomes;
    }
    std::vector<Result<RemovalReceipt>> removeMany(std::span<const Name> names, const ProgressSink &progress,
                                                   std::stop_token stop) override
    {
        return m_can.batches->removeMany(names, progress, std::move(stop));
    }

    Result<std::unique_ptr<Reader>> openContent(const Name &name, const Version &version, std::stop_token stop) override
    {
        return tried<std::unique_ptr<Reader>>(u"open content",
                                              [&] { return m_can.streams->openContent(name, version, stop); });
    }
    Result<StoreReceipt> storeContent(const Metadata &metadata, ByteSource &content, std::stop_token stop) override
    {
        return tried<StoreReceipt>(u"store content",
                                   [&] { return m_can.streams->storeContent(metadata, content, stop); });
    }

    std::shared_ptr<Storage> m_next;
    Capabilities m_can;
};

/// Strikes at one call after the other, in a new scene each time: the call fails as `code`, or, where there is none, a
/// stop is requested just before it. `for (Strike strike; strike.goesOn();)` ends when a scene had no call left to
/// strike at.
class Strike
{
public:
    explicit Strike(std::optional<ErrorCode> code = {})
        : m_code(code)
    {}
    bool goesOn()
    {
        if (m_at >= 0 && !m_wasReached)
            return false;
        *this = Strike(m_code, m_at + 1);
        return true;
    }
    /// Of the library that is struck. To be used while this lives, where it is.
    [[nodiscard]] FaultyLibrary::Script script()
    {
        return [this](const QString &call) { return strike(call); };
    }
    [[nodiscard]] bool wasReached() const { return m_wasReached; }
    [[nodiscard]] const QString &struck() const { return m_struck; } ///< the call's name
    [[nodiscard]] int callsSince() const { return m_since; }
    [[nodiscard]] std::stop_token token() const { return m_stop.get_token(); }
    [[nodiscard]] QByteArray where() const { return QByteArray::number(m_at) + ' ' + m_struck.toUtf8(); }

private:
    Strike(std::optional<ErrorCode> code, int at)
        : m_code(code)
        , m_at(at)
    {}
    std::optional<ErrorCode> strike(const QString &call)
    {
        m_since += m_wasReached ? 1 : 0;
        if (m_seen++ != m_at)
            return std::nullopt;
        m_wasReached = true;
        m_struck = call;
        if (!m_code)
            m_stop.request_stop();
        return m_code;
    }

    std::optional<ErrorCode> m_code;
    int m_at = -1;
    int m_seen = 0;
    int m_since = 0;
    bool m_wasReached = false;
    QString m_struck;
    std::stop_source m_stop;
};

/// Counts the calls that come after a stop.
struct Stopping
{
    std::stop_source stop = {};
    int callsSince = 0;

    [[nodiscard]] FaultyLibrary::Script script()
    {
        return [this](const QString &) {
            callsSince += stop.stop_requested() ? 1 : 0;
            return std::optional<ErrorCode>();
        };
    }
};

} // namespace pulse::test
