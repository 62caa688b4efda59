// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringView>

namespace pulse {

/// Walks over the lines of a text, ended by `\n`, `\r\n` or `\r` as CommonMark and the editor have it.
class LineCursor
{
public:
    explicit LineCursor(QStringView text)
        : m_text(text)
    {}

    /// Moves to the next line; false at the end. A line break at the very end begins no further line.
    bool next()
    {
        if (m_next >= m_text.size())
            return false;
        ++m_number;
        m_start = m_next;
        m_end = m_start;
        while (m_end < m_text.size() && m_text[m_end] != u'\n' && m_text[m_end] != u'\r')
            ++m_end;
        m_next = m_end;
        if (m_next < m_text.size())
            m_next += m_text[m_next] == u'\r' && m_next + 1 < m_text.size() && m_text[m_next + 1] == u'\n' ? 2 : 1;
        return true;
    }

    [[nodiscard]] int number() const { return m_number; }
    [[nodiscard]] qsizetype start() const { return m_start; }
    [[nodiscard]] qsizetype nextStart() const { return m_next; } ///< past the line break
    [[nodiscard]] QStringView line() const { return m_text.sliced(m_start, m_end - m_start); }

private:
    QStringView m_text;
    int m_number = -1;
    qsizetype m_start = 0;
    qsizetype m_end = 0;
    qsizetype m_next = 0;
};

} // namespace pulse
