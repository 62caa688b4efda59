// SPDX-License-Identifier: Apache-2.0
#include "pulse/model/version.h"

#include <QHash>
#include <QRandomGenerator>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(pulse::Bump)

namespace {

Version version(QStringView text)
{
    return *Version::parse(text);
}

} // namespace

class TestVersion : public QObject
{
    Q_OBJECT

private slots:
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void refusesEndlessTextQuickly();
    void precedence_data();
    void precedence();
    void buildBreaksTies_data();
    void buildBreaksTies();
    void theOrderIsTotal();
    void next_data();
    void next();
    void nextIsAlwaysHigher();
    void bumpFrom_data();
    void bumpFrom();
    void bumpFromUndoesNext();
    void latest_data();
    void latest();
    void versionsAreKeys();
    void firstVersion();
};

void TestVersion::accepts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("parts");
    const auto row = [](const QString &text, const QStringList &parts) {
        QTest::newRow(qPrintable(text.first(std::min<qsizetype>(text.size(), 60)))) << text << parts;
    };
    const QString huge(1000, u'9');
    row(u"0.0.0"_s, {u"0"_s, u"0"_s, u"0"_s, u""_s, u""_s});
    row(u"1.2.3"_s, {u"1"_s, u"2"_s, u"3"_s, u""_s, u""_s});
    row(u"10.20.30"_s, {u"10"_s, u"20"_s, u"30"_s, u""_s, u""_s});
    row(u"1.0.0-alpha"_s, {u"1"_s, u"0"_s, u"0"_s, u"alpha"_s, u""_s});
    row(u"1.0.0-0.3.7"_s, {u"1"_s, u"0"_s, u"0"_s, u"0.3.7"_s, u""_s});
    row(u"1.0.0-x.7.z.92"_s, {u"1"_s, u"0"_s, u"0"_s, u"x.7.z.92"_s, u""_s});
    row(u"1.0.0-x-y-z.--"_s, {u"1"_s, u"0"_s, u"0"_s, u"x-y-z.--"_s, u""_s});
    row(u"1.0.0--"_s, {u"1"_s, u"0"_s, u"0"_s, u"-"_s, u""_s});
    row(u"1.0.0-0"_s, {u"1"_s, u"0"_s, u"0"_s, u"0"_s, u""_s});
    row(u"1.0.0-0a"_s, {u"1"_s, u"0"_s, u"0"_s, u"0a"_s, u""_s});
    row(u"1.0.0-00a"_s, {u"1"_s, u"0"_s, u"0"_s, u"00a"_s, u""_s});
    row(u"1.0.0-alpha+001"_s, {u"1"_s, u"0"_s, u"0"_s, u"alpha"_s, u"001"_s});
    row(u"1.0.0+20130313144700"_s, {u"1"_s, u"0"_s, u"0"_s, u""_s, u"20130313144700"_s});
    row(u"1.0.0+21AF26D3---117B344092BD"_s, {u"1"_s, u"0"_s, u"0"_s, u""_s, u"21AF26D3---117B344092BD"_s});
    row(u"1.0.0+a-b"_s, {u"1"_s, u"0"_s, u"0"_s, u""_s, u"a-b"_s});
    row(u"1.0.0-a+b-c.d"_s, {u"1"_s, u"0"_s, u"0"_s, u"a"_s, u"b-c.d"_s});
    row(u"99999999999999999999999.999999999999999999.99999999999999999"_s,
        {u"99999999999999999999999"_s, u"999999999999999999"_s, u"99999999999999999"_s, u""_s, u""_s});
    row(huge + u".0.1-"_s + huge + u"+"_s + huge, {huge, u"0"_s, u"1"_s, huge, huge});
}

void TestVersion::accepts()
{
    QFETCH(QString, text);
    QFETCH(QStringList, parts);
    const Result<Version> parsed = Version::parse(text);
    QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error().message()));
    QCOMPARE(parsed->toString(), text);
    QCOMPARE(parsed->majorDigits(), parts[0]);
    QCOMPARE(parsed->minorDigits(), parts[1]);
    QCOMPARE(parsed->patchDigits(), parts[2]);
    QCOMPARE(parsed->prerelease(), parts[3]);
    QCOMPARE(parsed->build(), parts[4]);
    QCOMPARE(parsed->isPrerelease(), !parts[3].isEmpty());
}

