// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/filesystem/open.h"
#include "pulse/composition/standard_library_host.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/translations.h"
#include "pulse/ui/shell/family_style.h"
#include "pulse/ui/shell/last_library.h"
#include "pulse/ui/shell/main_window.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>
#include <cstdio>
#include <cstdlib>
#include <span>

using namespace Qt::StringLiterals;

namespace {

pulse::ui::MainWindow::Start parseArguments(const QCoreApplication &application, pulse::Profiles &profiles)
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
                                     u"PROFILE|URL|PATH"_s);
    const QCommandLineOption environment(
        u"environment"_s, QCoreApplication::translate("Window", "Put this environment in force."), u"NAME"_s);
    parser.addOptions({sample, library, environment});
    parser.addPositionalArgument(
        u"LIBRARY"_s, QCoreApplication::translate("Window", "Libraries to open: folders or URLs."), u"[LIBRARY…]"_s);
    parser.process(application);
    if (parser.isSet(environment)) {
        if (const auto used = profiles.useEnvironment(parser.value(environment)); !used) {
            std::fputs(qPrintable(u"pulse-gui: "_s + used.error().message() + u'\n'), stderr);
            std::exit(1);
        }
    }
    return {parser.values(library) + parser.positionalArguments(), parser.isSet(sample)};
}

/// The library that will be shown first, as far as it can be told before there is an application: the one that is
/// named, else the one that was shown last.
QString firstLibrary(std::span<char *const> arguments)
{
    QString named;
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const QString word = QString::fromLocal8Bit(arguments[i]);
        const bool isOption = word.startsWith(u'-');
        const bool isLibrary = word == "--library"_L1 && i + 1 < arguments.size();
        if (isOption && !isLibrary && !word.startsWith("--library="_L1))
            return {}; // the sample library, which may have to be made, or what only the parser knows
        const QString location = isLibrary ? QString::fromLocal8Bit(arguments[++i]) : isOption ? word.sliced(10) : word;
        if (named.isEmpty())
            named = location;
    }
    if (!named.isEmpty())
        return named;
    return pulse::ui::lastLibrary();
}

} // namespace

/// The window's entrance: `pulse-gui` loads this module and calls it when a window is wanted.
extern "C" Q_DECL_EXPORT int pulse_window_main(int argc, char **argv)
{
    // Before there is a second thread.
    auto variables = std::make_shared<const pulse::EnvironmentSecrets>(pulse::EnvironmentSecrets::take());
    const auto clock = std::make_shared<pulse::SystemClock>();
    const auto settings = std::make_shared<pulse::Settings>();
    const auto host =
        std::make_shared<pulse::StandardLibraryHost>(pulse::StandardLibraryHost::Purpose::Window, clock, settings);
    host->giveCredentials({std::move(variables), {}, {}, {}});
    // Beside what the application and the window take to be made.
    if (const QString first = firstLibrary(std::span(argv, static_cast<std::size_t>(argc))); !first.isEmpty())
        host->beginOpening(first);

    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"pulse"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(PULSE_VERSION));
    QGuiApplication::setDesktopFileName(u"pulse"_s);
    QApplication::setWindowIcon(pulse::ui::applicationIcon());
    pulse::ui::installTranslations(application);
    pulse::ui::FamilyStyle::install();
    const auto start = parseArguments(application, host->connections().profiles());

    const auto makeLibrary = [clock](const QString &folder, const std::shared_ptr<pulse::Fs> &fs) {
        pulse::OpenOptions options;
        options.mode = pulse::OpenOptions::Mode::CreateIfNone;
        options.clock = clock;
        auto parts = pulse::filesystem::defaultParts();
        parts.fs = fs;
        return pulse::filesystem::openLibrary(QUrl::fromLocalFile(folder), options, std::move(parts));
    };
    // They live as long as the host does.
    const std::shared_ptr<pulse::LibraryConnections> connections(host, &host->connections());
    pulse::ui::MainWindow window({host, settings, clock, {}, {}, makeLibrary, connections});
    window.start(start);
    window.show();
    return QApplication::exec();
}
