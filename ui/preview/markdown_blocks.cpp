// SPDX-License-Identifier: Apache-2.0
#include "markdown_blocks.h"

#include "block_starts.h"
#include "line_cursor.h"
#include "markdown_inlines.h"

namespace pulse::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t maxNesting = 24; // deeper quotes and lists are text

/// A row whose inside is not parsed yet: link references may stand anywhere.
struct RawRow
{
    Row row;
    QString text;
    std::vector<QStringList> cells = {};
};

struct Container
{
    bool isQuote = false;
    int indent = 0; ///< of an item's content
    Row::Marker marker = Row::Marker::None;
    int number = 0;
    QChar mark = {};
    int line = 0;
    bool isMarked = false; ///< its marker stands before a row already
    bool hasContent = false;
};

class BlockParser
{
public:
    explicit BlockParser(WorkLimit &limit)
        : m_limit(limit)
    {}

    Rows parse(const QString &text);

private:
    enum class Leaf { None, Paragraph, Fence, Indented, Table };

    void takeLine(QStringView line);
    [[nodiscard]] std::size_t matchContainers(LineCursor &cursor) const;
    bool continueCode(LineCursor &cursor, bool allMatched);
    void takeBlank(std::size_t matched);
    bool startBlocks(LineCursor &cursor, std::size_t &matched, bool &isNew);
    bool startItem(LineCursor &cursor, std::size_t &matched, bool &isNew);
    void takeText(const LineCursor &cursor, std::size_t matched, bool isNew);
    bool takeTableLine(QStringView text, bool allMatched);
    void closeTo(std::size_t depth);
    void closeLeaf();
    void closeParagraph();
    void closeCode();
    void beginLeaf(Leaf leaf);
    RawRow &addRow(Row::Kind kind, const QString &text);
    void stripReferences();
    Rows finished();
    void addSplit(Rows &rows, Row row, Runs runs);
    void addTable(Rows &rows, const RawRow &raw);
    void addAsWritten(Rows &rows, const RawRow &raw);

    WorkLimit &m_limit;
    std::vector<Container> m_containers;
    std::vector<RawRow> m_rows;
    LinkReferences m_references;
    Leaf m_leaf = Leaf::None;
    int m_line = 0;
    int m_leafLine = 0;
    bool m_blankBefore = false;
    bool m_leafGap = false;
    QString m_paragraph;
    QStringList m_code;
    FenceStart m_fence;
    int m_fenceIndent = 0;
    std::vector<Row::Align> m_columns;
    std::vector<QStringList> m_cells;
    bool m_hasHead = false;
    qsizetype m_allCells = 0;
};

std::size_t BlockParser::matchContainers(LineCursor &cursor) const
{
    std::size_t matched = 0;
    for (const Container &container : m_containers) {
        const QStringView text = cursor.text();
        const int indent = cursor.indent();
        if (container.isQuote) {
            if (indent > 3 || !text.startsWith(u'>'))
                break;
            cursor.skipColumns(indent);
            cursor.skipCharacters(1);
            cursor.skipColumns(1);
        } else if (text.isEmpty()) {
            if (!container.hasContent)
                break;
        } else if (indent >= container.indent) {
            cursor.skipColumns(container.indent);
        } else {
            break;
        }
        ++matched;
    }
    return matched;
}

void BlockParser::takeLine(QStringView line)
{
    LineCursor cursor(line);
    std::size_t matched = matchContainers(cursor);
    if (continueCode(cursor, matched == m_containers.size()))
        return;
    if (cursor.isBlank()) {
        takeBlank(matched);
        return;
    }
    bool isNew = false;
    if (!startBlocks(cursor, matched, isNew))
        takeText(cursor, matched, isNew);
}

/// Lines of a code block that is open; true when the line is used up.
bool BlockParser::continueCode(LineCursor &cursor, bool allMatched)
{
    if (m_leaf == Leaf::Fence && allMatched) {
        if (cursor.indent() <= 3 && isFenceEnd(cursor.text(), m_fence)) {
            closeLeaf();
        } else {
            cursor.skipColumns(m_fenceIndent);
            m_code.append(cursor.rest());
        }
        return true;
    }
    if (m_leaf == Leaf::Indented && allMatched && (cursor.indent() >= 4 || cursor.isBlank())) {
        cursor.skipColumns(4);
        m_code.append(cursor.rest());
        m_blankBefore = cursor.isBlank();
        return true;
    }
    return false;
}

void BlockParser::takeBlank(std::size_t matched)
{
    closeTo(matched);
    closeLeaf();
    m_blankBefore = true;
}