void TestVersion::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("reason");
    const auto row = [](const QString &text, const QString &reason) {
        QTest::newRow(text.isEmpty() ? "empty" : text.toUtf8().constData()) << text << reason;
    };
    row(u""_s, u"is empty"_s);
    row(u"1"_s, u"fewer than three numbers"_s);
    row(u"1.2"_s, u"fewer than three numbers"_s);
    row(u"1."_s, u"second number is missing"_s);
    row(u"1.2."_s, u"third number is missing"_s);
    row(u".1.2"_s, u"first number is missing"_s);
    row(u"1..2"_s, u"second number is missing"_s);
    row(u"v1.2.3"_s, u"Leave the “v” out"_s);
    row(u"V1.2.3"_s, u"Leave the “v” out"_s);
    row(u"01.2.3"_s, u"first number has a leading zero"_s);
    row(u"1.02.3"_s, u"second number has a leading zero"_s);
    row(u"1.2.03"_s, u"third number has a leading zero"_s);
    row(u"00.0.0"_s, u"first number has a leading zero"_s);
    row(u"1.2.3.4"_s, u"“.” at position 6"_s);
    row(u"1.2.3-"_s, u"pre-release has an empty part"_s);
    row(u"1.2.3-a."_s, u"pre-release has an empty part"_s);
    row(u"1.2.3-.a"_s, u"pre-release has an empty part"_s);
    row(u"1.2.3-a..b"_s, u"pre-release has an empty part"_s);
    row(u"1.2.3-+b"_s, u"pre-release has an empty part"_s);
    row(u"1.2.3-01"_s, u"number in its pre-release has a leading zero"_s);
    row(u"1.2.3-a.00"_s, u"number in its pre-release has a leading zero"_s);
    row(u"1.2.3+"_s, u"build metadata has an empty part"_s);
    row(u"1.2.3+a..b"_s, u"build metadata has an empty part"_s);
    row(u"1.2.3+a+b"_s, u"“+” at position 8"_s);
    row(u"1.2.3-a_b"_s, u"“_” at position 8"_s);
    row(u"1.2.3-é"_s, u"“é” at position 7"_s);
    row(u"1.2.3 "_s, u"“ ” at position 6"_s);
    row(u" 1.2.3"_s, u"first number is missing"_s);
    row(u"1.2.3\n"_s, u"\\u{000A}"_s);
    row(u"-1.2.3"_s, u"first number is missing"_s);
    row(u"+1.2.3"_s, u"first number is missing"_s);
    row(u"1.2.x"_s, u"third number is missing"_s);
    row(u"1,2,3"_s, u"“,” at position 2"_s);
    row(u"１.2.3"_s, u"first number is missing"_s);
    row(u"1.2.3-١"_s, u"at position 7"_s);
    row(u"latest"_s, u"first number is missing"_s);
    row(u"1.0.0/../x"_s, u"“/” at position 6"_s);
}

void TestVersion::refuses()
{
    QFETCH(QString, text);
    QFETCH(QString, reason);
    const Result<Version> parsed = Version::parse(text);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code(), ErrorCode::Invalid);
    QVERIFY2(parsed.error().message().contains(reason), qPrintable(parsed.error().message()));
    QVERIFY2(parsed.error().message().endsWith(u'.'), qPrintable(parsed.error().message()));
}

void TestVersion::refusesEndlessTextQuickly()
{
    const Result<Version> parsed = Version::parse(QString(1'000'000, u'1'));
    QVERIFY(!parsed);
    QVERIFY(parsed.error().message().size() < 500);
}

