// SPDX-License-Identifier: Apache-2.0
#include "pulse/storage/connection_steps.h"

using namespace Qt::StringLiterals;

namespace pulse {

ConnectionStep failedStep(ConnectionStep::Kind kind, const Error &error)
{
    const QString message = error.message();
    const qsizetype split = message.lastIndexOf(". "_L1);
    if (split < 0)
        return {kind, ConnectionStep::Outcome::Failed, message, {}};
    return {kind, ConnectionStep::Outcome::Failed, message.first(split + 1), message.sliced(split + 2)};
}

ConnectionStep stepNotTried(ConnectionStep::Kind kind)
{
    return {kind, ConnectionStep::Outcome::Skipped, u"Not tried, because an earlier step failed."_s, {}};
}

} // namespace pulse
