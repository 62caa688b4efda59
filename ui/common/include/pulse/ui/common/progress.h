// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"

#include <QObject>

namespace pulse::ui {

/// A sink for a worker that calls `show` in the GUI thread while `context` lives, some times a second; the last call
/// (done == total) always arrives.
[[nodiscard]] ProgressSink progressFor(QObject *context, std::function<void(const Progress &progress)> show);

} // namespace pulse::ui
