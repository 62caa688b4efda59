// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "history.h"
#include "pulse/library/library.h"

#include <QProcessEnvironment>

namespace pulse::system_test {

/// Does what the event says and fills in outcome and answer; through the library's interface, or with the program.
void perform(Library &library, Event &event);
void performWithProgram(const QString &program, Event &event);

/// Of a publication, which the window does by a method of its own.
[[nodiscard]] PublishRequest requestOf(const Event &event);
void noteStored(Event &event, const Result<StoreReceipt> &stored);

} // namespace pulse::system_test
