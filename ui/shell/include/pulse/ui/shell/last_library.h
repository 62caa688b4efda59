// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace pulse::ui {

/// The location of the library that the window showed last, from what it remembers; empty when there is none. May be
/// asked before there is an application.
[[nodiscard]] QString lastLibrary();

} // namespace pulse::ui