/// Opens what the line begins; true when nothing of it is left.
bool BlockParser::startBlocks(LineCursor &cursor, std::size_t &matched, bool &isNew)
{
    while (true) {
        const QStringView text = cursor.text();
        const bool inParagraph = m_leaf == Leaf::Paragraph && !isNew;
        if (text.isEmpty())
            return true;
        if (cursor.indent() >= 4) {
            if (inParagraph)
                return false;
            closeTo(matched);
            closeLeaf();
            cursor.skipColumns(4);
            beginLeaf(Leaf::Indented);
            m_code.append(cursor.rest());
            return true;
        }
        if (text.startsWith(u'>') && m_containers.size() < maxNesting) {
            closeTo(matched);
            closeLeaf();
            cursor.skipColumns(cursor.indent());
            cursor.skipCharacters(1);
            cursor.skipColumns(1);
            m_containers.push_back({.isQuote = true});
            matched = m_containers.size();
            isNew = true;
            continue;
        }
        if (const int level = headingLevel(text)) {
            closeTo(matched);
            closeLeaf();
            beginLeaf(Leaf::None);
            addRow(Row::Kind::Heading, headingText(text)).row.level = static_cast<std::uint8_t>(level);
            return true;
        }
        if (auto fence = fenceStart(text)) {
            closeTo(matched);
            closeLeaf();
            m_fence = *fence;
            m_fenceIndent = cursor.indent();
            beginLeaf(Leaf::Fence);
            return true;
        }
        if (const int level = underlineLevel(text); level > 0 && inParagraph && matched == m_containers.size()) {
            stripReferences();
            if (!m_paragraph.isEmpty()) {
                addRow(Row::Kind::Heading, m_paragraph.trimmed()).row.level = static_cast<std::uint8_t>(level);
                m_paragraph.clear();
                m_leaf = Leaf::None;
                return true;
            }
            m_leaf = Leaf::None;
        }
        if (isRule(text)) {
            closeTo(matched);
            closeLeaf();
            beginLeaf(Leaf::None);
            addRow(Row::Kind::Rule, {});
            return true;
        }
        if (!startItem(cursor, matched, isNew))
            return false;
    }
}

bool BlockParser::startItem(LineCursor &cursor, std::size_t &matched, bool &isNew)
{
    const auto item = itemStart(cursor.text());
    if (!item || m_containers.size() >= maxNesting)
        return false;
    const bool isEmpty = cursor.text().sliced(item->width).trimmed().isEmpty();
    const bool interrupts = m_leaf == Leaf::Paragraph && !isNew && matched == m_containers.size();
    if (interrupts && (isEmpty || (item->isNumbered && item->number != 1)))
        return false;
    closeTo(matched);
    closeLeaf();
    const int before = cursor.indent();
    cursor.skipColumns(before);
    cursor.skipCharacters(item->width);
    const int after = cursor.indent();
    const int gap = isEmpty || after > 4 ? 1 : after;
    cursor.skipColumns(gap);
    m_containers.push_back({.indent = before + static_cast<int>(item->width) + gap,
                            .marker = item->isNumbered ? Row::Marker::Number : Row::Marker::Bullet,
                            .number = item->number,
                            .mark = item->mark,
                            .line = m_line});
    matched = m_containers.size();
    isNew = true;
    return true;
}

void BlockParser::takeText(const LineCursor &cursor, std::size_t matched, bool isNew)
{
    const bool allMatched = matched == m_containers.size();
    if (m_leaf == Leaf::Table && allMatched && !isNew) {
        takeTableLine(cursor.text(), true);
        return;
    }
    if (m_leaf == Leaf::Paragraph && !isNew) {
        if (!takeTableLine(cursor.text(), allMatched))
            m_paragraph.append(u'\n').append(cursor.text());
        return;
    }
    closeTo(matched);
    closeLeaf();
    beginLeaf(Leaf::Paragraph);
    m_paragraph = cursor.text().toString();
}

/// A row of an open table, or the line that makes a table of the paragraph's last line.
bool BlockParser::takeTableLine(QStringView text, bool allMatched)
{
    if (!allMatched)
        return false;
    if (m_leaf == Leaf::Table) {
        if (m_cells.size() * m_columns.size() >= maxTableCells) {
            closeLeaf();
            m_leaf = Leaf::Table;
            m_leafLine = m_line;
            m_leafGap = false;
        }
        m_cells.push_back(tableCells(text));
        return true;
    }
    const auto columns = tableColumns(text);
    if (columns.empty() || columns.size() > maxTableColumns)
        return false;
    const qsizetype lastBreak = m_paragraph.lastIndexOf(u'\n');
    const QString head = m_paragraph.sliced(lastBreak + 1);
    if (!head.contains(u'|'))
        return false;
    const QStringList cells = tableCells(head);
    if (cells.size() != std::ssize(columns))
        return false;
    m_paragraph.truncate(std::max<qsizetype>(lastBreak, 0));
    closeLeaf();
    beginLeaf(Leaf::Table);
    m_leafLine = m_line - 1;
    m_columns = columns;
    m_cells = {cells};
    m_hasHead = true;
    return true;
}

