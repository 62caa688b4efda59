// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/cancellation.h"
#include "pulse/fs/fs.h"

namespace pulse::git {

/// What is being done and to what, for the errors on the way.
struct Call
{
    QString operation;
    QString subject;

    [[nodiscard]] std::unexpected<Error> fails(ErrorCode code, QString message) const
    {
        return failure(code, operation, subject, std::move(message));
    }
    [[nodiscard]] std::unexpected<Error> fails(SystemFailure cause) const
    {
        return std::unexpected(systemError(cause.number, operation, subject));
    }
    /// An error that knew less, with what is known here.
    [[nodiscard]] std::unexpected<Error> fails(Error cause) const
    {
        return std::unexpected(cause.addContext(operation, subject));
    }
    [[nodiscard]] Result<void> checkStop(const std::stop_token &stop) const
    {
        return checkCancelled(stop, operation, subject);
    }
};

} // namespace pulse::git
