// SPDX-License-Identifier: Apache-2.0
// migrate: a whole library to another, run again, stopped, and refused.
#include "program.h"

using namespace Qt::StringLiterals;
using pulse::test::Program;

class TestCliMigrate : public QObject
{
    Q_OBJECT

private slots:
    void copiesAndProves()
    {
        const Program program;
        COMPARE_CODE(program.cli({u"init"_s, u"--sample"_s}), 0);
        const auto before = program.snapshot();
        const QString target = program.file(u"copy"_s);
        const auto report = program.cli({u"migrate"_s, program.library(), target, u"--json"_s});
        COMPARE_CODE(report, 0);
        const QJsonObject first = report.object();
        QVERIFY(first["versions"_L1].toInt() > 20);
        QCOMPARE(first["copied"_L1], first["versions"_L1]);
        QCOMPARE(first["verified"_L1], first["versions"_L1]);
        QVERIFY(first["labels"_L1].toInt() > 0);
        QVERIFY(first["failed"_L1].toArray().isEmpty());
        QCOMPARE(program.snapshot(), before);
        const auto list = [&](const QString &library) {
            return program.cli({u"list"_s, u"--json"_s, u"--library"_s, library}).out;
        };
        QCOMPARE(list(target), list(program.library()));
        const auto versions = [&](const QString &library) {
            return program.cli({u"versions"_s, u"support/refund-reply"_s, u"--json"_s, u"--library"_s, library}).out;
        };
        QCOMPARE(versions(target), versions(program.library()));
        COMPARE_CODE(program.cli({u"verify"_s, u"--library"_s, target}), 0);

        const QJsonObject again = program.cli({u"migrate"_s, program.library(), target, u"--json"_s}).object();
        QCOMPARE(again["copied"_L1].toInt(), 0);
        QCOMPARE(again["unchanged"_L1], first["versions"_L1]);
        QCOMPARE(again["verified"_L1], first["versions"_L1]);
    }

