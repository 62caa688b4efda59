// SPDX-License-Identifier: Apache-2.0
#include "pulse/model/name.h"

#include <QHash>
#include <QSet>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

class TestName : public QObject
{
    Q_OBJECT

private slots:
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void everyRuleHasItsOwnMessage();
    void messagesNameThePartThatIsWrong();
    void messagesCannotHideWhatTheyShow();
    void lengthsCountBytes();
    void segmentsFollowTheSameRules();
    void everyCharacterIsJudgedAlike();
    void parts_data();
    void parts();
    void isBelow_data();
    void isBelow();
    void joins();
    void caseFolding_data();
    void caseFolding();
    void orderIsThatOfUtf8();
    void namesAreKeys();
};

void TestName::accepts_data()
{
    QTest::addColumn<QString>("text");
    const QStringList texts{
        u"a"_s,
        u"support/refund-reply"_s,
        u"a/b/c/d/e/f/g/h"_s,
        u"With Spaces/and_underscores"_s,
        u"two  spaces"_s,
        u"file.md"_s,
        u"a.b.c"_s,
        u"-leading-hyphen"_s,
        u"_x"_s,
        u"trailing-"_s,
        u"42"_s,
        u"1.2"_s,
        u"v1.2.3"_s,
        u"1.2.3x/y"_s,
        u"01.2.3"_s,
        u"latest-news"_s,
        u"the latest"_s,
        u"console"_s,
        u"con-text"_s,
        u"com"_s,
        u"com10"_s,
        u"lpt"_s,
        u"null"_s,
        u"a.con"_s,
        u"métier/café"_s,
        u"日本語/プロンプト"_s,
        u"Привет"_s,
        u"عربي/مرحبا"_s,
        u"हिन्दी"_s,
        u"ไทย/น้ำ"_s,
        u"한국어"_s,
        u"𝒳𐐷"_s,
        u"٠١٢"_s,
        u"፩፪"_s,
        u"〇"_s,
        u"x̱"_s, // has no composed form
        u"m²"_s,
    };
    for (const QString &text : texts)
        QTest::newRow(text.toUtf8().constData()) << text;
}

void TestName::accepts()
{
    QFETCH(QString, text);
    const Result<Name> name = Name::parse(text);
    QVERIFY2(name, name ? "" : qPrintable(name.error().message()));
    QCOMPARE(name->toString(), text);
}

