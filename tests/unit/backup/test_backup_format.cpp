// SPDX-License-Identifier: Apache-2.0
// The recipe of docs/backup-format.md, with the tools that it names and nothing of Pulse.
#include "backup_fixture.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class TestBackupFormat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theRecipeOfTheDocumentationWorks();
    void everyPackIsNamedByItsOwnChecksum();

private:
    static QByteArray shell(const QString &folder, const QString &script, const QStringList &arguments = {})
    {
        QProcess process;
        process.setWorkingDirectory(folder);
        process.start(u"bash"_s,
                      QStringList{u"-eu"_s, u"-o"_s, u"pipefail"_s, u"-c"_s, script, u"recipe"_s} + arguments);
        if (!process.waitForFinished(60'000) || process.exitCode() != 0)
            qWarning("%s", process.readAllStandardError().constData());
        return process.readAllStandardOutput();
    }
    // The script in the documentation, as it stands there.
    static QString recipe()
    {
        QFile file(QStringLiteral(PULSE_SOURCE_FOLDER "/docs/backup-format.md"));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        const QRegularExpression block(u"```bash\n(# recipe\n.*?)```"_s,
                                       QRegularExpression::DotMatchesEverythingOption);
        return block.match(QString::fromUtf8(file.readAll())).captured(1);
    }
};

void TestBackupFormat::theRecipeOfTheDocumentationWorks()
{
    if (QStandardPaths::findExecutable(u"zstd"_s).isEmpty())
        QSKIP("The program zstd is not installed.");
    const QString script = recipe();
    QVERIFY(script.contains("zstd -dc"_L1));
    BackupFixture f;
    f.parts.packBytes = 8 * 1024;
    const auto library = f.library(u"a"_s);
    for (int i = 0; i < 40; ++i)
        f.publish(*library, u"filler/p%1"_s.arg(i), u"1.0.0", QByteArray::number(i).repeated(150));
    const QByteArray wanted("What the recipe shall find:\n\x00\xff bytes and all\n", 45);
    f.publish(*library, u"support/refund reply", u"1.2.0", wanted);
    f.publish(*library, u"support/refund reply", u"1.3.0", "another");
    f.point(*library, u"support/refund reply", u"production", u"1.2.0");
    f.backUp(*f.open(), *library);
    QCOMPARE(shell(f.folder(), script, {u"support/refund reply"_s, u"1.2.0"_s}), wanted);
    QCOMPARE(shell(f.folder(), script, {u"filler/p7"_s, u"1.0.0"_s}), QByteArray("7").repeated(150));
}

void TestBackupFormat::everyPackIsNamedByItsOwnChecksum()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    f.publish(*library, u"p", u"1.0.0", "x");
    f.backUp(*f.open(), *library);
    const QByteArray out = shell(f.folder(), u"for f in packs/*.zst; do test \"$(sha256sum < \"$f\" | cut -c1-64)\" = "
                                             "\"$(basename \"$f\" .zst)\" && echo right; done"_s);
    QCOMPARE(out, "right\n");
    const QByteArray id = shell(f.folder(), u"for f in snapshots/*.json; do sha256sum < \"$f\" | cut -c1-16; done"_s);
    QCOMPARE(QString::fromLatin1(id.trimmed()), f.open()->find(u"latest"_s, {})->id);
}

QTEST_GUILESS_MAIN(TestBackupFormat)
#include "test_backup_format.moc"
