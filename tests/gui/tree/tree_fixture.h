// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/test/makers.h"
#include "pulse/test/test_session.h"
#include "pulse/ui/models/prompt_tree_model.h"
#include "pulse/ui/tree/library_bookmarks.h"
#include "pulse/ui/tree/prompt_tree_panel.h"

#include <QAction>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

namespace pulse::test {

using namespace Qt::StringLiterals;

/// A tree on the screen over a library in memory with four prompts, and what a person does to it. A test derives from
/// it; what cannot be done fails the running case.
class TreeFixture : public QObject
{
protected:
    void setUp();
    void tearDown();
    /// A new tree in the place of the one before.
    void show(TestSession *over);
    [[nodiscard]] QModelIndex at(const QString &path) const { return panel->model()->indexOfPath(path); }
    void select(const QStringList &paths);
    /// Null where the menu has none that says this.
    [[nodiscard]] QAction *action(const QString &text) const;
    /// Into the field in which a name is changed.
    void type(const QString &text);
    /// Whether it was taken.
    bool drop(const QMimeData &data, const QModelIndex &index, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    [[nodiscard]] std::unique_ptr<QMimeData> promptData(const QStringList &refs) const;
    [[nodiscard]] bool exists(const QString &name) const
    {
        return library->library().exists(PromptRef{makeName(name), Selector(), false}, {}).value_or(false);
    }
    [[nodiscard]] bool canUndo() const { return library->session()->activities().nextUndo(); }
    void undo() const
    {
        ActivityLog &log = library->session()->activities();
        log.undo(log.nextUndo()->id);
    }

    std::unique_ptr<TestSession> library;
    std::unique_ptr<QTemporaryDir> folder;
    std::unique_ptr<ui::LibraryBookmarks> bookmarks;
    std::unique_ptr<ui::PromptTreePanel> panel;
};

inline void TreeFixture::setUp()
{
    folder = std::make_unique<QTemporaryDir>();
    library = std::make_unique<TestSession>();
    library->publish(u"greet"_s, u"1.0.0"_s, "Hello", {}, {u"polite"_s});
    library->publish(u"support/refund"_s, u"1.0.0"_s, "Sorry");
    library->publish(u"support/refund"_s, u"1.2.0"_s, "So sorry");
    library->publish(u"support/reply"_s, u"1.0.0"_s, "Dear");
    library->publish(u"marketing/launch"_s, u"2.0.0"_s, "New!");
    show(library.get());
    QTRY_VERIFY(at(u"support/refund"_s).data(ui::PromptTreeModel::VersionRole).toString() == u"1.2.0");
    QTRY_COMPARE(library->session()->catalogue().size(), 4);
}

inline void TreeFixture::show(TestSession *over)
{
    bookmarks = std::make_unique<ui::LibraryBookmarks>(u"test"_s, folder->filePath(u"bookmarks.ini"_s));
    panel = std::make_unique<ui::PromptTreePanel>();
    panel->resize(280, 500);
    panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(panel.get(), PULSE_PATIENCE));
    panel->setLibrary(over->session(), bookmarks.get());
}

inline void TreeFixture::tearDown()
{
    panel.reset();
    bookmarks.reset();
    library.reset();
    folder.reset();
}

inline void TreeFixture::select(const QStringList &paths)
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

inline QAction *TreeFixture::action(const QString &text) const
{
    for (QAction *action : panel->contextActions()) {
        if (action->text() == text)
            return action;
    }
    return nullptr;
}

inline void TreeFixture::type(const QString &text)
{
    auto *editor = panel->view()->findChild<QLineEdit *>();
    QVERIFY(editor);
    editor->selectAll();
    QTest::keyClicks(editor, text);
}

inline std::unique_ptr<QMimeData> TreeFixture::promptData(const QStringList &refs) const
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

inline bool TreeFixture::drop(const QMimeData &data, const QModelIndex &index, Qt::KeyboardModifiers modifiers)
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

} // namespace pulse::test
