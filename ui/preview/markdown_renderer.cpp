// SPDX-License-Identifier: Apache-2.0
#include "markdown_renderer.h"

#include "markdown_blocks.h"
#include "pulse/base/cancellation.h"

#include <QCoreApplication>

namespace pulse::ui {

using namespace Qt::StringLiterals;

namespace {

struct Notes
{
    Q_DECLARE_TR_FUNCTIONS(pulse::ui::MarkdownPreview)

public:
    static Row row(const QString &text, int line)
    {
        Row row;
        row.kind = Row::Kind::Note;
        row.line = line;
        row.runs.push_back({.text = text});
        return row;
    }
    static QString tooInvolved()
    {
        return tr("This text is too involved to be formatted in time, so it is shown as it is.");
    }
    static QString cut()
    {
        return tr("The preview ends here, because the text is very long. The editor has all of it.");
    }
};

/// Hundreds of characters joined into one (as emoji are) take the fonts seconds: they come apart after some.
void calmJoiners(Rows &rows)
{
    constexpr int mostJoined = 30;
    for (Row &row : rows) {
        for (Run &run : row.runs) {
            if (run.text.count(QChar(0x200d)) <= mostJoined)
                continue;
            int joined = 0;
            for (QChar &c : run.text) {
                joined = c.isSpace() ? 0 : joined + (c == QChar(0x200d) ? 1 : 0);
                if (joined > mostJoined) {
                    c = QChar(0x200b);
                    joined = 0;
                }
            }
        }
    }
}

} // namespace

Result<Rows> MarkdownRenderer::render(const QString &text, const std::stop_token &stop)
{
    QString source = text;
    bool isCut = source.size() > maxSourceLength;
    if (isCut) {
        const qsizetype lineEnd = source.lastIndexOf(u'\n', maxSourceLength);
        source.truncate(lineEnd > maxSourceLength / 2 ? lineEnd : maxSourceLength);
    }
    WorkLimit limit(QDeadlineTimer(m_patience), stop);
    Rows rows = parseMarkdown(source, limit);
    if (auto going = checkCancelled(stop, u"preview"_s); !going)
        return failure(going);
    if (limit.isOver()) {
        rows = plainRows(source);
        rows.insert(rows.begin(), Notes::row(Notes::tooInvolved(), 0));
    }
    calmJoiners(rows);
    if (rows.size() > maxRows) {
        rows.resize(maxRows);
        isCut = true;
    }
    if (!limit.isOver()) {
        const std::scoped_lock lock(m_mutex);
        m_colours.apply(rows, limit);
    }
    if (auto going = checkCancelled(stop, u"preview"_s); !going)
        return failure(going);
    if (isCut)
        rows.push_back(Notes::row(Notes::cut(), rows.empty() ? 0 : rows.back().line + 1));
    return rows;
}

} // namespace pulse::ui
