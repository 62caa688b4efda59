// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/s3/chunked_upload.h"

#include "pulse/crypto/checksum.h"
#include "pulse/crypto/hmac.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse::s3 {
namespace {

const QByteArray extension = ";chunk-signature="_ba;
constexpr qint64 signatureLength = 64;

Result<qsizetype> readFully(ByteSource &source, std::span<char> buffer)
{
    size_t filled = 0;
    while (filled < buffer.size()) {
        auto got = source.read(buffer.subspan(filled));
        if (!got)
            return failure(got);
        if (*got == 0)
            break;
        filled += static_cast<size_t>(*got);
    }
    return static_cast<qsizetype>(filled);
}

} // namespace

SignedChunks::SignedChunks(RepeatableSource &source, qsizetype chunkSize)
    : m_source(source)
    , m_chunkSize(chunkSize)
    , m_left(source.size())
{}

void SignedChunks::begin(const SigningIdentity &identity, const SigningScope &scope, const QByteArray &seedSignature)
{
    m_key = signingKey(identity, scope);
    m_stamp = scope.stamp();
    m_scope = scope.text();
    m_seed = m_previous = seedSignature;
}

qint64 SignedChunks::encodedSize(qint64 plain) const
{
    return QByteArray::number(plain, 16).size() + extension.size() + signatureLength + 2 + plain + 2;
}

qint64 SignedChunks::size() const
{
    const qint64 whole = m_source.size() / m_chunkSize;
    const qint64 rest = m_source.size() % m_chunkSize;
    return whole * encodedSize(m_chunkSize) + (rest > 0 ? encodedSize(rest) : 0) + encodedSize(0);
}

Result<void> SignedChunks::rewind()
{
    m_previous = m_seed;
    m_pending.clear();
    m_given = 0;
    m_left = m_source.size();
    m_ended = false;
    return m_source.rewind();
}

Result<void> SignedChunks::prepareChunk()
{
    QByteArray chunk(static_cast<qsizetype>(std::min<qint64>(m_left, m_chunkSize)), Qt::Uninitialized);
    auto got = readFully(m_source, {chunk.data(), static_cast<size_t>(chunk.size())});
    if (!got)
        return failure(got);
    if (m_seed.isEmpty() || *got != chunk.size())
        return failure(ErrorCode::Corrupt, {}, {},
                       u"The content has another length than it was said to have. Read it again and try once more."_s);
    m_left -= chunk.size();
    m_ended = chunk.isEmpty();
    static const QByteArray hashOfNothing = Checksum::of({}).hex().toLatin1();
    const QByteArray toSign = "AWS4-HMAC-SHA256-PAYLOAD\n" + m_stamp + '\n' + m_scope + '\n' + m_previous + '\n' +
                              hashOfNothing + '\n' + Checksum::of(chunk).hex().toLatin1();
    m_previous = hmacSha256(m_key, toSign).toHex();
    m_pending = QByteArray::number(chunk.size(), 16) + extension + m_previous + "\r\n" + chunk + "\r\n";
    m_given = 0;
    return {};
}

Result<qsizetype> SignedChunks::read(std::span<char> buffer)
{
    if (m_given == m_pending.size()) {
        if (m_ended)
            return 0;
        if (auto prepared = prepareChunk(); !prepared)
            return failure(prepared);
    }
    const qsizetype count = std::min<qsizetype>(std::ssize(buffer), m_pending.size() - m_given);
    std::copy_n(m_pending.constData() + m_given, count, buffer.data());
    m_given += count;
    return count;
}

} // namespace pulse::s3
