// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/cancellation.h"

#include "pulse/base/quote.h"

using namespace Qt::StringLiterals;

namespace pulse {

Result<void> checkCancelled(const std::stop_token &stop, const QString &operation, const QString &subject)
{
    if (!stop.stop_requested())
        return {};
    const QString what = operation.isEmpty() ? u"The work"_s : u"The operation “%1”"_s.arg(operation);
    const QString where = subject.isEmpty() ? QString() : u" on "_s + quoted(subject);
    return failure(ErrorCode::Cancelled, operation, subject,
                   what + where + u" was cancelled. What was finished before stays; start it again to go on."_s);
}

} // namespace pulse
