// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"

namespace pulse::ui {

/// Whether a choice can be taken back by an ordinary change: of a label or a description, where the side that was not
/// chosen is known as it was. Texts are both kept anyway.
[[nodiscard]] bool canTakeBack(const SyncStorage::Conflict &conflict, SyncStorage::Choice choice);
/// Sets what was not chosen, as a change of its own that is synchronised like any other.
[[nodiscard]] Task<void> takeBack(LibrarySession &session, const SyncStorage::Conflict &conflict,
                                  SyncStorage::Choice choice);

} // namespace pulse::ui
