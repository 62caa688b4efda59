// SPDX-License-Identifier: Apache-2.0
#include "pulse/model/label.h"

#include <QHash>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

class TestLabel : public QObject
{
    Q_OBJECT

private slots:
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void labelsAreKeys();
};

void TestLabel::accepts_data()
{
    QTest::addColumn<QString>("text");
    const QStringList texts{u"production"_s,    u"staging"_s, u"a"_s,     u"A-b_c.d"_s, u"team-1"_s, u"release-2.0"_s,
                            u"latest-tested"_s, u"xx"_s,      u"vnext"_s, u"q3"_s,      u"v1beta"_s, QString(64, u'a')};
    for (const QString &text : texts)
        QTest::newRow(qPrintable(text)) << text;
}

void TestLabel::accepts()
{
    QFETCH(QString, text);
    const Result<Label> label = Label::parse(text);
    QVERIFY2(label, label ? "" : qPrintable(label.error().message()));
    QCOMPARE(label->toString(), text);
}

void TestLabel::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("reason");
    QTest::newRow("empty") << u""_s << u"is empty"_s;
    QTest::newRow("long") << QString(65, u'a') << u"65 characters"_s;
    QTest::newRow("digit first") << u"1st"_s << u"begin with a letter"_s;
    QTest::newRow("hyphen first") << u"-a"_s << u"begin with a letter"_s;
    QTest::newRow("dot first") << u".a"_s << u"begin with a letter"_s;
    QTest::newRow("version") << u"1.0.0"_s << u"begin with a letter"_s;
    QTest::newRow("range") << u"^1"_s << u"begin with a letter"_s;
    QTest::newRow("at sign first") << u"@production"_s << u"begin with a letter"_s;
    QTest::newRow("other script") << u"été"_s << u"begin with a letter"_s;
    QTest::newRow("other script inside") << u"pré"_s << u"“é” at position 3"_s;
    QTest::newRow("emoji inside") << u"a🙂"_s << u"“🙂” at position 2"_s;
    QTest::newRow("slash") << u"a/b"_s << u"“/” at position 2"_s;
    QTest::newRow("space") << u"a b"_s << u"“ ” at position 2"_s;
    QTest::newRow("line feed") << u"a\n"_s << u"\\u{000A}"_s;
    QTest::newRow("NUL") << u'a' + QString(QChar(u'\0')) << u"\\u{0000}"_s;
    QTest::newRow("latest") << u"latest"_s << u"newest version"_s;
    QTest::newRow("latest in capitals") << u"Latest"_s << u"newest version"_s;
    QTest::newRow("wildcard") << u"x"_s << u"range of versions"_s;
    QTest::newRow("wildcards") << u"X.x"_s << u"range of versions"_s;
    QTest::newRow("version with a v") << u"v1.2.3"_s << u"range of versions"_s;
    QTest::newRow("beginning of a version with a v") << u"v2"_s << u"range of versions"_s;
}

void TestLabel::refuses()
{
    QFETCH(QString, text);
    QFETCH(QString, reason);
    const Result<Label> label = Label::parse(text);
    QVERIFY(!label);
    QCOMPARE(label.error().code(), ErrorCode::Invalid);
    QVERIFY2(label.error().message().contains(reason), qPrintable(label.error().message()));
    QVERIFY(label.error().message().endsWith(u'.'));
}

void TestLabel::labelsAreKeys()
{
    LabelMap map;
    map.emplace(*Label::parse(u"b"), Version::first());
    map.emplace(*Label::parse(u"a"), *Version::parse(u"2.0.0"));
    QCOMPARE(map.begin()->first.toString(), u"a"_s);
    QCOMPARE(map.at(*Label::parse(u"b")), Version::first());
    QVERIFY(*Label::parse(u"A") != *Label::parse(u"a"));
    QHash<Label, int> table{{*Label::parse(u"a"), 7}};
    QCOMPARE(table.value(*Label::parse(u"a")), 7);
}

QTEST_APPLESS_MAIN(TestLabel)
#include "test_label.moc"
