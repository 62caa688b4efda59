// SPDX-License-Identifier: Apache-2.0
#include "pack_format.h"

#include "deflate.h"

#include <QtEndian>
#include <array>
#include <zlib.h>

namespace pulse::git {
namespace {

constexpr quint64 farthestShort = 0x7FFFFFFF; // offsets beyond stand in a table of their own

void put32(QByteArray &out, quint32 value)
{
    std::array<char, 4> bytes{};
    qToBigEndian(value, bytes.data());
    out.append(bytes.data(), std::ssize(bytes));
}

void put64(QByteArray &out, quint64 value)
{
    std::array<char, 8> bytes{};
    qToBigEndian(value, bytes.data());
    out.append(bytes.data(), std::ssize(bytes));
}

} // namespace

PackFormat::PackFormat(size_t objects)
    : m_head("PACK")
{
    put32(m_head, 2);
    put32(m_head, static_cast<quint32>(objects));
    m_hash.addData(m_head);
    m_offset = static_cast<quint64>(m_head.size());
    m_places.reserve(objects);
}

QByteArray PackFormat::entry(const ObjectBatch::Object &object)
{
    auto size = static_cast<quint64>(object.bytes.size());
    quint64 byte = (static_cast<quint64>(object.type) << 4U) | (size & 0x0FU);
    size >>= 4U;
    QByteArray out;
    while (size != 0) {
        out.append(static_cast<char>(byte | 0x80U));
        byte = size & 0x7FU;
        size >>= 7U;
    }
    out.append(static_cast<char>(byte));
    out += deflated({}, object.bytes);
    return out;
}

void PackFormat::note(const Oid &id, const QByteArray &entry)
{
    const auto crc = crc32_z(0, reinterpret_cast<const Bytef *>(entry.constData()), static_cast<size_t>(entry.size()));
    m_places.push_back({id, m_offset, static_cast<quint32>(crc)});
    m_hash.addData(entry);
    m_offset += static_cast<quint64>(entry.size());
}

QByteArray PackFormat::tail()
{
    m_checksum = Oid::fromRaw(m_hash.resultView().data());
    return m_checksum.raw();
}

QByteArray PackFormat::index()
{
    std::ranges::sort(m_places, {}, &Place::id);
    QByteArray out("\377tOc");
    put32(out, 2);
    quint32 count = 0;
    for (unsigned first = 0; first < 256; ++first) {
        while (count < m_places.size() && m_places[count].id.bytes[0] <= first)
            ++count;
        put32(out, count);
    }
    for (const Place &place : m_places)
        out += place.id.raw();
    for (const Place &place : m_places)
        put32(out, place.crc);
    QByteArray far;
    for (const Place &place : m_places) {
        if (place.offset <= farthestShort) {
            put32(out, static_cast<quint32>(place.offset));
        } else {
            put32(out, static_cast<quint32>(0x80000000U | static_cast<quint32>(far.size() / 8)));
            put64(far, place.offset);
        }
    }
    out += far;
    out += m_checksum.raw();
    out += QCryptographicHash::hash(out, QCryptographicHash::Sha1);
    return out;
}

} // namespace pulse::git
