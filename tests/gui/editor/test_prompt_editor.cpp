// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/stall_meter.h"
#include "pulse/ui/editor/prompt_editor.h"

#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolButton>
#include <limits>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::ui;
using pulse::test::StallMeter;

namespace {

constexpr int patience = 60'000;

class Fixture
{
public:
    Fixture()
        : runner(std::make_shared<TaskRunner>(2))
        , editor(std::make_shared<Highlighting>(), runner)
    {
        editor.resize(700, 500);
        editor.show();
        view = editor.findChild<QPlainTextEdit *>();
    }
    template <typename Widget>
    [[nodiscard]] Widget *part(const char *name) const
    {
        return editor.findChild<Widget *>(QString::fromLatin1(name));
    }
    void type(const QString &text) { QTest::keyClicks(view, text); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) { QTest::keyClick(view, key, modifiers); }

    std::shared_ptr<TaskRunner> runner;
    PromptEditor editor;
    QPlainTextEdit *view = nullptr;
};

} // namespace

class TestPromptEditor : public QObject
{
    Q_OBJECT

private slots:
    void bytesSurviveEditing_data();
    void bytesSurviveEditing();
    void keepsEveryCharacter();
    void pastesLineBreaksAsLines();
    void refusesOverlongLines();
    void continuesMarks_data();
    void continuesMarks();
    void indentsLines();
    void zooms();
    void findsAndCounts();
    void searchModes();
    void explainsBadPatterns();
    void hostilePatternsDoNotHang();
    void replacesOne();
    void replacesAllAsOneStep();
    void changeTextIsOneUndoStep();
    void marksVariables();
    void plainWordsHaveThePalettesColour();
    void staysQuick_data();
    void staysQuick();
    void showsOverlongLinesToRead_data();
    void showsOverlongLinesToRead();
    void breaksOnlyEndlessWords();
    void countsColumnsAsPeopleDo();
};

void TestPromptEditor::bytesSurviveEditing_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("plain") << QByteArray("# A\n\ntext\n");
    QTest::newRow("no final newline") << QByteArray("# A\ntext");
    QTest::newRow("crlf") << QByteArray("a\r\nb\r\n\r\n");
    QTest::newRow("cr") << QByteArray("a\rb\r");
    QTest::newRow("bom") << QByteArray("\xef\xbb\xbf# A\r\n");
    QTest::newRow("nbsp") << QByteArray("a\xc2\xa0"
                                        "b\xe2\x80\xaf"
                                        "c\xc2\xad\n");
    QTest::newRow("zero width and emoji")
        << QByteArray("\xe2\x80\x8b \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb e\xcc\x81\n");
    QTest::newRow("tabs and trailing blanks") << QByteArray("\t a  \n  \n\n\n");
    QTest::newRow("controls") << QByteArray("a\x01\x0b\x0c\x1b b\n");
    QTest::newRow("noncharacters") << QByteArray("\xef\xbf\xbe \xef\xbf\xbf \xef\xbf\xbd\n");
    QTest::newRow("empty") << QByteArray();
}

void TestPromptEditor::bytesSurviveEditing()
{
    QFETCH(QByteArray, bytes);
    Fixture f;
    const auto decoded = decodeText(bytes);
    QVERIFY(decoded && decoded->isEditable());
    f.editor.setText(decoded->text);
    QCOMPARE(encodeText(f.editor.text(), decoded->form), bytes);
    f.press(Qt::Key_End, Qt::ControlModifier);
    f.type(u"xyz"_s);
    f.press(Qt::Key_Return);
    f.press(Qt::Key_Home, Qt::ControlModifier);
    f.type(u"q"_s);
    QVERIFY(encodeText(f.editor.text(), decoded->form) != bytes);
    while (f.editor.canUndo())
        f.editor.undo();
    QCOMPARE(encodeText(f.editor.text(), decoded->form), bytes);
    f.editor.redo();
    QVERIFY(encodeText(f.editor.text(), decoded->form) != bytes);
}

