// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/effort.h"
#include "pulse/text/markdown_outline.h"
#include "text_samples.h"

#include <QTest>
#include <QUrl>

using namespace pulse;
using namespace Qt::StringLiterals;

namespace {

/// "1@0 Title | 2@4 More"
QString headings(const QString &text)
{
    QStringList result;
    for (const MarkdownHeading &heading : outlineMarkdown(text).headings)
        result.append(u"%1@%2 %3"_s.arg(heading.level).arg(heading.line).arg(heading.text).trimmed());
    return result.join(u" | "_s);
}

/// "0-2 json | 4-9 open"
QString fences(const QString &text)
{
    QStringList result;
    for (const MarkdownFence &fence : outlineMarkdown(text).fences) {
        const QString end = fence.isClosed ? QString() : u" open"_s;
        result.append(u"%1-%2 %3"_s.arg(fence.firstLine).arg(fence.lastLine).arg(fence.info).trimmed() + end);
    }
    return result.join(u" | "_s);
}

} // namespace

class TestMarkdownOutline : public QObject
{
    Q_OBJECT

private slots:
    void findsHeadings_data();
    void findsHeadings();
    void findsFences_data();
    void findsFences();
    void namesLanguages();
    void countsTasks_data();
    void countsTasks();
    void countsWords_data();
    void countsWords();
    void countsLines_data();
    void countsLines();
    void skipsFrontMatter();
    void readsRealPrompts();
    void staysLinear_data();
    void staysLinear();
};

void TestMarkdownOutline::findsHeadings_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("empty") << u""_s << u""_s;
    QTest::newRow("levels") << u"# a\n## b\n###### c\n####### d\n"_s << u"1@0 a | 2@1 b | 6@2 c"_s;
    QTest::newRow("closing marks") << u"# a #\n## b ##   \n# c#\n# # d\n#\t#\n"_s
                                   << u"1@0 a | 2@1 b | 1@2 c# | 1@3 # d | 1@4"_s;
    QTest::newRow("empty heading") << u"#\n## \n"_s << u"1@0 | 2@1"_s;
    QTest::newRow("needs a space") << u"#a\n\\# b\n"_s << u""_s;
    QTest::newRow("indented three") << u"   # a\n    # code\n"_s << u"1@0 a"_s;
    QTest::newRow("four in a paragraph") << u"text\n    # still text\n"_s << u""_s;
    QTest::newRow("breaks a paragraph") << u"text\n# a\ntext"_s << u"1@1 a"_s;
    QTest::newRow("setext") << u"Title\n=====\n\nMore\n-\n"_s << u"1@0 Title | 2@3 More"_s;
    QTest::newRow("setext over lines") << u"One\ntwo  \n===\n"_s << u"1@0 One two"_s;
    QTest::newRow("setext needs text") << u"\n===\n\n---\n"_s << u""_s;
    QTest::newRow("setext not after heading") << u"# a\n---\n"_s << u"1@0 a"_s;
    QTest::newRow("broken setext") << u"Title\n= =\n\nb\n--- -\n"_s << u""_s;
    QTest::newRow("setext not lazily") << u"> quote\n---\n"_s << u""_s;
    QTest::newRow("setext in quote") << u"> quote\n> ---\n"_s << u"2@0 quote"_s;
    QTest::newRow("in quote and list") << u"> # a\n- # b\n  ## c\n1. # d\n"_s << u"1@0 a | 1@1 b | 2@2 c | 1@3 d"_s;
    QTest::newRow("in fence") << u"```\n# a\n```\n# b\n"_s << u"1@3 b"_s;
    QTest::newRow("line ends") << u"# a\r\n# b\r# c"_s << u"1@0 a | 1@1 b | 1@2 c"_s;
    QTest::newRow("tab after mark") << u"#\ta\n"_s << u"1@0 a"_s;
    QTest::newRow("tags are text") << u"<rules>\n# a\n</rules>\n"_s << u"1@1 a"_s;
    QTest::newRow("rule, not setext, after list") << u"- a\n\n---\n"_s << u""_s;
    QTest::newRow("list line then dashes") << u"- a\n---\n"_s << u""_s;
}

void TestMarkdownOutline::findsHeadings()
{
    QFETCH(const QString, text);
    QFETCH(const QString, expected);
    QCOMPARE(headings(text), expected);
}

