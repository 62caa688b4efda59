// SPDX-License-Identifier: Apache-2.0
#include "pulse/credentials/wipe.h"

#include <cstring>

namespace pulse {

void wipe(QString &secret)
{
    if (secret.isDetached() && !secret.isEmpty())
        ::explicit_bzero(secret.data(), static_cast<size_t>(secret.size()) * sizeof(QChar));
    secret = QString();
}

void wipe(QByteArray &secret)
{
    if (secret.isDetached() && !secret.isEmpty())
        ::explicit_bzero(secret.data(), static_cast<size_t>(secret.size()));
    secret = QByteArray();
}

void wipe(Credential &credential)
{
    wipe(credential.user);
    wipe(credential.secret);
    wipe(credential.sessionToken);
}

} // namespace pulse
