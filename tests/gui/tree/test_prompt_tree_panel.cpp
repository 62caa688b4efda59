// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/effort.h"
#include "pulse/test/home_double.h"
#include "pulse/test/makers.h"
#include "pulse/test/test_session.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/models/prompt_tree_model.h"
#include "pulse/ui/tree/library_bookmarks.h"
#include "pulse/ui/tree/prompt_tree_panel.h"

#include <QAction>
#include <QClipboard>
#include <QDialog>
#include <QDropEvent>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using namespace pulse::ui;

using Section = PromptTreeModel::Section;

class TestPromptTreePanel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void showsPromptsAndTellsOnce();
    void opensWithEnterAndDoubleClick();
    void renamesInPlace();
    void refusesABrokenNameWhereItIsTyped();
    void renamesAFolder();
    void removesSeveralWithOneUndo();
    void restoresAndPurgesFromTheTrash();
    void duplicates();
    void movesByDroppingWithOneUndo();
    void copiesByDroppingWithControl();
    void doesNotMoveAFolderIntoItself();
    void takesFilesAndTextFromOutside();
    void copiesAndPastes();
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

private:
    void show(TestSession *over);
    [[nodiscard]] QModelIndex at(const QString &path) const { return panel->model()->indexOfPath(path); }
    void select(const QStringList &paths);
    [[nodiscard]] QAction *action(const QString &text) const;
    void type(const QString &text);
    bool drop(const QMimeData &data, const QModelIndex &index, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    [[nodiscard]] std::unique_ptr<QMimeData> promptData(const QStringList &refs) const;
    [[nodiscard]] bool exists(const QString &name) const
    {
        return library->library().exists(PromptRef{makeName(name), Selector(), false}, {}).value_or(false);
    }

    std::unique_ptr<TestSession> library;
    std::unique_ptr<QTemporaryDir> folder;
    std::unique_ptr<LibraryBookmarks> bookmarks;
    std::unique_ptr<PromptTreePanel> panel;
    [[nodiscard]] bool canUndo() const { return library->session()->activities().nextUndo(); }
    void undo() const
    {
        ActivityLog &log = library->session()->activities();
        log.undo(log.nextUndo()->id);
    }
};

void TestPromptTreePanel::init()
{
    folder = std::make_unique<QTemporaryDir>();
    library = std::make_unique<TestSession>();
    library->publish(u"greet"_s, u"1.0.0"_s, "Hello", {}, {u"polite"_s});
    library->publish(u"support/refund"_s, u"1.0.0"_s, "Sorry");
    library->publish(u"support/refund"_s, u"1.2.0"_s, "So sorry");
    library->publish(u"support/reply"_s, u"1.0.0"_s, "Dear");
    library->publish(u"marketing/launch"_s, u"2.0.0"_s, "New!");
    show(library.get());
    QTRY_VERIFY(at(u"support/refund"_s).data(PromptTreeModel::VersionRole).toString() == u"1.2.0");
    QTRY_COMPARE(library->session()->catalogue().size(), 4);
}

void TestPromptTreePanel::show(TestSession *over)
{
    bookmarks = std::make_unique<LibraryBookmarks>(u"test"_s, folder->filePath(u"bookmarks.ini"_s));
    panel = std::make_unique<PromptTreePanel>();
    panel->resize(280, 500);
    panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(panel.get(), PULSE_PATIENCE));
    panel->setLibrary(over->session(), bookmarks.get());
}

void TestPromptTreePanel::cleanup()
{
    panel.reset();
    bookmarks.reset();
    library.reset();
    folder.reset();
}

void TestPromptTreePanel::select(const QStringList &paths)
{
    auto *view = panel->view();
    view->clearSelection();
    for (const QString &path : paths) {
        QVERIFY2(at(path).isValid(), qPrintable(path));
        view->scrollTo(at(path));
        view->selectionModel()->setCurrentIndex(at(path), QItemSelectionModel::Select);
    }
    view->setFocus();
}

