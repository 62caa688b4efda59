// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <cstdint>
#include <vector>

namespace pulse {

/// The bump that a change asks for, in rising order. (Below the model, so not the model's Bump.)
enum class SuggestedBump : std::uint8_t { None, Patch, Minor, Major };

[[nodiscard]] QString suggestedBumpName(SuggestedBump bump); ///< "none", "patch", "minor", "major"

/// One observation about a change, and the bump it asks for by itself.
struct BumpReason
{
    enum class Kind : std::uint8_t {
        Identical,           ///< none: not a byte differs
        Wording,             ///< patch: the text differs and the variables do not
        DefaultChanged,      ///< patch: an optional variable has another default
        VariableOptional,    ///< minor: a variable that was required has a default now
        VariableAdded,       ///< minor: a new variable, with a default
        VariableAddedNeeded, ///< major: a new variable that must be filled in
        VariableNeeded,      ///< major: a variable lost its default and must be filled in now
        VariableRemoved,     ///< major: callers fill in a variable that is gone
        VariableRenamed,     ///< major: `variable` is called `newName` now, in the same places
    };

    Kind kind = Kind::Identical;
    QString variable; ///< empty for Identical and Wording
    QString newName;  ///< VariableRenamed only

    [[nodiscard]] SuggestedBump bump() const;
    /// The observation and what follows: "Variable `tone` is new and required → major".
    [[nodiscard]] QString sentence() const;
    friend bool operator==(const BumpReason &, const BumpReason &) = default;
};

struct BumpSuggestion
{
    SuggestedBump bump = SuggestedBump::None;
    std::vector<BumpReason> reasons; ///< at least one; what decided comes first, then by appearance in the text

    /// The sentence of the reason that decided.
    [[nodiscard]] QString sentence() const;
};

/// Proposes how far to raise the version when `before` becomes `after`. What counts is the contract with whoever fills
/// in the variables. Linear in the texts.
[[nodiscard]] BumpSuggestion suggestBump(QStringView before, QStringView after);

} // namespace pulse
