// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/preview/markdown_preview.h"

#include <QDir>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextTable>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::ui;

namespace {

class Fixture
{
public:
    Fixture()
        : runner(std::make_shared<TaskRunner>(2))
        , preview(std::make_shared<Highlighting>(), runner)
    {
        preview.resize(600, 400);
        preview.show();
        view = preview.findChild<QTextBrowser *>();
        preview.setOpener([this](const QUrl &address) { opened.append(address); });
    }
    [[nodiscard]] bool show(const QString &text)
    {
        preview.setText(text);
        return QTest::qWaitFor([this] { return preview.isUpToDate(); }, 60'000);
    }
    [[nodiscard]] QStringList anchors() const
    {
        QStringList found;
        for (QTextBlock block = view->document()->begin(); block.isValid(); block = block.next()) {
            for (auto part = block.begin(); !part.atEnd(); ++part) {
                if (part.fragment().charFormat().isAnchor())
                    found.append(part.fragment().charFormat().anchorHref());
            }
        }
        return found;
    }
    [[nodiscard]] QTextCharFormat formatOf(const QString &text) const
    {
        QTextCursor cursor = view->document()->find(text);
        return cursor.charFormat();
    }

    std::shared_ptr<TaskRunner> runner;
    MarkdownPreview preview;
    QTextBrowser *view = nullptr;
    QList<QUrl> opened;
};

} // namespace

class TestMarkdownPreview : public QObject
{
    Q_OBJECT

private slots:
    void rendersBlocks_data();
    void rendersBlocks();
    void rendersStyles();
    void rendersTables();
    void marksVariables();
    void highlightsCode();
    void agreesWithMd4c_data();
    void agreesWithMd4c();
    void linksAreInertOrAsked_data();
    void linksAreInertOrAsked();
    void asksBeforeOpening();
    void loadsNothing();
    void editsInPlaceLikeAnew();
    void latestTextWins();
    void mapsLinesBothWays();
    void keepsThePlaceWhileTyping();
    void copiesText();
    void emptyTextSaysSo();
};

void TestMarkdownPreview::rendersBlocks_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("shown");
    QTest::newRow("heading") << u"# A *b*\n## C ##\nD\n===\n"_s << u"A b\nC\nD\n"_s;
    QTest::newRow("paragraphs") << u"a\nb\n\nc  \nd\\\ne"_s << u"a b\nc\nd\ne\n"_s;
    QTest::newRow("lists") << u"- a\n  - b\n\n    c\n1. d\n2) e"_s << u"a\nb\nc\nd\ne\n"_s;
    QTest::newRow("code") << u"```py\na\n\n  b\n```\n\n    c\n"_s << u"a\n\n  b\nc\n"_s;
    QTest::newRow("open fence") << u"~~~\n# a"_s << u"# a\n"_s;
    QTest::newRow("quote") << u"> a\nb\n> > c"_s << u"a b\nc\n"_s;
    QTest::newRow("html is text") << u"<script>alert(1)</script>\n\n<b>x</b> & &amp; &copy;"_s
                                  << u"<script>alert(1)</script>\n<b>x</b> & & ©\n"_s;
    QTest::newRow("tags keep their lines") << u"<context>\na\n</context>"_s << u"<context>\na\n</context>\n"_s;
    QTest::newRow("references") << u"[a] and [b][A]\n\n[a]: https://example.org \"t\"\n"_s << u"a and b\n"_s;
    QTest::newRow("escapes") << u"\\*a\\* \\# `\\*` \\{{x}}"_s << u"*a* # \\* {{x}}\n"_s;
    QTest::newRow("image") << u"![alt *text*](file:///etc/passwd)"_s << u"[Image: alt text · file:///etc/passwd]\n"_s;
}

void TestMarkdownPreview::rendersBlocks()
{
    QFETCH(QString, source);
    QFETCH(QString, shown);
    Fixture f;
    QVERIFY(f.show(source));
    QCOMPARE(f.preview.plainText(), shown);
}

