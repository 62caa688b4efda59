// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/shell/family_style.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"

#include <QApplication>
#include <QPainter>
#include <QStyleOption>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

QLatin1StringView nameFor(QStyle::StandardPixmap standard)
{
    switch (standard) {
    case QStyle::SP_DialogCloseButton:
    case QStyle::SP_DialogCancelButton:
    case QStyle::SP_LineEditClearButton:
    case QStyle::SP_TabCloseButton:
        return "close"_L1;
    case QStyle::SP_DialogOkButton:
    case QStyle::SP_DialogApplyButton:
        return "check"_L1;
    case QStyle::SP_DialogDiscardButton:
        return "trash"_L1;
    case QStyle::SP_DialogSaveButton:
        return "save"_L1;
    case QStyle::SP_DialogOpenButton:
        return "folder-open"_L1;
    // Every bar makes its own; from Fusion's image it would load all of Qt's image plug-ins before the first paint.
    case QStyle::SP_ToolBarHorizontalExtensionButton:
        return "chevron-right"_L1;
    case QStyle::SP_ToolBarVerticalExtensionButton:
        return "chevron-down"_L1;
    default:
        return {};
    }
}

void drawEdge(QPainter *painter, const QRect &around, const QColor &color, qreal radius)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(color);
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(QRectF(around).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    painter->restore();
}

// Fusion's edges are a darker shade of the window: on black there is none.
bool hasNoEdges(const QPalette &palette)
{
    const QColor window = palette.color(QPalette::Window);
    return isDark(palette) && contrastRatio(window, window.darker(140)) < 1.05;
}

bool hasEdge(QStyle::PrimitiveElement element)
{
    return element == QStyle::PE_FrameLineEdit || element == QStyle::PE_PanelButtonCommand ||
           element == QStyle::PE_Frame || element == QStyle::PE_FrameGroupBox || element == QStyle::PE_PanelMenu ||
           element == QStyle::PE_IndicatorRadioButton || element == QStyle::PE_PanelTipLabel;
}

// Where the focus is, Fusion draws an edge of its own.
void drawMissingEdge(QStyle::PrimitiveElement element, const QStyleOption &option, QPainter *painter)
{
    const QPalette &palette = option.palette;
    const bool isField = element == QStyle::PE_FrameLineEdit || element == QStyle::PE_Frame;
    if (option.state & QStyle::State_HasFocus || !isDark(palette))
        return;
    if (hasNoEdges(palette) && hasEdge(element))
        drawEdge(painter, option.rect, factColor(palette),
                 element == QStyle::PE_IndicatorRadioButton ? option.rect.height() / 2.0 : 2);
    else if (isField)
        drawEdge(painter, option.rect, tint(palette, palette.color(QPalette::Text), 0.25), 2);
}

} // namespace

FamilyStyle::FamilyStyle()
    : QProxyStyle(u"fusion"_s)
{}

void FamilyStyle::install()
{
    if (QApplication::style()->name() == "fusion"_L1)
        QApplication::setStyle(new FamilyStyle);
}

void FamilyStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                                const QWidget *widget) const
{
    if (element != PE_IndicatorTabClose) {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        if (element == PE_IndicatorCheckBox && isDark(option->palette))
            drawEdge(painter, option->rect, option->palette.color(QPalette::PlaceholderText), 2);
        else
            drawMissingEdge(element, *option, painter);
        return;
    }
    const QRect place = QStyle::alignedRect(option->direction, Qt::AlignCenter, {16, 16}, option->rect);
    if (option->state & State_MouseOver && option->state & State_Enabled) {
        QColor ground = option->palette.color(QPalette::WindowText);
        ground.setAlphaF(option->state & State_Sunken ? 0.3F : 0.15F);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(ground);
        painter->drawRoundedRect(place, 3, 3);
        painter->restore();
    }
    painter->save();
    painter->setOpacity(option->state & (State_MouseOver | State_Selected) ? 0.9 : 0.5);
    icon("close"_L1).paint(painter, place.adjusted(2, 2, -2, -2));
    painter->restore();
}

void FamilyStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                              const QWidget *widget) const
{
    QProxyStyle::drawControl(element, option, painter, widget);
    const auto *button = element == CE_PushButton ? qstyleoption_cast<const QStyleOptionButton *>(option) : nullptr;
    if (button && button->features.testFlag(QStyleOptionButton::CommandLinkButton) && button->state & State_HasFocus)
        drawEdge(painter, option->rect, option->palette.color(QPalette::Highlight), 2);
}

void FamilyStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                                     const QWidget *widget) const
{
    QProxyStyle::drawComplexControl(control, option, painter, widget);
    if (control == CC_SpinBox)
        drawMissingEdge(PE_FrameLineEdit, *option, painter);
}

QIcon FamilyStyle::standardIcon(StandardPixmap standard, const QStyleOption *option, const QWidget *widget) const
{
    const QLatin1StringView name = nameFor(standard);
    return name.isEmpty() ? QProxyStyle::standardIcon(standard, option, widget) : icon(name);
}

int FamilyStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                           QStyleHintReturn *result) const
{
    return hint == SH_EtchDisabledText ? 0 : QProxyStyle::styleHint(hint, option, widget, result);
}

} // namespace pulse::ui
