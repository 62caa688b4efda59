// SPDX-License-Identifier: Apache-2.0
#include "theme_controller.h"

#include "pulse/ui/common/format.h"

#include <QApplication>
#include <QPalette>
#include <QStyle>
#include <QStyleHints>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

struct Shades
{
    QRgb window, base, alternate, button, text, dimmed, disabled, accent, onAccent, link, toolTip;
};

constexpr Shades lightShades{0xfff3f4f6, 0xffffffff, 0xfff7f8fa, 0xffeceef1, 0xff1f2328, 0xff686f78,
                             0xff8b929a, 0xff2f6fd0, 0xffffffff, 0xff1f5fbf, 0xfffffff0};
constexpr Shades darkShades{0xff25282d, 0xff1b1e22, 0xff212429, 0xff30343a, 0xffe4e7eb, 0xff8f97a1,
                            0xff7a828c, 0xff3370d2, 0xffffffff, 0xff7ab0ff, 0xff30343a};

QPalette makePalette(const Shades &shades)
{
    // Light, mid and dark edges follow from button and window.
    QPalette palette{QColor(shades.button), QColor(shades.window)};
    palette.setColor(QPalette::Base, QColor(shades.base));
    palette.setColor(QPalette::AlternateBase, QColor(shades.alternate));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(role, QColor(shades.text));
    palette.setColor(QPalette::ToolTipBase, QColor(shades.toolTip));
    palette.setColor(QPalette::PlaceholderText, QColor(shades.dimmed));
    palette.setColor(QPalette::Highlight, QColor(shades.accent));
    palette.setColor(QPalette::Accent, QColor(shades.accent));
    palette.setColor(QPalette::HighlightedText, QColor(shades.onAccent));
    palette.setColor(QPalette::Link, QColor(shades.link));
    palette.setColor(QPalette::LinkVisited, QColor(shades.link));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, QColor(shades.disabled));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(shades.button));
    return palette;
}

QColor composed(const QColor &color, const QColor &ground)
{
    QPalette on;
    on.setColor(QPalette::Base, ground);
    return tint(on, QColor(color.rgb()), color.alphaF());
}

} // namespace

QPalette mendedRoles(const QPalette &given)
{
    constexpr qreal leastOfHints = 4.5;
    constexpr qreal leastOfDisabled = 1.5;
    QPalette mended;
    mended.setResolveMask(0);
    const QColor base = given.color(QPalette::Base);
    if (contrastRatio(composed(given.color(QPalette::PlaceholderText), base), base) < leastOfHints)
        mended.setColor(QPalette::PlaceholderText, factColor(given));
    for (const auto &[role, ground] :
         {std::pair(QPalette::WindowText, QPalette::Window), std::pair(QPalette::Text, QPalette::Base),
          std::pair(QPalette::ButtonText, QPalette::Button)}) {
        const QColor under = given.color(QPalette::Disabled, ground);
        if (contrastRatio(composed(given.color(QPalette::Disabled, role), under), under) < leastOfDisabled)
            mended.setColor(QPalette::Disabled, role, tint(given, given.color(QPalette::Text), 0.5));
    }
    return mended;
}

ThemeController::ThemeController(QObject *parent)
    : QObject(parent)
{
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, [this] {
        if (m_theme == "system"_L1)
            choosePalette();
    });
}

void ThemeController::apply(const QString &theme)
{
    const QString wanted = theme == "light"_L1 || theme == "dark"_L1 ? theme : u"system"_s;
    if (wanted == m_theme)
        return;
    m_theme = wanted;
    QStyleHints *hints = QGuiApplication::styleHints();
    if (m_theme == "system"_L1)
        hints->unsetColorScheme();
    else
        hints->setColorScheme(m_theme == "dark"_L1 ? Qt::ColorScheme::Dark : Qt::ColorScheme::Light);
    choosePalette();
}

void ThemeController::choosePalette()
{
    if (std::exchange(m_ownPalette, false))
        QApplication::setPalette(QPalette());
    const QPalette given = QApplication::palette();
    const bool systemDark = QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark;
    const bool dark = m_theme == "system"_L1 ? systemDark || isDark(given) : m_theme == "dark"_L1;
    // A desktop's own colours are kept. Those that a style brings where there is no desktop are less readable than
    // ours.
    const bool fromDesktop =
        given.color(QPalette::Highlight) != QApplication::style()->standardPalette().color(QPalette::Highlight);
    if (fromDesktop && isDark(given) == dark) {
        const QPalette mended = mendedRoles(given);
        m_ownPalette = mended.resolveMask() != 0;
        if (m_ownPalette)
            QApplication::setPalette(mended);
        return;
    }
    m_ownPalette = true;
    QApplication::setPalette(makePalette(dark ? darkShades : lightShades));
}

} // namespace pulse::ui