void TestMarkdownPreview::rendersStyles()
{
    Fixture f;
    QVERIFY(f.show(u"**bold** *slanted* ~~gone~~ `mono` ***both***  un_der_score 2*3*4 **a*b**\n\n# Big"_s));
    QVERIFY(f.formatOf(u"bold"_s).fontWeight() >= QFont::Bold);
    QVERIFY(f.formatOf(u"slanted"_s).fontItalic());
    QVERIFY(f.formatOf(u"gone"_s).fontStrikeOut());
    QVERIFY(QFontInfo(f.formatOf(u"mono"_s).font()).fixedPitch());
    QVERIFY(f.formatOf(u"both"_s).fontItalic() && f.formatOf(u"both"_s).fontWeight() >= QFont::Bold);
    QVERIFY(f.preview.plainText().contains(u"un_der_score 234"));
    QVERIFY(f.preview.plainText().contains(u"a*b"));
    QVERIFY(f.formatOf(u"Big"_s).fontPointSize() > f.formatOf(u"bold"_s).fontPointSize() * 1.4);
}

void TestMarkdownPreview::rendersTables()
{
    Fixture f;
    QVERIFY(f.show(u"| a | b |\n|---|:-:|\n| `x\\|y` | {{z}} |\n| only |\n\nafter"_s));
    QTextTable *table = nullptr;
    for (QTextFrame *frame : f.view->document()->rootFrame()->childFrames())
        table = qobject_cast<QTextTable *>(frame);
    QVERIFY(table);
    QCOMPARE(table->rows(), 3);
    QCOMPARE(table->columns(), 2);
    QCOMPARE(table->cellAt(1, 0).firstCursorPosition().block().text(), u"x|y"_s);
    QCOMPARE(table->cellAt(1, 1).firstCursorPosition().blockFormat().alignment(), Qt::AlignHCenter);
    QVERIFY(f.preview.plainText().contains(u"after"));
}

void TestMarkdownPreview::marksVariables()
{
    Fixture f;
    QVERIFY(f.show(u"say {{name}} `{{code}}`\n\n```\nin {{fence}}\n```\n"_s));
    for (const auto &name : {u"name"_s, u"code"_s, u"fence"_s})
        QVERIFY2(f.formatOf(name).background().style() != Qt::NoBrush &&
                     f.formatOf(name).fontWeight() == QFont::DemiBold,
                 qPrintable(name));
    QVERIFY(f.formatOf(u"say"_s).background().style() == Qt::NoBrush);
}

void TestMarkdownPreview::highlightsCode()
{
    Fixture f;
    QVERIFY(f.show(u"```python\ndef f():\n    return \"text\" # note\n```\n\nplain"_s));
    const QColor keyword = f.formatOf(u"def"_s).foreground().color();
    const QColor note = f.formatOf(u"note"_s).foreground().color();
    QVERIFY(f.formatOf(u"text"_s).foreground().color() != note);
    QVERIFY(f.formatOf(u"def"_s).fontWeight() != f.formatOf(u"f()"_s).fontWeight() || keyword != note);
}

void TestMarkdownPreview::agreesWithMd4c_data()
{
    QTest::addColumn<QString>("path");
    QDir folder(qEnvironmentVariable("PULSE_SHARED") + u"/corpus/fabric-patterns/patterns"_s);
    int taken = 0;
    for (const QString &pattern : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        const QDir inside(folder.filePath(pattern));
        const QStringList files = inside.entryList({u"*.md"_s}, QDir::Files, QDir::Name);
        if (!files.isEmpty() && ++taken % 4 == 0)
            QTest::newRow(qPrintable(pattern)) << inside.filePath(files.last());
    }
    if (taken == 0)
        QTest::newRow("corpus missing") << QString();
}

/// The words that are shown are those that another reader of Markdown shows, in the same order. (White space is left
/// out: the two break lines of markup differently on purpose.)
void TestMarkdownPreview::agreesWithMd4c()
{
    QFETCH(QString, path);
    if (path.isEmpty())
        QSKIP("the corpus is not beside the checkout");
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString source = QString::fromUtf8(file.readAll());
    if (source.contains(u"![") || source.contains(u'&'))
        QSKIP("images and rare entities are shown differently on purpose");
    Fixture f;
    QVERIFY(f.show(source));
    QTextDocument other;
    other.setMarkdown(source, QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub) |
                                  QTextDocument::MarkdownNoHTML);
    const auto words = [](QString text) {
        text.removeIf([](QChar c) { return c.isSpace() || c == QChar::ObjectReplacementCharacter; });
        return text;
    };
    QCOMPARE(words(f.preview.plainText()), words(other.toPlainText()));
}

