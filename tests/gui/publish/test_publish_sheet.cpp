// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/makers.h"
#include "pulse/test/test_session.h"
#include "pulse/ui/common/translations.h"
#include "pulse/ui/diff/comparison_view.h"
#include "pulse/ui/publish/publish_sheet.h"
#include "pulse/ui/publish/version_choices.h"

#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTranslator>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using namespace pulse::ui;

class TestPublishSheet : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void proposesFromTheChange_data();
    void proposesFromTheChange();
    void explainsInThePersonsLanguage();
    void publishesWithMessage();
    void offersTheFirstVersion();
    void refusesWhatIsUnchanged();
    void refusesAVersionThatExists();
    void refusesWhatIsNoVersion();
    void showsTheDifference();
    void warnsWhenSomebodyPublishedMeanwhile();
    void noticesAPublicationWhileItIsOpen();

private:
    [[nodiscard]] QPointer<PublishSheet> open(const QByteArray &content, const QString &base = u"1.1.0"_s);
    [[nodiscard]] static bool says(const QWidget *widget, const QString &text);

    std::unique_ptr<TestSession> library;
    Name name = makeName(u"support/greet");
};

void TestPublishSheet::init()
{
    library = std::make_unique<TestSession>();
    library->publish(u"support/greet"_s, u"1.0.0"_s, "Hello {{who}}\n");
    library->publish(u"support/greet"_s, u"1.1.0"_s, "Hello {{who}}!\n");
}

QPointer<PublishSheet> TestPublishSheet::open(const QByteArray &content, const QString &base)
{
    auto *sheet = new PublishSheet(library->session(), name, content,
                                   base.isEmpty() ? std::nullopt : std::optional(makeVersion(base)));
    sheet->open();
    if (!QTest::qWaitForWindowActive(sheet, PULSE_PATIENCE))
        return nullptr;
    if (QTest::qWaitFor([sheet] { return sheet->isReady(); }, PULSE_PATIENCE))
        return sheet;
    for (const QLabel *label : sheet->findChildren<QLabel *>())
        qWarning() << "the sheet says:" << label->text();
    return nullptr;
}

bool TestPublishSheet::says(const QWidget *widget, const QString &text)
{
    return std::ranges::any_of(widget->findChildren<QLabel *>(),
                               [&](QLabel *label) { return label->isVisible() && label->text().contains(text); });
}

void TestPublishSheet::proposesFromTheChange_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("reason");
    QTest::newRow("wording") << QByteArray("Hi {{who}}!\n") << u"1.1.1"_s << u"Only the wording changed → patch"_s;
    QTest::newRow("optional variable") << QByteArray("Hello {{who}}! {{tone=kind}}\n") << u"1.2.0"_s
                                       << u"Variable `tone` is new and optional → minor"_s;
    QTest::newRow("required variable") << QByteArray("Hello {{who}}! {{tone}}\n") << u"2.0.0"_s
                                       << u"Variable `tone` is new and required → major"_s;
    QTest::newRow("variable removed") << QByteArray("Hello you!\n") << u"2.0.0"_s
                                      << u"Variable `who` is gone → major"_s;
    QTest::newRow("variable renamed") << QByteArray("Hello {{name}}!\n") << u"2.0.0"_s
                                      << u"Variable `who` is now called `name` → major"_s;
}

void TestPublishSheet::proposesFromTheChange()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, version);
    QFETCH(QString, reason);
    const auto sheet = open(content);
    QVERIFY(sheet);
    QVERIFY(says(sheet, reason));
    QCOMPARE(sheet->choices()->chosen()->toString(), version);
    QVERIFY(sheet->publishButton()->isEnabled());
    QVERIFY(sheet->publishButton()->text().contains(version));
    QVERIFY(!sheet->choices()->findChild<QLineEdit *>()->isVisible());
    delete sheet;
}

void TestPublishSheet::explainsInThePersonsLanguage()
{
    QCOMPARE(installTranslations(*QCoreApplication::instance(), QLocale(QLocale::German)), u"de"_s);
    const auto sheet = open("Hello {{name}}!\n");
    const bool isSaid = sheet && says(sheet, u"Die Variable `who` heißt jetzt `name` → "_s);
    delete sheet;
    qDeleteAll(QCoreApplication::instance()->findChildren<QTranslator *>());
    QVERIFY(isSaid);
}

