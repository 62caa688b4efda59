// SPDX-License-Identifier: Apache-2.0
// upgrade, and accepting by verify what another program edited.
#include "program.h"

#include <QDirIterator>

using namespace Qt::StringLiterals;
using pulse::test::Program;

namespace {

/// Writes the library's files as schema 1 had them: without seals.
void makeOld(const Program &program)
{
    QDirIterator files(program.library(), {u"*.json"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray plain;
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (!line.startsWith("  \"seal\": "))
                plain += line + '\n';
        }
        plain.chop(1);
        plain.replace("\"schema\": 2", "\"schema\": 1");
        QVERIFY(file.resize(0) && file.seek(0));
        QCOMPARE(file.write(plain), plain.size());
    }
}

/// A library of schema 1 with two versions.
bool initOld(const Program &program)
{
    if (!program.init() || program.cli({u"store"_s, u"a"_s}, "one").code != 0 ||
        program.cli({u"store"_s, u"a"_s, u"--bump"_s, u"minor"_s}, "two").code != 0)
        return false;
    makeOld(program);
    return true;
}

} // namespace

class TestCliUpgrade : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void worksWithAnOldLayoutAsItIs()
    {
        const Program program;
        QVERIFY(initOld(program));
        QCOMPARE(program.cli({u"fetch"_s, u"a@1.0.0"_s}).out, "one");
        COMPARE_CODE(program.cli({u"store"_s, u"a"_s, u"--bump"_s, u"minor"_s}, "three"), 0);
        COMPARE_CODE(program.cli({u"verify"_s}), 0);
    }

    void saysWhatItWouldDo()
    {
        const Program program;
        QVERIFY(initOld(program));
        const auto before = program.snapshot();
        const QJsonObject plan = program.cli({u"upgrade"_s, u"--dry-run"_s, u"--json"_s}).object();
        QCOMPARE(plan["from"_L1].toInt(), 1);
        QCOMPARE(plan["to"_L1].toInt(), 2);
        QCOMPARE(plan["versions"_L1].toInt(), 2);
        QVERIFY(plan["bytes_needed"_L1].toInt() > 0);
        QVERIFY(plan["damage"_L1].toArray().isEmpty());
        QCOMPARE(program.snapshot(), before);
    }

    void upgradesAndKeepsTheOld()
    {
        const Program program;
        QVERIFY(initOld(program));
        const QByteArray versions = program.cli({u"versions"_s, u"a"_s, u"--json"_s}).out;
        const QJsonObject outcome = program.cli({u"upgrade"_s, u"--json"_s}).object();
        QCOMPARE(outcome["to"_L1].toInt(), 2);
        const QString kept = outcome["kept"_L1].toString();
        QVERIFY2(QDir(program.library()).exists(kept), qPrintable(kept));
        QCOMPARE(program.cli({u"versions"_s, u"a"_s, u"--json"_s}).out, versions);
        QCOMPARE(program.cli({u"fetch"_s, u"a@1.1.0"_s}).out, "two");
        COMPARE_CODE(program.cli({u"verify"_s}), 0);

        const auto again = program.cli({u"upgrade"_s});
        COMPARE_CODE(again, 0);
        QVERIFY(again.out.contains("newest layout") || again.err.contains("newest layout"));

        COMPARE_CODE(program.cli({u"upgrade"_s, u"--drop-old"_s}), 0);
        QVERIFY(!QDir(program.library()).exists(kept));
        QCOMPARE(program.cli({u"fetch"_s, u"a@1.0.0"_s}).out, "one");
    }

    void refusesDamageUnlessItIsToBeCarried()
    {
        const Program program;
        QVERIFY(initOld(program));
        QFile content(program.library() + u"/prompts/a/1.0.0/content.md"_s);
        QVERIFY(content.open(QIODevice::ReadWrite));
        QCOMPARE(content.write("X"), 1);
        content.close();
        const auto refused = program.cli({u"upgrade"_s});
        QVERIFY(refused.code != 0);
        QVERIFY2(refused.err.contains("--carry-damage"), refused.err.constData());
        COMPARE_CODE(program.cli({u"upgrade"_s, u"--carry-damage"_s}), 0);
        QCOMPARE(program.cli({u"fetch"_s, u"a@1.1.0"_s}).out, "two");
        COMPARE_CODE(program.cli({u"verify"_s}), 9);
    }

    void refusesALibraryOfANewerProgram()
    {
        const Program program;
        QVERIFY(program.init());
        QFile file(program.library() + u"/library.json"_s);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.readAll().contains("\"schema\": 2"));
        const QByteArray newer = "{\n  \"schema\": 99,\n  \"what_comes\": true\n}\n";
        QVERIFY(file.resize(0) && file.seek(0));
        QCOMPARE(file.write(newer), newer.size());
        file.close();
        const auto before = program.snapshot();
        for (const QStringList &command : {QStringList{u"list"_s}, {u"upgrade"_s}, {u"verify"_s}}) {
            const auto refused = program.cli(command);
            QVERIFY(refused.code != 0);
            QVERIFY2(refused.err.contains("newer"), refused.err.constData());
        }
        QCOMPARE(program.snapshot(), before);
    }

    void acceptsWhatAPersonEdited()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"a"_s, u"--description"_s, u"old words"_s}, "one"), 0);
        QFile file(program.library() + u"/prompts/a/1.0.0/metadata.json"_s);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const QByteArray edited = file.readAll().replace("old words", "new words");
        QVERIFY(edited.contains("new words"));
        QVERIFY(file.resize(0) && file.seek(0));
        QCOMPARE(file.write(edited), edited.size());
        file.close();
        const auto found = program.cli({u"verify"_s});
        QVERIFY(found.code != 0);
        QVERIFY2(found.out.contains("verify --accept a@1.0.0"), found.out.constData());
        const auto read = program.cli({u"fetch"_s, u"a"_s});
        QVERIFY2(read.err.contains("verify --accept a@1.0.0"), read.err.constData());
        COMPARE_CODE(program.cli({u"verify"_s, u"--accept"_s, u"a@1.0.0"_s}), 0);
        COMPARE_CODE(program.cli({u"verify"_s}), 0);
        QVERIFY(program.cli({u"meta"_s, u"a"_s}).out.contains("new words"));
    }
};

QTEST_GUILESS_MAIN(TestCliUpgrade)
#include "test_cli_upgrade.moc"