void BlockParser::closeTo(std::size_t depth)
{
    if (m_containers.size() <= depth)
        return;
    closeLeaf();
    while (m_containers.size() > depth) {
        const Container &last = m_containers.back();
        if (!last.isQuote && !last.isMarked) {
            m_leafLine = last.line;
            m_leafGap = false;
            addRow(Row::Kind::Paragraph, {});
        }
        m_containers.pop_back();
    }
}

void BlockParser::beginLeaf(Leaf leaf)
{
    m_leaf = leaf;
    m_leafLine = m_line;
    m_leafGap = std::exchange(m_blankBefore, false);
    for (Container &container : m_containers)
        container.hasContent = true;
}

void BlockParser::closeLeaf()
{
    switch (std::exchange(m_leaf, Leaf::None)) {
    case Leaf::None:
        break;
    case Leaf::Paragraph:
        closeParagraph();
        break;
    case Leaf::Fence:
    case Leaf::Indented:
        closeCode();
        break;
    case Leaf::Table: {
        RawRow &raw = addRow(Row::Kind::Table, {});
        raw.row.columns = m_columns;
        raw.row.hasHead = std::exchange(m_hasHead, false);
        raw.cells = std::exchange(m_cells, {});
        break;
    }
    }
}

void BlockParser::stripReferences()
{
    qsizetype taken = 0;
    while (taken < m_paragraph.size() && m_paragraph[taken] == u'[') {
        const qsizetype length = takeReference(QStringView(m_paragraph).sliced(taken), m_references);
        if (length == 0)
            break;
        taken += length;
    }
    m_paragraph = m_paragraph.sliced(taken);
}

void BlockParser::closeParagraph()
{
    stripReferences();
    if (!m_paragraph.trimmed().isEmpty())
        addRow(Row::Kind::Paragraph, m_paragraph);
    m_paragraph.clear();
}

void BlockParser::closeCode()
{
    const bool isIndented = m_fence.length == 0;
    while (isIndented && !m_code.isEmpty() && m_code.last().trimmed().isEmpty())
        m_code.removeLast();
    const int first = m_leafLine + (isIndented ? 0 : 1);
    const bool gap = m_leafGap;
    if (m_code.isEmpty())
        m_code.append(QString());
    for (qsizetype i = 0; i < m_code.size(); ++i) {
        m_leafLine = first + static_cast<int>(i);
        m_leafGap = gap && i == 0;
        RawRow &raw = addRow(Row::Kind::Code, m_code[i]);
        raw.row.isCodeStart = i == 0;
        raw.row.isCodeEnd = i == m_code.size() - 1;
        if (i == 0)
            raw.row.language = m_fence.info;
    }
    m_code.clear();
    m_fence = {};
}

RawRow &BlockParser::addRow(Row::Kind kind, const QString &text)
{
    Row row;
    row.kind = kind;
    row.line = m_leafLine;
    row.hasGap = m_leafGap;
    for (Container &container : m_containers) {
        if (container.isQuote)
            ++row.quoteDepth;
        else
            ++row.listDepth;
    }
    if (!m_containers.empty() && !m_containers.back().isQuote && !m_containers.back().isMarked) {
        Container &item = m_containers.back();
        item.isMarked = true;
        row.marker = item.marker;
        row.number = item.marker == Row::Marker::Number ? item.number : 0;
        row.numberEnd = item.mark == u')' ? u')' : u'.';
    }
    m_rows.push_back({.row = std::move(row), .text = text});
    return m_rows.back();
}