void TestPublishSheet::publishesWithMessage()
{
    const auto sheet = open("Hi {{who}}!\n");
    QVERIFY(sheet);
    QSignalSpy published(sheet, &PublishSheet::published);
    sheet->setAuthor(u"Grace"_s);
    sheet->findChild<QPlainTextEdit *>()->setPlainText(u"shorter"_s);
    QTest::keyClick(sheet, Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE(published.count(), 1);
    QTRY_VERIFY(!sheet);
    const auto stored = library->library().fetch(*PromptRef::parse(u"support/greet@1.1.1"), {});
    QVERIFY(stored);
    QCOMPARE(stored->content, QByteArray("Hi {{who}}!\n"));
    QCOMPARE(stored->metadata.message, u"shorter"_s);
    QCOMPARE(stored->metadata.author, u"Grace"_s);
}

void TestPublishSheet::offersTheFirstVersion()
{
    name = makeName(u"support/new");
    const auto sheet = open("Hello\n", {});
    name = makeName(u"support/greet");
    QVERIFY(sheet);
    QCOMPARE(sheet->choices()->chosen()->toString(), u"1.0.0"_s);
    QVERIFY(!sheet->findChild<ComparisonView *>()->isVisible());
    // Only who wants another number is asked for it, and no room is left for a difference that there is not.
    QVERIFY(!sheet->choices()->findChild<QLineEdit *>()->isVisible());
    QVERIFY(sheet->findChild<QPlainTextEdit *>()->hasFocus());
    QCOMPARE(sheet->height(), sheet->sizeHint().height());
    delete sheet;
}

void TestPublishSheet::refusesWhatIsUnchanged()
{
    const auto sheet = open("Hello {{who}}!\n");
    QVERIFY(sheet);
    QVERIFY(!sheet->publishButton()->isEnabled());
    QVERIFY(says(sheet, u"Nothing has changed"_s));
    delete sheet;
}

void TestPublishSheet::refusesAVersionThatExists()
{
    const auto sheet = open("Hi {{who}}!\n");
    QVERIFY(sheet);
    sheet->choices()->setOwnVersion(u"1.0.0"_s);
    QVERIFY(sheet->publishButton()->isEnabled());
    sheet->publishButton()->click();
    QTRY_VERIFY(says(sheet, u"already published"_s));
    QVERIFY(sheet->isVisible());
    QCOMPARE(library->library().fetch(*PromptRef::parse(u"support/greet@1.0.0"), {})->content,
             QByteArray("Hello {{who}}\n"));
    delete sheet;
}

void TestPublishSheet::refusesWhatIsNoVersion()
{
    const auto sheet = open("Hi {{who}}!\n");
    QVERIFY(sheet);
    sheet->choices()->setOwnVersion(u"v1.2"_s);
    QVERIFY(!sheet->choices()->chosen());
    QVERIFY(!sheet->publishButton()->isEnabled());
    sheet->choices()->setOwnVersion(u"1.2.0-rc.1"_s);
    QCOMPARE(sheet->choices()->chosen(), makeVersion(u"1.2.0-rc.1"));
    QVERIFY(sheet->publishButton()->isEnabled());
    delete sheet;
}

void TestPublishSheet::showsTheDifference()
{
    const auto sheet = open("Hi {{who}}!\n");
    QVERIFY(sheet);
    auto *comparison = sheet->findChild<ComparisonView *>();
    QTRY_VERIFY(comparison->isReady());
    QVERIFY(comparison->isVisible());
    QCOMPARE(comparison->difference().stats().changed, 1);
    delete sheet;
}

void TestPublishSheet::warnsWhenSomebodyPublishedMeanwhile()
{
    const auto sheet = open("Hi {{who}}!\n", u"1.0.0"_s);
    QVERIFY(sheet);
    QTRY_VERIFY(says(sheet, u"1.1.0 was published after you began"_s));
    delete sheet;
}

void TestPublishSheet::noticesAPublicationWhileItIsOpen()
{
    const auto sheet = open("Hi {{who}}!\n");
    QVERIFY(sheet);
    QCOMPARE(sheet->choices()->chosen()->toString(), u"1.1.1"_s);
    library->publish(u"support/greet"_s, u"1.1.1"_s, "Somebody else {{who}}\n");
    QTRY_COMPARE(sheet->choices()->chosen()->toString(), u"1.1.2"_s);
    delete sheet;
}

QTEST_MAIN(TestPublishSheet)
#include "test_publish_sheet.moc"
