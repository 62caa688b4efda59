// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>

namespace pulse::cli {

/// Turns the first SIGINT or SIGTERM into a stop request; a second one ends the process at once. At most one at a time
/// in a process, since signal handlers belong to the process.
class Interruption
{
public:
    Interruption();
    ~Interruption();
    Interruption(const Interruption &) = delete;
    Interruption &operator=(const Interruption &) = delete;

    [[nodiscard]] std::stop_token token() const;
    /// The signal that came; 0 for none.
    [[nodiscard]] static int signalNumber();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace pulse::cli
