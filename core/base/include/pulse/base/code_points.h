// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringView>

namespace pulse {

/// Walks over the Unicode characters of UTF-16 text: `while (points.hasNext()) use(points.next());`. A lone surrogate
/// comes as itself (QChar::isSurrogate tells). The text must outlive it.
class CodePoints
{
public:
    explicit CodePoints(QStringView text)
        : m_text(text)
    {}

    [[nodiscard]] bool hasNext() const { return m_at < m_text.size(); }
    /// The index of the next character's first UTF-16 unit.
    [[nodiscard]] qsizetype index() const { return m_at; }

    char32_t next()
    {
        const QChar unit = m_text[m_at++];
        if (unit.isHighSurrogate() && hasNext() && m_text[m_at].isLowSurrogate())
            return QChar::surrogateToUcs4(unit, m_text[m_at++]);
        return unit.unicode();
    }

private:
    QStringView m_text;
    qsizetype m_at = 0;
};

} // namespace pulse