void TestMarkdownPreview::linksAreInertOrAsked_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QStringList>("addresses");
    QTest::newRow("web") << u"[a](https://example.org/x) <http://b.example> https://c.example/d."_s
                         << QStringList{u"https://example.org/x"_s, u"http://b.example"_s, u"https://c.example/d"_s};
    QTest::newRow("mail") << u"<me@example.org>"_s << QStringList{u"mailto:me@example.org"_s};
    QTest::newRow("script") << u"[a](javascript:alert(1)) [b](JaVaScRiPt:x) [c](java\tscript:x)"_s << QStringList();
    QTest::newRow("file") << u"[a](file:///etc/passwd) [b](/etc/passwd) [c](other.md) <file:///etc/passwd>"_s
                          << QStringList();
    QTest::newRow("others") << u"[a](data:text/html,x) [b](vbscript:x) [c](smb://x/y) [d](ftp://x) [e](ms-word:x)"_s
                            << QStringList();
    QTest::newRow("no host") << u"[a](http:///x) [b](https:)"_s << QStringList();
    QTest::newRow("look-alike shows") << u"[a](https://ex\u0430mple.org)"_s
                                      << QStringList{u"https://xn--exmple-4nf.org"_s};
}

void TestMarkdownPreview::linksAreInertOrAsked()
{
    QFETCH(QString, source);
    QFETCH(QStringList, addresses);
    Fixture f;
    QVERIFY(f.show(source));
    QCOMPARE(f.anchors(), addresses);
}

void TestMarkdownPreview::asksBeforeOpening()
{
    Fixture f;
    QVERIFY(f.show(u"[safe looking](https://example.org/path?q=1#f)"_s));
    const QPoint place = f.view->cursorRect(f.view->document()->find(u"safe"_s)).center();
    QTest::mouseClick(f.view->viewport(), Qt::LeftButton, Qt::NoModifier, place - QPoint(4, 0));
    QVERIFY(f.opened.isEmpty());
    const auto buttons = f.preview.findChildren<QPushButton *>();
    const auto open =
        std::ranges::find_if(buttons, [](const QPushButton *button) { return button->text() == u"Open"; });
    QVERIFY(open != buttons.end());
    QString question;
    for (const QLabel *label : f.preview.findChildren<QLabel *>())
        question += label->text();
    QVERIFY2(question.contains(u"https://example.org/path?q=1#f"), qPrintable(question));
    QTest::mouseClick(*open, Qt::LeftButton);
    QCOMPARE(f.opened, QList<QUrl>{QUrl(u"https://example.org/path?q=1#f"_s)});
}

void TestMarkdownPreview::loadsNothing()
{
    QTemporaryDir folder;
    const QString fifo = folder.filePath(u"pipe.png"_s);
    QCOMPARE(mkfifo(QFile::encodeName(fifo).constData(), 0600), 0);
    const QString image = folder.filePath(u"picture.svg"_s);
    QFile file(image);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    file.close();
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const int watch = inotify_init1(IN_NONBLOCK);
    QVERIFY(inotify_add_watch(watch, QFile::encodeName(folder.path()).constData(), IN_OPEN | IN_ACCESS) >= 0);

    Fixture f;
    QStringList lines;
    for (const QString &address : {fifo, u"file://"_s + fifo, image, u"file://"_s + image, u"file:///dev/zero"_s,
                                   u"/dev/zero"_s, u"qrc:/icons/pulse.svg"_s, u"data:image/svg+xml,<svg/>"_s,
                                   u"http://127.0.0.1:%1/a.png"_s.arg(server.serverPort())}) {
        lines << u"![x](%1)"_s.arg(address) << u"<img src=\"%1\">"_s.arg(address) << u"[![y](%1)](%1)"_s.arg(address)
              << u"<link rel=stylesheet href=\"%1\"><style>@import url(%1)</style>"_s.arg(address);
    }
    QVERIFY(f.show(lines.join(u"\n\n"_s)));
    f.view->selectAll();
    f.view->copy();

    // Our own call and our own look at the folder are the first of each.
    QTcpSocket own;
    own.connectToHost(QHostAddress::LocalHost, server.serverPort());
    QTRY_VERIFY(own.state() == QAbstractSocket::ConnectedState && server.hasPendingConnections());
    QCOMPARE(server.nextPendingConnection()->peerPort(), own.localPort());
    QVERIFY(!server.hasPendingConnections());
    QFile mark(folder.filePath(u"mark"_s));
    QVERIFY(mark.open(QIODevice::WriteOnly));
    alignas(inotify_event) char buffer[4096];
    QVERIFY(read(watch, buffer, sizeof buffer) > 0);
    close(watch);
    QCOMPARE(QByteArray(reinterpret_cast<const inotify_event *>(buffer)->name), "mark");
    QVERIFY(f.preview.plainText().contains(u"<img src="));
}

