// SPDX-License-Identifier: Apache-2.0
// backup create, list, show, verify, restore, prune; verify --repair --from-backup.
#include "program.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;
using pulse::test::Outcome;
using pulse::test::Program;

class TestCliBackup : public QObject
{
    Q_OBJECT

private slots:
    void aBackupComesBack();
    void whatIsShownIsWhatWasThere();
    void aPlanChangesNothing();
    void partsComeBackAlone();
    void whereToRestoreMustBeSaid();
    void anotherLibraryAsks();
    void damageIsFoundAndMended();
    void damagedBackupsExitWithNine();
    void pruningFollowsItsRules();
    void theSettingSaysWhere();

private:
    static bool fill(const Program &program)
    {
        return program.init() && program.cli({u"store"_s, u"a/one"_s}, "first").code == 0 &&
               program.cli({u"store"_s, u"a/one"_s}, "second").code == 0 &&
               program.cli({u"store"_s, u"b"_s}, "other").code == 0 &&
               program.cli({u"label"_s, u"a/one"_s, u"production"_s, u"1.0.0"_s}).code == 0;
    }
};

void TestCliBackup::aBackupComesBack()
{
    const Program program;
    QVERIFY(fill(program));
    const Outcome created = program.cli({u"--json"_s, u"backup"_s, u"create"_s, u"--to"_s, u"kept"_s});
    COMPARE_CODE(created, 0);
    const QJsonObject snapshot = created.object()["snapshot"_L1].toObject();
    QCOMPARE(snapshot["prompts"_L1].toInt(), 2);
    QCOMPARE(snapshot["versions"_L1].toInt(), 3);
    QCOMPARE(snapshot["labels"_L1].toInt(), 1);
    QCOMPARE(created.object()["repository"_L1].toString(), program.file(u"kept"_s));
    const Outcome again = program.cli({u"--json"_s, u"backup"_s, u"create"_s, u"--to"_s, u"kept"_s});
    COMPARE_CODE(again, 0);
    QVERIFY(again.object()["unchanged"_L1].toBool());

    const auto before = program.snapshot();
    QVERIFY(QDir(program.library()).removeRecursively());
    COMPARE_CODE(
        program.cli({u"backup"_s, u"restore"_s, u"latest"_s, u"--aside"_s, u"library"_s, u"--from"_s, u"kept"_s}), 0);
    const auto after = program.snapshot();
    for (auto file = before.cbegin(); file != before.cend(); ++file) {
        if (file.key().startsWith("prompts/"_L1))
            QVERIFY2(after.value(file.key()) == file.value(), qPrintable(file.key()));
    }
    COMPARE_CODE(program.cli({u"verify"_s}), 0);
    COMPARE_CODE(program.cli({u"fetch"_s, u"a/one@production"_s}), 0);
}

void TestCliBackup::whatIsShownIsWhatWasThere()
{
    const Program program;
    QVERIFY(fill(program));
    COMPARE_CODE(program.cli({u"backup"_s, u"create"_s, u"--to"_s, u"kept"_s, u"--note"_s, u"before the move"_s}), 0);
    const Outcome list = program.cli({u"--json"_s, u"backup"_s, u"list"_s, u"--from"_s, u"kept"_s});
    COMPARE_CODE(list, 0);
    const QJsonObject snapshot = list.object()["snapshots"_L1].toArray().first().toObject();
    QCOMPARE(snapshot["note"_L1].toString(), u"before the move"_s);
    const QString id = snapshot["id"_L1].toString();
    const Outcome shown = program.cli({u"--json"_s, u"backup"_s, u"show"_s, id.left(8), u"--from"_s, u"kept"_s});
    COMPARE_CODE(shown, 0);
    const QJsonObject prompt = shown.object()["prompts"_L1].toArray().first().toObject();
    QCOMPARE(prompt["name"_L1].toString(), u"a/one"_s);
    QCOMPARE(prompt["labels"_L1].toObject()["production"_L1].toString(), u"1.0.0"_s);
    QCOMPARE(prompt["versions"_L1].toArray().size(), 2);
    const Outcome text = program.cli({u"backup"_s, u"show"_s, u"latest"_s, u"--from"_s, u"kept"_s});
    QVERIFY(text.out.contains("a/one 1.0.0 (production)"));
    QVERIFY(program.cli({u"backup"_s, u"list"_s, u"--from"_s, u"kept"_s}).out.contains("before the move"));
    COMPARE_CODE(program.cli({u"backup"_s, u"show"_s, u"nothing"_s, u"--from"_s, u"kept"_s}), 1);
    COMPARE_CODE(program.cli({u"backup"_s, u"list"_s, u"--from"_s, u"missing"_s}), 1);
    QVERIFY(!QFileInfo::exists(program.file(u"missing"_s)));
}

