// SPDX-License-Identifier: Apache-2.0
#include "pack_sink.h"

#include "pulse/base/quote.h"

using namespace Qt::StringLiterals;

namespace pulse::backup {

PackSink::PackSink(const Repository &repository, QString operation, std::shared_ptr<const PackSet> known)
    : m_repository(repository)
    , m_operation(std::move(operation))
    , m_known(std::move(known))
{}

bool PackSink::has(const Checksum &checksum) const
{
    if (m_known && m_known->contains(checksum))
        return true;
    const std::scoped_lock lock(m_mutex);
    return m_added.contains(checksum);
}

void PackSink::append(Open &open, const Checksum &checksum, QByteArrayView bytes)
{
    open.entries.push_back({checksum, open.bytes.size(), bytes.size()});
    open.bytes.append(bytes);
}

Result<bool> PackSink::add(Kind kind, const Checksum &checksum, QByteArrayView bytes)
{
    if (m_known && m_known->contains(checksum))
        return false;
    Open full;
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_added.insert(checksum).second)
            return false;
        m_newContents += kind == Kind::Content ? 1 : 0;
        Open &open = m_open[static_cast<size_t>(kind)];
        if (open.bytes.size() + bytes.size() > m_repository.parts().packBytes && !open.entries.empty())
            full = std::exchange(open, {});
        if (open.bytes.isEmpty())
            open.bytes.reserve(m_repository.parts().packBytes / 4);
        append(open, checksum, bytes);
    }
    if (!full.entries.empty()) {
        if (auto written = write(std::move(full)); !written)
            return failure(std::move(written));
    }
    return true;
}

Result<void> PackSink::write(Open open)
{
    const auto pack = encodePack(open.bytes, open.entries);
    if (!pack)
        return failure(ErrorCode::NoSpace, m_operation, m_repository.folder(),
                       u"There is not enough memory to compress a pack of the backup. Close other programs and try "
                       "again."_s);
    const auto folder = m_repository.directory(m_operation, packsFolder);
    if (!folder)
        return failure(folder);
    const QByteArray name = toHex(Checksum::of(*pack));
    if (const auto done = m_repository.publish(*folder, name + packSuffix, *pack); !done)
        return m_repository.explain(m_operation, done.error(), packsFolder);
    const std::scoped_lock lock(m_mutex);
    m_written.push_back({name, pack->size()});
    m_writtenBytes += pack->size();
    return {};
}

Result<void> PackSink::finish()
{
    auto &[contents, records] = m_open;
    const qsizetype small = m_repository.parts().packBytes / 8;
    if (!records.entries.empty() && !contents.entries.empty() && records.bytes.size() + contents.bytes.size() < small) {
        for (const PackEntry &entry : records.entries)
            append(contents, entry.checksum, QByteArrayView(records.bytes).sliced(entry.offset, entry.length));
        records = {};
    }
    for (Open &open : m_open) {
        if (open.entries.empty())
            continue;
        if (auto written = write(std::exchange(open, {})); !written)
            return written;
    }
    // Also when nothing was written: what another writer left may have a name that is not durable yet.
    const auto folder = m_repository.directory(m_operation, packsFolder);
    if (!folder)
        return failure(folder);
    if (const auto synced = m_repository.fs().sync(folder->get()); !synced)
        return m_repository.explain(m_operation, synced.error(), packsFolder);
    return {};
}

} // namespace pulse::backup
