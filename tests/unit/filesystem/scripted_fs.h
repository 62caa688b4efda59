// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/faults/scripted_fs.h"

namespace pulse::filesystem::test {

using faults::FsCall;
using faults::ScriptedFs;

} // namespace pulse::filesystem::test
