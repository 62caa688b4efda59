// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "harness.h"

namespace pulse::test {

/// A repository in a folder of its own, made by the library itself; bare where the name ends in `.git`.
[[nodiscard]] std::function<LibraryUnderTest()> inRepository(const QString &folderName);

enum class GitWay { Https, Ssh };
/// A repository of its own on a real server, which the program starts when the first case asks, through one clone.
[[nodiscard]] std::function<LibraryUnderTest()> onGitServer(GitWay way);

} // namespace pulse::test
