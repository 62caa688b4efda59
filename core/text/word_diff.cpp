// SPDX-License-Identifier: Apache-2.0
#include "word_diff.h"

#include "interner.h"
#include "sequence_diff.h"

#include <QTextBoundaryFinder>
#include <algorithm>

namespace pulse {
namespace {

enum class TokenClass { Word, Space, Single };

bool standsAlone(char32_t point)
{
    switch (QChar::script(point)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Thai:
    case QChar::Script_Lao:
    case QChar::Script_Khmer:
    case QChar::Script_Myanmar:
        return true;
    default:
        return false;
    }
}

TokenClass classOf(char32_t point)
{
    if (QChar::isSpace(point))
        return TokenClass::Space;
    if (point == U'_' || (QChar::isLetterOrNumber(point) && !standsAlone(point)))
        return TokenClass::Word;
    return TokenClass::Single;
}

char32_t pointAt(QStringView text, qsizetype index)
{
    const QChar first = text[index];
    if (first.isHighSurrogate() && index + 1 < text.size() && text[index + 1].isLowSurrogate())
        return QChar::surrogateToUcs4(first, text[index + 1]);
    return first.unicode();
}

class TokenList
{
public:
    void add(qsizetype start, qsizetype length, TokenClass kind)
    {
        if (!m_tokens.empty() && kind == m_last && kind != TokenClass::Single)
            m_tokens.back().length += length;
        else
            m_tokens.push_back({start, length, kind == TokenClass::Space});
        m_last = kind;
    }
    std::vector<WordToken> take() { return std::move(m_tokens); }

private:
    std::vector<WordToken> m_tokens;
    TokenClass m_last = TokenClass::Single;
};

/// One side of a comparison of words.
struct Words
{
    QStringView line;
    std::vector<WordToken> tokens;
    std::vector<int> numbers;

    QStringView view(const WordToken &token) const { return line.sliced(token.start, token.length); }
};

/// The text from one token to before another.
TextSpan spanOf(const Words &side, int first, int count)
{
    const WordToken &last = side.tokens[static_cast<size_t>(first + count - 1)];
    const qsizetype start = side.tokens[static_cast<size_t>(first)].start;
    return {start, last.start + last.length - start};
}

/// Two changes with only white space between them read better as one.
void joinAcrossSpace(std::vector<SequenceChange> &changes, const Words &left)
{
    size_t kept = 0;
    for (size_t i = 1; i < changes.size(); ++i) {
        SequenceChange &last = changes[kept];
        const SequenceChange &change = changes[i];
        const int between = last.left + last.leftCount;
        const bool replaces =
            last.leftCount > 0 && last.rightCount > 0 && change.leftCount > 0 && change.rightCount > 0;
        if (replaces && change.left == between + 1 && left.tokens[static_cast<size_t>(between)].isSpace) {
            last.leftCount = change.left + change.leftCount - last.left;
            last.rightCount = change.right + change.rightCount - last.right;
        } else {
            changes[++kept] = change;
        }
    }
    if (!changes.empty())
        changes.resize(kept + 1);
}

} // namespace

std::vector<WordToken> wordTokens(QStringView line)
{
    TokenList tokens;
    const bool isAscii = std::ranges::all_of(line, [](QChar c) { return c.unicode() < 0x80 && c != u'\r'; });
    if (isAscii) {
        for (qsizetype i = 0; i < line.size(); ++i)
            tokens.add(i, 1, classOf(line[i].unicode()));
        return tokens.take();
    }
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, line);
    qsizetype start = 0;
    for (qsizetype end = finder.toNextBoundary(); end > start; end = finder.toNextBoundary()) {
        tokens.add(start, end - start, classOf(pointAt(line, start)));
        start = end;
    }
    if (start < line.size())
        tokens.add(start, line.size() - start, TokenClass::Single);
    return tokens.take();
}

WordDifference diffWords(QStringView left, QStringView right, int depth, const std::stop_token &stop)
{
    Words a{left, wordTokens(left), {}};
    Words b{right, wordTokens(right), {}};
    Interner<QStringView> interner;
    for (Words *side : {&a, &b}) {
        side->numbers.reserve(side->tokens.size());
        for (const WordToken &token : side->tokens)
            side->numbers.push_back(interner.number(side->view(token)));
    }
    auto changes = diffSequences(a.numbers, b.numbers, depth, stop);
    if (!changes)
        return {};
    joinAcrossSpace(*changes, a);
    WordDifference result;
    for (const SequenceChange &change : *changes) {
        if (change.leftCount > 0)
            result.left.push_back(spanOf(a, change.left, change.leftCount));
        if (change.rightCount > 0)
            result.right.push_back(spanOf(b, change.right, change.rightCount));
    }
    return result;
}

} // namespace pulse