    // What it holds that its home lacks is sent by who works in it, not by who copies it.
    void aRepositoryThatIsReadSendsNothing()
    {
        Program program;
        program.environment().insert(u"PULSE_AUTHOR"_s, u"Ada <ada@example.org>"_s);
        const QString home = program.file(u"home.git"_s);
        const QString clone = program.file(u"clone"_s);
        QCOMPARE(program.command(u"git"_s, {u"init"_s, u"-q"_s, u"--bare"_s, u"-b"_s, u"main"_s, home}).code, 0);
        QCOMPARE(program.command(u"git"_s, {u"clone"_s, u"-q"_s, home, clone}).code, 0);
        program.environment().insert(u"PULSE_LIBRARY"_s, u"git+file://"_s + clone);
        COMPARE_CODE(program.cli({u"init"_s}), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"a"_s, u"--offline"_s}, "one"), 0);
        const auto refsOf = [&](const QString &repository) {
            return program.command(u"git"_s, {u"-C"_s, repository, u"for-each-ref"_s}).out;
        };
        const QByteArray atHome = refsOf(home);
        const QByteArray here = refsOf(clone);
        COMPARE_CODE(program.cli({u"migrate"_s, u"git+file://"_s + clone, u"copy"_s}), 0);
        QCOMPARE(program.cli({u"fetch"_s, u"a"_s, u"--library"_s, u"copy"_s}).out, "one");
        QCOMPARE(refsOf(home), atHome);
        QCOMPARE(refsOf(clone), here);
    }

    void saysWhatItWouldDo()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"a"_s}, "one"), 0);
        COMPARE_CODE(program.cli({u"init"_s, u"copy"_s}), 0);
        const auto dry = program.cli({u"migrate"_s, program.library(), u"copy"_s, u"--dry-run"_s});
        COMPARE_CODE(dry, 0);
        QVERIFY(dry.out.contains("Would copy 1 version"));
        COMPARE_CODE(program.cli({u"exists"_s, u"a"_s, u"--library"_s, u"copy"_s}), 1);
    }

    void tellsEachConflict()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"a"_s}, "one"), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"b"_s}, "one"), 0);
        COMPARE_CODE(program.cli({u"init"_s, u"copy"_s}), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"a"_s, u"--library"_s, u"copy"_s}, "other"), 0);
        const auto outcome = program.cli({u"migrate"_s, program.library(), u"copy"_s});
        COMPARE_CODE(outcome, 3);
        QVERIFY(outcome.err.contains("a@1.0.0 has other content in the target"));
        QCOMPARE(program.cli({u"fetch"_s, u"a"_s, u"--library"_s, u"copy"_s}).out, "other");
        QCOMPARE(program.cli({u"fetch"_s, u"b"_s, u"--library"_s, u"copy"_s}).out, "one");
    }

    void keepsTheMirrorOfAProfileInStep()
    {
        const Program program;
        const QString mirror = program.file(u"mirror"_s);
        COMPARE_CODE(
            program.cli({u"config"_s, u"library"_s, u"add"_s, u"home"_s, program.library(), "mirror="_L1 + mirror}), 0);
        const QStringList at{u"--library"_s, u"home"_s};
        COMPARE_CODE(program.cli(at + QStringList{u"init"_s}), 0);
        COMPARE_CODE(program.cli(at + QStringList{u"store"_s, u"a"_s}, "one"), 0);
        const auto dry = program.cli(at + QStringList{u"sync"_s, u"--dry-run"_s});
        COMPARE_CODE(dry, 1); // there is no library to compare with
        QVERIFY(!QFile::exists(mirror));
        const auto first = program.cli(at + QStringList{u"sync"_s, u"--json"_s});
        COMPARE_CODE(first, 0);
        QCOMPARE(first.object()["mirror"_L1]["copied"_L1].toInt(), 1);
        COMPARE_CODE(program.cli(at + QStringList{u"remove"_s, u"a"_s}), 0);
        COMPARE_CODE(program.cli(at + QStringList{u"store"_s, u"b"_s}, "two"), 0);
        const auto second = program.cli(at + QStringList{u"sync"_s, u"--json"_s});
        COMPARE_CODE(second, 0);
        QCOMPARE(second.object()["mirror"_L1]["removed"_L1].toInt(), 1);
        QCOMPARE(program.cli({u"list"_s, u"--library"_s, mirror}).out.trimmed(), "b");
        QCOMPARE(program.cli({u"trash"_s, u"list"_s, u"--json"_s, u"--library"_s, mirror}).array().size(), 1);
        COMPARE_CODE(program.cli({u"sync"_s, u"--library"_s, mirror}), 6); // it has neither a home nor a mirror
    }

    // Nothing is made before that is seen.
    void refusesALibraryWithinAnother()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"a"_s}, "one"), 0);
        QVERIFY(QFile::link(u"library"_s, program.file(u"link"_s)));
        QVERIFY(QDir().mkpath(program.file(u"library/below"_s)));
        const auto before = program.snapshot();
        for (const auto &[from, to, why] :
             {std::tuple(u"library"_s, u"library/inner"_s, "lies within the source"),
              {u"library"_s, u"link/inner"_s, "lies within the source"},
              {u"link"_s, u"./library/prompts/b"_s, "lies within the source"},
              {u"library/below"_s, u"library"_s, "lies within the target"},
              {u"library/"_s, u"link"_s, "are the same library"},
              {u"s3://bucket/a"_s, u"s3://bucket/a/b"_s, "lies within the source"},
              {u"https://dav.invalid/a/b"_s, u"https://dav.invalid/a"_s, "lies within the target"}}) {
            for (const QStringList &options : {QStringList{}, {u"--dry-run"_s}, {u"--mirror"_s}}) {
                const auto refused = program.cli(QStringList{u"migrate"_s, from, to} + options);
                COMPARE_CODE(refused, 2);
                QVERIFY2(refused.err.contains(why), refused.err.constData());
            }
        }
        const QStringList mirrored{u"config"_s, u"library"_s, u"add"_s, u"home"_s, program.library()};
        COMPARE_CODE(program.cli(mirrored + QStringList{u"mirror="_s + program.file(u"link/inner"_s)}), 0);
        const auto refused = program.cli({u"--library"_s, u"home"_s, u"sync"_s});
        COMPARE_CODE(refused, 2);
        QVERIFY2(refused.err.contains("lies within the source"), refused.err.constData());
        QCOMPARE(program.snapshot(), before);
        QVERIFY(!QFile::exists(program.file(u"data"_s)));
    }

    // It prints what it synchronised, then the mirror fails.
    void aReaderThatWentAwayHidesNoFailure()
    {
        Program program;
        program.environment().insert(u"PULSE_AUTHOR"_s, u"Ada <ada@example.org>"_s);
        const QString home = program.file(u"home.git"_s);
        const QString clone = program.file(u"clone"_s);
        QCOMPARE(program.command(u"git"_s, {u"init"_s, u"-q"_s, u"--bare"_s, u"-b"_s, u"main"_s, home}).code, 0);
        QCOMPARE(program.command(u"git"_s, {u"clone"_s, u"-q"_s, home, clone}).code, 0);
        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"add"_s, u"team"_s, u"git+file://"_s + clone,
                                  u"mirror="_s + clone + u"/inner"_s}),
                     0);
        COMPARE_CODE(program.cli({u"--library"_s, u"team"_s, u"init"_s}), 0);
        const auto whole = program.cli({u"--library"_s, u"team"_s, u"sync"_s});
        COMPARE_CODE(whole, 2);
        QVERIFY2(whole.out.startsWith("Sent "), whole.out.constData());
        const auto cut = program.bash(u"\"$PULSE\" --cli --library team sync | true; exit ${PIPESTATUS[0]}"_s);
        COMPARE_CODE(cut, 2);
        QVERIFY2(cut.err.contains("lies within"), cut.err.constData());
    }

    // One cause that stops many is said once, with how many they are.
    void saysACommonCauseOnce()
    {
        Program program;
        program.environment().insert(u"PULSE_AUTHOR"_s, u"Ada <ada@example.org>"_s);
        QVERIFY(program.init());
        for (const auto &name : {u"a"_s, u"b"_s, u"c"_s})
            COMPARE_CODE(program.cli({u"store"_s, name}, "one"), 0);
        const QString target = u"git+file://"_s + program.file(u"target"_s);
        COMPARE_CODE(program.cli({u"init"_s, target}), 0);
        QVERIFY(program.write(u"target/.git/refs/heads/main.lock"_s, {})); // of another git that is at work
        const auto refused = program.cli({u"migrate"_s, program.library(), target, u"--json"_s});
        QCOMPARE(refused.object()["failed"_L1].toArray().size(), 3); // each by itself for a program
        QVERIFY2(refused.err.contains("(This is so of 3 items.)"), refused.err.constData());
        QCOMPARE(refused.err.count("pulse-gui: "), 1);
        QCOMPARE(refused.code, refused.error()["exit_code"_L1].toInt());
    }

    void refusesWhatCannotBe()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"migrate"_s, program.library(), program.library()}), 2);
        COMPARE_CODE(program.cli({u"migrate"_s, u"nowhere"_s, u"copy"_s}), 1);
        QVERIFY(!QFile::exists(program.file(u"copy"_s)));
        COMPARE_CODE(program.cli({u"migrate"_s, program.library()}), 2);
    }
};

QTEST_GUILESS_MAIN(TestCliMigrate)
#include "test_cli_migrate.moc"
