// SPDX-License-Identifier: Apache-2.0
#include "block_starts.h"

#include "line_cursor.h"
#include "markdown_scan.h"

namespace pulse::ui {

using namespace Qt::StringLiterals;

namespace {

qsizetype runLength(QStringView text, QChar c)
{
    qsizetype length = 0;
    while (length < text.size() && text[length] == c)
        ++length;
    return length;
}

bool isSpaceOrEnd(QStringView text, qsizetype at)
{
    return at >= text.size() || LineCursor::isSpace(text[at]);
}

} // namespace

std::optional<FenceStart> fenceStart(QStringView text)
{
    if (text.isEmpty() || (text[0] != u'`' && text[0] != u'~'))
        return {};
    const qsizetype length = runLength(text, text[0]);
    const QStringView info = text.sliced(length).trimmed();
    if (length < 3 || (text[0] == u'`' && info.contains(u'`')))
        return {};
    return FenceStart{text[0], length, unescaped(info)};
}

bool isFenceEnd(QStringView text, const FenceStart &fence)
{
    const qsizetype length = runLength(text, fence.mark);
    return length >= fence.length && text.sliced(length).trimmed().isEmpty();
}

int headingLevel(QStringView text)
{
    const qsizetype level = runLength(text, u'#');
    return level >= 1 && level <= 6 && isSpaceOrEnd(text, level) ? static_cast<int>(level) : 0;
}

QString headingText(QStringView text)
{
    QStringView inside = text.sliced(headingLevel(text)).trimmed();
    QStringView closed = inside;
    while (closed.endsWith(u'#'))
        closed.chop(1);
    if (closed.isEmpty() || LineCursor::isSpace(closed.back()))
        inside = closed.trimmed();
    return inside.toString();
}

int underlineLevel(QStringView text)
{
    if (text.isEmpty() || (text[0] != u'=' && text[0] != u'-'))
        return 0;
    const qsizetype length = runLength(text, text[0]);
    if (!text.sliced(length).trimmed().isEmpty())
        return 0;
    return text[0] == u'=' ? 1 : 2;
}

bool isRule(QStringView text)
{
    if (text.isEmpty() || (text[0] != u'-' && text[0] != u'*' && text[0] != u'_'))
        return false;
    int count = 0;
    for (const QChar c : text) {
        if (c == text[0])
            ++count;
        else if (!LineCursor::isSpace(c))
            return false;
    }
    return count >= 3;
}

std::optional<ItemStart> itemStart(QStringView text)
{
    if (text.isEmpty())
        return {};
    if (text[0] == u'-' || text[0] == u'*' || text[0] == u'+') {
        if (!isSpaceOrEnd(text, 1))
            return {};
        return ItemStart{.mark = text[0], .width = 1};
    }
    qsizetype digits = 0;
    while (digits < text.size() && digits < 10 && text[digits] >= u'0' && text[digits] <= u'9')
        ++digits;
    if (digits == 0 || digits > 9 || digits >= text.size() || (text[digits] != u'.' && text[digits] != u')') ||
        !isSpaceOrEnd(text, digits + 1))
        return {};
    return ItemStart{
        .isNumbered = true, .number = text.first(digits).toInt(), .mark = text[digits], .width = digits + 1};
}

std::vector<Row::Align> tableColumns(QStringView text)
{
    if (!text.contains(u'-') || !(text.contains(u'|') || text.contains(u':')))
        return {};
    for (const QChar c : text) {
        if (c != u'|' && c != u'-' && c != u':' && !LineCursor::isSpace(c))
            return {};
    }
    std::vector<Row::Align> columns;
    for (const QString &cell : tableCells(text)) {
        const bool left = cell.startsWith(u':');
        const bool right = cell.size() > 1 && cell.endsWith(u':');
        const QStringView dashes = QStringView(cell).sliced(left ? 1 : 0).chopped(right ? 1 : 0);
        if (dashes.isEmpty() || runLength(dashes, u'-') != dashes.size())
            return {};
        columns.push_back(left && right ? Row::Align::Center : right ? Row::Align::Right : Row::Align::Left);
    }
    return columns;
}

QStringList tableCells(QStringView text)
{
    QStringView line = text.trimmed();
    if (line.startsWith(u'|'))
        line = line.sliced(1);
    QStringList cells;
    QString cell;
    bool isClosed = false;
    for (qsizetype i = 0; i < line.size(); ++i) {
        isClosed = false;
        if (line[i] == u'\\' && i + 1 < line.size() && line[i + 1] == u'|') {
            cell += line[++i];
        } else if (line[i] == u'|') {
            cells.append(cell.trimmed());
            cell.clear();
            isClosed = true;
        } else {
            cell += line[i];
        }
    }
    if (!isClosed)
        cells.append(cell.trimmed());
    return cells;
}

} // namespace pulse::ui
