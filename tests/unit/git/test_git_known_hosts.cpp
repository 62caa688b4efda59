// SPDX-License-Identifier: Apache-2.0
// Which servers ssh knows, and how another one comes to be known.
#include "git_workshop.h"
#include "known_hosts.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

using namespace pulse;
using namespace pulse::test;

class TestGitKnownHosts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_workshop = std::make_unique<GitWorkshop>(); }
    void knownHosts_data();
    void knownHosts();
    void aHostIsRemembered_data();
    void aHostIsRemembered();
    void aHostIsRememberedThroughALink();
    void aHostThatCannotBeRememberedIsTold();
    void whatCannotBeReadMaySayAnything();

private:
    std::unique_ptr<GitWorkshop> m_workshop;
};

void TestGitKnownHosts::knownHosts_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("answer");
    const auto row = [](const char *name, const QByteArray &line, git::HostKey answer) {
        QTest::newRow(name) << line << static_cast<int>(answer);
    };
    // HMAC-SHA1 of "[git.example]:2222" with the salt "salt", as ssh-keygen -H would write it.
    const QByteArray hashed =
        "|1|" + QByteArray("salt").toBase64() + '|' +
        QMessageAuthenticationCode::hash("[git.example]:2222", "salt", QCryptographicHash::Sha1).toBase64();
    row("known", "[git.example]:2222 ssh-ed25519 S0VZ", git::HostKey::Known);
    row("one of several", "other,[git.example]:2222 ssh-ed25519 S0VZ me@home", git::HostKey::Known);
    row("a pattern", "[*.example]:2222 ssh-ed25519 S0VZ", git::HostKey::Known);
    row("hashed", hashed + " ssh-ed25519 S0VZ", git::HostKey::Known);
    row("another key", "[git.example]:2222 ssh-ed25519 T1RIRVI=", git::HostKey::Changed);
    row("another key, hashed", hashed + " ssh-ed25519 T1RIRVI=", git::HostKey::Changed);
    row("a key of another kind", "[git.example]:2222 ssh-rsa T1RIRVI=", git::HostKey::OtherKind);
    row("this key, and one of another kind", "[git.example]:2222 ssh-rsa T1RIRVI=\n[git.example]:2222 ssh-ed25519 S0VZ",
        git::HostKey::Known);
    row("another key, and one of another kind",
        "[git.example]:2222 ssh-rsa T1RIRVI=\n[git.example]:2222 ssh-ed25519 T1RIRVI=", git::HostKey::Changed);
    row("in capitals", "[GIT.Example]:2222 ssh-ed25519 S0VZ", git::HostKey::Known);
    row("another key, in capitals", "[GIT.Example]:2222 ssh-ed25519 T1RIRVI=", git::HostKey::Changed);
    row("not this one, in capitals", "[*.example]:2222,![GIT.example]:2222 ssh-ed25519 S0VZ", git::HostKey::Unknown);
    row("another port", "git.example ssh-ed25519 S0VZ", git::HostKey::Unknown);
    row("not this one", "[*.example]:2222,![git.example]:2222 ssh-ed25519 S0VZ", git::HostKey::Unknown);
    row("a comment", "# [git.example]:2222 ssh-ed25519 S0VZ", git::HostKey::Unknown);
    row("revoked", "@revoked [git.example]:2222 ssh-ed25519 S0VZ", git::HostKey::Revoked);
    row("an authority", "@cert-authority [git.example]:2222 ssh-ed25519 S0VZ", git::HostKey::Unknown);
    row("nothing", "", git::HostKey::Unknown);
}

void TestGitKnownHosts::knownHosts()
{
    QFETCH(const QByteArray, line);
    QFETCH(const int, answer);
    const git::ShownKey key{u"Git.Example"_s, 2222, "ssh-ed25519", "KEY"};
    QCOMPARE(static_cast<int>(git::lookUpHost("garbage\n" + line + '\n', key)), answer);
}

void TestGitKnownHosts::aHostIsRemembered_data()
{
    QTest::addColumn<bool>("isThere");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const QByteArray line = "[git.example]:2222 ssh-ed25519 S0VZ\n";
    QTest::newRow("no file and no folder") << false << QByteArray() << line;
    QTest::newRow("an empty file") << true << QByteArray() << line;
    QTest::newRow("after others") << true << QByteArray("other ssh-rsa S0VZ\n") << "other ssh-rsa S0VZ\n" + line;
    QTest::newRow("after a line without an end")
        << true << QByteArray("other ssh-rsa S0VZ") << "other ssh-rsa S0VZ\n" + line;
}

