// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QPalette>
#include <QString>

namespace pulse::ui {

/// The roles that a desktop's palette lacks: hints and disabled text that can be told from their ground. Palettes of
/// high contrast often have them black on black. Nothing is set in it where nothing is lacking.
[[nodiscard]] QPalette mendedRoles(const QPalette &given);

/// Light, dark, or as the system is. A desktop is asked to change its own colours; where there is none, or it cannot,
/// a palette of Pulse's own is set.
class ThemeController : public QObject
{
    Q_OBJECT

public:
    explicit ThemeController(QObject *parent = nullptr);

    /// "system", "light" or "dark", as the setting has it; anything else counts as "system".
    void apply(const QString &theme);
    [[nodiscard]] const QString &theme() const { return m_theme; }

private:
    void choosePalette();

    QString m_theme;
    bool m_ownPalette = false;
};

} // namespace pulse::ui
