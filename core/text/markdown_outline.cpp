// SPDX-License-Identifier: Apache-2.0
#include "pulse/text/markdown_outline.h"

#include "front_matter_extent.h"
#include "markdown_line.h"
#include "text_lines.h"

#include <QStringList>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse {
namespace {

/// The quotes and list items that are open, from the outermost in.
class ContainerStack
{
public:
    [[nodiscard]] size_t size() const { return m_containers.size(); }

    void pushQuote()
    {
        m_quotes.push_back(m_containers.size());
        m_containers.push_back({true, 0, false});
    }
    void pushItem(int contentColumns, bool isEmpty) { m_containers.push_back({false, contentColumns, isEmpty}); }

    void truncate(size_t size)
    {
        m_containers.resize(size);
        while (!m_quotes.empty() && m_quotes.back() >= size)
            m_quotes.pop_back();
    }

    /// Consumes the marks of those that go on in this line, and says how many they are.
    size_t match(MarkdownLine &line) const
    {
        size_t quotes = 0;
        for (size_t i = 0; i < m_containers.size(); ++i) {
            if (line.isBlank())
                return matchBlank(quotes);
            if (m_containers[i].isQuote) {
                if (line.indentation() > 3 || line.text().front() != u'>')
                    return i;
                ++quotes;
                enterQuote(line);
            } else if (line.indentation() >= m_containers[i].contentColumns) {
                line.advanceColumns(m_containers[i].contentColumns);
            } else {
                return i;
            }
        }
        return m_containers.size();
    }

    static void enterQuote(MarkdownLine &line)
    {
        line.advancePastText(1);
        if (line.indentation() > 0)
            line.advanceColumns(1);
    }

    void noteContent()
    {
        if (!m_containers.empty())
            m_containers.back().isEmpty = false;
    }

private:
    struct Container
    {
        bool isQuote;
        int contentColumns;
        bool isEmpty; // an item whose first line holds nothing but its mark
    };

    /// A blank line goes on with every item up to the next quote, without a walk over them: nesting may be deep.
    [[nodiscard]] size_t matchBlank(size_t quotes) const
    {
        if (quotes < m_quotes.size())
            return m_quotes[quotes];
        return m_containers.size() - (m_containers.back().isEmpty ? 1 : 0);
    }

    std::vector<Container> m_containers;
    std::vector<size_t> m_quotes; // where in m_containers
};

class OutlineBuilder
{
public:
    void addLine(QStringView text, int number)
    {
        m_number = number;
        MarkdownLine line(text);
        m_matched = m_containers.match(line);
        if (m_inFence) {
            if (m_matched == m_containers.size()) {
                goOnWithFence(line);
                return;
            }
            endFence(number - 1, false);
        }
        m_opened = false;
        if (endParagraphAsHeading(line))
            return;
        openContainers(line);
        addLeaf(line);
    }

    MarkdownOutline finish()
    {
        if (m_inFence)
            endFence(m_number, false);
        return std::move(m_outline);
    }

private:
    [[nodiscard]] bool allMatched() const { return m_matched == m_containers.size(); }

    void goOnWithFence(const MarkdownLine &line)
    {
        if (line.isBlank() || line.indentation() > 3 || line.text().front() != m_fenceMark)
            return;
        const qsizetype length = line.fenceLength();
        if (length >= m_fenceLength && line.text().sliced(length).trimmed().isEmpty())
            endFence(m_number, true);
    }

    void endFence(int lastLine, bool isClosed)
    {
        m_outline.fences.back().lastLine = lastLine;
        m_outline.fences.back().isClosed = isClosed;
        m_inFence = false;
    }

    bool endParagraphAsHeading(const MarkdownLine &line)
    {
        if (!hasParagraph() || !allMatched() || line.indentation() > 3 || line.setextLevel() == 0)
            return false;
        QStringList lines;
        for (const QStringView part : m_paragraph)
            lines.append(part.trimmed().toString());
        m_outline.headings.push_back({line.setextLevel(), m_paragraphLine, lines.join(u' ')});
        m_paragraph.clear();
        return true;
    }

    void openContainers(MarkdownLine &line)
    {
        while (!line.isBlank() && line.indentation() <= 3) {
            if (line.text().front() == u'>') {
                makeRoom();
                ContainerStack::enterQuote(line);
                m_containers.pushQuote();
            } else if (const ListMarker marker = listMarker(line.text());
                       marker.length > 0 && !line.isThematicBreak() && mayBegin(marker, line)) {
                makeRoom();
                openItem(marker, line);
            } else {
                return;
            }
            m_matched = m_containers.size();
        }
    }

