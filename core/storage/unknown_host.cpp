// SPDX-License-Identifier: Apache-2.0
#include "pulse/storage/unknown_host.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {
constexpr auto operation = "meet host"_L1;
}

Error UnknownHost::refused(const QString &message) const
{
    return Error(ErrorCode::PermissionDenied, operation, QStringList{name, kind, fingerprint}.join(u' '), message);
}

std::optional<UnknownHost> UnknownHost::of(const Error &error)
{
    const QStringList words = error.subject().split(u' ');
    if (error.operation() != operation || words.size() != 3)
        return std::nullopt;
    return UnknownHost{words[0], words[1], words[2]};
}

} // namespace pulse
