// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/common/translations.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

namespace {

struct Message
{
    QString context;
    QString source;
    QStringList translations; // one, or one a plural form
    QString type;             // "unfinished", "vanished", "obsolete", or empty
    bool plural = false;

    [[nodiscard]] QByteArray name() const { return (context + ": "_L1 + source).toUtf8(); }
};

QString pathOf(const QString &file)
{
    return QDir(QStringLiteral(PULSE_TRANSLATIONS)).filePath(file);
}

void readTranslation(QXmlStreamReader &xml, Message &message)
{
    message.type = xml.attributes().value("type"_L1).toString();
    if (!message.plural) {
        message.translations = {xml.readElementText()};
        return;
    }
    while (xml.readNextStartElement())
        message.translations.append(xml.readElementText());
}

Message readMessage(QXmlStreamReader &xml, const QString &context)
{
    Message message{context, {}, {}, {}, xml.attributes().value("numerus"_L1) == "yes"_L1};
    while (xml.readNextStartElement()) {
        if (xml.name() == "source"_L1)
            message.source = xml.readElementText();
        else if (xml.name() == "translation"_L1)
            readTranslation(xml, message);
        else
            xml.skipCurrentElement();
    }
    return message;
}

QList<Message> readMessages(const QString &path)
{
    QList<Message> messages;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return messages;
    QXmlStreamReader xml(&file);
    QString context;
    while (!xml.atEnd()) {
        xml.readNext();
        if (!xml.isStartElement())
            continue;
        if (xml.name() == "name"_L1)
            context = xml.readElementText();
        else if (xml.name() == "message"_L1)
            messages.append(readMessage(xml, context));
    }
    return messages;
}

QSet<QByteArray> namesOf(const QList<Message> &messages)
{
    QSet<QByteArray> names;
    for (const Message &message : messages)
        names.insert(message.name());
    return names;
}

// %1, %L1, %n and the places of HTML tags, sorted: what a translation has to hold, in an order of its own.
QStringList placeholders(const QString &text)
{
    static const QRegularExpression pattern(u"%L?(?:\\d{1,2}|n)|</?(?:a|b|i|br|p|code)\\b[^>]*>"_s);
    QStringList found;
    for (auto match = pattern.globalMatch(text); match.hasNext();)
        found.append(match.next().captured());
    found.sort();
    return found;
}

int mnemonics(const QString &text)
{
    static const QRegularExpression pattern(u"&(?=[^&\\s])(?<!&&)"_s);
    return static_cast<int>(text.count(pattern));
}

void addTranslatedMessages(const QString &file)
{
    QTest::addColumn<Message>("message");
    for (const Message &message : readMessages(pathOf(file)))
        QTest::newRow(message.name().constData()) << message;
}

} // namespace

Q_DECLARE_METATYPE(Message)

class TestTranslations : public QObject
{
    Q_OBJECT

private slots:
    // lupdate changes nothing in a copy of the files: no text of the sources is missing from them, none is left over.
    void filesHoldWhatTheSourcesSay_data()
    {
        QTest::addColumn<QStringList>("options");
        for (const QString &file : QDir(QStringLiteral(PULSE_TRANSLATIONS)).entryList({u"pulse_*.ts"_s}, QDir::Files))
            QTest::newRow(qPrintable(file))
                << (file == "pulse_en.ts"_L1 ? QStringList{u"-pluralonly"_s} : QStringList{});
    }

