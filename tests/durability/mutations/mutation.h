// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <type_traits>
#include <unistd.h>

// Switches that mutate.py builds into a copy of the sources: one build holds every mutant, and the environment variable
// PULSE_MUTANT chooses which of them is awake. PULSE_MUTATION_TRACE names a file that collects the numbers of the
// switches that a run came by.
namespace pulse_mutation {

struct State
{
    State()
    {
        if (const char *number = std::getenv("PULSE_MUTANT"))
            awake = std::atoi(number);
        if (const char *path = std::getenv("PULSE_MUTATION_TRACE"))
            trace = ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
    int awake = -1;
    int trace = -1;
    std::array<std::atomic<bool>, 8192> seen{};
};

inline bool on(int number) noexcept
{
    static State state;
    if (state.trace != -1 && !state.seen[static_cast<unsigned>(number)].exchange(true)) {
        char line[16];
        const int length = std::snprintf(line, sizeof line, "%d\n", number);
        (void)!::write(state.trace, line, static_cast<size_t>(length));
    }
    return state.awake == number;
}

/// The call, or where its mutant is awake nothing: then its answer is that it went well.
template <typename Call>
auto skip(int number, Call call) -> std::invoke_result_t<Call>
{
    using Answer = std::invoke_result_t<Call>;
    if (on(number)) {
        if constexpr (std::is_void_v<Answer>)
            return;
        else if constexpr (std::is_same_v<Answer, bool>)
            return true;
        else
            return Answer{};
    }
    return call();
}

} // namespace pulse_mutation
