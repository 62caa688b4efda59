// SPDX-License-Identifier: Apache-2.0
// What the window does about unsaved work and older layouts when a library is opened.
#include "draft_row.h"

#include "pulse/composition/standard_library_host.h"
#include "pulse/library/drafts.h"
#include "pulse/test/makers.h"
#include "pulse/test/temporary_library.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/diff/comparison_view.h"
#include "pulse/ui/document/document_area.h"
#include "pulse/ui/recovery/unsaved_work_page.h"
#include "pulse/ui/recovery/upgrade_sheet.h"
#include "pulse/ui/shell/main_window.h"

#include <QAction>
#include <QCheckBox>
#include <QDirIterator>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace pulse;
using namespace pulse::ui;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 30000; // milliseconds, on a machine that does much else

/// Writes the library's files as schema 1 had them: without seals.
void makeOld(const QString &folder)
{
    QDirIterator files(folder, {u"*.json"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray plain;
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (!line.startsWith("  \"seal\": "))
                plain += line + '\n';
        }
        plain.chop(1);
        plain.replace("\"schema\": 2", "\"schema\": 1");
        QVERIFY(file.resize(0) && file.seek(0));
        QCOMPARE(file.write(plain), plain.size());
    }
}

/// A person with one library, whose window is opened again and again.
class Person
{
public:
    Person()
    {
        for (const char *variable : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"})
            qputenv(variable, m_home.filePath(QString::fromLatin1(variable).toLower()).toLocal8Bit());
        qunsetenv("PULSE_LIBRARY");
        publish(u"greet"_s, u"1.0.0"_s);
        publish(u"support/refund"_s, u"1.0.0"_s);
    }

    void publish(const QString &name, const QString &version)
    {
        const auto stored = m_library.storage().store(makePrompt(name, version), {});
        QVERIFY2(stored, stored ? "" : qPrintable(stored.error().message()));
    }

    [[nodiscard]] QString draftFolder() const { return m_home.filePath(u"drafts"_s); }
    [[nodiscard]] DraftStore drafts() const
    {
        return {draftFolder(), m_library.storage().info().id, std::make_shared<SystemClock>()};
    }
    void leaveDraft(const QString &name, const QByteArray &content) const
    {
        const auto saved = drafts().save({.key = name,
                                          .name = makeName(name),
                                          .base = Version::parse(u"1.0.0"_s).value(),
                                          .content = content,
                                          .savedAt = {}});
        QVERIFY2(saved, saved ? "" : qPrintable(saved.error().message()));
    }
    [[nodiscard]] std::optional<QByteArray> kept(const QString &key) const
    {
        const auto draft = drafts().load(key);
        return draft ? std::optional(draft->content) : std::nullopt;
    }
    [[nodiscard]] QString path() const { return m_library.path(); }

    [[nodiscard]] std::unique_ptr<MainWindow> openWindow()
    {
        const auto clock = std::make_shared<SystemClock>();
        const auto settings = std::make_shared<Settings>();
        const auto host = std::make_shared<StandardLibraryHost>(StandardLibraryHost::Purpose::Window, clock, settings);
        auto window = std::make_unique<MainWindow>(MainWindow::Services{host, settings, clock, {}, draftFolder()});
        window->resize(1280, 800); // the test's screen may be smaller
        window->start({{m_library.path()}, false});
        window->show();
        return window;
    }

private:
    QTemporaryDir m_home;
    TemporaryLibrary m_library;
};

DocumentArea *document(const MainWindow &window)
{
    return window.findChild<DocumentArea *>();
}

UnsavedWorkPage *page(const MainWindow &window)
{
    return window.findChild<UnsavedWorkPage *>();
}

QPushButton *visibleButton(const QWidget &in, const QString &text)
{
    for (QPushButton *button : in.findChildren<QPushButton *>()) {
        if (button->isVisible() && button->text() == text)
            return button;
    }
    return nullptr;
}

bool isSaid(const QWidget &in, const QString &part)
{
    return std::ranges::any_of(in.findChildren<QLabel *>(),
                               [&](const QLabel *label) { return label->isVisible() && label->text().contains(part); });
}

bool isShowing(const MainWindow &window, const QString &name)
{
    const DocumentInfo info = document(window)->current();
    return info.isLoaded && info.name && info.name->toString() == name;
}

void end(MainWindow &window)
{
    window.close();
    QTRY_VERIFY_WITH_TIMEOUT(!window.isVisible(), patience);
}

/// The page, in front, with that many rows which all know how they stand.
bool isOffering(const MainWindow &window, int rows)
{
    const UnsavedWorkPage *shown = page(window);
    return shown && shown->isVisible() && shown->rows().size() == rows &&
           std::ranges::none_of(shown->rows(), [](const DraftRow *row) {
               return row->work().standing == UnsavedWork::Standing::Unknown;
           });
}

} // namespace

