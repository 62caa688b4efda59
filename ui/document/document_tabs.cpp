// SPDX-License-Identifier: Apache-2.0
#include "document_tabs.h"

#include <QMouseEvent>
#include <QTabBar>

namespace pulse::ui {

namespace {
constexpr char dotProperty[] = "pulseDot";

/// Gives up the ends of long names where there is no room, and scrolls before short ones can no longer be read.
class ReadableTabBar : public QTabBar
{
public:
    using QTabBar::QTabBar;

protected:
    [[nodiscard]] QSize minimumTabSizeHint(int index) const override
    {
        constexpr int readable = 120;
        const QSize whole = tabSizeHint(index);
        return {std::min(readable, whole.width()), whole.height()};
    }
};

} // namespace

DocumentTabs::DocumentTabs(QWidget *parent)
    : QTabWidget(parent)
{
    setTabBar(new ReadableTabBar(this));
    setDocumentMode(true);
    setTabsClosable(true);
    setMovable(true);
    setElideMode(Qt::ElideMiddle);
    setUsesScrollButtons(true);
    tabBar()->setExpanding(false);
    tabBar()->setAccessibleName(tr("Open prompts"));
    tabBar()->installEventFilter(this);
    setIconSize({10, 10});
}

void DocumentTabs::setDot(int index, bool on)
{
    QWidget *page = widget(index);
    if (!page || page->property(dotProperty).toBool() == on)
        return;
    page->setProperty(dotProperty, on);
    setTabIcon(index, on ? dot() : QIcon());
}

QIcon DocumentTabs::dot() const
{
    constexpr int size = 10;
    QPixmap pixmap(QSize(size, size) * devicePixelRatio());
    pixmap.setDevicePixelRatio(devicePixelRatio());
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette().color(QPalette::Highlight));
    painter.drawEllipse(QRectF(1.5, 1.5, 7, 7));
    return QIcon(pixmap);
}

bool DocumentTabs::eventFilter(QObject *object, QEvent *event)
{
    if (object == tabBar() &&
        (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonRelease)) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        if (mouse->button() == Qt::MiddleButton) {
            const int index = tabBar()->tabAt(mouse->position().toPoint());
            if (event->type() == QEvent::MouseButtonPress)
                m_pressed = index;
            else if (index >= 0 && index == m_pressed)
                emit tabCloseRequested(index);
            return true;
        }
    }
    return QTabWidget::eventFilter(object, event);
}

void DocumentTabs::changeEvent(QEvent *event)
{
    QTabWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    for (int index = 0; index < count(); ++index) {
        if (widget(index)->property(dotProperty).toBool())
            setTabIcon(index, dot());
    }
}

} // namespace pulse::ui
