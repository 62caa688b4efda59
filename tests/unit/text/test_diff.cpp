// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/effort.h"
#include "pulse/text/diff.h"
#include "text_samples.h"

#include <QTest>
#include <QTextBoundaryFinder>

using namespace pulse;
using namespace Qt::StringLiterals;

namespace {

TextDiff compare(const QString &left, const QString &right)
{
    auto diff = diffTexts(left, right);
    return diff ? *diff : TextDiff();
}

/// The rows as one line each: "=0/0 -1 +1 ~2/2".
QString shape(const TextDiff &diff)
{
    QStringList rows;
    for (const DiffRow &row : diff.rows()) {
        switch (row.kind) {
        case DiffRow::Kind::Equal:
            rows.append(u"=%1/%2"_s.arg(row.left).arg(row.right));
            break;
        case DiffRow::Kind::Changed:
            rows.append(u"~%1/%2"_s.arg(row.left).arg(row.right));
            break;
        case DiffRow::Kind::Removed:
            rows.append(u"-%1"_s.arg(row.left));
            break;
        case DiffRow::Kind::Added:
            rows.append(u"+%1"_s.arg(row.right));
            break;
        }
    }
    return rows.join(u' ');
}

QStringList parts(QStringView line, const std::vector<TextSpan> &spans)
{
    QStringList result;
    for (const TextSpan &span : spans)
        result.append(line.sliced(span.start, span.length).toString());
    return result;
}

/// The line without its marked parts; nothing when the marks overlap, touch, are empty or lie outside.
std::optional<QString> outside(QStringView line, const std::vector<TextSpan> &spans)
{
    QString result;
    qsizetype at = 0;
    for (const TextSpan &span : spans) {
        if (span.length <= 0 || span.start < at || (span.start == at && at > 0) ||
            span.start + span.length > line.size())
            return {};
        result += line.sliced(at, span.start - at);
        at = span.start + span.length;
    }
    result += line.sliced(at);
    return result;
}

bool cutsGrapheme(QStringView line, const std::vector<TextSpan> &spans)
{
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, line);
    for (const TextSpan &span : spans) {
        for (const qsizetype at : {span.start, span.start + span.length}) {
            finder.setPosition(at);
            if (at != line.size() && !finder.isAtBoundary())
                return true;
        }
    }
    return false;
}

/// What is wrong with the comparison, or nothing: every promise of the header is checked.
QString problem(const TextDiff &diff, const QString &left, const QString &right)
{
    QString rebuiltLeft;
    QString rebuiltRight;
    DiffStats stats;
    for (const DiffRow &row : diff.rows()) {
        const QStringView a = row.left >= 0 ? diff.left().fullLine(row.left) : QStringView();
        const QStringView b = row.right >= 0 ? diff.right().fullLine(row.right) : QStringView();
        rebuiltLeft += a;
        rebuiltRight += b;
        switch (row.kind) {
        case DiffRow::Kind::Equal:
            if (row.left < 0 || row.right < 0 || a != b)
                return u"an equal row is not equal"_s;
            break;
        case DiffRow::Kind::Removed:
            ++stats.removed;
            if (row.left < 0 || row.right != -1)
                return u"a removed row has a right line"_s;
            break;
        case DiffRow::Kind::Added:
            ++stats.added;
            if (row.right < 0 || row.left != -1)
                return u"an added row has a left line"_s;
            break;
        case DiffRow::Kind::Changed: {
            ++stats.changed;
            if (row.left < 0 || row.right < 0 || a == b)
                return u"a changed row did not change"_s;
            const QStringView leftLine = diff.left().line(row.left);
            const QStringView rightLine = diff.right().line(row.right);
            const auto leftRest = outside(leftLine, row.leftSpans);
            const auto rightRest = outside(rightLine, row.rightSpans);
            if (!leftRest || !rightRest || *leftRest != *rightRest)
                return u"what is not marked differs"_s;
            if (cutsGrapheme(leftLine, row.leftSpans) || cutsGrapheme(rightLine, row.rightSpans))
                return u"a mark cuts a character"_s;
            if (row.terminatorChanged != (diff.left().terminator(row.left) != diff.right().terminator(row.right)))
                return u"the line ends are misjudged"_s;
            break;
        }
        }
    }
    if (rebuiltLeft != left || rebuiltRight != right)
        return u"the rows do not give the texts back"_s;
    return stats == diff.stats() ? QString() : u"the counts are wrong"_s;
}