/// Whatever was changed where, the document is the one that a fresh preview makes.
void TestMarkdownPreview::editsInPlaceLikeAnew()
{
    const QStringList parts{u"# Head\n"_s,
                            u"text {{a}}\n\n"_s,
                            u"- item\n"_s,
                            u"  - inner\n"_s,
                            u"1. one\n"_s,
                            u"- [x] done\n"_s,
                            u"> quote\n\n"_s,
                            u"|a|b|\n|-|-|\n|1|2|\n\n"_s,
                            u"```json\n{\"a\": 1}\n```\n"_s,
                            u"---\n"_s,
                            u"*a* `b`\n\n"_s};
    QRandomGenerator random(4711);
    QStringList lines;
    Fixture f;
    for (int round = 0; round < 60; ++round) {
        for (int change = 0; change < 3; ++change) {
            const auto at = random.bounded(lines.size() + 1);
            if (random.bounded(3) > 0 || lines.isEmpty())
                lines.insert(at, parts[random.bounded(parts.size())]);
            else
                lines.removeAt(std::min(at, lines.size() - 1));
        }
        const QString text = u"start\n\n"_s + lines.join(QString());
        QVERIFY(f.show(text));
        Fixture fresh;
        QVERIFY(fresh.show(text));
        QCOMPARE(f.view->document()->toHtml(), fresh.view->document()->toHtml());
    }
}

void TestMarkdownPreview::latestTextWins()
{
    Fixture f;
    for (int i = 0; i < 50; ++i)
        f.preview.setText(u"text number %1"_s.arg(i));
    QTRY_VERIFY(f.preview.isUpToDate());
    QCOMPARE(f.preview.plainText(), u"text number 49\n"_s);
}

void TestMarkdownPreview::mapsLinesBothWays()
{
    Fixture f;
    QString text;
    for (int i = 0; i < 100; ++i)
        text += u"## Part %1\n\nSome text of this part.\n\n```\ncode\nmore\n```\n\n"_s.arg(i);
    QVERIFY(f.show(text));
    for (const int line : {0, 90, 455, 700}) {
        f.preview.setTopLine(line);
        QVERIFY2(std::abs(f.preview.topLine() - line) < 1.5,
                 qPrintable(u"%1 → %2"_s.arg(line).arg(f.preview.topLine())));
        const QTextCursor top = f.view->cursorForPosition(QPoint(60, 30));
        const int part = line / 9;
        QVERIFY(f.view->document()->find(u"Part %1"_s.arg(part)).position() <= top.position() + 20);
    }
    QSignalSpy scrolled(&f.preview, &MarkdownPreview::scrolled);
    f.preview.setTopLine(300);
    QCOMPARE(scrolled.count(), 0);
    f.view->verticalScrollBar()->setValue(f.view->verticalScrollBar()->value() + 200);
    QCOMPARE(scrolled.count(), 1);
    QVERIFY(scrolled[0][0].toDouble() > 300);
}

void TestMarkdownPreview::keepsThePlaceWhileTyping()
{
    Fixture f;
    const QString text = u"A paragraph of words.\n\n"_s.repeated(200);
    QVERIFY(f.show(text));
    f.preview.setTopLine(200);
    const int before = f.view->verticalScrollBar()->value();
    QVERIFY(before > 0);
    QVERIFY(f.show(text + u"more"_s));
    QCOMPARE(f.view->verticalScrollBar()->value(), before);
}

void TestMarkdownPreview::copiesText()
{
    Fixture f;
    QVERIFY(f.show(u"# Head\n\nsome *words*\n"_s));
    QTest::keyClick(f.view, Qt::Key_A, Qt::ControlModifier);
    QVERIFY(f.preview.selectedText().contains(u"some words"));
}

void TestMarkdownPreview::emptyTextSaysSo()
{
    Fixture f;
    QVERIFY(f.show(u"a"_s));
    QVERIFY(f.view->isVisible());
    QVERIFY(f.show(u" \n"_s));
    QVERIFY(!f.view->isVisible());
}

QTEST_MAIN(TestMarkdownPreview)
#include "test_markdown_preview.moc"
