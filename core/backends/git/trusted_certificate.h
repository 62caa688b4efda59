// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArrayView>
#include <QString>

namespace pulse::git {

/// Why a server's certificate (DER) cannot be trusted by the authorities in a PEM file, a phrase; empty where it can,
/// and it is the host's. Of the chain only what is in the file counts.
[[nodiscard]] QString certificateFlaw(QByteArrayView der, const QString &host, const QString &authorities);

} // namespace pulse::git
