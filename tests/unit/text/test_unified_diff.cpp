// SPDX-License-Identifier: Apache-2.0
#include "pulse/text/diff.h"
#include "text_samples.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

namespace {

QByteArray unified(const QByteArray &left, const QByteArray &right, int context = 3)
{
    return unifiedDiff(left, right, {u"left"_s, u"right"_s}, context).value_or("failed");
}

QList<QByteArray> linesOf(const QByteArray &bytes)
{
    QList<QByteArray> lines;
    for (qsizetype from = 0; from < bytes.size();) {
        const qsizetype end = bytes.indexOf('\n', from);
        const qsizetype next = end < 0 ? bytes.size() : end + 1;
        lines.append(bytes.sliced(from, next - from));
        from = next;
    }
    return lines;
}

struct Range
{
    qsizetype first;
    qsizetype count;
};

Range rangeFrom(const QByteArray &field)
{
    const qsizetype comma = field.indexOf(',');
    const qsizetype start = field.sliced(1, (comma < 0 ? field.size() : comma) - 1).toLongLong();
    const qsizetype count = comma < 0 ? 1 : field.sliced(comma + 1).toLongLong();
    return {count == 0 ? start : start - 1, count};
}

/// What a strict `patch` makes of it: every context line, place and count must fit. Nothing when one does not.
std::optional<QByteArray> applied(const QByteArray &left, const QByteArray &patch)
{
    const QList<QByteArray> old = linesOf(left);
    const QList<QByteArray> lines = linesOf(patch);
    QList<QByteArray> result;
    qsizetype taken = 0;
    for (qsizetype i = 2; i < lines.size();) {
        const QList<QByteArray> fields = lines[i++].split(' ');
        if (fields.size() != 4 || fields[0] != "@@")
            return {};
        Range from = rangeFrom(fields[1]);
        Range to = rangeFrom(fields[2]);
        while (taken < from.first && taken < old.size())
            result.append(old[taken++]);
        if (taken != from.first || result.size() != to.first)
            return {};
        while (i < lines.size() && !lines[i].startsWith('@')) {
            const char mark = lines[i][0];
            QByteArray line = lines[i++].sliced(1);
            if (i < lines.size() && lines[i].startsWith('\\')) {
                line.chop(1);
                ++i;
            }
            if (mark != '+' && (taken >= old.size() || old[taken++] != line || from.count-- == 0))
                return {};
            if (mark != '-') {
                result.append(line);
                --to.count;
            }
        }
        if (from.count != 0 || to.count != 0)
            return {};
    }
    while (taken < old.size())
        result.append(old[taken++]);
    return result.join();
}

bool write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

} // namespace

class TestUnifiedDiff : public QObject
{
    Q_OBJECT

private slots:
    void writesAsGnuDiff_data();
    void writesAsGnuDiff();
    void namesFiles_data();
    void namesFiles();
    void reproducesRandomTexts();
    void reproducesRealPrompts();
    void satisfiesTheProgramPatch();
    void agreesWithTheProgramDiff();
};