void TestVersion::precedence_data()
{
    QTest::addColumn<QStringList>("rising");
    QTest::newRow("numbers") << QStringList{u"1.0.0"_s, u"2.0.0"_s, u"2.1.0"_s, u"2.1.1"_s};
    QTest::newRow("numbers are not texts") << QStringList{u"1.9.0"_s, u"1.10.0"_s, u"1.11.0"_s, u"1.100.0"_s};
    QTest::newRow("the official chain") << QStringList{u"1.0.0-alpha"_s, u"1.0.0-alpha.1"_s, u"1.0.0-alpha.beta"_s,
                                                       u"1.0.0-beta"_s,  u"1.0.0-beta.2"_s,  u"1.0.0-beta.11"_s,
                                                       u"1.0.0-rc.1"_s,  u"1.0.0"_s};
    QTest::newRow("identifiers") << QStringList{u"1.0.0-0"_s, u"1.0.0-9"_s,   u"1.0.0-10"_s,  u"1.0.0-10.0"_s,
                                                u"1.0.0--"_s, u"1.0.0-0a"_s,  u"1.0.0-A"_s,   u"1.0.0-Z"_s,
                                                u"1.0.0-a"_s, u"1.0.0-a.0"_s, u"1.0.0-a-b"_s, u"1.0.0-aa"_s};
    QTest::newRow("huge numbers") << QStringList{u"18446744073709551615.0.0"_s,
                                                 u"18446744073709551616.0.0"_s,
                                                 u"18446744073709551616.0.1-"_s + QString(50, u'9'),
                                                 u"18446744073709551616.0.1-1"_s + QString(50, u'0'),
                                                 u"18446744073709551616.0.1"_s,
                                                 QString(100, u'9') + u".0.0"_s,
                                                 u'1' + QString(100, u'0') + u".0.0"_s};
}

void TestVersion::precedence()
{
    QFETCH(QStringList, rising);
    for (qsizetype i = 0; i < rising.size(); ++i) {
        for (qsizetype j = 0; j < rising.size(); ++j) {
            const Version a = version(rising[i]);
            const Version b = version(rising[j]);
            QVERIFY2((a <=> b) == (i <=> j), qPrintable(rising[i] + u' ' + rising[j]));
            QVERIFY(comparePrecedence(a, b) == (i <=> j));
        }
    }
}

void TestVersion::buildBreaksTies_data()
{
    QTest::addColumn<QStringList>("rising");
    QTest::newRow("none, numbers, words") << QStringList{u"1.0.0"_s,      u"1.0.0+1"_s, u"1.0.0+2"_s,   u"1.0.0+10"_s,
                                                         u"1.0.0+10.1"_s, u"1.0.0+a"_s, u"1.0.0+a.b"_s, u"1.0.0+b"_s};
    QTest::newRow("leading zeros") << QStringList{u"1.0.0+0"_s, u"1.0.0+00"_s, u"1.0.0+01"_s, u"1.0.0+1"_s,
                                                  u"1.0.0+02"_s};
    QTest::newRow("of pre-releases") << QStringList{u"1.0.0-a"_s, u"1.0.0-a+1"_s, u"1.0.0-a+2"_s};
}

void TestVersion::buildBreaksTies()
{
    QFETCH(QStringList, rising);
    for (qsizetype i = 0; i < rising.size(); ++i) {
        for (qsizetype j = 0; j < rising.size(); ++j) {
            const Version a = version(rising[i]);
            const Version b = version(rising[j]);
            QVERIFY2((a <=> b) == (i <=> j), qPrintable(rising[i] + u' ' + rising[j]));
            QVERIFY(comparePrecedence(a, b) == 0);
        }
    }
}

namespace {

QString randomIdentifiers(QRandomGenerator &random, bool isBuild)
{
    static const QStringList identifiers{u"0"_s, u"1"_s, u"2"_s, u"10"_s, u"a"_s, u"A"_s, u"-"_s, u"1a"_s, u"rc"_s};
    static const QStringList zeros{u"00"_s, u"01"_s, u"001"_s};
    QStringList chosen;
    for (int count = random.bounded(1, 4); count > 0; --count)
        chosen += isBuild && random.bounded(3) == 0 ? zeros[random.bounded(zeros.size())]
                                                    : identifiers[random.bounded(identifiers.size())];
    return chosen.join(u'.');
}

std::vector<Version> randomVersions(int count)
{
    QRandomGenerator random(20250131);
    std::vector<Version> versions;
    for (int i = 0; i < count; ++i) {
        QString text = u"%1.%2.%3"_s.arg(random.bounded(2)).arg(random.bounded(2)).arg(random.bounded(12));
        if (random.bounded(2))
            text += u'-' + randomIdentifiers(random, false);
        if (random.bounded(2))
            text += u'+' + randomIdentifiers(random, true);
        versions.push_back(version(text));
    }
    return versions;
}

} // namespace

