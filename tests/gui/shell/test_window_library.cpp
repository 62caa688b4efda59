// SPDX-License-Identifier: Apache-2.0
// What is done with a library as a whole in a window: coming back to it, leaving it, checking it, and what goes in and
// out.
#include "welcome_page.h"
#include "window_fixture.h"

#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/health/health_page.h"
#include "pulse/ui/timeline/timeline_panel.h"
#include "pulse/ui/transfer/export_sheet.h"
#include "pulse/ui/transfer/import_sheet.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QTest>

using namespace pulse;
using namespace pulse::test;
using namespace pulse::ui;
using namespace Qt::StringLiterals;

namespace {

void writeFile(const QString &path, const QByteArray &content)
{
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

} // namespace

class TestWindowLibrary : public QObject
{
    Q_OBJECT

    std::unique_ptr<Person> m_person;

private slots:
    void init() { m_person = std::make_unique<Person>(); }
    void cleanup() { m_person.reset(); }

    void theSessionComesBack()
    {
        {
            const auto window = m_person->openSample(u"greeting"_s);
            goTo(*window, u"refund"_s);
            QTRY_COMPARE(currentName(*window), u"support/refund-reply"_s);
            action(*window, u"fold-left"_s)->trigger();
            QVERIFY(!tree(*window)->isVisible());
            window->close();
            QTRY_VERIFY(!window->isVisible());
        }
        const auto window = m_person->openWindow();
        QTRY_COMPARE(document(*window)->count(), 2);
        QTRY_COMPARE(currentName(*window), u"support/refund-reply"_s);
        QVERIFY(!tree(*window)->isVisible());
        QVERIFY(!action(*window, u"fold-left"_s)->isChecked());
    }

    void whatWasTypedSurvivesClosingTheWindow()
    {
        {
            const auto window = m_person->openSample(u"greeting"_s);
            document(*window)->findChild<QPlainTextEdit *>()->insertPlainText(u"Typed just before closing. "_s);
            window->close();
            QTRY_VERIFY(!window->isVisible());
        }
        const auto window = m_person->openWindow();
        QTRY_COMPARE(currentName(*window), u"support/greeting"_s);
        QTRY_VERIFY(document(*window)->currentText().startsWith("Typed just before closing. "_L1));
    }

    void aReadOnlyLibrarySaysSoInPlace()
    {
        m_person->openSample()->close();
        const auto window = m_person->openWindow({{}, true}, StandardLibraryHost::Purpose::Reading);
        QTRY_VERIFY(window->findChild<LibrarySession *>());
        QVERIFY(window->findChild<LibrarySession *>()->isReadOnly());
        QVERIFY(!action(*window, u"new-prompt"_s)->isEnabled());
        QVERIFY(action(*window, u"new-prompt"_s)->statusTip().contains("not changed"_L1));
        QVERIFY(window->findChild<MessageBar *>()->isVisible());
    }

    void aLibraryThatIsGoneIsSaidAndCanBeMade()
    {
        const QString gone = m_person->path(u"gone"_s);
        const auto window = m_person->openWindow({{gone}, false});
        QTRY_VERIFY(visibleButton(*window, u"Try again"_s));
        QVERIFY(window->findChild<WelcomePage *>()->isVisible());
        QVERIFY(visibleButton(*window, u"Make a library there"_s));
        visibleButton(*window, u"Make a library there"_s)->click();
        QTRY_VERIFY(window->findChild<LibrarySession *>());
        QTRY_VERIFY(visibleButton(*window, action(*window, u"new-prompt"_s)->text()));
    }

