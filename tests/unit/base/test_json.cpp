// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/json.h"
#include "pulse/test/effort.h"

#include <QTest>
#include <algorithm>
#include <clocale>
#include <cstring>

using namespace pulse;
using namespace Qt::StringLiterals;

class TestJson : public QObject
{
    Q_OBJECT

private slots:
    void roundTrips_data();
    void roundTrips();
    void refuses_data();
    void refuses();
    void errorsHoldNoContextOfTheirOwn();
    void depthIsLimited();
    void theLimitsCanBeChosen();
    void sizeIsLimited();
    void hostileDocumentsAreRefusedQuickly_data();
    void hostileDocumentsAreRefusedQuickly();
    void manyMembersAreReadQuickly();
    void duplicatesAreFoundAmongMany();
    void duplicatesAreFoundBehindEscapes();
    void unescapes();
    void escapes();
    void writesIndented();
    void writesLoneSurrogatesAsReplacement();
    void integers_data();
    void integers();
    void doubles_data();
    void doubles();
    void objectsKeepOrderAndReplaceInPlace();
    void equalityMindsOrderAndDigits();
    void theDecimalPointIgnoresTheLocale();
};

void TestJson::roundTrips_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArrayList texts{
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1.10",
        "-0.0",
        "1e2",
        "1E+2",
        "1e-400",
        "18446744073709551616",
        "-9223372036854775809",
        "9007199254740993",
        "123456789012345678901234567890.123456789012345678901234567890",
        "\"\"",
        "\"text\"",
        "[]",
        "{}",
        "[[],{}]",
        R"({"b":1,"a":2,"":3})",
        R"([1,"2",null,true,{"x":[false]}])",
        "\"\xC3\xA9\xE6\x97\xA5\xF0\x9F\x99\x82\"",
        "\"\x7F\"",
        "\"\xEF\xBB\xBF\xEF\xBB\xBFinner marks\"",
        "{\"\xEF\xBB\xBFname\":1,\"name\":2}",
        R"("\"\\\b\f\n\r\t\u0000\u001f")",
    };
    for (const QByteArray &text : texts)
        QTest::newRow(text.constData()) << text;
}

void TestJson::roundTrips()
{
    QFETCH(QByteArray, text);
    const Result<JsonValue> value = parseJson(text);
    QVERIFY2(value, value ? "" : qPrintable(value.error().message()));
    QCOMPARE(toJson(*value), text);
    const Result<JsonValue> indented = parseJson(toJson(*value, JsonStyle::Indented));
    QVERIFY(indented);
    QCOMPARE(*indented, *value);
    QCOMPARE(*parseJson(" \t\r\n" + text + " \t\r\n"), *value);
}

