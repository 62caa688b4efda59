// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "harness.h"

namespace pulse::test {

/// A repository in a folder of its own, made by the library itself; bare where the name ends in `.git`.
[[nodiscard]] std::function<LibraryUnderTest()> inRepository(const QString &folderName);
/// The same as a place; the folder lives as long as what it gives.
[[nodiscard]] std::function<RemotePlace()> placeInRepository(const QString &folderName);

enum class GitWay { Https, Ssh };
/// A repository of its own on a real server, which the program starts when the first case asks, through one clone.
[[nodiscard]] std::function<LibraryUnderTest()> onGitServer(GitWay way);
/// The same as a place, whose clone lies where people have theirs: in a data folder that the program's environment is
/// told, and that ends with it.
[[nodiscard]] std::function<RemotePlace()> placeOnGitServer(GitWay way);

} // namespace pulse::test
