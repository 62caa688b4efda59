// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/cancellation.h"
#include "pulse/base/result.h"
#include "pulse/fs/fs.h"

namespace pulse::filesystem {

/// What an operation is called and what it works on, for its errors.
struct Call
{
    QString operation;
    QString subject;

    [[nodiscard]] std::unexpected<Error> fails(ErrorCode code, const QString &message) const
    {
        return failure(code, operation, subject, message);
    }
    [[nodiscard]] std::unexpected<Error> fails(SystemFailure cause) const
    {
        return std::unexpected(systemError(cause.number, operation, subject));
    }
    [[nodiscard]] Result<void> checkStop(const std::stop_token &stop) const
    {
        return checkCancelled(stop, operation, subject);
    }
};

} // namespace pulse::filesystem
