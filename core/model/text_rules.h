// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace pulse {

/// What a character is to the rules for names and tags.
enum class CharacterKind {
    Word,      ///< a letter or digit of any script
    Mark,      ///< belongs to the letter before it
    Forbidden, ///< everything else; punctuation that a rule allows is that rule's own business
};

[[nodiscard]] CharacterKind characterKind(char32_t character);

/// Why a forbidden character is refused, to follow "it has …": "the control character U+0007", "the invisible
/// character U+200B", "the character “?”".
[[nodiscard]] QString describeForbidden(char32_t character);

/// Whether the text is in Unicode normalization form C.
[[nodiscard]] bool isNfc(QStringView text);

/// The length in bytes of UTF-8.
[[nodiscard]] qsizetype utf8Length(QStringView text);

} // namespace pulse
