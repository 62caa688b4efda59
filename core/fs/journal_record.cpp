// SPDX-License-Identifier: Apache-2.0
#include "journal_record.h"

#include "pulse/crypto/checksum.h"

#include <QtEndian>

namespace pulse::detail {

namespace {

constexpr qsizetype factsBytes = 24; // mark, type, lengths
constexpr qsizetype headSumBytes = 8;

template <typename Number>
QByteArray littleEndian(Number number)
{
    QByteArray bytes(sizeof(Number), Qt::Uninitialized);
    qToLittleEndian(number, bytes.data());
    return bytes;
}

QByteArray bytesOf(const Checksum &sum)
{
    const auto &digest = sum.digest();
    return {reinterpret_cast<const char *>(digest.data()), static_cast<qsizetype>(digest.size())};
}

QByteArray headSum(QByteArrayView facts, qint64 offset)
{
    return bytesOf(Checksum::of(littleEndian(offset) + facts.toByteArray())).first(headSumBytes);
}

} // namespace

struct RecordSum::State
{
    ChecksumBuilder builder;
};

RecordSum::RecordSum(QByteArrayView head, qint64 offset)
    : m_state(std::make_unique<State>())
{
    add(littleEndian(offset));
    add(head.first(factsBytes));
}

RecordSum::~RecordSum() = default;

void RecordSum::add(QByteArrayView bytes)
{
    m_state->builder.add(bytes);
}

QByteArray RecordSum::finish()
{
    return bytesOf(m_state->builder.finish());
}

QByteArray encodeRecord(RecordHead::Type type, const QByteArray &key, const QByteArray &value, qint64 offset)
{
    QByteArray record;
    record.reserve(recordHeadBytes + key.size() + value.size());
    record.append(recordMark, recordMarkBytes);
    record += littleEndian(static_cast<quint32>(type));
    record += littleEndian(static_cast<quint32>(key.size()));
    record += littleEndian(static_cast<quint64>(value.size()));
    record += headSum(record, offset);
    RecordSum sum(record, offset);
    sum.add(key);
    sum.add(value);
    record += sum.finish();
    record += key;
    record += value;
    return record;
}

std::optional<RecordHead> decodeHead(QByteArrayView bytes, qint64 offset)
{
    if (bytes.size() < recordHeadBytes || !bytes.startsWith(QByteArrayView(recordMark, recordMarkBytes)))
        return {};
    if (bytes.sliced(factsBytes, headSumBytes) != headSum(bytes.first(factsBytes), offset))
        return {};
    const auto type = qFromLittleEndian<quint32>(bytes.data() + 8);
    const auto keyBytes = qFromLittleEndian<quint32>(bytes.data() + 12);
    const auto valueBytes = qFromLittleEndian<quint64>(bytes.data() + 16);
    const bool isKnown =
        type == static_cast<quint32>(RecordHead::Type::Put) || type == static_cast<quint32>(RecordHead::Type::Remove);
    if (!isKnown || keyBytes == 0 || keyBytes > mostKeyBytes || valueBytes > (quint64(1) << 40))
        return {};
    return RecordHead{.type = static_cast<RecordHead::Type>(type),
                      .keyBytes = keyBytes,
                      .valueBytes = static_cast<qint64>(valueBytes),
                      .sum = bytes.sliced(factsBytes + headSumBytes, 32).toByteArray()};
}

} // namespace pulse::detail
