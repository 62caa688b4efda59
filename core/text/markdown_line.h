// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringView>
#include <array>

namespace pulse {

/// A place in one line of Markdown. Indentation is counted in columns, a tab reaching to the next multiple of four; a
/// tab may be consumed in part. Every question costs constant time, or time that is paid once per line.
class MarkdownLine
{
public:
    explicit MarkdownLine(QStringView line);

    [[nodiscard]] bool isBlank() const { return m_textAt == m_line.size(); }
    [[nodiscard]] int indentation() const { return m_textColumn - m_column; }
    [[nodiscard]] QStringView text() const { return m_line.sliced(m_textAt); } ///< after the indentation

    void advanceColumns(int columns);
    /// Past the indentation and `units` characters of text.
    void advancePastText(qsizetype units);

    /// `***`, `- - -`, …
    [[nodiscard]] bool isThematicBreak();
    /// 1 for `===`, 2 for `---`, 0 for anything else.
    [[nodiscard]] int setextLevel() const;
    /// 1–6 for `# …`, else 0.
    [[nodiscard]] int atxLevel() const;
    [[nodiscard]] QStringView atxText() const;
    /// How many backticks or tildes stand at the front.
    [[nodiscard]] qsizetype fenceLength() const;
    /// Whether they open a fenced block.
    [[nodiscard]] bool opensFence() const;

private:
    void findText();

    QStringView m_line;
    qsizetype m_at = 0;
    int m_column = 0;
    qsizetype m_textAt = 0;
    int m_textColumn = 0;
    std::array<qsizetype, 3> m_noBreakBefore{-1, -1, -1}; // of `*`, `-`, `_`: where a search for a break ended in vain
};

/// The mark that begins a list item.
struct ListMarker
{
    qsizetype length = 0; ///< 0: there is none
    bool startsAtOne = true;
};

[[nodiscard]] ListMarker listMarker(QStringView text);

} // namespace pulse