void TestJson::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("byte");
    QTest::newRow("empty") << QByteArray() << 1;
    QTest::newRow("blank") << QByteArray("  ") << 2;
    QTest::newRow("byte-order mark") << QByteArray("\xEF\xBB\xBF{}") << 1;
    QTest::newRow("NUL after the value") << QByteArray("{}\0garbage", 10) << 3;
    QTest::newRow("NUL alone") << QByteArray("\0", 1) << 1;
    QTest::newRow("NUL in a string") << QByteArray("\"a\0b\"", 5) << 3;
    QTest::newRow("trailing text") << QByteArray("{} x") << 4;
    QTest::newRow("two values") << QByteArray("1 2") << 3;
    QTest::newRow("trailing comma in an array") << QByteArray("[1,]") << 4;
    QTest::newRow("trailing comma in an object") << QByteArray(R"({"a":1,})") << 8;
    QTest::newRow("leading comma") << QByteArray("[,1]") << 2;
    QTest::newRow("unclosed array") << QByteArray("[1") << 2;
    QTest::newRow("unclosed object") << QByteArray(R"({"a":)") << 5;
    QTest::newRow("unclosed string") << QByteArray(R"("abc)") << 4;
    QTest::newRow("mismatched") << QByteArray("[}") << 2;
    QTest::newRow("single quotes") << QByteArray("'a'") << 1;
    QTest::newRow("bare word") << QByteArray("[nul]") << 5;
    QTest::newRow("capital") << QByteArray("True") << 1;
    QTest::newRow("comment") << QByteArray("[1 /* one */]") << 4;
    QTest::newRow("bare name") << QByteArray("{a:1}") << 2;
    QTest::newRow("number as name") << QByteArray("{1:1}") << 3;
    QTest::newRow("leading zero") << QByteArray("01") << 2;
    QTest::newRow("leading plus") << QByteArray("+1") << 1;
    QTest::newRow("bare point") << QByteArray(".5") << 1;
    QTest::newRow("point at the end") << QByteArray("1.") << 2;
    QTest::newRow("no exponent") << QByteArray("1e") << 2;
    QTest::newRow("hexadecimal") << QByteArray("0x1") << 2;
    QTest::newRow("NaN") << QByteArray("NaN") << 1;
    QTest::newRow("infinity") << QByteArray("-Infinity") << 2;
    QTest::newRow("number that no double holds") << QByteArray("[1e400]") << 7;
    QTest::newRow("negative number that no double holds") << QByteArray("[-1e400]") << 8;
    QTest::newRow("integer that no double holds") << QByteArray("1" + QByteArray(400, '0')) << 401;
    QTest::newRow("duplicate name") << QByteArray(R"({"a":1,"b":2,"a":3})") << 16;
    QTest::newRow("duplicate name further in") << QByteArray(R"([{"a":{"b":1,"b":1}}])") << 16;
    QTest::newRow("lone high surrogate") << QByteArray(R"("\ud800")") << 8;
    QTest::newRow("lone low surrogate") << QByteArray(R"("\udc00")") << 7;
    QTest::newRow("two high surrogates") << QByteArray(R"("\ud800\ud800")") << 13;
    QTest::newRow("high surrogate and text") << QByteArray(R"("\ud800abc")") << 8;
    QTest::newRow("lone surrogate in a name") << QByteArray(R"({"\udfff":1})") << 8;
    QTest::newRow("unknown escape") << QByteArray(R"("\x41")") << 3;
    QTest::newRow("short escape") << QByteArray(R"("\u12")") << 6;
    QTest::newRow("raw line feed in a string") << QByteArray("\"a\nb\"") << 3;
    QTest::newRow("raw tab in a string") << QByteArray("\"\t\"") << 2;
    QTest::newRow("overlong UTF-8") << QByteArray("\"\xC0\xAF\"") << 2;
    QTest::newRow("surrogate in UTF-8") << QByteArray("\"\xED\xA0\x80\"") << 3;
    QTest::newRow("beyond Unicode") << QByteArray("\"\xF4\x90\x80\x80\"") << 3;
    QTest::newRow("cut UTF-8") << QByteArray("\"\xE6\x97\"") << 4;
    QTest::newRow("Latin-1") << QByteArray("\"\xE9\"") << 3;
    QTest::newRow("form feed as a blank") << QByteArray("[\f1]") << 2;
    QTest::newRow("no-break space as a blank") << QByteArray("[\xC2\xA0"
                                                             "1]")
                                               << 2;
}

void TestJson::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(int, byte);
    const Result<JsonValue> value = parseJson(text);
    QVERIFY(!value);
    QCOMPARE(value.error().code(), ErrorCode::Invalid);
    const QString message = value.error().message();
    QVERIFY2(message.contains(u"at byte %1:"_s.arg(byte)), qPrintable(message));
    QVERIFY2(message.endsWith(u'.') && !message.contains(u"exception"_s), qPrintable(message));
}

void TestJson::errorsHoldNoContextOfTheirOwn()
{
    Result<JsonValue> value = parseJson("{");
    QVERIFY(!value);
    QVERIFY(value.error().operation().isEmpty() && value.error().subject().isEmpty());
}

namespace {

QByteArray nested(int depth)
{
    return QByteArray(depth, '[') + QByteArray(depth, ']');
}

} // namespace

void TestJson::depthIsLimited()
{
    QVERIFY(parseJson(nested(32)));
    QVERIFY(!parseJson(nested(33)));
    QByteArray objects;
    for (int i = 0; i < 32; ++i)
        objects += R"({"a":)";
    QVERIFY(parseJson(objects + "1" + QByteArray(32, '}')));
    QVERIFY(!parseJson(objects + "[1]" + QByteArray(32, '}')));
    // Depth is that of nesting, not the count of arrays.
    QVERIFY(parseJson("[" + QByteArray("[],").repeated(100) + "[]]"));
}

void TestJson::theLimitsCanBeChosen()
{
    QVERIFY(!parseJson(nested(3), {.bytes = 100, .depth = 2}));
    QVERIFY(parseJson(nested(100), {.bytes = 1000, .depth = 100}));
    QVERIFY(!parseJson("123456", {.bytes = 5}));
    QVERIFY(parseJson("12345", {.bytes = 5}));
    QVERIFY(!parseJson("[]", {.bytes = 100, .depth = 0}));
}