    void filesHoldWhatTheSourcesSay()
    {
        QFETCH(const QStringList, options);
        const QString file = QString::fromUtf8(QTest::currentDataTag());
        const QTemporaryDir folder;
        const QString copy = folder.filePath(file);
        QVERIFY(QFile::copy(pathOf(file), copy));
        QProcess lupdate;
        lupdate.setProcessChannelMode(QProcess::MergedChannels);
        lupdate.start(QStringLiteral(PULSE_LUPDATE),
                      QStringList{u"-silent"_s, u"-no-obsolete"_s, u"-locations"_s, u"none"_s, u"-source-language"_s,
                                  u"en"_s, u"@" PULSE_LUPDATE_SOURCES ""_s} +
                          options + QStringList{u"-ts"_s, copy});
        QVERIFY2(lupdate.waitForFinished(), qPrintable(lupdate.errorString()));
        const QByteArray output = lupdate.readAll();
        QVERIFY2(lupdate.exitCode() == 0 && output.isEmpty(), output.constData());

        const QSet<QByteArray> here = namesOf(readMessages(pathOf(file)));
        const QSet<QByteArray> wanted = namesOf(readMessages(copy));
        QVERIFY(!wanted.isEmpty());
        for (const QByteArray &name : wanted - here)
            qWarning("missing: %s", name.constData());
        for (const QByteArray &name : here - wanted)
            qWarning("left over: %s", name.constData());
        QVERIFY2(here == wanted, "Run `./dev build update-translations`, and translate what is new.");
    }

    // The context of a text is the class's full name in the running program; lupdate guesses when it misses a header.
    void contextsAreFullNames()
    {
        for (const Message &message : readMessages(pathOf(u"pulse_de.ts"_s)))
            QVERIFY2(!message.context.contains("::"_L1) || message.context.startsWith("pulse::"_L1),
                     message.name().constData());
    }

    void englishHasBothForms_data() { addTranslatedMessages(u"pulse_en.ts"_s); }
    void englishHasBothForms()
    {
        QFETCH(const Message, message);
        QVERIFY(message.plural);
        QCOMPARE(message.type, QString());
        QCOMPARE(message.translations.size(), 2);
        for (const QString &translation : message.translations) {
            QVERIFY(!translation.contains("(s)"_L1));
            QCOMPARE(placeholders(translation), placeholders(message.source));
        }
    }

    void germanIsComplete_data() { addTranslatedMessages(u"pulse_de.ts"_s); }
    void germanIsComplete()
    {
        QFETCH(const Message, message);
        QCOMPARE(message.type, QString());
        QCOMPARE(message.translations.size(), message.plural ? 2 : 1);
        for (const QString &translation : message.translations) {
            QVERIFY(!translation.trimmed().isEmpty());
            QCOMPARE(placeholders(translation), placeholders(message.source));
            QCOMPARE(mnemonics(translation), mnemonics(message.source));
            QCOMPARE(translation.endsWith(u"…"_s), message.source.endsWith(u"…"_s));
            QCOMPARE(translation.startsWith(u' '), message.source.startsWith(u' '));
            QCOMPARE(translation.endsWith(u' '), message.source.endsWith(u' '));
        }
    }

    void installed_data()
    {
        QTest::addColumn<QLocale>("locale");
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("one");
        QTest::addColumn<QString>("many");
        QTest::newRow("English") << QLocale(QLocale::English, QLocale::UnitedKingdom) << u"en"_s
                                 << u"1 unchanged line"_s << u"2 unchanged lines"_s;
        QTest::newRow("no locale") << QLocale::c() << u"en"_s << u"1 unchanged line"_s << u"2 unchanged lines"_s;
        QTest::newRow("a language without a translation")
            << QLocale(QLocale::Icelandic) << u"en"_s << u"1 unchanged line"_s << u"2 unchanged lines"_s;
        QTest::newRow("German") << QLocale(QLocale::German, QLocale::Switzerland) << u"de"_s
                                << u"1 unveränderte Zeile"_s << u"2 unveränderte Zeilen"_s;
    }

    void installed()
    {
        QFETCH(const QLocale, locale);
        const auto remove = qScopeGuard([] {
            for (QTranslator *translator : QCoreApplication::instance()->findChildren<QTranslator *>())
                delete translator;
        });
        const auto lines = [](int n) {
            return QCoreApplication::translate("pulse::ui::DiffCanvas", "%n unchanged line(s)", nullptr, n);
        };
        QCOMPARE(lines(2), u"2 unchanged line(s)"_s);
        QTEST(pulse::ui::installTranslations(*QCoreApplication::instance(), locale), "language");
        QTEST(lines(1), "one");
        QTEST(lines(2), "many");
    }
};

QTEST_MAIN(TestTranslations)
#include "test_translations.moc"
