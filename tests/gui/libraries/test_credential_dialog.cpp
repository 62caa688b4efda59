// SPDX-License-Identifier: Apache-2.0
// A question for a credential, asked on a worker and answered at the window.
#include "credential_form.h"

#include "pulse/ui/common/page_heading.h"
#include "pulse/ui/libraries/credential_dialog.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <future>

using namespace pulse;
using namespace pulse::ui;
using namespace Qt::StringLiterals;

namespace {

CredentialPrompt::Question question(bool rejected = false)
{
    CredentialPrompt::Question asked;
    asked.request.place = QUrl(u"https://dav.example.org/prompts"_s);
    asked.request.realm = u"Prompts"_s;
    asked.request.user = u"ada"_s;
    asked.request.rejected = rejected;
    asked.library = u"team"_s;
    asked.keychain = true;
    return asked;
}

using Answer = Result<std::optional<CredentialPrompt::Answer>>;

// Somebody who asks on a thread of their own.
class Asker
{
public:
    Asker(WindowCredentialPrompt &prompt, CredentialPrompt::Question asked)
        : m_answer(std::async(std::launch::async, [&prompt, asked = std::move(asked), stop = m_stop.get_token()] {
            return prompt.ask(asked, stop);
        }))
    {}
    [[nodiscard]] bool isDone() const
    {
        return m_answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    }
    [[nodiscard]] Answer answer() { return m_answer.get(); }
    void stop() { m_stop.request_stop(); }

private:
    std::stop_source m_stop;
    std::future<Answer> m_answer;
};

CredentialDialog *dialogOf(const QWidget &window)
{
    return window.findChild<CredentialDialog *>();
}

} // namespace

class TestCredentialDialog : public QObject
{
    Q_OBJECT

private slots:
    void whatIsTypedReachesWhoAsked()
    {
        QWidget window;
        WindowCredentialPrompt prompt(&window);
        Asker asker(prompt, question());
        QTRY_VERIFY(dialogOf(window));
        CredentialDialog *dialog = dialogOf(window);
        QCOMPARE(dialog->findChild<PageHeading *>()->title(), u"“team” asks who you are"_s);
        QCOMPARE(dialog->form()->userLine()->text(), u"ada"_s);
        QTest::keyClicks(dialog->form()->secretLine(), u"open sesame"_s);
        QTest::keyClick(dialog->form()->secretLine(), Qt::Key_Return);
        QTRY_VERIFY(asker.isDone());
        const Answer answer = asker.answer();
        QVERIFY(answer && *answer);
        QCOMPARE((*answer)->credential.user, u"ada"_s);
        QCOMPARE((*answer)->credential.secret, u"open sesame"_s);
        QCOMPARE((*answer)->keep, KeepCredential::Keychain);
    }

    void aWrongOneIsAskedForAgain()
    {
        QWidget window;
        WindowCredentialPrompt prompt(&window);
        Asker asker(prompt, question(true));
        QTRY_VERIFY(dialogOf(window));
        QCOMPARE(dialogOf(window)->findChild<PageHeading *>()->title(), u"“team” did not take it. Try again."_s);
        dialogOf(window)->form()->keepBox()->setChecked(false);
        dialogOf(window)->form()->secretLine()->setText(u"x"_s);
        dialogOf(window)->accept();
        QTRY_VERIFY(asker.isDone());
        QCOMPARE((*asker.answer())->keep, KeepCredential::Session);
    }

    void decliningIsAnAnswer()
    {
        QWidget window;
        WindowCredentialPrompt prompt(&window);
        Asker asker(prompt, question());
        QTRY_VERIFY(dialogOf(window));
        QTest::keyClick(dialogOf(window), Qt::Key_Escape);
        QTRY_VERIFY(asker.isDone());
        const Answer answer = asker.answer();
        QVERIFY(answer && !*answer);
        QTRY_VERIFY(!dialogOf(window));
    }

    void whoIsToldToStopTakesTheQuestionBack()
    {
        QWidget window;
        WindowCredentialPrompt prompt(&window);
        Asker asker(prompt, question());
        QTRY_VERIFY(dialogOf(window));
        asker.stop();
        QTRY_VERIFY(asker.isDone());
        QVERIFY(!*asker.answer());
        QTRY_VERIFY(!dialogOf(window));
    }

    void theEndOfTheWindowIsAnAnswer()
    {
        QWidget window;
        WindowCredentialPrompt prompt(&window);
        Asker asker(prompt, question());
        QTRY_VERIFY(dialogOf(window));
        prompt.close();
        QTRY_VERIFY(asker.isDone());
        QVERIFY(!*asker.answer());
        Asker late(prompt, question());
        QTRY_VERIFY(late.isDone());
        QVERIFY(!*late.answer());
        QVERIFY(!dialogOf(window));
    }

    void eachKindHasItsOwnWords()
    {
        CredentialForm form;
        form.show();
        const auto labelled = [&](QLineEdit *line) {
            for (const QLabel *label : form.findChildren<QLabel *>()) {
                if (label->buddy() == line && label->isVisible())
                    return label->text();
            }
            return QString();
        };
        QCOMPARE(labelled(form.secretLine()), u"&Password:"_s);
        form.setKind(CredentialRequest::Kind::AccessKey);
        QCOMPARE(labelled(form.userLine()), u"&Access key:"_s);
        form.setKind(CredentialRequest::Kind::KeyPassphrase);
        QVERIFY(!form.userLine()->isVisible());
        form.userLine()->setText(u"left over"_s);
        form.secretLine()->setText(u"phrase"_s);
        QVERIFY(form.credential()->user.isEmpty());
        form.clearSecret();
        QVERIFY(!form.credential());
    }

    void withoutAKeychainTheDialogSaysSo()
    {
        auto asked = question();
        asked.keychain = false;
        asked.keychainProblem = u"The keychain is locked."_s;
        CredentialDialog dialog(asked);
        dialog.open();
        QVERIFY(!dialog.form()->keepBox()->isVisible());
        bool isSaid = false;
        for (const QLabel *label : dialog.findChildren<QLabel *>())
            isSaid |= label->text().startsWith(u"Pulse keeps it in memory until it ends"_s) &&
                      label->text().endsWith(u"The keychain is locked."_s);
        QVERIFY(isSaid);
        dialog.form()->secretLine()->setText(u"x"_s);
        dialog.accept();
        QCOMPARE(dialog.answer()->keep, KeepCredential::Session);
    }
};

QTEST_MAIN(TestCredentialDialog)
#include "test_credential_dialog.moc"
