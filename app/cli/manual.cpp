// SPDX-License-Identifier: Apache-2.0
#include "pulse/cli/manual.h"

#include "grammar.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

// Text as roff takes it: hyphens that are typed stay hyphens, and no line is read as a request.
QString escaped(const QString &plain)
{
    QString text = plain;
    text.replace(u'\\', "\\e"_L1).replace(u'-', "\\-"_L1);
    return text.startsWith(u'.') || text.startsWith(u'\'') ? "\\&"_L1 + text : text;
}

QString entry(const QString &term, const QString &help)
{
    return ".TP\n.B \""_L1 + escaped(term).replace(u'"', "\\(dq"_L1) + "\"\n"_L1 + escaped(help) + u'\n';
}

QString optionEntries(std::span<const OptionSpec> options)
{
    QString page;
    for (const OptionSpec &option : options)
        page += entry(formsOf(option), text(option.help));
    return page;
}

QString commandSection(const CommandSpec &command)
{
    QString page =
        ".SS \""_L1 + escaped(text(command.name)) + "\"\n"_L1 + escaped(text(command.summary)) + ".\n.PP\n.RS\n"_L1;
    page += escaped(usageOf(command)) + "\n.RE\n"_L1;
    for (const ArgumentSpec &argument : command.arguments)
        page += entry(text(argument.name), text(argument.help));
    page += optionEntries(command.options);
    if (!command.details.empty()) {
        for (const QString &paragraph : text(command.details).split("\n\n"_L1))
            page += ".PP\n"_L1 + escaped(paragraph) + u'\n';
    }
    return page + ".PP\nExample:\n.RS\n.nf\npulse\\-gui \\-\\-cli "_L1 + escaped(text(command.example)) +
           "\n.fi\n.RE\n"_L1;
}

QString commandSections()
{
    QString page;
    for (const CommandSpec &command : commands())
        page += commandSection(command);
    return page;
}

QString exitCodeEntries()
{
    QString page;
    for (const ExitCodeSpec &code : exitCodes())
        page += entry(QString::number(code.code), text(code.meaning));
    return page;
}

} // namespace

QByteArray fillManualPage(const QByteArray &page)
{
    QString filled = QString::fromUtf8(page);
    filled.replace("@COMMANDS@\n"_L1, commandSections());
    filled.replace("@OPTIONS@\n"_L1, optionEntries(globalOptions()));
    filled.replace("@EXIT_CODES@\n"_L1, exitCodeEntries());
    filled.replace("@VERSION@"_L1, QStringLiteral(PULSE_VERSION));
    return filled.toUtf8();
}

} // namespace pulse::cli