void TestPromptEditor::keepsEveryCharacter()
{
    Fixture f;
    f.type(u"\"quotes\" -- 'it' ... (c) teh :)"_s);
    QCOMPARE(f.editor.text(), u"\"quotes\" -- 'it' ... (c) teh :)"_s);
    f.editor.setText(u"a\u00a0b"_s);
    f.editor.selectAll();
    f.editor.copy();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"a\u00a0b"_s);
    f.editor.paste();
    QCOMPARE(f.editor.text(), u"a\u00a0b"_s);
}

void TestPromptEditor::pastesLineBreaksAsLines()
{
    Fixture f;
    QGuiApplication::clipboard()->setText(u"a\r\nb\rc\u2028d\u2029e\nf"_s);
    f.editor.paste();
    QCOMPARE(f.editor.text(), u"a\nb\nc\nd\ne\nf"_s);
    f.press(Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(f.editor.text(), u"a\nb\nc\nd\ne\nf\n"_s);
}

void TestPromptEditor::refusesOverlongLines()
{
    Fixture f;
    QSignalSpy refused(&f.editor, &PromptEditor::refused);
    QGuiApplication::clipboard()->setText(QString(100'000, u'`'));
    f.editor.paste();
    QCOMPARE(refused.count(), 1);
    QVERIFY(refused[0][0].toString().contains(u"32 768"));
    QVERIFY(f.editor.text().isEmpty());
    QGuiApplication::clipboard()->clear();
}

void TestPromptEditor::continuesMarks_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::newRow("bullet") << u"- one"_s << u"- one\n- "_s;
    QTest::newRow("star") << u"  * one"_s << u"  * one\n  * "_s;
    QTest::newRow("number") << u"9. one"_s << u"9. one\n10. "_s;
    QTest::newRow("bracket") << u"1) one"_s << u"1) one\n2) "_s;
    QTest::newRow("task") << u"- [x] done"_s << u"- [x] done\n- [ ] "_s;
    QTest::newRow("quote") << u"> said"_s << u"> said\n> "_s;
    QTest::newRow("item in quote") << u"> - said"_s << u"> - said\n> - "_s;
    QTest::newRow("indent") << u"    code"_s << u"    code\n    "_s;
    QTest::newRow("plain") << u"text"_s << u"text\n"_s;
    QTest::newRow("empty item ends") << u"- one\n- "_s << u"- one\n"_s;
    QTest::newRow("empty task ends") << u"- [ ] "_s << QString();
    QTest::newRow("empty quote ends") << u"> a\n> "_s << u"> a\n"_s;
    QTest::newRow("empty item in quote leaves the quote") << u"> - "_s << u"> "_s;
    QTest::newRow("rule is no item") << u"---"_s << u"---\n"_s;
    QTest::newRow("hyphen is no item") << u"-5"_s << u"-5\n"_s;
}

void TestPromptEditor::continuesMarks()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    Fixture f;
    f.editor.setText(before);
    f.press(Qt::Key_End, Qt::ControlModifier);
    f.press(Qt::Key_Return);
    QCOMPARE(f.editor.text(), after);
    f.editor.undo();
    QCOMPARE(f.editor.text(), before);
}

void TestPromptEditor::indentsLines()
{
    Fixture f;
    f.editor.setText(u"a\nb\nc"_s);
    f.editor.selectAll();
    f.press(Qt::Key_Tab);
    QCOMPARE(f.editor.text(), u"    a\n    b\n    c"_s);
    f.press(Qt::Key_Backtab, Qt::ShiftModifier);
    QCOMPARE(f.editor.text(), u"a\nb\nc"_s);
    f.editor.setText(u"ab"_s);
    f.press(Qt::Key_End);
    f.press(Qt::Key_Tab);
    QCOMPARE(f.editor.text(), u"ab  "_s);
    f.editor.setText(u"- "_s);
    f.press(Qt::Key_End);
    f.press(Qt::Key_Tab);
    QCOMPARE(f.editor.text(), u"    - "_s);
}

void TestPromptEditor::zooms()
{
    Fixture f;
    const qreal size = f.view->font().pointSizeF();
    f.press(Qt::Key_Plus, Qt::ControlModifier);
    f.press(Qt::Key_Equal, Qt::ControlModifier);
    QCOMPARE(f.view->font().pointSizeF(), size + 2);
    f.press(Qt::Key_Minus, Qt::ControlModifier);
    QCOMPARE(f.editor.zoom(), 1);
    f.press(Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(f.view->font().pointSizeF(), size);
}

void TestPromptEditor::findsAndCounts()
{
    Fixture f;
    f.editor.setText(u"one two one\nTwo One one\n"_s);
    f.press(Qt::Key_F, Qt::ControlModifier);
    auto *pattern = f.part<QLineEdit>("pattern");
    auto *status = f.part<QLabel>("status");
    QVERIFY(pattern->isVisible());
    QTest::keyClicks(pattern, u"one"_s);
    QTRY_COMPARE(status->text(), u"1 of 4"_s);
    QTest::keyClick(pattern, Qt::Key_Return);
    QCOMPARE(status->text(), u"2 of 4"_s);
    QTest::keyClick(pattern, Qt::Key_Return, Qt::ShiftModifier);
    QTest::keyClick(pattern, Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(status->text(), u"4 of 4"_s);
    QTest::keyClick(pattern, Qt::Key_Return);
    QCOMPARE(status->text(), u"1 of 4"_s);
    QVERIFY(f.view->extraSelections().size() >= 4);
    pattern->setText(u"nothing like it"_s);
    QTRY_COMPARE(status->text(), u"No match"_s);
    QTest::keyClick(pattern, Qt::Key_Escape);
    QVERIFY(!pattern->isVisible());
}

void TestPromptEditor::searchModes()
{
    Fixture f;
    f.editor.setText(u"a.c abc Abc abcd ABC\u00e4\n"_s);
    f.editor.find();
    auto *pattern = f.part<QLineEdit>("pattern");
    auto *status = f.part<QLabel>("status");
    pattern->setText(u"a.c"_s);
    QTRY_COMPARE(status->text(), u"1 of 1"_s);
    f.part<QToolButton>("regex")->click();
    QTRY_VERIFY(status->text().endsWith(u"of 5"));
    f.part<QToolButton>("words")->click();
    QTRY_VERIFY(status->text().endsWith(u"of 3"));
    f.part<QToolButton>("case")->click();
    QTRY_VERIFY(status->text().endsWith(u"of 2"));
}

void TestPromptEditor::explainsBadPatterns()
{
    Fixture f;
    f.editor.setText(u"text (here)"_s);
    f.editor.find();
    f.part<QToolButton>("regex")->click();
    f.part<QLineEdit>("pattern")->setText(u"(he"_s);
    auto *problem = f.part<QLabel>("problem");
    QTRY_VERIFY(problem->isVisible());
    QVERIFY2(problem->text().contains(u"Not a regular expression"), qPrintable(problem->text()));
    f.part<QLineEdit>("pattern")->setText(u"\\(he"_s);
    QTRY_VERIFY(!problem->isVisible());
    QTRY_COMPARE(f.part<QLabel>("status")->text(), u"1 of 1"_s);
}

void TestPromptEditor::hostilePatternsDoNotHang()
{
    Fixture f;
    f.editor.setText((QString(3000, u'a') + u"!\n"_s).repeated(20));
    f.editor.find();
    f.part<QToolButton>("regex")->click();
    auto *problem = f.part<QLabel>("problem");
    for (const QString &pattern : {u"(a+)+$"_s, u"(a|a)*b"_s, u"(.*)*x"_s, u"((a*)*)*c"_s, u"(?:a?){3000}a{3000}b"_s}) {
        const double stall = StallMeter::least(StallMeter::noticeable, [&] {
            StallMeter meter;
            f.part<QLineEdit>("pattern")->setText(pattern);
            f.editor.setCursorPosition(0); // not over the match that is selected
            QTest::keyClicks(f.view, u"typing"_s);
            const bool isAnswered = QTest::qWaitFor(
                [&] { return problem->isVisible() || f.part<QLabel>("status")->text() == u"No match"_s; }, patience);
            f.part<QLineEdit>("pattern")->setText(u"a!"_s);
            const bool isFound =
                QTest::qWaitFor([&] { return f.part<QLabel>("status")->text().endsWith(u"of 20"); }, patience);
            return isAnswered && isFound ? meter.stall() : std::numeric_limits<double>::infinity();
        });
        QVERIFY2(stall < StallMeter::noticeable, qPrintable(u"%1: %2 units"_s.arg(pattern).arg(stall)));
    }
}

void TestPromptEditor::replacesOne()
{
    Fixture f;
    f.editor.setText(u"cat cat cat"_s);
    f.press(Qt::Key_H, Qt::ControlModifier);
    f.part<QLineEdit>("pattern")->setText(u"cat"_s);
    QTRY_COMPARE(f.part<QLabel>("status")->text(), u"1 of 3"_s);
    f.part<QLineEdit>("replacement")->setText(u"dog\\1"_s);
    f.part<QToolButton>("replaceOne")->click();
    QTRY_COMPARE(f.editor.text(), u"dog\\1 cat cat"_s);
    QTRY_COMPARE(f.part<QLabel>("status")->text(), u"1 of 2"_s);
    f.part<QToolButton>("replaceOne")->click();
    QTRY_COMPARE(f.editor.text(), u"dog\\1 dog\\1 cat"_s);
}

void TestPromptEditor::replacesAllAsOneStep()
{
    Fixture f;
    const QString before = u"key: value\nother: thing\n"_s.repeated(500);
    f.editor.setText(before);
    f.editor.replace();
    f.part<QToolButton>("regex")->click();
    f.part<QLineEdit>("pattern")->setText(u"(\\w+): (\\w+)"_s);
    f.part<QLineEdit>("replacement")->setText(u"$2=\\1$$"_s);
    QTRY_COMPARE(f.part<QLabel>("status")->text(), u"1 of 1,000"_s);
    f.part<QToolButton>("replaceAll")->click();
    QTRY_COMPARE(f.editor.text(), u"value=key$\nthing=other$\n"_s.repeated(500));
    f.editor.undo();
    QCOMPARE(f.editor.text(), before);
    QVERIFY(!f.editor.canUndo());
}

void TestPromptEditor::changeTextIsOneUndoStep()
{
    Fixture f;
    f.editor.setText(u"one\ntwo\nthree"_s);
    f.editor.setCursorPosition(12);
    f.editor.changeText(u"one\nzwei\nthree"_s);
    QCOMPARE(f.editor.text(), u"one\nzwei\nthree"_s);
    QCOMPARE(f.editor.cursorPosition(), 13);
    f.editor.undo();
    QCOMPARE(f.editor.text(), u"one\ntwo\nthree"_s);
    QVERIFY(!f.editor.canUndo());
}

void TestPromptEditor::marksVariables()
{
    Fixture f;
    f.editor.setText(u"say {{name}} and \\{{not}}"_s);
    const auto isMarked = [&](int position) {
        for (const auto &range : f.view->document()->firstBlock().layout()->formats()) {
            if (range.start <= position && position < range.start + range.length)
                return range.format.background().style() != Qt::NoBrush;
        }
        return false;
    };
    QTRY_VERIFY(isMarked(6));
    QVERIFY(!isMarked(1));
    QVERIFY(!isMarked(20));
}

// Themes have one of their own for them, often dimmer than the rest of the window's text.
void TestPromptEditor::plainWordsHaveThePalettesColour()
{
    Fixture it;
    it.editor.setText(u"Plain words.\n\n# A heading\n"_s);
    const auto formats = [&](int block) { return it.view->document()->findBlockByNumber(block).layout()->formats(); };
    QTRY_VERIFY(!formats(2).isEmpty());
    for (const QTextLayout::FormatRange &range : formats(0))
        QVERIFY(!range.format.hasProperty(QTextFormat::ForegroundBrush));
}

void TestPromptEditor::staysQuick_data()
{
    QTest::addColumn<QString>("text");
    const qsizetype size = 1'000'000;
    QTest::newRow("prose") << u"Some words of *ordinary* text with `code` and {{names}}.\n"_s.repeated(size / 57);
    QTest::newRow("fences") << u"```json\n{\"a\": [1, 2, 3]}\n```\n"_s.repeated(size / 30);
    QTest::newRow("one open fence") << u"```cpp\n"_s + u"int f(int a) { return a + 1; }\n"_s.repeated(size / 31);
    QTest::newRow("emphasis in long lines") << (u"_a "_s.repeated(10'000) + u'\n').repeated(33);
    QTest::newRow("backticks in long lines") << (QString(30'000, u'`') + u'\n').repeated(33);
    QTest::newRow("short lines") << u"a\n"_s.repeated(size / 2);
}

void TestPromptEditor::staysQuick()
{
    QFETCH(QString, text);
    const double stall = StallMeter::least(StallMeter::noticeable, [&] {
        Fixture f;
        f.editor.setText(text);
        StallMeter opening; // what opening costs is counted by the page
        bool isTurning = opening.letTurn(10);
        StallMeter meter;
        for (int i = 0; i < 8; ++i) {
            f.type(u"x"_s);
            isTurning = meter.letTurn(3) && isTurning;
        }
        f.press(Qt::Key_Return);
        isTurning = meter.letTurn(20) && isTurning;
        return isTurning ? meter.stall() : std::numeric_limits<double>::infinity();
    });
    QVERIFY2(stall < StallMeter::noticeable, qPrintable(u"%1 units"_s.arg(stall)));
}

void TestPromptEditor::showsOverlongLinesToRead_data()
{
    QTest::addColumn<QString>("line");
    QTest::newRow("backticks") << QString(1'000'000, u'`');
    QTest::newRow("joined emoji") << u"\U0001f469\u200d"_s.repeated(10'000);
}

void TestPromptEditor::showsOverlongLinesToRead()
{
    QFETCH(QString, line);
    Fixture f;
    const QString text = u"head\n"_s + line + u"\ntail"_s;
    f.editor.setText(text);
    QVERIFY(f.editor.isReadOnly());
    QVERIFY(f.editor.limitation().contains(u"32 768"));
    QCOMPARE(f.editor.text(), text);
    // Emoji take their font long to draw, joined or not.
    const double limit = line.contains(QChar(0x200d)) ? 5 * StallMeter::noticeable : StallMeter::noticeable;
    const double stall = StallMeter::least(limit, [&] {
        StallMeter meter;
        bool isTurning = true;
        for (int i = 0; i < 4; ++i) {
            f.press(Qt::Key_PageDown);
            f.type(u"x"_s);
            isTurning = meter.letTurn(4) && isTurning;
        }
        return isTurning ? meter.stall() : std::numeric_limits<double>::infinity();
    });
    QCOMPARE(f.editor.text(), text);
    QVERIFY2(stall < limit, qPrintable(u"%1 units"_s.arg(stall)));
    f.editor.setText(u"short"_s);
    QVERIFY(!f.editor.isReadOnly());
    QVERIFY(f.editor.limitation().isEmpty());
}

void TestPromptEditor::breaksOnlyEndlessWords()
{
    Fixture f;
    f.editor.setText(u"words and "_s + QString(10'000, u'a'));
    QCOMPARE(f.view->wordWrapMode(), QTextOption::WrapAnywhere);
    f.editor.setText(u"words and words "_s.repeated(1000));
    QCOMPARE(f.view->wordWrapMode(), QTextOption::WrapAtWordBoundaryOrAnywhere);
}

void TestPromptEditor::countsColumnsAsPeopleDo()
{
    Fixture f;
    QSignalSpy moved(&f.editor, &PromptEditor::cursorMoved);
    QSignalSpy counted(&f.editor, &PromptEditor::wordsCounted);
    f.editor.setText(u"\U0001f600\U0001f600x\nb"_s);
    f.editor.setCursorPosition(5);
    QCOMPARE(moved.last(), (QVariantList{1, 4}));
    f.editor.goToLine(2);
    QCOMPARE(moved.last(), (QVariantList{2, 1}));
    QTRY_COMPARE(counted.count(), 1);
    QCOMPARE(counted[0][0].toInt(), 2);
}

QTEST_MAIN(TestPromptEditor)
#include "test_prompt_editor.moc"
