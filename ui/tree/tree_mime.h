// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMimeData>
#include <QStringList>
#include <QUrl>
#include <optional>

namespace pulse::ui {

// What the tree adds to a drag and to the clipboard, so that it recognises its own prompts: the library, and what of it
// (`NAME`, or `FOLDER/`).

inline constexpr QLatin1StringView promptsMimeType{"application/x-pulse-prompts"};

void addPrompts(QMimeData &data, const QUrl &library, const QStringList &refs);
/// The prompts and folders, if they are of that library.
[[nodiscard]] std::optional<QStringList> promptsIn(const QMimeData &data, const QUrl &library);
/// Local files that can become prompts (.md, .txt, .prompt), and folders.
[[nodiscard]] QStringList importablePaths(const QMimeData &data);

} // namespace pulse::ui
