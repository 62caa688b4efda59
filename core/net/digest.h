// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/net/http.h"

#include <mutex>

namespace pulse {

/// Digest access authentication (RFC 7616; servers that know only RFC 2069 too): MD5 and SHA-256, without integrity of
/// bodies. Keeps what one server asked for, so that later requests need not be refused first. Thread-safe.
class DigestSession
{
public:
    /// What a request was sent with.
    struct Use
    {
        QByteArray authorization; ///< empty before the first challenge
        QByteArray nonce;
    };

    DigestSession(QString user, QString secret);

    /// `clientNonce` must not be guessable.
    [[nodiscard]] Use authorise(const QByteArray &method, const QByteArray &target, const QByteArray &clientNonce);
    /// Learns from a refusal (401). Whether trying again makes sense: not where the server refuses the credentials
    /// themselves, or offers nothing that is understood here.
    [[nodiscard]] bool learnFromRefusal(const HttpHeaders &headers, const Use &use);
    /// Learns the nonce that the server wants next.
    void learnFromSuccess(const HttpHeaders &headers);

private:
    struct Asked
    {
        QByteArray realm;
        QByteArray nonce;
        QByteArray opaque;
        QByteArray algorithm; ///< "MD5" or "SHA-256"; "" where the server does not say
        bool quality = false; ///< qop=auth
    };

    [[nodiscard]] QByteArray answer(const Asked &asked, quint32 count, const QByteArray &method,
                                    const QByteArray &target, const QByteArray &clientNonce) const;

    const QString m_user;
    const QString m_secret;
    std::mutex m_mutex;
    Asked m_asked;
    quint32 m_count = 0; ///< requests with this nonce
};

} // namespace pulse
