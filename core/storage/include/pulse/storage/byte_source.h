// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <QByteArray>
#include <span>

namespace pulse {

/// Bytes that come in pieces. Used by one thread at a time.
class ByteSource
{
public:
    ByteSource() = default;
    ByteSource(const ByteSource &) = delete;
    ByteSource &operator=(const ByteSource &) = delete;
    virtual ~ByteSource() = default;

    /// Fills the front of `buffer` and returns how many bytes; 0 only at the end. After an error the source is spent.
    [[nodiscard]] virtual Result<qsizetype> read(std::span<char> buffer) = 0;
};

/// Bytes that are already in memory.
class BufferSource final : public ByteSource
{
public:
    explicit BufferSource(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {}
    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer) override;

private:
    QByteArray m_bytes;
    qsizetype m_position = 0;
};

} // namespace pulse
