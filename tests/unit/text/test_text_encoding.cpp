// SPDX-License-Identifier: Apache-2.0
#include "pulse/text/text_encoding.h"
#include "text_samples.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(pulse::ReadOnlyReason)
Q_DECLARE_METATYPE(pulse::LineEnding)

class TestTextEncoding : public QObject
{
    Q_OBJECT

private slots:
    void decodes_data();
    void decodes();
    void findsInvalidUtf8_data();
    void findsInvalidUtf8();
    void agreesOnWellFormedness();
    void writesTheSameBytes();
    void writesRealPromptsBack();
    void encodesEdits();
    void explains();
    void refusesWhatIsTooLarge();
};

void TestTextEncoding::decodes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("bom");
    QTest::addColumn<LineEnding>("ending");
    QTest::addColumn<ReadOnlyReason>("reason");
    QTest::addColumn<qsizetype>("position");
    using enum ReadOnlyReason;
    using enum LineEnding;
    const auto row = [](const char *name, const QByteArray &bytes, const QString &text, bool bom, LineEnding ending,
                        ReadOnlyReason reason = None, qsizetype position = -1) {
        QTest::newRow(name) << bytes << text << bom << ending << reason << position;
    };
    row("empty", "", u""_s, false, Lf);
    row("no line end", "a", u"a"_s, false, Lf);
    row("lf", "a\nb\n", u"a\nb\n"_s, false, Lf);
    row("crlf", "a\r\nb\r\n", u"a\nb\n"_s, false, CrLf);
    row("cr", "a\rb\r", u"a\nb\n"_s, false, Cr);
    row("unicode", "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", u"\u00e9\u20ac\U0001F600"_s, false, Lf);
    row("no-break space", "a\xC2\xA0z", u"a\u00A0z"_s, false, Lf);
    row("bom",
        "\xEF\xBB\xBF"
        "a\n",
        u"a\n"_s, true, Lf);
    row("bom alone", "\xEF\xBB\xBF", u""_s, true, Lf);
    row("two boms",
        "\xEF\xBB\xBF\xEF\xBB\xBF"
        "a\r\n",
        u"\uFEFFa\n"_s, true, CrLf);
    row("bom inside", "a\xEF\xBB\xBF", u"a\uFEFF"_s, false, Lf);
    row("noncharacter", "\xEF\xBF\xBF", u"\uFFFF"_s, false, Lf);
    row("lf then crlf", "a\nb\r\n", u"a\nb\r\n"_s, false, Mixed, MixedLineEndings, 3);
    row("crlf then cr",
        "\xEF\xBB\xBF"
        "a\r\nb\r",
        u"a\r\nb\r"_s, true, Mixed, MixedLineEndings, 7);
    row("cr crlf", "a\r\r\n", u"a\r\r\n"_s, false, Mixed, MixedLineEndings, 2);
    row("lf cr", "a\n\rb", u"a\n\rb"_s, false, Mixed, MixedLineEndings, 2);
    row("invalid", "a\xFFz", u"a\uFFFDz"_s, false, Lf, InvalidUtf8, 1);
    row("invalid after bom",
        "\xEF\xBB\xBF"
        "a\x80",
        u"a\uFFFD"_s, true, Lf, InvalidUtf8, 4);
    row("nul", QByteArray("a\0b", 3), u"a\0b"_s, false, Lf, NulCharacter, 1);
    row("line separator", "a\xE2\x80\xA8z", u"a\u2028z"_s, false, Lf, SpecialCharacters, 1);
    row("paragraph separator", "\xE2\x80\xA9", u"\u2029"_s, false, Lf, SpecialCharacters, 0);
    row("document marker", "ab\xEF\xB7\x91\xEF\xB7\x90", u"ab\uFDD1\uFDD0"_s, false, Lf, SpecialCharacters, 2);
    row("utf-16 little",
        QByteArray("\xFF\xFE"
                   "a\0\xE9\0",
                   6),
        u"a\u00e9"_s, false, Lf, OtherEncoding, 0);
    row("utf-16 big", QByteArray("\xFE\xFF\0a", 4), u"a"_s, false, Lf, OtherEncoding, 0);
    row("utf-32 little", QByteArray("\xFF\xFE\0\0a\0\0\0", 8), u"a"_s, false, Lf, OtherEncoding, 0);
}

void TestTextEncoding::decodes()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, text);
    QFETCH(const bool, bom);
    QFETCH(const LineEnding, ending);
    QFETCH(const ReadOnlyReason, reason);
    QFETCH(const qsizetype, position);
    const auto decoded = decodeText(bytes);
    QVERIFY(decoded.has_value());
    QCOMPARE(decoded->text, text);
    QCOMPARE(decoded->form.hasBom, bom);
    QCOMPARE(decoded->form.ending, ending);
    QCOMPARE(decoded->reason, reason);
    QCOMPARE(decoded->position, position);
    if (decoded->isEditable())
        QCOMPARE(encodeText(decoded->text, decoded->form), bytes);
}

