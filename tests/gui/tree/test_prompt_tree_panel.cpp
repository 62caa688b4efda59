// SPDX-License-Identifier: Apache-2.0
// What the tree shows, and that it keeps its place.
#include "pulse/test/effort.h"
#include "pulse/test/home_double.h"
#include "tree_fixture.h"

#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using namespace pulse::ui;

using Section = PromptTreeModel::Section;

class TestPromptTreePanel : public TreeFixture
{
    Q_OBJECT

private slots:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void showsPromptsAndTellsOnce();
    void opensWithEnterAndDoubleClick();
    void favouritesAndBookmarksFollow();
    void bookmarksSurvive();
    void filtersAndComesBack();
    void offersToCreateWhatIsNotThere();
    void saysThatALibraryIsEmpty();
    void saysThatPromptsAreStillFetched();
    void keepsItsPlaceWhenOthersChangeTheLibrary();
    void stateSurvives();
    void namesTheFolderForSomethingNew();
    void scrollsTenThousand();
};

void TestPromptTreePanel::showsPromptsAndTellsOnce()
{
    PromptTreePanel second;
    QSignalSpy painted(&second, &PromptTreePanel::firstPainted);
    second.resize(200, 300);
    second.show();
    second.setLibrary(library->session(), nullptr);
    QTRY_COMPARE(painted.count(), 1);
    second.view()->viewport()->repaint();
    QCoreApplication::processEvents();
    QCOMPARE(painted.count(), 1);
    QVERIFY(second.view()->isExpanded(second.model()->indexOf(Section::Prompts)));
    QVERIFY(!second.view()->accessibleName().isEmpty());
    second.setLibrary(nullptr, nullptr);
    QCOMPARE(second.model()->rowCount(second.model()->indexOf(Section::Prompts)), 0);
}

void TestPromptTreePanel::opensWithEnterAndDoubleClick()
{
    QSignalSpy opened(panel.get(), &PromptTreePanel::openRequested);
    select({u"support/refund"_s});
    QTest::keyClick(panel->view(), Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(static_cast<const Name *>(opened[0][0].constData())->toString(), u"support/refund"_s);
    const QPoint greet = panel->view()->visualRect(at(u"greet"_s)).center();
    QTest::mouseClick(panel->view()->viewport(), Qt::LeftButton, {}, greet);
    QTest::mouseDClick(panel->view()->viewport(), Qt::LeftButton, {}, greet);
    QCOMPARE(opened.count(), 2);
    // On a folder both open and close it.
    select({u"support"_s});
    const bool open = panel->view()->isExpanded(at(u"support"_s));
    QTest::keyClick(panel->view(), Qt::Key_Return);
    QCOMPARE(panel->view()->isExpanded(at(u"support"_s)), !open);
    QCOMPARE(opened.count(), 2);
}

void TestPromptTreePanel::favouritesAndBookmarksFollow()
{
    select({u"support/refund"_s});
    action(u"Add to favourites"_s)->trigger();
    const QModelIndex favourites = panel->model()->indexOf(Section::Favourites);
    QCOMPARE(panel->model()->rowCount(favourites), 1);
    QVERIFY(action(u"Remove from favourites"_s));
    QVERIFY(drop(*promptData({u"greet"_s}), favourites));
    QCOMPARE(bookmarks->favourites(), (QStringList{u"support/refund"_s, u"greet"_s}));
    action(u"Remove from favourites"_s)->trigger();
    QCOMPARE(bookmarks->favourites(), QStringList{u"greet"_s});
}

void TestPromptTreePanel::bookmarksSurvive()
{
    const QString file = folder->filePath(u"other.ini"_s);
    {
        LibraryBookmarks marks(u"file:///one"_s, file);
        marks.setFavourite(u"größe/a, b"_s, true);
        for (int number = 0; number < 20; ++number)
            marks.addRecent(u"p%1"_s.arg(number));
        LibraryBookmarks other(u"file:///two"_s, file);
        other.setFavourite(u"x"_s, true);
    }
    const LibraryBookmarks marks(u"file:///one"_s, file);
    QCOMPARE(marks.favourites(), QStringList{u"größe/a, b"_s});
    QCOMPARE(marks.recent().size(), LibraryBookmarks::maxRecent);
    QCOMPARE(marks.recent().front(), u"p19"_s);
    QCOMPARE(LibraryBookmarks(u"file:///two"_s, file).favourites(), QStringList{u"x"_s});
}

void TestPromptTreePanel::filtersAndComesBack()
{
    auto *view = panel->view();
    view->collapseAll();
    view->expand(panel->model()->indexOf(Section::Prompts));
    view->expand(at(u"marketing"_s));
    select({u"greet"_s});
    panel->focusFilter();
    QTest::keyClicks(panel->filter(), u"refund"_s);
    QTRY_COMPARE(panel->model()->matchCount(), 1);
    QVERIFY(view->isExpanded(at(u"support"_s)));
    QVERIFY(!at(u"greet"_s).isValid());
    QVERIFY(view->isRowHidden(static_cast<int>(Section::Tags), {}));
    QSignalSpy opened(panel.get(), &PromptTreePanel::openRequested);
    QTest::keyClick(panel->filter(), Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    QTest::keyClick(panel->filter(), Qt::Key_Escape);
    QVERIFY(panel->filter()->text().isEmpty());
    QVERIFY(!view->isRowHidden(static_cast<int>(Section::Tags), {}));
    QVERIFY(view->isExpanded(at(u"marketing"_s)));
    QVERIFY(!view->isExpanded(at(u"support"_s)));
    QCOMPARE(view->currentIndex(), at(u"greet"_s));
}

void TestPromptTreePanel::offersToCreateWhatIsNotThere()
{
    QSignalSpy wanted(panel.get(), &PromptTreePanel::newPromptRequested);
    panel->filter()->setText(u"support/brand-new"_s);
    QTRY_VERIFY(!panel->view()->isVisible());
    QPushButton *create = nullptr;
    const auto findButton = [&] {
        for (auto *button : panel->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text().contains(u"brand-new"_s))
                create = button;
        }
        return create != nullptr;
    };
    QTRY_VERIFY(findButton());
    QTest::mouseClick(create, Qt::LeftButton);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted[0][0].toString(), u"support"_s);
    QCOMPARE(wanted[0][1].toString(), u"brand-new"_s);
    panel->filter()->clear();
    QVERIFY(panel->view()->isVisible());
}

