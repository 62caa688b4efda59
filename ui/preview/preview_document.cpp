// SPDX-License-Identifier: Apache-2.0
#include "preview_document.h"

#include <QElapsedTimer>
#include <QTextBlock>
#include <QTextTable>

namespace pulse::ui {

namespace {

constexpr double stepMilliseconds = 8;
constexpr qsizetype charactersAtOnce = 12'000;

qsizetype weight(const Row &row)
{
    qsizetype characters = 40;
    for (const Run &run : row.runs)
        characters += run.text.size() + 40 + 100 * run.text.count(QChar(0x200d));
    // A cell costs as much as a long line.
    return characters + std::ssize(row.cells) * std::ssize(row.columns) * 60;
}

} // namespace

PreviewDocument::PreviewDocument(QTextDocument *document, PreviewStyle style)
    : m_document(document)
    , m_style(std::move(style))
{
    m_document->setUndoRedoEnabled(false);
    m_document->setIndentWidth(m_style.indentWidth());
    m_document->setDefaultFont(m_style.baseFont());
}

void PreviewDocument::setStyle(PreviewStyle style)
{
    m_style = std::move(style);
    Rows rows = std::move(m_target);
    m_shown.clear();
    m_starts.clear();
    m_document->clear();
    m_document->setIndentWidth(m_style.indentWidth());
    m_document->setDefaultFont(m_style.baseFont());
    setTarget(std::move(rows));
}

void PreviewDocument::setTarget(Rows rows)
{
    m_target = std::move(rows);
    compare();
    takeLines();
}

void PreviewDocument::compare()
{
    const std::size_t shorter = std::min(m_shown.size(), m_target.size());
    std::size_t front = 0;
    while (front < shorter && m_shown[front].row.looksLike(m_target[front]))
        ++front;
    std::size_t back = 0;
    while (back < shorter - front &&
           m_shown[m_shown.size() - 1 - back].row.looksLike(m_target[m_target.size() - 1 - back]))
        ++back;
    m_removeStart = m_insertStart = front;
    m_removeEnd = m_shown.size() - back;
    m_insertEnd = m_target.size() - back;
}

/// Rows that stay may stand at other lines of the source now.
void PreviewDocument::takeLines()
{
    for (std::size_t i = 0; i < m_insertStart; ++i)
        m_shown[i].row.line = m_target[i].line;
    const std::size_t back = m_target.size() - m_insertEnd;
    for (std::size_t i = 0; i < back; ++i)
        m_shown[m_shown.size() - 1 - i].row.line = m_target[m_target.size() - 1 - i].line;
}

bool PreviewDocument::step()
{
    if (isDone())
        return false;
    QElapsedTimer timer;
    timer.start();
    const std::size_t before = m_rowsAtOnce;
    // What comes stands in place before what goes is taken away, so that the view does not jump.
    if (m_insertStart < m_insertEnd)
        insertSome();
    else
        removeSome();
    const double spent = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    const double factor = std::clamp(stepMilliseconds / std::max(spent, 0.1), 0.25, 2.0);
    m_rowsAtOnce = std::clamp<std::size_t>(static_cast<std::size_t>(static_cast<double>(before) * factor), 1, 1000);
    return !isDone();
}

void PreviewDocument::removeSome()
{
    const std::size_t count = std::min(m_removeEnd - m_removeStart, m_rowsAtOnce * 4);
    const std::size_t first = m_removeEnd - count;
    const int start = positionOf(static_cast<qsizetype>(first));
    int length = 0;
    for (std::size_t i = first; i < m_removeEnd; ++i)
        length += m_shown[i].length;
    QTextCursor cursor(m_document);
    cursor.beginEditBlock();
    cursor.setPosition(start + length);
    const QTextBlockFormat format = cursor.blockFormat();
    const QTextCharFormat text = cursor.blockCharFormat();
    cursor.setPosition(start, QTextCursor::KeepAnchor);
    cursor.removeSelectedText();
    cursor.setBlockFormat(format);
    cursor.setBlockCharFormat(text);
    cursor.endEditBlock();
    m_shown.erase(m_shown.begin() + static_cast<qsizetype>(first),
                  m_shown.begin() + static_cast<qsizetype>(m_removeEnd));
    m_removeEnd = first;
    m_starts.clear();
}

void PreviewDocument::insertSome()
{
    QTextCursor cursor(m_document);
    cursor.setPosition(positionOf(static_cast<qsizetype>(m_removeStart)));
    cursor.beginEditBlock();
    std::vector<Shown> added;
    qsizetype characters = 0;
    while (m_insertStart < m_insertEnd && added.size() < m_rowsAtOnce && characters < charactersAtOnce) {
        const Row &row = m_target[m_insertStart++];
        characters += weight(row);
        const int length = insertRow(cursor, row);
        added.push_back({row, length});
    }
    cursor.endEditBlock();
    const std::size_t count = added.size();
    m_shown.insert(m_shown.begin() + static_cast<qsizetype>(m_removeStart), std::make_move_iterator(added.begin()),
                   std::make_move_iterator(added.end()));
    m_removeStart += count;
    m_removeEnd += count;
    m_starts.clear();
}

/// Inserts before the block at whose start the cursor stands, and leaves the cursor at that block's start.
int PreviewDocument::insertRow(QTextCursor &cursor, const Row &row)
{
    const int before = m_document->characterCount();
    const int position = cursor.position();
    cursor.insertBlock(cursor.blockFormat(), cursor.blockCharFormat());
    cursor.setPosition(position);
    if (row.kind == Row::Kind::Table) {
        insertTable(cursor, row);
    } else {
        const QTextCharFormat format = m_style.text(row);
        cursor.setBlockFormat(m_style.block(row));
        cursor.setBlockCharFormat(format);
        insertRuns(cursor, row.runs, format);
    }
    const int length = m_document->characterCount() - before;
    cursor.setPosition(position + length);
    return length;
}

void PreviewDocument::insertRuns(QTextCursor &cursor, const Runs &runs, const QTextCharFormat &format)
{
    for (const Run &run : runs)
        cursor.insertText(run.text, m_style.run(format, run));
}

void PreviewDocument::insertTable(QTextCursor &cursor, const Row &row)
{
    cursor.setBlockFormat(m_style.tableEdge());
    cursor.setBlockCharFormat(m_style.tableEdgeText());
    const auto columns = static_cast<int>(row.columns.size());
    QTextTable *table = cursor.insertTable(static_cast<int>(row.cells.size()), columns, m_style.table(row));
    Row plain;
    QTextCharFormat format = m_style.text(plain);
    for (int line = 0; line < table->rows(); ++line) {
        const bool isHead = row.hasHead && line == 0;
        format.setFontWeight(isHead ? QFont::DemiBold : QFont::Normal);
        for (int column = 0; column < columns; ++column) {
            QTextTableCell cell = table->cellAt(line, column);
            QTextBlockFormat block;
            const Row::Align align = row.columns[static_cast<std::size_t>(column)];
            block.setAlignment(align == Row::Align::Center  ? Qt::AlignHCenter
                               : align == Row::Align::Right ? Qt::AlignRight
                                                            : Qt::AlignLeft);
            QTextCursor inside = cell.firstCursorPosition();
            inside.setBlockFormat(block);
            inside.setBlockCharFormat(format);
            cell.setFormat(m_style.cell(cell.format().toTableCellFormat(), isHead));
            insertRuns(inside, row.cells[static_cast<std::size_t>(line)][static_cast<std::size_t>(column)], format);
        }
    }
}

const std::vector<int> &PreviewDocument::starts() const
{
    if (m_starts.size() != m_shown.size() + 1) {
        m_starts.clear();
        m_starts.reserve(m_shown.size() + 1);
        int position = 0;
        m_starts.push_back(position);
        for (const Shown &each : m_shown)
            m_starts.push_back(position += each.length);
    }
    return m_starts;
}

int PreviewDocument::positionOf(qsizetype row) const
{
    return starts()[static_cast<std::size_t>(row)];
}

qsizetype PreviewDocument::rowAtPosition(int position) const
{
    const auto after = std::ranges::upper_bound(starts(), position);
    return std::min(std::max<qsizetype>(after - m_starts.begin() - 1, m_shown.empty() ? -1 : 0), rowCount() - 1);
}

qsizetype PreviewDocument::rowAtLine(double line) const
{
    const auto after = std::ranges::upper_bound(m_shown, line, {}, [](const Shown &each) { return each.row.line; });
    return std::max<qsizetype>(after - m_shown.begin() - 1, m_shown.empty() ? -1 : 0);
}

} // namespace pulse::ui
