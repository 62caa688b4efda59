// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/effort.h"
#include "pulse/text/front_matter.h"
#include "text_samples.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

namespace {

/// A value as a test writes it: "text", "[a|b]" or "<opaque>".
QString written(const FrontMatterField &field)
{
    if (const auto *text = std::get_if<QString>(&field.value))
        return *text;
    if (const auto *items = std::get_if<QStringList>(&field.value))
        return u"["_s + items->join(u'|') + u"]"_s;
    return u"<opaque>"_s;
}

} // namespace

class TestFrontMatter : public QObject
{
    Q_OBJECT

private slots:
    void splits_data();
    void splits();
    void readsValues_data();
    void readsValues();
    void keepsOpaqueText();
    void namesWhatOthersAskFor();
    void readsTags_data();
    void readsTags();
    void keepsEveryCharacterOfRandomTexts();
    void staysLinear_data();
    void staysLinear();
};

void TestFrontMatter::splits_data()
{
    QTest::addColumn<QString>("header");
    QTest::addColumn<QString>("body");
    QTest::newRow("empty") << u""_s << u""_s;
    QTest::newRow("none") << u""_s << u"# Title\n"_s;
    QTest::newRow("simple") << u"---\nname: x\n---\n"_s << u"body\n"_s;
    QTest::newRow("no body") << u"---\nname: x\n---"_s << u""_s;
    QTest::newRow("dots") << u"---\nname: x\n...\n"_s << u"body"_s;
    QTest::newRow("crlf") << u"---\r\nname: x\r\n---\r\n"_s << u"\r\nbody\r\n"_s;
    QTest::newRow("blanks after the marks") << u"--- \t\nname: x\n---  \n"_s << u"body"_s;
    QTest::newRow("comment and blank first") << u"---\n# c\n\nname: x\n---\n"_s << u"body"_s;
    QTest::newRow("byte order mark") << u"\uFEFF---\nname: x\n---\n"_s << u"body"_s;
    QTest::newRow("later rule stays in the body") << u"---\nname: x\n---\n"_s << u"a\n---\nb\n"_s;
    QTest::newRow("not at the start") << u""_s << u"\n---\nname: x\n---\n"_s;
    QTest::newRow("indented") << u""_s << u" ---\nname: x\n---\n"_s;
    QTest::newRow("four dashes") << u""_s << u"----\nname: x\n---\n"_s;
    QTest::newRow("unclosed") << u""_s << u"---\nname: x\nbody\n"_s;
    QTest::newRow("closed by indented dashes only") << u""_s << u"---\nname: x\n ---\n"_s;
    QTest::newRow("a rule") << u""_s << u"---\nSome text.\n---\n"_s;
    QTest::newRow("two rules") << u""_s << u"---\n---\nname: x\n---\n"_s;
    QTest::newRow("a rule and a link") << u""_s << u"---\nhttps://example.org\n---\n"_s;
    QTest::newRow("opening alone") << u""_s << u"---"_s;
}

void TestFrontMatter::splits()
{
    QFETCH(const QString, header);
    QFETCH(const QString, body);
    const FrontMatter result = splitFrontMatter(header + body);
    QCOMPARE(result.header, header);
    QCOMPARE(result.body, body);
    QCOMPARE(result.isPresent(), !header.isEmpty());
    QCOMPARE(result.fields.empty(), header.isEmpty());
}

