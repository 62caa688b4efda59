// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library.h"

namespace pulse {

/// Publishes the sample prompts with their histories and labels into a library. What is already there, in whole or in
/// part, counts as done, so that an interrupted call is completed by the next.
[[nodiscard]] Result<void> publishSamples(Library &library, const ProgressSink &progress, std::stop_token stop);

} // namespace pulse
