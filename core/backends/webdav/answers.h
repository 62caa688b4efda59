// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/net/http.h"
#include "pulse/objects/object_client.h"

namespace pulse::webdav {

/// What one request is about, for its errors.
struct Subject
{
    QString operation; ///< a verb of the object client: "get", "put", …
    QString key;       ///< empty for the library's folder itself
    QUrl url;
};

/// A status that is no success, as a person needs to know it. 404 and 410 are NotFound, 412 is Conflict, 401 and 403
/// PermissionDenied, 429 RateLimited, 507 NoSpace, 423 and 5xx Unavailable; a redirect is Unsupported and shows where
/// it points.
[[nodiscard]] Error explainStatus(const HttpResponse &response, const Subject &subject);

/// The answer leaves open whether a change was made.
[[nodiscard]] bool isIndeterminate(const HttpResponse &response);

[[nodiscard]] std::unexpected<ObjectFailure> failed(Error error, bool indeterminate = false);

/// A validator that can be relied upon: strong, and of a state that is older than the resolution of the times that
/// servers make their ETags of (a second). Else empty.
[[nodiscard]] QByteArray settledETag(const QByteArray &etag, const QDateTime &modified, const QDateTime &serverTime);

/// A validator for a file of which a listing tells no ETag (nginx): made of when it was changed and how long it is, and
/// as empty as settledETag() where that does not tell states apart. No server knows it, so none is asked for it.
[[nodiscard]] QByteArray derivedETag(qint64 size, const QDateTime &modified, const QDateTime &serverTime);
[[nodiscard]] bool isDerived(const QByteArray &etag);

} // namespace pulse::webdav
