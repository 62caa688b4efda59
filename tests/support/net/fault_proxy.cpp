// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/fault_proxy.h"

#include "pulse/net/http_date.h"

#include <QLocale>
#include <QTimeZone>
#include <condition_variable>
#include <mutex>

using namespace Qt::StringLiterals;

namespace pulse::test {

namespace {

struct Exchanged
{
    QByteArray statusLine{};
    HttpHeaders headers{};
    QByteArray body{};
    bool framed = true; ///< the client can see where the body ends

    [[nodiscard]] QByteArray head() const
    {
        QByteArray bytes = statusLine;
        for (const HttpHeader &header : headers.all())
            bytes += header.name + ": " + header.value + "\r\n";
        return bytes + "\r\n";
    }
};

QByteArray requestBytes(const RequestHead &head, const QByteArray &body)
{
    QByteArray bytes = head.method + ' ' + head.target + " HTTP/1.1\r\n";
    for (const HttpHeader &header : head.headers.all()) {
        const QByteArray name = header.name.toLower();
        if (name != "connection" && name != "expect" && name != "transfer-encoding" && name != "content-length")
            bytes += header.name + ": " + header.value + "\r\n";
    }
    if (head.headers.contains("Content-Length") || head.isChunked())
        bytes += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    return bytes + "Connection: close\r\n\r\n" + body;
}

void readAnswerBody(Connection &server, const QByteArray &method, int status, Exchanged &answer)
{
    if (method == "HEAD" || status == 204 || status == 304)
        return;
    RequestHead framing{.headers = answer.headers};
    if (framing.isChunked()) {
        answer.body = server.readBody(framing);
        answer.headers.remove("Transfer-Encoding");
        answer.headers.set("Content-Length", QByteArray::number(answer.body.size()));
    } else if (answer.headers.contains("Content-Length")) {
        answer.body = server.readExactly(framing.length());
    } else {
        answer.body = server.readToEnd();
        answer.framed = false;
    }
}

std::optional<Exchanged> carryOut(quint16 port, const RequestHead &head, const QByteArray &body)
{
    const int socket = connectTo(port);
    if (socket < 0)
        return std::nullopt;
    Connection server(socket);
    server.write(requestBytes(head, body));
    for (;;) {
        Exchanged answer{.statusLine = server.readLine()};
        if (answer.statusLine.isEmpty())
            return std::nullopt;
        for (QByteArray line = server.readLine(); !line.trimmed().isEmpty(); line = server.readLine()) {
            const qsizetype colon = line.indexOf(':');
            answer.headers.add(line.first(std::max<qsizetype>(colon, 0)), line.sliced(colon + 1).trimmed());
        }
        answer.headers.remove("Connection");
        answer.headers.remove("Keep-Alive");
        const int status = answer.statusLine.split(' ').value(1).toInt();
        if (status / 100 == 1)
            continue;
        readAnswerBody(server, head.method, status, answer);
        return answer;
    }
}

void skewDate(HttpHeaders &headers, std::chrono::milliseconds by)
{
    const QDateTime date = serverTime(headers, QDateTime::currentDateTimeUtc());
    if (date.isValid())
        headers.set("Date",
                    QLocale::c().toString(date.addDuration(by), u"ddd, dd MMM yyyy HH:mm:ss"_s).toLatin1() + " GMT");
}

} // namespace

Fault Fault::status(int status, const QByteArray &retryAfter, const QByteArray &body)
{
    HttpHeaders headers;
    if (!retryAfter.isEmpty())
        headers.add("Retry-After", retryAfter);
    return {Kind::Answer, {}, answer(status, body, headers)};
}

Fault Fault::statusAfter(int status, const QByteArray &retryAfter)
{
    Fault fault = Fault::status(status, retryAfter);
    fault.kind = Kind::OtherAnswer;
    return fault;
}

Fault Fault::redirect(const QUrl &to, int status)
{
    return {Kind::Answer, {}, answer(status, {}, {{"Location", to.toEncoded()}})};
}

struct FaultProxy::State
{
    quint16 serverPort = 0;
    mutable std::mutex mutex;
    std::condition_variable_any ended;
    std::stop_source ending;
    Plan plan;
    std::vector<RequestHead> seen;
    std::unique_ptr<ScriptedServer> server; ///< the last: its threads use the others

