// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/code_points.h"
#include "pulse/base/quote.h"
#include "pulse/model/metadata.h"
#include "text_rules.h"

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

/// The rule that the tag breaks, to follow "it"; or nothing.
std::optional<QString> brokenTagRule(QStringView tag)
{
    constexpr qsizetype longest = 64;
    constexpr QStringView signs = u"-_.:/ ";
    if (tag.isEmpty())
        return u"is empty. Write at least one letter or digit."_s;
    bool afterWord = false;
    CodePoints points(tag);
    while (points.hasNext()) {
        const qsizetype place = points.index() + 1;
        const char32_t character = points.next();
        const CharacterKind kind = characterKind(character);
        const bool isSign = character < 0x80 && signs.contains(QChar(char16_t(character)));
        if (kind == CharacterKind::Mark && !afterWord)
            return u"has a combining mark at position %1 without a letter before it. Put it after a letter."_s.arg(
                place);
        if (kind == CharacterKind::Forbidden && !isSign)
            return u"has %1 at position %2. Use letters, digits, “-”, “_”, “.”, “:”, “/” and spaces only."_s
                .arg(describeForbidden(character))
                .arg(place);
        afterWord = kind != CharacterKind::Forbidden;
    }
    if (const qsizetype bytes = utf8Length(tag); bytes > longest)
        return u"is %1 bytes long, and a tag may have %2. Shorten it."_s.arg(bytes).arg(longest);
    if (tag.startsWith(u' ') || tag.endsWith(u' '))
        return u"begins or ends with a space. Leave the space out."_s;
    if (!isNfc(tag))
        return u"is not in the composed form of Unicode (NFC). Type it anew, or convert it to NFC."_s;
    return {};
}

} // namespace

Result<void> TagSet::validate(QStringView tag)
{
    if (const std::optional<QString> broken = brokenTagRule(tag))
        return failure(ErrorCode::Invalid, {}, visible(tag),
                       u"The tag %1 cannot be used: it %2"_s.arg(quoted(tag), *broken));
    return {};
}

Result<TagSet> TagSet::parse(const QStringList &tags)
{
    TagSet set;
    for (const QString &tag : tags)
        if (Result<void> valid = validate(tag); !valid)
            return failure(std::move(valid));
    set.m_tags = tags;
    set.m_tags.sort();
    set.m_tags.removeDuplicates();
    return set;
}

Result<void> TagSet::insert(const QString &tag)
{
    if (Result<void> valid = validate(tag); !valid)
        return valid;
    const auto place = std::lower_bound(m_tags.begin(), m_tags.end(), tag);
    if (place == m_tags.end() || *place != tag)
        m_tags.insert(place, tag);
    return {};
}

} // namespace pulse