void TestMarkdownOutline::findsFences_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("plain") << u"```\na\n```\n"_s << u"0-2"_s;
    QTest::newRow("info") << u"a\n~~~ json {1-3} \n{}\n~~~\n"_s << u"1-3 json {1-3}"_s;
    QTest::newRow("two are none") << u"``\na\n``\n"_s << u""_s;
    QTest::newRow("closing is as long") << u"````\n```\n````\n"_s << u"0-2"_s;
    QTest::newRow("closing may be longer") << u"```\na\n`````  \n"_s << u"0-2"_s;
    QTest::newRow("closing has no info") << u"```\na\n``` b\n```\n"_s << u"0-3"_s;
    QTest::newRow("other mark") << u"```\n~~~\n```\n"_s << u"0-2"_s;
    QTest::newRow("no backtick in info") << u"``` a`b\n"_s << u""_s;
    QTest::newRow("backtick after tildes") << u"~~~ a`b\n~~~\n"_s << u"0-1 a`b"_s;
    QTest::newRow("unclosed") << u"```py\na\n\n"_s << u"0-2 py open"_s;
    QTest::newRow("unclosed at once") << u"```"_s << u"0-0 open"_s;
    QTest::newRow("indented three") << u"   ```\na\n   ```\n"_s << u"0-2"_s;
    QTest::newRow("indented four") << u"    ```\na\n"_s << u""_s;
    QTest::newRow("closing indented four") << u"```\na\n    ```\nb\n"_s << u"0-3 open"_s;
    QTest::newRow("breaks a paragraph") << u"text\n```\na\n```\n"_s << u"1-3"_s;
    QTest::newRow("in list") << u"- x\n\n  ```sh\n  a\n\n  b\n  ```\n- y\n"_s << u"2-6 sh"_s;
    QTest::newRow("in numbered list") << u"10. x\n    ```\n    a\n    ```\n"_s << u"1-3"_s;
    QTest::newRow("list ends it") << u"- ```\n  a\nb\n"_s << u"0-1 open"_s;
    QTest::newRow("quote ends it") << u"> ```\n> a\nb\n```\nc\n```\n"_s << u"0-1 open | 3-5"_s;
    QTest::newRow("quote closes it") << u"> ```x\n> a\n> ```\n"_s << u"0-2 x"_s;
    QTest::newRow("blank ends a quote") << u"> ```\n\n# a\n"_s << u"0-0 open"_s;
    QTest::newRow("quote in list") << u"- > ```\n  > a\n  > ```\n"_s << u"0-2"_s;
    QTest::newRow("tab in list") << u"-\t```\n\ta\n\t```\n"_s << u"0-2"_s;
    QTest::newRow("item begins blank") << u"-\n  ```\n  ```\n"_s << u"1-2"_s;
    QTest::newRow("item begins twice blank") << u"-\n\n  ```\n"_s << u"2-2 open"_s;
    QTest::newRow("two blocks") << u"```a\n```\n\n```b\n```\n"_s << u"0-1 a | 3-4 b"_s;
    QTest::newRow("not as list in paragraph") << u"text\n2. ```\n"_s << u""_s;
    QTest::newRow("line ends") << u"```x\r\na\r\n```\r\n"_s << u"0-2 x"_s;
}

void TestMarkdownOutline::findsFences()
{
    QFETCH(const QString, text);
    QFETCH(const QString, expected);
    QCOMPARE(fences(text), expected);
}

void TestMarkdownOutline::namesLanguages()
{
    const MarkdownOutline outline = outlineMarkdown(u"```  c++ title=\"x\"\n```\n~~~\n~~~\n");
    QCOMPARE(outline.fences[0].language(), u"c++"_s);
    QCOMPARE(outline.fences[0].info, u"c++ title=\"x\""_s);
    QCOMPARE(outline.fences[1].language(), u""_s);
}

void TestMarkdownOutline::countsTasks_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("open");
    QTest::addColumn<int>("done");
    QTest::newRow("none") << u"- a\n[ ] b\n"_s << 0 << 0;
    QTest::newRow("both") << u"- [ ] a\n* [x] b\n+ [X] c\n1. [ ] d\n"_s << 2 << 2;
    QTest::newRow("nested") << u"- [ ] a\n  - [x] b\n> - [x] c\n"_s << 1 << 2;
    QTest::newRow("malformed") << u"- [] a\n- [y] b\n- [x]c\n- [ x] d\n- [x]\n-[ ] e\n"_s << 0 << 0;
    QTest::newRow("in code") << u"```\n- [ ] a\n```\n\n    - [x] b\n"_s << 0 << 0;
}

void TestMarkdownOutline::countsTasks()
{
    QFETCH(const QString, text);
    QFETCH(const int, open);
    QFETCH(const int, done);
    const MarkdownOutline outline = outlineMarkdown(text);
    QCOMPARE(outline.openTasks, open);
    QCOMPARE(outline.doneTasks, done);
}

void TestMarkdownOutline::countsWords_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("expected");
    QTest::newRow("empty") << u""_s << 0;
    QTest::newRow("plain") << u"one two\nthree"_s << 3;
    QTest::newRow("marks do not count") << u"- # ** --- *"_s << 0;
    QTest::newRow("inner marks") << u"don't well-known a/b"_s << 3;
    QTest::newRow("numbers") << u"3.14 v1.2.0"_s << 2;
    QTest::newRow("variables") << u"{{name}} {{a=b c}}"_s << 3;
    QTest::newRow("chinese") << u"漢字 仮名"_s << 4;
    QTest::newRow("mixed scripts") << u"Qt漢字and more"_s << 5;
    QTest::newRow("beyond the basic plane") << u"\U00020000\U00020001 \U00010400\U00010401"_s << 3;
    QTest::newRow("no-break space parts") << u"a\u00A0b"_s << 2;
}

