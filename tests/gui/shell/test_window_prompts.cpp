// SPDX-License-Identifier: Apache-2.0
// What is done with prompts in a window: going to one, searching, changing, and taking back what was done.
#include "search_page.h"
#include "window_fixture.h"

#include "pulse/library/drafts.h"
#include "pulse/ui/activity/activity_panel.h"
#include "pulse/ui/models/version_history_model.h"
#include "pulse/ui/timeline/timeline_panel.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QListView>
#include <QPlainTextEdit>
#include <QStatusBar>
#include <QTest>
#include <QTimeZone>
#include <QTreeWidget>

using namespace pulse;
using namespace pulse::test;
using namespace pulse::ui;
using namespace Qt::StringLiterals;

class TestWindowPrompts : public QObject
{
    Q_OBJECT

    std::unique_ptr<Person> m_person;

private slots:
    void init() { m_person = std::make_unique<Person>(); }
    void cleanup() { m_person.reset(); }

    void goingToAPromptOpensItAndBackLeadsBack()
    {
        const auto window = m_person->openSample(u"greeting"_s);
        goTo(*window, u"refund"_s);
        QTRY_COMPARE(currentName(*window), u"support/refund-reply"_s);
        QCOMPARE(window->windowTitle(), u"Pulse — support/refund-reply"_s);
        QVERIFY(action(*window, u"back"_s)->isEnabled());
        QVERIFY(!action(*window, u"forward"_s)->isEnabled());
        action(*window, u"back"_s)->trigger();
        QTRY_COMPARE(currentName(*window), u"support/greeting"_s);
        action(*window, u"forward"_s)->trigger();
        QTRY_COMPARE(currentName(*window), u"support/refund-reply"_s);
    }

    void searchingEverywhereOpensTheLine()
    {
        const auto window = m_person->openSample();
        action(*window, u"search-everywhere"_s)->trigger();
        auto *page = window->findChild<SearchPage *>();
        QVERIFY(page && page->isVisible());
        page->field()->setText(u"refund"_s);
        QTRY_VERIFY(page->results()->topLevelItemCount() > 0);
        QTreeWidgetItem *first = page->results()->topLevelItem(0);
        const QString name = first->text(0);
        emit page->results()->itemActivated(first->child(0), 0);
        QTRY_COMPARE(currentName(*window), name);
        page->field()->setText(u"nothing holds this text at all"_s);
        QTRY_COMPARE(page->results()->topLevelItemCount(), 0);
    }

    void actionsThatAreNotPossibleSayWhy()
    {
        const auto window = m_person->openSample();
        QAction *publish = action(*window, u"publish"_s);
        QVERIFY(!publish->isEnabled());
        QVERIFY(publish->statusTip().contains("Open a prompt"_L1));
        goTo(*window, u"greeting"_s);
        QTRY_COMPARE(currentName(*window), u"support/greeting"_s);
        QVERIFY(!publish->isEnabled());
        window->findChild<DocumentArea *>()->findChild<QPlainTextEdit *>()->insertPlainText(u"Hello. "_s);
        QTRY_VERIFY(publish->isEnabled());
        QVERIFY(action(*window, u"undo"_s)->isEnabled());
    }

    void copyingTakesTheWholeText()
    {
        const auto window = m_person->openSample(u"greeting"_s);
        action(*window, u"copy-text"_s)->trigger();
        QCOMPARE(QApplication::clipboard()->text(), document(*window)->currentText());
        action(*window, u"copy-reference"_s)->trigger();
        QVERIFY(QApplication::clipboard()->text().startsWith("support/greeting@"_L1));
    }

    void comparingOpensAPage()
    {
        const auto window = m_person->openSample(u"refund"_s);
        const int tabs = document(*window)->count();
        QTRY_VERIFY([&] {
            action(*window, u"compare"_s)->trigger();
            return document(*window)->count() > tabs;
        }());
        QTRY_VERIFY(action(*window, u"next-difference"_s)->isEnabled());
        action(*window, u"close-tab"_s)->trigger();
        QTRY_VERIFY(!action(*window, u"next-difference"_s)->isEnabled());
    }

    void theTimelineTellsWhenTheDraftWasSaved()
    {
        const auto window = m_person->openSample();
        const auto *session = window->findChild<LibrarySession *>();
        const Name name = Name::parse(u"support/greeting").value();
        const QDateTime saved(QDate(2024, 5, 5), QTime(5, 5, 5), QTimeZone::utc());
        DraftStore store(DraftStore::defaultFolder(), session->info().id, std::make_shared<SystemClock>());
        QVERIFY(store.save(
            {.key = name.toString(), .name = name, .base = {}, .content = "Old work", .savedAt = saved, .cursor = 0}));
        goTo(*window, u"greeting"_s);
        QTRY_COMPARE(document(*window)->currentText(), u"Old work"_s);
        const auto *model = window->findChild<TimelinePanel *>()->model();
        QTRY_VERIFY(model->isDraft(model->index(0)));
        QCOMPARE(model->index(0).data(VersionHistoryModel::DateRole).toDateTime(), saved);
        document(*window)->findChild<QPlainTextEdit *>()->insertPlainText(u"New "_s);
        QTRY_VERIFY(model->index(0).data(VersionHistoryModel::DateRole).toDateTime() > saved);
    }