void TestCliBackup::aPlanChangesNothing()
{
    const Program program;
    QVERIFY(fill(program));
    COMPARE_CODE(program.cli({u"backup"_s, u"create"_s}), 0);
    COMPARE_CODE(program.cli({u"remove"_s, u"b"_s}), 0);
    const auto before = program.snapshot();
    const Outcome plan = program.cli({u"--json"_s, u"backup"_s, u"restore"_s, u"latest"_s, u"--dry-run"_s});
    COMPARE_CODE(plan, 0);
    QCOMPARE(plan.object()["create"_L1].toInt(), 1);
    QCOMPARE(plan.object()["unchanged"_L1].toInt(), 2);
    QVERIFY(
        program.cli({u"backup"_s, u"restore"_s, u"latest"_s, u"--dry-run"_s}).out.contains("Would restore b@1.0.0."));
    QVERIFY(program.snapshot() == before);
}

void TestCliBackup::partsComeBackAlone()
{
    const Program program;
    QVERIFY(fill(program));
    COMPARE_CODE(program.cli({u"backup"_s, u"create"_s}), 0);
    COMPARE_CODE(program.cli({u"remove"_s, u"b"_s, u"a/one"_s, u"--purge"_s}), 0);
    COMPARE_CODE(program.cli({u"backup"_s, u"restore"_s, u"latest"_s, u"a/one@1.0.0"_s, u"--into-place"_s}), 0);
    COMPARE_CODE(program.cli({u"exists"_s, u"a/one@1.0.0"_s}), 0);
    COMPARE_CODE(program.cli({u"exists"_s, u"a/one@1.0.1"_s}), 1);
    COMPARE_CODE(program.cli({u"exists"_s, u"b"_s}), 1);
    COMPARE_CODE(program.cli({u"backup"_s, u"restore"_s, u"latest"_s, u"a/"_s, u"--into-place"_s}), 0);
    COMPARE_CODE(program.cli({u"fetch"_s, u"a/one@production"_s}), 0);
    COMPARE_CODE(program.cli({u"backup"_s, u"restore"_s, u"latest"_s, u"c"_s, u"--into-place"_s}), 1);
    COMPARE_CODE(program.cli({u"backup"_s, u"restore"_s, u"latest"_s, u"/"_s, u"--into-place"_s}), 0);
    COMPARE_CODE(program.cli({u"exists"_s, u"b"_s}), 0);
}

void TestCliBackup::whereToRestoreMustBeSaid()
{
    const Program program;
    QVERIFY(fill(program));
    COMPARE_CODE(program.cli({u"backup"_s, u"create"_s}), 0);
    COMPARE_CODE(program.cli({u"backup"_s, u"restore"_s, u"latest"_s}), 2);
    COMPARE_CODE(program.cli({u"backup"_s, u"restore"_s, u"latest"_s, u"--into-place"_s, u"--aside"_s, u"x"_s}), 2);
    COMPARE_CODE(program.cli({u"backup"_s, u"restore"_s, u"latest"_s, u"a/one@^1"_s, u"--into-place"_s}), 2);
    COMPARE_CODE(program.cli({u"backup"_s, u"prune"_s, u"--keep-last"_s, u"some"_s}), 2);
    COMPARE_CODE(program.cli({u"backup"_s, u"restore"_s, u"latest"_s, u"--aside"_s, u"library"_s}), 3);
}

void TestCliBackup::anotherLibraryAsks()
{
    const Program program;
    QVERIFY(fill(program));
    COMPARE_CODE(program.cli({u"backup"_s, u"create"_s, u"--to"_s, u"kept"_s}), 0);
    COMPARE_CODE(program.cli({u"init"_s, u"second"_s}), 0);
    COMPARE_CODE(program.cli({u"-L"_s, u"second"_s, u"store"_s, u"x"_s}, "x"), 0);
    const Outcome stopped = program.cli({u"-L"_s, u"second"_s, u"backup"_s, u"create"_s, u"--to"_s, u"kept"_s});
    COMPARE_CODE(stopped, 4);
    QVERIFY(stopped.err.contains("--allow-other-library"));
    COMPARE_CODE(
        program.cli({u"-L"_s, u"second"_s, u"backup"_s, u"create"_s, u"--to"_s, u"kept"_s, u"--allow-other-library"_s}),
        0);
    COMPARE_CODE(program.cli({u"remove"_s, u"b"_s, u"a/one"_s}), 0);
    const Outcome lost = program.cli({u"backup"_s, u"create"_s, u"--to"_s, u"kept"_s});
    COMPARE_CODE(lost, 4);
    QVERIFY(lost.err.contains("--allow-loss"));
    COMPARE_CODE(program.cli({u"backup"_s, u"create"_s, u"--to"_s, u"kept"_s, u"--allow-loss"_s}), 0);
}