void TestTextEncoding::findsInvalidUtf8_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<qsizetype>("expected");
    const auto row = [](const char *name, const QByteArray &bytes, qsizetype expected) {
        QTest::newRow(name) << bytes << expected;
    };
    row("ascii", "abc", -1);
    row("highest", "\xF4\x8F\xBF\xBF", -1);
    row("too high", "\xF4\x90\x80\x80", 0);
    row("surrogate", "a\xED\xA0\x80", 1);
    row("before the surrogates", "\xED\x9F\xBF", -1);
    row("overlong two", "\xC0\xAF", 0);
    row("overlong three", "\xE0\x80\xAF", 0);
    row("overlong four", "\xF0\x80\x80\xAF", 0);
    row("lone continuation", "ab\x80", 2);
    row("cut two", "a\xC3", 1);
    row("cut three", "a\xE2\x82", 1);
    row("cut four", "a\xF0\x9F\x98", 1);
    row("never", "\xFE", 0);
}

void TestTextEncoding::findsInvalidUtf8()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const qsizetype, expected);
    QCOMPARE(firstInvalidUtf8(bytes), expected);
}

void TestTextEncoding::agreesOnWellFormedness()
{
    // Every sequence of two bytes, and random longer ones, against Qt's judgement.
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const char pair[]{static_cast<char>(first), static_cast<char>(second)};
            const QByteArray bytes(pair, 2);
            QCOMPARE(firstInvalidUtf8(bytes) < 0, bytes.isValidUtf8());
        }
    }
    QRandomGenerator random(31);
    for (int round = 0; round < 200'000; ++round) {
        QByteArray bytes;
        for (quint32 count = random.bounded(1U, 6U); count > 0; --count)
            bytes.append(static_cast<char>(random.bounded(0x80U, 0x100U)));
        QCOMPARE(firstInvalidUtf8(bytes) < 0, bytes.isValidUtf8());
    }
}

void TestTextEncoding::writesTheSameBytes()
{
    const QList<QByteArray> pieces{"\n",
                                   "\r\n",
                                   "\r",
                                   "a",
                                   "\xC3\xA9",
                                   "\xEF\xBB\xBF",
                                   "\xE2\x80\xA8",
                                   "\xF0\x9F\x98\x80",
                                   "\xFF",
                                   QByteArray(1, '\0'),
                                   " "};
    QRandomGenerator random(37);
    int editable = 0;
    for (int round = 0; round < 100'000; ++round) {
        QByteArray bytes;
        const int kinds = round % 3 == 0 ? static_cast<int>(pieces.size()) : 6;
        const int firstKind = round % 3 == 1 ? 1 : 0;
        for (quint32 count = random.bounded(8U); count > 0; --count) {
            if (round % 5 == 0)
                bytes.append(static_cast<char>(random.bounded(256U)));
            else
                bytes.append(pieces[random.bounded(firstKind, kinds)]);
        }
        const auto decoded = decodeText(bytes);
        QVERIFY(decoded.has_value());
        QCOMPARE(decoded->explanation().isEmpty(), decoded->isEditable());
        if (!decoded->isEditable())
            continue;
        ++editable;
        QVERIFY(!decoded->text.contains(u'\r'));
        QCOMPARE(encodeText(decoded->text, decoded->form), bytes);
    }
    QVERIFY(editable > 20'000);
}

void TestTextEncoding::writesRealPromptsBack()
{
    const auto prompts = test::realRevisions();
    if (prompts.empty())
        QSKIP("The corpus of real prompts is not on this machine.");
    int editable = 0;
    int all = 0;
    for (const auto &revisions : prompts) {
        for (const QByteArray &bytes : revisions) {
            ++all;
            const auto decoded = decodeText(bytes);
            QVERIFY(decoded.has_value());
            if (decoded->isEditable()) {
                ++editable;
                QCOMPARE(encodeText(decoded->text, decoded->form), bytes);
            }
        }
    }
    QVERIFY2(editable * 100 > all * 90, qPrintable(u"%1 of %2 can be edited"_s.arg(editable).arg(all)));
}

void TestTextEncoding::encodesEdits()
{
    QCOMPARE(encodeText(u"a\nb"_s, {true, LineEnding::CrLf}), QByteArray("\xEF\xBB\xBF"
                                                                         "a\r\nb"));
    QCOMPARE(encodeText(u"a\nb"_s, {false, LineEnding::Cr}), QByteArray("a\rb"));
    QCOMPARE(encodeText(u"a\nb\r\n"_s, {false, LineEnding::Mixed}), QByteArray("a\nb\r\n"));
    QCOMPARE(encodeText(u""_s, {true, LineEnding::Lf}), QByteArray("\xEF\xBB\xBF"));
    QCOMPARE(encodeText(QString(QChar(0xD800)), {}), QByteArray("?"));
}

void TestTextEncoding::explains()
{
    QCOMPARE(decodeText("fine")->explanation(), QString());
    QVERIFY(decodeText("a\xFF")->explanation().contains(u"not valid UTF-8 (byte 1)"_s));
    QVERIFY(decodeText("a\nb\r\n")->explanation().contains(u"end in different ways"_s));
    QVERIFY(decodeText(QByteArray(1, '\0'))->explanation().contains(u"zero byte"_s));
    QVERIFY(decodeText("\xFF\xFE")->explanation().contains(u"UTF-16"_s));
    QVERIFY(decodeText("\xE2\x80\xA8")->explanation().contains(u"line break"_s));
}

void TestTextEncoding::refusesWhatIsTooLarge()
{
    const auto decoded = decodeText(QByteArray(maximumTextSize + 1, 'a'));
    QVERIFY(!decoded.has_value());
    QCOMPARE(decoded.error().code(), ErrorCode::Unsupported);
}

QTEST_APPLESS_MAIN(TestTextEncoding)
#include "test_text_encoding.moc"
