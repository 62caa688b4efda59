// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/error.h"

#include <expected>
#include <utility>

namespace pulse {

/// A value or the reason why there is none. Exceptions do not cross an interface of Pulse.
template <typename T>
using Result = std::expected<T, Error>;

/// `return failure(ErrorCode::Invalid, u"store"_s, name, tr…)`: an Error on its way into a Result.
[[nodiscard]] inline std::unexpected<Error> failure(ErrorCode code, QString operation, QString subject, QString message)
{
    return std::unexpected(Error(code, std::move(operation), std::move(subject), std::move(message)));
}

/// `return failure(call.fails(…), Error::Remedy::Accept, key)`: with what a person can do about it.
[[nodiscard]] inline std::unexpected<Error> failure(std::unexpected<Error> failed, Error::Remedy remedy,
                                                    const QString &subject = {})
{
    failed.error().setRemedy(remedy, subject);
    return failed;
}

/// `return failure(result)`: hands the error of one Result on into another.
template <typename T>
[[nodiscard]] std::unexpected<Error> failure(Result<T> &&result)
{
    return std::unexpected(std::move(result).error());
}

template <typename T>
[[nodiscard]] std::unexpected<Error> failure(const Result<T> &result)
{
    return std::unexpected(result.error());
}

} // namespace pulse
