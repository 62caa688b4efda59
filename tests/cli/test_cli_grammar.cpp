// SPDX-License-Identifier: Apache-2.0
// Wrong usage, help, the manual page and completion: all of one table, and complete.
#include "program.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;
using pulse::test::Outcome;
using pulse::test::Program;

class TestCliGrammar : public QObject
{
    Q_OBJECT

    QStringList m_commands;

    // What the completion script would be told.
    static QStringList complete(const Program &program, const QStringList &words)
    {
        QStringList found;
        const Outcome outcome = program.cli(QStringList{u"__complete"_s} + words);
        for (const QByteArray &line : outcome.out.split('\n')) {
            if (!line.isEmpty())
                found.append(QString::fromUtf8(line.split('\t').first()));
        }
        return found;
    }

private slots:
    void initTestCase()
    {
        const Program program;
        const Outcome help = program.cli({u"--help"_s});
        COMPARE_CODE(help, 0);
        static const QRegularExpression line(u"^  ([a-z]+(?: [a-z]+)*)  +[A-Z]"_s);
        const QStringList lines = QString::fromUtf8(help.out).split(u"\n\n"_s).value(1).split(u'\n');
        for (const QString &text : lines) {
            if (const auto match = line.match(text); match.hasMatch())
                m_commands.append(match.captured(1));
        }
        for (const auto &command :
             {u"init"_s,        u"store"_s,        u"fetch"_s,       u"list"_s,       u"versions"_s,
              u"exists"_s,      u"meta"_s,         u"remove"_s,      u"trash list"_s, u"trash restore"_s,
              u"trash purge"_s, u"trash empty"_s,  u"rename"_s,      u"label"_s,      u"diff"_s,
              u"search"_s,      u"import"_s,       u"export"_s,      u"verify"_s,     u"config get"_s,
              u"config set"_s,  u"config unset"_s, u"config list"_s, u"stats"_s,      u"completion"_s})
            QVERIFY2(m_commands.contains(command), qPrintable(command));
    }

    void everyCommandHasHelp()
    {
        const Program program;
        for (const QString &command : m_commands) {
            const Outcome help = program.cli(command.split(u' ') + QStringList{u"--help"_s});
            COMPARE_CODE(help, 0);
            QVERIFY2(help.out.contains("usage: pulse-gui --cli " + command.toUtf8()), help.out.constData());
            QVERIFY(help.out.contains("example: pulse-gui --cli " + command.toUtf8()));
            for (const QByteArray &line : help.out.split('\n'))
                QVERIFY2(QString::fromUtf8(line).size() <= 100 || line.startsWith("usage:") ||
                             line.startsWith("example:"),
                         line.constData());
        }
        QVERIFY(program.cli({u"trash"_s, u"--help"_s}).out.contains("trash empty"));
        QCOMPARE(program.cli({u"help"_s, u"store"_s}).out, program.cli({u"store"_s, u"-h"_s}).out);
    }

    void manualPageIsComplete()
    {
        const Program program;
        QFile file(QStringLiteral(PULSE_MANUAL_PAGE));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString page = QString::fromUtf8(file.readAll()).replace("\\-"_L1, "-"_L1);
        QVERIFY(!page.contains(u'@' + u"COMMANDS@"_s));
        static const QRegularExpression option(u"^  (?:    |-., )(--[a-z-]+)"_s, QRegularExpression::MultilineOption);
        for (const QString &command : m_commands) {
            const qsizetype section = page.indexOf(u".SS \"%1\"\n"_s.arg(command));
            QVERIFY2(section >= 0, qPrintable(command));
            const QString text =
                page.sliced(section, std::max<qsizetype>(0, page.indexOf(u"\n.S"_s, section + 1) - section));
            const QString help = QString::fromUtf8(program.cli(command.split(u' ') + QStringList{u"--help"_s}).out);
            auto matches = option.globalMatch(help);
            while (matches.hasNext()) {
                const QString name = matches.next().captured(1);
                QVERIFY2(text.contains(name), qPrintable(command + u' ' + name));
            }
        }
        for (int code : {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 130, 141, 143})
            QVERIFY(page.contains(u".B \"%1\"\n"_s.arg(code)));
        const Outcome man =
            program.command(u"man"_s, {u"--warnings"_s, u"-E"_s, u"UTF-8"_s, u"-l"_s, u"-Tutf8"_s, file.fileName()});
        if (man.code == -1)
            QSKIP("There is no man here to format the page with.");
        COMPARE_CODE(man, 0);
        QCOMPARE(man.err, QByteArray());
    }

