// SPDX-License-Identifier: Apache-2.0
#include "pulse/cli/cli.h"

#include "command_run.h"
#include "completion.h"
#include "handlers.h"
#include "help.h"

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

// A program that was started with a closed standard stream must not get a library's file under that number. The
// stand-ins are open the wrong way around, so that using them fails as it would have.
void fillStandardStreams()
{
    for (int fd = 0; fd <= 2; ++fd) {
        if (::fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)::open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
    }
}

int finish(Console &console, int code)
{
    const auto flushed = console.flush();
    if (console.isBroken())
        return exit_code::brokenPipe;
    if (!flushed) {
        const int failed = exitCodeOf(flushed.error().code());
        console.error(flushed.error(), failed);
        return failed;
    }
    return code;
}

int codeOf(const Error &error)
{
    if (error.code() == ErrorCode::Cancelled && Interruption::signalNumber() == SIGTERM)
        return exit_code::terminated;
    return exitCodeOf(error.code());
}

// As the shell takes it for one word.
QString asWord(const QString &text)
{
    const bool isPlain =
        std::ranges::all_of(text, [](QChar c) { return c.isLetterOrNumber() || u"-_./:@%+,="_s.contains(c); });
    return isPlain ? text : u'\'' + QString(text).replace(u'\'', u"'\\''"_s) + u'\'';
}

// The library of this command, as the shell would take it once more: empty for the one that needs no name, a word that
// says what belongs there where the command may be about several.
QString libraryOf(const Invocation &invocation)
{
    const CommandSpec *command = invocation.command;
    const bool isCheck = command != nullptr && command->run == runConfigCheck;
    const bool isOfMany = command != nullptr && !isCheck &&
                          std::ranges::contains(command->arguments, ValueKind::Library, &ArgumentSpec::kind);
    if (isOfMany)
        return Wording().library;
    const QString named =
        isCheck && invocation.count() > 0 ? invocation.argument(0) : invocation.value("library").value_or(QString());
    if (named.isEmpty())
        return {};
    return asWord(named);
}

// How another command on it begins.
QString programOf(const Invocation &invocation)
{
    const auto environment = invocation.value("environment");
    return Wording().program + (environment ? u"--environment %1 "_s.arg(asWord(*environment)) : QString());
}

} // namespace

int run(std::span<const char *const> arguments)
{
    fillStandardStreams();
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGXFSZ, SIG_IGN);                              // a limit on file sizes is an error like a full disk
    EnvironmentSecrets secrets = EnvironmentSecrets::take(); // before there is a second thread
    Console console;
    if (!arguments.empty() && qstrcmp(arguments.front(), "__complete") == 0)
        return complete(arguments.subspan(1), console);
    const Invocation invocation = parseInvocation(arguments);
    console.setMode({.json = invocation.has("json"),
                     .quiet = invocation.has("quiet"),
                     .wording = {.program = programOf(invocation), .library = libraryOf(invocation)}});
    if (invocation.problem) {
        console.error(*invocation.problem, exit_code::usage);
        return exit_code::usage;
    }
    if (invocation.help) {
        console.write(helpText(invocation, console).toUtf8());
        return finish(console, exit_code::done);
    }
    if (invocation.version) {
        console.line(u"pulse-gui "_s + QStringLiteral(PULSE_VERSION));
        return finish(console, exit_code::done);
    }
    CommandRun command(invocation, console);
    const auto prepared = command.prepare(std::move(secrets));
    const Result<int> result = prepared ? invocation.command->run(command) : failure(prepared);
    if (prepared)
        command.finish();
    if (result)
        return finish(console, *result);
    (void)console.flush();
    if (console.isBroken() && Console::isOfOutput(result.error()))
        return exit_code::brokenPipe;
    const int code = codeOf(result.error());
    console.error(result.error(), code);
    return code;
}

} // namespace pulse::cli
