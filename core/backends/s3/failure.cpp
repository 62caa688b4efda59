// SPDX-License-Identifier: Apache-2.0
#include "failure.h"

#include "pulse/base/quote.h"
#include "xml_element.h"

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace pulse::s3 {
namespace {

struct Explanation
{
    QByteArrayView code;
    ErrorCode means;
    const char16_t *message; ///< %1 is the subject, %2 the bucket's URL
};

// AWS's list and what Ceph adds to it, in the order of the codes.
constexpr Explanation explanations[] = {
    {"AccessDenied", ErrorCode::PermissionDenied,
     u"The server does not permit this on %1. Ask the owner of %2 for access, or use other keys."},
    {"AccountProblem", ErrorCode::PermissionDenied,
     u"There is a problem with the account that owns the keys, so the server refuses %2. Ask its "
     u"provider."},
    {"AllAccessDisabled", ErrorCode::PermissionDenied, u"The server has closed %2 to everybody. Ask its provider."},
    {"AuthorizationHeaderMalformed", ErrorCode::PermissionDenied,
     u"The server did not accept the signature for %2. Check the region and the keys."},
    {"BadDigest", ErrorCode::Unavailable, u"What arrived at the server for %1 is not what was sent. Try again."},
    {"BucketNotEmpty", ErrorCode::Conflict, u"%2 is not empty. Choose another bucket, or empty it first."},
    {"ConditionalRequestConflict", ErrorCode::Conflict,
     u"%1 was changed by somebody else at the same moment. Look at it again, then repeat the change."},
    {"EntityTooLarge", ErrorCode::Unsupported,
     u"%1 is larger than the server takes. Make it smaller, or use a library elsewhere."},
    {"EntityTooSmall", ErrorCode::Internal,
     u"The server did not take %1, because a part of it was too small. Please report this."},
    {"ExpiredToken", ErrorCode::PermissionDenied,
     u"The temporary keys for %2 have expired. Renew them, then try again."},
    {"IncompleteBody", ErrorCode::Unavailable, u"The connection ended while %1 was being sent. Try again."},
    {"InternalError", ErrorCode::Unavailable, u"The server had an error of its own with %1. Try again in a moment."},
    {"InvalidAccessKeyId", ErrorCode::PermissionDenied,
     u"The server does not know the access key that was used for %2. Check the access key for mistakes, "
     u"and that it was made for this service."},
    {"InvalidArgument", ErrorCode::Unsupported,
     u"The server does not accept what was asked about %1. It may lack a feature of S3 that is needed; "
     u"docs/backends/s3.md lists them."},
    {"InvalidBucketName", ErrorCode::Invalid,
     u"The server does not accept the name of the bucket in %2. Check its spelling."},
    {"InvalidDigest", ErrorCode::Unavailable, u"What arrived at the server for %1 is not what was sent. Try again."},
    {"InvalidObjectState", ErrorCode::Unavailable,
     u"%1 was moved to an archive and has to be restored there before it can be read. Ask the owner of "
     u"%2."},
    {"InvalidRange", ErrorCode::Invalid, u"%1 is shorter than the piece that was asked for."},
    {"InvalidRequest", ErrorCode::Unsupported,
     u"The server does not accept what was asked about %1. It may lack a feature of S3 that is needed; "
     u"docs/backends/s3.md lists them."},
    {"InvalidSecurity", ErrorCode::PermissionDenied, u"The keys for %2 are not valid. Check them."},
    {"InvalidToken", ErrorCode::PermissionDenied,
     u"The session token for %2 is not valid. Renew the temporary keys, then try again."},
    {"KeyTooLongError", ErrorCode::Invalid, u"The name of %1 is longer than the server takes. Choose a shorter one."},
    {"MalformedXML", ErrorCode::Internal, u"The server did not understand a request about %1. Please report this."},
    {"MethodNotAllowed", ErrorCode::Unsupported,
     u"The server does not do this with %1. Check the endpoint: it may not be one of S3."},
    {"NoSuchBucket", ErrorCode::NotFound,
     u"There is no bucket for %2. Check its name, the region and the endpoint, or make it first."},
    {"NoSuchKey", ErrorCode::NotFound, u"%1 is not there. Check the name, or whether it was moved or removed."},
    {"NoSuchUpload", ErrorCode::NotFound, u"The server no longer knows the upload of %1. Try again."},
    {"NoSuchVersion", ErrorCode::NotFound, u"%1 is not there. Check the name, or whether it was moved or removed."},
    {"NotImplemented", ErrorCode::Unsupported,
     u"The server cannot do what was asked about %1. It may lack a feature of S3 that is needed; "
     u"docs/backends/s3.md lists them."},
    {"NotSignedUp", ErrorCode::PermissionDenied,
     u"The account that owns the keys has no access to S3. Ask its provider."},
    {"OperationAborted", ErrorCode::Conflict, u"Something else is being done to %1 at this moment. Try again."},
    {"PermanentRedirect", ErrorCode::Invalid,
     u"%2 is at another endpoint. Set the region, or the endpoint, that its owner names."},
    {"PreconditionFailed", ErrorCode::Conflict,
     u"%1 was changed by somebody else meanwhile. Look at it again, then repeat the change."},
    {"QuotaExceeded", ErrorCode::NoSpace, u"The quota of %2 is used up. Remove something, or ask for more."},
    {"RequestExpired", ErrorCode::PermissionDenied,
     u"The clocks of this machine and the server of %2 disagree. Set the clock, then try again."},
    {"RequestTimeTooSkewed", ErrorCode::PermissionDenied,
     u"The clocks of this machine and the server of %2 disagree by more than the server allows. Set the "
     u"clock, then try again."},
    {"RequestTimeout", ErrorCode::Unavailable, u"%1 was sent too slowly for the server. Try again."},
    {"ServerSideEncryptionConfigurationNotFoundError", ErrorCode::NotFound, u"%2 has no encryption configured."},
    {"ServiceUnavailable", ErrorCode::Unavailable, u"The server of %2 cannot answer now. Try again in a moment."},
    {"SignatureDoesNotMatch", ErrorCode::PermissionDenied,
     u"The server did not accept the signature for %2: the secret key does not belong to the access key, or "
     u"something in between changed the request. Check the secret key."},
    {"SlowDown", ErrorCode::RateLimited, u"The server of %2 asks to slow down. Try again in a moment."},
    {"TemporaryRedirect", ErrorCode::Unavailable,
     u"%2 is being moved to another place. Try again later, or set the region that its owner names."},
    {"TokenRefreshRequired", ErrorCode::PermissionDenied,
     u"The temporary keys for %2 have to be renewed. Renew them, then try again."},
    {"TooManyBuckets", ErrorCode::NoSpace, u"The account has as many buckets as it may. Remove one, or ask for more."},
    {"TooManyRequests", ErrorCode::RateLimited, u"The server of %2 asks to slow down. Try again in a moment."},
    {"UserSuspended", ErrorCode::PermissionDenied, u"The account that owns the keys is suspended. Ask its provider."},
    {"XAmzContentSHA256Mismatch", ErrorCode::Unavailable,
     u"What arrived at the server for %1 is not what was sent. Try again."},
};

/// For an answer without a code, or with one that is not known.
Explanation byStatus(int status)
{
    if (status == 301 || status == 302 || status == 307 || status == 308)
        return {{},
                ErrorCode::Invalid,
                u"The server of %2 points to another place, which is not followed. Set the endpoint or the region to "
                u"where the bucket is."};
    if (status == 401 || status == 403)
        return {{},
                ErrorCode::PermissionDenied,
                u"The server does not permit this on %1. Ask the owner of %2 for access, or use other keys."};
    if (status == 404)
        return {{}, ErrorCode::NotFound, u"%1 is not there. Check the name, or whether it was moved or removed."};
    if (status == 409 || status == 412)
        return {{},
                ErrorCode::Conflict,
                u"%1 was changed by somebody else meanwhile. Look at it again, then repeat the change."};
    if (status == 429)
        return {{}, ErrorCode::RateLimited, u"The server of %2 asks to slow down. Try again in a moment."};
    if (status == 501 || status == 405)
        return {{},
                ErrorCode::Unsupported,
                u"The server cannot do what was asked about %1. It may lack a feature of S3 that is needed; "
                u"docs/backends/s3.md lists them."};
    if (status == 507)
        return {{}, ErrorCode::NoSpace, u"The disks of the server of %2 are full. Ask its owner to make room."};
    if (status >= 500)
        return {{},
                ErrorCode::Unavailable,
                u"The server of %2 cannot answer now. Try again in a moment, or tell its owner."};
    return {{},
            ErrorCode::Unsupported,
            u"The server does not accept what was asked about %1. Check that the endpoint is one of S3."};
}

} // namespace

Complaint readComplaint(const HttpResponse &response)
{
    Complaint complaint;
    complaint.region = response.headers.value("x-amz-bucket-region").value_or(QByteArray());
    if (response.body.isEmpty())
        return complaint;
    const auto document = parseXml(response.body);
    if (!document || document->name != u"Error")
        return complaint;
    complaint.code = document->value(u"Code").toUtf8();
    if (complaint.region.isEmpty())
        complaint.region = document->value(u"Region").toUtf8();
    return complaint;
}

Error explain(int status, const QByteArray &code, const QString &subject, const QString &place)
{
    const auto *found = std::ranges::lower_bound(explanations, QByteArrayView(code), {}, &Explanation::code);
    const bool known = found != std::end(explanations) && found->code == code;
    const Explanation explanation = known ? *found : byStatus(status);
    QString message = QString::fromUtf16(explanation.message).replace("%2"_L1, quoted(place));
    message.replace("%1"_L1, quoted(subject));
    if (!known)
        message += u" (The server answered %1%2.)"_s.arg(status).arg(
            code.isEmpty() ? QString() : u' ' + visible(QString::fromUtf8(code), 60));
    return Error(explanation.means, {}, subject, message);
}

} // namespace pulse::s3
