// SPDX-License-Identifier: Apache-2.0
#include "sequence_diff.h"

#include <algorithm>
#include <limits>

namespace pulse {
namespace {

constexpr int unreachedForward = std::numeric_limits<int>::min() / 2;
constexpr int unreachedBackward = std::numeric_limits<int>::max() / 2;

struct Box
{
    int left;
    int leftEnd;
    int right;
    int rightEnd;
};

struct Point
{
    int x;
    int y;
};

/// Myers' search from both corners of a box at once, in two vectors of furthest points by diagonal. Past `depth` edits
/// it gives up on the shortest script and takes the point that came furthest.
class MiddleSearch
{
public:
    MiddleSearch(std::span<const int> left, std::span<const int> right, int depth)
        : m_a(left)
        , m_b(right)
        , m_depth(depth)
        , m_forward(static_cast<size_t>(2 * depth + 3))
        , m_backward(static_cast<size_t>(2 * depth + 3))
    {}

    /// A point on a path through the box, strictly inside it. The box has no common first or last element.
    Point split(const Box &box)
    {
        m_box = box;
        m_width = box.leftEnd - box.left;
        m_height = box.rightEnd - box.right;
        const int delta = m_width - m_height;
        forward(0) = 0;
        backward(0) = m_width;
        for (int edits = 1; edits <= m_depth; ++edits) {
            if (const auto met = stepForward(edits, delta))
                return *met;
            if (const auto met = stepBackward(edits, delta))
                return *met;
        }
        return furthest(delta);
    }

private:
    int &forward(int diagonal) { return m_forward[static_cast<size_t>(diagonal + m_depth + 1)]; }
    int &backward(int diagonal) { return m_backward[static_cast<size_t>(diagonal + m_depth + 1)]; }
    int a(int x) const { return m_a[static_cast<size_t>(m_box.left + x)]; }
    int b(int y) const { return m_b[static_cast<size_t>(m_box.right + y)]; }

    std::optional<Point> stepForward(int edits, int delta)
    {
        for (int k = -edits; k <= edits; k += 2) {
            const int fromLeft = k == -edits ? unreachedForward : forward(k - 1) + 1;
            const int fromAbove = k == edits ? unreachedForward : forward(k + 1);
            int x = fromLeft > m_width ? unreachedForward : fromLeft;
            if (fromAbove - k <= m_height)
                x = std::max(x, fromAbove);
            if (x < 0) {
                forward(k) = unreachedForward;
                continue;
            }
            int y = x - k;
            while (x < m_width && y < m_height && a(x) == b(y))
                ++x, ++y;
            forward(k) = x;
            const int mirrored = k - delta;
            if ((delta & 1) != 0 && mirrored > -edits && mirrored < edits && x >= backward(mirrored))
                return Point{x, y};
        }
        return {};
    }

    std::optional<Point> stepBackward(int edits, int delta)
    {
        for (int k = -edits; k <= edits; k += 2) {
            const int diagonal = k + delta;
            const int fromRight = k == edits ? unreachedBackward : backward(k + 1) - 1;
            const int fromBelow = k == -edits ? unreachedBackward : backward(k - 1);
            int x = fromRight < 0 ? unreachedBackward : fromRight;
            if (fromBelow - diagonal >= 0)
                x = std::min(x, fromBelow);
            if (x > m_width) {
                backward(k) = unreachedBackward;
                continue;
            }
            int y = x - diagonal;
            while (x > 0 && y > 0 && a(x - 1) == b(y - 1))
                --x, --y;
            backward(k) = x;
            if ((delta & 1) == 0 && diagonal >= -edits && diagonal <= edits && forward(diagonal) >= x)
                return Point{x, y};
        }
        return {};
    }

    Point furthest(int delta)
    {
        Point best{0, 0};
        int progress = 0;
        for (int k = -m_depth; k <= m_depth; k += 2) {
            const int x = forward(k);
            if (x >= 0 && 2 * x - k > progress) {
                progress = 2 * x - k;
                best = {x, x - k};
            }
            const int u = backward(k);
            if (u <= m_width && m_width + m_height - (2 * u - k - delta) > progress) {
                progress = m_width + m_height - (2 * u - k - delta);
                best = {u, u - k - delta};
            }
        }
        return best;
    }