QString lines(int count, const std::function<QString(int)> &line)
{
    QString result;
    for (int i = 0; i < count; ++i)
        result += line(i) + u'\n';
    return result;
}

} // namespace

class TestDiff : public QObject
{
    Q_OBJECT

private slots:
    void cutsLines_data();
    void cutsLines();
    void alignsRows_data();
    void alignsRows();
    void marksWords_data();
    void marksWords();
    void showsLineEnds();
    void findsTheShortest();
    void keepsEveryPromiseOnRandomTexts();
    void keepsEveryPromiseOnRealPrompts();
    void staysFastOnHostileTexts_data();
    void staysFastOnHostileTexts();
    void stops();
    void folds_data();
    void folds();
    void listsDifferences();
};

void TestDiff::cutsLines_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("lines");
    QTest::addColumn<QString>("terminators"); // N none, L LF, C CRLF
    QTest::newRow("empty") << u""_s << QStringList{} << u""_s;
    QTest::newRow("no end") << u"a"_s << QStringList{u"a"_s} << u"N"_s;
    QTest::newRow("one") << u"a\n"_s << QStringList{u"a"_s} << u"L"_s;
    QTest::newRow("blank") << u"\n\n"_s << QStringList{u""_s, u""_s} << u"LL"_s;
    QTest::newRow("crlf") << u"a\r\nb\nc"_s << QStringList{u"a"_s, u"b"_s, u"c"_s} << u"CLN"_s;
    QTest::newRow("lone cr") << u"a\rb\r"_s << QStringList{u"a\rb\r"_s} << u"N"_s;
    QTest::newRow("two cr") << u"a\r\r\n"_s << QStringList{u"a\r"_s} << u"C"_s;
}

void TestDiff::cutsLines()
{
    QFETCH(const QString, text);
    QFETCH(const QStringList, lines);
    QFETCH(const QString, terminators);
    const LineTable table(text);
    QStringList found;
    QString ends;
    QString whole;
    for (int i = 0; i < table.count(); ++i) {
        found.append(table.line(i).toString());
        ends += table.terminator(i) == LineTerminator::None ? u'N'
                : table.terminator(i) == LineTerminator::Lf ? u'L'
                                                            : u'C';
        whole += table.fullLine(i);
    }
    QCOMPARE(found, lines);
    QCOMPARE(ends, terminators);
    QCOMPARE(whole, text);
}

void TestDiff::alignsRows_data()
{
    QTest::addColumn<QString>("left");
    QTest::addColumn<QString>("right");
    QTest::addColumn<QString>("expected");
    QTest::newRow("both empty") << u""_s << u""_s << u""_s;
    QTest::newRow("identical") << u"a\nb\n"_s << u"a\nb\n"_s << u"=0/0 =1/1"_s;
    QTest::newRow("from nothing") << u""_s << u"a\nb\n"_s << u"+0 +1"_s;
    QTest::newRow("to nothing") << u"a\nb"_s << u""_s << u"-0 -1"_s;
    QTest::newRow("insert") << u"a\nc\n"_s << u"a\nb\nc\n"_s << u"=0/0 +1 =1/2"_s;
    QTest::newRow("change") << u"a\nthe old word\nc\n"_s << u"a\nthe new word\nc\n"_s << u"=0/0 ~1/1 =2/2"_s;
    QTest::newRow("unlike lines are no pair") << u"apples and pears\n"_s << u"completely otherwise\n"_s << u"-0 +0"_s;
    QTest::newRow("pairs by likeness, not by place")
        << u"x\nWrite in a calm tone.\ny\n"_s << u"x\nBrand new first line\nWrite in a warm tone.\ny\n"_s
        << u"=0/0 +1 ~1/2 =2/3"_s;
    QTest::newRow("a line left out before a pair")
        << u"Gone entirely here\nUse {{tone}} words\n"_s << u"Use {{voice}} words\n"_s << u"-0 ~1/0"_s;
    QTest::newRow("a new paragraph is whole")
        << u"one\n\ntwo\n"_s << u"one\n\nnew\n\ntwo\n"_s << u"=0/0 =1/1 +2 +3 =2/4"_s;
}

