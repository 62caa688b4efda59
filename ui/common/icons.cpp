// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/common/icons.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

// Q_INIT_RESOURCE declares a function and so cannot stand inside a namespace.
static void initIconResource()
{
    Q_INIT_RESOURCE(icons);
}

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

QColor colorFor(QIcon::Mode mode)
{
    const QPalette palette = QApplication::palette();
    switch (mode) {
    case QIcon::Disabled:
        return palette.color(QPalette::Disabled, QPalette::WindowText);
    case QIcon::Selected:
        return palette.color(QPalette::Active, QPalette::HighlightedText);
    case QIcon::Normal:
    case QIcon::Active:
        break;
    }
    return palette.color(QPalette::Active, QPalette::WindowText);
}

// The family is drawn on a 16 px grid with strokes of one pixel. In 22 px it keeps that size with a margin, so that
// its lines stay on the pixels.
int glyphSize(int available)
{
    if (available < 16)
        return available;
    if (available < 24)
        return 16;
    return available < 32 ? 24 : available;
}

class OutlineIconEngine final : public QIconEngine
{
public:
    enum class Margin { OnTheGrid, None };

    explicit OutlineIconEngine(QString path, Margin margin = Margin::OnTheGrid)
        : m_path(std::move(path))
        , m_margin(margin)
    {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatio() : 1.0;
        const QPixmap drawn = render(rect.size(), colorFor(mode), ratio);
        painter->drawPixmap(rect.topLeft(), drawn);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return render(size, colorFor(mode), 1.0);
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        return render(size, colorFor(mode), scale);
    }

    QSize actualSize(const QSize &size, QIcon::Mode, QIcon::State) override { return size; }
    QList<QSize> availableSizes(QIcon::Mode, QIcon::State) override { return {{16, 16}, {22, 22}, {32, 32}, {48, 48}}; }
    QString iconName() override { return m_path.section(u'/', -1).chopped(4); }
    QString key() const override { return u"PulseOutlineIconEngine"_s; }
    QIconEngine *clone() const override { return new OutlineIconEngine(*this); }
    bool isNull() override { return false; }

private:
    [[nodiscard]] QPixmap render(const QSize &size, const QColor &color, qreal ratio) const
    {
        const QString key = u"%1 %2x%3 %4 %5"_s.arg(m_path)
                                .arg(size.width())
                                .arg(size.height())
                                .arg(QString::number(color.rgba(), 16))
                                .arg(ratio);
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap))
            return pixmap;
        QImage image((QSizeF(size) * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
        image.setDevicePixelRatio(ratio);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        const int available = std::min(size.width(), size.height());
        const int side = m_margin == Margin::None ? available : glyphSize(available);
        QSvgRenderer(coloured(color))
            .render(&painter, QRectF((size.width() - side) / 2, (size.height() - side) / 2, side, side));
        painter.end();
        pixmap = QPixmap::fromImage(std::move(image));
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    [[nodiscard]] QByteArray coloured(const QColor &color) const
    {
        QFile file(m_path);
        if (!file.open(QIODevice::ReadOnly))
            return {};
        QByteArray svg = file.readAll();
        svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
        if (color.alpha() < 255)
            svg.replace("<svg ", "<svg opacity=\"" + QByteArray::number(color.alphaF(), 'f', 3) + "\" ");
        return svg;
    }

    QString m_path;
    Margin m_margin;
};

} // namespace

QIcon icon(QLatin1StringView name)
{
    initIconResource();
    const QString path = ":/icons/"_L1 + name + ".svg"_L1;
    if (!QFile::exists(path))
        return {};
    return QIcon(new OutlineIconEngine(path));
}

QIcon applicationIcon()
{
    initIconResource();
    // Through the same engine: Qt's own way to an SVG loads every image plug-in first.
    return QIcon(new OutlineIconEngine(u":/icons/pulse.svg"_s, OutlineIconEngine::Margin::None));
}

} // namespace pulse::ui
