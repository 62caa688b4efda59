// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLocale>

class QCoreApplication;

namespace pulse::ui {

/// Lets the window speak the first of the locale's languages that there is a translation for, and English where there
/// is none: Pulse's own texts, and Qt's where its translations are installed. For the system's locale the languages
/// come from LANGUAGE, LC_ALL, LC_MESSAGES and LANG, in this order. Call once, in the GUI thread, before any text is
/// shown; the translators belong to the application. Returns the language of Pulse's texts, such as "de".
QString installTranslations(QCoreApplication &application, const QLocale &locale = QLocale::system());

} // namespace pulse::ui
