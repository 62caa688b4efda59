// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QString>
#include <chrono>
#include <memory>

namespace pulse {

/// Where times come from, so that tests can choose them. Implementations are thread-safe.
class Clock
{
public:
    virtual ~Clock() = default;

    /// The current time in UTC, to the millisecond.
    [[nodiscard]] virtual QDateTime now() const = 0;
};

/// The system's clock.
class SystemClock final : public Clock
{
public:
    [[nodiscard]] QDateTime now() const override;
};

/// A clock that stands still until it is told to move. Thread-safe.
class ManualClock final : public Clock
{
public:
    explicit ManualClock(const QDateTime &start);
    ~ManualClock() override;
    [[nodiscard]] QDateTime now() const override;
    void advance(std::chrono::milliseconds by);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// RFC 3339 in UTC with a trailing Z; milliseconds are written only where they are not zero. Empty for a time that is
/// not valid or outside the years 1 to 9999.
[[nodiscard]] QString toRfc3339(const QDateTime &time);

/// Reads any RFC 3339 date-time (offset or Z) into UTC, to the millisecond; what is finer is cut off. Not valid when
/// the text is anything else.
[[nodiscard]] QDateTime fromRfc3339(QStringView text);

} // namespace pulse