void TestJson::sizeIsLimited()
{
    const QByteArray fits = '"' + QByteArray(1024 * 1024 - 2, 'a') + '"';
    QVERIFY(parseJson(fits));
    const Result<JsonValue> tooLong = parseJson(fits + ' ');
    QVERIFY(!tooLong);
    QVERIFY2(tooLong.error().message().contains(u"1048577"_s), qPrintable(tooLong.error().message()));
}

void TestJson::hostileDocumentsAreRefusedQuickly_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("100k arrays") << QByteArray(100'000, '[');
    QTest::newRow("100k objects") << QByteArray(R"({"a":)").repeated(100'000);
    QTest::newRow("10 MB") << QByteArray(10'000'000, ' ');
    QTest::newRow("10 MB of zeros") << QByteArray(10'000'000, '\0');
    QTest::newRow("long number") << "1" + QByteArray(900'000, '0');
}

void TestJson::hostileDocumentsAreRefusedQuickly()
{
    QFETCH(QByteArray, text);
    bool isRefused = false;
    QCOMPARE_LT(test::effort(500, [&] { isRefused = !parseJson(text); }), 500);
    QVERIFY(isRefused);
}

void TestJson::manyMembersAreReadQuickly()
{
    QByteArray text = "{";
    int count = 0;
    for (; text.size() < 1'000'000; ++count)
        text += (count ? ",\"" : "\"") + QByteArray::number(count, 36) + "\":1";
    text += '}';
    Result<JsonValue> value;
    QCOMPARE_LT(test::effort(3000, [&] { value = parseJson(text); }), 3000);
    QVERIFY(value);
    QCOMPARE(std::ssize(value->asObject()->members()), count);
    QCOMPARE(toJson(*value), text);
}

void TestJson::duplicatesAreFoundAmongMany()
{
    QByteArray text = "{";
    for (int i = 0; i < 1000; ++i)
        text += "\"n" + QByteArray::number(i) + "\":1,";
    for (int i = 0; i < 1000; ++i)
        QVERIFY(!parseJson(text + "\"n" + QByteArray::number(i) + "\":1}"));
    QVERIFY(parseJson(text + "\"other\":1}"));
}

void TestJson::duplicatesAreFoundBehindEscapes()
{
    QVERIFY(!parseJson(R"({"size":1,"\u0073ize":2})"));
    QVERIFY(parseJson(R"({"size":1,"Size":2})"));
    // Equal only after normalization: different names.
    QVERIFY(parseJson("{\"\xC3\xA9\":1,\"e\xCC\x81\":2}"));
}

void TestJson::unescapes()
{
    const Result<JsonValue> value = parseJson(R"("\u00e9\u65e5\ud83d\ude42\/\"\u0000")");
    QVERIFY(value);
    const QString expected = u"é日🙂/\""_s + QChar(u'\0');
    QCOMPARE(*value->asString(), expected);
}

void TestJson::escapes()
{
    QCOMPARE(toJson(QString(u"a\u0001\u001F\"\\\u2028/"_s)), QByteArray("\"a\\u0001\\u001f\\\"\\\\\xE2\x80\xA8/\""));
}

void TestJson::writesIndented()
{
    const JsonObject object{{u"name"_s, u"a"_s},
                            {u"list"_s, JsonValue::Array{1, JsonObject{{u"x"_s, true}}}},
                            {u"none"_s, JsonValue::Array{}},
                            {u"empty"_s, JsonObject{}}};
    QCOMPARE(toJson(object, JsonStyle::Indented), QByteArray("{\n"
                                                             "  \"name\": \"a\",\n"
                                                             "  \"list\": [\n"
                                                             "    1,\n"
                                                             "    {\n"
                                                             "      \"x\": true\n"
                                                             "    }\n"
                                                             "  ],\n"
                                                             "  \"none\": [],\n"
                                                             "  \"empty\": {}\n"
                                                             "}\n"));
}

void TestJson::writesLoneSurrogatesAsReplacement()
{
    const QString broken = u'a' + QString(QChar(0xD800)) + u"b🙂"_s + QChar(0xDC00);
    QCOMPARE(toJson(broken), QByteArray("\"a\xEF\xBF\xBD"
                                        "b\xF0\x9F\x99\x82\xEF\xBF\xBD\""));
}

void TestJson::integers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isInteger");
    QTest::addColumn<qint64>("integer");
    QTest::newRow("zero") << QByteArray("0") << true << qint64(0);
    QTest::newRow("negative zero") << QByteArray("-0") << true << qint64(0);
    QTest::newRow("largest") << QByteArray("9223372036854775807") << true << std::numeric_limits<qint64>::max();
    QTest::newRow("smallest") << QByteArray("-9223372036854775808") << true << std::numeric_limits<qint64>::min();
    QTest::newRow("too large") << QByteArray("9223372036854775808") << false << qint64(0);
    QTest::newRow("fraction") << QByteArray("1.0") << false << qint64(0);
    QTest::newRow("exponent") << QByteArray("1e3") << false << qint64(0);
    QTest::newRow("text") << QByteArray("\"1\"") << false << qint64(0);
    QTest::newRow("null") << QByteArray("null") << false << qint64(0);
}

void TestJson::integers()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isInteger);
    QFETCH(qint64, integer);
    const std::optional<qint64> value = parseJson(text)->toInteger();
    QCOMPARE(value.has_value(), isInteger);
    QCOMPARE(value.value_or(0), integer);
}