QAction *TestPromptTreePanel::action(const QString &text) const
{
    for (QAction *action : panel->contextActions()) {
        if (action->text() == text)
            return action;
    }
    return nullptr;
}

void TestPromptTreePanel::type(const QString &text)
{
    auto *editor = panel->view()->findChild<QLineEdit *>();
    QVERIFY(editor);
    editor->selectAll();
    QTest::keyClicks(editor, text);
}

std::unique_ptr<QMimeData> TestPromptTreePanel::promptData(const QStringList &refs) const
{
    auto data = std::make_unique<QMimeData>();
    QString list;
    for (const QString &ref : refs)
        list += (list.isEmpty() ? u"\"%1\""_s : u",\"%1\""_s).arg(ref);
    data->setData(
        u"application/x-pulse-prompts"_s,
        u"{\"library\":\"%1\",\"prompts\":[%2]}"_s.arg(library->session()->info().url.toString(), list).toUtf8());
    return data;
}

bool TestPromptTreePanel::drop(const QMimeData &data, const QModelIndex &index, Qt::KeyboardModifiers modifiers)
{
    auto *view = panel->view();
    QPoint point(5, view->viewport()->height() - 5);
    if (index.isValid()) {
        view->scrollTo(index);
        point = view->visualRect(index).center();
    }
    const auto actions = Qt::CopyAction | Qt::MoveAction;
    QDragEnterEvent enter(point, actions, &data, Qt::LeftButton, modifiers);
    QCoreApplication::sendEvent(view->viewport(), &enter);
    QDragMoveEvent move(point, actions, &data, Qt::LeftButton, modifiers);
    QCoreApplication::sendEvent(view->viewport(), &move);
    if (!enter.isAccepted() || !move.isAccepted())
        return false;
    QDropEvent event(point, actions, &data, Qt::LeftButton, modifiers);
    QCoreApplication::sendEvent(view->viewport(), &event);
    return event.isAccepted();
}

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

void TestPromptTreePanel::renamesInPlace()
{
    QSignalSpy renamed(panel.get(), &PromptTreePanel::renamed);
    bookmarks->setFavourite(u"support/refund"_s, true);
    select({u"support/refund"_s});
    QTest::keyClick(panel->view(), Qt::Key_F2);
    type(u"refund-reply"_s);
    QTest::keyClick(panel->view()->findChild<QLineEdit *>(), Qt::Key_Return);
    QTRY_COMPARE(renamed.count(), 1);
    QTRY_VERIFY(at(u"support/refund-reply"_s).isValid());
    QTRY_VERIFY(!at(u"support/refund"_s).isValid());
    QCOMPARE(bookmarks->favourites(), QStringList{u"support/refund-reply"_s});
    QTRY_VERIFY(canUndo());
    undo();
    QTRY_VERIFY(at(u"support/refund"_s).isValid());
    QTRY_COMPARE(renamed.count(), 2);
}

void TestPromptTreePanel::refusesABrokenNameWhereItIsTyped()
{
    select({u"support/refund"_s});
    QTest::keyClick(panel->view(), Qt::Key_F2);
    type(u"1.0.0"_s);
    auto *editor = panel->view()->findChild<QLineEdit *>();
    QVERIFY(!editor->hasAcceptableInput());
    QVERIFY(editor->accessibleDescription().contains(u"version"_s));
    QTest::keyClick(editor, Qt::Key_Return);
    QVERIFY(editor->isVisible());
    type(u"reply"_s); // taken
    QVERIFY(editor->accessibleDescription().contains(u"exists already"_s));
    QTest::keyClick(editor, Qt::Key_Escape);
    QTRY_VERIFY(!panel->view()->findChild<QLineEdit *>());
    QVERIFY(exists(u"support/refund"_s));
}

