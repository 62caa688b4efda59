// SPDX-License-Identifier: Apache-2.0
#include "code_colours.h"

#include "markdown_inlines.h"
#include "pulse/ui/common/highlighting.h"

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/State>

namespace pulse::ui {

namespace {

constexpr qsizetype maxColouredLine = 2000; // patterns over longer lines take too long

class LineHighlighter : public KSyntaxHighlighting::AbstractHighlighter
{
public:
    struct Token
    {
        int offset = 0;
        int length = 0;
        std::int8_t style = 0;
    };
    void begin(const KSyntaxHighlighting::Definition &definition)
    {
        setDefinition(definition);
        m_state = {};
    }
    const std::vector<Token> &tokens(const QString &line)
    {
        m_tokens.clear();
        m_state = highlightLine(line, m_state);
        return m_tokens;
    }

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override
    {
        if (length > 0)
            m_tokens.push_back({offset, length, static_cast<std::int8_t>(format.textStyle())});
    }

private:
    KSyntaxHighlighting::State m_state;
    std::vector<Token> m_tokens;
};

QString lineText(const Row &row)
{
    QString text;
    for (const Run &run : row.runs)
        text += run.text;
    return text;
}

/// The line cut at the borders of tokens and of variables alike; variables stay chips.
Runs coloured(const Runs &runs, const std::vector<LineHighlighter::Token> &tokens)
{
    Runs result;
    qsizetype runStart = 0;
    std::size_t token = 0;
    for (const Run &run : runs) {
        const qsizetype runEnd = runStart + run.text.size();
        if (run.style & Run::Variable) {
            result.push_back(run);
            runStart = runEnd;
            continue;
        }
        qsizetype at = runStart;
        while (at < runEnd) {
            while (token < tokens.size() && tokens[token].offset + tokens[token].length <= at)
                ++token;
            const bool inside = token < tokens.size() && tokens[token].offset <= at;
            const qsizetype border = token == tokens.size() ? runEnd
                                     : inside               ? tokens[token].offset + tokens[token].length
                                                            : tokens[token].offset;
            const qsizetype end = std::min(runEnd, border);
            Run part{.text = run.text.sliced(at - runStart, end - at), .style = run.style};
            if (inside) {
                part.style |= Run::Syntax;
                part.token = tokens[token].style;
            }
            result.push_back(std::move(part));
            at = end;
        }
        runStart = runEnd;
    }
    return result;
}

} // namespace

struct CodeColours::Private
{
    Highlighting highlighting;
    LineHighlighter highlighter;
};

CodeColours::CodeColours() = default;
CodeColours::~CodeColours() = default;

void CodeColours::apply(Rows &rows, WorkLimit &limit)
{
    bool isColouring = false;
    for (Row &row : rows) {
        if (row.kind != Row::Kind::Code)
            continue;
        if (limit.isOver())
            return;
        if (row.isCodeStart) {
            isColouring = false;
            if (!row.language.isEmpty()) {
                if (!d)
                    d = std::make_unique<Private>();
                const auto definition = d->highlighting.forFence(row.language);
                isColouring = definition.isValid();
                if (isColouring)
                    d->highlighter.begin(definition);
            }
        }
        if (!isColouring)
            continue;
        const QString text = lineText(row);
        if (text.size() <= maxColouredLine)
            row.runs = coloured(row.runs, d->highlighter.tokens(text));
    }
}

} // namespace pulse::ui
