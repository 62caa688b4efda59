// SPDX-License-Identifier: Apache-2.0
#include "answers.h"
#include "pulse/base/quote.h"
#include "pulse/net/retry.h"

using namespace Qt::StringLiterals;

namespace pulse::webdav {

namespace {

struct Explanation
{
    int status;
    ErrorCode code;
    const char16_t *message; ///< %1 is the subject, %2 the host, both in quotes
};

constexpr Explanation explanations[] = {
    {401, ErrorCode::PermissionDenied,
     u"The server %2 does not accept the credentials for %1. Check the user name and the password or token."},
    {403, ErrorCode::PermissionDenied, u"The server %2 does not permit this on %1. Ask its administrator for access."},
    {404, ErrorCode::NotFound, u"%1 is not there. Check the name, or whether it was moved or removed."},
    {405, ErrorCode::Unsupported,
     u"The server %2 offers no WebDAV for %1. Check that the address is that of a WebDAV folder."},
    {407, ErrorCode::PermissionDenied,
     u"The proxy on the way to %2 and %1 wants credentials. Check the proxy settings (http_proxy, https_proxy)."},
    {409, ErrorCode::NotFound, u"The folder that should hold %1 is not there. Check the address of the library."},
    {410, ErrorCode::NotFound, u"%1 is not there any more. Check whether it was moved or removed."},
    {412, ErrorCode::Conflict, u"%1 was changed by somebody else meanwhile. Look at it, then try again."},
    {413, ErrorCode::NoSpace,
     u"%1 is larger than the server %2 takes. Ask its administrator to raise the limit, or make it smaller."},
    {416, ErrorCode::Conflict, u"%1 is shorter than it was. Read it again."},
    {423, ErrorCode::Unavailable, u"%1 is locked by another program. Close it there, then try again."},
    {429, ErrorCode::RateLimited, u"The server %2 asks to slow down, so %1 was left as it is. Try again in a while."},
    {501, ErrorCode::Unsupported,
     u"The server %2 cannot do what is needed for %1. Check that the address is that of a WebDAV folder."},
    {507, ErrorCode::NoSpace, u"There is no space left on the server %2 for %1. Free some, or ask for more."},
};

Error redirected(const HttpResponse &response, const Subject &subject, const QString &what)
{
    const QUrl target = subject.url.resolved(QUrl::fromEncoded(response.headers.value("Location").value_or("")));
    const QString where = target.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
    return {ErrorCode::Unsupported, subject.operation, what,
            u"The server %1 points from %2 to %3, and that is not followed. If you trust it, use that address for the "
            u"library."_s.arg(quoted(subject.url.host()), quoted(what), quoted(where))};
}

} // namespace

Error explainStatus(const HttpResponse &response, const Subject &subject)
{
    const QString what = subject.key.isEmpty() ? subject.url.toDisplayString() : subject.key;
    const int status = response.status;
    if (status / 100 == 3 && status != 304)
        return redirected(response, subject, what);
    for (const Explanation &explanation : explanations) {
        if (explanation.status != status)
            continue;
        const QString text = QString::fromUtf16(explanation.message);
        const QString host = quoted(subject.url.host());
        return {explanation.code, subject.operation, what,
                text.contains("%2"_L1) ? text.arg(quoted(what), host) : text.arg(quoted(what))};
    }
    if (status / 100 == 5)
        return {ErrorCode::Unavailable, subject.operation, what,
                u"The server %1 could not do this to %2 (it answered %3). Try again in a while; if it stays so, tell "
                u"who runs the server."_s.arg(quoted(subject.url.host()), quoted(what), QString::number(status))};
    return {ErrorCode::Unsupported, subject.operation, what,
            u"The server %1 answered %3 about %2, which makes no sense here. Check that the address is that of a "
            u"WebDAV folder."_s.arg(quoted(subject.url.host()), quoted(what), QString::number(status))};
}

bool isIndeterminate(const HttpResponse &response)
{
    const int status = response.status;
    return status == 408 || (status / 100 == 5 && status != 501 && status != 507 && !wasTurnedAway(response));
}

std::unexpected<ObjectFailure> failed(Error error, bool indeterminate)
{
    return std::unexpected(ObjectFailure{std::move(error), indeterminate});
}

QByteArray settledETag(const QByteArray &etag, const QDateTime &modified, const QDateTime &serverTime)
{
    constexpr qint64 settledAfter = 2'000; // milliseconds: both times are cut to the second
    const bool isStrong = etag.size() >= 2 && etag.startsWith('"') && etag.endsWith('"');
    const bool isSettled = modified.isValid() && serverTime.isValid() && modified.msecsTo(serverTime) >= settledAfter;
    return isStrong && isSettled ? etag : QByteArray();
}

QByteArray derivedETag(qint64 size, const QDateTime &modified, const QDateTime &serverTime)
{
    if (size < 0 || !modified.isValid())
        return {};
    const QByteArray facts = QByteArray::number(modified.toSecsSinceEpoch()) + '-' + QByteArray::number(size);
    return settledETag("\"pulse-" + facts + '"', modified, serverTime);
}

bool isDerived(const QByteArray &etag)
{
    return etag.startsWith("\"pulse-");
}

} // namespace pulse::webdav
