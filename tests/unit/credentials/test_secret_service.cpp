// SPDX-License-Identifier: Apache-2.0
// The system's keychain through QtKeychain and libsecret, against GNOME Keyring.
#include "pulse/credentials/credential_store.h"
#include "pulse/keychain/system_keychain.h"
#include "pulse/test/servers.h"

#include <QDirIterator>
#include <QTest>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

const QString place = u"password of team at https://example.org"_s;

/// A person who types the password and wants it kept.
class Typist final : public CredentialPrompt
{
public:
    Result<std::optional<Answer>> ask(const Question &question, std::stop_token) override
    {
        last = question;
        ++asked;
        return Answer{{u"ada"_s, u"typed-s3cret"_s, {}}, KeepCredential::Keychain};
    }

    Question last;
    int asked = 0;
};

bool isInAFile(const QString &folder, const QByteArray &bytes)
{
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(bytes))
            return true;
    }
    return false;
}

} // namespace

class TestSecretService : public QObject
{
    Q_OBJECT

    std::unique_ptr<KeyringServer> m_keyring;
    std::shared_ptr<Keychain> m_keychain;

private slots:
    void initTestCase()
    {
        if (const QString why = whyNoServers(); !why.isEmpty())
            QSKIP(qPrintable(why));
        QCOMPARE(KeyringServer::loadLibrary(), QString());
        m_keyring = std::make_unique<KeyringServer>();
        qputenv("DBUS_SESSION_BUS_ADDRESS", m_keyring->busAddress().toUtf8());
        qputenv("XDG_CURRENT_DESKTOP", "GNOME");
        qunsetenv("KDE_FULL_SESSION");
        m_keychain = makeSystemKeychain(std::chrono::milliseconds(PULSE_PATIENCE));
    }

    void cleanupTestCase()
    {
        m_keychain.reset();
        m_keyring.reset();
    }

    void keepsReadsAndForgets()
    {
        const auto none = m_keychain->read(place, {});
        QVERIFY2(none.has_value(), none ? "" : qPrintable(none.error().toString()));
        QVERIFY(!*none);
        for (const QByteArray &secret : {"first-s3cret"_ba, "another \xc3\xa4 with \n and \x01"_ba}) {
            const auto written = m_keychain->write(place, secret, {});
            QVERIFY2(written, written ? "" : qPrintable(written.error().toString()));
            const auto found = m_keychain->read(place, {});
            QVERIFY(found && *found);
            QCOMPARE(**found, secret);
        }
        QVERIFY(!*m_keychain->read(place + u"/elsewhere"_s, {}));
        QVERIFY(m_keychain->remove(place, {}));
        const auto gone = m_keychain->read(place, {});
        QVERIFY(gone && !*gone);
        QVERIFY(m_keychain->remove(place, {})); // nothing kept is no error
    }

    void whatIsKeptOutlivesTheService()
    {
        QVERIFY(m_keychain->write(place, "c4nary-in-no-file", {}));
        m_keyring->restartUnlocked();
        const auto found = m_keychain->read(place, {});
        QVERIFY2(found.has_value(), found ? "" : qPrintable(found.error().toString()));
        QVERIFY(*found);
        QCOMPARE(**found, "c4nary-in-no-file"_ba);
        QVERIFY(!isInAFile(m_keyring->folder(), "c4nary-in-no-file"));
        QVERIFY(m_keychain->remove(place, {}));
    }

    void aLockedOneIsSaidAndTheSessionKeepsWhatIsTyped()
    {
        QVERIFY(m_keychain->write(place, "kept before", {}));
        m_keyring->restartLocked();
        const auto read = m_keychain->read(place, {});
        QVERIFY(!read);
        QCOMPARE(read.error().code(), ErrorCode::Unavailable);
        QVERIFY2(read.error().message().contains("locked"_L1), qPrintable(read.error().message()));
        const auto neverKept = m_keychain->read(u"never kept"_s, {}); // which it tells also while it is locked
        QVERIFY(neverKept && !*neverKept);
        const auto written = m_keychain->write(u"written while locked"_s, "s3cret", {});
        QVERIFY(!written);
        QCOMPARE(written.error().code(), ErrorCode::Unavailable);
        const auto removed = m_keychain->remove(place, {});
        QVERIFY(!removed);
        QCOMPARE(removed.error().code(), ErrorCode::Unavailable);

        // As a library is opened: the person is told why, types it, and it is kept for the session.
        const auto typist = std::make_shared<Typist>();
        QString notice;
        CredentialChainOptions options{.profile = u"team"_s,
                                       .library = u"team"_s,
                                       .place = QUrl(u"https://example.org/"_s),
                                       .store = std::make_shared<CredentialStore>(m_keychain),
                                       .prompt = typist,
                                       .notice = [&](const QString &text) { notice = text; }};
        const CredentialRequest request{.place = QUrl(u"https://example.org/team"_s)};
        const auto chain = makeCredentialChain(options);
        const auto typed = chain->credential(request, {});
        QVERIFY(typed && *typed);
        QCOMPARE(typist->asked, 1);
        chain->accepted(request, **typed);
        QVERIFY2(notice.contains("locked"_L1), qPrintable(notice));
        const auto again = makeCredentialChain(options)->credential(request, {});
        QVERIFY(again && *again);
        QCOMPARE((*again)->secret, u"typed-s3cret"_s);
        QCOMPARE(typist->asked, 1);
        QCOMPARE((*chain->credential(request, {}))->secret, u"typed-s3cret"_s);

        m_keyring->restartUnlocked();
        const auto kept = m_keychain->read(place, {});
        QVERIFY(kept && *kept);
        QCOMPARE(**kept, "kept before"_ba);
        QVERIFY(!*m_keychain->read(u"written while locked"_s, {}));
    }

    void oneThatHasEndedIsSaid()
    {
        m_keyring->stop();
        const auto read = m_keychain->read(place, {});
        const auto written = m_keychain->write(place, "s3cret", {});
        QVERIFY(!read);
        QCOMPARE(read.error().code(), ErrorCode::Unavailable);
        QVERIFY(!written);
        QCOMPARE(written.error().code(), ErrorCode::Unavailable);
    }
};

QTEST_GUILESS_MAIN(TestSecretService)
#include "test_secret_service.moc"
