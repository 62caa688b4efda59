// SPDX-License-Identifier: Apache-2.0
#pragma once

// Included before each test that is compiled together with others (see pulse_add_tests in PulseTest.cmake). What would
// be its main function becomes one of many that one program has, and the name by which the program is called chooses.
#include <QTest>

namespace pulse::test {

class OneOfMany
{
public:
    using Main = int (*)(int argc, char **argv);

    /// `file` is the path of the source, of which the program's name is made: test_some_thing.cpp is test-some-thing.
    OneOfMany(const char *file, Main main);
};

} // namespace pulse::test

// NOLINTBEGIN(cppcoreguidelines-macro-usage)
#undef QTEST_MAIN_WRAPPER
#define QTEST_MAIN_WRAPPER(TestObject, ...)                                                                            \
    namespace {                                                                                                        \
    const pulse::test::OneOfMany oneOfManyIs##TestObject(__FILE__, [](int argc, char **argv) {                         \
        __VA_ARGS__                                                                                                    \
        TestObject test;                                                                                               \
        return QTest::qExec(&test, argc, argv);                                                                        \
    });                                                                                                                \
    }
// NOLINTEND(cppcoreguidelines-macro-usage)

// Qt Test's QTRY_ macros narrow a duration inside themselves.
#pragma GCC diagnostic ignored "-Wconversion"
