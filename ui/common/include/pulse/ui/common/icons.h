// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>
#include <QLatin1StringView>

namespace pulse::ui {

/// An icon of Pulse's own family: an outline SVG from the resources (`:/icons/NAME.svg`), drawn in the palette's text
/// colour (dimmed when disabled, highlighted-text when selected), sharp at every device pixel ratio, following a
/// change of the palette. A name without a file gives a null icon. GUI thread only.
///
/// The names:
///   arrow-down arrow-left arrow-right arrow-up branch calendar check chevron-down chevron-left chevron-right
///   chevron-up clock close cloud cloud-check cloud-up command compare computer conflict copy cut draft duplicate
///   edit error export eye-off file filter find-next find-previous focus fold-bottom fold-left fold-right folder
///   folder-new folder-open font globe hash help history home import info inline key keyboard label language
///   library link list lock markdown match-case menu merge minus moon more new-window offline partial paste pause
///   pin play plus preview prompt prompt-damaged publish quit redo regex rename replace restore sample save search
///   settings shield split star star-filled stop sun sync tag trash undo user variable warning whole-word wrap
[[nodiscard]] QIcon icon(QLatin1StringView name);

/// The program's own icon, in its colours.
[[nodiscard]] QIcon applicationIcon();

} // namespace pulse::ui