void TestJson::doubles_data()
{
    QTest::addColumn<double>("number");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("half") << 0.5 << QByteArray("0.5");
    QTest::newRow("whole") << 3.0 << QByteArray("3");
    QTest::newRow("shortest") << 0.1 << QByteArray("0.1");
    QTest::newRow("not a number") << std::numeric_limits<double>::quiet_NaN() << QByteArray("null");
    QTest::newRow("infinity") << std::numeric_limits<double>::infinity() << QByteArray("null");
}

void TestJson::doubles()
{
    QFETCH(double, number);
    QFETCH(QByteArray, text);
    QCOMPARE(toJson(number), text);
    for (const double extreme : {std::numeric_limits<double>::max(), std::numeric_limits<double>::denorm_min(), -1e20})
        QCOMPARE(parseJson(toJson(extreme))->asNumber()->digits.toDouble(), extreme);
}

void TestJson::objectsKeepOrderAndReplaceInPlace()
{
    JsonObject object{{u"b"_s, 1}, {u"a"_s, 2}};
    QVERIFY(!object.isEmpty());
    object.insert(u"c"_s, 3);
    object.insert(u"b"_s, u"new"_s);
    QCOMPARE(toJson(object), QByteArray(R"({"b":"new","a":2,"c":3})"));
    QVERIFY(object.find(u"a"));
    QVERIFY(!object.find(u"A"));
    object.remove(u"a");
    object.remove(u"missing");
    QCOMPARE(toJson(object), QByteArray(R"({"b":"new","c":3})"));
    QVERIFY(JsonObject().isEmpty());
    const JsonObject twice{{u"x"_s, 1}, {u"x"_s, 2}};
    QCOMPARE(toJson(twice), QByteArray(R"({"x":2})"));
}

void TestJson::equalityMindsOrderAndDigits()
{
    QCOMPARE(*parseJson(R"({"a":1,"b":2})"), *parseJson(R"( { "a" : 1 , "b" : 2 } )"));
    QVERIFY(*parseJson(R"({"a":1,"b":2})") != *parseJson(R"({"b":2,"a":1})"));
    QVERIFY(*parseJson("1.0") != *parseJson("1"));
    QVERIFY(JsonValue() != JsonValue(false));
    QVERIFY(JsonValue(true).asBool() && *JsonValue(true).asBool());
    static_assert(!std::is_convertible_v<const char *, JsonValue>, "a literal would become a boolean");
}

void TestJson::theDecimalPointIgnoresTheLocale()
{
    const auto hasComma = [](const char *locale) {
        return std::setlocale(LC_NUMERIC, locale) && std::strcmp(std::localeconv()->decimal_point, ",") == 0;
    };
    const char *const locales[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "es_ES.UTF-8", "ru_RU.UTF-8"};
    if (std::ranges::none_of(locales, hasComma))
        QSKIP("No locale with a decimal comma is installed here.");
    const QByteArray text = toJson(*parseJson("[1.5,2.25e3]"));
    const QByteArray number = toJson(JsonValue(0.5));
    std::setlocale(LC_NUMERIC, "C");
    QCOMPARE(text, QByteArray("[1.5,2.25e3]"));
    QCOMPARE(number, QByteArray("0.5"));
}

QTEST_APPLESS_MAIN(TestJson)
#include "test_json.moc"
