// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "preview_row.h"
#include "work_limit.h"

#include <QHash>
#include <optional>

namespace pulse::ui {

using LinkReferences = QHash<QString, QString>; ///< normalised label → destination

/// What is inside a paragraph, heading or cell: emphasis, code, links, variables. HTML is text. Time grows linearly
/// with the text, up to a logarithm.
[[nodiscard]] Runs parseInlines(const QString &text, const LinkReferences &references, WorkLimit &limit);

/// Text that is taken as it is, with its variables marked; every run gets `style`.
[[nodiscard]] Runs literalRuns(const QString &text, std::uint16_t style);

/// Takes a link reference definition off the front of a paragraph; the length taken, 0 when there is none.
[[nodiscard]] qsizetype takeReference(QStringView text, LinkReferences &references);

/// The address if a person may be asked to open it: http, https or mailto, and well-formed. Empty otherwise.
[[nodiscard]] QString openableAddress(const QString &address);

} // namespace pulse::ui
