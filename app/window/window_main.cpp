// SPDX-License-Identifier: Apache-2.0
#include "pulse/composition/standard_library_host.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/translations.h"
#include "pulse/ui/shell/family_style.h"
#include "pulse/ui/shell/main_window.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>

using namespace Qt::StringLiterals;

namespace {

pulse::ui::MainWindow::Start parseArguments(const QCoreApplication &application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("Window", "Opens the window on a library of LLM prompts. "
                                              "For the command line without a window: pulse-gui --cli help"));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption sample(
        u"sample"_s, QCoreApplication::translate("Window", "Open the sample library; make it when it is missing."));
    const QCommandLineOption library(u"library"_s, QCoreApplication::translate("Window", "Open this library."),
                                     u"URL|PATH"_s);
    parser.addOptions({sample, library});
    parser.addPositionalArgument(
        u"LIBRARY"_s, QCoreApplication::translate("Window", "Libraries to open: folders or URLs."), u"[LIBRARY…]"_s);
    parser.process(application);
    return {parser.values(library) + parser.positionalArguments(), parser.isSet(sample)};
}

} // namespace

/// The window's entrance: `pulse-gui` loads this module and calls it when a window is wanted.
extern "C" Q_DECL_EXPORT int pulse_window_main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"pulse"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(PULSE_VERSION));
    QGuiApplication::setDesktopFileName(u"pulse"_s);
    QApplication::setWindowIcon(pulse::ui::applicationIcon());
    pulse::ui::installTranslations(application);
    pulse::ui::FamilyStyle::install();
    const auto start = parseArguments(application);

    const auto clock = std::make_shared<pulse::SystemClock>();
    const auto settings = std::make_shared<pulse::Settings>();
    const auto host =
        std::make_shared<pulse::StandardLibraryHost>(pulse::StandardLibraryHost::Purpose::Window, clock, settings);
    pulse::ui::MainWindow window({host, settings, clock, {}, {}});
    window.start(start);
    window.show();
    return QApplication::exec();
}