    Fault faultFor(const RequestHead &head, int onConnection);
    void serve(Connection &client);
    /// Whether the connection can take another request.
    bool serveOne(Connection &client, const RequestHead &head, int onConnection);
    bool beforeTheServer(Connection &client, const RequestHead &head, const Fault &fault);
    bool handBack(Connection &client, Exchanged &answer, const Fault &fault);
    void pause(std::chrono::milliseconds duration);
};

Fault FaultProxy::State::faultFor(const RequestHead &head, int onConnection)
{
    const std::scoped_lock lock(mutex);
    const int number = int(seen.size());
    seen.push_back(head);
    return plan ? plan({number, onConnection, head}) : Fault{};
}

void FaultProxy::State::pause(std::chrono::milliseconds duration)
{
    std::mutex own;
    std::unique_lock lock(own);
    ended.wait_for(lock, ending.get_token(), duration, [] { return false; });
}

void FaultProxy::State::serve(Connection &client)
{
    for (int onConnection = 0; const auto head = client.readHead(); ++onConnection)
        if (!serveOne(client, *head, onConnection))
            return;
}

/// False where the fault has already ended the exchange.
bool FaultProxy::State::beforeTheServer(Connection &client, const RequestHead &head, const Fault &fault)
{
    switch (fault.kind) {
    case Fault::Kind::Delay:
        pause(fault.pause);
        return true;
    case Fault::Kind::Stall:
        client.waitForPeer();
        return false;
    case Fault::Kind::CloseBefore:
        client.close();
        return false;
    case Fault::Kind::ResetBefore:
        client.reset();
        return false;
    case Fault::Kind::ResetInBody:
        (void)client.readBody(head, head.length() / 2);
        client.reset();
        return false;
    default:
        return true;
    }
}

bool FaultProxy::State::serveOne(Connection &client, const RequestHead &head, int onConnection)
{
    const Fault fault = faultFor(head, onConnection);
    if (!beforeTheServer(client, head, fault))
        return false;
    const QByteArray body = client.readBody(head);
    if (!head.isChunked() && body.size() < head.length())
        return false; // the client has gone
    if (fault.kind == Fault::Kind::Answer) {
        client.write(fault.bytes);
        return true;
    }
    auto answer = carryOut(serverPort, head, body);
    if (!answer || fault.kind == Fault::Kind::LostAnswer) {
        client.reset();
        return false;
    }
    if (fault.kind == Fault::Kind::OtherAnswer) {
        client.write(fault.bytes);
        return true;
    }
    return handBack(client, *answer, fault);
}

bool FaultProxy::State::handBack(Connection &client, Exchanged &answer, const Fault &fault)
{
    const QByteArray half = answer.body.first(answer.body.size() / 2);
    switch (fault.kind) {
    case Fault::Kind::WrongETag:
        answer.headers.set("ETag", "\"of-something-else\"");
        break;
    case Fault::Kind::SkewedDate:
        skewDate(answer.headers, fault.pause);
        break;
    case Fault::Kind::CutUnframed:
        answer.headers.remove("Content-Length");
        answer.headers.set("Connection", "close");
        client.write(answer.head() + half);
        client.close();
        return false;
    case Fault::Kind::CutAnswer:
        client.write(answer.head() + half);
        client.cut();
        return false;
    case Fault::Kind::ResetInAnswer:
        client.write(answer.head() + half);
        client.reset();
        return false;
    case Fault::Kind::StallAnswer:
        client.write(answer.head() + half);
        client.waitForPeer();
        return false;
    default:
        break;
    }
    client.write(answer.head() + answer.body);
    return answer.framed;
}

FaultProxy::FaultProxy(quint16 serverPort, std::optional<ServerIdentity> identity)
    : m_state(std::make_unique<State>())
{
    m_state->serverPort = serverPort;
    m_state->server = std::make_unique<ScriptedServer>(
        [state = m_state.get()](Connection &client) { state->serve(client); }, std::move(identity));
}

FaultProxy::~FaultProxy()
{
    m_state->ending.request_stop();
    m_state->server.reset();
}

quint16 FaultProxy::port() const
{
    return m_state->server->port();
}

QUrl FaultProxy::url(const QString &path) const
{
    return m_state->server->url(path);
}

void FaultProxy::setPlan(Plan plan)
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->plan = std::move(plan);
    m_state->seen.clear();
}

std::vector<RequestHead> FaultProxy::seen() const
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->seen;
}

FaultProxy::Plan first(int times, const QByteArray &method, const Fault &fault)
{
    return [times, method, fault](const FaultProxy::Request &request) mutable {
        return request.head.method == method && times-- > 0 ? fault : Fault{};
    };
}

} // namespace pulse::test
