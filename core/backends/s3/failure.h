// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/net/http.h"

#include <expected>

namespace pulse::s3 {

/// Why a request did not succeed, with what the server said.
struct Failure
{
    Error error;
    bool indeterminate = false; ///< the change may have been made
    int status = 0;             ///< 0 where there was no answer
    QByteArray code{};          ///< S3's own, "NoSuchKey"; empty where the answer has none
};

template <typename T>
using Outcome = std::expected<T, Failure>;

/// What an answer that is no success says.
struct Complaint
{
    QByteArray code;
    QByteArray region; ///< where the bucket is, if the answer says so
};
[[nodiscard]] Complaint readComplaint(const HttpResponse &response);

/// For a person: `subject` is what the request was about, `place` the bucket's URL.
[[nodiscard]] Error explain(int status, const QByteArray &code, const QString &subject, const QString &place);

} // namespace pulse::s3
