// SPDX-License-Identifier: Apache-2.0
#include "s3_fixture.h"

#include "pulse/test/fault_proxy.h"

#include <QTest>
#include <thread>

using namespace pulse;
using namespace pulse::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// How an operation ended.
struct Ending
{
    bool succeeded = false;
    bool indeterminate = false;
    QByteArray what;
};

template <typename T>
Ending endingOf(const ObjectResult<T> &result)
{
    if (result)
        return {true, false, {}};
    return {false, result.error().indeterminate, result.error().error.toString().toUtf8()};
}

/// One operation of the client: what is there before, what is done, and what is there after it has succeeded.
struct Operation
{
    QByteArray name;
    bool changes = false;
    bool repeats = true; ///< is sent again after an answer that was lost
    std::function<void(ObjectClient &)> prepare = {};
    std::function<Ending(ObjectClient &)> act;
    std::function<bool(ObjectClient &)> isDone = {};
};

Ending put(ObjectClient &client, const QString &key, const QByteArray &bytes, const ObjectCondition &condition = {})
{
    BufferSource source(bytes);
    return endingOf(client.put(key, source, condition, {}));
}

bool holds(ObjectClient &client, const QString &key, const QByteArray &bytes)
{
    const auto read = client.get(key, std::nullopt, {}, 64 * MiB, {});
    return read && read->bytes == bytes;
}

bool isAbsent(ObjectClient &client, const QString &key)
{
    const auto head = client.head(key, {});
    return !head && head.error().error.code() == ErrorCode::NotFound;
}

const QByteArray content = QByteArray("what is read is what was written; ").repeated(4096);

Ending reads(bool right, const char *what)
{
    return right ? Ending{true, false, {}} : Ending{false, true, QByteArray("wrong: ") + what};
}

std::vector<Operation> readingOperations()
{
    const auto prepare = [](ObjectClient &client) { (void)put(client, u"a"_s, content); };
    return {{.name = "get",
             .prepare = prepare,
             .act =
                 [](ObjectClient &client) {
                     const auto read = client.get(u"a"_s, std::nullopt, {}, MiB, {});
                     return read ? reads(read->bytes == content, "get") : endingOf(read);
                 }},
            {.name = "piece",
             .prepare = prepare,
             .act =
                 [](ObjectClient &client) {
                     const auto read = client.get(u"a"_s, ByteRange{10'000, 20'000}, {}, MiB, {});
                     return read ? reads(read->bytes == content.sliced(10'000, 20'000), "piece") : endingOf(read);
                 }},
            {.name = "head",
             .prepare = prepare,
             .act =
                 [](ObjectClient &client) {
                     const auto read = client.head(u"a"_s, {});
                     return read ? reads(read->size == content.size(), "head") : endingOf(read);
                 }},
            {.name = "list", .prepare = prepare, .act = [](ObjectClient &client) {
                 const auto page = client.list({}, {});
                 return page ? reads(page->objects.size() == 1 && page->objects[0].key == u"a"_s, "list")
                             : endingOf(page);
             }}};
}

std::vector<Operation> changingOperations()
{
    const QByteArray longer = content.repeated(90); // in parts, see cutting()
    const QByteArray medium = content.repeated(12); // signed in chunks
    const auto before = [](ObjectClient &client) { (void)put(client, u"a"_s, "before"); };
    return {
        {.name = "put",
         .changes = true,
         .prepare = before,
         .act = [](ObjectClient &client) { return put(client, u"a"_s, content); },
         .isDone = [](ObjectClient &client) { return holds(client, u"a"_s, content); }},
        {.name = "create",
         .changes = true,
         .act = [](ObjectClient &client) { return put(client, u"new"_s, content, ObjectCondition::absent()); },
         .isDone = [](ObjectClient &client) { return holds(client, u"new"_s, content); }},
        {.name = "create signed in chunks",
         .changes = true,
         .act = [medium](ObjectClient &client) { return put(client, u"medium"_s, medium, ObjectCondition::absent()); },
         .isDone = [medium](ObjectClient &client) { return holds(client, u"medium"_s, medium); }},
        {.name = "put in parts",
         .changes = true,
         .act = [longer](ObjectClient &client) { return put(client, u"long"_s, longer); },
         .isDone = [longer](ObjectClient &client) { return holds(client, u"long"_s, longer); }},
        {.name = "copy",
         .changes = true,
         .prepare = before,
         .act = [](ObjectClient &client) { return endingOf(client.copy(u"a"_s, u"copy"_s, {})); },
         .isDone = [](ObjectClient &client) { return holds(client, u"copy"_s, "before"); }},
        {.name = "remove",
         .changes = true,
         .repeats = false,
         .prepare = before,
         .act = [](ObjectClient &client) { return endingOf(client.remove(u"a"_s, {})); },
         .isDone = [](ObjectClient &client) { return isAbsent(client, u"a"_s); }}};
}

