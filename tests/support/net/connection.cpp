// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/connection.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pulse::test {

bool RequestHead::isChunked() const
{
    return header("Transfer-Encoding").toLower().contains("chunked");
}

qint64 RequestHead::length() const
{
    return header("Content-Length").toLongLong();
}

Connection::Connection(int socket)
    : m_socket(socket)
{}

void Connection::secure(ssl_ctx_st *tls)
{
    m_tls = SSL_new(tls);
    SSL_set_fd(m_tls, m_socket);
    if (SSL_accept(m_tls) != 1)
        cut();
}

Connection::~Connection()
{
    close();
}

bool Connection::receive()
{
    if (m_socket < 0)
        return false;
    std::array<char, 64 * 1024> buffer{};
    const auto got =
        m_tls ? SSL_read(m_tls, buffer.data(), int(buffer.size())) : ::recv(m_socket, buffer.data(), buffer.size(), 0);
    if (got <= 0)
        return false;
    m_buffer.append(buffer.data(), qsizetype(got));
    return true;
}

QByteArray Connection::readLine()
{
    qsizetype end = -1;
    while ((end = m_buffer.indexOf('\n')) < 0)
        if (!receive())
            return {};
    const QByteArray line = m_buffer.first(end + 1);
    m_buffer.remove(0, end + 1);
    return line;
}

std::optional<RequestHead> Connection::readHead()
{
    const QByteArray first = readLine();
    const QList<QByteArray> words = first.trimmed().split(' ');
    if (words.size() != 3)
        return std::nullopt;
    RequestHead head{.method = words[0], .target = words[1]};
    for (QByteArray line = readLine(); !line.trimmed().isEmpty(); line = readLine()) {
        const qsizetype colon = line.indexOf(':');
        head.headers.add(line.first(std::max<qsizetype>(colon, 0)), line.sliced(colon + 1).trimmed());
    }
    return head;
}

QByteArray Connection::readExactly(qint64 count)
{
    while (m_buffer.size() < count && receive()) {
    }
    const QByteArray bytes = m_buffer.first(std::min(m_buffer.size(), qsizetype(count)));
    m_buffer.remove(0, bytes.size());
    return bytes;
}

QByteArray Connection::readBody(const RequestHead &head, qint64 most)
{
    if (head.header("Expect").toLower() == "100-continue")
        write("HTTP/1.1 100 Continue\r\n\r\n");
    return readExactly(std::min(most, head.length()));
}

QByteArray Connection::readBody(const RequestHead &head)
{
    if (!head.isChunked())
        return readBody(head, head.length());
    if (head.header("Expect").toLower() == "100-continue")
        write("HTTP/1.1 100 Continue\r\n\r\n");
    QByteArray body;
    for (qint64 size = 1; size > 0;) {
        size = readLine().trimmed().toLongLong(nullptr, 16);
        body += readExactly(size);
        (void)readLine(); // ends the chunk, or the (empty) trailers
    }
    return body;
}

QByteArray Connection::readToEnd()
{
    while (receive()) {
    }
    return std::exchange(m_buffer, {});
}

void Connection::write(QByteArrayView bytes)
{
    while (m_socket >= 0 && !bytes.isEmpty()) {
        const auto piece = std::min<qsizetype>(bytes.size(), 1024 * 1024);
        const auto sent = m_tls ? SSL_write(m_tls, bytes.data(), int(piece))
                                : ::send(m_socket, bytes.data(), size_t(piece), MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        bytes = bytes.sliced(qsizetype(sent));
    }
}

void Connection::waitForPeer()
{
    while (receive())
        m_buffer.clear();
}

void Connection::closeSocket()
{
    SSL_free(std::exchange(m_tls, nullptr));
    const std::scoped_lock lock(m_closing);
    if (m_socket >= 0)
        ::close(std::exchange(m_socket, -1));
}

void Connection::close()
{
    if (m_tls && m_socket >= 0)
        SSL_shutdown(m_tls);
    cut();
}

// What the peer still sends must be read, or the system answers it with RST instead of FIN.
void Connection::cut()
{
    if (m_socket >= 0) {
        ::shutdown(m_socket, SHUT_WR);
        std::array<char, 4096> rest{};
        const timeval patience{.tv_sec = 2, .tv_usec = 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        while (::recv(m_socket, rest.data(), rest.size(), 0) > 0) {
        }
    }
    closeSocket();
}

void Connection::reset()
{
    const linger now{.l_onoff = 1, .l_linger = 0};
    if (m_socket >= 0)
        ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    closeSocket();
}

void Connection::interrupt()
{
    const std::scoped_lock lock(m_closing);
    if (m_socket >= 0)
        ::shutdown(m_socket, SHUT_RDWR);
}

int connectTo(quint16 port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(socket, reinterpret_cast<sockaddr *>(&address), sizeof(address)) == 0)
        return socket;
    ::close(socket);
    return -1;
}

QByteArray answer(int status, QByteArrayView body, const HttpHeaders &headers)
{
    QByteArray bytes = "HTTP/1.1 " + QByteArray::number(status) + " Scripted\r\n";
    for (const HttpHeader &header : headers.all())
        bytes += header.name + ": " + header.value + "\r\n";
    if (status != 204 && status != 304 && !headers.contains("Content-Length"))
        bytes += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    return bytes + "\r\n" + body.toByteArray();
}

} // namespace pulse::test
