// SPDX-License-Identifier: Apache-2.0
#include "pulse/model/version_range.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

class TestVersionRange : public QObject
{
    Q_OBJECT

private slots:
    void matches_data();
    void matches();
    void refuses_data();
    void refuses();
    void best_data();
    void best();
    void keepsTheText();
};

namespace {

struct Row
{
    QString range;
    QStringList in;
    QStringList out;
};

/// What the npm documentation says of each notation.
QList<Row> plainRows()
{
    return {
        {u"1.2.3"_s, {u"1.2.3"_s, u"1.2.3+build"_s}, {u"1.2.2"_s, u"1.2.4"_s, u"1.2.3-a"_s}},
        {u"=1.2.3"_s, {u"1.2.3"_s}, {u"1.2.4"_s}},
        {u"= 1.2.3"_s, {u"1.2.3"_s}, {u"1.2.4"_s}},
        {u"v1.2.3"_s, {u"1.2.3"_s}, {u"1.2.4"_s}},
        {u">=v1.2.3"_s, {u"1.2.3"_s, u"2.0.0"_s}, {u"1.2.2"_s}},
        {u"1.2.3+build"_s, {u"1.2.3"_s, u"1.2.3+other"_s}, {u"1.2.4"_s}},
        {u">1.2.3"_s, {u"1.2.4"_s, u"2.0.0"_s}, {u"1.2.3"_s, u"1.2.3+b"_s, u"1.2.4-a"_s}},
        {u">=1.2.3"_s, {u"1.2.3"_s, u"9.0.0"_s}, {u"1.2.2"_s, u"1.2.3-a"_s}},
        {u">= 1.2.3"_s, {u"1.2.3"_s, u"9.0.0"_s}, {u"1.2.2"_s}},
        {u"<1.2.3"_s, {u"1.2.2"_s, u"0.0.0"_s}, {u"1.2.3"_s, u"1.2.3-a"_s}},
        {u"<=1.2.3"_s, {u"1.2.3"_s, u"1.2.3+b"_s, u"0.1.0"_s}, {u"1.2.4"_s}},
        {u">=1.2 <2"_s, {u"1.2.0"_s, u"1.99.0"_s}, {u"1.1.9"_s, u"2.0.0"_s, u"2.0.0-a"_s}},
        {u">=1.2.7 <1.3.0"_s, {u"1.2.7"_s, u"1.2.99"_s}, {u"1.2.6"_s, u"1.3.0"_s, u"1.1.0"_s}},
        {u"1.2.7 || >=1.2.9 <2.0.0"_s, {u"1.2.7"_s, u"1.2.9"_s, u"1.4.6"_s}, {u"1.2.8"_s, u"2.0.0"_s}},
        {u"1.0.0||2.0.0"_s, {u"1.0.0"_s, u"2.0.0"_s}, {u"1.5.0"_s}},
        {u"  >=1.0.0   <2.0.0  "_s, {u"1.0.0"_s}, {u"2.0.0"_s}},
        {u">1"_s, {u"2.0.0"_s}, {u"1.0.0"_s, u"1.9.9"_s, u"2.0.0-a"_s}},
        {u">1.2"_s, {u"1.3.0"_s, u"2.0.0"_s}, {u"1.2.0"_s, u"1.2.9"_s}},
        {u">1.2.x"_s, {u"1.3.0"_s}, {u"1.2.9"_s}},
        {u">=1"_s, {u"1.0.0"_s, u"2.0.0"_s}, {u"0.9.9"_s, u"1.0.0-a"_s}},
        {u"<1"_s, {u"0.9.9"_s}, {u"1.0.0"_s, u"1.0.0-a"_s}},
        {u"<1.2"_s, {u"1.1.9"_s}, {u"1.2.0"_s, u"1.2.0-a"_s}},
        {u"<=1"_s, {u"1.9.9"_s, u"0.1.0"_s}, {u"2.0.0"_s, u"2.0.0-a"_s}},
        {u"<=1.2"_s, {u"1.2.9"_s}, {u"1.3.0"_s, u"1.3.0-a"_s}},
        {u"=1.2"_s, {u"1.2.0"_s, u"1.2.9"_s}, {u"1.3.0"_s, u"1.1.0"_s}},
        {u"*"_s, {u"0.0.0"_s, u"9.9.9"_s}, {u"1.0.0-a"_s}},
        {u"x"_s, {u"1.0.0"_s}, {u"1.0.0-a"_s}},
        {u""_s, {u"1.0.0"_s}, {u"1.0.0-a"_s}},
        {u"||"_s, {u"1.0.0"_s}, {u"1.0.0-a"_s}},
        {u"1.0.0 || "_s, {u"1.0.0"_s, u"5.0.0"_s}, {u"1.0.0-a"_s}},
        {u">=*"_s, {u"0.0.0"_s}, {u"1.0.0-a"_s}},
        {u"<=*"_s, {u"9.0.0"_s}, {u"1.0.0-a"_s}},
        {u"~*"_s, {u"9.0.0"_s}, {u"1.0.0-a"_s}},
        {u"^x"_s, {u"9.0.0"_s}, {u"1.0.0-a"_s}},
        {u">*"_s, {}, {u"0.0.0"_s, u"9.0.0"_s, u"0.0.0-0"_s}},
        {u"<*"_s, {}, {u"0.0.0"_s, u"9.0.0"_s, u"0.0.0-0"_s}},
        {u"1"_s, {u"1.0.0"_s, u"1.9.9"_s}, {u"2.0.0"_s, u"0.9.0"_s, u"2.0.0-a"_s}},
        {u"1.x"_s, {u"1.0.0"_s, u"1.9.9"_s}, {u"2.0.0"_s, u"1.0.0-a"_s}},
        {u"1.X.x"_s, {u"1.0.0"_s, u"1.9.9"_s}, {u"2.0.0"_s}},
        {u"1.2.*"_s, {u"1.2.0"_s, u"1.2.9"_s}, {u"1.3.0"_s, u"1.1.9"_s}},
        {u"1.2"_s, {u"1.2.0"_s, u"1.2.9"_s}, {u"1.3.0"_s}},
        {u"0.x"_s, {u"0.0.0"_s, u"0.9.0"_s}, {u"1.0.0"_s}},
        {u"~1.2.3"_s, {u"1.2.3"_s, u"1.2.9"_s}, {u"1.3.0"_s, u"1.2.2"_s, u"1.3.0-a"_s}},
        {u"~ 1.2.3"_s, {u"1.2.3"_s}, {u"1.3.0"_s}},
        {u"~>1.2.3"_s, {u"1.2.9"_s}, {u"1.3.0"_s}},
        {u"~> 1"_s, {u"1.9.9"_s}, {u"2.0.0"_s}},
        {u"~1.2"_s, {u"1.2.0"_s, u"1.2.9"_s}, {u"1.3.0"_s}},
        {u"~1"_s, {u"1.0.0"_s, u"1.9.9"_s}, {u"2.0.0"_s}},
        {u"~0.2.3"_s, {u"0.2.3"_s, u"0.2.9"_s}, {u"0.3.0"_s}},
        {u"~0"_s, {u"0.9.9"_s}, {u"1.0.0"_s}},
        {u"^1.2.3"_s, {u"1.2.3"_s, u"1.9.9"_s}, {u"1.2.2"_s, u"2.0.0"_s, u"2.0.0-a"_s, u"1.3.0-a"_s}},
        {u"^0.2.3"_s, {u"0.2.3"_s, u"0.2.9"_s}, {u"0.3.0"_s, u"0.2.2"_s}},
        {u"^0.0.3"_s, {u"0.0.3"_s}, {u"0.0.4"_s, u"0.0.2"_s}},
        {u"^0.0.0"_s, {u"0.0.0"_s}, {u"0.0.1"_s}},
        {u"^1.2.x"_s, {u"1.2.0"_s, u"1.9.0"_s}, {u"2.0.0"_s, u"1.1.0"_s}},
        {u"^1.2"_s, {u"1.2.0"_s, u"1.9.0"_s}, {u"2.0.0"_s, u"1.1.9"_s}},
        {u"^0.0.x"_s, {u"0.0.0"_s, u"0.0.9"_s}, {u"0.1.0"_s}},
        {u"^0.0"_s, {u"0.0.0"_s, u"0.0.9"_s}, {u"0.1.0"_s}},
        {u"^0.1"_s, {u"0.1.0"_s, u"0.1.9"_s}, {u"0.2.0"_s}},
        {u"^1.x"_s, {u"1.0.0"_s, u"1.9.0"_s}, {u"2.0.0"_s}},
        {u"^0.x"_s, {u"0.0.0"_s, u"0.9.0"_s}, {u"1.0.0"_s}},
        {u"^0"_s, {u"0.9.0"_s}, {u"1.0.0"_s}},
        {u"^ 1"_s, {u"1.9.0"_s}, {u"2.0.0"_s}},
        {u"^1 || ^3"_s, {u"1.5.0"_s, u"3.5.0"_s}, {u"2.0.0"_s, u"4.0.0"_s}},
        {u"1.2.3 - 2.3.4"_s, {u"1.2.3"_s, u"2.3.4"_s, u"2.0.0"_s}, {u"1.2.2"_s, u"2.3.5"_s}},
        {u"1.2 - 2.3.4"_s, {u"1.2.0"_s, u"2.3.4"_s}, {u"1.1.9"_s}},
        {u"1.2.3 - 2.3"_s, {u"2.3.0"_s, u"2.3.99"_s}, {u"2.4.0"_s, u"2.4.0-a"_s}},
        {u"1.2.3 - 2"_s, {u"2.99.0"_s}, {u"3.0.0"_s, u"3.0.0-a"_s}},
        {u"* - 2"_s, {u"0.0.0"_s, u"2.9.0"_s}, {u"3.0.0"_s}},
        {u"2 - *"_s, {u"2.0.0"_s, u"99.0.0"_s}, {u"1.9.9"_s}},
        {u"1.0.0 - 1.5.0 || 3.x"_s, {u"1.2.0"_s, u"3.1.0"_s}, {u"2.0.0"_s}},
        {u">=9007199254740993 <99999999999999999999.2"_s,
         {u"9007199254740993.0.0"_s, u"99999999999999999999.1.0"_s},
         {u"9007199254740992.9.9"_s, u"99999999999999999999.2.0"_s}},
        {u"^999999999999999999999.1"_s, {u"999999999999999999999.2.0"_s}, {u"1000000000000000000000.0.0"_s}},
    };
}

/// A pre-release matches only where the same alternative names one of the same three numbers.
QList<Row> prereleaseRows()
{
    return {
        {u"1.2.3-a"_s, {u"1.2.3-a"_s, u"1.2.3-a+b"_s}, {u"1.2.3"_s, u"1.2.3-b"_s}},
        {u">1.2.3-alpha.3"_s,
         {u"1.2.3-alpha.7"_s, u"1.2.3-beta"_s, u"1.2.3"_s, u"3.4.5"_s},
         {u"1.2.3-alpha.3"_s, u"3.4.5-alpha.9"_s, u"1.2.3-alpha"_s}},
        {u">=1.2.3-a"_s, {u"1.2.3-a"_s, u"1.2.3"_s, u"1.2.4"_s}, {u"1.2.4-a"_s, u"1.2.3-0"_s}},
        {u"<1.2.3-b"_s, {u"1.2.3-a"_s, u"1.2.2"_s}, {u"1.2.3-b"_s, u"1.2.3"_s, u"1.2.2-a"_s}},
        {u"<=1.2.3-b"_s, {u"1.2.3-b"_s, u"1.0.0"_s}, {u"1.2.3-c"_s}},
        {u"^1.2.3-beta.2"_s,
         {u"1.2.3-beta.2"_s, u"1.2.3-beta.4"_s, u"1.2.3"_s, u"1.9.0"_s},
         {u"1.2.3-beta.1"_s, u"1.2.4-beta.2"_s, u"2.0.0"_s, u"2.0.0-0"_s}},
        {u"^0.0.3-beta"_s, {u"0.0.3-beta"_s, u"0.0.3-pr.2"_s, u"0.0.3"_s}, {u"0.0.4"_s, u"0.0.3-alpha"_s}},
        {u"^0.2.0-a"_s, {u"0.2.0-a"_s, u"0.2.5"_s}, {u"0.3.0"_s, u"0.2.1-a"_s}},
        {u"~1.2.3-beta.2"_s,
         {u"1.2.3-beta.2"_s, u"1.2.3-beta.4"_s, u"1.2.9"_s},
         {u"1.2.4-beta.2"_s, u"1.3.0"_s, u"1.2.3-beta.1"_s}},
        {u"1.2.3-a - 2.0.0-b"_s,
         {u"1.2.3-a"_s, u"1.5.0"_s, u"2.0.0-a"_s, u"2.0.0-b"_s},
         {u"2.0.0-c"_s, u"2.0.0"_s, u"1.5.0-a"_s}},
        {u">=1.2.3-a <2.0.0"_s, {u"1.2.3-b"_s}, {u"2.0.0-a"_s, u"1.2.4-a"_s}},
        {u"1.2.3-a || 2.x"_s, {u"1.2.3-a"_s, u"2.0.0"_s}, {u"2.0.0-a"_s, u"2.1.0-a"_s}},
        {u"^1.0.0 || >=2.0.0-rc.1"_s, {u"2.0.0-rc.2"_s, u"1.1.0"_s}, {u"1.1.0-rc.2"_s, u"2.0.0-a"_s}},
        {u"<2.0.0-0"_s, {u"1.9.9"_s}, {u"2.0.0-0"_s, u"2.0.0-a"_s, u"2.0.0"_s}},
    };
}

} // namespace

