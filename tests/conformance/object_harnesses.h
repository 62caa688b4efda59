// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "harness.h"
#include "pulse/objects/object_client.h"

namespace pulse::test {

/// A library in an object store in memory that is able to do this much; one that is able to do nothing also ignores
/// every condition, without saying so.
[[nodiscard]] std::function<LibraryUnderTest()> inObjects(const ObjectAbilities &abilities);

} // namespace pulse::test
