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
// PULSE_MUTANT, numbers with commas between, chooses which of them are awake. PULSE_MUTATION_TRACE names a file that
// collects the numbers of the switches that a run came by.
namespace pulse_mutation {

inline constexpr unsigned mostNumbers = 32768;

struct State
{
    State()
    {
        const char *at = std::getenv("PULSE_MUTANT");
        for (char *end = nullptr; at; at = *end == ',' ? end + 1 : nullptr) {
            const unsigned long number = std::strtoul(at, &end, 10);
            if (end != at && number < mostNumbers)
                awake[number] = true;
        }
        if (const char *path = std::getenv("PULSE_MUTATION_TRACE"))
            trace = ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
    std::array<bool, mostNumbers> awake{};
    int trace = -1;
    std::array<std::atomic<bool>, mostNumbers> seen{};
};

inline bool on(unsigned number) noexcept
{
    static State state;
    if (state.trace != -1 && !state.seen[number].exchange(true)) {
        char line[16];
        const int length = std::snprintf(line, sizeof line, "%u\n", number);
        (void)!::write(state.trace, line, static_cast<size_t>(length));
    }
    return state.awake[number];
}

/// The call, or where its mutant is awake nothing: then its answer is that it went well.
template <typename Call>
auto skip(unsigned number, Call call) -> std::invoke_result_t<Call>
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
