// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>
#include <QLatin1StringView>

namespace pulse::ui {

/// An icon of Pulse's own family: an outline SVG from the resources (`:/icons/NAME.svg`), drawn in the palette's text
/// colour (dimmed when disabled, highlighted-text when selected), sharp at every device pixel ratio, following a
/// change of the palette. A name without a file gives a null icon. GUI thread only.
[[nodiscard]] QIcon icon(QLatin1StringView name);

} // namespace pulse::ui