void TestGitKnownHosts::aHostIsRemembered()
{
    QFETCH(const bool, isThere);
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    const git::ShownKey key{u"Git.Example"_s, 2222, "ssh-ed25519", "KEY"};
    const git::Call call{u"test"_s, u"hosts"_s};
    const QString path = m_workshop->path(u"keys/known_hosts"_s);
    if (isThere) {
        QVERIFY(QDir().mkpath(m_workshop->path(u"keys"_s)));
        m_workshop->write(u"keys/known_hosts"_s, before);
    }
    QVERIFY(git::lookUpHost({path}, key) == git::HostKey::Unknown);
    const auto remembered = git::rememberHost(*realFs(), path, key, call);
    VERIFY_OK(remembered);
    QCOMPARE(m_workshop->read(path), after);
    QVERIFY(git::lookUpHost({path}, key) == git::HostKey::Known);
    if (!isThere) {
        QCOMPARE(QFile::permissions(path) & ~QFile::Permissions(0x7000), QFile::ReadUser | QFile::WriteUser);
        QCOMPARE(QFile::permissions(m_workshop->path(u"keys"_s)) & ~QFile::Permissions(0x7000),
                 QFile::ReadUser | QFile::WriteUser | QFile::ExeUser);
    }
}

// Known hosts may lie in a folder for such files, and be a link where ssh looks for them.
void TestGitKnownHosts::aHostIsRememberedThroughALink()
{
    m_workshop->write(u"kept"_s, "other ssh-rsa S0VZ\n");
    QVERIFY(QFile::link(m_workshop->path(u"kept"_s), m_workshop->path(u"linked"_s)));
    const git::ShownKey key{u"git.example"_s, 22, "ssh-ed25519", "KEY"};
    const auto remembered = git::rememberHost(*realFs(), m_workshop->path(u"linked"_s), key, {});
    VERIFY_OK(remembered);
    QCOMPARE(m_workshop->read(m_workshop->path(u"kept"_s)), "other ssh-rsa S0VZ\ngit.example ssh-ed25519 S0VZ\n");
    QVERIFY(QFileInfo(m_workshop->path(u"linked"_s)).isSymLink());
}

void TestGitKnownHosts::aHostThatCannotBeRememberedIsTold()
{
    const git::ShownKey key{u"git.example"_s, 22, "ssh-ed25519", "KEY"};
    const git::Call call{u"check connection"_s, u"git+ssh://git.example/x"_s};
    COMPARE_CODE(git::rememberHost(*realFs(), m_workshop->path(u"not/there/hosts"_s), key, call), ErrorCode::NotFound);
    const git::ShownKey odd{u"*\nevil"_s, 22, "ssh-ed25519", "KEY"};
    COMPARE_CODE(git::rememberHost(*realFs(), m_workshop->path(u"hosts"_s), odd, call), ErrorCode::Invalid);
    QVERIFY(!QFile::exists(m_workshop->path(u"hosts"_s)));
}

void TestGitKnownHosts::whatCannotBeReadMaySayAnything()
{
    const git::ShownKey key{u"git.example"_s, 22, "ssh-ed25519", "KEY"};
    const git::ShownKey changed{u"git.example"_s, 22, "ssh-ed25519", "OTHER"};
    m_workshop->write(u"known"_s, "git.example ssh-ed25519 S0VZ\n");
    m_workshop->write(u"large"_s, QByteArray(9 * 1024 * 1024, '\n'));
    const QString known = m_workshop->path(u"known"_s);
    const QString large = m_workshop->path(u"large"_s);
    const QString none = m_workshop->path(u"none"_s);
    QVERIFY(git::lookUpHost({none}, key) == git::HostKey::Unknown);
    QVERIFY(git::lookUpHost({large}, key) == git::HostKey::Unreadable);
    QVERIFY(git::lookUpHost({m_workshop->path(u"."_s)}, key) == git::HostKey::Unreadable);
    QVERIFY(git::lookUpHost({known, large}, key) == git::HostKey::Known);
    QVERIFY(git::lookUpHost({large, known}, changed) == git::HostKey::Changed);
}

QTEST_GUILESS_MAIN(TestGitKnownHosts)
#include "test_git_known_hosts.moc"