void TestVersionRange::matches_data()
{
    QTest::addColumn<QString>("range");
    QTest::addColumn<QStringList>("in");
    QTest::addColumn<QStringList>("out");
    for (const Row &row : plainRows() + prereleaseRows())
        QTest::newRow(row.range.isEmpty() ? "empty" : qPrintable(row.range)) << row.range << row.in << row.out;
}

void TestVersionRange::matches()
{
    QFETCH(QString, range);
    QFETCH(QStringList, in);
    QFETCH(QStringList, out);
    const Result<VersionRange> parsed = VersionRange::parse(range);
    QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error().message()));
    for (const QString &text : in)
        QVERIFY2(parsed->matches(*Version::parse(text)), qPrintable(text));
    for (const QString &text : out)
        QVERIFY2(!parsed->matches(*Version::parse(text)), qPrintable(text));
}

void TestVersionRange::refuses_data()
{
    QTest::addColumn<QString>("text");
    const QStringList texts{
        u"foo"_s,         u"1.2.3.4"_s, u"01.2"_s,        u"1.02"_s,
        u"1.2.03"_s,      u"1.2-a"_s,   u"1.x-a"_s,       u"1.x.3"_s,
        u"x.1"_s,         u"*.1.2"_s,   u"1."_s,          u".1"_s,
        u"1..2"_s,        u">"_s,       u">="_s,          u"^"_s,
        u"~"_s,           u"=>1.0.0"_s, u"><1.0.0"_s,     u">==1.0.0"_s,
        u"^^1.0.0"_s,     u"^~1.0.0"_s, u"!1.0.0"_s,      u"1.0.0 |"_s,
        u"1.0.0 | 2"_s,   u"|||"_s,     u"1.0.0,2.0.0"_s, u">=1.0.0<2.0.0"_s,
        u"1 - "_s,        u" - 1"_s,    u"1 - 2 3"_s,     u"1 - 2 - 3"_s,
        u">1 - 2"_s,      u"1 - >2"_s,  u"1.2.3-"_s,      u"1.2.3-01"_s,
        u"1.2.3+"_s,      u"vv1.2.3"_s, u"V1.2.3"_s,      u"latest"_s,
        u"1 and 2"_s,     u"١"_s,       u"1.0.0\n"_s,     u"1.-1.0"_s,
        u"1.2.3 ||| 1"_s, u"-1"_s,      u"1xx"_s,         u"v"_s,
        u"^v"_s,
    };
    for (const QString &text : texts)
        QTest::newRow(text.toUtf8().constData()) << text;
}

