// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"

#include <QString>

namespace pulse::ui {

/// What can be done about a finding.
enum class Remedy {
    Repair,  ///< needs no guess: the library mends it itself
    Restore, ///< a damaged version: a backup may hold it
    Accept,  ///< it may be right: a person looks at it and says so
    ByHand,  ///< only a person can decide
    Purge,   ///< damaged in the trash: delete it for good when it is not needed
    Nothing  ///< harmless
};

[[nodiscard]] Remedy remedyFor(const Finding &finding);
/// It lies in the library's trash.
[[nodiscard]] bool isInTrash(const Finding &finding);
/// A damaged version that repair cannot mend: a backup may hold a good copy.
[[nodiscard]] bool isRestorable(const Finding &finding);
[[nodiscard]] QString remedyText(Remedy remedy);
/// What is wrong, in a few words; kinds that nobody foresaw get words for their severity.
[[nodiscard]] QString titleOf(const Finding &finding);
/// What repair does about it: "Make it yours alone". Only for what can be repaired.
[[nodiscard]] QString repairText(const Finding &finding);
/// The prompt and version where there are any, else the path.
[[nodiscard]] QString placeOf(const Finding &finding);
/// "Damaged", "Needs attention", "Harmless".
[[nodiscard]] QString groupName(Finding::Severity severity);

} // namespace pulse::ui