void TestFrontMatter::readsValues_data()
{
    QTest::addColumn<QString>("yaml"); // of the entry `k:`
    QTest::addColumn<QString>("expected");
    QTest::newRow("plain") << u" some text "_s << u"some text"_s;
    QTest::newRow("empty") << u""_s << u""_s;
    QTest::newRow("comment") << u" text # not this"_s << u"text"_s;
    QTest::newRow("only a comment") << u" # not this"_s << u""_s;
    QTest::newRow("number sign inside") << u" issue#5"_s << u"issue#5"_s;
    QTest::newRow("colon inside") << u" Use this: when asked"_s << u"Use this: when asked"_s;
    QTest::newRow("link") << u" https://example.org/#x"_s << u"https://example.org/#x"_s;
    QTest::newRow("number stays text") << u" 1.10"_s << u"1.10"_s;
    QTest::newRow("single quotes") << u" 'it''s # here'"_s << u"it's # here"_s;
    QTest::newRow("double quotes") << u" \"a\\n\\\"b\\\" \\u00e9\\x41\\U0001F600\\\\\" # c"_s
                                   << u"a\n\"b\" \u00e9A\U0001F600\\"_s;
    QTest::newRow("text after quotes") << u" 'a' b"_s << u"<opaque>"_s;
    QTest::newRow("unclosed quote") << u" 'a"_s << u"<opaque>"_s;
    QTest::newRow("unclosed escape") << u" \"a\\"_s << u"<opaque>"_s;
    QTest::newRow("bad escape") << u" \"\\q\""_s << u"<opaque>"_s;
    QTest::newRow("bad code point") << u" \"\\UFFFFFFFF\""_s << u"<opaque>"_s;
    QTest::newRow("short escape") << u" \"\\u12\""_s << u"<opaque>"_s;
    QTest::newRow("file pattern") << u" **/*.ts"_s << u"**/*.ts"_s;
    QTest::newRow("file extension") << u" *.md"_s << u"*.md"_s;
    QTest::newRow("alias") << u" *anchor"_s << u"<opaque>"_s;
    QTest::newRow("anchor") << u" &a text"_s << u"<opaque>"_s;
    QTest::newRow("tag") << u" !!str text"_s << u"<opaque>"_s;
    QTest::newRow("map") << u" {a: b}"_s << u"<opaque>"_s;
    QTest::newRow("block text") << u" |\n  one\n  two"_s << u"<opaque>"_s;
    QTest::newRow("folded text") << u" >-\n  one\n  two"_s << u"<opaque>"_s;
    QTest::newRow("text over lines") << u" one\n  two"_s << u"<opaque>"_s;
    QTest::newRow("nested map") << u"\n  a: b"_s << u"<opaque>"_s;
    QTest::newRow("minus") << u" -5"_s << u"-5"_s;
    QTest::newRow("list") << u" [a, b c , 'd, e', \"f\",]"_s << u"[a|b c|d, e|f]"_s;
    QTest::newRow("empty list") << u" [ ]"_s << u"[]"_s;
    QTest::newRow("list with comment") << u" [a] # c"_s << u"[a]"_s;
    QTest::newRow("list in list") << u" [a, [b]]"_s << u"<opaque>"_s;
    QTest::newRow("map in list") << u" [a: b]"_s << u"<opaque>"_s;
    QTest::newRow("missing item") << u" [a,,b]"_s << u"<opaque>"_s;
    QTest::newRow("unclosed list") << u" [a, b"_s << u"<opaque>"_s;
    QTest::newRow("list over lines") << u" [a,\n  b]"_s << u"<opaque>"_s;
    QTest::newRow("text after list") << u" [a] b"_s << u"<opaque>"_s;
    QTest::newRow("lines") << u"\n  - a\n\n  # no\n  - 'b # c'\n  - d # e"_s << u"[a|b # c|d]"_s;
    QTest::newRow("lines at the margin") << u" # c\n- a\n- b"_s << u"[a|b]"_s;
    QTest::newRow("uneven lines") << u"\n  - a\n    - b"_s << u"<opaque>"_s;
    QTest::newRow("maps in lines") << u"\n  - a: b\n    c: d"_s << u"<opaque>"_s;
    QTest::newRow("lines after text") << u" x\n  - a"_s << u"<opaque>"_s;
}

void TestFrontMatter::readsValues()
{
    QFETCH(const QString, yaml);
    QFETCH(const QString, expected);
    for (const QString &end : {u"\n"_s, u"\r\n"_s}) {
        const QString text = (u"---\nbefore: 1\nk:"_s + yaml + u"\nafter: 2\n---\nbody"_s).replace(u"\n"_s, end);
        const FrontMatter result = splitFrontMatter(text);
        QCOMPARE(result.fields.size(), size_t(3));
        QCOMPARE(result.fields[1].key, u"k"_s);
        QCOMPARE(written(result.fields[1]), expected);
        QCOMPARE(written(result.fields[0]), u"1"_s);
        QCOMPARE(written(result.fields[2]), u"2"_s);
    }
}

void TestFrontMatter::keepsOpaqueText()
{
    const FrontMatter result = splitFrontMatter(u"---\na: |\n  one\n\n  two\nb: x\n---\n"_s);
    const FrontMatterField *field = result.find(u"a");
    QVERIFY(field != nullptr);
    QCOMPARE(std::get<OpaqueYaml>(field->value).text, u" |\n  one\n\n  two\n"_s);
    QVERIFY(!result.string(u"a").has_value());
    QVERIFY(!result.list(u"a").has_value());
    QVERIFY(result.find(u"c") == nullptr);
    QVERIFY(!result.string(u"c").has_value());
}