void TestVersion::theOrderIsTotal()
{
    const std::vector<Version> versions = randomVersions(150);
    for (const Version &a : versions) {
        for (const Version &b : versions) {
            QVERIFY(((a <=> b) == 0) == (a == b));
            QVERIFY((a <=> b) == (0 <=> (b <=> a)));
            if (comparePrecedence(a, b) != 0)
                QVERIFY((a < b) == (comparePrecedence(a, b) < 0));
            for (const Version &c : versions)
                if (a < b && b < c)
                    QVERIFY2(a < c, qPrintable(a.toString() + u' ' + b.toString() + u' ' + c.toString()));
        }
    }
}

void TestVersion::next_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<Bump>("bump");
    QTest::addColumn<QString>("to");
    const auto row = [](const QString &from, Bump bump, const QString &to) {
        QTest::newRow(qPrintable(from + u' ' + bumpName(bump))) << from << bump << to;
    };
    row(u"1.2.3"_s, Bump::Major, u"2.0.0"_s);
    row(u"1.2.3"_s, Bump::Minor, u"1.3.0"_s);
    row(u"1.2.3"_s, Bump::Patch, u"1.2.4"_s);
    row(u"1.2.3"_s, Bump::Prerelease, u"1.2.4-rc.1"_s);
    row(u"0.0.0"_s, Bump::Patch, u"0.0.1"_s);
    row(u"1.9.99"_s, Bump::Patch, u"1.9.100"_s);
    row(u"9.0.0"_s, Bump::Major, u"10.0.0"_s);
    row(u"1.99999999999999999999.0"_s, Bump::Minor, u"1.100000000000000000000.0"_s);
    row(u"1.2.3+build.7"_s, Bump::Patch, u"1.2.4"_s);
    row(u"1.2.0-rc.1"_s, Bump::Minor, u"1.2.0"_s);
    row(u"1.2.0-rc.1"_s, Bump::Patch, u"1.2.0"_s);
    row(u"1.2.0-rc.1"_s, Bump::Major, u"2.0.0"_s);
    row(u"2.0.0-rc.1"_s, Bump::Major, u"2.0.0"_s);
    row(u"2.0.0-rc.1"_s, Bump::Minor, u"2.0.0"_s);
    row(u"2.0.0-rc.1"_s, Bump::Patch, u"2.0.0"_s);
    row(u"1.2.3-rc.1"_s, Bump::Patch, u"1.2.3"_s);
    row(u"1.2.3-rc.1"_s, Bump::Minor, u"1.3.0"_s);
    row(u"1.2.3-rc.1"_s, Bump::Major, u"2.0.0"_s);
    row(u"1.2.0-rc.1"_s, Bump::Prerelease, u"1.2.0-rc.2"_s);
    row(u"1.2.0-rc.9"_s, Bump::Prerelease, u"1.2.0-rc.10"_s);
    row(u"1.2.0-rc.1.x"_s, Bump::Prerelease, u"1.2.0-rc.2.x"_s);
    row(u"1.2.0-1.beta.3"_s, Bump::Prerelease, u"1.2.0-1.beta.4"_s);
    row(u"1.2.0-beta"_s, Bump::Prerelease, u"1.2.0-beta.1"_s);
    row(u"1.2.0-rc1"_s, Bump::Prerelease, u"1.2.0-rc1.1"_s);
    row(u"1.2.0-rc.1+b"_s, Bump::Prerelease, u"1.2.0-rc.2"_s);
}

void TestVersion::next()
{
    QFETCH(QString, from);
    QFETCH(Bump, bump);
    QFETCH(QString, to);
    QCOMPARE(version(from).next(bump).toString(), to);
}

void TestVersion::nextIsAlwaysHigher()
{
    for (const Version &from : randomVersions(500))
        for (const Bump bump : {Bump::Major, Bump::Minor, Bump::Patch, Bump::Prerelease})
            QVERIFY2(comparePrecedence(from.next(bump), from) > 0, qPrintable(from.toString()));
}

