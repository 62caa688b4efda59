// SPDX-License-Identifier: Apache-2.0
#include "pulse/text/bump_suggestion.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

class TestBumpSuggestion : public QObject
{
    Q_OBJECT

private slots:
    void suggests_data();
    void suggests();
    void putsTheDecidingReasonFirst();
};

void TestBumpSuggestion::suggests_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<QString>("bump");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("identical") << u"a {{x}}"_s << u"a {{x}}"_s << u"none"_s
                               << u"Nothing changed, so there is nothing to publish"_s;
    QTest::newRow("wording") << u"Be calm, {{x}}"_s << u"Be kind, {{x}}"_s << u"patch"_s
                             << u"Only the wording changed → patch"_s;
    QTest::newRow("white space") << u"a\n"_s << u"a\r\n"_s << u"patch"_s << u"Only the wording changed → patch"_s;
    QTest::newRow("moved variables") << u"{{x}} {{y}}"_s << u"{{y}} {{x}}"_s << u"patch"_s
                                     << u"Only the wording changed → patch"_s;
    QTest::newRow("from nothing") << u""_s << u"text"_s << u"patch"_s << u"Only the wording changed → patch"_s;
    QTest::newRow("optional") << u"a"_s << u"a {{tone=calm}}"_s << u"minor"_s
                              << u"Variable `tone` is new and optional → minor"_s;
    QTest::newRow("required") << u"a"_s << u"a {{tone}}"_s << u"major"_s
                              << u"Variable `tone` is new and required → major"_s;
    QTest::newRow("removed") << u"a {{tone}}"_s << u"a"_s << u"major"_s << u"Variable `tone` is gone → major"_s;
    QTest::newRow("escaped away") << u"a {{tone}}"_s << u"a \\{{tone}}"_s << u"major"_s
                                  << u"Variable `tone` is gone → major"_s;
    QTest::newRow("removed though optional")
        << u"a {{tone=x}}"_s << u"a"_s << u"major"_s << u"Variable `tone` is gone → major"_s;
    QTest::newRow("renamed") << u"a {{tone}} b {{tone}}"_s << u"a {{voice}} c {{voice}}"_s << u"major"_s
                             << u"Variable `tone` is now called `voice` → major"_s;
    QTest::newRow("renamed in one place only") << u"{{tone}} {{tone}}"_s << u"{{tone}} {{voice}}"_s << u"major"_s
                                               << u"Variable `voice` is new and required → major"_s;
    QTest::newRow("lost its default") << u"{{tone=calm}}"_s << u"{{tone}}"_s << u"major"_s
                                      << u"Variable `tone` is required now → major"_s;
    QTest::newRow("gained a default") << u"{{tone}}"_s << u"{{tone=calm}}"_s << u"minor"_s
                                      << u"Variable `tone` is optional now → minor"_s;
    QTest::newRow("another default") << u"{{tone=calm}}"_s << u"{{tone=warm}}"_s << u"patch"_s
                                     << u"Variable `tone` has another default → patch"_s;
    QTest::newRow("fewer uses") << u"{{tone}} {{tone}}"_s << u"{{tone}}"_s << u"patch"_s
                                << u"Only the wording changed → patch"_s;
    QTest::newRow("two become one") << u"{{a}} {{b}}"_s << u"{{c}} {{c}}"_s << u"major"_s
                                    << u"Variable `c` is new and required → major"_s;
}

void TestBumpSuggestion::suggests()
{
    QFETCH(const QString, before);
    QFETCH(const QString, after);
    QFETCH(const QString, bump);
    QFETCH(const QString, sentence);
    const BumpSuggestion suggestion = suggestBump(before, after);
    QCOMPARE(suggestedBumpName(suggestion.bump), bump);
    QCOMPARE(suggestion.sentence(), sentence);
}

void TestBumpSuggestion::putsTheDecidingReasonFirst()
{
    using Kind = BumpReason::Kind;
    const BumpSuggestion suggestion = suggestBump(u"{{keep=1}} {{gone}}", u"{{new=x}} {{keep=2}} {{must}} words");
    QCOMPARE(suggestion.bump, SuggestedBump::Major);
    const std::vector<BumpReason> expected{{Kind::VariableAddedNeeded, u"must"_s, {}},
                                           {Kind::VariableRemoved, u"gone"_s, {}},
                                           {Kind::VariableAdded, u"new"_s, {}},
                                           {Kind::DefaultChanged, u"keep"_s, {}}};
    QCOMPARE(suggestion.reasons, expected);
}

QTEST_APPLESS_MAIN(TestBumpSuggestion)
#include "test_bump_suggestion.moc"
