// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/net/http.h"

#include <QUrl>
#include <curl/curl.h>

namespace pulse {

/// The address as it may be shown: without user information, query and fragment, which may hold secrets.
[[nodiscard]] QString shownAddress(const QUrl &url);
/// Scheme, host and port, the port always written.
[[nodiscard]] QByteArray originOf(const QUrl &url);

/// What a person needs to know of a transfer that libcurl gave up. `easy` is asked for what it knows of the
/// certificate, `detail` is libcurl's own sentence, which is looked at but never shown. `begun`: the request was begun
/// to be sent.
[[nodiscard]] HttpFailure explainCurl(CURLcode code, CURL *easy, const char *detail, const QUrl &url, bool begun);

} // namespace pulse
