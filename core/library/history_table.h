// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"
#include "pulse/crypto/checksum.h"

#include <QDateTime>
#include <map>
#include <optional>

namespace pulse::detail {

/// What a table says of one revision.
struct HistoryRow
{
    QDateTime date; ///< UTC
    std::optional<Checksum> checksum;
    std::optional<qint64> bytes;
    int line = 0;
};

/// A tab-separated table of revisions: pattern, revision, date[, sha256[, bytes]], with or without a headline.
class HistoryTable
{
public:
    /// Errors: NotFound, Invalid (with the line).
    [[nodiscard]] static Result<HistoryTable> load(const QString &path);

    /// All rows of a prompt by revision; null when there are none. It is looked for by its whole name, then by its
    /// last segment.
    [[nodiscard]] const std::map<QString, HistoryRow> *find(const QString &name) const;

private:
    Result<void> addLine(const QString &line, int number, const QString &path);

    std::map<QString, std::map<QString, HistoryRow>> m_rows;
};

} // namespace pulse::detail
