// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/effort.h"
#include "pulse/text/template_variables.h"
#include "text_samples.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

namespace {

/// "name@offset+length" or "name=default@…", one for each place.
QStringList places(const QString &text)
{
    QStringList result;
    for (const TemplatePlaceholder &place : scanTemplate(text).placeholders) {
        const QString value = place.defaultText ? u"="_s + *place.defaultText : QString();
        result.append(u"%1%2@%3+%4"_s.arg(place.name, value).arg(place.offset).arg(place.length));
    }
    return result;
}

} // namespace

class TestTemplateVariables : public QObject
{
    Q_OBJECT

private slots:
    void finds_data();
    void finds();
    void says_where();
    void listsEachOnce();
    void checksNames_data();
    void checksNames();
    void renders_data();
    void renders();
    void reportsWhatIsMissing();
    void reportsWhatIsUnused();
    void keepsLiteralText();
    void keepsRealPromptsWithoutVariables();
    void staysLinear_data();
    void staysLinear();
};

void TestTemplateVariables::finds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("expected");
    const QStringList none;
    QTest::newRow("none") << u"plain"_s << none;
    QTest::newRow("one") << u"Hi {{name}}!"_s << QStringList{u"name@3+8"_s};
    QTest::newRow("spaces") << u"{{  name\t}}"_s << QStringList{u"name@0+11"_s};
    QTest::newRow("neighbours") << u"{{a}}{{b}}"_s << QStringList{u"a@0+5"_s, u"b@5+5"_s};
    QTest::newRow("any script") << u"{{größe}}{{名前}}{{हिन्दी}}"_s
                                << QStringList{u"größe@0+9"_s, u"名前@9+6"_s, u"हिन्दी@15+10"_s};
    QTest::newRow("beyond the basic plane") << u"{{\U00010400}}"_s << QStringList{u"\U00010400@0+6"_s};
    QTest::newRow("marks of names") << u"{{a-b.c_1}}{{_x}}{{1st}}"_s
                                    << QStringList{u"a-b.c_1@0+11"_s, u"_x@11+6"_s, u"1st@17+7"_s};
    QTest::newRow("bad starts") << u"{{-a}}{{.b}}{{}}{{ }}"_s << none;
    QTest::newRow("two words") << u"{{a b}}"_s << none;
    QTest::newRow("line break") << u"{{a\n}}{{\nb}}"_s << none;
    QTest::newRow("unclosed") << u"{{a} {{b {{c"_s << none;
    QTest::newRow("unclosed before a good one") << u"{{a {{b}}"_s << QStringList{u"b@4+5"_s};
    QTest::newRow("default") << u"{{tone=very calm}}"_s << QStringList{u"tone=very calm@0+18"_s};
    QTest::newRow("default is trimmed") << u"{{ tone =  calm }}"_s << QStringList{u"tone=calm@0+18"_s};
    QTest::newRow("empty default") << u"{{tone=}}"_s << QStringList{u"tone=@0+9"_s};
    QTest::newRow("default with marks") << u"{{x=a = {b} | c}}"_s << QStringList{u"x=a = {b} | c@0+17"_s};
    QTest::newRow("default with a line break") << u"{{x=a\nb}}"_s << none;
    QTest::newRow("default with braces") << u"{{x=a {{y}}"_s << QStringList{u"y@6+5"_s};
    QTest::newRow("json around") << u"{\"n\":{{count}}}"_s << QStringList{u"count@5+9"_s};
    QTest::newRow("three braces") << u"{{{a}}}"_s << none;
    QTest::newRow("four braces") << u"{{{{a}}}}"_s << none;
    QTest::newRow("other template languages") << u"{{#if a}}{{/if}}{{> part}}{{! no}}{{a|b}}{{f:x}}{{a()}}"_s << none;
    QTest::newRow("escaped") << u"\\{{a}} {{b}}"_s << QStringList{u"b@7+5"_s};
    QTest::newRow("escaped backslash") << u"C:\\\\{{dir}}"_s << QStringList{u"dir@4+7"_s};
    QTest::newRow("raw block") << u"{{{{raw}}}}{{a}}{{{{/raw}}}}{{b}}"_s << QStringList{u"b@28+5"_s};
    QTest::newRow("unclosed raw block") << u"{{{{raw}}}}{{a}}"_s << QStringList{u"a@11+5"_s};
    QTest::newRow("fenced code counts") << u"```\n{{a}}\n```"_s << QStringList{u"a@4+5"_s};
}

void TestTemplateVariables::finds()
{
    QFETCH(const QString, text);
    QFETCH(const QStringList, expected);
    QCOMPARE(places(text), expected);
    for (const TemplatePlaceholder &place : scanTemplate(text).placeholders) {
        QCOMPARE(text.sliced(place.nameOffset, place.nameLength), place.name);
        QVERIFY(text.sliced(place.offset, place.length).startsWith(u"{{"_s));
        QVERIFY(text.sliced(place.offset, place.length).endsWith(u"}}"_s));
    }
}