void TestPromptTreePanel::saysThatALibraryIsEmpty()
{
    TestSession nothing;
    panel->setLibrary(nothing.session(), nullptr);
    QTRY_VERIFY(!panel->view()->isVisible());
    const auto says = [this](const QString &text) {
        return std::ranges::any_of(panel->findChildren<QLabel *>(),
                                   [&](const QLabel *label) { return label->isVisible() && label->text() == text; });
    };
    QTRY_VERIFY(says(u"No prompts yet"_s));
    for (const QPushButton *button : panel->findChildren<QPushButton *>())
        QVERIFY(!button->isVisible()); // they stand in the middle of the window, once
    nothing.publish(u"first"_s, u"1.0.0"_s, "x");
    QTRY_VERIFY(panel->view()->isVisible());
    panel->setLibrary(nullptr, nullptr);
    QVERIFY(says(u"No library is open"_s));
}

// What is not here yet may be where the library is kept: it is not called empty before somebody has looked.
void TestPromptTreePanel::saysThatPromptsAreStillFetched()
{
    std::shared_ptr<HomeDouble> home;
    TestSession other([&home](std::shared_ptr<Storage> storage) {
        home = std::make_shared<HomeDouble>(std::move(storage));
        return home;
    });
    PromptTreePanel shown;
    const auto says = [&shown](const QString &text) {
        const auto labels = shown.findChildren<QLabel *>();
        return std::ranges::any_of(labels,
                                   [&](const QLabel *label) { return label->isVisible() && label->text() == text; });
    };
    shown.resize(280, 500);
    shown.show();
    shown.setLibrary(other.session(), nullptr);
    SyncStorage::Status status;
    status.running = true;
    home->tell(status);
    QTRY_VERIFY(says(u"Fetching the prompts…"_s));
    QVERIFY(!says(u"No prompts yet"_s));
    status.running = false;
    status.lastSynced = QDateTime::currentDateTimeUtc();
    home->tell(status);
    QTRY_VERIFY(says(u"No prompts yet"_s)); // now it is known
    status.running = true;
    home->tell(status);
    QTRY_VERIFY(other.session()->sync()->status().running);
    QVERIFY(says(u"No prompts yet"_s));
}

