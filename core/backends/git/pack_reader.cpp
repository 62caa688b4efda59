// SPDX-License-Identifier: Apache-2.0
#include "pack_reader.h"

#include "object_batch.h"
#include "pulse/fs/file_io.h"

#include <QtEndian>
#include <cerrno>

namespace pulse::git {
namespace {

constexpr unsigned offsetDelta = 6;
constexpr unsigned nameDelta = 7;
constexpr size_t longestChain = 512; // Git makes them of 50, or 250 where it was told to try hard
constexpr qint64 fanoutAt = 8;
constexpr qint64 namesAt = fanoutAt + 256 * 4;

std::unexpected<SystemFailure> failed(int number)
{
    return std::unexpected(SystemFailure{number});
}

} // namespace

Sys<void> PackReader::readExactly(int file, std::span<char> buffer, qint64 offset) const
{
    while (!buffer.empty()) {
        const auto count = m_fs.readAt(file, buffer, offset);
        if (!count)
            return std::unexpected(count.error());
        if (*count == 0)
            return failed(EBADMSG);
        buffer = buffer.subspan(static_cast<size_t>(*count));
        offset += *count;
    }
    return {};
}

Sys<std::optional<qint64>> PackReader::offsetIn(int index, const Oid &id) const
{
    std::array<char, 8> head{};
    if (const auto read = readExactly(index, head, 0); !read)
        return std::unexpected(read.error());
    if (QByteArrayView(head.data(), 4) != "\377tOc" || qFromBigEndian<quint32>(head.data() + 4) != 2)
        return std::nullopt; // of an older kind
    QByteArray fanout(256 * 4, Qt::Uninitialized);
    if (const auto read = readExactly(index, {fanout.data(), static_cast<size_t>(fanout.size())}, fanoutAt); !read)
        return std::unexpected(read.error());
    const auto upTo = [&](unsigned first) -> qint64 {
        return qFromBigEndian<quint32>(fanout.constData() + static_cast<qsizetype>(first) * 4);
    };
    const qint64 count = upTo(255);
    qint64 low = id.bytes[0] == 0 ? 0 : upTo(id.bytes[0] - 1U);
    qint64 high = upTo(id.bytes[0]);
    while (low < high) {
        const qint64 middle = low + (high - low) / 2;
        std::array<char, GIT_OID_SHA1_SIZE> name{};
        if (const auto read = readExactly(index, name, namesAt + middle * GIT_OID_SHA1_SIZE); !read)
            return std::unexpected(read.error());
        const Oid found = Oid::fromRaw(name.data());
        if (found == id) {
            const qint64 offsetsAt = namesAt + count * (GIT_OID_SHA1_SIZE + 4);
            std::array<char, 8> number{};
            if (const auto read = readExactly(index, std::span(number).first(4), offsetsAt + middle * 4); !read)
                return std::unexpected(read.error());
            const auto near = qFromBigEndian<quint32>(number.data());
            if ((near & 0x80000000U) == 0)
                return near;
            const qint64 farAt = offsetsAt + count * 4 + static_cast<qint64>(near & 0x7FFFFFFFU) * 8;
            if (const auto read = readExactly(index, number, farAt); !read)
                return std::unexpected(read.error());
            return qFromBigEndian<qint64>(number.data());
        }
        (found < id ? low : high) = found < id ? middle + 1 : middle;
    }
    return std::nullopt;
}

Sys<std::optional<PackReader::Entry>> PackReader::find(const Oid &id) const
{
    const auto folder = pulse::open(m_fs, m_gitFolder.get(), "objects/pack", Fs::Access::Directory);
    if (!folder)
        return folder.error().number == ENOENT ? Sys<std::optional<Entry>>(std::nullopt)
                                               : std::unexpected(folder.error());
    const auto entries = m_fs.entries(folder->get());
    if (!entries)
        return std::unexpected(entries.error());
    for (const DirectoryEntry &entry : *entries) {
        if (!entry.name.startsWith("pack-") || !entry.name.endsWith(".idx"))
            continue;
        const auto index = pulse::open(m_fs, folder->get(), entry.name, Fs::Access::Read);
        if (!index)
            continue; // Git has just packed anew
        const auto offset = offsetIn(index->get(), id);
        if (!offset)
            return std::unexpected(offset.error());
        if (!*offset)
            continue;
        auto pack = pulse::open(m_fs, folder->get(), entry.name.chopped(4) + ".pack", Fs::Access::Read);
        if (!pack)
            continue;
        auto found = entryAt(std::make_shared<const Descriptor>(*std::move(pack)), **offset);
        return found ? Sys<std::optional<Entry>>(*std::move(found)) : std::unexpected(found.error());
    }
    return std::nullopt;
}

Sys<PackReader::Entry> PackReader::entryAt(std::shared_ptr<const Descriptor> pack, qint64 start) const
{
    std::array<char, 64> raw{}; // more than the longest head
    const auto count = m_fs.readAt(pack->get(), raw, start);
    if (!count)
        return std::unexpected(count.error());
    qsizetype at = 0;
    const auto next = [&]() -> quint64 {
        return at < *count ? static_cast<unsigned char>(raw.at(static_cast<size_t>(at++))) : (at = 65, 0);
    };
    quint64 byte = next();
    Entry entry;
    entry.pack = std::move(pack);
    entry.start = start;
    entry.type = static_cast<unsigned>(byte >> 4U & 7U);
    quint64 size = byte & 0x0FU;
    for (unsigned shift = 4; (byte & 0x80U) != 0 && shift < 60; shift += 7) {
        byte = next();
        size |= (byte & 0x7FU) << shift;
    }
    entry.size = static_cast<qint64>(size);
    if (entry.type == offsetDelta) {
        byte = next();
        quint64 back = byte & 0x7FU;
        while ((byte & 0x80U) != 0 && at < *count) {
            byte = next();
            back = (back + 1) << 7U | (byte & 0x7FU);
        }
        entry.baseStart = start - static_cast<qint64>(back);
        if (entry.baseStart <= 0 || entry.baseStart >= start)
            return failed(EBADMSG);
    } else if (entry.type == nameDelta) {
        if (at + GIT_OID_SHA1_SIZE > *count)
            return failed(EBADMSG);
        entry.baseId = Oid::fromRaw(raw.data() + at);
        at += GIT_OID_SHA1_SIZE;
    }
    if (at > *count || entry.size < 0)
        return failed(EBADMSG);
    entry.data = start + at;
    return entry;
}

Sys<PackReader::Opened> PackReader::open(const Oid &id, const Spool &spool) const
{
    std::vector<Entry> chain; // the object, its base, the base's base, …
    auto found = find(id);
    while (found && *found) {
        chain.push_back(**std::move(found));
        const Entry &last = chain.back();
        if (last.type != offsetDelta && last.type != nameDelta)
            break;
        if (chain.size() > longestChain)
            return failed(EBADMSG);
        if (last.type == nameDelta) {
            found = find(last.baseId);
        } else {
            auto base = entryAt(last.pack, last.baseStart);
            found = base ? Sys<std::optional<Entry>>(*std::move(base)) : std::unexpected(base.error());
        }
    }
    if (!found)
        return std::unexpected(found.error());
    if (!*found)
        return Opened();
    const auto inflated = [this](const Entry &entry) {
        return std::make_unique<InflatedFile>(m_fs, entry.pack, entry.data, entry.size);
    };
    const Entry &whole = chain.back();
    Opened opened{inflated(whole), whole.size, whole.type == static_cast<unsigned>(ObjectType::Blob)};
    for (size_t i = chain.size() - 1; i-- > 0;) {
        auto base = spool(*opened.source, opened.size);
        if (!base)
            return std::unexpected(base.error());
        auto made = DeltaSource::open(m_fs, *std::move(base), opened.size, inflated(chain[i]));
        if (!made)
            return std::unexpected(made.error());
        opened.size = (*made)->size();
        opened.source = *std::move(made);
    }
    return opened;
}

} // namespace pulse::git