void TestPromptTreePanel::renamesAFolder()
{
    QSignalSpy renamed(panel.get(), &PromptTreePanel::renamed);
    select({u"support"_s});
    action(u"Rename"_s)->trigger();
    type(u"help"_s);
    QTest::keyClick(panel->view()->findChild<QLineEdit *>(), Qt::Key_Return);
    QTRY_VERIFY(at(u"help/refund"_s).isValid() && at(u"help/reply"_s).isValid());
    QTRY_VERIFY(!at(u"support"_s).isValid());
    QCOMPARE(renamed.count(), 2);
    QTRY_VERIFY(canUndo());
    undo();
    QTRY_VERIFY(at(u"support/refund"_s).isValid() && !at(u"help"_s).isValid());
}

void TestPromptTreePanel::removesSeveralWithOneUndo()
{
    select({u"greet"_s, u"support"_s});
    QTest::keyClick(panel->view(), Qt::Key_Delete);
    QTRY_COMPARE(library->session()->catalogue().size(), 1);
    QTRY_COMPARE(panel->model()->rowCount(panel->model()->indexOf(Section::Trash)), 3);
    QVERIFY(!at(u"support"_s).isValid());
    QTRY_VERIFY(canUndo());
    undo();
    QTRY_COMPARE(library->session()->catalogue().size(), 4);
    QTRY_VERIFY(at(u"support/reply"_s).isValid() && at(u"greet"_s).isValid());
    QTRY_COMPARE(panel->model()->rowCount(panel->model()->indexOf(Section::Trash)), 0);
}

void TestPromptTreePanel::restoresAndPurgesFromTheTrash()
{
    auto *model = panel->model();
    const auto trashRows = [&] { return model->rowCount(model->indexOf(Section::Trash)); };
    select({u"support"_s});
    action(u"Remove"_s)->trigger();
    QTRY_COMPARE(trashRows(), 2);
    const auto selectTrashed = [&](const QString &name) {
        const QModelIndex trash = model->indexOf(Section::Trash);
        for (int row = 0; row < trashRows(); ++row) {
            if (model->index(row, 0, trash).data() == name)
                panel->view()->setCurrentIndex(model->index(row, 0, trash));
        }
    };
    selectTrashed(u"support/refund"_s);
    QVERIFY(!action(u"Rename"_s)->isEnabled());
    action(u"Restore"_s)->trigger();
    QTRY_VERIFY(at(u"support/refund"_s).isValid());
    QTRY_COMPARE(trashRows(), 1);
    selectTrashed(u"support/reply"_s);
    action(u"Delete for good…"_s)->trigger();
    QPushButton *sure = nullptr;
    for (auto *button : panel->findChildren<QPushButton *>()) {
        if (button->text() == u"Delete for good")
            sure = button;
    }
    QVERIFY(sure);
    QCOMPARE(trashRows(), 1); // not before the answer
    QTest::mouseClick(sure, Qt::LeftButton);
    QTRY_COMPARE(trashRows(), 0);
    QVERIFY(!exists(u"support/reply"_s));
}

void TestPromptTreePanel::duplicates()
{
    select({u"support/refund"_s});
    action(u"Duplicate"_s)->trigger();
    QTRY_VERIFY(at(u"support/refund-copy"_s).isValid());
    QTRY_COMPARE(panel->view()->currentIndex(), at(u"support/refund-copy"_s));
    QTRY_VERIFY(canUndo());
    undo();
    QTRY_VERIFY(!at(u"support/refund-copy"_s).isValid());
    QVERIFY(exists(u"support/refund"_s));
}

