// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QStringView>

// A checksum of a small JSON file within the file itself, so that a changed bit anywhere in it is noticed.
//
// The seal is the second line of the file, `  "seal": "sha256:<64 lower-case hex digits>",`, and it is the SHA-256 of
// the file without that line. Anybody can check it: `grep -v '^  "seal": ' FILE | sha256sum`.
namespace pulse {

enum class Seal {
    Absent,
    Right,
    Wrong ///< the file was damaged, or changed by a program that did not seal it anew
};

inline constexpr QStringView sealField = u"seal";

/// Puts the seal into an indented JSON object (see JsonStyle::Indented) that has members and no seal.
[[nodiscard]] QByteArray sealed(QByteArrayView json);

/// What the file's seal says. A seal in any other form or place than `sealed` writes it is Wrong. Text that is no JSON
/// object has none.
[[nodiscard]] Seal sealOf(QByteArrayView json);

/// The same object, indented, without its seal, whatever that is worth. Text that is no JSON object is returned as it
/// is.
[[nodiscard]] QByteArray unsealed(QByteArrayView json);

} // namespace pulse
