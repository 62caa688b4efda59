// SPDX-License-Identifier: Apache-2.0
#include "interner.h"
#include "pulse/base/cancellation.h"
#include "pulse/text/diff.h"
#include "sequence_diff.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse {
namespace {

struct ByteLines
{
    explicit ByteLines(const QByteArray &bytes)
    {
        const QByteArrayView all(bytes);
        for (qsizetype from = 0; from < all.size();) {
            const qsizetype end = all.indexOf('\n', from);
            const qsizetype next = end < 0 ? all.size() : end + 1;
            lines.push_back(all.sliced(from, next - from));
            from = next;
        }
    }

    [[nodiscard]] int count() const { return static_cast<int>(lines.size()); }

    std::vector<QByteArrayView> lines;
};

/// The name as it stands in a header: quoted as C does where `patch` would misread it, and ended by a tab where a
/// space would end it.
QByteArray headerName(const QString &label)
{
    const QByteArray name = label.toUtf8();
    const bool quotes = std::ranges::any_of(
        name, [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (!quotes)
        return name.contains(' ') ? name + '\t' : name;
    QByteArray quoted("\"");
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            quoted.append('\\').append(c);
        else if (c == '\n')
            quoted.append("\\n");
        else if (c == '\t')
            quoted.append("\\t");
        else if (byte < 0x20 || byte == 0x7f)
            quoted.append('\\').append(QByteArray::number(byte, 8).rightJustified(3, '0'));
        else
            quoted.append(c);
    }
    return quoted.append('"');
}

QByteArray rangeOf(int first, int count)
{
    // An empty range is named by the line before it.
    const QByteArray start = QByteArray::number(count == 0 ? first : first + 1);
    return count == 1 ? start : start + ',' + QByteArray::number(count);
}

class UnifiedWriter
{
public:
    UnifiedWriter(const ByteLines &left, const ByteLines &right, int context)
        : m_left(left)
        , m_right(right)
        , m_context(std::clamp(context, 0, 1 << 28))
    {}

    QByteArray write(std::span<const SequenceChange> changes, const DiffLabels &labels)
    {
        if (changes.empty())
            return {};
        m_out = "--- " + headerName(labels.left) + "\n+++ " + headerName(labels.right) + '\n';
        for (size_t first = 0; first < changes.size();) {
            size_t end = first + 1;
            while (end < changes.size() && changes[end].left - endOf(changes[end - 1]) <= 2 * m_context)
                ++end;
            writeHunk(changes.subspan(first, end - first));
            first = end;
        }
        return std::move(m_out);
    }

private:
    static int endOf(const SequenceChange &change) { return change.left + change.leftCount; }

    void writeHunk(std::span<const SequenceChange> changes)
    {
        const SequenceChange &front = changes.front();
        const SequenceChange &back = changes.back();
        const int before = std::min({m_context, front.left, front.right});
        const int after = std::min(m_context, m_left.count() - endOf(back));
        const int left = front.left - before;
        const int right = front.right - before;
        const int leftCount = endOf(back) + after - left;
        const int rightCount = back.right + back.rightCount + after - right;
        m_out += "@@ -" + rangeOf(left, leftCount) + " +" + rangeOf(right, rightCount) + " @@\n";
        int line = left;
        for (const SequenceChange &change : changes) {
            while (line < change.left)
                writeLine(' ', m_left.lines[static_cast<size_t>(line++)]);
            while (line < endOf(change))
                writeLine('-', m_left.lines[static_cast<size_t>(line++)]);
            for (int added = 0; added < change.rightCount; ++added)
                writeLine('+', m_right.lines[static_cast<size_t>(change.right + added)]);
        }
        while (line < left + leftCount)
            writeLine(' ', m_left.lines[static_cast<size_t>(line++)]);
    }

    void writeLine(char mark, QByteArrayView line)
    {
        m_out.append(mark).append(line);
        if (!line.endsWith('\n'))
            m_out.append("\n\\ No newline at end of file\n");
    }

    const ByteLines &m_left;
    const ByteLines &m_right;
    int m_context;
    QByteArray m_out;
};

} // namespace

Result<QByteArray> unifiedDiff(const QByteArray &left, const QByteArray &right, const DiffLabels &labels, int context,
                               const std::stop_token &stop)
{
    if (std::max(left.size(), right.size()) > maximumDiffLength) {
        return failure(ErrorCode::Unsupported, u"compare"_s, labels.left,
                       u"These contents are too large to compare here. Fetch both to files and compare those."_s);
    }
    if (left == right)
        return QByteArray();
    const ByteLines a(left);
    const ByteLines b(right);
    Interner<QByteArrayView> interner;
    const auto numbers = [&](const ByteLines &side) {
        std::vector<int> result;
        result.reserve(side.lines.size());
        for (const QByteArrayView line : side.lines)
            result.push_back(interner.number(line));
        return result;
    };
    const auto leftNumbers = numbers(a);
    const auto rightNumbers = numbers(b);
    const int depth = searchDepth(static_cast<qint64>(leftNumbers.size() + rightNumbers.size()));
    auto changes = diffSequences(leftNumbers, rightNumbers, depth, stop);
    if (!changes)
        return failure(checkCancelled(stop, u"compare"_s, labels.left));
    slideChanges(*changes, leftNumbers, rightNumbers, [&](bool onTheRight, int line) {
        return (onTheRight ? b : a).lines[static_cast<size_t>(line)].trimmed().isEmpty();
    });
    return UnifiedWriter(a, b, context).write(*changes, labels);
}

} // namespace pulse
