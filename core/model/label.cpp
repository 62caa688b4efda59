// SPDX-License-Identifier: Apache-2.0
#include "pulse/model/label.h"

#include "pulse/base/quote.h"
#include "pulse/model/version_range.h"

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

bool isAsciiLetter(QChar character)
{
    const char16_t lower = character.unicode() | 0x20;
    return lower >= u'a' && lower <= u'z';
}

bool isLabelCharacter(QChar character)
{
    return isAsciiLetter(character) || (character >= u'0' && character <= u'9') ||
           QStringView(u"-_.").contains(character);
}

} // namespace

Result<Label> Label::parse(QStringView text)
{
    constexpr qsizetype longest = 64;
    const auto invalid = [text](const QString &problem) {
        return failure(ErrorCode::Invalid, {}, visible(text),
                       u"%1 cannot be a label: %2."_s.arg(quoted(text), problem));
    };
    if (text.isEmpty())
        return failure(ErrorCode::Invalid, {}, {}, u"The label is empty. Write a word, such as “production”."_s);
    if (text.size() > longest)
        return invalid(u"it has %1 characters, and a label may have %2. Shorten it"_s.arg(text.size()).arg(longest));
    if (!isAsciiLetter(text[0]))
        return invalid(u"it does not begin with a letter. Begin it with one of a to z"_s);
    const auto wrong = std::ranges::find_if_not(text, isLabelCharacter);
    if (wrong != text.end()) {
        const qsizetype place = wrong - text.begin();
        const qsizetype units = wrong->isHighSurrogate() && place + 1 < text.size() ? 2 : 1;
        return invalid(u"it has %1 at position %2. Use the letters a to z, digits, “-”, “_” and “.” only"_s
                           .arg(quoted(text.sliced(place, units)))
                           .arg(place + 1));
    }
    if (text.compare("latest"_L1, Qt::CaseInsensitive) == 0)
        return invalid(u"it is kept for the newest version, which Pulse finds by itself. Choose another word"_s);
    if (VersionRange::parse(text))
        return invalid(u"it reads as a range of versions. Choose another word"_s);
    return Label(text.toString());
}

} // namespace pulse