void TestVersionRange::refuses()
{
    QFETCH(QString, text);
    const Result<VersionRange> parsed = VersionRange::parse(text);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code(), ErrorCode::Invalid);
    const QString message = parsed.error().message();
    QVERIFY2(message.contains(u"is not a version range"_s) && message.endsWith(u'.'), qPrintable(message));
}

void TestVersionRange::best_data()
{
    QTest::addColumn<QString>("range");
    QTest::addColumn<QString>("best");
    QTest::newRow("caret") << u"^1.0"_s << u"1.10.0+b"_s;
    QTest::newRow("tilde") << u"~1.9"_s << u"1.9.5"_s;
    QTest::newRow("any") << u"*"_s << u"2.0.0"_s;
    QTest::newRow("pre-release") << u">=3.0.0-a"_s << u"3.0.0-rc.1"_s;
    QTest::newRow("none") << u"^7"_s << u""_s;
}

void TestVersionRange::best()
{
    QFETCH(QString, range);
    QFETCH(QString, best);
    std::vector<Version> versions;
    for (const QStringView text : {u"1.10.0", u"1.9.5", u"2.0.0", u"1.10.0+b", u"3.0.0-rc.1", u"3.0.0-beta", u"0.9.0"})
        versions.push_back(*Version::parse(text));
    const std::optional<Version> found = VersionRange::parse(range)->best(versions);
    QCOMPARE(found ? found->toString() : QString(u""_s), best);
    QVERIFY(!VersionRange::parse(range)->best({}));
}

void TestVersionRange::keepsTheText()
{
    const VersionRange range = *VersionRange::parse(u">=1.2  <2");
    QCOMPARE(range.toString(), u">=1.2  <2"_s);
    QCOMPARE(*VersionRange::parse(range.toString()), range);
    QVERIFY(*VersionRange::parse(u"1.x") != range);
}

QTEST_APPLESS_MAIN(TestVersionRange)
#include "test_version_range.moc"
