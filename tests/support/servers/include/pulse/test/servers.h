// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMetaType>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>
#include <QUrl>
#include <map>
#include <vector>

namespace pulse::test {

/// Empty where real servers can be started, else why not, as a sentence for QSKIP: the root that holds them is made by
/// `./dev test` and named by PULSE_SERVERS_ROOT.
[[nodiscard]] QString whyNoServers();

/// Runs a program of the servers' root (rclone, s3cmd, curl, git) as an ordinary user of a system that has these
/// packages would, in namespaces of its own: it sees `folder` under its own path, may write there, and has the test's
/// loopback. Waits for it. Ends the test program, with what the tool said, when it fails.
struct ToolRun
{
    QStringList command;
    QString folder; ///< also the working folder and HOME
    std::map<QString, QString> variables = {};
};
QByteArray runTool(const ToolRun &run); ///< what it printed

/// A real server on loopback while this object lives: processes of a root of their own, in namespaces that end with
/// the test, as an ordinary user (1000, whoever runs the test), with a data folder that vanishes with the object.
///
/// Another kind of server is a script in tests/support/servers (see common.sh) and a class with a constructor. One
/// that cannot be started ends the test program with the end of its log. Used by the thread that made it, which must
/// outlive it.
class TestServer
{
public:
    TestServer(const TestServer &) = delete;
    TestServer &operator=(const TestServer &) = delete;
    virtual ~TestServer();

    /// The server's data folder as the test sees it; the server itself sees it as /srv.
    [[nodiscard]] QString folder() const { return m_folder.path(); }
    [[nodiscard]] QString file(const QString &path) const { return m_folder.filePath(path); }
    [[nodiscard]] int port(int index = 0) const { return m_ports.at(static_cast<size_t>(index)); }
    /// Of the throw-away authority that signed the server's certificates; PEM. Only where the script makes them.
    [[nodiscard]] QString caFile() const { return file(QStringLiteral("tls/ca.pem")); }

    /// Has the script carry out one of its commands and waits for it. Empty, or why it failed.
    [[nodiscard]] QString command(const QStringList &words);
    /// The last lines of everything that the server's processes said.
    [[nodiscard]] QString log() const;

protected:
    struct Recipe
    {
        QString script;                       ///< "ceph.sh"
        int ports = 1;                        ///< how many free ports it needs, in order
        std::map<QString, QString> variables; ///< of its environment
        /// Runs as whoever runs the test, for one that lets in nobody else.
        bool asTheTestsUser = false;
    };
    explicit TestServer(const Recipe &recipe);

private:
    [[nodiscard]] QString start(const Recipe &recipe);
    [[nodiscard]] QString answer(int milliseconds);
    void stop();

    QTemporaryDir m_folder;
    std::vector<int> m_ports;
    QProcess m_process;
};

/// A Ceph cluster with its S3 gateway: a monitor, one or more object daemons, radosgw. Knows the buckets' owner
/// accessKey()/secretKey().
class S3Server final : public TestServer
{
public:
    struct Options
    {
        int daemons = 1;         ///< object daemons; one keeps its data in memory, several on disk with as many copies
        bool tls = false;        ///< the endpoint is https
        QString gatewaySettings; ///< further lines of ceph.conf for the gateway
    };
    S3Server();
    explicit S3Server(const Options &options);

    [[nodiscard]] QUrl endpoint() const;
    [[nodiscard]] static QString accessKey();
    [[nodiscard]] static QString secretKey();
    [[nodiscard]] static QString region();

    // Each ends the test program when it fails.
    void makeBucket(const QString &name);
    /// An owner of other buckets, who sees none of these.
    void makeUser(const QString &name, const QString &accessKey, const QString &secretKey);
    /// So many bytes for all that the owner's buckets hold; none for no bound.
    void setQuota(qint64 bytes);
    void stopGateway();
    void startGateway();
    /// Without warning (SIGKILL), and back again with its data.
    void killDaemon(int number);
    void startDaemon(int number);

private:
    void require(const QStringList &words);
    bool m_tls;
};

/// A WebDAV server as its packages bring it, with the folders open, basic and (not nginx) digest, each empty. Knows one
/// user. Apache and lighttpd listen on https too; Apache works on many threads, so that races in it are real.
class WebdavServer final : public TestServer
{
public:
    enum class Kind { Apache, Lighttpd, Nginx };
    explicit WebdavServer(Kind kind);

    /// "open", "basic", "digest", or something below; ends with a slash.
    [[nodiscard]] QUrl url(const QString &folder = QStringLiteral("open")) const;
    [[nodiscard]] QUrl secureUrl(const QString &folder = QStringLiteral("open")) const; ///< not nginx's
    [[nodiscard]] static QString user();
    [[nodiscard]] static QString password();
    /// The folder as the server has it on its disk.
    [[nodiscard]] QString path(const QString &folder = QStringLiteral("open")) const;

    // Apache's. Each ends the test program when it fails.
    void refuseWriting(); ///< to "open"
    void allowWriting();
    void stop();
    void start();

private:
    void require(const QString &word);
};

/// Git's own server program behind Apache (https, Basic) and behind sshd (a key), with one empty repository,
/// “library”.
class GitServer final : public TestServer
{
public:
    GitServer();

    [[nodiscard]] QUrl httpsUrl(const QString &name = QStringLiteral("library")) const; ///< git+https
    [[nodiscard]] QUrl sshUrl(const QString &name = QStringLiteral("library")) const;   ///< git+ssh
    [[nodiscard]] static QString user();
    [[nodiscard]] static QString password();
    [[nodiscard]] QString keyFile() const { return file(QStringLiteral("ssh/id")); }
    [[nodiscard]] QString knownHosts() const { return file(QStringLiteral("ssh/known_hosts")); }
    /// Of sshd's host key, as ssh-keygen -l prints it: "SHA256:…".
    [[nodiscard]] QString hostFingerprint() const;
    /// The repository as the server has it on its disk.
    [[nodiscard]] QString repository() const { return file(QStringLiteral("git/library.git")); }

    // Each ends the test program when it fails.
    void makeRepository(const QString &name); ///< another, empty
    void changeHostKey();
    void refuseWriting();
    void allowWriting();

private:
    void require(const QStringList &words);
};

/// GNOME Keyring, the Secret Service of a session bus of its own, with one unlocked keyring. There is nobody to ask for
/// its password.
class KeyringServer final : public TestServer
{
public:
    KeyringServer();

    [[nodiscard]] QString busAddress() const; ///< for DBUS_SESSION_BUS_ADDRESS
    /// Loads the library through which programs ask a Secret Service into this process where its system has none.
    /// Empty, or why it cannot.
    [[nodiscard]] static QString loadLibrary();

    // Each ends the service, but not the bus, and the test program when it fails.
    void stop();
    void restartLocked();
    void restartUnlocked();

private:
    void require(const QString &word);
};

} // namespace pulse::test

Q_DECLARE_METATYPE(pulse::test::WebdavServer::Kind)
