// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>
#include <optional>
#include <span>
#include <variant>

namespace pulse {

/// Reads the value of one top-level entry: `first` is what follows the colon, `more` the significant lines after it.
/// Nothing when it takes more of YAML than texts on one line and flat lists.
[[nodiscard]] std::optional<std::variant<QString, QStringList>> readSimpleYaml(QStringView first,
                                                                               std::span<const QStringView> more);

} // namespace pulse
