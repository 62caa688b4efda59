// SPDX-License-Identifier: Apache-2.0
// The widgets that show how a library stands with its home, over a home that says what the test wants.
#include "pulse/test/home_double.h"
#include "pulse/test/makers.h"
#include "pulse/test/test_session.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/sync/question_sheet.h"
#include "pulse/ui/sync/sync_button.h"
#include "pulse/ui/sync/sync_messages.h"

#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace pulse;
using namespace pulse::ui;
using namespace pulse::test;
using namespace Qt::StringLiterals;
using Connection = SyncStorage::Status::Connection;

namespace {

const QDateTime begin = makeTime(u"2026-03-04T14:10:00Z");

struct Away
{
    std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>(begin);
    std::shared_ptr<HomeDouble> home;
    TestSession library{[this](std::shared_ptr<Storage> next) {
                            home = std::make_shared<HomeDouble>(std::move(next));
                            return home;
                        },
                        clock};
    [[nodiscard]] LibrarySession *session() const { return library.session(); }
};

SyncStorage::Status offline(int nextIn = 20)
{
    SyncStorage::Status status;
    status.connection = Connection::Offline;
    status.error = Error(ErrorCode::Unavailable, u"synchronise"_s, {}, u"The host was not found."_s);
    status.failingSince = begin.addSecs(-480);
    status.nextAttempt = begin.addSecs(nextIn);
    return status;
}

SyncStorage::Status online(qint64 conflicts = 0)
{
    SyncStorage::Status status;
    status.connection = Connection::Online;
    status.lastSynced = begin;
    status.conflicts = conflicts;
    return status;
}

SyncStorage::Status questioned()
{
    SyncStorage::Status status = offline();
    status.connection = Connection::Questioned;
    status.error = Error(ErrorCode::Conflict, u"synchronise"_s, {}, u"The library there has another identity."_s);
    status.nextAttempt = {};
    return status;
}

QString textOf(const MessageBar &bar)
{
    const auto *words = bar.findChild<QLabel *>();
    return words ? words->text() : QString();
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

class TestSyncWidgets : public QObject
{
    Q_OBJECT

private slots:
    void theButtonTellsTheStateAndStaysRight()
    {
        Away it;
        QWidget window;
        SyncButton button({}, &window);
        window.show();
        QVERIFY(!button.isVisible());
        button.setSession(it.session());
        QVERIFY(button.isVisible());
        it.home->tell(online());
        QTRY_COMPARE(button.text(), u"synced just now"_s);
        QCOMPARE(button.accessibleName(), u"Synchronisation: synced just now"_s);
        it.clock->advance(std::chrono::seconds(12));
        QTRY_COMPARE(button.text(), u"synced 12 s ago"_s); // by its own timer: nobody told it anything
        button.setSession(nullptr);
        QVERIFY(!button.isVisible());
    }

    void theButtonOpensAMenuWithTheFactsAndTheActions()
    {
        Away it;
        QAction action(u"Synchronise now"_s);
        SyncButton button({&action});
        button.setSession(it.session());
        it.home->tell(offline());
        QTRY_VERIFY(button.text().startsWith(u"offline since"_s));
        emit button.menu()->aboutToShow();
        QStringList texts;
        for (const QAction *each : button.menu()->actions())
            texts.append(each->text());
        QVERIFY(texts.contains(u"The host was not found."_s));
        QVERIFY(button.menu()->actions().contains(&action));
    }

    void aLibraryAtHomeShowsNothing()
    {
        const TestSession plain;
        SyncButton button({});
        button.setSession(plain.session());
        QVERIFY(!button.isVisible());
        MessageBar bar;
        SyncMessages messages(&bar);
        messages.follow(plain.session());
        QVERIFY(!bar.isShowing(SyncMessages::troubleKey(*plain.session())));
    }

    void theCountdownCounts()
    {
        Away it;
        MessageBar bar;
        bar.show();
        SyncMessages messages(&bar);
        messages.follow(it.session());
        it.home->tell(offline());
        QTRY_VERIFY(textOf(bar).endsWith(u"Next try in 20 s."_s));
        it.clock->advance(std::chrono::seconds(7));
        QTRY_VERIFY(textOf(bar).endsWith(u"Next try in 13 s."_s));
        it.home->tell(online());
        QTRY_VERIFY(!bar.isShowing(SyncMessages::troubleKey(*it.session())));
    }

    void tryNowTriesNow()
    {
        Away it;
        MessageBar bar;
        bar.show();
        SyncMessages messages(&bar);
        messages.follow(it.session());
        it.home->tell(offline());
        QTRY_VERIFY(buttonOf(bar, u"Try now"_s));
        it.home->hold(true);
        QTest::mouseClick(buttonOf(bar, u"Try now"_s), Qt::LeftButton);
        QTRY_COMPARE(it.home->asked().size(), 1U);
        // It says so while it tries, and comes back with the countdown when that failed, too.
        QTRY_VERIFY(textOf(bar).endsWith(u"Trying now…"_s));
        it.home->answerWith(failure(ErrorCode::Unavailable, {}, {}, u"The host was not found."_s));
        it.home->hold(false);
        QTRY_VERIFY(textOf(bar).endsWith(u"Next try in 20 s."_s));
    }

    void whatAPersonClosedDoesNotComeBackForTheSameTrouble()
    {
        Away it;
        MessageBar bar;
        SyncMessages messages(&bar);
        messages.follow(it.session());
        const QString key = SyncMessages::troubleKey(*it.session());
        it.home->tell(offline());
        QTRY_VERIFY(bar.isShowing(key));
        bar.dismiss(key);
        it.home->tell(offline(40));
        QTRY_COMPARE(it.session()->sync()->status().nextAttempt, begin.addSecs(40));
        QVERIFY(!bar.isShowing(key));
        it.home->tell(questioned());
        QTRY_VERIFY(bar.isShowing(key));
    }

    void conflictsAreTold()
    {
        Away it;
        MessageBar bar;
        bar.show();
        SyncMessages messages(&bar);
        QSignalSpy asked(&messages, &SyncMessages::conflictsRequested);
        messages.follow(it.session());
        it.home->tell(online(2));
        QTRY_VERIFY(textOf(bar).startsWith(u"2 prompts"_s));
        it.home->tell(online(1));
        QTRY_VERIFY(textOf(bar).startsWith(u"1 prompt "_s));
        QTest::mouseClick(buttonOf(bar, u"Choose…"_s), Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
        it.home->tell(online(2));
        QTRY_VERIFY(bar.isShowing(SyncMessages::conflictsKey(*it.session())));
        messages.forget(it.session());
        QVERIFY(!bar.isShowing(SyncMessages::conflictsKey(*it.session())));
    }

    void aChangedHomeAsksAndTheSafeAnswerIsTheDefault()
    {
        Away it;
        it.library.publish(u"greet"_s, u"1.0.0"_s, "x");
        it.home->tell(questioned());
        QTRY_COMPARE(it.session()->sync()->status().connection, Connection::Questioned);
        QuestionSheet sheet(it.session());
        sheet.open();
        QVERIFY(sheet.leaveButton()->isDefault());
        QVERIFY(QTest::qWaitForWindowExposed(&sheet));
        bool isReasonShown = false;
        for (const QLabel *label : sheet.findChildren<QLabel *>())
            isReasonShown |= label->text() == u"The library there has another identity."_s;
        QVERIFY(isReasonShown);
        QTest::keyClick(&sheet, Qt::Key_Return);
        QTRY_VERIFY(!sheet.isVisible());
        QVERIFY(it.home->asked().empty()); // nothing was sent, fetched or accepted
    }

    void onlyADeliberateAnswerTakesTheHomeAsItIs()
    {
        Away it;
        it.home->tell(questioned());
        QTRY_COMPARE(it.session()->sync()->status().connection, Connection::Questioned);
        QuestionSheet sheet(it.session());
        sheet.open();
        it.home->answerWith(failure(ErrorCode::Conflict, {}, {}, u"It is still another library."_s));
        sheet.lookButton()->click();
        QTRY_COMPARE(it.home->asked().size(), 1U);
        QVERIFY(!it.home->asked().front().acceptHome);
        QTRY_VERIFY(sheet.acceptButton()->isEnabled());
        QVERIFY(sheet.isVisible());
        QCOMPARE(textOf(*sheet.findChild<MessageBar *>()), u"It is still another library."_s);
        sheet.acceptButton()->click();
        QTRY_VERIFY(!sheet.isVisible());
        QVERIFY(it.home->asked().back().acceptHome);
    }
};

QTEST_MAIN(TestSyncWidgets)
#include "test_sync_widgets.moc"
