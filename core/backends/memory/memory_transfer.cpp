// SPDX-License-Identifier: Apache-2.0
// Batches, streams and watching.
#include "memory_storage.h"

#include "failures.h"
#include "pulse/base/cancellation.h"
#include "pulse/storage/one_by_one.h"

using namespace Qt::StringLiterals;

namespace pulse {

using namespace memory;

std::vector<Result<StoreReceipt>> MemoryStorage::storeMany(std::span<const Prompt> prompts,
                                                           const ProgressSink &progress, std::stop_token stop)
{
    const auto show = [](const Prompt &prompt) { return VersionKey{prompt.name(), prompt.version()}.toString(); };
    return oneByOne(prompts, progress, show, [&](const Prompt &prompt) { return store(prompt, stop); });
}

std::vector<Result<Prompt>> MemoryStorage::fetchMany(std::span<const VersionKey> keys, const ProgressSink &progress,
                                                     std::stop_token stop)
{
    return oneByOne(keys, progress, &VersionKey::toString,
                    [&](const VersionKey &key) { return fetch(key.name, key.version, stop); });
}

std::vector<Result<RemovalReceipt>> MemoryStorage::removeMany(std::span<const Name> names, const ProgressSink &progress,
                                                              std::stop_token stop)
{
    return oneByOne(names, progress, &Name::toString, [&](const Name &name) { return remove(name, {}, stop); });
}

std::vector<Result<void>> MemoryStorage::purgeMany(std::span<const QString> ids, const ProgressSink &progress,
                                                   std::stop_token stop)
{
    return oneByOne(ids, progress, std::identity(), [&](const QString &id) { return purge(id, stop); });
}

std::vector<Result<void>> MemoryStorage::renameMany(std::span<const Renaming> renamings, const ProgressSink &progress,
                                                    std::stop_token stop)
{
    const auto show = [](const Renaming &renaming) { return renaming.from.toString(); };
    return oneByOne(renamings, progress, show,
                    [&](const Renaming &renaming) { return rename(renaming.from, renaming.to, stop); });
}

Result<std::unique_ptr<WatchableStorage::Watch>> MemoryStorage::watch(Listener listener)
{
    return m_library->notifier.add(std::move(listener));
}

namespace {

class ContentReader final : public StreamStorage::Reader
{
public:
    ContentReader(MemoryLibrary::StoredVersion stored, std::stop_token stop)
        : m_metadata(std::move(stored.metadata))
        , m_source(std::move(stored.content))
        , m_stop(std::move(stop))
    {}

    [[nodiscard]] const Metadata &metadata() const override { return m_metadata; }

    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer) override
    {
        if (auto go = checkCancelled(m_stop, u"fetch"_s, m_metadata.name.toString()); !go)
            return failure(std::move(go));
        auto count = m_source.read(buffer);
        if (!count)
            return count;
        m_checksum.add({buffer.data(), *count});
        if (*count == 0 && !m_atEnd) {
            m_atEnd = true;
            m_intact = m_checksum.finish() == m_metadata.checksum;
        }
        if (*count == 0 && !m_intact)
            return damaged(u"fetch"_s, m_metadata.name, m_metadata.version);
        return count;
    }

private:
    Metadata m_metadata;
    BufferSource m_source;
    ChecksumBuilder m_checksum;
    std::stop_token m_stop;
    bool m_atEnd = false;
    bool m_intact = false;
};

} // namespace

Result<std::unique_ptr<StreamStorage::Reader>> MemoryStorage::openContent(const Name &name, const Version &version,
                                                                          std::stop_token stop)
{
    if (auto go = checkCancelled(stop, u"fetch"_s, name.toString()); !go)
        return failure(std::move(go));
    const std::scoped_lock lock(m_library->mutex);
    const auto *stored = m_library->find(name, version);
    if (!stored)
        return noSuchVersion(u"fetch"_s, name, version);
    return std::make_unique<ContentReader>(*stored, std::move(stop));
}

Result<StoreReceipt> MemoryStorage::storeContent(const Metadata &metadata, ByteSource &content, std::stop_token stop)
{
    const QString subject = VersionKey{metadata.name, metadata.version}.toString();
    if (auto may = mayChange(stop, u"store"_s, subject); !may)
        return failure(std::move(may));
    QByteArray bytes;
    QByteArray buffer(64 * 1024, Qt::Uninitialized);
    while (true) {
        const auto count = content.read({buffer.data(), static_cast<size_t>(buffer.size())});
        if (!count) {
            Error error = count.error();
            return std::unexpected(error.addContext(u"store"_s, subject));
        }
        if (auto go = checkCancelled(stop, u"store"_s, subject); !go)
            return failure(std::move(go));
        if (*count == 0)
            break;
        bytes.append(buffer.constData(), *count);
    }
    Metadata complete = metadata;
    complete.size = bytes.size();
    complete.checksum = Checksum::of(bytes);
    return publish(complete, bytes);
}

} // namespace pulse
