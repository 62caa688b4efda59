// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/common/page_heading.h"

#include "pulse/ui/common/fact_label.h"
#include "pulse/ui/common/format.h"

#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace pulse::ui {

namespace {
constexpr int iconSide = 32;
} // namespace

PageHeading::PageHeading(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_facts(new FactLabel({}, this))
{
    QFont font = m_title->font();
    font.setWeight(QFont::DemiBold);
    font.setPointSizeF(font.pointSizeF() * 1.2);
    m_title->setFont(font);
    m_title->setTextFormat(Qt::PlainText);
    m_facts->setFont(factFont(m_facts->font()));
    for (QLabel *label : {m_title, m_facts}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(iconSide + innerSpacing + gridUnit, 0, 0, 0);
    column->setSpacing(gridUnit / 2);
    column->addWidget(m_title);
    column->addWidget(m_facts);
    setMinimumHeight(iconSide);
}

void PageHeading::setContent(const QIcon &icon, const QString &title, const QString &facts)
{
    m_icon = icon;
    m_title->setText(title);
    m_facts->setText(facts);
    m_facts->setVisible(!facts.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(facts);
    update();
}

QString PageHeading::title() const
{
    return m_title->text();
}

QString PageHeading::facts() const
{
    return m_facts->text();
}

// Drawn at every paint, so that it follows the palette and the device pixel ratio.
void PageHeading::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRect place(0, std::max(0, (height() - iconSide) / 2), iconSide, iconSide);
    m_icon.paint(&painter, QStyle::visualRect(layoutDirection(), rect(), place));
}

} // namespace pulse::ui