void TestFrontMatter::namesWhatOthersAskFor()
{
    const FrontMatter skill = splitFrontMatter(
        u"---\nname: review\ndescription: Reviews code: kindly\nallowed-tools: Read, Grep\n---\nbody"_s);
    QCOMPARE(skill.title(), u"review"_s);
    QCOMPARE(skill.description(), u"Reviews code: kindly"_s);
    QCOMPARE(skill.list(u"allowed-tools"), (QStringList{u"Read"_s, u"Grep"_s}));
    const FrontMatter both = splitFrontMatter(u"---\nname: x\ntitle: The X\ntitle: Y\n---\n"_s);
    QCOMPARE(both.title(), u"The X"_s);
    QCOMPARE(both.fields.size(), size_t(3));
    QVERIFY(!splitFrontMatter(u"body"_s).title().has_value());
    QVERIFY(!splitFrontMatter(u"body"_s).description().has_value());
}

void TestFrontMatter::readsTags_data()
{
    QTest::addColumn<QString>("yaml");
    QTest::addColumn<QStringList>("tags");
    QTest::newRow("list") << u"tags: [a, b]"_s << QStringList{u"a"_s, u"b"_s};
    QTest::newRow("lines") << u"tags:\n- a\n- b"_s << QStringList{u"a"_s, u"b"_s};
    QTest::newRow("commas") << u"tags: a, b ,"_s << QStringList{u"a"_s, u"b"_s};
    QTest::newRow("one") << u"tags: a"_s << QStringList{u"a"_s};
    QTest::newRow("empty") << u"tags:"_s << QStringList{};
    QTest::newRow("missing") << u"x: y"_s << QStringList{};
    QTest::newRow("opaque") << u"tags: {a: b}"_s << QStringList{};
}

void TestFrontMatter::readsTags()
{
    QFETCH(const QString, yaml);
    QFETCH(const QStringList, tags);
    QCOMPARE(splitFrontMatter(u"---\n"_s + yaml + u"\n---\n"_s).tags(), tags);
}

void TestFrontMatter::keepsEveryCharacterOfRandomTexts()
{
    const QStringList pieces{u"---\n"_s, u"---\r\n"_s, u"...\n"_s,  u"name: x\n"_s, u"tags: [a, 'b']\r\n"_s,
                             u"- a\n"_s, u"  - b\n"_s, u"k: |\n"_s, u"# c\n"_s,     u"\n"_s,
                             u"text"_s,  u"\""_s,      u"[\n"_s,    u"\\"_s};
    QRandomGenerator random(29);
    int present = 0;
    for (int round = 0; round < 20'000; ++round) {
        QString text = round % 2 == 0 ? u"---\n"_s : QString();
        for (quint32 count = random.bounded(12U); count > 0; --count)
            text += pieces[random.bounded(static_cast<int>(pieces.size()))];
        const FrontMatter result = splitFrontMatter(text);
        QCOMPARE(result.header + result.body, text);
        present += result.isPresent() ? 1 : 0;
    }
    QVERIFY(present > 1000);
}

void TestFrontMatter::staysLinear_data()
{
    QTest::addColumn<QString>("unit");
    for (const QString &unit : {u"-"_s, u"- a\n"_s, u"k: v\n"_s, u" \n"_s, u"#"_s, u"["_s, u"'"_s, u"a,"_s, u"---"_s,
                                u"\\"_s, u"k"_s, u" #"_s})
        QTest::newRow(qPrintable(u"repeated “%1”"_s.arg(QString(unit).replace(u'\n', u'|')))) << unit;
}

void TestFrontMatter::staysLinear()
{
    QFETCH(const QString, unit);
    const QString body = unit.repeated(1'000'000 / unit.size());
    for (const QString &start : {u"---\nk: "_s, u"---\nk: ["_s, u"---\nk: \""_s, u"---\nk:\n"_s, u""_s}) {
        const QString text = start + body + u"\n---\nbody"_s;
        FrontMatter result;
        QCOMPARE_LT(test::effort(3000, [&] { result = splitFrontMatter(text); }), 3000);
        QCOMPARE(result.header.size() + result.body.size(), text.size());
    }
}

QTEST_APPLESS_MAIN(TestFrontMatter)
#include "test_front_matter.moc"