void TestDiff::alignsRows()
{
    QFETCH(const QString, left);
    QFETCH(const QString, right);
    QFETCH(const QString, expected);
    const TextDiff diff = compare(left, right);
    QCOMPARE(shape(diff), expected);
    QCOMPARE(problem(diff, left, right), QString());
    QCOMPARE(diff.isIdentical(), left == right);
}

void TestDiff::marksWords_data()
{
    QTest::addColumn<QString>("left");
    QTest::addColumn<QString>("right");
    QTest::addColumn<QStringList>("leftParts");
    QTest::addColumn<QStringList>("rightParts");
    QTest::newRow("word") << u"write in a calm tone"_s << u"write in a warm tone"_s << QStringList{u"calm"_s}
                          << QStringList{u"warm"_s};
    QTest::newRow("inserted") << u"be kind here"_s << u"be very kind here"_s << QStringList{}
                              << QStringList{u"very "_s};
    QTest::newRow("punctuation") << u"one, two, three"_s << u"one; two, three"_s << QStringList{u","_s}
                                 << QStringList{u";"_s};
    QTest::newRow("neighbours join over a space")
        << u"say the old words now please"_s << u"say the new things now please"_s << QStringList{u"old words"_s}
        << QStringList{u"new things"_s};
    QTest::newRow("space") << u"a b c d e"_s << u"a b  c d e"_s << QStringList{u" "_s} << QStringList{u"  "_s};
    QTest::newRow("combining") << u"the cafe opens at nine"_s << u"the cafe\u0301 opens at nine"_s
                               << QStringList{u"cafe"_s} << QStringList{u"cafe\u0301"_s};
    QTest::newRow("family emoji is one character")
        << u"for \U0001F469\u200D\U0001F4BB people"_s << u"for \U0001F468\u200D\U0001F4BB people"_s
        << QStringList{u"\U0001F469\u200D\U0001F4BB"_s} << QStringList{u"\U0001F468\u200D\U0001F4BB"_s};
    QTest::newRow("han by character") << u"漢字仮名"_s << u"漢文仮名"_s << QStringList{u"字"_s} << QStringList{u"文"_s};
}

void TestDiff::marksWords()
{
    QFETCH(const QString, left);
    QFETCH(const QString, right);
    QFETCH(const QStringList, leftParts);
    QFETCH(const QStringList, rightParts);
    const TextDiff diff = compare(left, right);
    QCOMPARE(shape(diff), u"~0/0"_s);
    QCOMPARE(parts(left, diff.rows()[0].leftSpans), leftParts);
    QCOMPARE(parts(right, diff.rows()[0].rightSpans), rightParts);
    QCOMPARE(problem(diff, left, right), QString());
}

void TestDiff::showsLineEnds()
{
    const TextDiff diff = compare(u"a\r\nb\nc"_s, u"a\nb\nc\n"_s);
    QCOMPARE(shape(diff), u"~0/0 =1/1 ~2/2"_s);
    QVERIFY(diff.rows()[0].terminatorChanged);
    QVERIFY(diff.rows()[0].leftSpans.empty());
    QVERIFY(diff.rows()[2].terminatorChanged);

    const QString unix = lines(5000, [](int i) { return u"line %1 of a long text"_s.arg(i); });
    const QString dos = QString(unix).replace(u"\n"_s, u"\r\n"_s);
    QCOMPARE(compare(unix, dos).stats(), (DiffStats{0, 0, 5000}));
}