    void aRemovedPromptComesBackByUndo()
    {
        const auto window = m_person->openSample();
        const auto *session = window->findChild<LibrarySession *>();
        const QString name = u"support/greeting"_s;
        QVERIFY(hasPrompt(*session, name));
        tree(*window)->revealPrompt(Name::parse(name).value());
        QTRY_COMPARE(tree(*window)->selectedPrompts().size(), std::size_t(1));
        QAction *remove = nullptr;
        for (QAction *one : tree(*window)->contextActions()) {
            if (one->shortcuts().contains(QKeySequence(Qt::Key_Delete)))
                remove = one;
        }
        QVERIFY(remove && remove->isEnabled());
        remove->trigger();
        QTRY_VERIFY(!hasPrompt(*session, name));
        QTRY_VERIFY(visibleButton(*window, u"Undo"_s));
        visibleButton(*window, u"Undo"_s)->click();
        QTRY_VERIFY(hasPrompt(*session, name));
        QTRY_VERIFY(!visibleButton(*window, u"Undo"_s));
    }

    void undoNamesWhatWasDoneToTheLibrary()
    {
        const auto window = m_person->openSample();
        auto *session = window->findChild<LibrarySession *>();
        const Name from = Name::parse(u"support/greeting").value();
        const Name to = Name::parse(u"support/welcome").value();
        auto task = session->rename(from, to);
        QTRY_COMPARE(action(*window, u"undo"_s)->text(), u"Undo rename of “support/welcome”"_s);
        window->activateWindow();
        tree(*window)->focusTree();
        QTRY_VERIFY(tree(*window)->isAncestorOf(QApplication::focusWidget()));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(hasPrompt(*session, from.toString()));
        QTRY_VERIFY(!visibleButton(*window, u"Undo"_s));
        QTRY_COMPARE(action(*window, u"redo"_s)->text(), u"Redo rename of “support/welcome”"_s);
        action(*window, u"redo"_s)->trigger();
        QTRY_VERIFY(hasPrompt(*session, to.toString()));
    }

    void undoInTheEditorIsThatOfTheText()
    {
        const auto window = m_person->openSample(u"greeting"_s);
        auto *session = window->findChild<LibrarySession *>();
        MetadataPatch patch;
        patch.addTags = {u"fresh"_s};
        auto task = session->updateMetadata(*PromptRef::parse(u"support/greeting"), patch);
        QTRY_VERIFY(session->activities().nextUndo());
        auto *editor = document(*window)->findChild<QPlainTextEdit *>();
        const QString before = editor->toPlainText();
        window->activateWindow();
        editor->setFocus();
        QTRY_COMPARE(QApplication::focusWidget(), static_cast<QWidget *>(editor));
        QTest::keyClicks(editor, u"x"_s);
        QTRY_COMPARE(action(*window, u"undo"_s)->text(), u"&Undo"_s);
        QTest::keyClick(editor, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(editor->toPlainText(), before);
        QVERIFY(session->activities().nextUndo());
        QTest::keyClick(editor, Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(session->activities().nextUndo()); // nothing left of the text, and yet not the library's turn
    }

    void theListOfActivitiesOpensFromTheStatusBar()
    {
        const auto window = m_person->openSample();
        auto *session = window->findChild<LibrarySession *>();
        auto task = session->duplicate(Name::parse(u"support/greeting").value(), Name::parse(u"copied").value());
        QTRY_VERIFY(session->activities().nextUndo());
        QAbstractButton *open = nullptr;
        for (auto *button : window->statusBar()->findChildren<QAbstractButton *>()) {
            if (button->accessibleName() == u"Activity")
                open = button;
        }
        QVERIFY(open);
        open->click();
        auto *list = window->findChild<ActivityPanel *>();
        QVERIFY(list && list->isVisible());
        QCOMPARE(list->view()->model()->rowCount(), 1);
        QTest::keyClick(list->view(), Qt::Key_Return);
        QTRY_VERIFY(!hasPrompt(*session, u"copied"_s));
        QTest::keyClick(list->view(), Qt::Key_Escape);
        QVERIFY(!list->isVisible());
    }
};

QTEST_MAIN(TestWindowPrompts)
#include "test_window_prompts.moc"
