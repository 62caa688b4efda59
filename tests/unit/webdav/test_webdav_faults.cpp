// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/webdav/client.h"

#include "pulse/net/curl_transport.h"
#include "pulse/objects/object_library.h"
#include "pulse/storage/capabilities.h"
#include "pulse/test/authority.h"
#include "pulse/test/fault_proxy.h"
#include "pulse/test/makers.h"
#include "pulse/test/servers.h"

#include <QDir>
#include <QFile>
#include <QTest>
#include <atomic>
#include <limits>

using namespace pulse;
using namespace pulse::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// One operation of the client: how it is carried out, and what its effect looks like on the server's disk.
struct Operation
{
    QByteArray name;
    QByteArray method; ///< of the request that meets the fault
    bool changes = false;
    std::function<ObjectResult<QByteArray>(ObjectClient &)> run; ///< what it read, as text
    QByteArray expected{};                                       ///< for one that reads
    std::function<bool(const QDir &)> isDone{};                  ///< for one that changes
};

QByteArray contentOf(const QDir &folder, const QString &name)
{
    QFile file(folder.filePath(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

template <typename T>
ObjectResult<QByteArray> done(const ObjectResult<T> &result)
{
    return result.transform([](const auto &...) { return QByteArray(); });
}

ObjectResult<QByteArray> readText(const ObjectResult<ObjectData> &result)
{
    return result.transform([](const ObjectData &data) { return data.bytes; });
}

ObjectResult<QByteArray> listText(const ObjectResult<ObjectPage> &result)
{
    return result.transform([](const ObjectPage &page) {
        QByteArray text;
        for (const ObjectInfo &info : page.objects)
            text += info.key.toUtf8() + ' ';
        return text;
    });
}

std::vector<Operation> readers()
{
    return {
        {.name = "get",
         .method = "GET",
         .run = [](ObjectClient &c) { return readText(c.get(u"there"_s, std::nullopt, {}, 100, {})); },
         .expected = "content"},
        {.name = "get a piece",
         .method = "GET",
         .run = [](ObjectClient &c) { return readText(c.get(u"there"_s, ByteRange{1, 4}, {}, 100, {})); },
         .expected = "onte"},
        {.name = "head",
         .method = "HEAD",
         .run =
             [](ObjectClient &c) {
                 return c.head(u"there"_s, {}).transform([](const ObjectInfo &i) {
                     return QByteArray::number(i.size);
                 });
             },
         .expected = "7"},
        {.name = "list",
         .method = "PROPFIND",
         .run = [](ObjectClient &c) { return listText(c.list({}, {})); },
         .expected = "folder/a folder/b there "},
    };
}

std::vector<Operation> writers()
{
    const auto put = [](ObjectClient &c, const QString &key) {
        BufferSource source(QByteArray("0123456789"));
        return done(c.put(key, source, {}, {}));
    };
    return {
        {.name = "put",
         .method = "PUT",
         .changes = true,
         .run = [put](ObjectClient &c) { return put(c, u"new"_s); },
         .isDone = [](const QDir &d) { return contentOf(d, u"new"_s) == "0123456789"; }},
        {.name = "replace",
         .method = "PUT",
         .changes = true,
         .run = [put](ObjectClient &c) { return put(c, u"there"_s); },
         .isDone = [](const QDir &d) { return contentOf(d, u"there"_s) == "0123456789"; }},
        {.name = "remove",
         .method = "DELETE",
         .changes = true,
         .run = [](ObjectClient &c) { return done(c.remove(u"there"_s, {})); },
         .isDone = [](const QDir &d) { return !d.exists(u"there"_s); }},
        {.name = "claim",
         .method = "MKCOL",
         .changes = true,
         .run = [](ObjectClient &c) { return done(c.claim(u"mine/"_s, {})); },
         .isDone = [](const QDir &d) { return d.exists(u"mine"_s); }},
        {.name = "unclaim",
         .method = "DELETE",
         .changes = true,
         .run = [](ObjectClient &c) { return done(c.unclaim(u"empty/"_s, {})); },
         .isDone = [](const QDir &d) { return !d.exists(u"empty"_s); }},
        {.name = "copy",
         .method = "COPY",
         .changes = true,
         .run = [](ObjectClient &c) { return done(c.copy(u"there"_s, u"copy"_s, {})); },
         .isDone = [](const QDir &d) { return contentOf(d, u"copy"_s) == "content"; }},
    };
}

struct NamedFault
{
    QByteArray name;
    Fault fault;
    bool isSilent = false; ///< the answer looks right and is not
};

std::vector<NamedFault> faults()
{
    using Kind = Fault::Kind;
    return {{"delay", Fault::delay(50ms)},
            {"stall", Fault::of(Kind::Stall)},
            {"stall in the answer", Fault::of(Kind::StallAnswer)},
            {"closed before the body", Fault::of(Kind::CloseBefore)},
            {"reset before the body", Fault::of(Kind::ResetBefore)},
            {"reset in the body", Fault::of(Kind::ResetInBody)},
            {"lost answer", Fault::of(Kind::LostAnswer)},
            {"reset in the answer", Fault::of(Kind::ResetInAnswer)},
            {"cut answer", Fault::of(Kind::CutAnswer)},
            {"cut answer without a length", Fault::of(Kind::CutUnframed), true},
            {"403, overtaken by another client", Fault::status(403)},
            {"429", Fault::status(429, "0")},
            {"429, a date", Fault::status(429, "Thu, 01 Jan 2026 00:00:00 GMT")},
            {"503", Fault::status(503)},
            {"503 after it was done", Fault::statusAfter(503)},
            {"503, absurd", Fault::status(503, "999999999999999999999")},
            {"500 then success", Fault::status(500)},
            {"502 then success", Fault::status(502)},
            {"wrong ETag", Fault::of(Kind::WrongETag)},
            {"skewed Date", Fault::skewedDate(-87'600h)}};
}

} // namespace

/// Everything that can go wrong with one request, for every operation, before a real Apache: what reads gets its answer
/// or an error, never less than there is; what changes says that it did, that it certainly did not, or that it cannot
/// know, and never wrongly.
class TestWebdavFaults : public QObject
{
    Q_OBJECT

    std::unique_ptr<WebdavServer> m_server;
    std::unique_ptr<FaultProxy> m_proxy;
    int m_places = 0;
    QDir m_place;
    std::shared_ptr<ObjectClient> m_client;

    std::shared_ptr<ObjectClient> connect(const QUrl &url, const TransportOptions &options = {})
    {
        TransportOptions impatient = options;
        impatient.stallTimeout = 250ms;
        WebdavParts parts = systemWebdavParts(makeCurlTransport(impatient));
        parts.retry = {.attempts = 4, .firstDelay = 1ms, .longestDelay = 20ms};
        return makeWebdavClient(url, parts);
    }

    void rows(const std::vector<Operation> &operations)
    {
        QTest::addColumn<size_t>("operation");
        QTest::addColumn<size_t>("fault");
        for (size_t o = 0; o < operations.size(); ++o)
            for (size_t f = 0; f < faults().size(); ++f)
                QTest::newRow((operations[o].name + ": " + faults()[f].name).constData()) << o << f;
    }

private slots:
    void initTestCase()
    {
        if (const QString why = whyNoServers(); !why.isEmpty())
            QSKIP(qPrintable(why));
        m_server = std::make_unique<WebdavServer>(WebdavServer::Kind::Apache);
        m_proxy = std::make_unique<FaultProxy>(quint16(m_server->port()));
    }

    void init()
    {
        const QString name = u"open/%1"_s.arg(++m_places);
        m_place = QDir(m_server->path(name));
        QVERIFY(m_place.mkpath(u"empty"_s) && m_place.mkpath(u"folder"_s));
        m_proxy->clear();
        m_client = connect(m_proxy->url(u"/%1/"_s.arg(name)));
        for (const auto &key : {u"there"_s, u"folder/a"_s, u"folder/b"_s}) {
            BufferSource source("content");
            QVERIFY(m_client->put(key, source, {}, {}));
        }
    }

    void cleanupTestCase()
    {
        m_client.reset();
        m_proxy.reset();
        m_server.reset();
    }

    void reading_data() { rows(readers()); }
    void reading()
    {
        QFETCH(size_t, operation);
        QFETCH(size_t, fault);
        const Operation subject = readers().at(operation);
        const NamedFault named = faults().at(fault);
        m_proxy->setPlan(first(1, subject.method, named.fault));
        const auto read = subject.run(*m_client);
        if (read)
            QCOMPARE(*read, subject.expected);
        else
            QVERIFY2(named.isSilent, qPrintable(read.error().error.toString()));
        QCOMPARE(subject.run(*m_client).value_or("failed"), subject.expected);
    }

    void changing_data() { rows(writers()); }
    void changing()
    {
        QFETCH(size_t, operation);
        QFETCH(size_t, fault);
        const Operation subject = writers().at(operation);
        const Fault wrong = faults().at(fault).fault;
        m_proxy->setPlan(first(1, subject.method, wrong));
        QVERIFY(!subject.isDone(m_place));
        const auto changed = subject.run(*m_client);
        const bool isDone = subject.isDone(m_place);
        if (changed)
            QVERIFY(isDone);
        else if (!changed.error().indeterminate)
            QVERIFY2(!isDone, qPrintable(changed.error().error.toString()));
        int sent = 0;
        for (const RequestHead &request : m_proxy->seen())
            sent += request.method == subject.method;
        const bool saysWhen = wrong.bytes.contains("Retry-After");
        const bool wasTurnedAway =
            wrong.kind == Fault::Kind::Answer &&
            (wrong.bytes.startsWith("HTTP/1.1 429") || (wrong.bytes.startsWith("HTTP/1.1 503") && saysWhen));
        const bool isUnsure = !changed;
        using Kind = Fault::Kind;
        const bool isLost =
            wrong.kind == Kind::ResetBefore || wrong.kind == Kind::CloseBefore || wrong.kind == Kind::LostAnswer;
        // Only what is lost with a connection that had been kept open is sent again, and no deletion is.
        const bool isSentAgain = isLost && subject.method != "DELETE";
        if (isSentAgain)
            QVERIFY(sent == 2 && (changed || changed.error().error.code() == ErrorCode::Conflict));
        else if (isUnsure) // what may have been carried out is never sent again from here
            QCOMPARE(sent, 1);
        if (wasTurnedAway)
            QVERIFY(changed && sent == 2);
        if (wrong.bytes.startsWith("HTTP/1.1 403") && subject.method != "PUT")
            QVERIFY(changed && sent == 2);
    }

    void lostFoldersAreMadeInTheEnd_data()
    {
        QTest::addColumn<int>("times");
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("isMade");
        const auto rows = [](const char *name, Fault::Kind kind, int times, bool isMade) {
            QTest::newRow(name) << times << int(kind) << isMade;
        };
        rows("reset twice", Fault::Kind::ResetBefore, 2, true);
        rows("lost once", Fault::Kind::LostAnswer, 1, true);
        rows("reset always", Fault::Kind::ResetBefore, 1'000, false);
    }

    // Each of them over a connection of its own, so that no rule about kept ones helps.
    void lostFoldersAreMadeInTheEnd()
    {
        QFETCH(int, times);
        QFETCH(int, kind);
        QFETCH(bool, isMade);
        m_proxy->setPlan([times, kind](const FaultProxy::Request &request) mutable {
            if (request.head.method == "PUT" && request.onConnection > 0)
                return Fault::of(Fault::Kind::ResetBefore);
            return request.head.method == "MKCOL" && times-- > 0 ? Fault::of(Fault::Kind(kind)) : Fault{};
        });
        m_client = connect(m_client->url());
        BufferSource source("x");
        const auto put = m_client->put(u"one/two/three"_s, source, {}, {});
        QCOMPARE(put.has_value(), isMade);
        if (!isMade)
            QVERIFY(put.error().indeterminate);
        QCOMPARE(contentOf(QDir(m_place.filePath(u"one/two"_s)), u"three"_s), isMade ? "x"_ba : ""_ba);
    }

    void whatIsForbiddenIsSaidInTheEnd()
    {
        m_proxy->setPlan([](const FaultProxy::Request &) { return Fault::status(403); });
        for (const auto &operations : {readers(), writers()}) {
            for (const Operation &operation : operations) {
                const auto refused = operation.run(*m_client);
                QVERIFY2(!refused && !refused.error().indeterminate, operation.name.constData());
                QCOMPARE(refused.error().error.code(), ErrorCode::PermissionDenied);
            }
        }
    }

    // Who had to wait for what it may yet do would wait for nothing.
    void aFolderThatCannotBeLookedIntoIsLeft()
    {
        m_proxy->setPlan([](const FaultProxy::Request &request) {
            return request.head.method == "PROPFIND" ? Fault::of(Fault::Kind::LostAnswer) : Fault{};
        });
        const auto left = m_client->unclaim(u"empty/"_s, {});
        QVERIFY(!left && !left.error().indeterminate);
        QVERIFY(m_place.exists(u"empty"_s));
    }

    // As Apache does where two remove it together: the folder is gone, and each hears that it could not be.
    void aFolderThatAnotherRemovedIsRemoved()
    {
        m_proxy->setPlan([this](const FaultProxy::Request &request) {
            if (request.head.method != "DELETE")
                return Fault{};
            m_place.rmdir(u"empty"_s);
            return Fault::status(207);
        });
        const auto removed = m_client->unclaim(u"empty/"_s, {});
        QVERIFY2(removed, removed ? "" : qPrintable(removed.error().error.toString()));
        QVERIFY(m_place.mkpath(u"empty"_s));
        m_proxy->setPlan([](const FaultProxy::Request &request) {
            return request.head.method == "DELETE" ? Fault::status(207) : Fault{};
        });
        QCOMPARE(m_client->unclaim(u"empty/"_s, {}).error().error.code(), ErrorCode::PermissionDenied);
    }

    // To hear that its folder is missing is not worth a gigabyte.
    void aLongContentIsSentOnce()
    {
        std::atomic<int> sent = 0;
        m_proxy->setPlan([&sent](const FaultProxy::Request &request) {
            sent += request.head.method == "PUT";
            return Fault{};
        });
        const QByteArray content(1024 * 1024, 'x');
        for (const QString &key : {u"one/two/three"_s, u"one/two/four"_s}) {
            BufferSource source(content);
            QVERIFY(m_client->put(key, source, {}, {}));
        }
        QCOMPARE(sent.load(), 2);
        QCOMPARE(contentOf(QDir(m_place.filePath(u"one/two"_s)), u"three"_s), content);
    }

    void whatTakesNoMethodsThatChangeIsReadOnly()
    {
        QVERIFY(m_place.removeRecursively() && m_place.mkpath(u"."_s));
        const OpenOptions options{.mode = OpenOptions::Mode::CreateIfNone, .clock = std::make_shared<SystemClock>()};
        QVERIFY(openObjectLibrary(m_client, options));
        m_proxy->setPlan([](const FaultProxy::Request &request) {
            return QByteArrayList{"MKCOL", "PUT", "DELETE", "COPY", "MOVE"}.contains(request.head.method)
                       ? Fault::status(405)
                       : Fault{};
        });
        const auto opened = openObjectLibrary(connect(m_client->url()), options);
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().toString()));
        QVERIFY((*opened)->info().readOnly);
        QCOMPARE((*opened)->store(makePrompt(u"new", u"1.0.0"), {}).error().code(), ErrorCode::PermissionDenied);
    }

    void closedConnectionsDoNotShow_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("not done") << int(Fault::Kind::ResetBefore);
        QTest::newRow("not done, orderly") << int(Fault::Kind::CloseBefore);
        QTest::newRow("done") << int(Fault::Kind::LostAnswer);
    }

    // A server that ends every connection that was kept open, under the next request over it.
    void closedConnectionsDoNotShow()
    {
        QFETCH(int, kind);
        const auto library = openObjectLibrary(
            m_client, {.mode = OpenOptions::Mode::CreateIfNone, .clock = std::make_shared<SystemClock>()});
        QVERIFY2(!library, "a folder with something else in it"); // init() put files there
        QVERIFY(m_place.removeRecursively() && m_place.mkpath(u"."_s));
        std::atomic<int> ended = 0;
        m_proxy->setPlan([kind, &ended](const FaultProxy::Request &request) {
            if (request.onConnection == 0)
                return Fault{};
            ++ended;
            return Fault::of(Fault::Kind(kind));
        });
        auto opened = openObjectLibrary(
            m_client, {.mode = OpenOptions::Mode::CreateIfNone, .clock = std::make_shared<SystemClock>()});
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().toString()));
        Storage &storage = **opened;
        for (const QStringView version : {u"1.0.0", u"1.1.0"}) {
            std::vector<Prompt> prompts;
            for (int i = 0; i < 20; ++i)
                prompts.push_back(makePrompt(makeName(u"team/prompt-%1"_s.arg(i)), makeVersion(version), "text"));
            for (const auto &stored : storage.capabilities().batches->storeMany(prompts, {}, {}))
                QVERIFY2(stored, stored ? "" : qPrintable(stored.error().toString()));
            const auto alone = storage.store(makePrompt(u"alone", version, "text"), {});
            QVERIFY2(alone, alone ? "" : qPrintable(alone.error().toString()));
        }
        QVERIFY(ended > 20);
        QCOMPARE(storage.list({}, {})->items.size(), 21u);
    }

    // What stays wrong ends, with the last answer.
    void endsInTheEnd()
    {
        m_proxy->setPlan([](const FaultProxy::Request &) { return Fault::status(503, "1000000"); });
        const auto read = m_client->get(u"there"_s, std::nullopt, {}, 100, {});
        QCOMPARE(read.error().error.code(), ErrorCode::Unavailable);
        QCOMPARE(m_proxy->seen().size(), 4u);
        m_proxy->setPlan([](const FaultProxy::Request &) { return Fault::status(429); });
        QCOMPARE(m_client->get(u"there"_s, std::nullopt, {}, 100, {}).error().error.code(), ErrorCode::RateLimited);
        m_proxy->setPlan([](const FaultProxy::Request &) { return Fault::status(507); });
        BufferSource source("x");
        const auto full = m_client->put(u"new"_s, source, {}, {});
        QCOMPARE(full.error().error.code(), ErrorCode::NoSpace);
        QVERIFY(!full.error().indeterminate);
    }

    void listingsThatLieAreRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        const QByteArray open = "<?xml version=\"1.0\"?><multistatus xmlns=\"DAV:\">";
        const QByteArray close = "</multistatus>";
        const auto entry = [](const QByteArray &href) {
            return "<response><href>" + href +
                   "</href><propstat><prop><resourcetype/><getcontentlength>1"
                   "</getcontentlength></prop><status>HTTP/1.1 200 OK</status></propstat></response>";
        };
        const auto folder = [](const QByteArray &href) {
            return "<response><href>" + href +
                   "</href><propstat><prop><resourcetype><collection/></resourcetype>"
                   "</prop><status>HTTP/1.1 200 OK</status></propstat></response>";
        };
        QTest::newRow("empty") << open + close;
        QTest::newRow("not the folder") << open + entry("@/a") + close;
        QTest::newRow("another folder's") << open + folder("@/folder/") + close;
        QTest::newRow("grandchild") << open + folder("@/") + entry("@/a/b") + close;
        QTest::newRow("above") << open + folder("@/") + entry("@/../x") + close;
        QTest::newRow("encoded") << open + folder("@/") + entry("@/%2e%2e%2fx") + close;
        QTest::newRow("twice") << open + folder("@/") + entry("@/a") + entry("@/a") + close;
        QTest::newRow("doctype") << "<!DOCTYPE a>" + open + folder("@/") + close;
        QTest::newRow("no length") << open + folder("@/") +
                                          "<response><href>@/a</href><propstat><prop><resourcetype/>"
                                          "</prop><status>HTTP/1.1 200 OK</status></propstat></response>" +
                                          close;
        QTest::newRow("cut") << open + folder("@/") + entry("@/a");
    }

    void listingsThatLieAreRefused()
    {
        QFETCH(QByteArray, body);
        body.replace("@", "/open/" + QByteArray::number(m_places));
        m_proxy->setPlan([body](const FaultProxy::Request &) {
            return Fault{.kind = Fault::Kind::Answer, .bytes = answer(207, body)};
        });
        const auto page = m_client->list({}, {});
        QVERIFY(!page);
        QCOMPARE(page.error().error.code(), ErrorCode::Corrupt);
    }

    void longListingsAreRefused()
    {
        WebdavParts parts = systemWebdavParts(makeCurlTransport({}));
        parts.bytesPerFolder = 500;
        const auto frugal = makeWebdavClient(m_client->url(), parts);
        QCOMPARE(frugal->list({}, {}).error().error.code(), ErrorCode::Unsupported);
        parts.bytesPerFolder = 1'000'000;
        parts.entriesPerFolder = 2;
        QCOMPARE(makeWebdavClient(m_client->url(), parts)->list({}, {}).error().error.code(), ErrorCode::Corrupt);
    }

    void foldersWithoutAnEndAreRefused()
    {
        m_proxy->setPlan([](const FaultProxy::Request &request) {
            const QByteArray at = request.head.target;
            const bool goesOn = request.number < 2'000; // for ever, but for the sake of this test
            const auto folder = [](const QByteArray &href) {
                return "<response><href>" + href +
                       "</href><propstat><prop><resourcetype><collection/></resourcetype></prop><status>HTTP/1.1 200 "
                       "OK</status></propstat></response>";
            };
            return Fault{.kind = Fault::Kind::Answer,
                         .bytes = answer(207, "<?xml version=\"1.0\"?><multistatus xmlns=\"DAV:\">" + folder(at) +
                                                  (goesOn ? folder(at + "d/") : QByteArray()) + "</multistatus>")};
        });
        const auto page = m_client->list({}, {});
        QVERIFY(!page);
        QCOMPARE(page.error().error.code(), ErrorCode::Corrupt);
        QVERIFY(m_proxy->seen().size() < 400u);
    }

    void redirectsAreNotFollowed()
    {
        const ScriptedServer elsewhere([](Connection &connection) { (void)connection.readHead(); });
        for (const int status : {301, 302, 303, 307, 308}) {
            m_proxy->setPlan([&](const FaultProxy::Request &) {
                return Fault::redirect(elsewhere.url(u"/x"_s, u"localhost"_s), status);
            });
            const auto read = m_client->get(u"there"_s, std::nullopt, {}, 100, {});
            QCOMPARE(read.error().error.code(), ErrorCode::Unsupported);
            QVERIFY2(read.error().error.message().contains(u"http://localhost:"),
                     qPrintable(read.error().error.message()));
            BufferSource source("x");
            QCOMPARE(m_client->put(u"new"_s, source, {}, {}).error().error.code(), ErrorCode::Unsupported);
        }
        QCOMPARE(elsewhere.connections(), 0);
    }

    void certificates()
    {
        Authority authority;
        using Validity = Authority::Validity;
        const auto tried = [&](const QString &names, Validity validity, bool known) {
            FaultProxy proxy(quint16(m_server->port()), authority.server(names, validity));
            const auto client =
                connect(proxy.url(u"/open/%1/"_s.arg(m_places)), {.caFile = known ? authority.caFile() : QString()});
            const auto read = client->get(u"there"_s, std::nullopt, {}, 100, {});
            return read ? QString() : read.error().error.message();
        };
        const auto here = u"IP:127.0.0.1"_s;
        QCOMPARE(tried(here, Validity::Now, true), QString());
        QVERIFY(tried(here, Validity::Now, false).contains(u"whom this computer trusts"));
        QVERIFY(tried(here, Validity::Expired, true).contains(u"has expired"));
        QVERIFY(tried(u"DNS:elsewhere.example"_s, Validity::Now, true).contains(u"another name"));
    }
};

QTEST_GUILESS_MAIN(TestWebdavFaults)
#include "test_webdav_faults.moc"
