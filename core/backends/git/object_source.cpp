// SPDX-License-Identifier: Apache-2.0
#include "object_source.h"

#include <algorithm>
#include <cerrno>

namespace pulse::git {
namespace {

constexpr qsizetype pieceSize = 64 * 1024;
constexpr qint64 longestCopyWithoutSize = 0x10000;

std::unexpected<SystemFailure> damaged()
{
    return std::unexpected(SystemFailure{EBADMSG});
}

} // namespace

InflatedFile::InflatedFile(Fs &fs, std::shared_ptr<const Descriptor> file, qint64 offset, qint64 size)
    : m_fs(fs)
    , m_file(std::move(file))
    , m_offset(offset)
    , m_left(size)
    , m_buffer(pieceSize, Qt::Uninitialized)
{}

Sys<qsizetype> InflatedFile::read(std::span<char> buffer)
{
    const auto wanted = static_cast<size_t>(qMin<qint64>(std::ssize(buffer), m_left));
    if (wanted == 0)
        return 0;
    for (;;) {
        if (m_isAtEnd)
            return damaged(); // it says less than it promised
        if (m_compressed.isEmpty()) {
            const auto count = m_fs.readAt(m_file->get(), {m_buffer.data(), static_cast<size_t>(pieceSize)}, m_offset);
            if (!count)
                return count;
            if (*count == 0)
                return damaged();
            m_offset += *count;
            m_compressed = QByteArrayView(m_buffer).first(*count);
        }
        const auto step = m_inflater.run(m_compressed, buffer.first(wanted));
        if (step.isDamaged)
            return damaged();
        m_compressed = m_compressed.sliced(step.taken);
        m_isAtEnd = step.isAtEnd;
        m_left -= step.given;
        if (step.given > 0)
            return step.given;
    }
}

DeltaSource::DeltaSource(Fs &fs, Descriptor base, qint64 baseSize, std::unique_ptr<ObjectSource> delta)
    : m_fs(fs)
    , m_base(std::move(base))
    , m_baseSize(baseSize)
    , m_delta(std::move(delta))
    , m_buffer(pieceSize, Qt::Uninitialized)
{}

Sys<std::unique_ptr<DeltaSource>> DeltaSource::open(Fs &fs, Descriptor base, qint64 baseSize,
                                                    std::unique_ptr<ObjectSource> delta)
{
    auto source = std::make_unique<DeltaSource>(fs, std::move(base), baseSize, std::move(delta));
    const auto from = source->nextSize();
    const auto to = from ? source->nextSize() : from;
    if (!to)
        return std::unexpected(to.error());
    if (*from != baseSize)
        return damaged();
    source->m_size = *to;
    return source;
}

Sys<void> DeltaSource::fill()
{
    if (!m_instructions.isEmpty() || m_isLast)
        return {};
    const auto count = m_delta->read({m_buffer.data(), static_cast<size_t>(m_buffer.size())});
    if (!count)
        return std::unexpected(count.error());
    m_isLast = *count == 0;
    m_instructions = QByteArrayView(m_buffer).first(*count);
    return {};
}

Sys<quint64> DeltaSource::nextByte()
{
    if (const auto filled = fill(); !filled)
        return std::unexpected(filled.error());
    if (m_instructions.isEmpty())
        return damaged();
    const auto byte = static_cast<unsigned char>(m_instructions.front());
    m_instructions = m_instructions.sliced(1);
    return byte;
}

Sys<qint64> DeltaSource::nextSize()
{
    quint64 size = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
        const auto byte = nextByte();
        if (!byte)
            return std::unexpected(byte.error());
        size |= (*byte & 0x7FU) << shift;
        if ((*byte & 0x80U) == 0)
            return size >> 62U == 0 ? Sys<qint64>(static_cast<qint64>(size)) : damaged();
    }
    return damaged();
}

Sys<void> DeltaSource::nextInstruction()
{
    const auto instruction = nextByte();
    if (!instruction)
        return std::unexpected(instruction.error());
    if ((*instruction & 0x80U) == 0) {
        m_insertLeft = static_cast<qint64>(*instruction);
        return m_insertLeft > 0 ? Sys<void>() : damaged(); // 0 is reserved
    }
    quint64 number = 0; // four bytes of the offset, then three of the size, each only where its bit is set
    for (unsigned i = 0; i < 7; ++i) {
        if ((*instruction >> i & 1U) == 0)
            continue;
        const auto byte = nextByte();
        if (!byte)
            return std::unexpected(byte.error());
        number |= *byte << (8 * i);
    }
    m_copyFrom = static_cast<qint64>(number & 0xFFFFFFFFU);
    m_copyLeft = static_cast<qint64>(number >> 32U);
    if (m_copyLeft == 0)
        m_copyLeft = longestCopyWithoutSize;
    return m_copyFrom + m_copyLeft <= m_baseSize ? Sys<void>() : damaged();
}

Sys<qsizetype> DeltaSource::read(std::span<char> buffer)
{
    if (buffer.empty() || m_given == m_size)
        return 0;
    if (m_copyLeft == 0 && m_insertLeft == 0) {
        if (const auto next = nextInstruction(); !next)
            return std::unexpected(next.error());
    }
    const qint64 room = qMin<qint64>(std::ssize(buffer), m_size - m_given);
    qsizetype given = 0;
    if (m_copyLeft > 0) {
        const auto count =
            m_fs.readAt(m_base.get(), buffer.first(static_cast<size_t>(qMin(room, m_copyLeft))), m_copyFrom);
        if (!count)
            return count;
        given = *count;
        m_copyFrom += given;
        m_copyLeft -= given;
    } else {
        if (const auto filled = fill(); !filled)
            return std::unexpected(filled.error());
        given = std::min<qint64>({room, m_insertLeft, m_instructions.size()});
        std::copy_n(m_instructions.data(), given, buffer.data());
        m_instructions = m_instructions.sliced(given);
        m_insertLeft -= given;
    }
    if (given == 0)
        return damaged();
    m_given += given;
    return given;
}

} // namespace pulse::git
