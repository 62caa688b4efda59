// SPDX-License-Identifier: Apache-2.0
#include "markdown_line.h"

#include <QString>

namespace pulse {
namespace {

bool isBlankCharacter(QChar c)
{
    return c == u' ' || c == u'\t';
}

QStringView trimmedBlanks(QStringView text)
{
    while (!text.isEmpty() && isBlankCharacter(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isBlankCharacter(text.back()))
        text.chop(1);
    return text;
}

qsizetype runLength(QStringView text)
{
    qsizetype length = 0;
    while (length < text.size() && text[length] == text.front())
        ++length;
    return length;
}

} // namespace

MarkdownLine::MarkdownLine(QStringView line)
    : m_line(line)
{
    findText();
}

void MarkdownLine::findText()
{
    if (m_textAt < m_at) {
        m_textAt = m_at;
        m_textColumn = m_column;
    }
    while (m_textAt < m_line.size() && isBlankCharacter(m_line[m_textAt])) {
        m_textColumn = m_line[m_textAt] == u'\t' ? (m_textColumn / 4 + 1) * 4 : m_textColumn + 1;
        ++m_textAt;
    }
}

void MarkdownLine::advanceColumns(int columns)
{
    while (columns > 0 && m_at < m_line.size()) {
        if (m_line[m_at] == u'\t') {
            const int tabEnd = (m_column / 4 + 1) * 4;
            if (m_column + columns < tabEnd) {
                m_column += columns;
                return;
            }
            columns -= tabEnd - m_column;
            m_column = tabEnd;
        } else {
            --columns;
            ++m_column;
        }
        ++m_at;
    }
    findText();
}

void MarkdownLine::advancePastText(qsizetype units)
{
    m_at = m_textAt + units;
    m_column = m_textColumn + static_cast<int>(units);
    findText();
}

bool MarkdownLine::isThematicBreak()
{
    if (isBlank())
        return false;
    const QChar mark = m_line[m_textAt];
    const size_t index = mark == u'*' ? 0 : mark == u'-' ? 1 : mark == u'_' ? 2 : 3;
    if (index == 3 || m_textAt < m_noBreakBefore[index])
        return false;
    qsizetype marks = 0;
    for (qsizetype at = m_textAt; at < m_line.size(); ++at) {
        if (m_line[at] == mark) {
            ++marks;
        } else if (!isBlankCharacter(m_line[at])) {
            m_noBreakBefore[index] = at;
            return false;
        }
    }
    return marks >= 3;
}

int MarkdownLine::setextLevel() const
{
    if (isBlank() || (text().front() != u'=' && text().front() != u'-'))
        return 0;
    if (!trimmedBlanks(text().sliced(runLength(text()))).isEmpty())
        return 0;
    return text().front() == u'=' ? 1 : 2;
}

int MarkdownLine::atxLevel() const
{
    if (isBlank() || text().front() != u'#')
        return 0;
    const qsizetype level = runLength(text());
    const bool ends = level == text().size() || isBlankCharacter(text()[level]);
    return level <= 6 && ends ? static_cast<int>(level) : 0;
}

QStringView MarkdownLine::atxText() const
{
    const QStringView content = trimmedBlanks(text().sliced(runLength(text())));
    QStringView withoutMarks = content;
    while (withoutMarks.endsWith(u'#'))
        withoutMarks.chop(1);
    if (withoutMarks.isEmpty())
        return {};
    return isBlankCharacter(withoutMarks.back()) ? trimmedBlanks(withoutMarks) : content;
}

qsizetype MarkdownLine::fenceLength() const
{
    return !isBlank() && (text().front() == u'`' || text().front() == u'~') ? runLength(text()) : 0;
}

bool MarkdownLine::opensFence() const
{
    const qsizetype length = fenceLength();
    return length >= 3 && (text().front() == u'~' || !text().sliced(length).contains(u'`'));
}

ListMarker listMarker(QStringView text)
{
    if (text.isEmpty())
        return {};
    const auto endsAt = [&](qsizetype at) { return at == text.size() || isBlankCharacter(text[at]); };
    if (text.front() == u'-' || text.front() == u'+' || text.front() == u'*')
        return endsAt(1) ? ListMarker{1, true} : ListMarker{};
    qsizetype digits = 0;
    while (digits < text.size() && digits < 10 && text[digits] >= u'0' && text[digits] <= u'9')
        ++digits;
    if (digits == 0 || digits > 9 || digits == text.size() || (text[digits] != u'.' && text[digits] != u')') ||
        !endsAt(digits + 1))
        return {};
    return {digits + 1, text.first(digits).toInt() == 1};
}

} // namespace pulse
