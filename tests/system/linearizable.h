// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <vector>

namespace pulse::system_test {

/// One operation on a register that is read, or set when it holds what is expected.
struct RegisterOperation
{
    qint64 begin = 0;
    qint64 end = 0; ///< 0 with `isUnknown`
    bool isRead = false;
    QString expected = {};  ///< what a read saw, or a change asked for; "*" asks for nothing
    QString value = {};     ///< what a change sets
    bool succeeded = false; ///< of a change: whether the register held what was expected
    bool isUnknown = false; ///< a change without an answer: it may happen at any time after `begin`, or never
};

/// Whether some order of the operations that respects their times explains every answer. Wing and Gong's search, with
/// the states it has seen remembered.
[[nodiscard]] bool isLinearizable(std::vector<RegisterOperation> operations, const QString &initial);

} // namespace pulse::system_test