namespace {

struct Refusal
{
    const char *what;
    QString text;
    QString reason;
};

QList<Refusal> refusals()
{
    return {
        {"empty", u""_s, u"is empty"_s},
        {"slash alone", u"/"_s, u"begins with “/”"_s},
        {"absolute", u"/abs"_s, u"begins with “/”"_s},
        {"slash at the end", u"a/"_s, u"ends with “/”"_s},
        {"empty part", u"a//b"_s, u"two slashes"_s},
        {"parent", u"../x"_s, u"begins with a dot"_s},
        {"this folder", u"./x"_s, u"begins with a dot"_s},
        {"parent inside", u"a/../b"_s, u"begins with a dot"_s},
        {"hidden", u".hidden"_s, u"begins with a dot"_s},
        {"temporary", u".tmp-0123"_s, u"begins with a dot"_s},
        {"dot at the end", u"a./b"_s, u"ends with a dot"_s},
        {"two dots", u"a..b"_s, u"two dots"_s},
        {"space first", u" a"_s, u"begins with a space"_s},
        {"space last", u"a /b"_s, u"ends with a space"_s},
        {"blank", u" "_s, u"begins with a space"_s},
        {"backslash", u"a\\..\\b"_s, u"backslash"_s},
        {"NUL", QString(u"a%1b"_s).arg(QChar(u'\0')), u"control character U+0000"_s},
        {"bell", u"a\ab"_s, u"control character U+0007"_s},
        {"tab", u"a\tb"_s, u"a tab"_s},
        {"line feed", u"a\n"_s, u"a line break"_s},
        {"carriage return", u"a\rb"_s, u"a line break"_s},
        {"delete", u"a\x7F"_s, u"control character U+007F"_s},
        {"C1 control", u"a\u0085"_s, u"control character U+0085"_s},
        {"right-to-left override", u"a\u202Eb"_s, u"direction of text"_s},
        {"isolate", u"a\u2066b"_s, u"direction of text"_s},
        {"right-to-left mark", u"a\u200Fb"_s, u"direction of text"_s},
        {"Arabic letter mark", u"a\u061Cb"_s, u"direction of text"_s},
        {"zero-width space", u"a\u200Bb"_s, u"invisible character U+200B"_s},
        {"zero-width joiner", u"a\u200Db"_s, u"invisible character U+200D"_s},
        {"byte-order mark", u"\uFEFFa"_s, u"invisible character U+FEFF"_s},
        {"soft hyphen", u"a\u00ADb"_s, u"invisible character U+00AD"_s},
        {"word joiner", u"a\u2060b"_s, u"invisible character U+2060"_s},
        {"variation selector", u"a\uFE0F"_s, u"invisible character U+FE0F"_s},
        {"grapheme joiner", u"a\u034F"_s, u"invisible character U+034F"_s},
        {"Hangul filler", u"\u3164"_s, u"invisible character U+3164"_s},
        {"tag character", u"a\U000E0041"_s, u"invisible character U+E0041"_s},
        {"line separator", u"a\u2028b"_s, u"invisible character U+2028"_s},
        {"no-break space", u"a\u00A0b"_s, u"special space U+00A0"_s},
        {"ideographic space", u"a\u3000b"_s, u"special space U+3000"_s},
        {"unassigned", u"a\u0378"_s, u"not a character of Unicode"_s},
        {"noncharacter", u"a\uFFFF"_s, u"not a character of Unicode"_s},
        {"private use", u"a\uE000"_s, u"private-use"_s},
        {"private plane", u"a\U000F0000"_s, u"private-use"_s},
        {"lone high surrogate", u'a' + QString(QChar(0xD800)), u"half a character"_s},
        {"lone low surrogate", QString(QChar(0xDC00)) + u'a', u"half a character"_s},
        {"combining mark first", u"\u0301a"_s, u"combining mark U+0301"_s},
        {"combining mark after a sign", u"a-\u0301"_s, u"combining mark U+0301"_s},
        {"enclosing mark", u"a\u20DD"_s, u"U+20DD"_s},
        {"at sign", u"@production"_s, u"kept for versions and labels"_s},
        {"at sign inside", u"a@1.0.0"_s, u"kept for versions and labels"_s},
        {"question mark", u"what?"_s, u"“?” (U+003F)"_s},
        {"colon", u"c:x"_s, u"“:” (U+003A)"_s},
        {"asterisk", u"a*"_s, u"“*” (U+002A)"_s},
        {"percent", u"a%2e"_s, u"“%” (U+0025)"_s},
        {"apostrophe", u"it's"_s, u"“'” (U+0027)"_s},
        {"emoji", u"🙂"_s, u"“🙂” (U+1F642)"_s},
        {"fraction", u"½"_s, u"“½” (U+00BD)"_s},
        {"wide slash", u"a／b"_s, u"“／” (U+FF0F)"_s},
        {"decomposed", u"cafe\u0301"_s, u"NFC"_s},
        {"compatibility ideograph", u"\uF900"_s, u"NFC"_s},
        {"Angstrom", u"\u212B"_s, u"NFC"_s},
        {"marks out of order", u"a\u0301\u0323"_s, u"NFC"_s},
        {"latest", u"latest"_s, u"newest version"_s},
        {"latest as a folder", u"a/latest/b"_s, u"newest version"_s},
        {"latest in capitals", u"LATEST"_s, u"newest version"_s},
        {"version", u"1.0.0"_s, u"reads as a version"_s},
        {"version as a folder", u"a/1.0.0/b"_s, u"reads as a version"_s},
        {"pre-release", u"1.0.0-rc.1"_s, u"reads as a version"_s},
        {"huge version", u"99999999999999999999.0.0"_s, u"reads as a version"_s},
        {"device", u"CON"_s, u"device on Windows"_s},
        {"device in small letters", u"a/nul"_s, u"device on Windows"_s},
        {"device with extension", u"Aux.md"_s, u"device on Windows"_s},
        {"device with two extensions", u"prn.tar.gz"_s, u"device on Windows"_s},
        {"device, space, extension", u"con .md"_s, u"device on Windows"_s},
        {"serial port", u"com1"_s, u"device on Windows"_s},
        {"serial port zero", u"COM0"_s, u"device on Windows"_s},
        {"superscript port", u"COM¹"_s, u"device on Windows"_s},
        {"superscript port with extension", u"lpt³.txt"_s, u"device on Windows"_s},
        {"printer port", u"LPT9"_s, u"device on Windows"_s},
        {"long part", QString(101, u'a'), u"101 bytes long"_s},
        {"long part in another script", QString(34, u'日'), u"102 bytes long"_s},
        {"long name", QStringList(5, QString(99, u'a')).join(u'/'), u"499 bytes long"_s},
        {"endless name", QString(100'000, u'a'), u"100000 bytes long"_s},
    };
}

} // namespace

void TestName::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("reason");
    for (const Refusal &refusal : refusals())
        QTest::newRow(refusal.what) << refusal.text << refusal.reason;
}

void TestName::refuses()
{
    QFETCH(QString, text);
    QFETCH(QString, reason);
    const Result<Name> name = Name::parse(text);
    QVERIFY(!name);
    QCOMPARE(name.error().code(), ErrorCode::Invalid);
    const QString message = name.error().message();
    QVERIFY2(message.contains(reason), qPrintable(message));
    QVERIFY2(message.endsWith(u'.'), qPrintable(message));
    QVERIFY2(message.size() < 600, qPrintable(message));
}

void TestName::everyRuleHasItsOwnMessage()
{
    QSet<QString> reasons;
    for (const Refusal &refusal : refusals())
        reasons.insert(refusal.reason);
    QVERIFY(reasons.size() > 40);
}

void TestName::messagesNameThePartThatIsWrong()
{
    QCOMPARE(Name::parse(u"support/.x").error().message(),
             u"The name “support/.x” cannot be used: its part “.x” begins with a dot, which would hide it. Begin it "
             "with a letter or digit."_s);
    QVERIFY(Name::parse(u"a/bc?").error().message().contains(u"position 3"_s));
    QCOMPARE(Name::parse(u"a/bc?").error().subject(), u"a/bc?"_s);
}

void TestName::messagesCannotHideWhatTheyShow()
{
    const Error error = Name::parse(u"a\u202E\n\x1B[2J%1 %2").error();
    for (const QString &text : {error.message(), error.subject()}) {
        QVERIFY2(!text.contains(u'\u202E') && !text.contains(u'\n') && !text.contains(u'\x1B'), qPrintable(text));
        QVERIFY2(text.contains(u"%1 %2"_s), qPrintable(text));
    }
}

void TestName::lengthsCountBytes()
{
    QVERIFY(Name::parse(QString(100, u'a')));
    QVERIFY(!Name::parse(QString(101, u'a')));
    QVERIFY(Name::parse(QString(50, u'é')));
    QVERIFY(!Name::parse(QString(51, u'é')));
    QVERIFY(Name::parse(QString(33, u'日') + u'a'));
    QVERIFY(Name::parse(u"𐐷"_s.repeated(25)));
    QVERIFY(!Name::parse(u"𐐷"_s.repeated(25) + u'a'));
    const QString hundred(100, u'a');
    const QString most = hundred + u'/' + hundred + u'/' + hundred + u'/' + hundred.first(97);
    QCOMPARE(most.size(), 400);
    QVERIFY(Name::parse(most));
    QVERIFY(!Name::parse(most + u'a'));
}

void TestName::segmentsFollowTheSameRules()
{
    QVERIFY(Name::validateSegment(u"refund-reply"));
    const Result<void> slash = Name::validateSegment(u"a/b");
    QVERIFY(!slash);
    QVERIFY(slash.error().message().contains(u"slash"_s));
    for (const Refusal &refusal : refusals()) {
        if (refusal.text.contains(u'/') || refusal.text.size() > Name::maxBytes)
            continue;
        const Result<void> result = Name::validateSegment(refusal.text);
        QVERIFY2(!result, refusal.what);
        QCOMPARE(result.error().message(), Name::parse(refusal.text).error().message());
    }
}

void TestName::everyCharacterIsJudgedAlike()
{
    // No character may be allowed that systems hide, split names at, or forbid.
    for (char32_t character = 0; character <= QChar::LastValidCodePoint; ++character) {
        const QString text = u'a' + QString(QChar::fromUcs4(character)) + u'a';
        if (!Name::parse(text))
            continue;
        const QChar::Category category = QChar::category(character);
        const bool isPlain =
            character == U'-' || character == U'_' || character == U'.' || character == U' ' || character == U'/';
        const bool isWord = QChar::isLetterOrNumber(character) || category == QChar::Mark_NonSpacing ||
                            category == QChar::Mark_SpacingCombining;
        QVERIFY2(isPlain || isWord, qPrintable(QString::number(character, 16)));
    }
}

void TestName::parts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("leaf");
    QTest::addColumn<QStringList>("segments");
    QTest::newRow("one") << u"a"_s << u""_s << u"a"_s << QStringList{u"a"_s};
    QTest::newRow("two") << u"a/b"_s << u"a"_s << u"b"_s << QStringList{u"a"_s, u"b"_s};
    QTest::newRow("three") << u"a/b c/d.e"_s << u"a/b c"_s << u"d.e"_s << QStringList{u"a"_s, u"b c"_s, u"d.e"_s};
}

