// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProxyStyle>

namespace pulse::ui {

/// Qt's own Fusion style with the few pictures that it brings (close buttons, dialog buttons) from Pulse's icon family,
/// so that they follow the palette; and with edges that are seen: of empty check boxes and fields on dark ground, of
/// whatever has one where the window is black (high contrast), and around the large button that has the focus, by
/// whichever key it came there. Wherever the platform has a style of its own, that is used as it is.
class FamilyStyle : public QProxyStyle
{
    Q_OBJECT

public:
    /// Sets it for the program if the style in use is Fusion.
    static void install();

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;
    [[nodiscard]] QIcon standardIcon(StandardPixmap standard, const QStyleOption *option,
                                     const QWidget *widget) const override;
    /// Disabled text has no second edge, which on dark ground looks as if it were printed twice.
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *result) const override;

private:
    FamilyStyle();
};

} // namespace pulse::ui
