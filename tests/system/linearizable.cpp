// SPDX-License-Identifier: Apache-2.0
#include "linearizable.h"

#include <QHash>
#include <QSet>
#include <algorithm>
#include <limits>
#include <optional>

namespace pulse::system_test {
namespace {

/// What the register holds after the operation, or nothing when it cannot happen now.
std::optional<QString> apply(const RegisterOperation &operation, const QString &now)
{
    const bool holds = operation.expected == now || operation.expected == u"*";
    if (operation.isRead)
        return operation.expected == now ? std::optional(now) : std::nullopt;
    if (operation.isUnknown) // with another value it changes nothing, which is as good as never
        return holds ? std::optional(operation.value) : std::nullopt;
    if (holds != operation.succeeded)
        return std::nullopt;
    return operation.succeeded ? operation.value : now;
}

/// How far the search has come: all operations before `first` are placed, and of those after it the ones in `placed`.
struct Position
{
    size_t first = 0;
    std::vector<size_t> placed; ///< ascending
    QString value;
    friend bool operator==(const Position &, const Position &) = default;
    friend size_t qHash(const Position &position, size_t seed)
    {
        return qHashMulti(seed, position.first, position.value) ^
               qHashRange(position.placed.begin(), position.placed.end(), seed);
    }
};

class Search
{
public:
    explicit Search(std::vector<RegisterOperation> operations)
        : m_operations(std::move(operations))
    {
        std::ranges::sort(m_operations, {}, &RegisterOperation::begin);
        for (RegisterOperation &operation : m_operations) {
            if (operation.isUnknown)
                operation.end = std::numeric_limits<qint64>::max();
        }
    }

    bool run(const QString &initial)
    {
        std::vector<Position> open{{.first = 0, .placed = {}, .value = initial}};
        while (!open.empty()) {
            const Position at = open.back();
            open.pop_back();
            if (isDone(at))
                return true;
            for (const size_t next : candidates(at)) {
                if (auto position = step(at, next); position && !m_seen.contains(*position)) {
                    m_seen.insert(*position);
                    open.push_back(*std::move(position));
                }
            }
        }
        return false;
    }

private:
    [[nodiscard]] bool isPlaced(const Position &at, size_t i) const
    {
        return i < at.first || std::ranges::binary_search(at.placed, i);
    }
    [[nodiscard]] bool isDone(const Position &at) const
    {
        for (size_t i = at.first; i < m_operations.size(); ++i) {
            if (!isPlaced(at, i) && !m_operations[i].isUnknown)
                return false;
        }
        return true;
    }
    // Whatever began before all that are missing ended. Looking ends at the first that begins later than one of them
    // ended.
    [[nodiscard]] std::vector<size_t> candidates(const Position &at) const
    {
        std::vector<size_t> found;
        qint64 earliestEnd = std::numeric_limits<qint64>::max();
        for (size_t i = at.first; i < m_operations.size() && m_operations[i].begin <= earliestEnd; ++i) {
            if (isPlaced(at, i))
                continue;
            found.push_back(i);
            earliestEnd = std::min(earliestEnd, m_operations[i].end);
        }
        return found;
    }
    [[nodiscard]] std::optional<Position> step(const Position &at, size_t next) const
    {
        auto value = apply(m_operations[next], at.value);
        if (!value)
            return std::nullopt;
        Position position{.first = at.first, .placed = at.placed, .value = *std::move(value)};
        position.placed.insert(std::ranges::lower_bound(position.placed, next), next);
        while (!position.placed.empty() && position.placed.front() == position.first) {
            position.placed.erase(position.placed.begin());
            ++position.first;
        }
        return position;
    }

    std::vector<RegisterOperation> m_operations;
    QSet<Position> m_seen;
};

} // namespace

bool isLinearizable(std::vector<RegisterOperation> operations, const QString &initial)
{
    return Search(std::move(operations)).run(initial);
}

} // namespace pulse::system_test