void TestName::parts()
{
    QFETCH(QString, text);
    QFETCH(QString, folder);
    QFETCH(QString, leaf);
    QFETCH(QStringList, segments);
    const Name name = *Name::parse(text);
    QCOMPARE(name.folder(), folder);
    QCOMPARE(name.leaf(), leaf);
    QCOMPARE(name.segments(), segments);
    QCOMPARE(*Name::join(folder, leaf), name);
}

void TestName::isBelow_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("folder");
    QTest::addColumn<bool>("below");
    QTest::newRow("root") << u"a"_s << u""_s << true;
    QTest::newRow("child") << u"a/b"_s << u"a"_s << true;
    QTest::newRow("grandchild") << u"a/b/c"_s << u"a"_s << true;
    QTest::newRow("itself") << u"a/b"_s << u"a/b"_s << false;
    QTest::newRow("shared beginning") << u"ab/c"_s << u"a"_s << false;
    QTest::newRow("other case") << u"A/b"_s << u"a"_s << false;
    QTest::newRow("deeper") << u"a"_s << u"a/b"_s << false;
}

void TestName::isBelow()
{
    QFETCH(QString, name);
    QFETCH(QString, folder);
    QFETCH(bool, below);
    QCOMPARE(Name::parse(name)->isBelow(folder), below);
}

