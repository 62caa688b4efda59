// SPDX-License-Identifier: Apache-2.0
#include "connections_double.h"
#include "credential_form.h"
#include "name_form.h"
#include "place_form.h"

#include "pulse/ui/libraries/add_library_dialog.h"
#include "pulse/ui/libraries/connection_test.h"
#include "pulse/ui/libraries/trust_host_dialog.h"

#include <QCheckBox>
#include <QCommandLinkButton>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace pulse;
using namespace pulse::ui;
using namespace pulse::test;
using namespace Qt::StringLiterals;
using Step = AddLibraryDialog::Step;
using Kind = ConnectionStep::Kind;
using Outcome = ConnectionStep::Outcome;

namespace {

void fill(const QWidget &dialog, QLatin1StringView id, const QString &text)
{
    auto *line = dialog.findChild<PlaceForm *>()->field(id);
    QVERIFY(line);
    line->setText(text);
}

bool says(const QWidget &in, const QString &text)
{
    const auto labels = in.findChildren<QLabel *>();
    return std::ranges::any_of(labels, [&](const QLabel *label) { return label->text().contains(text); });
}

} // namespace

class TestAddLibrary : public QObject
{
    Q_OBJECT

private slots:
    void aFolderNeedsNoCredentials()
    {
        Book it;
        AddLibraryDialog dialog(&it.book);
        QSignalSpy saved(&dialog, &AddLibraryDialog::saved);
        dialog.open();
        QCOMPARE(dialog.step(), Step::Kind);
        QTest::mouseClick(dialog.findChildren<QCommandLinkButton *>().front(), Qt::LeftButton);
        QCOMPARE(dialog.step(), Step::Place);
        QVERIFY(!dialog.nextButton()->isEnabled());
        fill(dialog, "path"_L1, it.folder.filePath(u"prompts"_s));
        QVERIFY(dialog.nextButton()->isEnabled());
        dialog.next();
        QCOMPARE(dialog.step(), Step::Test);
        QTRY_COMPARE(dialog.test()->state(), ConnectionTest::State::Works);
        dialog.next();
        QCOMPARE(dialog.step(), Step::Name);
        QCOMPARE(dialog.findChild<NameForm *>()->nameLine()->text(), u"prompts"_s);
        dialog.next();
        QTRY_COMPARE(saved.size(), 1);
        QVERIFY(saved.front().at(1).toBool());
        const auto profile = it.connections->profiles().find(u"prompts"_s);
        QVERIFY2(profile, profile ? "" : qPrintable(profile.error().message()));
        QCOMPARE(profile->url, QUrl::fromLocalFile(it.folder.filePath(u"prompts"_s)));
        QVERIFY(it.connections->kept.empty());
        QTRY_VERIFY(it.book.find(u"prompts"_s));
    }

    void aBucketWithItsKeysWhichStandInNoFile()
    {
        Book it;
        AddLibraryDialog dialog(&it.book);
        QSignalSpy saved(&dialog, &AddLibraryDialog::saved);
        dialog.open();
        dialog.choose(PlaceKind::S3);
        fill(dialog, "bucket"_L1, u"Team Prompts"_s);
        QVERIFY(!dialog.nextButton()->isEnabled());
        QVERIFY(says(dialog, u"3 to 63 small letters"_s)); // while it is typed
        fill(dialog, "bucket"_L1, u"team-prompts"_s);
        fill(dialog, "endpoint"_L1, u"https://s3.example.org"_s);
        dialog.next();
        QCOMPARE(dialog.step(), Step::Credentials);
        auto *form = dialog.findChild<CredentialForm *>();
        form->userLine()->setText(u"AKIAEXAMPLE"_s);
        form->secretLine()->setText(u"canary-secret"_s);
        QCOMPARE(form->secretLine()->echoMode(), QLineEdit::Password);
        dialog.next();
        QTRY_COMPARE(dialog.test()->state(), ConnectionTest::State::Works);
        QCOMPARE(it.connections->checkedWith.front()->secret, u"canary-secret"_s);
        dialog.next();
        dialog.next();
        QTRY_COMPARE(saved.size(), 1);
        QCOMPARE(it.connections->kept.front().second, KeepCredential::Keychain);
        QCOMPARE(it.connections->keptCredentials.front().user, u"AKIAEXAMPLE"_s);
        QVERIFY(it.file().contains("endpoint"));
        QVERIFY(!it.file().contains("canary-secret"));
        QVERIFY(!it.file().contains("AKIAEXAMPLE"));
    }

