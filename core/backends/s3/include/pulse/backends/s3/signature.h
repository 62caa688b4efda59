// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/net/http.h"

#include <QByteArray>
#include <QDateTime>
#include <utility>
#include <vector>

namespace pulse::s3 {

/// Percent-encoding as AWS signs it: everything but A–Z a–z 0–9 - . _ ~ becomes %XX in upper case, and `/` too unless
/// it is kept.
[[nodiscard]] QByteArray uriEncoded(QByteArrayView bytes, bool keepSlashes);

/// With what requests are signed.
struct SigningIdentity
{
    QByteArray accessKey;
    QByteArray secretKey;
    QByteArray sessionToken; ///< empty for keys that last
};

/// For whom and when a signature is good.
struct SigningScope
{
    QByteArray region;
    QByteArray service = "s3";
    QDateTime time; ///< UTC; used to the second

    [[nodiscard]] QByteArray date() const;  ///< "20150830"
    [[nodiscard]] QByteArray stamp() const; ///< "20150830T123600Z"
    [[nodiscard]] QByteArray text() const;  ///< "20150830/us-east-1/s3/aws4_request"
};

/// A request as Signature Version 4 sees it. All headers given are signed.
struct SignableRequest
{
    QByteArray method{};
    QByteArray path{}; ///< not encoded: the key as it is
    /// Not encoded, in any order.
    std::vector<std::pair<QByteArray, QByteArray>> query{};
    HttpHeaders headers{}; ///< with Host
    QByteArray payload{};  ///< the hash in hex, or one of the words below
    /// What AWS's other services do and S3 does not: dot segments and repeated slashes are resolved.
    bool normalizePath = false;
};

inline constexpr auto unsignedPayload = "UNSIGNED-PAYLOAD";
inline constexpr auto streamedPayload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

/// A signature and the texts that it was made from, which tell why a server disagrees.
struct Signature
{
    QByteArray canonicalRequest;
    QByteArray stringToSign;
    QByteArray signedHeaders; ///< "host;x-amz-date"
    QByteArray hex;
};

/// Signature Version 4 (AWS Signature Version 4 for API requests) of a request as it is: the headers, or for a
/// presigned URL the query, must hold date, scope and token already.
[[nodiscard]] Signature sign(const SignableRequest &request, const SigningIdentity &identity,
                             const SigningScope &scope);

/// Adds X-Amz-Date, X-Amz-Security-Token where there is a token, and Authorization.
[[nodiscard]] Signature signWithHeaders(SignableRequest &request, const SigningIdentity &identity,
                                        const SigningScope &scope);
/// Adds X-Amz-Algorithm, -Credential, -Date, -Expires, -SignedHeaders, -Security-Token and -Signature to the query.
[[nodiscard]] Signature presign(SignableRequest &request, const SigningIdentity &identity, const SigningScope &scope,
                                int expiresInSeconds);

/// The key that signs everything of a day: worth keeping for the chunks of one request.
[[nodiscard]] QByteArray signingKey(const SigningIdentity &identity, const SigningScope &scope);

} // namespace pulse::s3
