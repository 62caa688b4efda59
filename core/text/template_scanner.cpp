// SPDX-License-Identifier: Apache-2.0
#include "template_scanner.h"

using namespace Qt::StringLiterals;

namespace pulse {
namespace {

constexpr auto rawOpening = "{{{{raw}}}}"_L1;
constexpr auto rawClosing = "{{{{/raw}}}}"_L1;

bool isSpaceOrTab(QChar c)
{
    return c == u' ' || c == u'\t';
}

/// How many UTF-16 units the character of a name at `at` has; 0 when it cannot stand there.
qsizetype nameCharacter(QStringView text, qsizetype at, bool isFirst)
{
    char32_t point = text[at].unicode();
    qsizetype units = 1;
    if (text[at].isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate()) {
        point = QChar::surrogateToUcs4(text[at], text[at + 1]);
        units = 2;
    }
    if (point == U'_' || QChar::isLetterOrNumber(point))
        return units;
    return !isFirst && (point == U'-' || point == U'.' || QChar::isMark(point)) ? units : 0;
}

qsizetype nameEnd(QStringView text, qsizetype from)
{
    qsizetype at = from;
    while (at < text.size()) {
        const qsizetype units = nameCharacter(text, at, at == from);
        if (units == 0)
            break;
        at += units;
    }
    return at;
}

} // namespace

bool isTemplateVariableName(QStringView name)
{
    return !name.isEmpty() && nameEnd(name, 0) == name.size();
}

TemplateScanner::TemplateScanner(QStringView text)
    : m_text(text)
{}

std::optional<TemplatePart> TemplateScanner::next()
{
    while (true) {
        if (m_pending) {
            TemplatePart part{TemplatePart::Kind::Placeholder, m_pending->offset, m_pending->length, *m_pending};
            m_pending.reset();
            return part;
        }
        auto literal = m_rawEnd >= 0 ? leaveRawBlock() : literalToNextPart();
        if (literal)
            return literal;
        if (!m_pending && m_rawEnd < 0 && m_done == m_text.size())
            return {};
    }
}

std::optional<TemplatePart> TemplateScanner::literalToNextPart()
{
    while (true) {
        const qsizetype braces = m_text.indexOf("{{"_L1, m_search);
        if (braces < 0)
            return literalUpTo(m_text.size());
        m_search = braces + 2;
        while (m_search < m_text.size() && m_text[m_search] == u'{')
            ++m_search;
        const qsizetype count = m_search - braces;
        if (count == 4 && enterRawBlock(braces)) {
            auto before = literalUpTo(braces);
            m_done = braces + rawOpening.size();
            return before;
        }
        auto placeholder = count == 2 ? placeholderAt(braces) : std::nullopt;
        if (!placeholder)
            continue;
        m_search = braces + placeholder->length;
        const bool escapes = braces > m_done && m_text[braces - 1] == u'\\';
        const bool escapesBackslash = escapes && braces - 1 > m_done && m_text[braces - 2] == u'\\';
        auto before = literalUpTo(escapes ? braces - 1 : braces);
        if (escapes && !escapesBackslash) {
            m_done = braces;
            if (before)
                return before;
            continue;
        }
        placeholder->line = lineOf(braces);
        m_done = m_search;
        m_pending = std::move(placeholder);
        return before;
    }
}

std::optional<TemplatePart> TemplateScanner::leaveRawBlock()
{
    auto inside = literalUpTo(m_rawEnd);
    m_done = m_search = m_rawEnd + rawClosing.size();
    m_rawEnd = -1;
    return inside;
}

std::optional<TemplatePart> TemplateScanner::literalUpTo(qsizetype end)
{
    if (end <= m_done)
        return {};
    TemplatePart part{TemplatePart::Kind::Literal, m_done, end - m_done, {}};
    m_done = end;
    return part;
}

std::optional<TemplatePlaceholder> TemplateScanner::placeholderAt(qsizetype braces) const
{
    TemplatePlaceholder result;
    qsizetype at = braces + 2;
    while (at < m_text.size() && isSpaceOrTab(m_text[at]))
        ++at;
    result.offset = braces;
    result.nameOffset = at;
    at = nameEnd(m_text, at);
    result.nameLength = at - result.nameOffset;
    if (result.nameLength == 0)
        return {};
    while (at < m_text.size() && isSpaceOrTab(m_text[at]))
        ++at;
    if (at < m_text.size() && m_text[at] == u'=' && !readDefault(at, result))
        return {};
    if (at + 1 >= m_text.size() || m_text[at] != u'}' || m_text[at + 1] != u'}')
        return {};
    result.length = at + 2 - braces;
    result.name = m_text.sliced(result.nameOffset, result.nameLength).toString();
    return result;
}

bool TemplateScanner::readDefault(qsizetype &at, TemplatePlaceholder &placeholder) const
{
    const qsizetype from = at + 1;
    for (qsizetype end = from; end + 1 < m_text.size(); ++end) {
        const QChar c = m_text[end];
        if (c == u'\n' || c == u'\r' || (c == u'{' && m_text[end + 1] == u'{'))
            return false;
        if (c == u'}' && m_text[end + 1] == u'}') {
            placeholder.defaultText = m_text.sliced(from, end - from).trimmed().toString();
            at = end;
            return true;
        }
    }
    return false;
}

bool TemplateScanner::enterRawBlock(qsizetype braces)
{
    if (!m_rawMayClose || !m_text.sliced(braces).startsWith(rawOpening))
        return false;
    m_rawEnd = m_text.indexOf(rawClosing, braces + rawOpening.size());
    m_rawMayClose = m_rawEnd >= 0;
    return m_rawMayClose;
}

int TemplateScanner::lineOf(qsizetype offset)
{
    for (; m_lineOffset < offset; ++m_lineOffset) {
        const QChar c = m_text[m_lineOffset];
        const bool isPair = c == u'\r' && m_lineOffset + 1 < m_text.size() && m_text[m_lineOffset + 1] == u'\n';
        if ((c == u'\n' || c == u'\r') && !isPair)
            ++m_line;
    }
    return m_line;
}

} // namespace pulse
