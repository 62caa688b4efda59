// SPDX-License-Identifier: Apache-2.0
#include "markdown_scan.h"

#include <QUrl>
#include <array>

namespace pulse::ui {

using namespace Qt::StringLiterals;

namespace {

struct NamedEntity
{
    QLatin1StringView name;
    char16_t character;
};

// The names that people write by hand; any other stays as it is written.
constexpr std::array namedEntities{
    NamedEntity{"amp"_L1, u'&'},         NamedEntity{"lt"_L1, u'<'},          NamedEntity{"gt"_L1, u'>'},
    NamedEntity{"quot"_L1, u'"'},        NamedEntity{"apos"_L1, u'\''},       NamedEntity{"nbsp"_L1, u'\u00a0'},
    NamedEntity{"copy"_L1, u'\u00a9'},   NamedEntity{"reg"_L1, u'\u00ae'},    NamedEntity{"trade"_L1, u'\u2122'},
    NamedEntity{"hellip"_L1, u'\u2026'}, NamedEntity{"mdash"_L1, u'\u2014'},  NamedEntity{"ndash"_L1, u'\u2013'},
    NamedEntity{"lsquo"_L1, u'\u2018'},  NamedEntity{"rsquo"_L1, u'\u2019'},  NamedEntity{"ldquo"_L1, u'\u201c'},
    NamedEntity{"rdquo"_L1, u'\u201d'},  NamedEntity{"laquo"_L1, u'\u00ab'},  NamedEntity{"raquo"_L1, u'\u00bb'},
    NamedEntity{"bull"_L1, u'\u2022'},   NamedEntity{"middot"_L1, u'\u00b7'}, NamedEntity{"times"_L1, u'\u00d7'},
    NamedEntity{"divide"_L1, u'\u00f7'}, NamedEntity{"deg"_L1, u'\u00b0'},    NamedEntity{"plusmn"_L1, u'\u00b1'},
    NamedEntity{"para"_L1, u'\u00b6'},   NamedEntity{"sect"_L1, u'\u00a7'},   NamedEntity{"euro"_L1, u'\u20ac'},
    NamedEntity{"pound"_L1, u'\u00a3'},  NamedEntity{"yen"_L1, u'\u00a5'},    NamedEntity{"cent"_L1, u'\u00a2'},
    NamedEntity{"larr"_L1, u'\u2190'},   NamedEntity{"rarr"_L1, u'\u2192'},   NamedEntity{"uarr"_L1, u'\u2191'},
    NamedEntity{"darr"_L1, u'\u2193'},   NamedEntity{"harr"_L1, u'\u2194'},   NamedEntity{"le"_L1, u'\u2264'},
    NamedEntity{"ge"_L1, u'\u2265'},     NamedEntity{"ne"_L1, u'\u2260'},     NamedEntity{"infin"_L1, u'\u221e'},
    NamedEntity{"auml"_L1, u'\u00e4'},   NamedEntity{"ouml"_L1, u'\u00f6'},   NamedEntity{"uuml"_L1, u'\u00fc'},
    NamedEntity{"Auml"_L1, u'\u00c4'},   NamedEntity{"Ouml"_L1, u'\u00d6'},   NamedEntity{"Uuml"_L1, u'\u00dc'},
    NamedEntity{"szlig"_L1, u'\u00df'},  NamedEntity{"eacute"_L1, u'\u00e9'}, NamedEntity{"egrave"_L1, u'\u00e8'},
};

bool isLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isBlank(QChar c)
{
    return c == u' ' || c == u'\t' || c == u'\n';
}

std::optional<Scanned> scanNumericEntity(QStringView text, qsizetype at)
{
    const bool isHex = at + 2 < text.size() && (text[at + 2] == u'x' || text[at + 2] == u'X');
    const qsizetype start = at + (isHex ? 3 : 2);
    qsizetype end = start;
    while (end < text.size() && end - start < (isHex ? 6 : 7) && text[end] != u';')
        ++end;
    bool isNumber = false;
    char32_t code = end < text.size() && text[end] == u';'
                        ? static_cast<char32_t>(text.sliced(start, end - start).toUInt(&isNumber, isHex ? 16 : 10))
                        : 0;
    if (!isNumber)
        return {};
    if (code == 0 || code > 0x10ffff || QChar::isSurrogate(code))
        code = 0xfffd;
    return Scanned{QString(QStringView(QChar::fromUcs4(code))), end + 1};
}

std::optional<Scanned> bracketed(QStringView text, qsizetype at)
{
    const qsizetype end = std::min(text.size(), at + maxAddressLength);
    for (qsizetype i = at + 1; i < end; ++i) {
        if (text[i] == u'>')
            return Scanned{unescaped(text.sliced(at + 1, i - at - 1)), i + 1};
        if (text[i] == u'\n' || text[i] == u'<')
            return {};
        if (text[i] == u'\\')
            ++i;
    }
    return {};
}

} // namespace

bool isAsciiPunctuation(QChar c)
{
    return (c >= u'!' && c <= u'/') || (c >= u':' && c <= u'@') || (c >= u'[' && c <= u'`') || (c >= u'{' && c <= u'~');
}

bool isPunctuation(char32_t c)
{
    return QChar::isPunct(c) || QChar::isSymbol(c);
}

qsizetype skipSpace(QStringView text, qsizetype at)
{
    while (at < text.size() && isBlank(text[at]))
        ++at;
    return at;
}

std::optional<Scanned> scanEntity(QStringView text, qsizetype at)
{
    if (at + 2 >= text.size() || text[at] != u'&')
        return {};
    if (text[at + 1] == u'#')
        return scanNumericEntity(text, at);
    const auto close = text.sliced(at, std::min<qsizetype>(text.size() - at, 12)).indexOf(u';');
    if (close < 0)
        return {};
    const QStringView name = text.sliced(at + 1, close - 1);
    const auto found = std::ranges::find_if(namedEntities, [&](const NamedEntity &each) { return name == each.name; });
    if (found == namedEntities.end())
        return {};
    return Scanned{QString(QChar(found->character)), at + close + 1};
}

QString unescaped(QStringView text)
{
    QString result;
    result.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'\\' && i + 1 < text.size() && isAsciiPunctuation(text[i + 1])) {
            result += text[++i];
        } else if (const auto entity = scanEntity(text, i)) {
            result += entity->text;
            i = entity->end - 1;
        } else {
            result += text[i];
        }
    }
    return result;
}

