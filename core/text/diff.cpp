// SPDX-License-Identifier: Apache-2.0
#include "pulse/text/diff.h"

#include "interner.h"
#include "line_pairing.h"
#include "pulse/base/cancellation.h"
#include "sequence_diff.h"
#include "word_diff.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse {

class TextDiffBuilder
{
public:
    TextDiffBuilder(const QString &left, const QString &right, const std::stop_token &stop)
        : m_stop(stop)
        , m_wordDepth(searchDepth(left.size() + right.size()))
    {
        m_diff.m_left = LineTable(left);
        m_diff.m_right = LineTable(right);
    }

    Result<TextDiff> build()
    {
        const auto changes = changedLines();
        if (!changes)
            return failure(checkCancelled(m_stop, u"compare"_s));
        int left = 0;
        int right = 0;
        for (const SequenceChange &change : *changes) {
            addEqual(left, right, change.left - left);
            addHunk(change);
            if (auto going = checkCancelled(m_stop, u"compare"_s); !going)
                return failure(going);
            left = change.left + change.leftCount;
            right = change.right + change.rightCount;
        }
        addEqual(left, right, m_diff.m_left.count() - left);
        return std::move(m_diff);
    }

private:
    std::optional<std::vector<SequenceChange>> changedLines() const
    {
        Interner<QStringView> interner;
        const auto numbers = [&](const LineTable &table) {
            std::vector<int> result;
            result.reserve(static_cast<size_t>(table.count()));
            for (int i = 0; i < table.count() && !m_stop.stop_requested(); ++i)
                result.push_back(interner.number(table.fullLine(i)));
            return result;
        };
        const auto left = numbers(m_diff.m_left);
        const auto right = numbers(m_diff.m_right);
        auto changes = diffSequences(left, right, searchDepth(static_cast<qint64>(left.size() + right.size())), m_stop);
        if (changes) {
            slideChanges(*changes, left, right, [this](bool onTheRight, int line) {
                return (onTheRight ? m_diff.m_right : m_diff.m_left).line(line).trimmed().isEmpty();
            });
        }
        return changes;
    }

    void addEqual(int left, int right, int count)
    {
        for (int i = 0; i < count; ++i)
            addRow(DiffRow::Kind::Equal, left + i, right + i);
    }

    void addHunk(const SequenceChange &change)
    {
        const LineRanges ranges{change.left, change.leftCount, change.right, change.rightCount};
        int left = change.left;
        int right = change.right;
        const auto addUpTo = [&](int leftEnd, int rightEnd) {
            m_diff.m_stats.removed += leftEnd - left;
            m_diff.m_stats.added += rightEnd - right;
            while (left < leftEnd)
                addRow(DiffRow::Kind::Removed, left++, -1);
            while (right < rightEnd)
                addRow(DiffRow::Kind::Added, -1, right++);
        };
        for (const auto &[pairLeft, pairRight] : pairLines(m_diff.m_left, m_diff.m_right, ranges, m_stop)) {
            addUpTo(pairLeft, pairRight);
            addPair(left++, right++);
        }
        addUpTo(change.left + change.leftCount, change.right + change.rightCount);
    }

    void addPair(int left, int right)
    {
        // A difference that is not the shortest may have parted lines that are the same.
        if (m_diff.m_left.fullLine(left) == m_diff.m_right.fullLine(right)) {
            addEqual(left, right, 1);
            return;
        }
        ++m_diff.m_stats.changed;
        DiffRow &row = addRow(DiffRow::Kind::Changed, left, right);
        row.terminatorChanged = m_diff.m_left.terminator(left) != m_diff.m_right.terminator(right);
        auto words = diffWords(m_diff.m_left.line(left), m_diff.m_right.line(right), m_wordDepth, m_stop);
        row.leftSpans = std::move(words.left);
        row.rightSpans = std::move(words.right);
    }

    DiffRow &addRow(DiffRow::Kind kind, int left, int right)
    {
        DiffRow &row = m_diff.m_rows.emplace_back();
        row.kind = kind;
        row.left = left;
        row.right = right;
        return row;
    }

    const std::stop_token &m_stop;
    int m_wordDepth;
    TextDiff m_diff;
};

LineTable::LineTable(const QString &text)
    : m_text(text)
{
    for (qsizetype end = text.indexOf(u'\n'); end >= 0; end = text.indexOf(u'\n', end + 1))
        m_starts.push_back(end + 1);
    if (m_starts.back() != text.size())
        m_starts.push_back(text.size());
}

QStringView LineTable::fullLine(int number) const
{
    const qsizetype from = start(number);
    return QStringView(m_text).sliced(from, start(number + 1) - from);
}

QStringView LineTable::line(int number) const
{
    const QStringView full = fullLine(number);
    switch (terminator(number)) {
    case LineTerminator::CrLf:
        return full.chopped(2);
    case LineTerminator::Lf:
        return full.chopped(1);
    case LineTerminator::None:
        break;
    }
    return full;
}

LineTerminator LineTable::terminator(int number) const
{
    const QStringView full = fullLine(number);
    if (full.endsWith("\r\n"_L1))
        return LineTerminator::CrLf;
    return full.endsWith(u'\n') ? LineTerminator::Lf : LineTerminator::None;
}

Result<TextDiff> diffTexts(const QString &left, const QString &right, const std::stop_token &stop)
{
    if (std::max(left.size(), right.size()) > maximumDiffLength) {
        return failure(ErrorCode::Unsupported, u"compare"_s, {},
                       u"These texts are too large to compare here. Fetch both to files and compare those."_s);
    }
    return TextDiffBuilder(left, right, stop).build();
}

std::vector<DiffSection> foldUnchanged(std::span<const DiffRow> rows, int context)
{
    const auto count = static_cast<qsizetype>(rows.size());
    context = std::max(context, 0);
    const auto isEqual = [&](qsizetype row) { return rows[static_cast<size_t>(row)].kind == DiffRow::Kind::Equal; };
    std::vector<DiffSection> sections;
    const auto add = [&](DiffSection::Kind kind, qsizetype first, qsizetype end) {
        if (end <= first)
            return;
        if (!sections.empty() && sections.back().kind == kind)
            sections.back().rowCount += end - first;
        else
            sections.push_back({kind, first, end - first});
    };
    for (qsizetype row = 0; row < count;) {
        const qsizetype first = row;
        while (row < count && isEqual(row))
            ++row;
        const qsizetype foldFirst = first == 0 ? 0 : std::min(first + context, row);
        const qsizetype foldEnd = row == count ? count : std::max(row - context, foldFirst);
        const bool folds = foldEnd - foldFirst > 1;
        add(DiffSection::Kind::Shown, first, folds ? foldFirst : row);
        if (folds) {
            add(DiffSection::Kind::Folded, foldFirst, foldEnd);
            add(DiffSection::Kind::Shown, foldEnd, row);
        }
        const qsizetype difference = row;
        while (row < count && !isEqual(row))
            ++row;
        add(DiffSection::Kind::Shown, difference, row);
    }
    return sections;
}

std::vector<qsizetype> differenceStarts(std::span<const DiffRow> rows)
{
    std::vector<qsizetype> starts;
    bool inside = false;
    for (size_t row = 0; row < rows.size(); ++row) {
        const bool differs = rows[row].kind != DiffRow::Kind::Equal;
        if (differs && !inside)
            starts.push_back(static_cast<qsizetype>(row));
        inside = differs;
    }
    return starts;
}

} // namespace pulse