void TestDiff::findsTheShortest()
{
    // Against the plain quadratic algorithm: the number of lines both have in common is the most there can be.
    test::RandomTexts random(11);
    for (int round = 0; round < 400; ++round) {
        QString left;
        QString right;
        for (QString *side : {&left, &right}) {
            for (int count = random.below(25); count > 0; --count)
                *side += QChar(u'a' + random.below(4)) + u"\n"_s;
        }
        const LineTable a(left);
        const LineTable b(right);
        std::vector<std::vector<int>> common(static_cast<size_t>(a.count() + 1),
                                             std::vector<int>(static_cast<size_t>(b.count() + 1)));
        for (size_t i = common.size() - 1; i-- > 0;) {
            for (size_t j = common[i].size() - 1; j-- > 0;) {
                common[i][j] = a.line(static_cast<int>(i)) == b.line(static_cast<int>(j))
                                   ? common[i + 1][j + 1] + 1
                                   : std::max(common[i + 1][j], common[i][j + 1]);
            }
        }
        const TextDiff diff = compare(left, right);
        const auto equal = std::ranges::count(diff.rows(), DiffRow::Kind::Equal, &DiffRow::kind);
        QCOMPARE(equal, common[0][0]);
    }
}

void TestDiff::keepsEveryPromiseOnRandomTexts()
{
    test::RandomTexts random(7);
    for (int round = 0; round < 3000; ++round) {
        const QString left = random.text(20);
        const QString right = round % 3 == 0 ? random.text(20) : random.edited(left);
        const QString wrong = problem(compare(left, right), left, right);
        QVERIFY2(wrong.isEmpty(), qPrintable(u"round %1: %2"_s.arg(round).arg(wrong)));
    }
}

void TestDiff::keepsEveryPromiseOnRealPrompts()
{
    const auto prompts = test::realRevisions();
    if (prompts.empty())
        QSKIP("The corpus of real prompts is not on this machine.");
    int compared = 0;
    for (const auto &revisions : prompts) {
        for (size_t i = 1; i < revisions.size(); ++i, ++compared) {
            const QString left = QString::fromUtf8(revisions[i - 1]);
            const QString right = QString::fromUtf8(revisions[i]);
            QCOMPARE(problem(compare(left, right), left, right), QString());
        }
    }
    QVERIFY(compared > 100);
}

void TestDiff::staysFastOnHostileTexts_data()
{
    QTest::addColumn<QString>("left");
    QTest::addColumn<QString>("right");
    constexpr int megabyte = 1'000'000;
    test::RandomTexts random(3);
    const auto noise = [&](int letters) {
        return lines(megabyte / 2, [&](int) { return QString(QChar(u'a' + random.below(letters))); });
    };
    const QString blank(megabyte, u'\n');
    QTest::newRow("noise of two lines") << noise(2) << noise(2);
    QTest::newRow("noise of twenty lines") << noise(20) << noise(20);
    QTest::newRow("nothing in common") << noise(20) << noise(20).toUpper();
    QTest::newRow("blank lines against fewer") << blank << blank.first(megabyte / 3);
    QTest::newRow("blank lines against noise") << blank << noise(2);
    QTest::newRow("periods that do not fit")
        << u"a\nb\n"_s.repeated(megabyte / 4) << u"a\nb\na\n"_s.repeated(megabyte / 6);
    QTest::newRow("reversed") << lines(megabyte / 7, [](int i) { return QString::number(100000 + i); })
                              << lines(megabyte / 7, [](int i) { return QString::number(100000 + megabyte / 7 - i); });
    QTest::newRow("one line each") << u"ab "_s.repeated(megabyte / 3) << u"ba ab "_s.repeated(megabyte / 6);
    QTest::newRow("one line of backticks") << QString(megabyte, u'`') << QString(megabyte - 5, u'`') + u"x"_s;
    QTest::newRow("one line of accents") << u"e\u0301 "_s.repeated(megabyte / 3)
                                         << u"e\u0300 e\u0301 "_s.repeated(megabyte / 6);
    QTest::newRow("similar lines everywhere")
        << lines(megabyte / 25, [](int i) { return u"the line %1 of the left"_s.arg(i * 7 % 40009); })
        << lines(megabyte / 25, [](int i) { return u"the line %1 of a right"_s.arg(i * 11 % 40009); });
    QTest::newRow("every second line changed")
        << lines(megabyte / 20, [](int i) { return i % 2 == 0 ? u"the same"_s : u"left words %1"_s.arg(i); })
        << lines(megabyte / 20, [](int i) { return i % 2 == 0 ? u"the same"_s : u"right words %1"_s.arg(i); });
}

