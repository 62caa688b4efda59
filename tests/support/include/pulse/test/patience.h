// SPDX-License-Identifier: Apache-2.0
#pragma once

// Included before every test (see PulseTest.cmake). Qt Test's QTRY_ macros wait five seconds for a condition, which a
// machine busy with other work exceeds although nothing is wrong. A condition that comes is waited for no longer than
// before.
#include <QTest>

// NOLINTBEGIN(cppcoreguidelines-macro-usage)
#define PULSE_PATIENCE 30'000 // milliseconds
#undef QTRY_VERIFY
#define QTRY_VERIFY(expr) QTRY_VERIFY_WITH_TIMEOUT(expr, PULSE_PATIENCE)
#undef QTRY_VERIFY2
#define QTRY_VERIFY2(expr, message) QTRY_VERIFY2_WITH_TIMEOUT(expr, message, PULSE_PATIENCE)
#undef QTRY_COMPARE
#define QTRY_COMPARE(expr, expected) QTRY_COMPARE_WITH_TIMEOUT(expr, expected, PULSE_PATIENCE)
// NOLINTEND(cppcoreguidelines-macro-usage)
