// SPDX-License-Identifier: Apache-2.0
// What is changed in the tree: names, places, copies, the trash, and what comes from outside.
#include "pulse/ui/common/message_bar.h"
#include "tree_fixture.h"

#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QPushButton>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using namespace pulse::ui;

using Section = PromptTreeModel::Section;

class TestPromptTreeChanges : public TreeFixture
{
    Q_OBJECT

private slots:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

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
};

void TestPromptTreeChanges::renamesInPlace()
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

void TestPromptTreeChanges::refusesABrokenNameWhereItIsTyped()
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

void TestPromptTreeChanges::renamesAFolder()
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

void TestPromptTreeChanges::removesSeveralWithOneUndo()
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

void TestPromptTreeChanges::restoresAndPurgesFromTheTrash()
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

void TestPromptTreeChanges::duplicates()
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

void TestPromptTreeChanges::movesByDroppingWithOneUndo()
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

void TestPromptTreeChanges::copiesByDroppingWithControl()
{
    QVERIFY(drop(*promptData({u"greet"_s}), at(u"support"_s), Qt::ControlModifier));
    QTRY_VERIFY(at(u"support/greet"_s).isValid());
    QVERIFY(exists(u"greet"_s));
}

void TestPromptTreeChanges::doesNotMoveAFolderIntoItself()
{
    library->publish(u"support/deep/one"_s, u"1.0.0"_s, "x");
    QTRY_VERIFY(at(u"support/deep"_s).isValid());
    drop(*promptData({u"support/"_s}), at(u"support/deep"_s));
    QTRY_VERIFY(panel->findChild<MessageBar *>()->isShowing(u"operation"_s));
    QVERIFY(exists(u"support/refund"_s));
}

void TestPromptTreeChanges::takesFilesAndTextFromOutside()
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

void TestPromptTreeChanges::copiesAndPastes()
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

QTEST_MAIN(TestPromptTreeChanges)
#include "test_prompt_tree_changes.moc"