    // The key is shown, and only who says so trusts it: neither Return nor Escape does.
    void anUnknownServerIsTrustedAfterALookAtItsKey()
    {
        const UnknownHost host{u"[git.example.org]:2222"_s, u"ED25519"_s, u"SHA256:"_s + QString(43, u'k')};
        Book it;
        it.connections->steps = {{Kind::Certificate, Outcome::Failed, u"The host is not known yet."_s, {}}};
        it.connections->outcome = std::unexpected(host.refused(u"The host is not known yet."_s));
        AddLibraryDialog dialog(&it.book);
        dialog.open();
        dialog.choose(PlaceKind::Git);
        fill(dialog, "repository"_L1, u"ssh://git@git.example.org:2222/team/prompts.git"_s);
        dialog.next();
        QCOMPARE(dialog.step(), Step::Test);
        QTRY_COMPARE(dialog.test()->state(), ConnectionTest::State::Fails);
        QVERIFY(dialog.test()->trustButton()->isVisible());
        QCOMPARE(dialog.test()->trustButton()->text(), u"Look at the key…"_s);
        QVERIFY(
            dialog.test()->trustButton()->toolTip().contains(u"by which key this server can be told from others"_s));
        const auto ask = [&] {
            dialog.test()->trustButton()->click();
            return dialog.findChild<TrustHostDialog *>();
        };
        for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Escape}) {
            QPointer<TrustHostDialog> question = ask();
            QVERIFY(question && question->isVisible());
            QVERIFY(says(*question, u"Is this the right server?"_s));
            QVERIFY(says(*question, u"Nothing is known of [git.example.org]:2222 yet."_s));
            QVERIFY(says(*question, u"It shows this key (ED25519):"_s) && says(*question, host.fingerprint));
            QVERIFY(says(*question, u"Compare it with what the server’s administrator"_s)); // what to do, and why
            QVERIFY(says(*question, u"Should the server ever show another key, it is refused."_s));
            QCOMPARE(question->trustButton()->text(), u"Trust this server"_s);
            QCOMPARE(qobject_cast<QPushButton *>(question->focusWidget())->text(), u"Do not trust it"_s);
            QTest::keyClick(question->focusWidget(), key);
            QTRY_VERIFY(!question);
            QCOMPARE(it.connections->checked.size(), 1U);
        }
        it.connections->steps = {{Kind::Certificate, Outcome::Passed, u"It has proved who it is."_s, {}}};
        it.connections->outcome = {};
        ask()->trustButton()->click();
        QTRY_COMPARE(dialog.test()->state(), ConnectionTest::State::Works);
        QVERIFY(!dialog.test()->trustButton()->isVisible());
        QCOMPARE(it.connections->checked.size(), 2U);
        QVERIFY(!it.connections->checked.front().settings.contains(hostKeyOption));
        QVERIFY(it.connections->checked.back().settings.contains(hostKeyOption));
        QCOMPARE(it.connections->checked.back().settings.at(hostKeyOption), host.fingerprint);
        dialog.next();
        dialog.next();
        QTRY_VERIFY(it.file().contains("git.example.org"));
        QVERIFY(!it.file().contains("SHA256")); // it was a word about this server, not an option of the library
    }

    void aChangedKeyIsNotOfferedForTrust()
    {
        Book it;
        it.connections->steps = {{Kind::Certificate, Outcome::Failed, u"The host key has changed."_s, {}}};
        it.connections->outcome =
            failure(ErrorCode::PermissionDenied, u"check connection"_s, u"x"_s, u"The host key has changed."_s);
        AddLibraryDialog dialog(&it.book);
        dialog.open();
        dialog.choose(PlaceKind::Git);
        fill(dialog, "repository"_L1, u"ssh://git@git.example.org/team/prompts.git"_s);
        dialog.next();
        QTRY_COMPARE(dialog.test()->state(), ConnectionTest::State::Fails);
        QVERIFY(!dialog.test()->trustButton()->isVisible());
    }

    void whereThereIsNoKeychainItIsSaidAndKeptForTheSession()
    {
        Book it;
        it.connections->problem = u"No keychain is running."_s;
        AddLibraryDialog dialog(&it.book);
        QTRY_COMPARE(it.connections->keychainQuestions, 1);
        QSignalSpy saved(&dialog, &AddLibraryDialog::saved);
        dialog.open();
        dialog.choose(PlaceKind::WebDav);
        fill(dialog, "address"_L1, u"https://dav.example.org/prompts"_s);
        dialog.next();
        auto *form = dialog.findChild<CredentialForm *>();
        QTRY_VERIFY(!form->keepBox()->isVisible());
        QVERIFY(says(*form, u"in memory until it ends, and asks for it again next time. No keychain is running."_s));
        form->userLine()->setText(u"ada"_s);
        form->secretLine()->setText(u"pw"_s);
        dialog.next();
        QTRY_COMPARE(dialog.test()->state(), ConnectionTest::State::Works);
        dialog.next();
        dialog.next();
        QTRY_COMPARE(saved.size(), 1);
        QCOMPARE(it.connections->kept.front().second, KeepCredential::Session);
        QCOMPARE(saved.front().front().value<LibraryProfile>().user, u"ada"_s);
    }

    void stepsAppearAsTheyAreTakenAndCanBeTakenAgain()
    {
        Book it;
        it.connections->steps = {
            {.kind = Kind::Resolve, .outcome = Outcome::Passed, .what = u"The host is found."_s, .advice = {}},
            {.kind = Kind::Certificate,
             .outcome = Outcome::Failed,
             .what = u"The certificate has expired."_s,
             .advice = u"Ask whoever runs the server."_s},
            {.kind = Kind::Read, .outcome = Outcome::Skipped, .what = {}, .advice = {}}};
        it.connections->outcome = failure(ErrorCode::Unavailable, {}, {}, u"The certificate has expired."_s);
        it.connections->hold(true);
        ConnectionTest test(&it.book);
        test.show();
        LibraryProfile draft;
        draft.url = QUrl(u"https://dav.example.org/p"_s);
        test.setDraft(draft, {});
        QTest::mouseClick(test.button(), Qt::LeftButton);
        QTRY_COMPARE(test.steps()->steps().size(), 3U); // before the whole has an answer
        QCOMPARE(test.state(), ConnectionTest::State::Trying);
        it.connections->hold(false);
        QTRY_COMPARE(test.state(), ConnectionTest::State::Fails);
        QVERIFY(says(test, u"The certificate has expired."_s));
        QVERIFY(says(test, u"Ask whoever runs the server."_s));
        QCOMPARE(test.steps()->text(),
                 u"Name of the host: passed. The host is found.\n"
                 "Identity of the server: failed. The certificate has expired. Ask whoever runs the server.\n"_s);
        it.connections->steps = {
            {.kind = Kind::Concurrency, .outcome = Outcome::Warned, .what = u"Only one may write."_s, .advice = {}}};
        it.connections->outcome = {};
        test.button()->click();
        QTRY_COMPARE(test.state(), ConnectionTest::State::Works);
        QCOMPARE(test.steps()->steps().size(), 1U);
        QCOMPARE(test.verdict(), u"It works; see the warnings"_s);
    }

    void aTestCanBeStopped()
    {
        Book it;
        it.connections->hold(true);
        ConnectionTest test(&it.book);
        test.begin();
        QTRY_COMPARE(it.connections->checkedWith.size(), 1U);
        test.stop();
        QTRY_COMPARE(test.state(), ConnectionTest::State::Stopped);
    }

    void whatFailsCanBeAddedAllTheSame()
    {
        Book it;
        it.connections->outcome = failure(ErrorCode::Unavailable, {}, {}, u"The host was not found."_s);
        AddLibraryDialog dialog(&it.book);
        dialog.open();
        dialog.choose(PlaceKind::Git);
        fill(dialog, "repository"_L1, u"git@git.example.org:team/prompts.git"_s);
        dialog.next();
        QCOMPARE(dialog.step(), Step::Test); // a key's passphrase is asked for when it is needed
        QTRY_COMPARE(dialog.test()->state(), ConnectionTest::State::Fails);
        QCOMPARE(dialog.nextButton()->text(), u"Continue anyway"_s);
        QVERIFY(says(dialog, u"The host was not found."_s));
        dialog.back();
        QCOMPARE(dialog.step(), Step::Place);
    }

    void aFolderWithoutALibraryIsWell()
    {
        Book it;
        it.connections->steps = {
            {.kind = Kind::Place, .outcome = Outcome::Failed, .what = u"There is no library."_s, .advice = {}}};
        it.connections->outcome = failure(ErrorCode::NotFound, {}, {}, u"There is no library."_s);
        ConnectionTest test(&it.book);
        LibraryProfile draft;
        draft.url = QUrl::fromLocalFile(it.folder.filePath(u"prompts"_s));
        test.setDraft(draft, {});
        test.begin();
        QTRY_COMPARE(test.state(), ConnectionTest::State::Works);
        QCOMPARE(test.steps()->steps().size(), 1U);
        QCOMPARE(test.steps()->steps().front().outcome, Outcome::Passed);
        // One that was there before is missed, and so is one that is only to be read.
        draft.name = u"team"_s;
        test.setDraft(draft, {});
        test.begin();
        QTRY_COMPARE(test.state(), ConnectionTest::State::Fails);
        draft.name.clear();
        draft.readOnly = true;
        test.setDraft(draft, {});
        test.begin();
        QTRY_COMPARE(test.state(), ConnectionTest::State::Fails);
        draft.readOnly = false;
        it.connections->outcome = failure(ErrorCode::PermissionDenied, {}, {}, u"It may not be read."_s);
        test.setDraft(draft, {});
        test.begin();
        QTRY_COMPARE(test.state(), ConnectionTest::State::Fails);
    }

    // Return goes on where things are well, and back where they are not.
    void theKeyboardLeadsThrough()
    {
        Book it;
        AddLibraryDialog dialog(&it.book);
        dialog.open();
        QVERIFY(QTest::qWaitForWindowActive(&dialog, PULSE_PATIENCE));
        auto *first = qobject_cast<QCommandLinkButton *>(dialog.focusWidget());
        QVERIFY(first);
        QCOMPARE(first->text(), u"A folder on this computer"_s);
        dialog.choose(PlaceKind::S3);
        fill(dialog, "bucket"_L1, u"team-prompts"_s);
        dialog.next();
        auto *form = dialog.findChild<CredentialForm *>();
        QCOMPARE(dialog.focusWidget(), form->userLine());
        form->userLine()->setText(u"AKIAEXAMPLE"_s);
        form->secretLine()->setText(u"mistyped"_s);
        it.connections->outcome = failure(ErrorCode::PermissionDenied, {}, {}, u"The secret key is wrong."_s);
        dialog.next();
        QTRY_COMPARE(dialog.test()->state(), ConnectionTest::State::Fails);
        QCOMPARE(dialog.focusWidget(), dialog.backButton());
        dialog.back();
        QCOMPARE(dialog.focusWidget(), form->secretLine());
        QCOMPARE(form->secretLine()->selectedText().size(), 8);
        form->secretLine()->setText(u"right"_s);
        it.connections->outcome = {};
        dialog.next();
        QTRY_COMPARE(dialog.test()->state(), ConnectionTest::State::Works);
        QCOMPARE(dialog.focusWidget(), dialog.nextButton());
    }

    void theNameIsCheckedWhileItIsTyped()
    {
        Book it;
        LibraryProfile team;
        team.name = u"team"_s;
        team.url = QUrl::fromLocalFile(u"/srv/team"_s);
        QVERIFY(it.connections->profiles().add(team));
        it.book.reload();
        QTRY_VERIFY(it.book.find(u"team"_s));
        AddLibraryDialog dialog(&it.book);
        dialog.open();
        dialog.choose(PlaceKind::Folder);
        fill(dialog, "path"_L1, u"/srv/elsewhere/team"_s);
        dialog.next();
        QTRY_COMPARE(dialog.test()->state(), ConnectionTest::State::Works);
        dialog.next();
        auto *name = dialog.findChild<NameForm *>();
        QCOMPARE(name->nameLine()->text(), u"team-2"_s);
        name->nameLine()->setText(u"Team"_s);
        QVERIFY(!dialog.nextButton()->isEnabled());
        QVERIFY(says(*name, u"There is a library of this name already."_s));
    }

    void changingKeepsWhatTheFormDoesNotShow()
    {
        Book it;
        LibraryProfile before;
        before.name = u"team"_s;
        before.url = QUrl(u"s3://team-prompts/p"_s);
        before.settings = {{u"region"_s, u"eu-central-1"_s}, {u"path-style"_s, u"true"_s}};
        before.syncInterval = std::chrono::seconds(90);
        before.mirror = u"/srv/mirror"_s;
        QVERIFY(it.connections->profiles().add(before));
        AddLibraryDialog dialog(&it.book, before);
        QSignalSpy saved(&dialog, &AddLibraryDialog::saved);
        dialog.open();
        QCOMPARE(dialog.step(), Step::Place);
        fill(dialog, "region"_L1, u"eu-west-1"_s);
        dialog.next();
        dialog.next();
        QTRY_COMPARE(dialog.test()->state(), ConnectionTest::State::Works);
        dialog.next();
        dialog.findChild<NameForm *>()->nameLine()->setText(u"crew"_s);
        dialog.next();
        QTRY_COMPARE(saved.size(), 1);
        QVERIFY(!saved.front().at(1).toBool());
        const auto after = it.connections->profiles().find(u"crew"_s);
        QVERIFY(after);
        LibraryProfile expected = before;
        expected.name = u"crew"_s;
        expected.settings[u"region"_s] = u"eu-west-1"_s;
        QVERIFY(*after == expected);
        QVERIFY(!it.connections->profiles().find(u"team"_s));
    }

    void unencryptedOnlyByADeliberateMark()
    {
        Book it;
        AddLibraryDialog dialog(&it.book);
        dialog.open();
        dialog.choose(PlaceKind::WebDav);
        fill(dialog, "address"_L1, u"http://dav.example.org/prompts"_s);
        QVERIFY(!dialog.nextButton()->isEnabled());
        auto *form = dialog.findChild<PlaceForm *>();
        auto *allow = form->findChild<QCheckBox *>();
        QVERIFY(allow->isVisible());
        allow->setChecked(true);
        QVERIFY(dialog.nextButton()->isEnabled());
        fill(dialog, "address"_L1, u"https://dav.example.org/prompts"_s);
        QVERIFY(!allow->isVisible());
        QVERIFY(form->profile()->settings.empty());
    }
};

QTEST_MAIN(TestAddLibrary)
#include "test_add_library.moc"