void TestTemplateVariables::says_where()
{
    const TemplateScan scan = scanTemplate(u"{{a}}\n{{b}}\r\n\r{{c}}\n\n{{d}} {{e}}"_s);
    QList<int> lines;
    for (const TemplatePlaceholder &place : scan.placeholders)
        lines.append(place.line);
    QCOMPARE(lines, (QList<int>{0, 1, 3, 5, 5}));
}

void TestTemplateVariables::listsEachOnce()
{
    const TemplateScan scan = scanTemplate(u"{{b}} {{a=1}}\n{{b=x}} {{a=2}} {{a}} {{c=1}}{{c=1}}"_s);
    QCOMPARE(scan.variables.size(), size_t(3));
    const TemplateVariable &b = scan.variables[0];
    QCOMPARE(b.name, u"b"_s);
    QCOMPARE(b.uses, 2);
    QCOMPARE(b.defaultText, u"x"_s);
    QVERIFY(!b.isRequired());
    QVERIFY(!b.hasConflictingDefaults);
    const TemplateVariable *a = scan.find(u"a");
    QVERIFY(a != nullptr);
    QCOMPARE(a->defaultText, u"1"_s);
    QVERIFY(a->hasConflictingDefaults);
    QCOMPARE(a->firstOffset, 6);
    QVERIFY(!scan.find(u"c")->hasConflictingDefaults);
    QVERIFY(scan.find(u"A") == nullptr);
    QVERIFY(scanTemplate(u"{{x}}").variables[0].isRequired());
}

void TestTemplateVariables::checksNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("valid");
    for (const QString &name : {u"a"_s, u"größe"_s, u"名前"_s, u"a-b.c"_s, u"_"_s, u"1"_s})
        QTest::newRow(qPrintable(name)) << name << true;
    for (const QString &name : {u""_s, u" a"_s, u"a b"_s, u"-a"_s, u".a"_s, u"a{"_s, u"a=b"_s, u"\u0301"_s, u"a\n"_s})
        QTest::newRow(qPrintable(u"not “%1”"_s.arg(QString(name).replace(u'\n', u'|')))) << name << false;
}

void TestTemplateVariables::checksNames()
{
    QFETCH(const QString, name);
    QFETCH(const bool, valid);
    QCOMPARE(isTemplateVariableName(name), valid);
    QCOMPARE(places(u"{{"_s + name + u"}}"_s).size() == 1 &&
                 scanTemplate(u"{{"_s + name + u"}}"_s).variables[0].name == name,
             valid);
}

void TestTemplateVariables::renders_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    // With name=<b>&"Ann"</b>, empty="", braces={{name}}
    QTest::newRow("value") << u"Hi {{ name }}!"_s << u"Hi <b>&\"Ann\"</b>!"_s;
    QTest::newRow("empty value wins over default") << u"[{{empty=x}}]"_s << u"[]"_s;
    QTest::newRow("default") << u"[{{tone=calm}}]"_s << u"[calm]"_s;
    QTest::newRow("default of another place") << u"{{tone=calm}} {{tone}} {{tone=warm}}"_s << u"calm calm warm"_s;
    QTest::newRow("default that comes later") << u"{{tone}} {{tone=calm}}"_s << u"calm calm"_s;
    QTest::newRow("values are not searched") << u"{{braces}}"_s << u"{{name}}"_s;
    QTest::newRow("escaped") << u"\\{{name}} {{empty}}."_s << u"{{name}} ."_s;
    QTest::newRow("escaped first and last") << u"\\{{name}}"_s << u"{{name}}"_s;
    QTest::newRow("escaped twice") << u"\\{{name}}\\{{name}}"_s << u"{{name}}{{name}}"_s;
    QTest::newRow("escaped backslash") << u"\\\\{{empty}}"_s << u"\\"_s;
    QTest::newRow("three backslashes") << u"\\\\\\{{empty}}"_s << u"\\\\"_s;
    QTest::newRow("backslash after a variable") << u"{{empty}}\\{{name}}"_s << u"{{name}}"_s;
    QTest::newRow("backslash elsewhere") << u"a\\b \\{ \\{{ \\{{}} \\{{#if}}"_s << u"a\\b \\{ \\{{ \\{{}} \\{{#if}}"_s;
    QTest::newRow("raw") << u"a{{{{raw}}}}{{name}} \\{{x}}{{{{/raw}}}}b"_s << u"a{{name}} \\{{x}}b"_s;
    QTest::newRow("empty raw") << u"{{{{raw}}}}{{{{/raw}}}}{{{{raw}}}}{{{{/raw}}}}"_s << u""_s;
    QTest::newRow("unclosed raw") << u"{{{{raw}}}}{{empty}}"_s << u"{{{{raw}}}}"_s;
    QTest::newRow("raw end alone") << u"{{{{/raw}}}}"_s << u"{{{{/raw}}}}"_s;
    QTest::newRow("json") << u"{\"a\": {\"b\": \"{{empty}}\"}}"_s << u"{\"a\": {\"b\": \"\"}}"_s;
    QTest::newRow("line ends") << u"a\r\n{{empty}}\r\n"_s << u"a\r\n\r\n"_s;
}