struct NamedFault
{
    QByteArray name;
    Fault fault;
    bool reaches = false; ///< the server may carry the request out
    bool stalls = false;
};

std::vector<NamedFault> faults()
{
    using Kind = Fault::Kind;
    return {{"delay", Fault::delay(150ms), true},
            {"stall", Fault::of(Kind::Stall), false, true},
            {"stall in the answer", Fault::of(Kind::StallAnswer), true, true},
            {"reset before", Fault::of(Kind::ResetBefore)},
            {"reset in the body", Fault::of(Kind::ResetInBody)},
            {"lost answer", Fault::of(Kind::LostAnswer), true},
            {"reset in the answer", Fault::of(Kind::ResetInAnswer), true},
            {"cut answer", Fault::of(Kind::CutAnswer), true},
            {"429", Fault::status(429)},
            {"503", Fault::status(503)},
            {"503 after it was done", Fault::statusAfter(503), true},
            {"503 and seconds", Fault::status(503, "1")},
            {"503 and a date", Fault::status(503, "Sat, 01 Jun 2024 12:00:00 GMT")},
            {"503 and an absurd wait", Fault::status(503, "999999999999999999999")},
            {"500", Fault::status(500)},
            {"skewed date", Fault::skewedDate(1h), true}};
}

s3::Cutting cutting()
{
    return {.single = 6 * MiB, .buffered = MiB, .part = 5 * MiB};
}

} // namespace

