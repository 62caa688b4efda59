// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/sources.h"

#include <algorithm>
#include <cstring>

namespace pulse::test {

PieceSource::PieceSource(QByteArray bytes, qsizetype piece, Before before)
    : m_bytes(std::move(bytes))
    , m_piece(piece)
    , m_before(std::move(before))
{}

Result<qsizetype> PieceSource::read(std::span<char> buffer)
{
    if (m_before) {
        if (auto ready = m_before(m_position); !ready)
            return failure(std::move(ready));
    }
    const qsizetype count = std::min({m_piece, m_bytes.size() - m_position, static_cast<qsizetype>(buffer.size())});
    std::memcpy(buffer.data(), m_bytes.constData() + m_position, static_cast<size_t>(count));
    m_position += count;
    return count;
}

Result<qsizetype> PatternSource::read(std::span<char> buffer)
{
    const auto count = static_cast<qsizetype>(std::min(static_cast<qint64>(buffer.size()), m_size - m_position));
    for (qsizetype i = 0; i < count; ++i)
        buffer[static_cast<size_t>(i)] = at(m_position + i);
    m_position += count;
    return count;
}

Result<QByteArray> readAll(ByteSource &source, qsizetype piece)
{
    QByteArray all;
    QByteArray buffer(piece, Qt::Uninitialized);
    while (true) {
        const auto count = source.read({buffer.data(), static_cast<size_t>(buffer.size())});
        if (!count)
            return failure(count);
        if (*count == 0)
            return all;
        all.append(buffer.constData(), *count);
    }
}

} // namespace pulse::test
