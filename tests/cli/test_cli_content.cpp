// SPDX-License-Identifier: Apache-2.0
// Bytes in, the same bytes out: whatever they are, however many, and by whichever selector.
#include "program.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;
using pulse::test::Outcome;
using pulse::test::Program;

class TestCliContent : public QObject
{
    Q_OBJECT

private slots:
    void everyByte_data()
    {
        QTest::addColumn<QByteArray>("content");
        QByteArray all;
        for (int byte = 0; byte < 256; ++byte)
            all.append(static_cast<char>(byte));
        QByteArray large(10 * 1024 * 1024, Qt::Uninitialized);
        quint32 state = 1;
        for (char &byte : large) {
            state = state * 1664525 + 1013904223;
            byte = static_cast<char>(state >> 24);
        }
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("all 256 values") << all;
        QTest::newRow("no final line feed") << "a\r\nb\rc"_ba;
        QTest::newRow("NUL only") << QByteArray(3, '\0');
        QTest::newRow("10 MiB") << large;
    }

    void everyByte()
    {
        QFETCH(QByteArray, content);
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"a/stdin"_s}, content), 0);
        QVERIFY(program.write(u"file"_s, content));
        COMPARE_CODE(program.cli({u"store"_s, u"a/file"_s, u"file"_s}), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"a/dash"_s, u"-"_s}, content), 0);
        for (const auto &name : {u"a/stdin"_s, u"a/file"_s, u"a/dash"_s}) {
            const Outcome fetched = program.cli({u"fetch"_s, name});
            COMPARE_CODE(fetched, 0);
            QVERIFY(fetched.out == content);
            QCOMPARE(fetched.err, QByteArray());
        }
        COMPARE_CODE(program.cli({u"fetch"_s, u"a/file"_s, u"--output"_s, u"copy"_s}), 0);
        QVERIFY(program.read(u"copy"_s) == content);
        const auto metadata = program.cli({u"--json"_s, u"meta"_s, u"a/file"_s}).object();
        QCOMPARE(metadata["size"_L1].toInteger(), content.size());
        QCOMPARE(metadata["checksum"_L1].toString(),
                 u"sha256:"_s +
                     QString::fromLatin1(QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex()));
    }

    void largeContentStreams()
    {
        const Program program;
        QVERIFY(program.init());
        // Three times what is taken into memory, made and compared without holding it here.
        const Outcome stored = program.bash(
            u"head -c 201326592 /dev/zero | tr '\\0' x | (ulimit -v 400000; \"$PULSE\" --cli store big)"_s);
        COMPARE_CODE(stored, 0);
        const Outcome again =
            program.bash(u"head -c 201326592 /dev/zero | tr '\\0' x | \"$PULSE\" --cli store big --version 1.0.0"_s);
        COMPARE_CODE(again, 0);
        QVERIFY(again.out.contains("nothing changed"));
        const Outcome fetched =
            program.bash(u"set -o pipefail; (ulimit -v 400000; \"$PULSE\" --cli fetch big) | sha256sum"_s);
        COMPARE_CODE(fetched, 0);
        const Outcome expected = program.bash(u"head -c 201326592 /dev/zero | tr '\\0' x | sha256sum"_s);
        QCOMPARE(fetched.out, expected.out);
        COMPARE_CODE(
            program.bash(
                u"(ulimit -v 400000; \"$PULSE\" --cli fetch big -o out) && cmp out library/prompts/big/1.0.0/content.md"_s),
            0);
        // The next version is found without reading the content.
        const auto next =
            program.bash(u"head -c 70000000 /dev/zero | \"$PULSE\" --cli --json store big --bump minor"_s).object();
        QCOMPARE(next["version"_L1].toString(), u"1.1.0"_s);
        // Too much for a document of JSON is said, not attempted.
        COMPARE_CODE(program.cli({u"fetch"_s, u"big"_s, u"--json"_s}), 6);
    }

    // Beyond a small run, 64 MiB at most, whatever the content's size.
    void largeContentAddsLittleMemory()
    {
        const Program program;
        QVERIFY(program.init());
        // The program runs as the last child, so the children's peak is its own or that of the shell beside it.
        const auto peak = [&](const QString &command) {
            const Outcome outcome =
                program.command(u"python3"_s, {u"-c"_s,
                                               u"import resource, subprocess, sys\n"
                                               "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
                                               "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"_s,
                                               u"bash"_s, u"-c"_s, u"exec \"$PULSE\" --cli "_s + command});
            return outcome.code == 0 ? outcome.out.trimmed().toLongLong() : -1;
        };
        COMPARE_CODE(
            program.bash(u"echo small > small; mkdir in; head -c 314572800 /dev/zero | tr '\\0' x > in/big.md"_s), 0);
        const qint64 least = peak(u"store small small"_s);
        QVERIFY(least > 0);
        for (const QString &command :
             {u"store big in/big.md"_s, u"store piped < in/big.md"_s, u"fetch big"_s, u"fetch big -o out"_s,
              u"import in"_s, u"export big --to exported"_s, u"verify"_s, u"rename big other"_s}) {
            const qint64 used = peak(command);
            QVERIFY2(used > 0, qPrintable(command));
            QVERIFY2(used - least < 64 * 1024, qPrintable(u"%1: %2 KiB more"_s.arg(command).arg(used - least)));
        }
        COMPARE_CODE(program.bash(u"cmp in/big.md exported/big.md"_s), 0);
        COMPARE_CODE(program.bash(u"cmp in/big.md library/prompts/in/big/1.0.0/content.md"_s), 0);
    }

    void damagedContentIsNotPrinted()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"p"_s}, "right"), 0);
        QVERIFY(program.write(u"library/prompts/p/1.0.0/content.md"_s, "wrong"));
        const Outcome fetched = program.cli({u"fetch"_s, u"p"_s});
        COMPARE_CODE(fetched, 9);
        QCOMPARE(fetched.out, QByteArray());
        COMPARE_CODE(program.cli({u"fetch"_s, u"p"_s, u"-o"_s, u"out"_s}), 9);
        QVERIFY(!QFile::exists(program.file(u"out"_s)));
        // Too large for memory, it is read once before the first byte goes out.
        COMPARE_CODE(program.bash(u"head -c 70000000 /dev/zero | \"$PULSE\" --cli store q"_s), 0);
        COMPARE_CODE(
            program.bash(
                u"printf x | dd of=library/prompts/q/1.0.0/content.md bs=1 seek=69999999 conv=notrunc 2>/dev/null"_s),
            0);
        const Outcome large = program.cli({u"fetch"_s, u"q"_s});
        COMPARE_CODE(large, 9);
        QCOMPARE(large.out.size(), 0);
    }

    void selectors_data()
    {
        QTest::addColumn<QString>("selector");
        QTest::addColumn<QString>("version"); // empty: there is none
        QTest::newRow("none") << u""_s << u"2.0.0"_s;
        QTest::newRow("latest") << u"@latest"_s << u"2.0.0"_s;
        QTest::newRow("exact") << u"@1.0.0"_s << u"1.0.0"_s;
        QTest::newRow("caret") << u"@^1.0"_s << u"1.2.0"_s;
        QTest::newRow("tilde") << u"@~1.1.0"_s << u"1.1.3"_s;
        QTest::newRow("wildcard") << u"@1.x"_s << u"1.2.0"_s;
        QTest::newRow("comparators") << u"@>=1.1 <1.2"_s << u"1.1.3"_s;
        QTest::newRow("label") << u"@production"_s << u"1.1.0"_s;
        QTest::newRow("pre-release") << u"@2.1.0-rc.1"_s << u"2.1.0-rc.1"_s;
        QTest::newRow("no such version") << u"@9.9.9"_s << QString();
        QTest::newRow("empty range") << u"@^7"_s << QString();
        QTest::newRow("no such label") << u"@staging"_s << QString();
    }

    void selectors()
    {
        QFETCH(QString, selector);
        QFETCH(QString, version);
        static Program program;
        static bool prepared = false;
        if (!prepared) {
            QVERIFY(program.init());
            for (const auto &v : {u"1.0.0"_s, u"1.1.0"_s, u"1.1.3"_s, u"1.2.0"_s, u"2.0.0"_s, u"2.1.0-rc.1"_s})
                COMPARE_CODE(program.cli({u"store"_s, u"team/p"_s, u"--version"_s, v}, v.toUtf8()), 0);
            COMPARE_CODE(program.cli({u"label"_s, u"team/p"_s, u"production"_s, u"1.1.0"_s}), 0);
            prepared = true;
        }
        const QString ref = u"team/p"_s + selector;
        const Outcome fetched = program.cli({u"fetch"_s, ref});
        COMPARE_CODE(fetched, version.isEmpty() ? 1 : 0);
        QCOMPARE(QString::fromUtf8(fetched.out), version);
        COMPARE_CODE(program.cli({u"exists"_s, ref}), version.isEmpty() ? 1 : 0);
        QCOMPARE(program.cli({u"meta"_s, ref, u"--json"_s}).object()["version"_L1].toString(), version);
    }

    void anyScript()
    {
        const Program program;
        QVERIFY(program.init());
        const QStringList names{u"Übung/日本語 の プロンプト"_s, u"приветствие"_s, u"a b/c-d_e.f"_s, u"हिन्दी"_s};
        for (const QString &name : names)
            COMPARE_CODE(program.cli({u"store"_s, name}, name.toUtf8()), 0);
        QStringList listed = QString::fromUtf8(program.cli({u"list"_s}).out).split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(QSet<QString>(listed.begin(), listed.end()), QSet<QString>(names.begin(), names.end()));
        for (const QString &name : names)
            QCOMPARE(program.cli({u"fetch"_s, name}).out, name.toUtf8());
    }

    void outputReplacesWholeFiles()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"p"_s}, "new"), 0);
        QVERIFY(program.write(u"target"_s, "old and longer"));
        COMPARE_CODE(program.bash(u"chmod 640 target && ln -s target link && \"$PULSE\" --cli fetch p -o link"_s), 0);
        QVERIFY(QFileInfo(program.file(u"link"_s)).isSymLink());
        QCOMPARE(program.read(u"target"_s), "new"_ba);
        QCOMPARE(QFile::permissions(program.file(u"target"_s)) & QFileDevice::WriteGroup, QFileDevice::Permissions());
        COMPARE_CODE(program.cli({u"fetch"_s, u"p"_s, u"-o"_s, u"/dev/null"_s}), 0);
        COMPARE_CODE(program.cli({u"fetch"_s, u"p"_s, u"-o"_s, u"missing/folder"_s}), 1);
        COMPARE_CODE(program.cli({u"fetch"_s, u"p"_s, u"-o"_s, u"."_s}), 2);
        QCOMPARE(QDir(program.folder()).entryList({u".pulse-*"_s}, QDir::Files | QDir::Hidden), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestCliContent)
#include "test_cli_content.moc"
