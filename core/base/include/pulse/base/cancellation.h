// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <stop_token>

namespace pulse {

/// An error with code Cancelled once a stop was asked for. Long operations call it between their steps; nothing that
/// was already committed is undone by cancelling.
[[nodiscard]] Result<void> checkCancelled(const std::stop_token &stop, const QString &operation,
                                          const QString &subject = {});

} // namespace pulse
