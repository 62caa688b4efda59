// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "preview_style.h"

#include <QTextBlock>
#include <QTextBrowser>

namespace pulse::ui {

/// Shows a preview's document and paints what text formats cannot: the boxes of code, the bars of quotes, rules. Asks
/// nobody for any resource.
class PreviewView : public QTextBrowser
{
    Q_OBJECT

public:
    explicit PreviewView(QWidget *parent = nullptr);

    void setStyle(const PreviewStyle *style); ///< not owned; outlives the view's painting
    /// The line length that reads well, in pixels; wider views get margins.
    void setReadingWidth(int width);

    [[nodiscard]] QVariant loadResource(int type, const QUrl &name) override;

signals:
    void scrolledByHand();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void doSetSource(const QUrl &, QTextDocument::ResourceType) override {}
    [[nodiscard]] QMimeData *createMimeDataFromSelection() const override;

private:
    void updateMargins();
    void paintBlocks(QPainter &painter, const QRectF &area);
    void paintCode(QPainter &painter, const QTextBlock &block, const QRectF &box, const QRectF &area);
    void paintMarker(QPainter &painter, const QTextBlock &block);
    void paintQuote(QPainter &painter, const QTextBlock &block, const QRectF &box);
    [[nodiscard]] QTextBlock firstBlock(qreal top) const;

    const PreviewStyle *m_style = nullptr;
    int m_readingWidth = 0;
};

} // namespace pulse::ui
