// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>

/// Ends the program, as the fuzzer expects of a finding, unless the promise holds.
#define REQUIRE(promise)                                                                                               \
    do {                                                                                                               \
        if (!(promise)) {                                                                                              \
            std::fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, #promise);                         \
            std::abort();                                                                                              \
        }                                                                                                              \
    } while (false)
