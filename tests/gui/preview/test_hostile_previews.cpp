// SPDX-License-Identifier: Apache-2.0
// Texts made to cost: the preview never holds up the window, and what it costs grows with the text alone. Each is tried
// at sizes large enough to show another growth than linear, a few at the most that a preview shows.
#include "markdown_renderer.h"
#include "pulse/test/effort.h"
#include "pulse/test/stall_meter.h"
#include "pulse/ui/preview/markdown_preview.h"

#include <QScrollBar>
#include <QTest>
#include <QTextBrowser>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::ui;
using pulse::test::StallMeter;

namespace {

constexpr int patience = 60'000;
constexpr qsizetype shown = 80'000;      ///< characters of most texts that are put into the window
constexpr qsizetype shownEmoji = 20'000; ///< which take their font very long to draw, joined or not
constexpr qsizetype most = MarkdownRenderer::maxSourceLength;

using Maker = std::function<QString(qsizetype size)>;

struct Hostile
{
    QByteArray name;
    Maker text;
    bool isTriedWhole = false; ///< in the window at its full length
};

Maker repeated(const QString &unit)
{
    return [unit](qsizetype size) { return unit.repeated(size / unit.size()); };
}

/// `open` and `close` so often that they fill `size`.
Maker nested(const QString &open, const QString &close)
{
    return [open, close](qsizetype size) {
        const qsizetype times = size / (open.size() + close.size());
        return open.repeated(times) + close.repeated(times);
    };
}

QString backtickRuns(qsizetype size)
{
    QString text;
    for (int i = 1; text.size() < size; ++i)
        text += QString(i, u'`') + u' ';
    return text;
}

QString staircase(qsizetype size)
{
    QString text;
    for (int i = 0; text.size() < size; ++i)
        text += QString(i, u' ') + u"- a\n"_s;
    return text;
}

QString wideTable(qsizetype size)
{
    const qsizetype columns = size / 6;
    return u"|a"_s.repeated(columns) + u'\n' + u"|-"_s.repeated(columns) + u'\n' + u"|b"_s.repeated(columns);
}

bool isEmoji(const QString &text)
{
    return text.startsWith(u"\U0001f469");
}

std::vector<Hostile> hostileTexts()
{
    std::vector<Hostile> all;
    int number = 0;
    for (const QString &unit : {u"*"_s,
                                u"**a "_s,
                                u"a**b"_s,
                                u"*a_ "_s,
                                u"_a __b "_s,
                                u"["_s,
                                u"[a"_s,
                                u"[]("_s,
                                u"[a](b "_s,
                                u"[](<a"_s,
                                u"!["_s,
                                u"![a](b)"_s,
                                u"<"_s,
                                u"<a "_s,
                                u"<a:"_s,
                                u"|"_s,
                                u"|a|b|\n"_s,
                                u"|-"_s,
                                u">"_s,
                                u"> "_s,
                                u">\n"_s,
                                u"- "_s,
                                u"-\n"_s,
                                u"1. a\n"_s,
                                u"#"_s,
                                u"# a\n"_s,
                                u"&"_s,
                                u"&amp;"_s,
                                u"{{"_s,
                                u"{{a}}"_s,
                                u"~~a~"_s,
                                u"\\"_s,
                                u"word "_s,
                                u"a\n\n"_s,
                                u"a\n"_s,
                                u"[a](https://example.org/b) "_s,
                                u"https://"_s,
                                u"\t"_s,
                                u"<a@b.c>"_s,
                                u"***a*** "_s,
                                u"```\na\n```\n"_s,
                                u"\u0301"_s,
                                u"\u202e"_s,
                                u"\U0001f469\u200d"_s})
        all.push_back(
            {QByteArray::number(++number) + ' ' + unit.simplified().toUtf8(), repeated(unit), unit == u"word "_s});
    all.push_back({"backticks", repeated(u"`"_s), true});
    all.push_back({"backtick runs", backtickRuns});
    all.push_back({"nested images", nested(u"!["_s, u"](b)"_s)});
    all.push_back({"nested links", nested(u"["_s, u"](b)"_s)});
    all.push_back({"deep list", staircase});
    all.push_back(
        {"table", [](qsizetype size) { return u"|a|b|c|\n|-|-|-|\n"_s + u"|1|2|3|\n"_s.repeated(size / 8); }});
    all.push_back({"wide table", wideTable});
    all.push_back({"references", nested(u"[a]: b\n"_s, u"[a]"_s)});
    all.push_back({"json fence", [](qsizetype size) { return u"```json\n"_s + QString(size, u'[') + u"\n```\n"_s; }});
    all.push_back(
        {"python fence",
         [](qsizetype size) { return u"```python\n"_s + u"x = \"a\" + 'b' # c\n"_s.repeated(size / 18) + u"```\n"_s; },
         true});
    return all;
}

} // namespace