void TestName::joins()
{
    QCOMPARE(Name::join(u"", u"a")->toString(), u"a"_s);
    QCOMPARE(Name::join(u"a/b", u"c")->toString(), u"a/b/c"_s);
    QVERIFY(!Name::join(u"a/", u"b"));
    QVERIFY(!Name::join(u"a", u""));
    QVERIFY(!Name::join(u"", u""));
    QVERIFY(!Name::join(u"a", u"../b"));
}

void TestName::caseFolding_data()
{
    QTest::addColumn<QString>("one");
    QTest::addColumn<QString>("other");
    QTest::addColumn<bool>("collide");
    QTest::newRow("ASCII") << u"Support/Reply"_s << u"support/reply"_s << true;
    QTest::newRow("different") << u"a/b"_s << u"a/c"_s << false;
    QTest::newRow("accents") << u"CAFÉ"_s << u"café"_s << true;
    QTest::newRow("accents differ") << u"cafe"_s << u"café"_s << false;
    QTest::newRow("sharp s") << u"Straße"_s << u"STRASSE"_s << true;
    QTest::newRow("capital sharp s") << u"STRAẞE"_s << u"strasse"_s << true;
    QTest::newRow("Greek sigmas") << u"ΟΔΟΣ"_s << u"οδος"_s << true;
    QTest::newRow("long s") << u"ſ"_s << u"s"_s << true;
    QTest::newRow("Cyrillic") << u"ПРИВЕТ"_s << u"привет"_s << true;
    QTest::newRow("Deseret") << u"𐐏"_s << u"𐐷"_s << true;
    QTest::newRow("Greek iota subscript") << u"ᾼ"_s << u"αι"_s << true;
    QTest::newRow("ligature") << u"ﬁ"_s << u"FI"_s << true;
    QTest::newRow("Turkish dotless i stays apart") << u"ı"_s << u"i"_s << false;
    QTest::newRow("Latin and Cyrillic a") << u"a"_s << u"а"_s << false;
}

void TestName::caseFolding()
{
    QFETCH(QString, one);
    QFETCH(QString, other);
    QFETCH(bool, collide);
    QCOMPARE(foldCase(one) == foldCase(other), collide);
    QCOMPARE(foldCase(foldCase(one)), foldCase(one));
    QCOMPARE(Name::parse(one)->caseFolded(), foldCase(one));
}

void TestName::orderIsThatOfUtf8()
{
    const QStringList texts{u"Z"_s, u"a"_s,  u"a b"_s, u"a-b"_s, u"a/b"_s, u"ab"_s,
                            u"é"_s, u"日"_s, u"가"_s,  u"ﬁ"_s,   u"𐐷"_s,   u"𝒳"_s};
    for (const QString &x : texts) {
        for (const QString &y : texts) {
            const Name a = *Name::parse(x);
            const Name b = *Name::parse(y);
            QCOMPARE(a < b, x.toUtf8() < y.toUtf8());
            QCOMPARE(a == b, x == y);
            QCOMPARE((a <=> b) == 0, x == y);
        }
    }
}

void TestName::namesAreKeys()
{
    QHash<Name, int> table;
    table.insert(*Name::parse(u"a/b"), 1);
    table.insert(*Name::parse(u"a/c"), 2);
    QCOMPARE(table.value(*Name::parse(u"a/b")), 1);
    QVERIFY(!table.contains(*Name::parse(u"a/B")));
}

QTEST_APPLESS_MAIN(TestName)
#include "test_name.moc"