void TestTemplateVariables::renders()
{
    QFETCH(const QString, text);
    QFETCH(const QString, expected);
    const TemplateValues values{{u"name"_s, u"<b>&\"Ann\"</b>"_s}, {u"empty"_s, u""_s}, {u"braces"_s, u"{{name}}"_s}};
    const auto rendered = renderTemplate(text, values);
    QVERIFY2(rendered.has_value(), rendered ? "" : qPrintable(rendered.error().message()));
    QCOMPARE(*rendered, expected);
    QCOMPARE(renderAvailable(text, values).text, expected);
}

void TestTemplateVariables::reportsWhatIsMissing()
{
    const QString text = u"{{a}} {{b=1}} {{c}} {{a}} \\{{d}}"_s;
    const auto strict = renderTemplate(text, {});
    QVERIFY(!strict.has_value());
    QCOMPARE(strict.error().code(), ErrorCode::Invalid);
    QVERIFY(strict.error().message().contains(u"`a` and `c`"_s));
    const RenderedTemplate available = renderAvailable(text, {{u"c"_s, u"C"_s}});
    QCOMPARE(available.text, u"{{a}} 1 C {{a}} {{d}}"_s);
    QCOMPARE(available.missing, QStringList{u"a"_s});

    QString many;
    for (int i = 0; i < 40; ++i)
        many += u"{{v%1}}"_s.arg(i);
    QVERIFY(renderTemplate(many, {}).error().message().contains(u"and 35 more"_s));
    QVERIFY(renderTemplate(u"{{only}}", {}).error().message().contains(u"variable `only` has"_s));
}

void TestTemplateVariables::reportsWhatIsUnused()
{
    const TemplateValues values{{u"z"_s, u"1"_s}, {u"a"_s, u"2"_s}, {u"m"_s, u"3"_s}};
    QCOMPARE(renderAvailable(u"{{m}}", values).unused, (QStringList{u"a"_s, u"z"_s}));
    QVERIFY(renderTemplate(u"{{m}}", values).has_value());
}

void TestTemplateVariables::keepsLiteralText()
{
    // Whatever holds no variable and no mark of a raw block or escape comes out as it went in.
    const QStringList pieces{u"{"_s,  u"}"_s, u"{{"_s, u"}}"_s, u"{{{"_s,        u"\\"_s,
                             u"#x"_s, u" "_s, u"\n"_s, u"="_s,  u"\U0001F600"_s, u"|"_s};
    QRandomGenerator random(17);
    int untouched = 0;
    for (int round = 0; round < 20'000; ++round) {
        QString text;
        for (quint32 count = random.bounded(12U); count > 0; --count)
            text += pieces[random.bounded(static_cast<int>(pieces.size()))];
        if (scanTemplate(text).placeholders.empty()) {
            QCOMPARE(renderAvailable(text, {}).text, text);
            ++untouched;
        }
    }
    QVERIFY(untouched > 10'000);
}

void TestTemplateVariables::keepsRealPromptsWithoutVariables()
{
    const auto prompts = test::realRevisions();
    if (prompts.empty())
        QSKIP("The corpus of real prompts is not on this machine.");
    for (const auto &revisions : prompts) {
        for (const QByteArray &bytes : revisions) {
            const QString text = QString::fromUtf8(bytes);
            TemplateValues asWritten;
            for (const TemplatePlaceholder &place : scanTemplate(text).placeholders)
                asWritten.insert(place.name, text.sliced(place.offset, place.length));
            QCOMPARE(renderTemplate(text, asWritten).value_or(QString()), text);
        }
    }
}

void TestTemplateVariables::staysLinear_data()
{
    QTest::addColumn<QString>("unit");
    for (const QString &unit :
         {u"{"_s, u"{{"_s, u"{{ "_s, u"{{a"_s, u"{{a="_s, u"{{a= {"_s, u"{{{{raw}}}}"_s, u"{{{{raw}}}}{{{{/raw}}}}"_s,
          u"\\{{a}}"_s, u"{{a}}"_s, u"{{a=b}}\n"_s, u"{{{{raw}}}} {{{{ "_s, u"a"_s})
        QTest::newRow(qPrintable(u"repeated “%1”"_s.arg(QString(unit).replace(u'\n', u'|')))) << unit;
}

void TestTemplateVariables::staysLinear()
{
    QFETCH(const QString, unit);
    const QString text = unit.repeated(1'000'000 / unit.size());
    qsizetype size = -1;
    QCOMPARE_LT(test::effort(5000, [&] { size = renderAvailable(text, {}).text.size(); }), 5000);
    QVERIFY(size >= 0 && size <= text.size());
}

QTEST_APPLESS_MAIN(TestTemplateVariables)
#include "test_template_variables.moc"
