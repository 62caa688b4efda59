// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inflate.h"
#include "pulse/fs/descriptor.h"

namespace pulse::git {

/// Plain bytes of an object, in order and with bounded memory. Damage is EBADMSG.
class ObjectSource
{
public:
    ObjectSource() = default;
    ObjectSource(const ObjectSource &) = delete;
    ObjectSource &operator=(const ObjectSource &) = delete;
    virtual ~ObjectSource() = default;
    /// 0 at the end.
    [[nodiscard]] virtual Sys<qsizetype> read(std::span<char> buffer) = 0;
};

/// So many bytes that stand compressed in a file, from an offset on.
class InflatedFile final : public ObjectSource
{
public:
    InflatedFile(Fs &fs, std::shared_ptr<const Descriptor> file, qint64 offset, qint64 size);
    [[nodiscard]] Sys<qsizetype> read(std::span<char> buffer) override;

private:
    Fs &m_fs;
    const std::shared_ptr<const Descriptor> m_file;
    qint64 m_offset;
    qint64 m_left;
    Inflater m_inflater;
    QByteArray m_buffer;
    QByteArrayView m_compressed; // what of the buffer was not taken yet
    bool m_isAtEnd = false;
};

/// What a delta (gitformat-pack(5), “Deltified representation”) makes of its base.
class DeltaSource final : public ObjectSource
{
public:
    /// `base` has `baseSize` bytes. EBADMSG where the delta is one of something else.
    [[nodiscard]] static Sys<std::unique_ptr<DeltaSource>> open(Fs &fs, Descriptor base, qint64 baseSize,
                                                                std::unique_ptr<ObjectSource> delta);
    DeltaSource(Fs &fs, Descriptor base, qint64 baseSize, std::unique_ptr<ObjectSource> delta);
    [[nodiscard]] qint64 size() const { return m_size; }
    [[nodiscard]] Sys<qsizetype> read(std::span<char> buffer) override;

private:
    [[nodiscard]] Sys<void> fill();
    [[nodiscard]] Sys<quint64> nextByte();
    [[nodiscard]] Sys<qint64> nextSize();
    [[nodiscard]] Sys<void> nextInstruction();

    Fs &m_fs;
    const Descriptor m_base;
    const qint64 m_baseSize;
    const std::unique_ptr<ObjectSource> m_delta;
    QByteArray m_buffer;
    QByteArrayView m_instructions; // what of the buffer was not followed yet
    bool m_isLast = false;         // no more instructions come
    qint64 m_size = 0;
    qint64 m_given = 0;
    qint64 m_copyFrom = 0;
    qint64 m_copyLeft = 0;
    qint64 m_insertLeft = 0;
};

} // namespace pulse::git