    void wrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("says");
        QTest::newRow("nothing") << QStringList{} << u"No command"_s;
        QTest::newRow("misspelt command") << QStringList{u"stor"_s, u"x"_s} << u"“store”"_s;
        QTest::newRow("misspelt word") << QStringList{u"trash"_s, u"lst"_s} << u"“list”"_s;
        QTest::newRow("half a command") << QStringList{u"config"_s} << u"get, set, unset, list"_s;
        for (const auto &later : {u"log"_s})
            QTest::newRow(qPrintable(later)) << QStringList{later} << u"There is no command"_s;
        QTest::newRow("misspelt option") << QStringList{u"list"_s, u"--labl"_s, u"x"_s} << u"“--label”"_s;
        QTest::newRow("option of another") << QStringList{u"list"_s, u"--bump"_s, u"x"_s} << u"has no option"_s;
        QTest::newRow("missing value") << QStringList{u"list"_s, u"--tag"_s} << u"needs a value: TAG"_s;
        QTest::newRow("value for a switch") << QStringList{u"list"_s, u"--long=yes"_s} << u"takes no value"_s;
        QTest::newRow("twice") << QStringList{u"store"_s, u"a"_s, u"-m"_s, u"x"_s, u"-m"_s, u"y"_s} << u"twice"_s;
        QTest::newRow("missing argument") << QStringList{u"fetch"_s} << u"needs NAME[@SELECTOR]"_s;
        QTest::newRow("one too many") << QStringList{u"fetch"_s, u"a"_s, u"b"_s} << u"one too many"_s;
        QTest::newRow("shell") << QStringList{u"completion"_s, u"tcsh"_s} << u"bash, zsh and fish"_s;
    }

    void wrongUsage()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, says);
        const Program program;
        const Outcome outcome = program.cli(arguments);
        COMPARE_CODE(outcome, 2);
        QCOMPARE(outcome.out, QByteArray());
        const QString message = QString::fromUtf8(outcome.err);
        QVERIFY2(message.startsWith("pulse-gui: "_L1) && message.contains(says), outcome.err.constData());
        QVERIFY2(message.contains("--help"_L1), outcome.err.constData());
        const auto json = program.cli(QStringList{u"--json"_s} + arguments).error();
        QCOMPARE(json["code"_L1].toString(), u"invalid"_s);
        QCOMPARE(json["exit_code"_L1].toInt(), 2);
    }

    void dashes()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"--"_s, u"-odd"_s}, "1"), 0);
        COMPARE_CODE(program.cli({u"fetch"_s, u"-odd"_s}), 2);
        QCOMPARE(program.cli({u"fetch"_s, u"--"_s, u"-odd"_s}).out, "1"_ba);
        const Outcome invalid = program.bash(u"\"$PULSE\" --cli fetch $'a\\xff'"_s);
        COMPARE_CODE(invalid, 2);
        QVERIFY(invalid.err.contains("UTF-8"));
        COMPARE_CODE(
            program.bash(
                u"printf x > $'f\\xff' && \"$PULSE\" --cli store raw $'f\\xff' && \"$PULSE\" --cli fetch raw -o $'g\\xff' && cmp $'f\\xff' $'g\\xff' && rm $'f\\xff' $'g\\xff'"_s),
            0);
    }

    void completesWords()
    {
        const Program program;
        COMPARE_CODE(program.cli({u"init"_s, u"--sample"_s}), 0);
        QCOMPARE(complete(program, {u"--c"_s}), QStringList{u"--cli"_s});
        QCOMPARE(complete(program, {u"--cli"_s, u"st"_s}), QStringList({u"store"_s, u"stats"_s}));
        QCOMPARE(complete(program, {u"--cli"_s, u"trash"_s, u""_s}),
                 QStringList({u"list"_s, u"restore"_s, u"purge"_s, u"empty"_s}));
        QCOMPARE(complete(program, {u"--cli"_s, u"fetch"_s, u"support/re"_s}), QStringList{u"support/refund-reply"_s});
        QCOMPARE(complete(program, {u"--cli"_s, u"fetch"_s, u"sup"_s}), QStringList{u"support/"_s});
        QVERIFY(complete(program, {u"--cli"_s, u"fetch"_s, u"support/refund-reply@"_s})
                    .contains(u"support/refund-reply@production"_s));
        QCOMPARE(complete(program, {u"--cli"_s, u"store"_s, u"x"_s, u"--bump"_s, u"m"_s}),
                 QStringList({u"major"_s, u"minor"_s}));
        QCOMPARE(complete(program, {u"--cli"_s, u"store"_s, u"x"_s, u"--bump=m"_s}),
                 QStringList({u"--bump=major"_s, u"--bump=minor"_s}));
        QCOMPARE(complete(program, {u"--cli"_s, u"store"_s, u"x"_s, u""_s}), QStringList{u":files"_s});
        QCOMPARE(complete(program, {u"--cli"_s, u"export"_s, u"x"_s, u"--to"_s, u""_s}), QStringList{u":folders"_s});
        QCOMPARE(complete(program, {u"--cli"_s, u"config"_s, u"get"_s, u"auth"_s}), QStringList{u"author"_s});
        QVERIFY(complete(program, {u"--cli"_s, u"label"_s, u"code/review"_s, u"production"_s, u"2.0"_s})
                    .contains(u"2.0.1"_s));
        QVERIFY(complete(program, {u"--cli"_s, u"diff"_s, u"--"_s}).contains(u"--exit-code"_s));
        QCOMPARE(complete(program, {u"--cli"_s, u"fetch"_s, u"--"_s, u"--"_s}), QStringList());
    }

    // In a real bash: what COMP_WORDS holds is what bash itself makes of the line.
    void completesInBash_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QByteArray>("replies");
        QTest::newRow("command") << u"pulse-gui --cli ver"_s << "versions\nverify\n"_ba;
        QTest::newRow("name") << u"pulse-gui --cli fetch code/rev"_s << "code/review\n"_ba;
        QTest::newRow("after @") << u"pulse-gui --cli fetch code/review @ 2.0"_s << "2.0.1\n2.0.0\n"_ba;
        QTest::newRow("after =") << u"pulse-gui --cli store x --bump = mi"_s << "minor\n"_ba;
        QTest::newRow("spaces") << u"pulse-gui --cli fetch od"_s << "odd\\ name\n"_ba;
    }

    void completesInBash()
    {
        QFETCH(QString, words);
        QFETCH(QByteArray, replies);
        const Program program;
        COMPARE_CODE(program.cli({u"init"_s, u"--sample"_s}), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"odd name"_s}, "1"), 0);
        QString line = words;
        line.replace(u" @ "_s, u"@"_s).replace(u" = "_s, u"="_s);
        const Outcome outcome = program.bash(
            u"set -u; compopt() { :; }; PATH=\"$(dirname \"$PULSE\"):$PATH\"; source <(\"$PULSE\" --cli completion "
            u"bash); "
            "COMP_LINE='%1'; COMP_WORDS=(%2); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _pulse_gui; printf '%s\\n' \"${COMPREPLY[@]}\""_s
                .arg(line, words));
        COMPARE_CODE(outcome, 0);
        QCOMPARE(outcome.err, QByteArray());
        QCOMPARE(outcome.out, replies);
    }

    void scriptsForEveryShell()
    {
        const Program program;
        for (const auto &shell : {u"bash"_s, u"zsh"_s, u"fish"_s}) {
            const Outcome script = program.cli({u"completion"_s, shell});
            COMPARE_CODE(script, 0);
            QVERIFY(script.out.contains("__complete"));
            QVERIFY(program.write(shell, script.out));
            if (program.bash(u"command -v %1"_s.arg(shell)).code == 0)
                COMPARE_CODE(program.command(shell, {u"-n"_s, shell}), 0);
        }
    }
};

QTEST_GUILESS_MAIN(TestCliGrammar)
#include "test_cli_grammar.moc"
