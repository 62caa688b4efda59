// SPDX-License-Identifier: Apache-2.0
#include "pulse/model/selector.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

class TestSelector : public QObject
{
    Q_OBJECT

private slots:
    void kinds_data();
    void kinds();
    void refuses_data();
    void refuses();
    void resolves_data();
    void resolves();
    void findsNothing_data();
    void findsNothing();
    void longListsAreCut();
    void references_data();
    void references();
    void refusesReferences_data();
    void refusesReferences();
    void comparison();
};

namespace {

QString kindOf(const Selector &selector)
{
    return selector.isLatest() ? u"latest"_s
           : selector.exact()  ? u"exact"_s
           : selector.range()  ? u"range"_s
           : selector.label()  ? u"label"_s
                               : u"nothing"_s;
}

std::vector<Version> versions(std::initializer_list<QStringView> texts)
{
    std::vector<Version> list;
    for (const QStringView text : texts)
        list.push_back(*Version::parse(text));
    return list;
}

const std::initializer_list<QStringView> someVersions{u"1.0.0",    u"1.2.0",      u"1.10.0",
                                                      u"1.10.0+b", u"2.0.0-rc.1", u"2.0.0-beta.1"};

LabelMap someLabels()
{
    LabelMap labels;
    labels.emplace(*Label::parse(u"production"), *Version::parse(u"1.2.0"));
    labels.emplace(*Label::parse(u"lost"), *Version::parse(u"9.0.0"));
    return labels;
}

} // namespace

void TestSelector::kinds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("kind");
    QTest::newRow("latest") << u"latest"_s << u"latest"_s;
    QTest::newRow("exact") << u"1.2.0"_s << u"exact"_s;
    QTest::newRow("exact pre-release") << u"1.2.0-rc.1+b"_s << u"exact"_s;
    QTest::newRow("caret") << u"^1.2"_s << u"range"_s;
    QTest::newRow("tilde") << u"~1.2.3"_s << u"range"_s;
    QTest::newRow("wildcard") << u"1.x"_s << u"range"_s;
    QTest::newRow("star") << u"*"_s << u"range"_s;
    QTest::newRow("any") << u"x"_s << u"range"_s;
    QTest::newRow("beginning") << u"1"_s << u"range"_s;
    QTest::newRow("comparators") << u">=1.2 <2"_s << u"range"_s;
    QTest::newRow("version with a v") << u"v1.2.0"_s << u"range"_s;
    QTest::newRow("label") << u"production"_s << u"label"_s;
    QTest::newRow("label with digits") << u"v1beta"_s << u"label"_s;
}

void TestSelector::kinds()
{
    QFETCH(QString, text);
    QFETCH(QString, kind);
    const Result<Selector> selector = Selector::parse(text);
    QVERIFY2(selector, selector ? "" : qPrintable(selector.error().message()));
    QCOMPARE(kindOf(*selector), kind);
    QCOMPARE(selector->toString(), text);
    QCOMPARE(*Selector::parse(selector->toString()), *selector);
}

void TestSelector::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("reason");
    QTest::newRow("empty") << u""_s << u"No version is given"_s;
    QTest::newRow("latest in capitals") << u"LATEST"_s << u"newest version"_s;
    QTest::newRow("bad range") << u">=1.2.3.4"_s << u"not a version range"_s;
    QTest::newRow("too many numbers") << u"1.2.3.4"_s << u"not a version range"_s;
    QTest::newRow("bad label") << u"prod!"_s << u"“!” at position 5"_s;
    QTest::newRow("two words") << u"the best"_s << u"not a version range"_s;
    QTest::newRow("path") << u"../x"_s << u"not a version range"_s;
}

void TestSelector::refuses()
{
    QFETCH(QString, text);
    QFETCH(QString, reason);
    const Result<Selector> selector = Selector::parse(text);
    QVERIFY(!selector);
    QCOMPARE(selector.error().code(), ErrorCode::Invalid);
    QVERIFY2(selector.error().message().contains(reason), qPrintable(selector.error().message()));
}

void TestSelector::resolves_data()
{
    QTest::addColumn<QString>("selector");
    QTest::addColumn<QString>("version");
    QTest::newRow("latest") << u"latest"_s << u"1.10.0+b"_s;
    QTest::newRow("exact") << u"1.2.0"_s << u"1.2.0"_s;
    QTest::newRow("exact is to the letter") << u"1.10.0"_s << u"1.10.0"_s;
    QTest::newRow("range") << u"^1"_s << u"1.10.0+b"_s;
    QTest::newRow("small range") << u"~1.2"_s << u"1.2.0"_s;
    QTest::newRow("range of pre-releases") << u">=2.0.0-a"_s << u"2.0.0-rc.1"_s;
    QTest::newRow("label") << u"production"_s << u"1.2.0"_s;
}

void TestSelector::resolves()
{
    QFETCH(QString, selector);
    QFETCH(QString, version);
    const Result<Version> found = Selector::parse(selector)->resolve(versions(someVersions), someLabels(), u"a/b"_s);
    QVERIFY2(found, found ? "" : qPrintable(found.error().message()));
    QCOMPARE(found->toString(), version);
}