void TestPromptTreePanel::movesByDroppingWithOneUndo()
{
    const auto data = promptData({u"greet"_s, u"support/"_s, u"support/reply"_s});
    QVERIFY(drop(*data, at(u"marketing"_s)));
    QTRY_VERIFY(at(u"marketing/greet"_s).isValid());
    QTRY_VERIFY(at(u"marketing/support/reply"_s).isValid() && at(u"marketing/support/refund"_s).isValid());
    QTRY_VERIFY(!at(u"support"_s).isValid() && !at(u"greet"_s).isValid());
    QTRY_VERIFY(canUndo());
    undo();
    QTRY_VERIFY(at(u"support/reply"_s).isValid() && at(u"greet"_s).isValid());
    QTRY_VERIFY(!at(u"marketing/support"_s).isValid());
}

void TestPromptTreePanel::copiesByDroppingWithControl()
{
    QVERIFY(drop(*promptData({u"greet"_s}), at(u"support"_s), Qt::ControlModifier));
    QTRY_VERIFY(at(u"support/greet"_s).isValid());
    QVERIFY(exists(u"greet"_s));
}

void TestPromptTreePanel::doesNotMoveAFolderIntoItself()
{
    library->publish(u"support/deep/one"_s, u"1.0.0"_s, "x");
    QTRY_VERIFY(at(u"support/deep"_s).isValid());
    drop(*promptData({u"support/"_s}), at(u"support/deep"_s));
    QTRY_VERIFY(panel->findChild<MessageBar *>()->isShowing(u"operation"_s));
    QVERIFY(exists(u"support/refund"_s));
}

void TestPromptTreePanel::takesFilesAndTextFromOutside()
{
    QSignalSpy files(panel.get(), &PromptTreePanel::importRequested);
    QSignalSpy texts(panel.get(), &PromptTreePanel::importTextRequested);
    QMimeData data;
    const QString note = folder->filePath(u"note.md"_s);
    data.setUrls({QUrl::fromLocalFile(note), QUrl::fromLocalFile(folder->filePath(u"image.png"_s)),
                  QUrl::fromLocalFile(folder->path())});
    QVERIFY(drop(data, at(u"support/refund"_s)));
    QCOMPARE(files.count(), 1);
    QCOMPARE(files[0][0].toStringList(), (QStringList{note, folder->path()}));
    QCOMPARE(files[0][1].toString(), u"support"_s);

    QMimeData text;
    text.setText(u"Be kind."_s);
    QVERIFY(drop(text, {}));
    QCOMPARE(texts.count(), 1);
    QCOMPARE(texts[0][0].toString(), u"Be kind."_s);
    QCOMPARE(texts[0][1].toString(), QString());

    QMimeData image;
    image.setUrls({QUrl::fromLocalFile(folder->filePath(u"image.png"_s))});
    QVERIFY(!drop(image, at(u"support"_s)));
    QVERIFY(!drop(text, panel->model()->indexOf(Section::Tags)));
    QCOMPARE(files.count() + texts.count(), 2);
}

void TestPromptTreePanel::copiesAndPastes()
{
    QSignalSpy texts(panel.get(), &PromptTreePanel::importTextRequested);
    QGuiApplication::clipboard()->setText(u"before"_s);
    select({u"support/refund"_s});
    QTest::keySequence(panel->view(), QKeySequence::Copy);
    QTRY_VERIFY(QGuiApplication::clipboard()->mimeData()->hasUrls());
    const QMimeData *copied = QGuiApplication::clipboard()->mimeData();
    QCOMPARE(copied->text(), u"So sorry"_s);
    QFile file(copied->urls().value(0).toLocalFile());
    QVERIFY(file.fileName().endsWith(u"/refund-1.2.0.md"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), "So sorry");

    select({u"marketing"_s});
    QTest::keySequence(panel->view(), QKeySequence::Paste);
    QTRY_VERIFY(at(u"marketing/refund"_s).isValid());

    action(u"Copy name"_s)->trigger();
    QTRY_COMPARE(QGuiApplication::clipboard()->text(), u"marketing/refund"_s);
    QTest::keySequence(panel->view(), QKeySequence::Paste);
    QTRY_COMPARE(texts.count(), 1);
    QCOMPARE(texts[0][1].toString(), u"marketing"_s);
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