void TestUnifiedDiff::writesAsGnuDiff_data()
{
    QTest::addColumn<QByteArray>("left");
    QTest::addColumn<QByteArray>("right");
    QTest::addColumn<int>("context");
    QTest::addColumn<QByteArray>("expected"); // after the two lines of the header
    const QByteArray ten("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
    QTest::newRow("identical") << ten << ten << 3 << QByteArray();
    QTest::newRow("created") << QByteArray() << QByteArray("a\nb\n") << 3 << QByteArray("@@ -0,0 +1,2 @@\n+a\n+b\n");
    QTest::newRow("emptied") << QByteArray("a\n") << QByteArray() << 3 << QByteArray("@@ -1 +0,0 @@\n-a\n");
    QTest::newRow("middle") << ten << QByteArray(ten).replace("5\n", "five\n") << 1
                            << QByteArray("@@ -4,3 +4,3 @@\n 4\n-5\n+five\n 6\n");
    QTest::newRow("no context, insertion")
        << ten << QByteArray(ten).replace("5\n", "5\nx\n") << 0 << QByteArray("@@ -5,0 +6 @@\n+x\n");
    QTest::newRow("no newline, left") << QByteArray("a") << QByteArray("a\n") << 3
                                      << QByteArray("@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
    QTest::newRow("no newline, both") << QByteArray("a\nz") << QByteArray("b\nz") << 3
                                      << QByteArray("@@ -1,2 +1,2 @@\n-a\n+b\n z\n\\ No newline at end of file\n");
    QTest::newRow("two hunks") << ten << QByteArray(ten).replace("1\n2", "one\n2").replace("9\n", "nine\n") << 2
                               << QByteArray(
                                      "@@ -1,3 +1,3 @@\n-1\n+one\n 2\n 3\n@@ -7,4 +7,4 @@\n 7\n 8\n-9\n+nine\n 10\n");
    QTest::newRow("carriage returns show")
        << QByteArray("a\r\n") << QByteArray("a\n") << 3 << QByteArray("@@ -1 +1 @@\n-a\r\n+a\n");
    QTest::newRow("any bytes") << QByteArray("\xFF\n") << QByteArray("\xFE\n") << 3
                               << QByteArray("@@ -1 +1 @@\n-\xFF\n+\xFE\n");
}

void TestUnifiedDiff::writesAsGnuDiff()
{
    QFETCH(const QByteArray, left);
    QFETCH(const QByteArray, right);
    QFETCH(const int, context);
    QFETCH(const QByteArray, expected);
    QCOMPARE(unified(left, right, context), expected.isEmpty() ? expected : "--- left\n+++ right\n" + expected);
    if (!expected.isEmpty())
        QCOMPARE(applied(left, unified(left, right, context)), right);
}

void TestUnifiedDiff::namesFiles_data()
{
    QTest::addColumn<QString>("label");
    QTest::addColumn<QByteArray>("written");
    QTest::newRow("plain") << u"support/reply@1.0.0"_s << QByteArray("support/reply@1.0.0");
    QTest::newRow("space") << u"my reply"_s << QByteArray("my reply\t");
    QTest::newRow("letters") << u"größe"_s << QByteArray("größe");
    QTest::newRow("quotes") << u"a\"b\\c"_s << QByteArray("\"a\\\"b\\\\c\"");
    QTest::newRow("line break") << u"a\nb\t\x1b"_s << QByteArray("\"a\\nb\\t\\033\"");
}

void TestUnifiedDiff::namesFiles()
{
    QFETCH(const QString, label);
    QFETCH(const QByteArray, written);
    const auto diff = unifiedDiff("a\n", "b\n", {label, u"right"_s});
    QVERIFY(diff.has_value());
    QCOMPARE(*diff, "--- " + written + "\n+++ right\n@@ -1 +1 @@\n-a\n+b\n");
}

void TestUnifiedDiff::reproducesRandomTexts()
{
    test::RandomTexts random(21);
    for (int round = 0; round < 3000; ++round) {
        const QString text = random.text(25);
        const QByteArray left = text.toUtf8();
        const QByteArray right = (round % 4 == 0 ? random.text(25) : random.edited(text)).toUtf8();
        const QByteArray patch = unified(left, right, random.below(5));
        QCOMPARE(patch.isEmpty(), left == right);
        if (!patch.isEmpty())
            QCOMPARE(applied(left, patch), right);
    }
}

void TestUnifiedDiff::reproducesRealPrompts()
{
    const auto prompts = test::realRevisions();
    if (prompts.empty())
        QSKIP("The corpus of real prompts is not on this machine.");
    for (const auto &revisions : prompts) {
        for (size_t i = 1; i < revisions.size(); ++i) {
            if (revisions[i] != revisions[i - 1])
                QCOMPARE(applied(revisions[i - 1], unified(revisions[i - 1], revisions[i])), revisions[i]);
        }
    }
}

void TestUnifiedDiff::satisfiesTheProgramPatch()
{
    const QString patch = QStandardPaths::findExecutable(u"patch"_s);
    if (patch.isEmpty())
        QSKIP("The program `patch` is not on this machine; the applier above stands in for it.");
    QTemporaryDir folder;
    test::RandomTexts random(5);
    for (int round = 0; round < 150; ++round) {
        const QString text = random.text(25);
        const QByteArray left = text.toUtf8();
        const QByteArray right = random.edited(text).toUtf8();
        if (left == right || left.isEmpty() || right.isEmpty())
            continue; // of an empty file `patch` makes none
        QVERIFY(write(folder.filePath(u"a"_s), left));
        QVERIFY(write(folder.filePath(u"p"_s), unified(left, right)));
        QProcess process;
        process.start(
            patch, {u"--binary"_s, u"--fuzz=0"_s, u"-s"_s, u"-i"_s, folder.filePath(u"p"_s), folder.filePath(u"a"_s)});
        QVERIFY(process.waitForFinished());
        QVERIFY2(process.exitCode() == 0, process.readAllStandardOutput().constData());
        QCOMPARE(read(folder.filePath(u"a"_s)), right);
    }
}

void TestUnifiedDiff::agreesWithTheProgramDiff()
{
    const QString program = QStandardPaths::findExecutable(u"diff"_s);
    if (program.isEmpty())
        QSKIP("The program `diff` is not on this machine.");
    QTemporaryDir folder;
    QByteArray left;
    for (int i = 0; i < 60; ++i)
        left += "line " + QByteArray::number(i) + '\n';
    QByteArray right = left;
    right.replace("line 7\n", "").replace("line 20\n", "line twenty\n").replace("line 24\n", "line 24\nmore\n");
    right.chop(1);
    QVERIFY(write(folder.filePath(u"a"_s), left));
    QVERIFY(write(folder.filePath(u"b"_s), right));
    for (const int context : {0, 1, 2, 3, 10}) {
        QProcess process;
        process.start(program, {u"-U%1"_s.arg(context), u"--label"_s, u"left"_s, u"--label"_s, u"right"_s,
                                folder.filePath(u"a"_s), folder.filePath(u"b"_s)});
        QVERIFY(process.waitForFinished());
        QCOMPARE(unified(left, right, context), process.readAllStandardOutput());
    }
}

QTEST_GUILESS_MAIN(TestUnifiedDiff)
#include "test_unified_diff.moc"
