// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/s3/signature.h"

#include "pulse/crypto/checksum.h"
#include "pulse/crypto/hmac.h"

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace pulse::s3 {
namespace {

const QByteArray algorithm = "AWS4-HMAC-SHA256"_ba;

bool isUnreserved(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

/// Without dot segments and empty segments (RFC 3986, 5.2.4); a slash at the end stays.
QByteArray normalized(const QByteArray &path)
{
    QByteArrayList kept;
    for (const QByteArray &segment : path.split('/')) {
        if (segment == ".."_ba && !kept.isEmpty())
            kept.removeLast();
        else if (!segment.isEmpty() && segment != "."_ba && segment != ".."_ba)
            kept.append(segment);
    }
    QByteArray result = '/' + kept.join('/');
    if (path.endsWith('/') && result.size() > 1)
        result += '/';
    return result;
}

QByteArray canonicalQuery(const std::vector<std::pair<QByteArray, QByteArray>> &query)
{
    std::vector<std::pair<QByteArray, QByteArray>> encoded;
    encoded.reserve(query.size());
    for (const auto &[name, value] : query)
        encoded.emplace_back(uriEncoded(name, false), uriEncoded(value, false));
    std::ranges::sort(encoded);
    QByteArray text;
    for (const auto &[name, value] : encoded)
        text += (text.isEmpty() ? QByteArray() : "&"_ba) + name + '=' + value;
    return text;
}

/// Name in lower case to its values, each trimmed and with runs of white space as one space, joined by commas.
std::map<QByteArray, QByteArray> canonicalHeaders(const HttpHeaders &headers)
{
    std::map<QByteArray, QByteArray> canonical;
    for (const auto &[name, value] : headers.all()) {
        auto [place, isNew] = canonical.try_emplace(name.toLower(), value.simplified());
        if (!isNew)
            place->second += ',' + value.simplified();
    }
    return canonical;
}

QByteArray joinedNames(const HttpHeaders &headers)
{
    QByteArrayList names;
    for (const auto &[name, value] : canonicalHeaders(headers))
        names.append(name);
    return names.join(';');
}

QByteArray credential(const SigningIdentity &identity, const SigningScope &scope)
{
    return identity.accessKey + '/' + scope.text();
}

} // namespace

QByteArray uriEncoded(QByteArrayView bytes, bool keepSlashes)
{
    constexpr char digits[] = "0123456789ABCDEF";
    QByteArray encoded;
    encoded.reserve(bytes.size() + bytes.size() / 4);
    for (const char c : bytes) {
        if (isUnreserved(c) || (keepSlashes && c == '/')) {
            encoded += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            encoded += '%';
            encoded += digits[byte >> 4];
            encoded += digits[byte & 0x0F];
        }
    }
    return encoded;
}

QByteArray SigningScope::date() const
{
    return time.toUTC().toString(u"yyyyMMdd").toLatin1();
}

QByteArray SigningScope::stamp() const
{
    return time.toUTC().toString(u"yyyyMMdd'T'HHmmss'Z'").toLatin1();
}

QByteArray SigningScope::text() const
{
    return date() + '/' + region + '/' + service + "/aws4_request";
}

QByteArray signingKey(const SigningIdentity &identity, const SigningScope &scope)
{
    QByteArray key = hmacSha256("AWS4" + identity.secretKey, scope.date());
    key = hmacSha256(key, scope.region);
    key = hmacSha256(key, scope.service);
    return hmacSha256(key, "aws4_request");
}

Signature sign(const SignableRequest &request, const SigningIdentity &identity, const SigningScope &scope)
{
    Signature signature;
    QByteArray headers;
    for (const auto &[name, value] : canonicalHeaders(request.headers))
        headers += name + ':' + value + '\n';
    signature.signedHeaders = joinedNames(request.headers);
    const QByteArray path = uriEncoded(request.normalizePath ? normalized(request.path) : request.path, true);
    signature.canonicalRequest = request.method + '\n' + path + '\n' + canonicalQuery(request.query) + '\n' + headers +
                                 '\n' + signature.signedHeaders + '\n' + request.payload;
    signature.stringToSign = algorithm + '\n' + scope.stamp() + '\n' + scope.text() + '\n' +
                             Checksum::of(signature.canonicalRequest).hex().toLatin1();
    signature.hex = hmacSha256(signingKey(identity, scope), signature.stringToSign).toHex();
    return signature;
}

Signature signWithHeaders(SignableRequest &request, const SigningIdentity &identity, const SigningScope &scope)
{
    request.headers.set("X-Amz-Date"_ba, scope.stamp());
    if (!identity.sessionToken.isEmpty())
        request.headers.set("X-Amz-Security-Token"_ba, identity.sessionToken);
    Signature signature = sign(request, identity, scope);
    request.headers.set("Authorization"_ba, algorithm + " Credential=" + credential(identity, scope) +
                                                ", SignedHeaders=" + signature.signedHeaders +
                                                ", Signature=" + signature.hex);
    return signature;
}

Signature presign(SignableRequest &request, const SigningIdentity &identity, const SigningScope &scope,
                  int expiresInSeconds)
{
    request.query.emplace_back("X-Amz-Algorithm"_ba, algorithm);
    request.query.emplace_back("X-Amz-Credential"_ba, credential(identity, scope));
    request.query.emplace_back("X-Amz-Date"_ba, scope.stamp());
    request.query.emplace_back("X-Amz-SignedHeaders"_ba, joinedNames(request.headers));
    request.query.emplace_back("X-Amz-Expires"_ba, QByteArray::number(expiresInSeconds));
    if (!identity.sessionToken.isEmpty())
        request.query.emplace_back("X-Amz-Security-Token"_ba, identity.sessionToken);
    Signature signature = sign(request, identity, scope);
    request.query.emplace_back("X-Amz-Signature"_ba, signature.hex);
    return signature;
}

} // namespace pulse::s3
