// SPDX-License-Identifier: Apache-2.0
#include "fuzzy_match.h"

#include <QVarLengthArray>

namespace pulse::ui {

namespace {

constexpr int impossible = -100000;
constexpr int letter = 16;
constexpr int inARow = 12;
constexpr int wordStart = 10;
constexpr int leafStart = 8;
constexpr int gap = 1;

bool isSeparator(QChar c)
{
    return c == u'/' || c == u'-' || c == u'_' || c == u'.' || c.isSpace();
}

bool isSubsequence(QStringView word, QStringView text)
{
    qsizetype at = 0;
    for (const QChar c : text) {
        if (c.toCaseFolded() == word[at] && ++at == word.size())
            return true;
    }
    return false;
}

// The best way to place a word's letters in a text: a table of words × text, small enough for every keystroke.
class Placement
{
public:
    Placement(QStringView word, QStringView text)
        : m_text(text)
        , m_columns(text.size())
    {
        m_leaf = text.lastIndexOf(u'/') + 1;
        m_ending.resize(word.size() * m_columns, impossible);
        m_from.resize(word.size() * m_columns, -1);
        for (qsizetype row = 0; row < word.size(); ++row)
            fill(row, word[row]);
        m_rows = word.size();
        const auto last = m_ending.cbegin() + (m_rows - 1) * m_columns;
        m_end = std::max_element(last, last + m_columns) - last;
    }

    [[nodiscard]] int score() const { return m_ending[(m_rows - 1) * m_columns + m_end]; }
    [[nodiscard]] QList<int> positions() const
    {
        QList<int> found;
        qsizetype at = m_end;
        for (qsizetype row = m_rows - 1; row >= 0 && at >= 0; --row) {
            found.prepend(static_cast<int>(at));
            at = m_from[row * m_columns + at];
        }
        return found;
    }

private:
    void fill(qsizetype row, QChar wanted)
    {
        int before = impossible; // the best of the row above that lies left of this column
        qsizetype beforeAt = -1;
        for (qsizetype column = 0; column < m_columns; ++column) {
            if (m_text[column].toCaseFolded() == wanted)
                place(row, column, before, beforeAt);
            if (row > 0) {
                const int above = m_ending[(row - 1) * m_columns + column];
                before = before == impossible ? impossible : before - gap;
                if (above != impossible && above >= before) {
                    before = above;
                    beforeAt = column;
                }
            }
        }
    }

    void place(qsizetype row, qsizetype column, int before, qsizetype beforeAt)
    {
        const qsizetype cell = row * m_columns + column;
        const int here = letter + bonus(column);
        if (row == 0) {
            m_ending[cell] = here - static_cast<int>(std::min<qsizetype>(column, 12)) / 4;
            return;
        }
        if (before != impossible) {
            m_ending[cell] = here + before;
            m_from[cell] = static_cast<int>(beforeAt);
        }
        const int adjacent = column > 0 ? m_ending[cell - m_columns - 1] : impossible;
        if (adjacent != impossible && adjacent + inARow + here > m_ending[cell]) {
            m_ending[cell] = adjacent + inARow + here;
            m_from[cell] = static_cast<int>(column - 1);
        }
    }

    [[nodiscard]] int bonus(qsizetype column) const
    {
        int sum = column >= m_leaf ? 2 : 0;
        if (column == m_leaf)
            sum += leafStart;
        if (column == 0 || isSeparator(m_text[column - 1]) ||
            (m_text[column].isUpper() && m_text[column - 1].isLower()))
            sum += wordStart;
        return sum;
    }

    QStringView m_text;
    qsizetype m_columns;
    qsizetype m_rows = 0;
    qsizetype m_leaf = 0;
    qsizetype m_end = 0;
    QVarLengthArray<int, 1024> m_ending;
    QVarLengthArray<int, 1024> m_from;
};

} // namespace

FuzzyPattern::FuzzyPattern(QStringView typed)
{
    const auto words = typed.split(u' ', Qt::SkipEmptyParts);
    for (const QStringView word : words.first(std::min<qsizetype>(words.size(), 8)))
        m_words.append(word.first(std::min<qsizetype>(word.size(), 64)).toString().toCaseFolded());
}

std::optional<int> FuzzyPattern::score(QStringView text) const
{
    int sum = 0;
    for (const QString &word : m_words) {
        if (!isSubsequence(word, text))
            return {};
        sum += Placement(word, text).score();
    }
    return sum - static_cast<int>(std::min<qsizetype>(text.size(), 400)) / 8;
}

QList<int> FuzzyPattern::positions(QStringView text) const
{
    QList<int> all;
    for (const QString &word : m_words) {
        if (!isSubsequence(word, text))
            return {};
        all += Placement(word, text).positions();
    }
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

} // namespace pulse::ui
