// SPDX-License-Identifier: Apache-2.0
#include "help.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

// Wraps words at 100 columns behind an indentation.
QString wrapped(const QString &text, int indent)
{
    const QString margin(indent, u' ');
    QString result, line;
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        if (!line.isEmpty() && indent + line.size() + 1 + word.size() > 100) {
            result += margin + line + u'\n';
            line.clear();
        }
        line += (line.isEmpty() ? QString() : u" "_s) + word;
    }
    return result + margin + line + u'\n';
}

QString entry(const QString &name, const QString &help, int column)
{
    const QString body = wrapped(help, column);
    if (name.size() + 4 > column)
        return "  "_L1 + name + u'\n' + body;
    return "  "_L1 + name.leftJustified(column - 2) + body.sliced(column);
}

QString optionList(std::span<const OptionSpec> options)
{
    QString result;
    for (const OptionSpec &option : options)
        result += entry((option.letter ? QString() : u"    "_s) + formsOf(option), text(option.help), 30);
    return result;
}

QString commandHelp(const CommandSpec &command, const Console &console)
{
    QString help = text(command.summary) + u".\n\n"_s;
    help += console.bold(u"usage: "_s) + "pulse-gui --cli "_L1 + usageOf(command) + u'\n';
    if (!command.arguments.empty()) {
        help += u'\n';
        for (const ArgumentSpec &argument : command.arguments)
            help += entry(text(argument.name), text(argument.help), 30);
    }
    help += u'\n' + optionList(command.options);
    help += entry(
        u"    and everywhere"_s,
        u"--library PROFILE|URL|PATH, --environment NAME, --credentials-fd NUMBER, --offline, --json, --quiet, --help"_s,
        30);
    if (!command.details.empty()) {
        for (const QString &paragraph : text(command.details).split("\n\n"_L1))
            help += u'\n' + wrapped(paragraph, 0);
    }
    return help + u"\nexample: pulse-gui --cli "_s + text(command.example) + u'\n';
}

QString commandList(std::string_view group)
{
    QString result;
    for (const CommandSpec &command : commands()) {
        if (group.empty() || (command.name.starts_with(group) && command.name.size() > group.size() &&
                              command.name[group.size()] == ' '))
            result += entry(text(command.name), text(command.summary) + u'.', 28);
    }
    return result;
}

} // namespace

QString helpText(const Invocation &invocation, const Console &console)
{
    if (invocation.command)
        return commandHelp(*invocation.command, console);
    QString help =
        console.bold(u"usage: "_s) + u"pulse-gui --cli [--library PROFILE|URL|PATH] [--json] [--quiet] COMMAND …\n\n"_s;
    help += commandList(invocation.group);
    if (!invocation.group.empty())
        return help;
    help += u"\nNAME[@SELECTOR] names a prompt and one of its versions: exact (1.2.0), latest, a range (^1.2, ~1.2.3, "
            u"1.x,\n"
            "\">=1.2 <2\") or a label (production). Without a selector it is the latest.\n\n"_s;
    help += optionList(globalOptions()) + u"\nexit codes:\n"_s;
    for (const ExitCodeSpec &code : exitCodes())
        help += entry(u"%1"_s.arg(code.code, 3), text(code.meaning), 8);
    return help +
           u"\n“pulse-gui --cli COMMAND --help” explains a command. Without --cli, pulse-gui opens the window.\n"_s;
}

} // namespace pulse::cli
