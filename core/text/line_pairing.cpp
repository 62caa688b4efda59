// SPDX-License-Identifier: Apache-2.0
#include "line_pairing.h"

#include "interner.h"
#include "sequence_diff.h"
#include "word_diff.h"

#include <algorithm>

namespace pulse {
namespace {

constexpr double alikeEnough = 0.4;
constexpr qint64 workPerToken = 128;

/// The words of a line without their order; white space does not count.
class Signature
{
public:
    explicit Signature(QStringView line)
    {
        for (const WordToken &token : wordTokens(line)) {
            if (token.isSpace)
                continue;
            m_words.emplace_back(qHash(line.sliced(token.start, token.length)), token.length);
            m_weight += token.length;
        }
        std::ranges::sort(m_words);
    }

    [[nodiscard]] qint64 size() const { return static_cast<qint64>(m_words.size()) + 1; }

    [[nodiscard]] double similarity(const Signature &other) const
    {
        if (m_weight + other.m_weight == 0)
            return 1;
        qsizetype common = 0;
        auto a = m_words.begin();
        auto b = other.m_words.begin();
        while (a != m_words.end() && b != other.m_words.end()) {
            if (*a < *b) {
                ++a;
            } else if (*b < *a) {
                ++b;
            } else {
                common += a->second;
                ++a, ++b;
            }
        }
        return 2.0 * static_cast<double>(common) / static_cast<double>(m_weight + other.m_weight);
    }

private:
    std::vector<std::pair<size_t, qsizetype>> m_words;
    qsizetype m_weight = 0;
};

class Pairing
{
public:
    Pairing(const LineTable &left, const LineTable &right, const std::stop_token &stop)
        : m_left(left)
        , m_right(right)
        , m_stop(stop)
    {}

    std::vector<std::pair<int, int>> run(const LineRanges &ranges)
    {
        if (!pairBest(ranges))
            pairAroundAnchors(ranges);
        return std::move(m_pairs);
    }

private:
    /// Finds the best pairs of all by dynamic programming; false when that is too much work.
    bool pairBest(const LineRanges &ranges)
    {
        const auto [a, leftSize] = signatures(m_left, ranges.left, ranges.leftCount);
        const auto [b, rightSize] = signatures(m_right, ranges.right, ranges.rightCount);
        if (leftSize * ranges.rightCount + rightSize * ranges.leftCount > workPerToken * (leftSize + rightSize))
            return false;
        const size_t width = b.size() + 1;
        std::vector<float> best((a.size() + 1) * width);
        std::vector<char> paired(best.size());
        for (size_t i = a.size(); i-- > 0;) {
            for (size_t j = b.size(); j-- > 0;) {
                const size_t here = i * width + j;
                best[here] = std::max(best[here + width], best[here + 1]);
                const double similarity = a[i].similarity(b[j]);
                const float together = static_cast<float>(similarity) + best[here + width + 1];
                if (similarity >= alikeEnough && together > best[here]) {
                    best[here] = together;
                    paired[here] = 1;
                }
            }
        }
        for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
            const size_t here = i * width + j;
            if (paired[here] != 0)
                m_pairs.emplace_back(ranges.left + static_cast<int>(i++), ranges.right + static_cast<int>(j++));
            else if (best[here + width] >= best[here + 1])
                ++i;
            else
                ++j;
        }
        return true;
    }

    /// For large hunks: lines that differ only in white space hold, and between those line goes with line in order.
    void pairAroundAnchors(const LineRanges &ranges)
    {
        QStringList simplified; // owns what the interner sees
        Interner<QStringView> interner;
        simplified.reserve(ranges.leftCount + ranges.rightCount);
        const auto numbers = [&](const LineTable &table, int first, int count) {
            std::vector<int> result;
            result.reserve(static_cast<size_t>(count));
            for (int i = first; i < first + count; ++i) {
                simplified.append(table.line(i).toString().simplified());
                result.push_back(interner.number(simplified.last()));
            }
            return result;
        };
        const auto a = numbers(m_left, ranges.left, ranges.leftCount);
        const auto b = numbers(m_right, ranges.right, ranges.rightCount);
        auto changes = diffSequences(a, b, searchDepth(static_cast<qint64>(a.size() + b.size())), m_stop);
        if (!changes)
            return;
        changes->push_back({ranges.leftCount, 0, ranges.rightCount, 0});
        int i = 0;
        for (const SequenceChange &change : *changes) {
            for (int j = change.right - (change.left - i); i < change.left; ++i, ++j)
                m_pairs.emplace_back(ranges.left + i, ranges.right + j);
            const LineRanges gap{ranges.left + change.left, change.leftCount, ranges.right + change.right,
                                 change.rightCount};
            const bool isWhole = change.leftCount == ranges.leftCount && change.rightCount == ranges.rightCount;
            if (isWhole || !pairBest(gap))
                pairInOrder(gap);
            i = change.left + change.leftCount;
        }
    }

    void pairInOrder(const LineRanges &gap)
    {
        for (int i = 0; i < std::min(gap.leftCount, gap.rightCount) && !m_stop.stop_requested(); ++i) {
            if (lineSimilarity(m_left.line(gap.left + i), m_right.line(gap.right + i)) >= alikeEnough)
                m_pairs.emplace_back(gap.left + i, gap.right + i);
        }
    }

    static std::pair<std::vector<Signature>, qint64> signatures(const LineTable &table, int first, int count)
    {
        std::vector<Signature> result;
        result.reserve(static_cast<size_t>(count));
        qint64 size = 0;
        for (int i = first; i < first + count; ++i)
            size += result.emplace_back(table.line(i)).size();
        return {std::move(result), size};
    }

    const LineTable &m_left;
    const LineTable &m_right;
    const std::stop_token &m_stop;
    std::vector<std::pair<int, int>> m_pairs;
};

} // namespace

std::vector<std::pair<int, int>> pairLines(const LineTable &left, const LineTable &right, const LineRanges &ranges,
                                           const std::stop_token &stop)
{
    if (ranges.leftCount == 0 || ranges.rightCount == 0)
        return {};
    return Pairing(left, right, stop).run(ranges);
}

double lineSimilarity(QStringView left, QStringView right)
{
    return Signature(left).similarity(Signature(right));
}

} // namespace pulse