    /// Only an item with text, and of a numbered list only the first, breaks into a paragraph.
    [[nodiscard]] bool mayBegin(const ListMarker &marker, const MarkdownLine &line) const
    {
        if (!hasParagraph() || !allMatched() || m_opened)
            return true;
        return marker.startsAtOne && line.text().size() > marker.length &&
               !line.text().sliced(marker.length).trimmed().isEmpty();
    }

    void openItem(const ListMarker &marker, MarkdownLine &line)
    {
        const int markColumns = line.indentation() + static_cast<int>(marker.length);
        line.advancePastText(marker.length);
        const bool isEmpty = line.isBlank();
        const int space = isEmpty || line.indentation() > 4 ? 1 : line.indentation();
        line.advanceColumns(space);
        m_containers.pushItem(markColumns + space, isEmpty);
        if (!isEmpty && line.indentation() <= 3)
            countTask(line.text());
    }

    void countTask(QStringView text)
    {
        if (text.size() < 5 || text[0] != u'[' || text[2] != u']' || (text[3] != u' ' && text[3] != u'\t'))
            return;
        if (text[1] == u' ')
            ++m_outline.openTasks;
        else if (text[1] == u'x' || text[1] == u'X')
            ++m_outline.doneTasks;
    }

    /// A new block begins below the containers that go on: the others end, and so does a paragraph.
    void makeRoom()
    {
        m_containers.truncate(m_matched);
        m_paragraph.clear();
        m_opened = true;
    }

    void addLeaf(MarkdownLine &line)
    {
        if (line.isBlank()) {
            m_containers.truncate(m_matched);
            m_paragraph.clear();
            return;
        }
        const bool isIndented = line.indentation() > 3;
        if (isIndented && !hasParagraph()) {
            makeRoom();
        } else if (isIndented) {
            m_paragraph.push_back(line.text());
        } else if (const int level = line.atxLevel(); level > 0) {
            makeRoom();
            m_outline.headings.push_back({level, m_number, line.atxText().toString()});
        } else if (line.opensFence()) {
            makeRoom();
            beginFence(line);
        } else if (line.isThematicBreak()) {
            makeRoom();
        } else {
            addText(line);
        }
        m_containers.noteContent();
    }

    /// Text goes on with an open paragraph even where its quote or item is not marked any more.
    void addText(const MarkdownLine &line)
    {
        if (!hasParagraph()) {
            makeRoom();
            m_paragraphLine = m_number;
        }
        m_paragraph.push_back(line.text());
    }

    void beginFence(const MarkdownLine &line)
    {
        m_inFence = true;
        m_fenceMark = line.text().front();
        m_fenceLength = line.fenceLength();
        MarkdownFence fence;
        fence.firstLine = fence.lastLine = m_number;
        fence.info = line.text().sliced(m_fenceLength).trimmed().toString();
        m_outline.fences.push_back(std::move(fence));
    }

    [[nodiscard]] bool hasParagraph() const { return !m_paragraph.empty(); }

    MarkdownOutline m_outline;
    ContainerStack m_containers;
    std::vector<QStringView> m_paragraph; // its lines so far; empty: none is open
    int m_paragraphLine = 0;
    int m_number = 0;
    size_t m_matched = 0;  // how many containers go on in this line
    bool m_opened = false; // a block began in this line
    bool m_inFence = false;
    QChar m_fenceMark;
    qsizetype m_fenceLength = 0;
};

bool countsAlone(char32_t point)
{
    const QChar::Script script = QChar::script(point);
    return script == QChar::Script_Han || script == QChar::Script_Hiragana || script == QChar::Script_Katakana;
}

} // namespace

QString MarkdownFence::language() const
{
    const auto end = std::ranges::find_if(info, [](QChar c) { return c.isSpace(); });
    return info.first(end - info.begin());
}

MarkdownOutline outlineMarkdown(QStringView text)
{
    const FrontMatterExtent frontMatter = findFrontMatter(text);
    OutlineBuilder builder;
    LineCursor lines(text.sliced(frontMatter.headerEnd));
    while (lines.next())
        builder.addLine(lines.line(), lines.number() + frontMatter.headerLines);
    MarkdownOutline outline = builder.finish();
    outline.words = countWords(text);
    outline.lines = lines.number() + 1 + frontMatter.headerLines;
    return outline;
}

int countWords(QStringView text)
{
    int words = 0;
    bool inWord = false; // a letter or digit of this run was counted
    for (qsizetype at = 0; at < text.size(); ++at) {
        char32_t point = text[at].unicode();
        if (text[at].isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate())
            point = QChar::surrogateToUcs4(text[at], text[at + 1]);
        at += point > 0xFFFF ? 1 : 0;
        if (QChar::isSpace(point)) {
            inWord = false;
        } else if (QChar::isLetterOrNumber(point)) {
            const bool alone = countsAlone(point);
            words += alone || !inWord ? 1 : 0;
            inWord = !alone;
        }
    }
    return words;
}

} // namespace pulse
