// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/net/http.h"

#include <QString>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

struct ssl_st;
struct ssl_ctx_st;

namespace pulse::test {

/// The head of a request as it came over the wire.
struct RequestHead
{
    QByteArray method{};
    QByteArray target{};
    HttpHeaders headers{};

    [[nodiscard]] QByteArray header(QByteArrayView name) const { return headers.value(name).value_or(QByteArray()); }
    [[nodiscard]] bool isChunked() const;
    [[nodiscard]] qint64 length() const; ///< Content-Length; 0 where there is none
};

/// One accepted connection, plain or with TLS: bytes and HTTP/1.1 requests, blocking, by one thread at a time. Nothing
/// throws; after the peer has gone or the server is being destroyed, reads find the end and writes do nothing.
class Connection
{
public:
    /// Takes the socket over.
    explicit Connection(int socket);
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;
    ~Connection();

    /// Agrees on TLS first; where that fails, the connection is at its end.
    void secure(ssl_ctx_st *tls);

    /// Nothing at the end of the connection.
    [[nodiscard]] std::optional<RequestHead> readHead();
    /// So many bytes of a body, fewer at the end of the connection. Answers `Expect: 100-continue` first.
    [[nodiscard]] QByteArray readBody(const RequestHead &head, qint64 most);
    /// All of it, of a chunked one too (without its framing).
    [[nodiscard]] QByteArray readBody(const RequestHead &head);
    [[nodiscard]] QByteArray readToEnd();
    [[nodiscard]] QByteArray readExactly(qint64 count);
    [[nodiscard]] QByteArray readLine();

    void write(QByteArrayView bytes);
    void close();       ///< an orderly end (FIN; with TLS, close_notify)
    void cut();         ///< FIN without TLS's close_notify
    void reset();       ///< RST
    void waitForPeer(); ///< until it closes

    /// Ends the connection for both sides; what the other thread waits for in it ends too. From any thread.
    void interrupt();

private:
    [[nodiscard]] bool receive();
    void closeSocket();

    std::mutex m_closing; ///< guards m_socket against being closed, and its number reused, under interrupt()
    int m_socket;
    ssl_st *m_tls = nullptr;
    QByteArray m_buffer;
};

/// A certificate and its key for a server in this process, PEM.
struct ServerIdentity
{
    QString certificateFile;
    QString keyFile;
    QString clientCaFile{}; ///< when set, a client has to show a certificate of this authority
};

/// Listens on a free port of 127.0.0.1 and serves each connection with the script, on a thread of its own, until it is
/// destroyed, which ends all connections.
class ScriptedServer
{
public:
    using Script = std::function<void(Connection &connection)>;

    explicit ScriptedServer(Script script, std::optional<ServerIdentity> identity = std::nullopt);
    ~ScriptedServer();

    [[nodiscard]] quint16 port() const;
    /// http or https, as it speaks.
    [[nodiscard]] QUrl url(const QString &path = QStringLiteral("/"),
                           const QString &host = QStringLiteral("127.0.0.1")) const;
    /// How many connections were accepted.
    [[nodiscard]] int connections() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// An answer with Content-Length.
[[nodiscard]] QByteArray answer(int status, QByteArrayView body = {}, const HttpHeaders &headers = {});

/// Connects to 127.0.0.1; negative where nobody listens.
[[nodiscard]] int connectTo(quint16 port);

} // namespace pulse::test