void TestVersion::bumpFrom_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("bump");
    const auto row = [](const QString &from, const QString &to, const QString &bump) {
        QTest::newRow(qPrintable(from + u" → "_s + to)) << from << to << bump;
    };
    row(u"1.2.3"_s, u"2.0.0"_s, u"major"_s);
    row(u"1.2.3"_s, u"3.4.5"_s, u"major"_s);
    row(u"1.2.3"_s, u"1.3.0"_s, u"minor"_s);
    row(u"1.2.3"_s, u"1.2.9"_s, u"patch"_s);
    row(u"1.2.3"_s, u"1.2.3"_s, u""_s);
    row(u"1.2.3"_s, u"1.2.2"_s, u""_s);
    row(u"1.2.3"_s, u"1.2.3-rc.1"_s, u""_s);
    row(u"1.2.3"_s, u"1.3.0-rc.1"_s, u"pre-release"_s);
    row(u"1.3.0-rc.1"_s, u"1.3.0-rc.2"_s, u"pre-release"_s);
    row(u"1.3.0-rc.1"_s, u"1.3.0"_s, u"minor"_s);
    row(u"2.0.0-rc.1"_s, u"2.0.0"_s, u"major"_s);
    row(u"1.2.3-rc.1"_s, u"1.2.3"_s, u"patch"_s);
    row(u"1.2.3-rc.1"_s, u"1.2.4"_s, u"patch"_s);
    row(u"1.2.3"_s, u"1.2.3+b"_s, u"patch"_s);
}

void TestVersion::bumpFrom()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, bump);
    const std::optional<Bump> found = version(to).bumpFrom(version(from));
    QCOMPARE(found ? bumpName(*found) : QString(u""_s), bump);
}

void TestVersion::bumpFromUndoesNext()
{
    for (const Version &from : randomVersions(200)) {
        if (from.isPrerelease())
            continue;
        for (const Bump bump : {Bump::Major, Bump::Minor, Bump::Patch, Bump::Prerelease})
            QVERIFY(from.next(bump).bumpFrom(from) == bump);
    }
}

void TestVersion::latest_data()
{
    QTest::addColumn<QStringList>("versions");
    QTest::addColumn<QString>("latest");
    QTest::newRow("none") << QStringList{} << u""_s;
    QTest::newRow("one") << QStringList{u"0.1.0"_s} << u"0.1.0"_s;
    QTest::newRow("highest release") << QStringList{u"1.9.0"_s, u"1.10.0"_s, u"1.2.0"_s} << u"1.10.0"_s;
    QTest::newRow("releases before pre-releases")
        << QStringList{u"2.0.0-rc.1"_s, u"1.0.0"_s, u"3.0.0-a"_s, u"0.1.0"_s} << u"1.0.0"_s;
    QTest::newRow("only pre-releases") << QStringList{u"1.0.0-a"_s, u"1.0.0-rc.1"_s, u"1.0.0-b"_s} << u"1.0.0-rc.1"_s;
    QTest::newRow("build breaks the tie") << QStringList{u"1.0.0+2"_s, u"1.0.0+10"_s, u"1.0.0"_s} << u"1.0.0+10"_s;
}

void TestVersion::latest()
{
    QFETCH(QStringList, versions);
    QFETCH(QString, latest);
    std::vector<Version> list;
    for (const QString &text : versions)
        list.push_back(version(text));
    const auto check = [&] {
        const std::optional<Version> found = latestOf(list);
        return (found ? found->toString() : QString(u""_s)) == latest;
    };
    QVERIFY(check());
    std::ranges::reverse(list);
    QVERIFY(check());
}

void TestVersion::versionsAreKeys()
{
    QHash<Version, int> table;
    table.insert(version(u"1.0.0"), 1);
    table.insert(version(u"1.0.0+b"), 2);
    QCOMPARE(table.value(version(u"1.0.0")), 1);
    QCOMPARE(table.value(version(u"1.0.0+b")), 2);
}

void TestVersion::firstVersion()
{
    QCOMPARE(Version::first().toString(), u"1.0.0"_s);
}

QTEST_APPLESS_MAIN(TestVersion)
#include "test_version.moc"