    // What others change of a library's options counts when it is opened again, which a button does; nothing is lost.
    void changedOptionsAreToldAndCountWhenItIsOpenedAgain()
    {
        LibraryProfile team;
        team.name = u"team"_s;
        {
            const auto window = m_person->openSample();
            team.url = window->findChild<LibrarySession *>()->info().url;
            action(*window, u"close-library"_s)->trigger();
            window->close();
        }
        Profiles others(std::make_shared<Settings>());
        QVERIFY(others.add(team));
        const auto window = m_person->openWindow({{u"team"_s}, false});
        const auto session = [&] { return window->findChild<LibrarySession *>(); };
        QTRY_VERIFY(session() && session()->isLoaded());
        QTRY_COMPARE(session()->title(), u"team"_s);
        goTo(*window, u"refund"_s);
        QTRY_COMPARE(currentName(*window), u"support/refund-reply"_s);
        goTo(*window, u"greeting"_s);
        QTRY_COMPARE(currentName(*window), u"support/greeting"_s);
        document(*window)->findChild<QPlainTextEdit *>()->setFocus();
        for (QPlainTextEdit *editor : document(*window)->findChildren<QPlainTextEdit *>()) {
            if (editor->isVisible())
                editor->insertPlainText(u"Typed just before. "_s);
        }
        const QPointer<LibrarySession> before = session();
        QVERIFY(!before->isReadOnly());
        QVERIFY(!visibleButton(*window, u"Open again"_s));

        QVERIFY(others.setOption(u"team"_s, u"read-only"_s, u"true"_s));
        QTRY_VERIFY(visibleButton(*window, u"Open again"_s));
        QVERIFY(!before->isReadOnly());
        QVERIFY(others.setOption(u"team"_s, u"read-only"_s, u"false"_s));
        QTRY_VERIFY(!visibleButton(*window, u"Open again"_s)); // it is what it was
        QVERIFY(others.setOption(u"team"_s, u"read-only"_s, u"true"_s));
        QTRY_VERIFY(visibleButton(*window, u"Open again"_s));
        visibleButton(*window, u"Open again"_s)->click();
        QTRY_VERIFY(!before);
        QTRY_VERIFY(session() && session()->isLoaded());
        QVERIFY(session()->isReadOnly());
        QCOMPARE(session()->title(), u"team"_s);
        QVERIFY(!visibleButton(*window, u"Open again"_s));
        QTRY_COMPARE(document(*window)->count(), 2);
        QTRY_COMPARE(currentName(*window), u"support/greeting"_s);
        QTRY_VERIFY2(document(*window)->currentText().contains("Typed just before. "_L1),
                     qPrintable(document(*window)->currentText().left(60)));
    }

    void closingALibraryLetsGoOfIt()
    {
        const auto window = m_person->openSample(u"greeting"_s);
        action(*window, u"close-library"_s)->trigger();
        QTRY_VERIFY(!window->findChild<LibrarySession *>());
        QCOMPARE(document(*window)->count(), 0);
        QTRY_VERIFY(window->findChild<WelcomePage *>()->isVisible());
        QVERIFY(!action(*window, u"go-to-prompt"_s)->isEnabled());
        QVERIFY(!action(*window, u"back"_s)->isEnabled());
    }

