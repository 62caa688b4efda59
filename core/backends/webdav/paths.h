// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <QUrl>

namespace pulse::webdav {

/// The address of the folder that holds the library, with a slash at its end, and what lies below it.
class Base
{
public:
    explicit Base(const QUrl &folder);

    [[nodiscard]] const QUrl &url() const { return m_url; }
    /// Every segment is percent-encoded but for unreserved characters (RFC 3986, 2.3).
    [[nodiscard]] QUrl urlOf(const QString &key) const;

    /// The key that an href of an answer (RFC 4918, 8.3) names: an absolute path, or a URL of this host. A folder's
    /// ends with a slash where the href does; the base's own is empty. Nothing for what lies outside the base or tries
    /// to: dots, encoded slashes, backslashes, control characters, what is not UTF-8, other hosts.
    [[nodiscard]] std::optional<QString> keyOf(QByteArrayView href) const;

private:
    QUrl m_url;
    QStringList m_segments; ///< decoded
};

} // namespace pulse::webdav
