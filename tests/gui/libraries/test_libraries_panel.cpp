// SPDX-License-Identifier: Apache-2.0
#include "connections_double.h"

#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/libraries/add_library_dialog.h"
#include "pulse/ui/libraries/connection_test.h"
#include "pulse/ui/libraries/libraries_panel.h"
#include "pulse/ui/libraries/profiles_model.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace pulse;
using namespace pulse::ui;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

void add(Book &it, const QString &name, const QString &url)
{
    LibraryProfile profile;
    profile.name = name;
    profile.url = QUrl(url);
    const auto added = it.connections->profiles().add(profile);
    QVERIFY2(added, added ? "" : qPrintable(added.error().message()));
}

QPushButton *buttonOf(const QWidget &in, const QString &text)
{
    for (QPushButton *button : in.findChildren<QPushButton *>()) {
        if (button->text() == text && button->isVisible())
            return button;
    }
    return nullptr;
}

} // namespace

class TestLibrariesPanel : public QObject
{
    Q_OBJECT

private slots:
    void theModelShowsWhatTheFileHolds()
    {
        Book it;
        ProfilesModel model(&it.book);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        add(it, u"team"_s, u"s3://team-prompts/p"_s);
        add(it, u"mine"_s, u"file:///srv/mine"_s);
        it.book.reload();
        QTRY_COMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, ProfilesModel::Name).data().toString(), u"mine"_s);
        QCOMPARE(model.index(0, ProfilesModel::Place).data().toString(), u"/srv/mine"_s);
        QCOMPARE(model.index(1, ProfilesModel::Place).data().toString(), u"s3://team-prompts/p"_s);
    }

    void oneIsMadeTheDefault()
    {
        Book it;
        add(it, u"mine"_s, u"file:///srv/mine"_s);
        add(it, u"team"_s, u"s3://team-prompts/p"_s);
        LibrariesPanel panel(&it.book);
        panel.show();
        QTRY_COMPARE(panel.model()->rowCount(), 2);
        panel.select(u"team"_s);
        QTest::mouseClick(panel.defaultButton(), Qt::LeftButton);
        QTRY_COMPARE(it.settings->text(setting::libraryDefault), u"team"_s);
        QTRY_COMPARE(panel.model()->index(1, 0).data().toString(), u"team (default)"_s);
        QCOMPARE(panel.model()->nameAt(panel.list()->currentIndex()), u"team"_s);
        QCOMPARE(panel.defaultButton()->text(), u"Not the &default"_s);
        panel.defaultButton()->click();
        QTRY_VERIFY(it.settings->text(setting::libraryDefault).isEmpty());
    }

    void forgettingAsksAndForgetsTheCredentialToo()
    {
        Book it;
        add(it, u"team"_s, u"s3://team-prompts/p"_s);
        LibrariesPanel panel(&it.book);
        panel.show();
        QTRY_COMPARE(panel.model()->rowCount(), 1);
        panel.forgetButton()->click();
        QVERIFY(buttonOf(*panel.messages(), u"Forget"_s));
        QCOMPARE(panel.model()->rowCount(), 1); // nothing yet
        buttonOf(*panel.messages(), u"Forget"_s)->click();
        QTRY_COMPARE(panel.model()->rowCount(), 0);
        QCOMPARE(it.connections->forgotten, QStringList{u"team"_s});
        QVERIFY(!panel.changeButton()->isEnabled());
    }

    void aLibraryIsTested()
    {
        Book it;
        add(it, u"team"_s, u"s3://team-prompts/p"_s);
        LibrariesPanel panel(&it.book);
        panel.show();
        QTRY_COMPARE(panel.model()->rowCount(), 1);
        panel.test()->button()->click();
        QTRY_COMPARE(panel.test()->state(), ConnectionTest::State::Works);
        QVERIFY(!it.connections->checkedWith.front()); // with what is kept
    }

    void anEnvironmentIsChosen()
    {
        Book it;
        add(it, u"team"_s, u"s3://team-prompts/p"_s);
        QVERIFY(it.connections->profiles().setInEnvironment(u"production"_s, u"library"_s, u"team"_s));
        LibrariesPanel panel(&it.book);
        panel.show();
        auto *box = panel.findChild<QComboBox *>();
        QTRY_VERIFY(box->isVisible());
        QCOMPARE(box->count(), 2);
        box->setCurrentIndex(1);
        emit box->activated(1);
        QTRY_COMPARE(it.book.contents().environment, u"production"_s);
        QCOMPARE(it.book.contents().defaultLibrary, u"team"_s);
    }

    void theKeyboardOpensAndAnAddedOneIsTold()
    {
        Book it;
        add(it, u"mine"_s, u"file:///srv/mine"_s);
        LibrariesPanel panel(&it.book);
        QSignalSpy added(&panel, &LibrariesPanel::added);
        panel.show();
        QTRY_COMPARE(panel.model()->rowCount(), 1);
        emit panel.list()->activated(panel.list()->currentIndex());
        QTRY_VERIFY(panel.findChild<AddLibraryDialog *>());
        auto *change = panel.findChild<AddLibraryDialog *>();
        QCOMPARE(change->step(), AddLibraryDialog::Step::Place);
        change->close();
        QTRY_VERIFY(!panel.findChild<AddLibraryDialog *>());
        panel.addButton()->click();
        auto *dialog = panel.findChild<AddLibraryDialog *>();
        LibraryProfile made;
        made.name = u"new"_s;
        emit dialog->saved(made, true);
        QCOMPARE(added.size(), 1);
    }
};

QTEST_MAIN(TestLibrariesPanel)
#include "test_libraries_panel.moc"