/// Splits a long paragraph into rows without a gap, so that each is laid out at once.
void BlockParser::addSplit(Rows &rows, Row row, Runs runs)
{
    qsizetype length = 0;
    Runs part;
    const auto push = [&] {
        Row piece = row;
        piece.runs = std::exchange(part, {});
        rows.push_back(std::move(piece));
        row.marker = Row::Marker::None;
        row.number = 0;
        row.hasGap = false;
        row.isCodeStart = false;
        row.language.clear();
        length = 0;
    };
    const bool endsCode = std::exchange(row.isCodeEnd, false);
    for (Run &run : runs) {
        // Fonts take a hundred times as long for characters that are joined, as emoji are.
        const qsizetype most = run.text.count(QChar(0x200d)) > 30 ? maxRowLength / 20 : maxRowLength;
        while (length + run.text.size() > most) {
            qsizetype cut = std::clamp<qsizetype>(most - length, 0, run.text.size());
            const qsizetype space = run.text.lastIndexOf(u' ', cut - 1);
            if (cut > 0 && space > cut / 2)
                cut = space + 1;
            else if (cut > 1 && cut < run.text.size() && run.text[cut].isLowSurrogate())
                --cut;
            Run head = run;
            head.text.truncate(cut);
            run.text = run.text.sliced(cut);
            part.push_back(std::move(head));
            push();
        }
        length += run.text.size();
        if (!run.text.isEmpty())
            part.push_back(std::move(run));
        if (part.size() >= maxRowRuns)
            push();
    }
    row.isCodeEnd = endsCode;
    push();
}

void BlockParser::addTable(Rows &rows, const RawRow &raw)
{
    Row row = raw.row;
    m_allCells += std::ssize(raw.cells) * std::ssize(row.columns);
    if (m_allCells > maxAllCells) {
        addAsWritten(rows, raw);
        return;
    }
    for (const QStringList &line : raw.cells) {
        std::vector<Runs> cells;
        for (std::size_t column = 0; column < row.columns.size(); ++column)
            cells.push_back(
                parseInlines(line.value(static_cast<qsizetype>(column))
                                 .first(std::min(maxRowLength, line.value(static_cast<qsizetype>(column)).size())),
                             m_references, m_limit));
        row.cells.push_back(std::move(cells));
    }
    rows.push_back(std::move(row));
}

void BlockParser::addAsWritten(Rows &rows, const RawRow &raw)
{
    Row row = raw.row;
    row.kind = Row::Kind::Code;
    row.columns.clear();
    row.hasHead = false;
    for (std::size_t i = 0; i < raw.cells.size(); ++i) {
        row.isCodeStart = i == 0;
        row.isCodeEnd = i + 1 == raw.cells.size();
        addSplit(rows, row, literalRuns(u"| "_s + raw.cells[i].join(u" | "_s) + u" |"_s, 0));
        row.hasGap = false;
        ++row.line;
    }
}

/// `[ ] ` or `[x] ` at the front of an item's text.
void takeTask(Row &row, QString &text)
{
    if (row.marker == Row::Marker::None || text.size() < 4 || text[0] != u'[' || text[2] != u']' || text[3] != u' ')
        return;
    if (text[1] == u' ')
        row.marker = Row::Marker::OpenTask;
    else if (text[1] == u'x' || text[1] == u'X')
        row.marker = Row::Marker::DoneTask;
    else
        return;
    row.number = 0;
    text = text.sliced(4);
}

Rows BlockParser::finished()
{
    Rows rows;
    rows.reserve(m_rows.size());
    for (RawRow &raw : m_rows) {
        if (m_limit.isOver())
            break;
        if (raw.row.kind == Row::Kind::Table) {
            addTable(rows, raw);
        } else if (raw.row.kind == Row::Kind::Code) {
            addSplit(rows, raw.row, literalRuns(raw.text, 0));
        } else {
            if (raw.row.kind == Row::Kind::Paragraph)
                takeTask(raw.row, raw.text);
            addSplit(rows, raw.row, parseInlines(raw.text, m_references, m_limit));
        }
    }
    return rows;
}

Rows BlockParser::parse(const QString &text)
{
    const QStringView view(text);
    for (qsizetype start = 0; start < view.size() && !m_limit.isOver(); ++m_line) {
        qsizetype end = view.indexOf(u'\n', start);
        if (end < 0)
            end = view.size();
        takeLine(view.sliced(start, end - start));
        start = end + 1;
    }
    closeTo(0);
    closeLeaf();
    return finished();
}

} // namespace

Rows parseMarkdown(const QString &text, WorkLimit &limit)
{
    return BlockParser(limit).parse(text);
}

Rows plainRows(const QString &text)
{
    Rows rows;
    int line = 0;
    for (const QStringView &each : QStringView(text).split(u'\n')) {
        for (qsizetype at = 0; at == 0 || at < each.size(); at += maxRowLength) {
            Row row;
            row.line = line;
            row.runs.push_back({.text = each.sliced(at, std::min(maxRowLength, each.size() - at)).toString()});
            rows.push_back(std::move(row));
        }
        ++line;
    }
    return rows;
}

} // namespace pulse::ui
