// SPDX-License-Identifier: Apache-2.0
#include "content.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace pulse::objects {

ObjectSource::ObjectSource(std::shared_ptr<const Session> session, Call call, QString key, qint64 size)
    : m_session(std::move(session))
    , m_call(std::move(call))
    , m_key(std::move(key))
    , m_size(size)
{}

ObjectSource::~ObjectSource()
{
    drop();
}

void ObjectSource::drop()
{
    m_ended.request_stop();
    m_ahead.clear(); // waits for what is on its way
    m_ended = {};
}

Result<void> ObjectSource::rewind()
{
    drop();
    m_asked = m_done = 0;
    m_piece.clear();
    m_read = 0;
    return {};
}

void ObjectSource::fetchAhead()
{
    const bool isAlone = m_session->parts().workers == 1 || m_size <= pieceBytes; // nothing is to be fetched ahead
    const size_t window = isAlone ? 1 : pieces;
    while (m_asked < m_size && m_ahead.size() < window) {
        const ByteRange range{m_asked, std::min(pieceBytes, m_size - m_asked)};
        const auto fetch = [session = m_session, key = m_key, range, ended = m_ended.get_token()] {
            return session->client().get(key, range, {}, std::numeric_limits<qint64>::max(), ended);
        };
        m_ahead.push_back(std::async(isAlone ? std::launch::deferred : std::launch::async, fetch));
        m_asked += range.length;
    }
}

Result<void> ObjectSource::nextPiece()
{
    fetchAhead();
    const std::stop_callback stopping(m_call.stop, [this] { m_ended.request_stop(); });
    auto piece = m_ahead.front().get();
    m_ahead.pop_front();
    if (auto go = m_call.checkStop(); !go)
        return go;
    if (!piece)
        return m_call.fails(piece.error());
    const qint64 expected = std::min(pieceBytes, m_size - m_done);
    if (piece->bytes.size() != expected || piece->info.size != m_size)
        return m_call.fails(ErrorCode::Corrupt,
                            u"The content of “%1” is not as long as it was when it was published. Restore it from a "
                            "backup, or remove this version."_s.arg(m_call.subject));
    m_piece = std::move(piece->bytes);
    m_read = 0;
    fetchAhead();
    return {};
}

Result<void> ObjectSource::begin()
{
    if (m_size > 0)
        return nextPiece();
    const auto info = m_session->client().head(m_key, m_call.stop);
    return info ? Result<void>() : Result<void>(m_call.fails(info.error()));
}

Result<qsizetype> ObjectSource::read(std::span<char> buffer)
{
    if (auto go = m_call.checkStop(); !go)
        return failure(std::move(go));
    if (buffer.empty() || m_done == m_size)
        return 0;
    if (m_read == m_piece.size()) {
        if (auto next = nextPiece(); !next)
            return failure(std::move(next));
    }
    const qsizetype length = std::min<qsizetype>(std::ssize(buffer), m_piece.size() - m_read);
    std::memcpy(buffer.data(), m_piece.constData() + m_read, static_cast<size_t>(length));
    m_read += length;
    m_done += length;
    return length;
}

VerifiedReader::VerifiedReader(std::unique_ptr<RepeatableSource> source, Call call, Metadata metadata)
    : m_source(std::move(source))
    , m_call(std::move(call))
    , m_metadata(std::move(metadata))
{}

Result<qsizetype> VerifiedReader::read(std::span<char> buffer)
{
    if (m_isDamaged) // never to be taken for a sound end
        return m_call.contentDamaged({m_metadata.name, m_metadata.version});
    if (auto go = m_call.checkStop(); !go)
        return failure(std::move(go));
    auto length = m_source->read(buffer);
    if (!length) {
        m_isDamaged = length.error().code() == ErrorCode::Corrupt;
        return length;
    }
    m_checksum.add(QByteArrayView(buffer.data(), *length));
    if (*length > 0 || buffer.empty() || m_isAtEnd)
        return length;
    m_isAtEnd = true;
    m_isDamaged = m_checksum.finish() != m_metadata.checksum;
    if (m_isDamaged)
        return m_call.contentDamaged({m_metadata.name, m_metadata.version});
    return 0;
}

namespace {

class FileSource final : public RepeatableSource
{
public:
    FileSource(std::shared_ptr<QTemporaryFile> file, qint64 size)
        : m_file(std::move(file))
        , m_size(size)
    {}
    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer) override
    {
        const qint64 length = m_file->read(buffer.data(), std::ssize(buffer));
        if (length < 0)
            return failure(ErrorCode::Unavailable, u"read"_s, m_file->fileName(),
                           u"The temporary file that holds the content cannot be read: %1. Try again."_s.arg(
                               m_file->errorString()));
        return length;
    }
    [[nodiscard]] qint64 size() const override { return m_size; }
    [[nodiscard]] Result<void> rewind() override
    {
        if (m_file->seek(0))
            return {};
        return failure(
            ErrorCode::Unavailable, u"read"_s, m_file->fileName(),
            u"The temporary file that holds the content cannot be read: %1. Try again."_s.arg(m_file->errorString()));
    }

private:
    std::shared_ptr<QTemporaryFile> m_file;
    qint64 m_size;
};

} // namespace

// Fills the buffer as far as the source goes.
Result<qsizetype> Spool::readMore(const Call &call, ByteSource &content, QByteArray &buffer)
{
    qsizetype filled = 0;
    while (filled < buffer.size()) {
        if (auto go = call.checkStop(); !go)
            return failure(std::move(go));
        const auto got = content.read({buffer.data() + filled, static_cast<size_t>(buffer.size() - filled)});
        if (!got)
            return call.fails(got.error());
        if (*got == 0)
            break;
        filled += *got;
    }
    return filled;
}

Result<Spool> Spool::fill(const Call &call, ByteSource &content)
{
    Spool spool;
    ChecksumBuilder checksum;
    QByteArray buffer(buffered, Qt::Uninitialized);
    while (true) {
        const auto length = readMore(call, content, buffer);
        if (!length)
            return failure(length);
        checksum.add(QByteArrayView(buffer).first(*length));
        spool.m_size += *length;
        const bool isLast = *length < buffer.size();
        if (isLast && !spool.m_file) {
            spool.m_bytes = buffer.first(*length);
            break;
        }
        if (!spool.m_file) {
            spool.m_file = std::make_shared<QTemporaryFile>(QDir::temp().filePath(u"pulse-XXXXXX"_s));
            if (!spool.m_file->open())
                return call.fails(ErrorCode::NoSpace,
                                  u"No temporary file can be made for the content of “%1”: %2. Make room, then try "
                                  "again."_s.arg(call.subject, spool.m_file->errorString()));
            QFile::remove(spool.m_file->fileName()); // it stays as long as it is open
        }
        if (spool.m_file->write(buffer.constData(), *length) != *length || !spool.m_file->flush())
            return call.fails(ErrorCode::NoSpace,
                              u"The temporary file for the content of “%1” cannot be written: %2. Make room, then try "
                              "again."_s.arg(call.subject, spool.m_file->errorString()));
        if (isLast)
            break;
    }
    spool.m_checksum = checksum.finish();
    return spool;
}

std::unique_ptr<RepeatableSource> Spool::source() const
{
    if (m_file)
        return std::make_unique<FileSource>(m_file, m_size);
    return std::make_unique<BufferSource>(m_bytes);
}

} // namespace pulse::objects
