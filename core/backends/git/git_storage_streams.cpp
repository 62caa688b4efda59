// SPDX-License-Identifier: Apache-2.0
#include "content_reader.h"
#include "git_storage.h"

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

constexpr qint64 mostBuffered = 1024 * 1024; // beyond that content is never in memory as a whole

/// What was read already, then the rest.
class Resumed final : public ByteSource
{
public:
    Resumed(QByteArray head, ByteSource &rest)
        : m_head(std::move(head))
        , m_rest(rest)
    {}
    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer) override
    {
        if (m_position == m_head.size())
            return m_rest.read(buffer);
        const qsizetype count = std::min<qsizetype>(std::ssize(buffer), m_head.size() - m_position);
        std::copy_n(m_head.constData() + m_position, count, buffer.data());
        m_position += count;
        return count;
    }

private:
    const QByteArray m_head;
    ByteSource &m_rest;
    qsizetype m_position = 0;
};

} // namespace

Result<std::unique_ptr<StreamStorage::Reader>> GitStorage::openContent(const Name &name, const Version &version,
                                                                       std::stop_token stop)
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
    const auto facts = files->facts();
    if (!facts)
        return failure(facts);
    return ContentReader::open(m_library, *files, facts->metadata, std::move(stop));
}

Result<StoreReceipt> GitStorage::storeContent(const Metadata &metadata, ByteSource &content, std::stop_token stop)
{
    const Call call{u"store"_s, VersionKey{metadata.name, metadata.version}.toString()};
    if (auto may = m_library->mayChange(call, stop); !may)
        return failure(std::move(may));
    QByteArray bytes;
    QByteArray buffer(64 * 1024, Qt::Uninitialized);
    bool isWhole = false;
    while (!isWhole && bytes.size() <= mostBuffered) {
        if (auto go = call.checkStop(stop); !go)
            return failure(std::move(go));
        const auto count = content.read({buffer.data(), static_cast<size_t>(buffer.size())});
        if (!count)
            return call.fails(count.error());
        isWhole = *count == 0;
        bytes.append(buffer.constData(), *count);
    }
    Metadata complete = metadata;
    if (isWhole) {
        complete.size = bytes.size();
        complete.checksum = Checksum::of(bytes);
        return publish(complete, bytes, {}, stop);
    }
    Resumed all(std::move(bytes), content);
    const auto written = m_library->writer().objects().writeBlob(all, call, stop);
    if (!written)
        return failure(written);
    complete.size = written->size;
    complete.checksum = written->checksum;
    return publish(complete, std::nullopt, written->id, stop);
}

} // namespace pulse::git
