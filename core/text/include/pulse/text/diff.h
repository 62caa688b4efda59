// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <QByteArray>
#include <QString>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace pulse {

/// A range of UTF-16 units inside one line.
struct TextSpan
{
    qsizetype start = 0;
    qsizetype length = 0;
    friend bool operator==(const TextSpan &, const TextSpan &) = default;
};

/// How a line ends in the text itself.
enum class LineTerminator : std::uint8_t { None, Lf, CrLf };

/// One row of a comparison, as it stands on the screen. Line numbers count from 0 and are -1 where that side has no
/// line in this row. Rows run through both texts in order, so they serve side by side as well as inline.
struct DiffRow
{
    enum class Kind : std::uint8_t {
        Equal,   ///< both lines, the same to the last byte
        Removed, ///< a left line only
        Added,   ///< a right line only
        Changed, ///< a left line and the right line that took its place
    };

    Kind kind = Kind::Equal;
    bool terminatorChanged = false; ///< Changed: the lines end differently (LF, CRLF, end of text)
    int left = -1;
    int right = -1;
    /// Changed: the parts of either line that differ, ascending and apart; whole words, runs of space, or single
    /// characters as a reader counts them (never half of a combined one). What lies outside is the same on both sides.
    std::vector<TextSpan> leftSpans;
    std::vector<TextSpan> rightSpans;
};

/// How many lines were added, removed, or changed in place.
struct DiffStats
{
    int added = 0;
    int removed = 0;
    int changed = 0;
    [[nodiscard]] bool isEmpty() const { return added == 0 && removed == 0 && changed == 0; }
    friend bool operator==(const DiffStats &, const DiffStats &) = default;
};

/// A text cut into lines at every `\n`. A `\r` before it belongs to the terminator; any other `\r` is part of its line.
/// The empty text has no line; a text that ends with `\n` has no empty line after it.
class LineTable
{
public:
    LineTable() = default;
    explicit LineTable(const QString &text);

    [[nodiscard]] const QString &text() const { return m_text; }
    [[nodiscard]] int count() const { return static_cast<int>(m_starts.size()) - 1; }
    [[nodiscard]] QStringView line(int number) const;     ///< without its terminator
    [[nodiscard]] QStringView fullLine(int number) const; ///< with its terminator
    [[nodiscard]] LineTerminator terminator(int number) const;
    [[nodiscard]] qsizetype start(int number) const { return m_starts[static_cast<size_t>(number)]; }

private:
    QString m_text;
    std::vector<qsizetype> m_starts{0}; // one more than there are lines: the text's end
};

/// The comparison of two texts. An immutable value: make it on a worker, show it in the window.
class TextDiff
{
public:
    TextDiff() = default; ///< of two empty texts

    [[nodiscard]] const LineTable &left() const { return m_left; }
    [[nodiscard]] const LineTable &right() const { return m_right; }
    [[nodiscard]] const std::vector<DiffRow> &rows() const { return m_rows; }
    [[nodiscard]] const DiffStats &stats() const { return m_stats; }
    [[nodiscard]] bool isIdentical() const { return m_stats.isEmpty(); }

private:
    friend class TextDiffBuilder;
    LineTable m_left;
    LineTable m_right;
    std::vector<DiffRow> m_rows;
    DiffStats m_stats;
};

/// Compares two texts line by line, and words inside lines that were changed. Small and ordinary texts get a shortest
/// difference; the work on huge or hostile ones is bounded (well under a second for a megabyte a side), and they get a
/// correct, perhaps longer, one. Line ends count: `a\r\n` and `a\n` differ.
/// Fails with Cancelled, or with Unsupported above `maximumDiffLength` UTF-16 units a side. Thread-safe.
[[nodiscard]] Result<TextDiff> diffTexts(const QString &left, const QString &right, const std::stop_token &stop = {});

inline constexpr qsizetype maximumDiffLength = qsizetype(256) * 1024 * 1024;

/// A stretch of rows that is shown, or folded away behind “120 unchanged lines”.
struct DiffSection
{
    enum class Kind : std::uint8_t { Shown, Folded };
    Kind kind = Kind::Shown;
    qsizetype firstRow = 0;
    qsizetype rowCount = 0;
    friend bool operator==(const DiffSection &, const DiffSection &) = default;
};

/// Cuts the rows into sections, in order and without gaps: what is further than `context` rows from any difference is
/// folded. A fold of a single row is never worth its own line and is shown instead.
[[nodiscard]] std::vector<DiffSection> foldUnchanged(std::span<const DiffRow> rows, int context = 3);

/// The first row of every run of differences, for “next” and “previous” and the strip beside the text.
[[nodiscard]] std::vector<qsizetype> differenceStarts(std::span<const DiffRow> rows);

/// What stands after `---` and `+++`.
struct DiffLabels
{
    QString left;
    QString right;
};

/// The difference as GNU `diff -u` writes it, byte for byte what `patch` and `git apply` take; empty when the contents
/// are identical. Works on bytes, so it is exact for any content, valid UTF-8 or not. A label with control characters
/// or quotes is quoted as C does. Fails as diffTexts() does. Thread-safe.
[[nodiscard]] Result<QByteArray> unifiedDiff(const QByteArray &left, const QByteArray &right, const DiffLabels &labels,
                                             int context = 3, const std::stop_token &stop = {});

} // namespace pulse
