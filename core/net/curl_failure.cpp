// SPDX-License-Identifier: Apache-2.0
#include "curl_failure.h"
#include "pulse/base/quote.h"

#include <openssl/x509_vfy.h>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

struct Explanation
{
    CURLcode code;
    ErrorCode error;
    const char16_t *message; ///< %1 is the host in quotes
};

constexpr Explanation explanations[] = {
    {CURLE_COULDNT_RESOLVE_HOST, ErrorCode::Unavailable,
     u"The host %1 was not found. Check its name and the network, then try again."},
    {CURLE_COULDNT_RESOLVE_PROXY, ErrorCode::Unavailable,
     u"The proxy on the way to %1 was not found. Check the proxy settings (http_proxy, https_proxy), then try again."},
    {CURLE_COULDNT_CONNECT, ErrorCode::Unavailable,
     u"Nothing answers at %1. Check the address and the port, and that the server is running, then try again."},
    {CURLE_OPERATION_TIMEDOUT, ErrorCode::Unavailable,
     u"No connection to %1 was made in time. Check the address and the network, then try again."},
    {CURLE_SEND_ERROR, ErrorCode::Unavailable, u"The connection to %1 broke while a request was sent. Try again."},
    {CURLE_RECV_ERROR, ErrorCode::Unavailable, u"The connection to %1 broke before the whole answer came. Try again."},
    {CURLE_GOT_NOTHING, ErrorCode::Unavailable,
     u"The server at %1 closed the connection without an answer. Try again."},
    {CURLE_PARTIAL_FILE, ErrorCode::Unavailable, u"The answer from %1 was cut short. Try again."},
    {CURLE_HTTP2, ErrorCode::Unavailable, u"The connection to %1 broke (HTTP/2). Try again."},
    {CURLE_HTTP2_STREAM, ErrorCode::Unavailable, u"The server at %1 gave up on a request (HTTP/2). Try again."},
    {CURLE_WEIRD_SERVER_REPLY, ErrorCode::Unsupported,
     u"What answers at %1 does not speak HTTP. Check the address, the port, and whether it must be http or https."},
    {CURLE_UNSUPPORTED_PROTOCOL, ErrorCode::Unsupported,
     u"What answers at %1 does not speak HTTP as it is expected. Check the address and the port."},
    {CURLE_SSL_CERTPROBLEM, ErrorCode::PermissionDenied,
     u"The client certificate for %1 cannot be used. Check that “client-certificate” and “client-key” belong together "
     u"and that the key has no passphrase."},
    {CURLE_OUT_OF_MEMORY, ErrorCode::Unavailable,
     u"There is not enough memory to talk to %1. Close some programs, then try again."},
};

/// By X509_V_ERR_…
const char16_t *certificateMessage(long verification)
{
    switch (verification) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return u"The certificate of %1 has expired. Ask its administrator to renew it, and check this computer's date.";
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return u"The certificate of %1 is not valid yet. Check this computer's date, or ask its administrator.";
    case X509_V_ERR_CERT_REVOKED:
        return u"The certificate of %1 was revoked. Do not use this server; ask its administrator.";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return u"The certificate of %1 was signed by nobody whom this computer trusts. If it is your own authority's, "
               u"name that authority's certificate as “ca-file” in the library's settings.";
    case X509_V_ERR_HOSTNAME_MISMATCH:
        return u"The certificate of %1 was issued for another name. Check the address; if it is right, somebody else "
               u"may "
               u"be answering in its place.";
    default:
        return u"The certificate of %1 could not be verified. Ask the server's administrator.";
    }
}

bool isAboutClientCertificate(QByteArrayView detail)
{
    return detail.contains("certificate required") || detail.contains("alert bad certificate") ||
           detail.contains("alert unknown ca") || detail.contains("alert handshake failure");
}

} // namespace

QByteArray originOf(const QUrl &url)
{
    const QString scheme = url.scheme();
    const int port = url.port(scheme == u"https"_s ? 443 : 80);
    const QString host = url.host(QUrl::FullyEncoded);
    return (scheme + u"://"_s + (host.contains(u':') ? u'[' + host + u']' : host) + u':' + QString::number(port))
        .toUtf8();
}

QString shownAddress(const QUrl &url)
{
    return url.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
}

namespace {

Error explained(CURLcode code, CURL *easy, QByteArrayView said, const QUrl &url)
{
    const QString host = quoted(QUrl(QString::fromUtf8(originOf(url))).host());
    const auto error = [&](ErrorCode kind, const char16_t *message, const QString &more = {}) {
        const QString text = QString::fromUtf16(message);
        return Error(kind, {}, shownAddress(url), more.isEmpty() ? text.arg(host) : text.arg(host, more));
    };
    if (code == CURLE_PEER_FAILED_VERIFICATION) {
        long verification = X509_V_ERR_HOSTNAME_MISMATCH; // libcurl looks at the name itself
        if (!said.contains("matches target") && !said.contains("does not match"))
            curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &verification);
        return error(ErrorCode::PermissionDenied, certificateMessage(verification));
    }
    if (isAboutClientCertificate(said))
        return error(ErrorCode::PermissionDenied,
                     u"The server at %1 wants a client certificate that it knows. Set “client-certificate” and "
                     u"“client-key” in the library's settings.");
    if (code == CURLE_SSL_CONNECT_ERROR) {
        if (said.contains("wrong version number") || said.contains("packet length too long"))
            return error(ErrorCode::Unavailable, u"The server at %1 does not speak TLS on this port. Check the port, "
                                                 u"and whether the address begins with https.");
        if (said.contains("protocol version") || said.contains("unsupported protocol"))
            return error(ErrorCode::PermissionDenied, u"The server at %1 speaks no version of TLS that is safe (1.2 "
                                                      u"or newer). Ask its administrator to update it.");
        return error(ErrorCode::Unavailable,
                     u"No secure connection to %1 could be made: it broke while the keys were agreed. Try again.");
    }
    if (code == CURLE_COULDNT_CONNECT && url.port() != -1) // a wrong port is the likeliest cause
        return error(ErrorCode::Unavailable,
                     u"Nothing answers at port %2 of %1. Check the address and the port, and "
                     u"that the server is running, then try again.",
                     QString::number(url.port()));
    for (const Explanation &explanation : explanations)
        if (explanation.code == code)
            return error(explanation.error, explanation.message);
    return Error(
        ErrorCode::Unavailable, {}, shownAddress(url),
        u"The request to %1 failed (%2). Try again."_s.arg(host, QString::fromLatin1(curl_easy_strerror(code))));
}

HttpFailure::Stage stageOf(CURLcode code, const Error &error, bool begun)
{
    using Stage = HttpFailure::Stage;
    if (error.code() == ErrorCode::PermissionDenied)
        return Stage::Secure;
    if (begun)
        return Stage::Exchange;
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return Stage::Resolve;
    case CURLE_SSL_CONNECT_ERROR:
        return Stage::Secure;
    default:
        return Stage::Connect;
    }
}

} // namespace

HttpFailure explainCurl(CURLcode code, CURL *easy, const char *detail, const QUrl &url, bool begun)
{
    Error error = explained(code, easy, QByteArrayView(detail), url);
    const auto stage = stageOf(code, error, begun);
    return {std::move(error), begun, stage};
}

} // namespace pulse
