// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <QString>

namespace pulse {

/// The person's home folder: HOME where it is an absolute path, else what the system's list of users says; empty where
/// neither names one.
[[nodiscard]] QString homeFolder();

/// A path that may begin with “~” or “~/”, with the home folder in its place. Errors: Invalid (there is none).
[[nodiscard]] Result<QString> expandedHome(const QString &path);

enum class PersonalFolder { Data, Config, State };

/// Pulse's own folder among the person's, as the XDG base directories have it (`~/.local/share/pulse`, say); it may be
/// missing. Everything that is kept for a person is in one of these. Errors: Invalid, where no variable and no home
/// says where that is.
[[nodiscard]] Result<QString> pulseFolder(PersonalFolder kind);

/// Sets HOME to homeFolder() where it is none, for the libraries and programs that know only that. Before there is a
/// second thread.
void settleHome();

} // namespace pulse
