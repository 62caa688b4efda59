// SPDX-License-Identifier: Apache-2.0
// docs/licences.md lists what the program and its modules ask the loader for, and nothing besides.
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

QSet<QString> matches(const QString &text, const QRegularExpression &expression)
{
    QSet<QString> all;
    for (const auto &match : expression.globalMatch(text))
        all.insert(match.captured(1));
    return all;
}

/// Without those of the C and C++ languages themselves, and of sanitizers. "libQt6Core" for libQt6Core.so.6.
QSet<QString> neededBy(const QString &file)
{
    QProcess readelf;
    readelf.start(u"readelf"_s, {u"--dynamic"_s, u"--wide"_s, file});
    if (!readelf.waitForFinished() || readelf.exitCode() != 0)
        qFatal("readelf %s: %s", qPrintable(file), readelf.readAllStandardError().constData());
    static const QRegularExpression line(
        uR"(\(NEEDED\).*\[(?!ld-linux|libc\.|libgcc_s\.|libm\.|libstdc\+\+\.|lib(?:a|t|ub)san\.)(.+)\.so)"_s);
    return matches(QString::fromUtf8(readelf.readAllStandardOutput()), line);
}

} // namespace

class TestLicences : public QObject
{
    Q_OBJECT

private slots:
    void everyLibraryIsListed()
    {
        QFile document(QStringLiteral(PULSE_LICENCES));
        QVERIFY(document.open(QIODevice::ReadOnly));
        static const QRegularExpression file(u"`(lib[^`]+)`"_s);
        const QSet<QString> listed = matches(QString::fromUtf8(document.readAll()), file);
        QSet<QString> needed;
        for (const QString &shipped : QStringLiteral(PULSE_SHIPPED).split(u'|'))
            needed += neededBy(shipped);
        QVERIFY(needed.contains(u"libcurl"_s));
        const QStringList missing = (needed - listed).values();
        QVERIFY2(missing.empty(), qPrintable(missing.join(u' ')));
        // Where the platform has its archive it is linked statically.
        const QStringList idle = (listed - needed - QSet{u"libcrypto"_s}).values();
        QVERIFY2(idle.empty(), qPrintable(idle.join(u' ')));
    }
};

QTEST_GUILESS_MAIN(TestLicences)
#include "test_licences.moc"
