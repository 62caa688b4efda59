// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/connection.h"

#include <QFile>
#include <QtLogging>
#include <arpa/inet.h>
#include <atomic>
#include <csignal>
#include <list>
#include <mutex>
#include <openssl/ssl.h>
#include <set>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace pulse::test {

namespace {

struct FreeContext
{
    void operator()(SSL_CTX *context) const { SSL_CTX_free(context); }
};
using Context = std::unique_ptr<SSL_CTX, FreeContext>;

Context makeContext(const std::optional<ServerIdentity> &identity)
{
    if (!identity)
        return nullptr;
    Context context(SSL_CTX_new(TLS_server_method()));
    const QByteArray certificate = QFile::encodeName(identity->certificateFile);
    const QByteArray key = QFile::encodeName(identity->keyFile);
    if (SSL_CTX_use_certificate_chain_file(context.get(), certificate.constData()) != 1 ||
        SSL_CTX_use_PrivateKey_file(context.get(), key.constData(), SSL_FILETYPE_PEM) != 1)
        qFatal("%s is no identity of a server", certificate.constData());
    if (identity->clientCaFile.isEmpty())
        return context;
    if (SSL_CTX_load_verify_file(context.get(), QFile::encodeName(identity->clientCaFile).constData()) != 1)
        qFatal("%s holds no authority", qUtf8Printable(identity->clientCaFile));
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    return context;
}

int listenSomewhere()
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0 || ::bind(socket, reinterpret_cast<sockaddr *>(&address), sizeof(address)) != 0 ||
        ::listen(socket, 64) != 0)
        qFatal("no port of 127.0.0.1 can be listened on");
    return socket;
}

} // namespace

struct ScriptedServer::State
{
    struct Served
    {
        std::jthread thread;
        std::atomic<bool> done = false;
    };

    Script script;
    Context context;
    int listener = listenSomewhere();
    quint16 port = 0;
    bool tls = false;
    std::atomic<int> accepted = 0;
    std::mutex mutex; ///< of the connections
    std::set<Connection *> connections;
    bool ending = false;
    std::list<Served> served; ///< of the accepting thread
    std::jthread accepting;

    void acceptAll();
    void serve(int socket, Served &self);
};

void ScriptedServer::State::acceptAll()
{
    for (;;) {
        const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0)
            return;
        ++accepted;
        std::erase_if(served, [](const Served &one) { return one.done.load(); });
        Served &one = served.emplace_back();
        one.thread = std::jthread([this, socket, &one] { serve(socket, one); });
    }
}

void ScriptedServer::State::serve(int socket, Served &self)
{
    Connection connection(socket);
    {
        const std::scoped_lock lock(mutex);
        connections.insert(&connection);
        if (ending)
            connection.interrupt();
    }
    if (context)
        connection.secure(context.get());
    script(connection);
    connection.close();
    {
        const std::scoped_lock lock(mutex);
        connections.erase(&connection);
    }
    self.done = true;
}

ScriptedServer::ScriptedServer(Script script, std::optional<ServerIdentity> identity)
    : m_state(std::make_unique<State>())
{
    std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes without MSG_NOSIGNAL
    m_state->script = std::move(script);
    m_state->context = makeContext(identity);
    m_state->tls = identity.has_value();
    sockaddr_in address{};
    socklen_t size = sizeof(address);
    ::getsockname(m_state->listener, reinterpret_cast<sockaddr *>(&address), &size);
    m_state->port = ntohs(address.sin_port);
    m_state->accepting = std::jthread([state = m_state.get()] { state->acceptAll(); });
}

ScriptedServer::~ScriptedServer()
{
    {
        const std::scoped_lock lock(m_state->mutex);
        m_state->ending = true;
        for (Connection *connection : m_state->connections)
            connection->interrupt();
    }
    ::shutdown(m_state->listener, SHUT_RDWR);
    m_state->accepting.join();
    m_state->served.clear();
    ::close(m_state->listener);
}

quint16 ScriptedServer::port() const
{
    return m_state->port;
}

QUrl ScriptedServer::url(const QString &path, const QString &host) const
{
    return QUrl(u"%1://%2:%3%4"_s.arg(m_state->tls ? u"https"_s : u"http"_s, host, QString::number(port()), path));
}

int ScriptedServer::connections() const
{
    return m_state->accepted;
}

} // namespace pulse::test