    void checkingOpensAPageThatTellsTheOutcome()
    {
        const auto window = m_person->openSample();
        action(*window, u"check-library"_s)->trigger();
        auto *page = window->findChild<HealthPage *>();
        QVERIFY(page);
        QCOMPARE(document(*window)->currentPage(), page);
        QTRY_COMPARE_WITH_TIMEOUT(page->state(), HealthPage::State::Checked, 20000);
        QVERIFY(page->report().findings.empty());
        QVERIFY(page->report().versions > 0);
        // Asking again finds the same page, and checks anew.
        action(*window, u"check-library"_s)->trigger();
        QCOMPARE(window->findChildren<HealthPage *>().size(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(page->state(), HealthPage::State::Checked, 20000);
    }

    void aDamagedPromptLeadsToTheCheckOfItsLibrary()
    {
        const auto window = m_person->openSample();
        const auto *session = window->findChild<LibrarySession *>();
        const QString prompt = session->catalogue().entries().front().name->toString();
        const QString root = session->info().url.toLocalFile();
        QDirIterator metadata(root + u"/prompts/"_s + prompt, {u"metadata.json"_s}, QDir::Files,
                              QDirIterator::Subdirectories);
        while (metadata.hasNext()) {
            QFile file(metadata.next());
            QVERIFY(file.open(QIODevice::ReadWrite));
            const QByteArray edited = file.readAll().replace("\"created_at\": \"2", "\"created_at\": \"1");
            QVERIFY(file.resize(0) && file.seek(0));
            QCOMPARE(file.write(edited), edited.size());
        }
        goTo(*window, prompt);
        QTRY_VERIFY(visibleButton(*window, u"Look at it and accept it…"_s));
        visibleButton(*window, u"Look at it and accept it…"_s)->click();
        QTRY_VERIFY(window->findChild<HealthPage *>());
        const auto *page = window->findChild<HealthPage *>();
        QTRY_COMPARE_WITH_TIMEOUT(page->state(), HealthPage::State::Checked, 20000);
        QVERIFY(std::ranges::any_of(page->report().findings, &Finding::acceptable));
    }

    void importingAFolderTellsWhatWillHappenFirst()
    {
        const auto window = m_person->openSample();
        const auto *session = window->findChild<LibrarySession *>();
        const QString folder = m_person->path(u"mine"_s);
        writeFile(folder + u"/hello.md"_s, "# Hello");
        writeFile(folder + u"/bye.prompt"_s, "Bye");
        action(*window, u"import-folder"_s)->trigger();
        auto *chooser = window->findChild<QFileDialog *>();
        QVERIFY(chooser);
        chooser->findChild<QLineEdit *>(u"fileNameEdit"_s)->setText(folder);
        QMetaObject::invokeMethod(chooser, "accept");
        auto *sheet = window->findChild<ImportSheet *>();
        QVERIFY(sheet && sheet->isVisible());
        QTRY_COMPARE(sheet->state(), ImportSheet::State::Ready);
        QVERIFY2(sheet->summary().startsWith(u"2 prompts, 2 versions"_s), qPrintable(sheet->summary()));
        QVERIFY(!hasPrompt(*session, u"mine/hello"_s));
        sheet->mainButton()->click();
        QTRY_COMPARE(sheet->state(), ImportSheet::State::Done);
        QTRY_VERIFY(hasPrompt(*session, u"mine/hello"_s) && hasPrompt(*session, u"mine/bye"_s));
        sheet->mainButton()->click();
        QTRY_VERIFY(!window->findChild<ImportSheet *>());
    }

    void whatIsDroppedOnTheTreeIsSummedUpFirst()
    {
        const auto window = m_person->openSample();
        const QString file = m_person->path(u"dropped.txt"_s);
        writeFile(file, "Dropped");
        emit tree(*window)->importRequested({file}, u"support"_s);
        auto *sheet = window->findChild<ImportSheet *>();
        QVERIFY(sheet && sheet->isVisible());
        QCOMPARE(sheet->intoField()->text(), u"support"_s);
        QTRY_COMPARE(sheet->state(), ImportSheet::State::Ready);
        QVERIFY2(sheet->summary().contains(u"into support"_s), qPrintable(sheet->summary()));
        action(*window, u"close-library"_s)->trigger();
        QTRY_VERIFY(!window->findChild<LibrarySession *>());
        QVERIFY(!window->findChild<ImportSheet *>());
    }

    void exportingWritesFiles()
    {
        const auto window = m_person->openSample();
        const QString folder = m_person->path(u"out"_s);
        const auto exported = [&](const QString &told, const QString &file) {
            auto *sheet = window->findChild<ExportSheet *>();
            QVERIFY(sheet && sheet->isVisible());
            sheet->targetField()->setText(folder);
            QTRY_VERIFY(sheet->mainButton()->isEnabled());
            if (!told.isEmpty())
                QCOMPARE(sheet->summary(), told);
            sheet->mainButton()->click();
            QTRY_COMPARE(sheet->state(), ExportSheet::State::Done);
            QVERIFY2(QFile::exists(folder + file), qPrintable(sheet->summary()));
            sheet->mainButton()->click();
            QTRY_VERIFY(!window->findChild<ExportSheet *>());
        };
        emit tree(*window)->exportRequested({u"support/greeting"_s});
        exported(u"1 file"_s, u"/support/greeting.md"_s);
        QVERIFY(QFile::remove(folder + u"/support/greeting.md"_s));
        goTo(*window, u"greeting"_s);
        QTRY_COMPARE(currentName(*window), u"support/greeting"_s);
        auto *timeline = window->findChild<TimelinePanel *>();
        emit timeline->exportRequested({Name::parse(u"support/greeting").value(), *document(*window)->current().base});
        exported(u"1 file"_s, u"/support/greeting.md"_s);
        action(*window, u"export-prompts"_s)->trigger();
        exported({}, u"/support/refund-reply.md"_s);
    }
};

QTEST_MAIN(TestWindowLibrary)
#include "test_window_library.moc"