void TestDiff::staysFastOnHostileTexts()
{
    QFETCH(const QString, left);
    QFETCH(const QString, right);
    constexpr double bound = 10'000; // about a thousand units; sanitizers slow some work more than other
    TextDiff diff;
    QCOMPARE_LT(test::effort(bound, [&] { diff = compare(left, right); }), bound);
    QCOMPARE(problem(diff, left, right), QString());
    bool isUnified = false;
    const auto unify = [&] { isUnified = unifiedDiff(left.toUtf8(), right.toUtf8(), {u"a"_s, u"b"_s}).has_value(); };
    QCOMPARE_LT(test::effort(bound, unify), bound);
    QVERIFY(isUnified);
}

void TestDiff::stops()
{
    std::stop_source source;
    source.request_stop();
    const auto diff = diffTexts(u"a\nb\n"_s, u"c\nd\n"_s, source.get_token());
    QVERIFY(!diff.has_value());
    QCOMPARE(diff.error().code(), ErrorCode::Cancelled);
    const auto unified = unifiedDiff("a\n", "b\n", {}, 3, source.get_token());
    QVERIFY(!unified.has_value());
    QCOMPARE(unified.error().code(), ErrorCode::Cancelled);
}

void TestDiff::folds_data()
{
    QTest::addColumn<QString>("kinds"); // one letter a row: = or any difference
    QTest::addColumn<int>("context");
    QTest::addColumn<QString>("expected"); // S shown, F folded, with the number of rows
    QTest::newRow("nothing") << u""_s << 3 << u""_s;
    QTest::newRow("identical") << u"====="_s << 3 << u"F5"_s;
    QTest::newRow("one row is not folded") << u"="_s << 0 << u"S1"_s;
    QTest::newRow("all differs") << u"+++"_s << 3 << u"S3"_s;
    QTest::newRow("around one") << u"==========+=========="_s << 3 << u"F7 S7 F7"_s;
    QTest::newRow("short gap stays") << u"+=======+"_s << 3 << u"S9"_s;
    QTest::newRow("gap of two folds") << u"+========+"_s << 3 << u"S4 F2 S4"_s;
    QTest::newRow("no context") << u"==+=="_s << 0 << u"F2 S1 F2"_s;
    QTest::newRow("negative context") << u"==+=="_s << -4 << u"F2 S1 F2"_s;
    QTest::newRow("short head and tail") << u"====+===="_s << 3 << u"S9"_s;
}

void TestDiff::folds()
{
    QFETCH(const QString, kinds);
    QFETCH(const int, context);
    QFETCH(const QString, expected);
    std::vector<DiffRow> rows(static_cast<size_t>(kinds.size()));
    for (qsizetype i = 0; i < kinds.size(); ++i)
        rows[static_cast<size_t>(i)].kind = kinds[i] == u'=' ? DiffRow::Kind::Equal : DiffRow::Kind::Added;
    QStringList found;
    qsizetype next = 0;
    for (const DiffSection &section : foldUnchanged(rows, context)) {
        QCOMPARE(section.firstRow, next);
        next += section.rowCount;
        found.append((section.kind == DiffSection::Kind::Shown ? u'S' : u'F') + QString::number(section.rowCount));
    }
    QCOMPARE(next, kinds.size());
    QCOMPARE(found.join(u' '), expected);
}

void TestDiff::listsDifferences()
{
    const TextDiff diff = compare(u"a\nb\nc\nd\ne\n"_s, u"a\nx y\nc\nd\nz\ne\nf\n"_s);
    QCOMPARE(shape(diff), u"=0/0 -1 +1 =2/2 =3/3 +4 =4/5 +6"_s);
    QCOMPARE(differenceStarts(diff.rows()), (std::vector<qsizetype>{1, 5, 7}));
}

QTEST_APPLESS_MAIN(TestDiff)
#include "test_diff.moc"