class TestRecoveryWindow : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_person = std::make_unique<Person>(); }
    void cleanup() { m_person.reset(); }

    void draftsOfABadEndAreOffered()
    {
        m_person->leaveDraft(u"greet"_s, "typed\n");
        m_person->leaveDraft(u"support/refund"_s, "typed as well\n");
        const auto window = m_person->openWindow();
        QTRY_VERIFY_WITH_TIMEOUT(isOffering(*window, 2), patience);
        QCOMPARE(document(*window)->count(), 1);
        QVERIFY(visibleButton(*page(*window), u"Continue all"_s));

        QTest::mouseClick(page(*window)->rows().back()->compareButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window->findChild<ComparisonView *>(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(window->findChild<ComparisonView *>()->isReady(), patience);
        QVERIFY(!window->findChild<ComparisonView *>()->difference().isIdentical());

        window->findChild<QAction *>(u"unsaved-work"_s)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(isOffering(*window, 2), patience);
        DraftRow *row = page(*window)->rows().back();
        const QString name = row->work().title();
        QTest::mouseClick(row->continueButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(isShowing(*window, name), patience);
        QVERIFY(document(*window)->current().hasDraft);
        QVERIFY(document(*window)->currentText().startsWith(u"typed"_s));
    }

    void continuingAllOpensThemAll()
    {
        m_person->leaveDraft(u"greet"_s, "typed\n");
        m_person->leaveDraft(u"support/refund"_s, "typed as well\n");
        const auto window = m_person->openWindow();
        QTRY_VERIFY_WITH_TIMEOUT(isOffering(*window, 2), patience);
        QTest::mouseClick(page(*window)->continueAllButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!page(*window), patience);
        QCOMPARE(document(*window)->count(), 2);
        QTRY_VERIFY_WITH_TIMEOUT(document(*window)->current().hasDraft, patience);
    }

    void discardingIsTakenBackAndNothingElseIsLost()
    {
        m_person->leaveDraft(u"greet"_s, "typed\n");
        const auto window = m_person->openWindow();
        QTRY_VERIFY_WITH_TIMEOUT(isOffering(*window, 1), patience);
        QTest::mouseClick(page(*window)->rows().front()->discardButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!m_person->kept(u"greet"_s), patience);
        QPushButton *undo = visibleButton(*page(*window), u"Undo"_s);
        QVERIFY(undo);
        QTest::mouseClick(undo, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_person->kept(u"greet"_s), "typed\n"_ba, patience);
        QTRY_VERIFY_WITH_TIMEOUT(isOffering(*window, 1), patience);
    }

    void discardingAnOpenDraftShowsWhatIsPublished()
    {
        m_person->leaveDraft(u"greet"_s, "typed\n");
        const auto window = m_person->openWindow();
        QTRY_VERIFY_WITH_TIMEOUT(isOffering(*window, 1), patience);
        QTest::mouseClick(page(*window)->rows().front()->continueButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(isShowing(*window, u"greet"_s) && document(*window)->current().hasDraft, patience);
        window->findChild<QAction *>(u"unsaved-work"_s)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(isOffering(*window, 1), patience);
        QTest::mouseClick(page(*window)->rows().front()->discardButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!m_person->kept(u"greet"_s), patience);
        QTest::mouseClick(visibleButton(*page(*window), u"Undo"_s), Qt::LeftButton);
        document(*window)->previousTab();
        QTRY_VERIFY_WITH_TIMEOUT(isShowing(*window, u"greet"_s), patience);
        QCOMPARE(document(*window)->currentText(), u"typed\n"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_person->kept(u"greet"_s), "typed\n"_ba, patience);
    }

    void whatIsIgnoredIsThereAgain()
    {
        m_person->leaveDraft(u"greet"_s, "typed\n");
        {
            const auto window = m_person->openWindow();
            QTRY_VERIFY_WITH_TIMEOUT(isOffering(*window, 1), patience);
            end(*window);
        }
        QCOMPARE(m_person->kept(u"greet"_s), "typed\n"_ba);
        // After an orderly end it is only mentioned.
        const auto window = m_person->openWindow();
        QTRY_VERIFY_WITH_TIMEOUT(isSaid(*window, u"is not open has unsaved work"_s), patience);
        QVERIFY(!page(*window));
        QTest::mouseClick(visibleButton(*window, u"Show"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(isOffering(*window, 1), patience);
        QVERIFY(!isSaid(*window, u"is not open has unsaved work"_s));
    }

    void anOrderlyEndBringsTheTabsBack()
    {
        {
            const auto window = m_person->openWindow();
            QAction *begin = window->findChild<QAction *>(u"new-prompt"_s);
            QTRY_VERIFY_WITH_TIMEOUT(begin->isEnabled(), patience);
            begin->trigger();
            QTRY_VERIFY_WITH_TIMEOUT(document(*window)->current().isLoaded, patience);
            for (QPlainTextEdit *edit : document(*window)->findChildren<QPlainTextEdit *>())
                edit->insertPlainText(u"an idea"_s);
            end(*window);
        }
        const auto left = m_person->drafts().list();
        QVERIFY(left);
        QCOMPARE(left->size(), 1U);
        const auto window = m_person->openWindow();
        QTRY_COMPARE_WITH_TIMEOUT(document(*window)->currentText(), u"an idea"_s, patience);
        QVERIFY(!page(*window));
    }

    void damageIsToldUntilItIsKnown()
    {
        m_person->leaveDraft(u"greet"_s, "A short draft.\n");
        m_person->leaveDraft(u"support/refund"_s, "Another.\n");
        QDirIterator files(m_person->draftFolder(), {u"journal"_s}, QDir::Files, QDirIterator::Subdirectories);
        QVERIFY(files.hasNext());
        const QString journal = files.next();
        {
            QFile file(journal);
            QVERIFY(file.open(QIODevice::ReadWrite));
            QByteArray bytes = file.readAll();
            QVERIFY(bytes.contains("short"));
            file.seek(0);
            file.write(bytes.replace("short", "shirt"));
        }
        {
            const auto window = m_person->openWindow();
            QTRY_VERIFY_WITH_TIMEOUT(isSaid(*window, journal), patience);
            QTRY_VERIFY_WITH_TIMEOUT(isOffering(*window, 1), patience); // the intact one
            // The next change keeps the damaged part aside.
            QTest::mouseClick(page(*window)->rows().front()->discardButton(), Qt::LeftButton);
            QTRY_VERIFY_WITH_TIMEOUT(!m_person->kept(u"support/refund"_s), patience);
            end(*window);
        }
        {
            const auto window = m_person->openWindow();
            QTRY_VERIFY_WITH_TIMEOUT(isSaid(*window, journal + u".damaged-1"_s), patience);
            QVERIFY(visibleButton(*window, u"Show the folder"_s));
            QTest::mouseClick(visibleButton(*window, u"Do not tell again"_s), Qt::LeftButton);
            QVERIFY(!isSaid(*window, journal));
            end(*window);
        }
        const auto window = m_person->openWindow();
        m_person->leaveDraft(u"greet"_s, "typed\n");
        window->findChild<QAction *>(u"unsaved-work"_s)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(page(*window) && !isSaid(*window, journal), patience);
    }

    void anOlderLayoutIsUpgradedFromTheWindow()
    {
        makeOld(m_person->path());
        const auto window = m_person->openWindow();
        QTRY_VERIFY_WITH_TIMEOUT(isSaid(*window, u"has an older layout"_s), patience);
        QTest::mouseClick(visibleButton(*window, u"Upgrade…"_s), Qt::LeftButton);
        QPointer<UpgradeSheet> sheet = window->findChild<UpgradeSheet *>();
        QVERIFY(sheet);
        QTRY_VERIFY_WITH_TIMEOUT(sheet->mainButton()->isEnabled(), patience);
        const QAbstractItemModel *lines = sheet->table()->model();
        QVERIFY(lines->rowCount() >= 3);
        QCOMPARE(lines->index(0, 1).data().toString(), u"1 becomes 2"_s);
        QCOMPARE(lines->index(1, 1).data().toString(), u"2"_s);
        QVERIFY(!sheet->carryBox()->isVisible());
        // Nothing happens before the person agrees.
        QVERIFY(isOld());
        QTest::mouseClick(sheet->mainButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!sheet->isWorking() && sheet->mainButton()->isHidden(), patience);
        QVERIFY2(sheet->summary().startsWith(u"Upgraded 2 versions"_s), qPrintable(sheet->summary()));
        const QString kept = lines->index(0, 0).data().toString();
        QVERIFY2(QDir(m_person->path()).exists(kept), qPrintable(kept));
        QVERIFY(!isOld());
        QVERIFY(!isSaid(*window, u"has an older layout"_s));
        QVERIFY(!window->findChild<QAction *>(u"upgrade-library"_s)->isEnabled());
        QTest::mouseClick(sheet->closeButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!sheet, patience);
        QVERIFY(!isSaid(*window, u"has an older layout"_s));
        // The library goes on in the same window.
        document(*window)->openPrompt(window->findChild<LibrarySession *>(), makeName(u"greet"));
        QTRY_VERIFY_WITH_TIMEOUT(isShowing(*window, u"greet"_s), patience);
    }

    void anOlderLayoutCanWait()
    {
        makeOld(m_person->path());
        const auto window = m_person->openWindow();
        QTRY_VERIFY_WITH_TIMEOUT(isSaid(*window, u"has an older layout"_s), patience);
        QTest::mouseClick(visibleButton(*window, u"Not now"_s), Qt::LeftButton);
        QVERIFY(!isSaid(*window, u"has an older layout"_s));
        window->findChild<QAction *>(u"close-library"_s)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!window->findChild<LibrarySession *>(), patience);
        window->start({{m_person->path()}, false});
        QTRY_VERIFY_WITH_TIMEOUT(
            window->findChild<LibrarySession *>() && window->findChild<LibrarySession *>()->isLoaded(), patience);
        QVERIFY(!isSaid(*window, u"has an older layout"_s));
        // It can still be asked for.
        QAction *upgrade = window->findChild<QAction *>(u"upgrade-library"_s);
        QTRY_VERIFY_WITH_TIMEOUT(upgrade->isEnabled(), patience);
        upgrade->trigger();
        QVERIFY(window->findChild<UpgradeSheet *>());
        QVERIFY(isOld());
    }

    void damageHoldsTheUpgradeUpUnlessItIsCarriedOver()
    {
        makeOld(m_person->path());
        QFile content(m_person->path() + u"/prompts/greet/1.0.0/content.md"_s);
        QVERIFY(content.open(QIODevice::WriteOnly | QIODevice::Truncate));
        content.write("changed behind its back");
        content.close();
        const auto window = m_person->openWindow();
        QTRY_VERIFY_WITH_TIMEOUT(isSaid(*window, u"has an older layout"_s), patience);
        QTest::mouseClick(visibleButton(*window, u"Upgrade…"_s), Qt::LeftButton);
        auto *sheet = window->findChild<UpgradeSheet *>();
        QVERIFY(sheet);
        QTRY_VERIFY_WITH_TIMEOUT(sheet->carryBox()->isVisible(), patience);
        QVERIFY(!sheet->mainButton()->isEnabled());
        sheet->carryBox()->setChecked(true);
        QVERIFY(sheet->mainButton()->isEnabled());
        QTest::mouseClick(sheet->mainButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!sheet->isWorking() && sheet->mainButton()->isHidden(), patience);
        QVERIFY2(sheet->summary().startsWith(u"Upgraded"_s), qPrintable(sheet->summary()));
    }

    void aCurrentLayoutIsNotMentioned()
    {
        const auto window = m_person->openWindow();
        QTRY_VERIFY_WITH_TIMEOUT(
            window->findChild<LibrarySession *>() && window->findChild<LibrarySession *>()->isLoaded(), patience);
        QVERIFY(!isSaid(*window, u"older layout"_s));
        QVERIFY(!window->findChild<QAction *>(u"upgrade-library"_s)->isEnabled());
    }

private:
    [[nodiscard]] bool isOld() const
    {
        QFile file(m_person->path() + u"/library.json"_s);
        return file.open(QIODevice::ReadOnly) && file.readAll().contains("\"schema\": 1");
    }

    std::unique_ptr<Person> m_person;
};

QTEST_MAIN(TestRecoveryWindow)
#include "test_recovery_window.moc"
