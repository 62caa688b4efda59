// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <QByteArray>
#include <QString>
#include <cstdint>

namespace pulse {

enum class LineEnding : std::uint8_t {
    Lf,    ///< `\n`; also where the text has a single line
    CrLf,  ///< `\r\n`
    Cr,    ///< `\r`
    Mixed, ///< more than one of them
};

/// What it takes, beside the text, to write the same bytes again.
struct TextForm
{
    bool hasBom = false; ///< begins with the three bytes of U+FEFF
    LineEnding ending = LineEnding::Lf;
    friend bool operator==(const TextForm &, const TextForm &) = default;
};

/// Why a content cannot be edited without the danger of changing bytes that nobody touched.
enum class ReadOnlyReason : std::uint8_t {
    None,              ///< it can
    InvalidUtf8,       ///< some bytes are no UTF-8
    OtherEncoding,     ///< begins with a UTF-16 or UTF-32 byte order mark
    NulCharacter,      ///< holds a zero byte, so it is hardly a text
    MixedLineEndings,  ///< lines end in different ways
    SpecialCharacters, ///< holds separators or markers that text editors turn into line breaks (U+2028, U+2029, U+FDD0,
                       ///< U+FDD1)
};

/// Bytes of a content, decoded.
struct DecodedText
{
    QString text; ///< without BOM; where it can be edited every line break is `\n`, else they are as they are
    TextForm form;
    ReadOnlyReason reason = ReadOnlyReason::None;
    qsizetype position = -1; ///< the byte where the reason first shows; -1 when there is none

    /// Promises encodeText(text, form) == the bytes.
    [[nodiscard]] bool isEditable() const { return reason == ReadOnlyReason::None; }
    /// Why not, as a sentence for a person; empty when it can be edited.
    [[nodiscard]] QString explanation() const;
};

/// Decodes for showing or editing. What cannot be edited is decoded too, as well as it goes (invalid bytes become
/// U+FFFD). Fails with Unsupported only above `maximumTextSize` bytes. Linear, thread-safe.
[[nodiscard]] Result<DecodedText> decodeText(const QByteArray &bytes);

inline constexpr qsizetype maximumTextSize = qsizetype(256) * 1024 * 1024;

/// The bytes of a text whose line breaks are `\n`, in that form. Mixed writes the line breaks as they are in the text.
/// A lone surrogate, which has no UTF-8, becomes `?`.
[[nodiscard]] QByteArray encodeText(const QString &text, const TextForm &form);

/// Whether the bytes are well-formed UTF-8; otherwise the offset of the first that is not. -1 means well-formed.
[[nodiscard]] qsizetype firstInvalidUtf8(QByteArrayView bytes);

} // namespace pulse