void TestPromptTreePanel::keepsItsPlaceWhenOthersChangeTheLibrary()
{
    for (int number = 0; number < 60; ++number)
        library->publish(u"many/p%1"_s.arg(number), u"1.0.0"_s, "x");
    QTRY_COMPARE(library->session()->catalogue().size(), 64);
    auto *view = panel->view();
    view->expand(at(u"many"_s));
    view->expand(at(u"support"_s));
    select({u"many/p30"_s, u"many/p31"_s});
    const int scrolled = view->verticalScrollBar()->value();
    const QModelIndex current = view->currentIndex();
    library->publish(u"zzz/late"_s, u"1.0.0"_s, "x");
    QVERIFY(library->library().remove(makeName(u"many/p59"), {}, {}));
    QTRY_VERIFY(at(u"zzz/late"_s).isValid());
    QTRY_VERIFY(!at(u"many/p59"_s).isValid());
    QCOMPARE(view->currentIndex(), current);
    QCOMPARE(view->selectionModel()->selectedIndexes().size(), 2);
    QVERIFY(view->isExpanded(at(u"many"_s)) && view->isExpanded(at(u"support"_s)));
    QCOMPARE(view->verticalScrollBar()->value(), scrolled);
}

void TestPromptTreePanel::stateSurvives()
{
    panel->view()->expand(at(u"support"_s));
    const QJsonObject state = panel->saveState();
    show(library.get());
    panel->restoreState(state);
    QTRY_VERIFY(at(u"support"_s).isValid());
    QVERIFY(panel->view()->isExpanded(at(u"support"_s)));
    QVERIFY(!panel->view()->isExpanded(at(u"marketing"_s)));
    QCOMPARE(panel->saveState(), state);
}

void TestPromptTreePanel::namesTheFolderForSomethingNew()
{
    select({u"support/refund"_s});
    QCOMPARE(panel->currentFolder(), u"support"_s);
    QCOMPARE(panel->selectedPrompts(), std::vector<Name>{makeName(u"support/refund")});
    select({u"marketing"_s});
    QCOMPARE(panel->currentFolder(), u"marketing"_s);
    QVERIFY(panel->selectedPrompts().empty());

    QSignalSpy wanted(panel.get(), &PromptTreePanel::newPromptRequested);
    action(u"New prompt here"_s)->trigger();
    QCOMPARE(wanted[0][0].toString(), u"marketing"_s);
    select({u"support/refund"_s});
    action(u"New folder…"_s)->trigger();
    auto *dialog = panel->findChild<QDialog *>();
    QVERIFY(dialog);
    dialog->findChild<QLineEdit *>()->setText(u"old"_s);
    for (auto *button : dialog->findChildren<QPushButton *>()) {
        if (button->text().startsWith(u"Move"_s))
            QTest::mouseClick(button, Qt::LeftButton);
    }
    QTRY_VERIFY(at(u"support/old/refund"_s).isValid());
}

void TestPromptTreePanel::scrollsTenThousand()
{
    std::vector<CatalogueEntry> entries;
    CatalogueEntry entry;
    for (int number = 0; number < 10'000; ++number) {
        entry.path = u"prompt %1"_s.arg(number);
        entry.name = makeName(entry.path);
        entries.push_back(entry);
    }
    auto *model = panel->model();
    const Catalogue catalogue(std::move(entries));
    QCOMPARE_LT(test::effort(1000,
                             [&] {
                                 model->setCatalogue({});
                                 model->setCatalogue(catalogue);
                                 panel->view()->scrollToBottom();
                                 panel->view()->viewport()->repaint();
                             }),
                1000);
    QCOMPARE_LT(test::effort(1000,
                             [&] {
                                 panel->filter()->setText(u"9 99"_s);
                                 panel->view()->viewport()->repaint();
                                 panel->filter()->clear();
                             }),
                1000);
}

QTEST_MAIN(TestPromptTreePanel)
#include "test_prompt_tree_panel.moc"
