// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backends/s3/signature.h"

namespace pulse::s3 {

/// A body signed while it is sent (STREAMING-AWS4-HMAC-SHA256-PAYLOAD): each chunk carries a signature that depends on
/// the one before, so that content of any length is read once and never held. The first chunk depends on the signature
/// of the request, which must be known before the first read. One thread at a time.
class SignedChunks final : public RepeatableSource
{
public:
    /// The source is not owned. It must give exactly its size; anything else is an error of reading (Corrupt).
    SignedChunks(RepeatableSource &source, qsizetype chunkSize = 64 * 1024);

    /// Begins anew, for a request with that signature. Reading without it fails.
    void begin(const SigningIdentity &identity, const SigningScope &scope, const QByteArray &seedSignature);

    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer) override;
    /// Of the encoded body; what Content-Length says.
    [[nodiscard]] qint64 size() const override;
    [[nodiscard]] qint64 plainSize() const { return m_source.size(); }
    [[nodiscard]] Result<void> rewind() override;

private:
    [[nodiscard]] Result<void> prepareChunk();
    [[nodiscard]] qint64 encodedSize(qint64 plain) const;

    RepeatableSource &m_source;
    qsizetype m_chunkSize;
    QByteArray m_key;
    QByteArray m_stamp;
    QByteArray m_scope;
    QByteArray m_seed;
    QByteArray m_previous;
    QByteArray m_pending; // encoded, not yet given
    qsizetype m_given = 0;
    qint64 m_left = 0;
    bool m_ended = false;
};

} // namespace pulse::s3