void TestCliBackup::damageIsFoundAndMended()
{
    const Program program;
    QVERIFY(fill(program));
    COMPARE_CODE(program.cli({u"backup"_s, u"create"_s}), 0);
    QVERIFY(program.write(u"library/prompts/a/one/1.0.0/content.md"_s, "fir5t"));
    COMPARE_CODE(program.cli({u"fetch"_s, u"a/one@1.0.0"_s}), 9);
    COMPARE_CODE(program.cli({u"verify"_s, u"--from-backup"_s}), 2);
    const Outcome backedUp = program.cli({u"backup"_s, u"create"_s, u"--reread"_s});
    COMPARE_CODE(backedUp, 9);
    QVERIFY(backedUp.err.contains("a/one@1.0.0"));
    const Outcome mended = program.cli({u"--json"_s, u"verify"_s, u"--repair"_s, u"--from-backup"_s});
    COMPARE_CODE(mended, 0);
    QCOMPARE(mended.object()["from_backup"_L1].toObject()["mended"_L1].toArray().first().toString(), u"a/one@1.0.0"_s);
    const Outcome fetched = program.cli({u"fetch"_s, u"a/one@production"_s});
    COMPARE_CODE(fetched, 0);
    QCOMPARE(fetched.out, "first");
    // The damaged one is kept, and known for what it is, until a person is done with it.
    QVERIFY(!program.cli({u"--json"_s, u"trash"_s, u"list"_s}).array().isEmpty());
    COMPARE_CODE(program.cli({u"trash"_s, u"empty"_s}), 0);
    COMPARE_CODE(program.cli({u"verify"_s}), 0);
}

void TestCliBackup::damagedBackupsExitWithNine()
{
    const Program program;
    QVERIFY(fill(program));
    COMPARE_CODE(program.cli({u"backup"_s, u"create"_s, u"--to"_s, u"kept"_s}), 0);
    const Outcome sound = program.cli({u"--json"_s, u"backup"_s, u"verify"_s, u"--from"_s, u"kept"_s});
    COMPARE_CODE(sound, 0);
    QVERIFY(sound.object()["sound"_L1].toBool());
    const QDir packs(program.file(u"kept/packs"_s));
    const QString pack = u"kept/packs/"_s + packs.entryList(QDir::Files).first();
    QByteArray bytes = program.read(pack);
    bytes[40] = static_cast<char>(bytes[40] ^ 1);
    QVERIFY(program.write(pack, bytes));
    const Outcome damaged = program.cli({u"--json"_s, u"backup"_s, u"verify"_s, u"--from"_s, u"kept"_s});
    COMPARE_CODE(damaged, 9);
    QVERIFY(!damaged.object()["findings"_L1].toArray().isEmpty());
    const Outcome restored =
        program.cli({u"backup"_s, u"restore"_s, u"latest"_s, u"--aside"_s, u"new"_s, u"--from"_s, u"kept"_s});
    COMPARE_CODE(restored, 9);
}

void TestCliBackup::pruningFollowsItsRules()
{
    const Program program;
    QVERIFY(fill(program));
    for (int i = 0; i < 3; ++i) {
        COMPARE_CODE(program.cli({u"store"_s, u"b"_s}, QByteArray::number(i)), 0);
        COMPARE_CODE(program.cli({u"backup"_s, u"create"_s}), 0);
    }
    const Outcome dry = program.cli({u"--json"_s, u"backup"_s, u"prune"_s, u"--keep-last"_s, u"1"_s, u"--dry-run"_s});
    COMPARE_CODE(dry, 0);
    QCOMPARE(dry.object()["removed"_L1].toArray().size(), 2);
    QCOMPARE(program.cli({u"--json"_s, u"backup"_s, u"list"_s}).object()["snapshots"_L1].toArray().size(), 3);
    const Outcome pruned = program.cli({u"--json"_s, u"backup"_s, u"prune"_s, u"--keep-last"_s, u"1"_s});
    COMPARE_CODE(pruned, 0);
    QCOMPARE(program.cli({u"--json"_s, u"backup"_s, u"list"_s}).object()["snapshots"_L1].toArray().size(), 1);
    COMPARE_CODE(program.cli({u"backup"_s, u"verify"_s}), 0);
    COMPARE_CODE(program.cli({u"backup"_s, u"prune"_s}), 0); // by the settings
    COMPARE_CODE(program.cli({u"backup"_s, u"prune"_s, u"--keep-last"_s, u"0"_s}), 2);
}

void TestCliBackup::theSettingSaysWhere()
{
    const Program program;
    QVERIFY(fill(program));
    COMPARE_CODE(program.cli({u"config"_s, u"set"_s, u"backup.folder"_s, program.file(u"chosen"_s)}), 0);
    const Outcome created = program.cli({u"--json"_s, u"backup"_s, u"create"_s});
    COMPARE_CODE(created, 0);
    QVERIFY(created.object()["repository"_L1].toString().startsWith(program.file(u"chosen/"_s)));
    QCOMPARE(QDir(program.file(u"chosen"_s)).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 1);
}

QTEST_GUILESS_MAIN(TestCliBackup)
#include "test_cli_backup.moc"