    std::span<const int> m_a;
    std::span<const int> m_b;
    Box m_box{};
    int m_width = 0;
    int m_height = 0;
    int m_depth;
    std::vector<int> m_forward;
    std::vector<int> m_backward;
};

using Flags = std::vector<char>;

/// The elements of one side that the other side has too, with their places.
struct Candidates
{
    std::vector<int> elements;
    std::vector<int> places;
};

Candidates candidates(std::span<const int> side, std::span<const int> other, Flags &changed)
{
    int highest = -1;
    for (const int element : side)
        highest = std::max(highest, element);
    Flags known(static_cast<size_t>(highest + 1));
    for (const int element : other) {
        if (element <= highest)
            known[static_cast<size_t>(element)] = 1;
    }
    Candidates result;
    for (size_t i = 0; i < side.size(); ++i) {
        if (known[static_cast<size_t>(side[i])] != 0) {
            result.elements.push_back(side[i]);
            result.places.push_back(static_cast<int>(i));
        } else {
            changed[i] = 1;
        }
    }
    return result;
}

void trim(Box &box, std::span<const int> left, std::span<const int> right)
{
    while (box.left < box.leftEnd && box.right < box.rightEnd &&
           left[static_cast<size_t>(box.left)] == right[static_cast<size_t>(box.right)])
        ++box.left, ++box.right;
    while (box.left < box.leftEnd && box.right < box.rightEnd &&
           left[static_cast<size_t>(box.leftEnd - 1)] == right[static_cast<size_t>(box.rightEnd - 1)])
        --box.leftEnd, --box.rightEnd;
}

bool markChanged(const Candidates &left, const Candidates &right, int depth, const std::stop_token &stop,
                 Flags &leftChanged, Flags &rightChanged)
{
    MiddleSearch search(left.elements, right.elements, depth);
    std::vector<Box> boxes{{0, static_cast<int>(left.elements.size()), 0, static_cast<int>(right.elements.size())}};
    while (!boxes.empty()) {
        if (stop.stop_requested())
            return false;
        Box box = boxes.back();
        boxes.pop_back();
        trim(box, left.elements, right.elements);
        if (box.left == box.leftEnd || box.right == box.rightEnd) {
            for (int i = box.left; i < box.leftEnd; ++i)
                leftChanged[static_cast<size_t>(left.places[static_cast<size_t>(i)])] = 1;
            for (int i = box.right; i < box.rightEnd; ++i)
                rightChanged[static_cast<size_t>(right.places[static_cast<size_t>(i)])] = 1;
            continue;
        }
        const Point middle = search.split(box);
        boxes.push_back({box.left, box.left + middle.x, box.right, box.right + middle.y});
        boxes.push_back({box.left + middle.x, box.leftEnd, box.right + middle.y, box.rightEnd});
    }
    return true;
}

std::vector<SequenceChange> changesFromFlags(const Flags &left, const Flags &right)
{
    std::vector<SequenceChange> changes;
    size_t i = 0;
    size_t j = 0;
    while (i < left.size() || j < right.size()) {
        const size_t fromLeft = i;
        const size_t fromRight = j;
        while (i < left.size() && left[i] != 0)
            ++i;
        while (j < right.size() && right[j] != 0)
            ++j;
        if (i > fromLeft || j > fromRight) {
            changes.push_back({static_cast<int>(fromLeft), static_cast<int>(i - fromLeft), static_cast<int>(fromRight),
                               static_cast<int>(j - fromRight)});
        } else {
            ++i, ++j;
        }
    }
    return changes;
}

} // namespace

int searchDepth(qint64 elements, qint64 effort)
{
    return static_cast<int>(std::clamp<qint64>(effort / std::max<qint64>(elements, 1), 24, 16384));
}

std::optional<std::vector<SequenceChange>> diffSequences(std::span<const int> left, std::span<const int> right,
                                                         int depth, const std::stop_token &stop)
{
    Box whole{0, static_cast<int>(left.size()), 0, static_cast<int>(right.size())};
    trim(whole, left, right);
    const auto innerLeft =
        left.subspan(static_cast<size_t>(whole.left), static_cast<size_t>(whole.leftEnd - whole.left));
    const auto innerRight =
        right.subspan(static_cast<size_t>(whole.right), static_cast<size_t>(whole.rightEnd - whole.right));
    Flags leftChanged(innerLeft.size());
    Flags rightChanged(innerRight.size());
    const Candidates a = candidates(innerLeft, innerRight, leftChanged);
    const Candidates b = candidates(innerRight, innerLeft, rightChanged);
    const qint64 worst = static_cast<qint64>(a.elements.size() + b.elements.size()) / 2 + 1;
    const int useful = static_cast<int>(std::min<qint64>(depth, worst));
    if (!markChanged(a, b, useful, stop, leftChanged, rightChanged))
        return {};
    auto changes = changesFromFlags(leftChanged, rightChanged);
    for (SequenceChange &change : changes) {
        change.left += whole.left;
        change.right += whole.right;
    }
    return changes;
}

void slideChanges(std::vector<SequenceChange> &changes, std::span<const int> left, std::span<const int> right,
                  const std::function<bool(bool, int)> &isBlank)
{
    for (size_t i = 0; i < changes.size(); ++i) {
        SequenceChange &change = changes[i];
        if ((change.leftCount == 0) == (change.rightCount == 0))
            continue;
        const bool onTheRight = change.leftCount == 0;
        const auto side = onTheRight ? right : left;
        const int count = onTheRight ? change.rightCount : change.leftCount;
        const int start = onTheRight ? change.right : change.left;
        const int previousEnd = i == 0       ? -1
                                : onTheRight ? changes[i - 1].right + changes[i - 1].rightCount
                                             : changes[i - 1].left + changes[i - 1].leftCount;
        const int limit = i + 1 == changes.size() ? static_cast<int>(side.size()) + 1
                                                  : (onTheRight ? changes[i + 1].right : changes[i + 1].left);
        const auto at = [&](int index) { return side[static_cast<size_t>(index)]; };
        int lowest = start;
        while (lowest - 1 > previousEnd && lowest > 0 && at(lowest - 1) == at(lowest + count - 1))
            --lowest;
        int highest = start;
        while (highest + count + 1 < limit && at(highest) == at(highest + count))
            ++highest;
        int best = highest;
        int bestScore = -1;
        for (int position = highest; position >= lowest; --position) {
            const int score = (position == 0 || isBlank(onTheRight, position - 1) ? 2 : 0) +
                              (isBlank(onTheRight, position + count - 1) ? 1 : 0);
            if (score > bestScore) {
                best = position;
                bestScore = score;
            }
        }
        change.left += best - start;
        change.right += best - start;
    }
}

} // namespace pulse
