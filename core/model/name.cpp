// SPDX-License-Identifier: Apache-2.0
#include "pulse/model/name.h"

#include "pulse/base/code_points.h"
#include "pulse/base/quote.h"
#include "pulse/model/version.h"
#include "text_rules.h"

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

constexpr qsizetype quotedLength = 200;

/// `CON`, `com1.txt`, `LPT³ .md`: Windows opens a device whatever follows the first dot.
bool isWindowsDevice(QStringView segment)
{
    const qsizetype dot = segment.indexOf(u'.');
    const QStringView stem = (dot < 0 ? segment : segment.first(dot)).trimmed();
    if (stem.size() == 3)
        return std::ranges::any_of(
            std::initializer_list<QStringView>{u"con", u"prn", u"aux", u"nul"},
            [stem](QStringView device) { return stem.compare(device, Qt::CaseInsensitive) == 0; });
    if (stem.size() != 4 || !QStringView(u"0123456789¹²³").contains(stem[3]))
        return false;
    const QStringView port = stem.first(3);
    return port.compare("com"_L1, Qt::CaseInsensitive) == 0 || port.compare("lpt"_L1, Qt::CaseInsensitive) == 0;
}

/// The rule on characters that the segment breaks, to follow "it"; or nothing.
std::optional<QString> brokenCharacterRule(QStringView segment)
{
    CodePoints points(segment);
    bool afterWord = false;
    while (points.hasNext()) {
        const qsizetype place = points.index() + 1;
        const char32_t character = points.next();
        const CharacterKind kind = characterKind(character);
        const bool isAllowedSign = character == U'-' || character == U'_' || character == U'.' || character == U' ';
        if (kind == CharacterKind::Mark && !afterWord)
            return u"has the combining mark U+%1 at position %2 without a letter before it. Put it after a letter."_s
                .arg(QString::number(character, 16).toUpper().rightJustified(4, u'0'))
                .arg(place);
        if (kind == CharacterKind::Forbidden && character == U'\\')
            return u"has a backslash at position %1. Separate the parts of a name with “/”."_s.arg(place);
        if (kind == CharacterKind::Forbidden && character == U'@')
            return u"has an “@” at position %1, which is kept for versions and labels. Leave it out."_s.arg(place);
        if (kind == CharacterKind::Forbidden && !isAllowedSign)
            return u"has %1 at position %2. Use letters, digits, “-”, “_”, “.” and spaces only."_s
                .arg(describeForbidden(character))
                .arg(place);
        afterWord = kind != CharacterKind::Forbidden;
    }
    return {};
}

/// The rule that the segment breaks, to follow "it"; or nothing.
std::optional<QString> brokenRule(QStringView segment)
{
    if (segment.isEmpty())
        return u"is empty. Write at least one letter or digit."_s;
    if (std::optional<QString> broken = brokenCharacterRule(segment))
        return broken;
    if (const qsizetype bytes = utf8Length(segment); bytes > Name::maxSegmentBytes)
        return u"is %1 bytes long, and one part of a name may have %2. Shorten it."_s.arg(bytes).arg(
            Name::maxSegmentBytes);
    if (segment.startsWith(u'.'))
        return u"begins with a dot, which would hide it. Begin it with a letter or digit."_s;
    if (segment.endsWith(u'.'))
        return u"ends with a dot, which some systems cut off. Leave the last dot out."_s;
    if (segment.startsWith(u' '))
        return u"begins with a space. Leave the space out."_s;
    if (segment.endsWith(u' '))
        return u"ends with a space. Leave the space out."_s;
    if (segment.contains(".."_L1))
        return u"has two dots in a row. Use one dot, or “-”."_s;
    if (!isNfc(segment))
        return u"is not in the composed form of Unicode (NFC), so that it would look like another name and be "
               "different. Type it anew, or convert it to NFC."_s;
    if (segment[0] >= u'0' && segment[0] <= u'9' && Version::parse(segment))
        return u"reads as a version, and versions lie in a folder of that name. Choose another, such as “v%1”."_s.arg(
            segment);
    if (foldCase(segment) == "latest"_L1)
        return u"is kept for the newest version. Choose another name."_s;
    if (isWindowsDevice(segment))
        return u"is the name of a device on Windows, where it could not be opened. Choose another name."_s;
    return {};
}