void TestMarkdownOutline::countsWords()
{
    QFETCH(const QString, text);
    QFETCH(const int, expected);
    QCOMPARE(pulse::countWords(text), expected);
    QCOMPARE(outlineMarkdown(text).words, expected);
}

void TestMarkdownOutline::countsLines_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("expected");
    QTest::newRow("empty") << u""_s << 0;
    QTest::newRow("unfinished") << u"a"_s << 1;
    QTest::newRow("finished") << u"a\n"_s << 1;
    QTest::newRow("blank") << u"\n\n"_s << 2;
    QTest::newRow("each kind") << u"a\rb\r\nc\n\rd"_s << 5;
    QTest::newRow("front matter") << u"---\na: b\n---\nc"_s << 4;
}

void TestMarkdownOutline::countsLines()
{
    QFETCH(const QString, text);
    QFETCH(const int, expected);
    QCOMPARE(outlineMarkdown(text).lines, expected);
}

void TestMarkdownOutline::skipsFrontMatter()
{
    const QString text = u"---\nname: x\n# no heading: it is a comment\n---\n# a\n```\n```\n"_s;
    QCOMPARE(headings(text), u"1@4 a"_s);
    QCOMPARE(fences(text), u"5-6"_s);
}

void TestMarkdownOutline::readsRealPrompts()
{
    const auto prompts = test::realRevisions();
    if (prompts.empty())
        QSKIP("The corpus of real prompts is not on this machine.");
    qsizetype found = 0;
    for (const auto &revisions : prompts) {
        const QString text = QString::fromUtf8(revisions.back());
        const QStringList lines = text.split(u'\n');
        for (const MarkdownHeading &heading : outlineMarkdown(text).headings) {
            QVERIFY(heading.level >= 1 && heading.level <= 6);
            QVERIFY(lines[heading.line].contains(heading.text.section(u' ', 0, 0)));
            ++found;
        }
    }
    QVERIFY(found > 500);
}

void TestMarkdownOutline::staysLinear_data()
{
    QTest::addColumn<QString>("text");
    constexpr int size = 1'000'000;
    for (const QString &unit :
         {u"`"_s,   u"```\n"_s, u"` "_s,  u"~"_s,     u">"_s,   u"> "_s, u"- "_s,     u"* "_s,   u"- * "_s,
          u"1. "_s, u"#"_s,     u"# "_s,  u"\n"_s,    u" "_s,   u"\t"_s, u"_"_s,      u"_ "_s,   u"="_s,
          u"a\n"_s, u"-\n"_s,   u">\n"_s, u"- a\n"_s, u"*a_"_s, u"[x"_s, u"a\n=\n"_s, u">a\n"_s, u"  - a\n"_s})
        QTest::newRow(qPrintable(u"repeated "_s + QString::fromUtf8(QUrl::toPercentEncoding(unit))))
            << unit.repeated(size / unit.size());
    QTest::newRow("deep list, then blank lines") << u"- "_s.repeated(size / 4) + u"a\n"_s + QString(size / 2, u'\n');
    QTest::newRow("deep list, then spaces")
        << u"- "_s.repeated(size / 4) + u"a\n"_s + QString(size / 2, u' ') + u"b\n"_s;
    QTest::newRow("deep list, then lazy lines") << u"- "_s.repeated(size / 4) + u"a\n"_s + u"b\n"_s.repeated(size / 4);
    QTest::newRow("deep quotes, then lazy lines") << QString(size / 2, u'>') + u"a\n"_s + u"b\n"_s.repeated(size / 4);
    QTest::newRow("deep quotes, then blank lines") << QString(size / 2, u'>') + u"a\n"_s + QString(size / 2, u'\n');
    QTest::newRow("deep list in a fence") << u"- "_s.repeated(size / 4) + u"```\n"_s + QString(size / 2, u'\n');
    QTest::newRow("no rule after all") << u"- "_s.repeated(size / 2) + u"a"_s;
    QTest::newRow("staircase") << [] {
        QString text;
        for (int depth = 0; text.size() < size; ++depth)
            text += QString(depth * 2, u' ') + u"- a\n"_s;
        return text;
    }();
}

void TestMarkdownOutline::staysLinear()
{
    QFETCH(const QString, text);
    qsizetype lines = 0;
    QCOMPARE_LT(test::effort(2000, [&] { lines = outlineMarkdown(text).lines; }), 2000);
    QVERIFY(lines > 0);
}

QTEST_APPLESS_MAIN(TestMarkdownOutline)
#include "test_markdown_outline.moc"
