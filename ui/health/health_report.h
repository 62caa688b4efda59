// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"

#include <QDateTime>

namespace pulse::ui {

/// A check as text for a mail or a file: numbers first, then every finding by severity with place and advice.
[[nodiscard]] QString healthReportText(const QString &library, const QString &location, const QDateTime &checkedAt,
                                       const InspectionReport &report);

} // namespace pulse::ui