std::optional<Scanned> scanAutolink(QStringView text, qsizetype at)
{
    const qsizetype limit = std::min(text.size(), at + maxAddressLength);
    qsizetype end = at + 1;
    qsizetype colon = -1;
    qsizetype atSign = -1;
    while (end < limit && text[end] != u'>') {
        if (text[end] == u'<' || text[end].isSpace() || text[end].unicode() < 0x20)
            return {};
        if (text[end] == u':' && colon < 0)
            colon = end;
        if (text[end] == u'@' && atSign < 0)
            atSign = end;
        ++end;
    }
    if (end >= limit || end == at + 1 || !isLetter(text[at + 1]))
        return {};
    const QStringView inside = text.sliced(at + 1, end - at - 1);
    if (colon > at + 2 && colon - at - 1 <= 32) {
        const QStringView scheme = text.sliced(at + 1, colon - at - 1);
        const bool isScheme = std::ranges::all_of(
            scheme, [](QChar c) { return isLetter(c) || isDigit(c) || c == u'+' || c == u'.' || c == u'-'; });
        if (isScheme)
            return Scanned{inside.toString(), end + 1};
    }
    if (atSign > at + 1 && atSign + 1 < end && text.sliced(atSign, end - atSign).contains(u'.'))
        return Scanned{u"mailto:"_s.append(inside), end + 1};
    return {};
}

