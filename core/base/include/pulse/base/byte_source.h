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

/// Bytes of a known length that can be read again from the start: what a request can be repeated with.
class RepeatableSource : public ByteSource
{
public:
    [[nodiscard]] virtual qint64 size() const = 0;
    /// Back to the first byte. After an error the source is spent.
    [[nodiscard]] virtual Result<void> rewind() = 0;
};

/// Bytes that are already in memory.
class BufferSource final : public RepeatableSource
{
public:
    explicit BufferSource(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {}
    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer) override;
    [[nodiscard]] qint64 size() const override { return m_bytes.size(); }
    [[nodiscard]] Result<void> rewind() override;

private:
    QByteArray m_bytes;
    qsizetype m_position = 0;
};

} // namespace pulse
