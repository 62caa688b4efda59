// SPDX-License-Identifier: Apache-2.0
#include "preview_view.h"

#include "pulse/ui/common/format.h"

#include <QAbstractTextDocumentLayout>
#include <QMimeData>
#include <QPainter>
#include <QScrollBar>

namespace pulse::ui {

PreviewView::PreviewView(QWidget *parent)
    : QTextBrowser(parent)
{
    setFrameShape(QFrame::NoFrame);
    setOpenLinks(false);
    setOpenExternalLinks(false);
    setAccessibleName(tr("Preview"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    document()->setDocumentMargin(innerSpacing);
}

QVariant PreviewView::loadResource(int, const QUrl &)
{
    return {};
}

void PreviewView::setStyle(const PreviewStyle *style)
{
    m_style = style;
}

void PreviewView::setReadingWidth(int width)
{
    m_readingWidth = width;
    updateMargins();
}

void PreviewView::resizeEvent(QResizeEvent *event)
{
    updateMargins();
    QTextBrowser::resizeEvent(event);
}

void PreviewView::updateMargins()
{
    const int room = width() - verticalScrollBar()->sizeHint().width();
    const int side = std::max(groupSpacing, (room - m_readingWidth) / 2);
    const QMargins margins(side, 0, side, 0);
    if (viewportMargins() != margins)
        setViewportMargins(margins);
}

QMimeData *PreviewView::createMimeDataFromSelection() const
{
    QString text = textCursor().selectedText();
    text.replace(QChar::ParagraphSeparator, u'\n');
    text.replace(QChar::LineSeparator, u'\n');
    for (const char16_t edge : {u'\ufdd0', u'\ufdd1'}) // borders of table cells
        text.replace(QChar(edge), u'\t');
    auto *data = new QMimeData;
    data->setText(text);
    return data;
}

void PreviewView::paintEvent(QPaintEvent *event)
{
    if (m_style) {
        QPainter painter(viewport());
        painter.setRenderHint(QPainter::Antialiasing);
        const int top = verticalScrollBar()->value();
        painter.translate(-horizontalScrollBar()->value(), -top);
        paintBlocks(painter, QRectF(event->rect()).translated(horizontalScrollBar()->value(), top));
    }
    QTextBrowser::paintEvent(event);
}

QTextBlock PreviewView::firstBlock(qreal top) const
{
    const int position = document()->documentLayout()->hitTest(QPointF(0, top), Qt::FuzzyHit);
    return document()->findBlock(std::max(position, 0));
}

void PreviewView::paintBlocks(QPainter &painter, const QRectF &area)
{
    const auto *layout = document()->documentLayout();
    QTextBlock block = firstBlock(area.top());
    if (block.previous().isValid())
        block = block.previous();
    for (; block.isValid(); block = block.next()) {
        const QRectF box = layout->blockBoundingRect(block);
        if (box.top() > area.bottom())
            break;
        const QTextBlockFormat format = block.blockFormat();
        if (format.hasProperty(PreviewStyle::QuoteDepth))
            paintQuote(painter, block, box);
        if (format.hasProperty(PreviewStyle::Marker) || format.hasProperty(PreviewStyle::Task))
            paintMarker(painter, block);
        if (format.hasProperty(PreviewStyle::CodeLine))
            paintCode(painter, block, box, area);
        if (format.hasProperty(PreviewStyle::RuleLine))
            painter.fillRect(QRectF(box.left(), box.center().y(), document()->textWidth() - 2 * box.left(), 1),
                             m_style->ruleColor());
    }
}

void PreviewView::paintCode(QPainter &painter, const QTextBlock &block, const QRectF &box, const QRectF &area)
{
    const int flags = block.blockFormat().intProperty(PreviewStyle::CodeLine);
    const qreal padding = m_style->codePadding();
    const qreal left = document()->documentMargin() + block.blockFormat().leftMargin() - padding +
                       block.blockFormat().indent() * document()->indentWidth();
    const qreal right = document()->textWidth() - document()->documentMargin();
    const bool isFirst = flags & PreviewStyle::CodeFirst;
    const bool isLast = flags & PreviewStyle::CodeLast;
    // Whole pixels, from line to line without a gap; each box reaches into its neighbours' round corners, clipped.
    const qreal top = std::round(box.top() - (isFirst ? padding : 0));
    const QTextBlock next = block.next();
    const qreal bottom =
        std::round(isLast || !next.isValid() ? box.bottom() + padding
                                             : document()->documentLayout()->blockBoundingRect(next).top());
    const QRectF line(left, top, right - left, bottom - top);
    const qreal radius = gridUnit;
    painter.save();
    painter.setClipRect(line.intersected(area));
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_style->codeBackground());
    painter.drawRoundedRect(line.adjusted(0, isFirst ? 0 : -2 * radius, 0, isLast ? 0 : 2 * radius), radius, radius);
    painter.restore();
}

void PreviewView::paintMarker(QPainter &painter, const QTextBlock &block)
{
    if (block.layout()->lineCount() == 0)
        return;
    const QTextBlockFormat format = block.blockFormat();
    const QTextLine line = block.layout()->lineAt(0);
    const QFont font = block.charFormat().font();
    const QFontMetricsF metrics(font);
    const qreal baseline = block.layout()->position().y() + line.y() + line.ascent();
    const qreal textLeft =
        document()->documentMargin() + format.leftMargin() + format.indent() * document()->indentWidth();
    const qreal right = textLeft - m_style->em() * 0.4;
    if (format.hasProperty(PreviewStyle::Marker)) {
        const QString text = format.stringProperty(PreviewStyle::Marker);
        painter.setFont(font);
        painter.setPen(m_style->markerColor());
        painter.drawText(QPointF(right - metrics.horizontalAdvance(text), baseline), text);
        return;
    }
    const bool isDone = format.boolProperty(PreviewStyle::Task);
    const qreal size = std::round(metrics.capHeight() * 1.25);
    const QRectF tick(std::round(right - size) + 0.5, std::round(baseline - metrics.capHeight() / 2 - size / 2) + 0.5,
                      size, size);
    painter.setPen(isDone ? m_style->tickColor() : m_style->markerColor());
    painter.setBrush(isDone ? QBrush(m_style->tickColor()) : QBrush());
    painter.drawRoundedRect(tick, 2, 2);
    if (isDone) {
        painter.setPen(QPen(m_style->tickMarkColor(), 1.6));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(QPolygonF{{tick.left() + size * 0.22, tick.top() + size * 0.52},
                                       {tick.left() + size * 0.43, tick.top() + size * 0.74},
                                       {tick.left() + size * 0.80, tick.top() + size * 0.28}});
    }
}

void PreviewView::paintQuote(QPainter &painter, const QTextBlock &block, const QRectF &box)
{
    const int depth = block.blockFormat().intProperty(PreviewStyle::QuoteDepth);
    const int before =
        block.previous().isValid() ? block.previous().blockFormat().intProperty(PreviewStyle::QuoteDepth) : 0;
    const qreal joined =
        before > 0 ? document()->documentLayout()->blockBoundingRect(block.previous()).bottom() : box.top();
    for (int level = 0; level < depth; ++level) {
        const qreal top = level < before ? joined : box.top();
        painter.fillRect(
            QRectF(document()->documentMargin() + level * m_style->quoteWidth(), top, 3, box.bottom() - top),
            m_style->quoteBar());
    }
}

} // namespace pulse::ui