std::optional<Scanned> scanBareLink(QStringView text, qsizetype at)
{
    const QStringView rest = text.sliced(at, std::min(text.size() - at, maxAddressLength));
    if (!rest.startsWith(u"http://") && !rest.startsWith(u"https://"))
        return {};
    qsizetype end = rest.indexOf(u"//") + 2;
    const qsizetype host = end;
    int parentheses = 0;
    while (end < rest.size() && !isBlank(rest[end]) && rest[end] != u'<' && rest[end] != u'`' && rest[end] != u'"') {
        parentheses += rest[end] == u'(' ? 1 : rest[end] == u')' ? -1 : 0;
        if (parentheses < 0)
            break;
        ++end;
    }
    while (end > host && QStringView(u"?!.,:*_~'\";)]}|").contains(rest[end - 1])) {
        if (rest[end - 1] == u')' && rest.first(end).count(u'(') >= rest.first(end).count(u')'))
            break;
        --end;
    }
    if (end == host)
        return {};
    return Scanned{rest.first(end).toString(), at + end};
}

qsizetype scanTag(QStringView text, qsizetype at)
{
    qsizetype i = at + 1;
    const qsizetype limit = std::min(text.size(), at + maxTitleLength);
    if (i < limit && (text[i] == u'/' || text[i] == u'!' || text[i] == u'?'))
        ++i;
    if (i >= limit || (!isLetter(text[i]) && text[i] != u'_' && text[i] != u'-'))
        return 0;
    while (i < limit && text[i] != u'>' && text[i] != u'<' && text[i] != u'\n')
        ++i;
    return i < limit && text[i] == u'>' ? i + 1 : 0;
}

std::optional<Scanned> scanDestination(QStringView text, qsizetype at)
{
    if (at < text.size() && text[at] == u'<')
        return bracketed(text, at);
    const qsizetype limit = std::min(text.size(), at + maxAddressLength);
    int depth = 0;
    qsizetype end = at;
    for (; end < limit && !isBlank(text[end]) && text[end].unicode() >= 0x20; ++end) {
        if (text[end] == u'\\' && end + 1 < limit && isAsciiPunctuation(text[end + 1]))
            ++end;
        else if (text[end] == u'(' && ++depth > 32)
            return {};
        else if (text[end] == u')' && --depth < 0)
            break;
    }
    if (depth > 0 || (end == limit && limit < text.size()))
        return {};
    return Scanned{unescaped(text.sliced(at, end - at)), end};
}

qsizetype scanTitle(QStringView text, qsizetype at)
{
    if (at >= text.size() || (text[at] != u'"' && text[at] != u'\'' && text[at] != u'('))
        return 0;
    const QChar close = text[at] == u'(' ? QChar(u')') : text[at];
    const qsizetype limit = std::min(text.size(), at + maxTitleLength);
    for (qsizetype i = at + 1; i < limit; ++i) {
        if (text[i] == u'\\')
            ++i;
        else if (text[i] == close)
            return i + 1;
    }
    return 0;
}

std::optional<Scanned> scanLinkTail(QStringView text, qsizetype at)
{
    if (at >= text.size() || text[at] != u'(')
        return {};
    auto destination = scanDestination(text, skipSpace(text, at + 1));
    if (!destination)
        return {};
    qsizetype end = skipSpace(text, destination->end);
    if (end > destination->end) {
        if (const qsizetype title = scanTitle(text, end))
            end = skipSpace(text, title);
    }
    if (end >= text.size() || text[end] != u')')
        return {};
    return Scanned{destination->text, end + 1};
}

std::optional<Scanned> scanLabel(QStringView text, qsizetype at)
{
    if (at >= text.size() || text[at] != u'[')
        return {};
    const qsizetype limit = std::min(text.size(), at + maxLabelLength + 2);
    for (qsizetype i = at + 1; i < limit; ++i) {
        if (text[i] == u'\\')
            ++i;
        else if (text[i] == u'[')
            return {};
        else if (text[i] == u']')
            return Scanned{text.sliced(at + 1, i - at - 1).toString(), i + 1};
    }
    return {};
}

QString normalisedLabel(QStringView label)
{
    return label.toString().simplified().toCaseFolded();
}

} // namespace pulse::ui