std::unexpected<Error> invalidName(QStringView name, const QString &broken)
{
    return failure(ErrorCode::Invalid, {}, visible(name, Name::maxBytes),
                   u"The name %1 cannot be used: it %2"_s.arg(quoted(name, quotedLength), broken));
}

/// The rule that the slashes or the length of the whole name break, to follow "it"; or nothing.
std::optional<QString> brokenWholeRule(QStringView name)
{
    if (name.isEmpty())
        return u"is empty. Write at least one letter or digit."_s;
    if (name.startsWith(u'/'))
        return u"begins with “/”. Begin it with a letter or digit: names are not paths of the disk."_s;
    if (name.endsWith(u'/'))
        return u"ends with “/”. Write the prompt's own name after it, or leave it out."_s;
    if (name.contains("//"_L1))
        return u"has two slashes in a row. Separate the parts of a name with one."_s;
    if (const qsizetype bytes = utf8Length(name); bytes > Name::maxBytes)
        return u"is %1 bytes long, and a name may have %2. Shorten it."_s.arg(bytes).arg(Name::maxBytes);
    return {};
}

/// Qt folds one character to one. Where full folding has several (ß → ss), upper case has them too; only the dotless ı
/// has an upper case that folds to another letter.
QString foldFully(char32_t character)
{
    constexpr char32_t dotlessI = 0x0131;
    const QString simple = QString(QChar::fromUcs4(character)).toCaseFolded();
    return character == dotlessI ? simple : simple.toUpper().toCaseFolded();
}

} // namespace

Result<Name> Name::parse(QStringView text)
{
    if (const std::optional<QString> broken = brokenWholeRule(text))
        return invalidName(text, *broken);
    for (const QStringView segment : text.tokenize(u'/')) {
        const std::optional<QString> broken = brokenRule(segment);
        if (!broken)
            continue;
        if (segment.size() == text.size())
            return invalidName(text, *broken);
        return failure(
            ErrorCode::Invalid, {}, visible(text, maxBytes),
            u"The name %1 cannot be used: its part %2 %3"_s.arg(quoted(text, quotedLength), quoted(segment), *broken));
    }
    return Name(text.toString());
}

Result<void> Name::validateSegment(QStringView segment)
{
    if (segment.contains(u'/'))
        return invalidName(segment, u"has a slash, which separates parts. Write one part only."_s);
    if (const std::optional<QString> broken = brokenRule(segment))
        return invalidName(segment, *broken);
    return {};
}

QStringList Name::segments() const
{
    return m_text.split(u'/');
}

QString Name::leaf() const
{
    return m_text.sliced(m_text.lastIndexOf(u'/') + 1);
}

QString Name::folder() const
{
    const qsizetype slash = m_text.lastIndexOf(u'/');
    return slash < 0 ? QString() : m_text.first(slash);
}

bool Name::isBelow(QStringView folder) const
{
    return folder.isEmpty() ||
           (m_text.size() > folder.size() && m_text.startsWith(folder) && m_text[folder.size()] == u'/');
}

Result<Name> Name::join(QStringView folder, QStringView leaf)
{
    return folder.isEmpty() ? parse(leaf) : parse(folder.toString() + u'/' + leaf.toString());
}

QString Name::caseFolded() const
{
    return foldCase(m_text);
}

std::strong_ordering operator<=>(const Name &a, const Name &b)
{
    // UTF-16 units sort as UTF-8 bytes do once the surrogates are moved above U+E000–U+FFFF.
    const auto weight = [](QChar unit) {
        const char16_t value = unit.unicode();
        return value < 0xD800 ? value : value < 0xE000 ? char16_t(value + 0x2000) : char16_t(value - 0x0800);
    };
    return std::lexicographical_compare_three_way(a.m_text.begin(), a.m_text.end(), b.m_text.begin(), b.m_text.end(),
                                                  [weight](QChar x, QChar y) { return weight(x) <=> weight(y); });
}

QString foldCase(QStringView text)
{
    const bool isAscii = std::ranges::all_of(text, [](QChar unit) { return unit.unicode() < 0x80; });
    if (isAscii)
        return text.toString().toLower();
    // Decomposed first, because a mark that folds to a letter (U+0345) may be hidden in a composed character.
    const QString decomposed = text.toString().normalized(QString::NormalizationForm_D);
    QString folded;
    CodePoints points(decomposed);
    while (points.hasNext())
        folded += foldFully(points.next());
    return folded.normalized(QString::NormalizationForm_C);
}

} // namespace pulse
