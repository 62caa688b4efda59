// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"
#include "session.h"

#include <QTemporaryFile>
#include <deque>
#include <future>

namespace pulse::objects {

/// An object's bytes in their order, fetched in pieces ahead of the reader: at most `pieces` of `pieceBytes` in memory.
class ObjectSource final : public RepeatableSource
{
public:
    static constexpr qint64 pieceBytes = 4LL * 1024 * 1024;
    static constexpr int pieces = 4;

    /// The client must outlive it. Pieces are fetched in threads of its own unless `ahead` is false.
    ObjectSource(std::shared_ptr<const Session> session, Call call, QString key, qint64 size);
    ~ObjectSource() override;

    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer) override;
    [[nodiscard]] qint64 size() const override { return m_size; }
    [[nodiscard]] Result<void> rewind() override;

    /// Fetches the first pieces; NotFound when there is no such object.
    [[nodiscard]] Result<void> begin();

private:
    using Piece = std::future<ObjectResult<ObjectData>>;
    void fetchAhead();
    [[nodiscard]] Result<void> nextPiece();
    void drop();

    std::shared_ptr<const Session> m_session;
    const Call m_call;
    const QString m_key;
    const qint64 m_size;
    std::stop_source m_ended;
    std::deque<Piece> m_ahead;
    qint64 m_asked = 0;   ///< bytes that were asked for so far
    QByteArray m_piece;   ///< that is being read
    qsizetype m_read = 0; ///< of it
    qint64 m_done = 0;    ///< bytes that were given so far
};

/// A source that may take long, and whose reader has something to renew meanwhile: `keep` is asked before each piece.
class KeptSource final : public RepeatableSource
{
public:
    KeptSource(RepeatableSource &source, const std::function<Result<void>()> &keep)
        : m_source(source)
        , m_keep(keep)
    {}
    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer) override
    {
        if (auto kept = m_keep(); !kept)
            return failure(std::move(kept));
        return m_source.read(buffer);
    }
    [[nodiscard]] qint64 size() const override { return m_source.size(); }
    [[nodiscard]] Result<void> rewind() override { return m_source.rewind(); }

private:
    RepeatableSource &m_source;
    const std::function<Result<void>()> &m_keep;
};

/// Content that is verified while it is read.
class VerifiedReader final : public StreamStorage::Reader
{
public:
    VerifiedReader(std::unique_ptr<RepeatableSource> source, Call call, Metadata metadata);
    [[nodiscard]] const Metadata &metadata() const override { return m_metadata; }
    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer) override;

private:
    std::unique_ptr<RepeatableSource> m_source;
    const Call m_call;
    const Metadata m_metadata;
    ChecksumBuilder m_checksum;
    bool m_isAtEnd = false;
    bool m_isDamaged = false;
};

/// Content on its way to the store: in memory while it is small, in a nameless file of the system's temporary folder
/// when it is large, because its size and checksum have to be known before it is sent.
class Spool
{
public:
    static constexpr qsizetype buffered = 1024 * 1024;

    [[nodiscard]] static Result<Spool> fill(const Call &call, ByteSource &content);
    [[nodiscard]] std::unique_ptr<RepeatableSource> source() const;
    [[nodiscard]] qint64 size() const { return m_size; }
    [[nodiscard]] const Checksum &checksum() const { return m_checksum; }
    /// The whole, while it is small.
    [[nodiscard]] std::optional<QByteArray> bytes() const { return m_file ? std::nullopt : std::optional(m_bytes); }

private:
    [[nodiscard]] static Result<qsizetype> readMore(const Call &call, ByteSource &content, QByteArray &buffer);

    QByteArray m_bytes;
    std::shared_ptr<QTemporaryFile> m_file; ///< null while it is small
    qint64 m_size = 0;
    Checksum m_checksum;
};

} // namespace pulse::objects
