// SPDX-License-Identifier: Apache-2.0
// The program: the command line when it is asked for, else the window, which lives in a module of its own so that no
// GUI library is loaded for a command.
#include "pulse/base/personal_folders.h"
#include "pulse/cli/cli.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLibrary>
#include <cstdio>
#include <span>
#include <string_view>

using namespace Qt::StringLiterals;

namespace {

constexpr auto usage = R"(usage: pulse-gui [OPTIONS] [LIBRARY…]
       pulse-gui --cli COMMAND …

Pulse keeps a library of prompts for language models: named, versioned, labelled.

  pulse-gui [LIBRARY…]      open the window, on these libraries (names of profiles, folders or URLs)
      --library PROFILE|URL|PATH
                            the same as an option
      --environment NAME    put this environment in force
      --sample              open the sample library; make it when it is missing
  pulse-gui --cli COMMAND   work on a library without a display; pulse-gui --cli --help lists the commands
  -h, --help                print this
  -v, --version             print the version
)";

int print(const char *text)
{
    if (std::fputs(text, stdout) >= 0 && std::fflush(stdout) == 0)
        return 0;
    std::perror("pulse-gui: standard output");
    return 1;
}

int fail(const QString &sentence)
{
    const QByteArray text = "pulse-gui: " + sentence.toUtf8() + '\n';
    std::fwrite(text.constData(), 1, static_cast<size_t>(text.size()), stderr);
    return 1;
}

bool hasDisplay()
{
    return !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") ||
           !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

// Beside the program in a build, in the library folder where it is installed.
int runWindow(int argc, char **argv)
{
    const QString folder = QFileInfo(QFile::symLinkTarget(u"/proc/self/exe"_s)).path();
    const QStringList places{
        folder + "/pulse-window.so"_L1,
        QDir::cleanPath(folder + u'/' + QStringLiteral(PULSE_MODULE_FOLDER) + "/pulse-window.so"_L1)};
    for (const QString &place : places) {
        if (!QFile::exists(place))
            continue;
        QLibrary module(place);
        module.setLoadHints(QLibrary::PreventUnloadHint);
        if (!module.load())
            return fail(
                u"The window could not be loaded: %1. Install the Qt libraries that it names, or use the command line: "
                "pulse-gui --cli --help"_s.arg(module.errorString()));
        using Entry = int (*)(int, char **);
        const auto entry = reinterpret_cast<Entry>(module.resolve("pulse_window_main"));
        if (!entry)
            return fail(u"%1 is not the window of this version of Pulse. Install Pulse again."_s.arg(place));
        return entry(argc, argv);
    }
    return fail(
        u"The window's module pulse-window.so is missing; it was looked for in %1. Install Pulse again, or use the "
        "command line: pulse-gui --cli --help"_s.arg(places.join(" and "_L1)));
}

} // namespace

int main(int argc, char **argv)
{
    pulse::settleHome(); // before there is a second thread
    const std::string_view first = argc > 1 ? argv[1] : "";
    if (first == "--cli")
        return pulse::cli::run(std::span<const char *const>(argv + 2, static_cast<size_t>(argc) - 2));
    for (const char *argument : std::span(argv, static_cast<size_t>(argc)).subspan(argc > 0 ? 1 : 0)) {
        const std::string_view word = argument;
        if (word == "--help" || word == "-h")
            return print(usage);
        if (word == "--version" || word == "-v")
            return print("pulse-gui " PULSE_VERSION "\n");
        if (word == "--cli")
            return fail(u"Write --cli first: pulse-gui --cli COMMAND …"_s) + 1;
    }
    if (!hasDisplay())
        return fail(
            u"There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set. Start it in a graphical session, or use "
            "the command line: pulse-gui --cli --help"_s);
    using enum pulse::PersonalFolder;
    for (const auto kind : {Data, Config, State}) {
        if (const auto folder = pulse::pulseFolder(kind); !folder)
            return fail(folder.error().message());
    }
    return runWindow(argc, argv);
}
