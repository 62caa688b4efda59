// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/byte_source.h"

#include <functional>

namespace pulse::test {

/// Gives bytes in small pieces and lets the test act, or fail, before each of them.
class PieceSource final : public ByteSource
{
public:
    /// `before` is called before every piece with the bytes given so far; its error ends the source.
    using Before = std::function<Result<void>(qint64 given)>;

    PieceSource(QByteArray bytes, qsizetype piece, Before before = {});
    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer) override;

private:
    QByteArray m_bytes;
    qsizetype m_piece;
    qsizetype m_position = 0;
    Before m_before;
};

/// A long content that is never in memory as a whole; the same bytes for the same size.
class PatternSource final : public ByteSource
{
public:
    explicit PatternSource(qint64 size)
        : m_size(size)
    {}
    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer) override;
    /// The byte at an offset.
    [[nodiscard]] static char at(qint64 offset)
    {
        return static_cast<char>((static_cast<quint64>(offset) * 0x9E3779B97F4A7C15ULL) >> 56);
    }

private:
    qint64 m_size;
    qint64 m_position = 0;
};

/// All that is left in a source.
[[nodiscard]] Result<QByteArray> readAll(ByteSource &source, qsizetype piece = 64 * 1024);

} // namespace pulse::test
