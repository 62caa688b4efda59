// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/common/translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QTranslator>

// Q_INIT_RESOURCE declares a function and so cannot stand inside a namespace.
static void initTranslationResource()
{
    Q_INIT_RESOURCE(translations);
}

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

// The language of what was found; empty where there is nothing.
QString install(QCoreApplication &application, const QLocale &locale, const QString &name, const QString &folder)
{
    auto translator = std::make_unique<QTranslator>();
    if (!translator->load(locale, name, u"_"_s, folder) || !QCoreApplication::installTranslator(translator.get()))
        return {};
    const QString language = translator->language();
    translator.release()->setParent(&application);
    return language;
}

} // namespace

QString installTranslations(QCoreApplication &application, const QLocale &locale)
{
    initTranslationResource();
    const QString folder = u":/translations"_s;
    // English below the others: the sources know no plural forms, and a text that another language lacks is English.
    const QString english = install(application, QLocale(QLocale::English), u"pulse"_s, folder);
    const QString language = install(application, locale, u"pulse"_s, folder);
    if (language.isEmpty())
        return english;
    install(application, QLocale(language), u"qtbase"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    return language;
}

} // namespace pulse::ui
