// SPDX-License-Identifier: Apache-2.0
#include "markdown_highlighter.h"

#include "pulse/text/template_variables.h"
#include "pulse/ui/common/format.h"

#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Theme>
#include <QTextDocument>
#include <chrono>

namespace pulse::ui {

namespace {
constexpr qint64 sliceMilliseconds = 8;
}

MarkdownHighlighter::MarkdownHighlighter(std::shared_ptr<const Highlighting> highlighting, QTextDocument *document)
    : KSyntaxHighlighting::SyntaxHighlighter(document)
    , m_highlighting(std::move(highlighting))
{
    m_sliceEnd.setSingleShot(true);
    m_continue.setSingleShot(true);
    m_continue.setInterval(std::chrono::milliseconds(1));
    connect(&m_sliceEnd, &QTimer::timeout, this, [this] { m_slice.invalidate(); });
    connect(&m_continue, &QTimer::timeout, this, &MarkdownHighlighter::continuePending);
}

void MarkdownHighlighter::setPalette(const QPalette &palette)
{
    setTheme(m_highlighting->theme(palette));
    m_variableFormat.setBackground(tint(palette, palette.color(QPalette::Highlight), isDark(palette) ? 0.32 : 0.16));
    m_variableFormat.setFontWeight(QFont::DemiBold);
    m_variableFormat.setForeground(palette.color(QPalette::Text));
    if (!definition().isValid())
        setDefinition(m_highlighting->markdown());
    rehighlight();
}

void MarkdownHighlighter::setColouring(bool on)
{
    if (m_colouring == on)
        return;
    m_colouring = on;
    rehighlight();
}

bool MarkdownHighlighter::isWithinBudget()
{
    if (!m_slice.isValid()) {
        m_slice.start();
        m_sliceEnd.start(std::chrono::milliseconds(0));
    }
    return m_slice.elapsed() < sliceMilliseconds;
}

void MarkdownHighlighter::highlightBlock(const QString &text)
{
    if (!m_colouring || text.size() > maxLineLength)
        return;
    if (!isWithinBudget()) {
        const int number = currentBlock().blockNumber();
        if (m_pendingFrom < 0 || number < m_pendingFrom)
            m_pendingFrom = number;
        if (!m_continue.isActive())
            m_continue.start();
        return;
    }
    KSyntaxHighlighting::SyntaxHighlighter::highlightBlock(text);
    markVariables(text);
}

void MarkdownHighlighter::applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format)
{
    if (!format.isDefaultTextStyle(theme()))
        KSyntaxHighlighting::SyntaxHighlighter::applyFormat(offset, length, format);
}

void MarkdownHighlighter::markVariables(const QString &text)
{
    if (!text.contains(u"{{"))
        return;
    for (const TemplatePlaceholder &place : scanTemplate(text).placeholders)
        setFormat(static_cast<int>(place.offset), static_cast<int>(place.length), m_variableFormat);
}

void MarkdownHighlighter::continuePending()
{
    m_slice.invalidate();
    if (m_pendingFrom < 0)
        return;
    QTextBlock block = document()->findBlockByNumber(m_pendingFrom);
    m_pendingFrom = -1;
    while (block.isValid() && isWithinBudget()) {
        rehighlightBlock(block);
        block = block.next();
    }
    if (!block.isValid())
        return;
    if (m_pendingFrom < 0 || block.blockNumber() < m_pendingFrom)
        m_pendingFrom = block.blockNumber();
    m_continue.start();
}

} // namespace pulse::ui