void TestSelector::findsNothing_data()
{
    QTest::addColumn<QString>("selector");
    QTest::addColumn<bool>("hasVersions");
    QTest::addColumn<QString>("message");
    QTest::newRow("no versions") << u"latest"_s << false << u"“a/b” has no versions yet. Publish one first."_s;
    QTest::newRow("exact") << u"3.0.0"_s << true
                           << u"“a/b” has no version 3.0.0. There is 2.0.0-rc.1, 2.0.0-beta.1, 1.10.0+b, 1.10.0, "
                              "1.2.0 and 1 more."_s;
    QTest::newRow("exact without versions")
        << u"3.0.0"_s << false << u"“a/b” has no version 3.0.0. It has no versions yet."_s;
    QTest::newRow("range") << u"^3"_s << true
                           << u"“a/b” has no version in the range “^3”. There is 2.0.0-rc.1, 2.0.0-beta.1, 1.10.0+b, "
                              "1.10.0, 1.2.0 and 1 more."_s;
    QTest::newRow("label") << u"staging"_s << true
                           << u"“a/b” has no label “staging”. Its labels are lost, production."_s;
    QTest::newRow("dangling label") << u"lost"_s << false
                                    << u"The label “lost” of “a/b” names version 9.0.0, which is not there. It has no "
                                       "versions yet. Move the label to one that is."_s;
}

void TestSelector::findsNothing()
{
    QFETCH(QString, selector);
    QFETCH(bool, hasVersions);
    QFETCH(QString, message);
    const std::vector<Version> list = hasVersions ? versions(someVersions) : std::vector<Version>();
    const Result<Version> found = Selector::parse(selector)->resolve(list, someLabels(), u"a/b"_s);
    QVERIFY(!found);
    QCOMPARE(found.error().code(), ErrorCode::NotFound);
    QCOMPARE(found.error().subject(), u"a/b"_s);
    QCOMPARE(found.error().message(), message);
}

void TestSelector::longListsAreCut()
{
    std::vector<Version> list;
    for (int i = 0; i < 1000; ++i)
        list.push_back(*Version::parse(u"1.%1.0"_s.arg(i)));
    const Result<Version> found = Selector::parse(u"2.0.0")->resolve(list, {}, u"a"_s);
    QVERIFY(found.error().message().contains(u"1.999.0"_s));
    QVERIFY(found.error().message().contains(u"995 more"_s));
    QVERIFY(found.error().message().size() < 200);
}

void TestSelector::references_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<bool>("hasSelector");
    QTest::newRow("name") << u"support/reply"_s << u"support/reply"_s << u"latest"_s << false;
    QTest::newRow("latest") << u"a@latest"_s << u"a"_s << u"latest"_s << true;
    QTest::newRow("exact") << u"a/b@1.2.0"_s << u"a/b"_s << u"exact"_s << true;
    QTest::newRow("range") << u"a@>=1.2 <2"_s << u"a"_s << u"range"_s << true;
    QTest::newRow("label") << u"a b@production"_s << u"a b"_s << u"label"_s << true;
}

void TestSelector::references()
{
    QFETCH(QString, text);
    QFETCH(QString, name);
    QFETCH(QString, kind);
    QFETCH(bool, hasSelector);
    const Result<PromptRef> reference = PromptRef::parse(text);
    QVERIFY2(reference, reference ? "" : qPrintable(reference.error().message()));
    QCOMPARE(reference->name.toString(), name);
    QCOMPARE(kindOf(reference->selector), kind);
    QCOMPARE(reference->hasSelector, hasSelector);
    QCOMPARE(reference->toString(), text);
    QCOMPARE(*PromptRef::parse(reference->toString()), *reference);
}

void TestSelector::refusesReferences_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("reason");
    QTest::newRow("empty") << u""_s << u"is empty"_s;
    QTest::newRow("no name") << u"@1.0.0"_s << u"is empty"_s;
    QTest::newRow("nothing after the sign") << u"a@"_s << u"nothing after the “@”"_s;
    QTest::newRow("two signs") << u"a@b@1.0.0"_s << u"kept for versions and labels"_s;
    QTest::newRow("bad name") << u"../a@1.0.0"_s << u"begins with a dot"_s;
    QTest::newRow("bad selector") << u"a@1.2.3.4"_s << u"not a version range"_s;
}

void TestSelector::refusesReferences()
{
    QFETCH(QString, text);
    QFETCH(QString, reason);
    const Result<PromptRef> reference = PromptRef::parse(text);
    QVERIFY(!reference);
    QCOMPARE(reference.error().code(), ErrorCode::Invalid);
    QVERIFY2(reference.error().message().contains(reason), qPrintable(reference.error().message()));
}

void TestSelector::comparison()
{
    QCOMPARE(Selector(), *Selector::parse(u"latest"));
    QCOMPARE(Selector(Version::first()), *Selector::parse(u"1.0.0"));
    QVERIFY(*Selector::parse(u"1.0.0") != *Selector::parse(u"1.0"));
    QVERIFY(Selector().isLatest());
}

QTEST_APPLESS_MAIN(TestSelector)
#include "test_selector.moc"