/// Every operation on a real gateway while the way to it fails in every manner.
class TestS3Faults : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const QString reason = whyNoServers(); !reason.isEmpty())
            QSKIP(qPrintable(reason));
        m_server = std::make_unique<S3Server>();
        m_server->makeBucket(u"bucket"_s);
        m_proxy = std::make_unique<FaultProxy>(static_cast<quint16>(m_server->port()));
    }
    void init()
    {
        m_place = u"bucket/case-%1"_s.arg(++m_count);
        m_proxy->clear();
    }

    void everyFaultOnce_data() { matrix(); }
    void everyFaultOnce()
    {
        QFETCH(int, operation);
        QFETCH(int, fault);
        const Operation what = operations()[static_cast<size_t>(operation)];
        const NamedFault which = faults()[static_cast<size_t>(fault)];
        const auto direct = clientFor(settingsFor(m_server->endpoint(), m_place));
        const auto through = clientFor(throughProxy(which.stalls ? 1s : 60s), cutting());
        if (what.prepare)
            what.prepare(*direct);

        std::atomic<int> met = 0;
        m_proxy->setPlan(
            [&](const FaultProxy::Request &request) { return request.number == 0 && ++met ? which.fault : Fault{}; });
        const Ending ending = what.act(*through);
        QCOMPARE(met.load(), 1);
        m_proxy->clear();
        check(what, ending, *direct);
        // What fails once and may be sent again succeeds, unless the first attempt may have been the one that did.
        const bool mayMeetItself = which.reaches && what.name.startsWith("create");
        if ((what.repeats || !which.reaches) && !mayMeetItself && !ending.succeeded)
            QVERIFY2(!what.repeats && ending.indeterminate, ending.what.constData());
    }

    void everyFaultAlways_data() { matrix(); }
    void everyFaultAlways()
    {
        QFETCH(int, operation);
        QFETCH(int, fault);
        const Operation what = operations()[static_cast<size_t>(operation)];
        const NamedFault which = faults()[static_cast<size_t>(fault)];
        const auto direct = clientFor(settingsFor(m_server->endpoint(), m_place));
        RetryPolicy retry = quickRetries();
        retry.attempts = which.stalls ? 2 : 4;
        const auto through = clientFor(throughProxy(which.stalls ? 300ms : 60s), cutting(), retry);
        if (what.prepare)
            what.prepare(*direct);
        m_proxy->setPlan([&](const FaultProxy::Request &) { return which.fault; });
        const Ending ending = what.act(*through);
        m_proxy->clear();
        check(what, ending, *direct);
        const bool mayWork = which.name == "delay" || which.name == "skewed date" || which.reaches;
        QVERIFY2(mayWork || !ending.succeeded, "nothing reached the server, yet it succeeded");
    }

    void anAnswerWithoutAnEndIsNotTakenForAWhole()
    {
        const auto direct = clientFor(settingsFor(m_server->endpoint(), m_place));
        QVERIFY(put(*direct, u"a"_s, content).succeeded);
        const auto through = clientFor(throughProxy(), cutting());
        for (const auto &operation : readingOperations()) {
            m_proxy->setPlan([](const FaultProxy::Request &) { return Fault::of(Fault::Kind::CutUnframed); });
            const Ending ending = operation.act(*through);
            QVERIFY2(operation.name == "head" || !ending.succeeded, operation.name.constData());
            QVERIFY2(!ending.what.startsWith("wrong"), ending.what.constData());
        }
    }

    void redirectsAreNotFollowed()
    {
        const auto through = clientFor(throughProxy());
        for (const QString &to : {u"http://127.0.0.1:1/elsewhere"_s, u"http://169.254.169.254/latest/meta-data"_s,
                                  u"file:///etc/passwd"_s}) {
            m_proxy->setPlan([&](const FaultProxy::Request &) { return Fault::redirect(QUrl(to), 307); });
            const auto read = through->get(u"a"_s, std::nullopt, {}, MiB, {});
            QVERIFY(!read);
            QCOMPARE(read.error().error.code(), ErrorCode::Invalid);
            QCOMPARE(m_proxy->seen().size(), size_t(1));
        }
    }

    void aStopEndsAStall()
    {
        s3::Settings settings = throughProxy();
        settings.transport.stallTimeout = 300s;
        const auto through = clientFor(settings);
        m_proxy->setPlan([](const FaultProxy::Request &) { return Fault::of(Fault::Kind::Stall); });
        std::stop_source stop;
        const std::jthread stopper([&] {
            while (m_proxy->seen().empty())
                std::this_thread::yield();
            stop.request_stop();
        });
        const auto read = through->get(u"a"_s, std::nullopt, {}, MiB, stop.get_token());
        QVERIFY(!read);
        QCOMPARE(read.error().error.code(), ErrorCode::Cancelled);
    }

    void slowDownIsWaitedFor()
    {
        S3Server server({.daemons = 1, .tls = false, .gatewaySettings = u"rgw_max_concurrent_requests = 1"_s});
        server.makeBucket(u"bucket"_s);
        FaultProxy counting(static_cast<quint16>(server.port()));
        const auto client = clientFor(settingsFor(counting.url(QString()), u"bucket"_s), {}, RetryPolicy{});
        std::atomic<int> written = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 8; ++i)
                threads.emplace_back([&, i] {
                    for (int j = 0; j < 10; ++j)
                        written += put(*client, u"%1-%2"_s.arg(i).arg(j), content).succeeded ? 1 : 0;
                });
        }
        QCOMPARE(written.load(), 80);
        QVERIFY2(counting.seen().size() > 80, "the gateway never asked to slow down, so nothing was tried");
    }

private:
    [[nodiscard]] static std::vector<Operation> operations()
    {
        std::vector<Operation> all = readingOperations();
        std::ranges::move(changingOperations(), std::back_inserter(all));
        return all;
    }

    void matrix()
    {
        QTest::addColumn<int>("operation");
        QTest::addColumn<int>("fault");
        for (size_t i = 0; i < operations().size(); ++i) {
            for (size_t j = 0; j < faults().size(); ++j)
                QTest::addRow("%s: %s", operations()[i].name.constData(), faults()[j].name.constData())
                    << static_cast<int>(i) << static_cast<int>(j);
        }
    }

    [[nodiscard]] s3::Settings throughProxy(std::chrono::milliseconds stall = 60s) const
    {
        s3::Settings settings = settingsFor(m_proxy->url(QString()), m_place);
        settings.transport.stallTimeout = stall;
        return settings;
    }

    /// What holds whatever happened: success is what was asked for, and a failure that says that nothing was done is
    /// true.
    void check(const Operation &what, const Ending &ending, ObjectClient &direct)
    {
        QVERIFY2(!ending.what.startsWith("wrong"), ending.what.constData());
        if (!what.changes)
            return;
        if (ending.succeeded)
            QVERIFY2(what.isDone(direct), "a success that is not there");
        else if (!ending.indeterminate)
            QVERIFY2(!what.isDone(direct), ("done, yet reported as certainly not done: " + ending.what).constData());
    }

    std::unique_ptr<S3Server> m_server;
    std::unique_ptr<FaultProxy> m_proxy;
    QString m_place;
    int m_count = 0;
};

QTEST_GUILESS_MAIN(TestS3Faults)
#include "test_s3_faults.moc"
