// SPDX-License-Identifier: Apache-2.0
#include "text_rules.h"

#include "pulse/base/code_points.h"

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

struct Range
{
    char32_t first;
    char32_t last;
};

/// Unicode's Default_Ignorable_Code_Point: drawn as nothing, though some of them count as letters or marks.
constexpr Range invisible[] = {
    {0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x061C, 0x061C},   {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},
    {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x206F},   {0x3164, 0x3164},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},
    {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFF8}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

constexpr Range bidirectional[] = {{0x061C, 0x061C}, {0x200E, 0x200F}, {0x202A, 0x202E}, {0x2066, 0x2069}};

template <size_t Count>
bool isIn(const Range (&ranges)[Count], char32_t character)
{
    return std::ranges::any_of(
        ranges, [character](Range range) { return character >= range.first && character <= range.last; });
}

QString codePoint(char32_t character)
{
    return u"U+"_s + QString::number(character, 16).toUpper().rightJustified(4, u'0');
}

} // namespace

CharacterKind characterKind(char32_t character)
{
    if (character < 0x80) {
        const char32_t lower = character | 0x20;
        const bool isWord = (lower >= U'a' && lower <= U'z') || (character >= U'0' && character <= U'9');
        return isWord ? CharacterKind::Word : CharacterKind::Forbidden;
    }
    if (isIn(invisible, character))
        return CharacterKind::Forbidden;
    switch (QChar::category(character)) {
    case QChar::Letter_Uppercase:
    case QChar::Letter_Lowercase:
    case QChar::Letter_Titlecase:
    case QChar::Letter_Modifier:
    case QChar::Letter_Other:
    case QChar::Number_DecimalDigit:
    case QChar::Number_Letter:
        return CharacterKind::Word;
    case QChar::Number_Other:
        // Scripts such as Ethiopic have their digits here, beside fractions and the like.
        return QChar::digitValue(character) >= 0 ? CharacterKind::Word : CharacterKind::Forbidden;
    case QChar::Mark_NonSpacing:
    case QChar::Mark_SpacingCombining:
        return CharacterKind::Mark;
    default:
        return CharacterKind::Forbidden;
    }
}

QString describeForbidden(char32_t character)
{
    const QString code = codePoint(character);
    if (character == U'\t')
        return u"a tab"_s;
    if (character == U'\n' || character == U'\r')
        return u"a line break"_s;
    if (isIn(bidirectional, character))
        return u"the character %1, which changes the direction of text"_s.arg(code);
    if (isIn(invisible, character))
        return u"the invisible character %1"_s.arg(code);
    switch (QChar::category(character)) {
    case QChar::Other_Control:
        return u"the control character %1"_s.arg(code);
    case QChar::Other_Surrogate:
        return u"half a character (%1), as broken text has it"_s.arg(code);
    case QChar::Other_PrivateUse:
        return u"the private-use character %1, which looks different on every system"_s.arg(code);
    case QChar::Other_NotAssigned:
        return u"%1, which is not a character of Unicode"_s.arg(code);
    case QChar::Other_Format:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return u"the invisible character %1"_s.arg(code);
    case QChar::Separator_Space:
        return u"the special space %1"_s.arg(code);
    default:
        return u"the character “%1” (%2)"_s.arg(QStringView(QChar::fromUcs4(character)), code);
    }
}

bool isNfc(QStringView text)
{
    constexpr char16_t firstThatCanCombine = 0x0300;
    if (std::ranges::all_of(text, [](QChar unit) { return unit.unicode() < firstThatCanCombine; }))
        return true;
    return text.toString().normalized(QString::NormalizationForm_C) == text;
}

qsizetype utf8Length(QStringView text)
{
    qsizetype bytes = 0;
    CodePoints points(text);
    while (points.hasNext()) {
        const char32_t character = points.next();
        bytes += character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    }
    return bytes;
}

} // namespace pulse