class TestHostilePreviews : public QObject
{
    Q_OBJECT

private slots:
    void costsGrowWithTheTextAlone_data();
    void costsGrowWithTheTextAlone();
    void windowIsNeverHeldUp_data();
    void windowIsNeverHeldUp();

private:
    const std::vector<Hostile> m_texts = hostileTexts();
};

void TestHostilePreviews::costsGrowWithTheTextAlone_data()
{
    QTest::addColumn<qsizetype>("index");
    for (std::size_t i = 0; i < m_texts.size(); ++i)
        QTest::newRow(m_texts[i].name.constData()) << static_cast<qsizetype>(i);
}

void TestHostilePreviews::costsGrowWithTheTextAlone()
{
    QFETCH(qsizetype, index);
    const Maker &make = m_texts[static_cast<std::size_t>(index)].text;
    constexpr qsizetype small = 20'000;
    constexpr qsizetype large = 8 * small;
    const QString smallText = make(small);
    const QString largeText = make(large);
    // Three times the proportion is allowed, for memory and caches; a square would be eight times.
    const double allowed = 3.0 * static_cast<double>(largeText.size()) / static_cast<double>(smallText.size());
    MarkdownRenderer renderer{std::chrono::minutes(1)};
    const double ratio = test::growth(allowed, 30, small, large, [&](qsizetype size) {
        (void)renderer.render(size == small ? smallText : largeText, {});
    });
    QVERIFY2(ratio < allowed, qPrintable(u"%1 times the work, allowed %2"_s.arg(ratio).arg(allowed)));
}

void TestHostilePreviews::windowIsNeverHeldUp_data()
{
    QTest::addColumn<QString>("text");
    for (const Hostile &hostile : m_texts)
        QTest::newRow(hostile.name.constData()) << hostile.text(hostile.isTriedWhole           ? most
                                                                : isEmoji(hostile.text(shown)) ? shownEmoji
                                                                                               : shown);
}

void TestHostilePreviews::windowIsNeverHeldUp()
{
    QFETCH(QString, text);
    const double limit = isEmoji(text) ? 5 * StallMeter::noticeable : StallMeter::noticeable;
    const double stall = StallMeter::least(limit, [&]() -> double {
        MarkdownPreview preview(std::make_shared<Highlighting>(), std::make_shared<TaskRunner>(2));
        preview.resize(600, 400);
        preview.show();
        auto *view = preview.findChild<QTextBrowser *>();
        StallMeter meter;
        preview.setText(text);
        // Typed while the first rendering is put into place.
        (void)QTest::qWaitFor([&] { return view->document()->characterCount() > 1 || preview.isUpToDate(); }, patience);
        preview.setText(text + u'x');
        if (!QTest::qWaitFor([&] { return preview.isUpToDate(); }, patience))
            return std::numeric_limits<double>::infinity();
        view->verticalScrollBar()->setValue(view->verticalScrollBar()->maximum() / 2);
        return meter.letTurn(3) ? meter.stall() : std::numeric_limits<double>::infinity();
    });
    QVERIFY2(stall < limit, qPrintable(u"%1 units"_s.arg(stall)));
}

QTEST_MAIN(TestHostilePreviews)
#include "test_hostile_previews.moc"
