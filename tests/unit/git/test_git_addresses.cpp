// SPDX-License-Identifier: Apache-2.0
// What may stand for a home, and what is told of it to helpers for credentials.
#include "credential_helper.h"
#include "git_workshop.h"
#include "remote_access.h"

using namespace pulse;
using namespace pulse::test;

class TestGitAddresses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_workshop = std::make_unique<GitWorkshop>(); }
    void addresses_data();
    void addresses();
    void aHelperGetsNoControlCharacters_data();
    void aHelperGetsNoControlCharacters();

private:
    std::unique_ptr<GitWorkshop> m_workshop;
};

void TestGitAddresses::addresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("outcome");
    QTest::newRow("https") << u"git+https://git.example/team/prompts.git"_s
                           << u"https://git.example/team/prompts.git"_s;
    QTest::newRow("ssh") << u"git+ssh://git@git.example:2222/prompts.git"_s
                         << u"ssh://git@git.example:2222/prompts.git"_s;
    QTest::newRow("as people write it") << u"git@git.example:team/prompts.git"_s
                                        << u"ssh://git@git.example/team/prompts.git"_s;
    QTest::newRow("a path") << u"/srv/prompts.git"_s << u"file:///srv/prompts.git"_s;
    QTest::newRow("another program") << u"ext::sh -c evil"_s << u"unsupported"_s;
    QTest::newRow("another program, with our scheme") << u"git+ext::sh -c evil"_s << u"unsupported"_s;
    QTest::newRow("unencrypted") << u"git+http://git.example/x.git"_s << u"unsupported"_s;
    QTest::newRow("the anonymous protocol") << u"git://git.example/x.git"_s << u"unsupported"_s;
    QTest::newRow("an option") << u"--upload-pack=evil"_s << u"unsupported"_s;
    QTest::newRow("an option for a host") << u"git+ssh://-oProxyCommand=evil/x"_s << u"invalid unsupported"_s;
    QTest::newRow("an option for a path") << u"git+ssh://host/-x"_s << u"invalid"_s;
    QTest::newRow("a password") << u"git+https://me:secret@git.example/x.git"_s << u"invalid"_s;
}

void TestGitAddresses::addresses()
{
    QFETCH(const QString, text);
    QFETCH(const QString, outcome);
    const auto address = git::RemoteAddress::parse(text, {u"open"_s, u"it"_s});
    if (address) {
        QCOMPARE(address->url.toString(), outcome);
        return;
    }
    QVERIFY2(outcome.split(u' ').contains(address.error().codeName()), qPrintable(address.error().toString()));
    QVERIFY(!address.error().toString().contains(u"secret"_s));
}

void TestGitAddresses::aHelperGetsNoControlCharacters_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<bool>("isTold");
    QTest::newRow("a name") << u"grace"_s << true;
    QTest::newRow("a line feed") << u"grace\nhost=evil.example"_s << false;
    QTest::newRow("a carriage return") << u"grace\rhost=evil.example"_s << false;
    QTest::newRow("an escape") << u"grace\x1b[2J"_s << false;
    QTest::newRow("a deletion") << u"grace\x7f"_s << false;
}

// What some helpers take for the end of a line would have them give the secret of another host.
void TestGitAddresses::aHelperGetsNoControlCharacters()
{
    QFETCH(const QString, user);
    QFETCH(const bool, isTold);
    const QString told = m_workshop->path(u"told"_s);
    m_workshop->write(u"helper"_s, "#!/bin/sh\ncat >'" + told.toUtf8() + "'\necho username=grace\necho password=x\n");
    QFile(m_workshop->path(u"helper"_s)).setPermissions(QFile::ReadOwner | QFile::ExeOwner);
    m_workshop->write(u".gitconfig"_s, "[credential]\n\thelper = " + m_workshop->path(u"helper"_s).toUtf8() + '\n');
    QUrl place(u"https://git.example/prompts.git"_s);
    place.setUserName(user, QUrl::DecodedMode);
    QVERIFY(git::CredentialHelper(place).fill({}).has_value());
    const QByteArray lines = m_workshop->read(u"told"_s);
    QVERIFY(lines.contains("host=git.example\n"));
    QVERIFY(!lines.contains("evil") && !lines.contains('\r') && !lines.contains('\x1b') && !lines.contains('\x7f'));
    QCOMPARE(lines.contains("username=grace\n"), isTold);
}

QTEST_GUILESS_MAIN(TestGitAddresses)
#include "test_git_addresses.moc"
