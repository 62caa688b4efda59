// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace pulse::ui {

/// Walks through a line by columns, where a tab reaches to the next multiple of four and may be used up in part.
class LineCursor
{
public:
    explicit LineCursor(QStringView line)
        : m_line(line)
    {}

    /// Columns of white space ahead.
    [[nodiscard]] int indent() const
    {
        int column = m_column;
        for (qsizetype i = m_at; i < m_line.size() && isSpace(m_line[i]); ++i)
            column += m_line[i] == u'\t' ? 4 - column % 4 : 1;
        return column - m_column + m_virtual;
    }
    /// What comes after the white space ahead.
    [[nodiscard]] QStringView text() const
    {
        qsizetype i = m_at;
        while (i < m_line.size() && isSpace(m_line[i]))
            ++i;
        return m_line.sliced(i);
    }
    [[nodiscard]] bool isBlank() const { return text().isEmpty(); }
    /// Everything ahead, with the rest of a tab as spaces.
    [[nodiscard]] QString rest() const { return QString(m_virtual, u' ').append(m_line.sliced(m_at)); }

    void skipColumns(int columns)
    {
        while (columns > 0 && (m_virtual > 0 || (m_at < m_line.size() && isSpace(m_line[m_at])))) {
            if (m_virtual == 0) {
                m_virtual = m_line[m_at] == u'\t' ? 4 - m_column % 4 : 1;
                m_column += m_virtual;
                ++m_at;
            }
            --m_virtual;
            --columns;
        }
    }
    void skipCharacters(qsizetype count)
    {
        m_at += count;
        m_column += static_cast<int>(count);
    }

    [[nodiscard]] static bool isSpace(QChar c) { return c == u' ' || c == u'\t'; }

private:
    QStringView m_line;
    qsizetype m_at = 0;
    int m_column = 0;
    int m_virtual = 0; // columns of a tab that are not used up yet
};

} // namespace pulse::ui
