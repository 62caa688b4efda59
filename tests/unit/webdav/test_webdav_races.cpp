// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/webdav.h"

#include "pulse/backends/webdav/client.h"
#include "pulse/net/curl_transport.h"
#include "pulse/storage/capabilities.h"
#include "pulse/test/makers.h"
#include "pulse/test/servers.h"

#include <QDir>
#include <QFile>
#include <QTest>
#include <atomic>
#include <barrier>
#include <mutex>
#include <thread>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int clients = 8;

/// How many rounds: a sample, or everything.
int rounds(int sample, int all)
{
    return qEnvironmentVariableIsSet("PULSE_EXHAUSTIVE") ? all : sample;
}

/// Runs `act` for each client at the same moment.
void atOnce(const std::function<void(int)> &act)
{
    std::barrier begin(clients);
    std::vector<std::jthread> threads;
    for (int i = 0; i < clients; ++i)
        threads.emplace_back([&, i] {
            begin.arrive_and_wait();
            act(i);
        });
}

QByteArray contentBy(int writer)
{
    return "By writer " + QByteArray::number(writer) + '\n';
}

} // namespace

/// Eight clients that each have connections of their own, at once.
class TestWebdavRaces : public QObject
{
    Q_OBJECT

    std::map<WebdavServer::Kind, std::unique_ptr<WebdavServer>> m_servers;

    WebdavServer &server()
    {
        QFETCH(WebdavServer::Kind, kind);
        auto &server = m_servers[kind];
        if (!server)
            server = std::make_unique<WebdavServer>(kind);
        return *server;
    }

    static void kinds()
    {
        QTest::addColumn<WebdavServer::Kind>("kind");
        QTest::newRow("apache") << WebdavServer::Kind::Apache;
        QTest::newRow("lighttpd") << WebdavServer::Kind::Lighttpd;
        QTest::newRow("nginx") << WebdavServer::Kind::Nginx;
    }

    static OpenOptions options()
    {
        OpenOptions options;
        options.mode = OpenOptions::Mode::CreateIfNone;
        options.clock = std::make_shared<SystemClock>();
        return options;
    }

    std::vector<std::shared_ptr<Storage>> handles(const QUrl &url)
    {
        std::vector<std::shared_ptr<Storage>> all;
        for (int i = 0; i < clients; ++i) {
            auto opened = openWebdavLibrary(url, options());
            if (!opened)
                qFatal("%s", qUtf8Printable(opened.error().toString()));
            all.push_back(*std::move(opened));
        }
        return all;
    }

private slots:
    void initTestCase()
    {
        if (const QString why = whyNoServers(); !why.isEmpty())
            QSKIP(qPrintable(why));
    }
    void cleanupTestCase() { m_servers.clear(); }

    void oneClaimWins_data() { kinds(); }
    void oneClaimWins()
    {
        WebdavServer &here = server();
        QVERIFY(QDir().mkpath(here.path(u"open/claims"_s)));
        std::vector<std::shared_ptr<ObjectClient>> all;
        for (int i = 0; i < clients; ++i)
            all.push_back(makeWebdavClient(here.url(u"open/claims"_s), systemWebdavParts(makeCurlTransport({}))));
        for (int round = 0; round < rounds(30, 20'000); ++round) {
            std::atomic<int> winners = 0;
            std::atomic<int> losers = 0;
            atOnce([&](int i) {
                const auto claimed = all[size_t(i)]->claim(u"deep/in/%1/"_s.arg(round), {});
                if (claimed)
                    ++winners;
                else
                    losers += claimed.error().error.code() == ErrorCode::Conflict;
            });
            QCOMPARE(winners.load(), 1);
            QCOMPARE(losers.load(), clients - 1);
        }
    }

    // Half of them put and remove a file that the others read: it is there or it is not, and never forbidden.
    void whatGoesAwayIsMissing_data() { kinds(); }
    void whatGoesAwayIsMissing()
    {
        WebdavServer &here = server();
        QVERIFY(QDir().mkpath(here.path(u"open/fleeting"_s)));
        std::mutex mutex;
        QStringList wrong;
        atOnce([&](int i) {
            const auto client =
                makeWebdavClient(here.url(u"open/fleeting"_s), systemWebdavParts(makeCurlTransport({})));
            const auto check = [&](const auto &result) {
                if (result || result.error().error.code() == ErrorCode::NotFound)
                    return;
                const std::scoped_lock lock(mutex);
                wrong.append(result.error().error.toString());
            };
            for (int round = 0; round < rounds(250, 20'000); ++round) {
                const QString key = u"one"_s;
                if (i % 2) {
                    check(client->get(key, std::nullopt, {}, 100, {}));
                    check(client->head(key, {}));
                    continue;
                }
                BufferSource source(contentBy(i));
                check(client->put(key, source, {}, {}));
                check(client->remove(key, {}));
            }
        });
        QVERIFY2(wrong.empty(), qPrintable(u"%1: %2"_s.arg(wrong.size()).arg(wrong.value(0))));
    }

    // One version, eight contents: one is published, everybody is told which, and nobody ever sees another.
    void onePublicationWins_data() { kinds(); }
    void onePublicationWins()
    {
        const QUrl url = server().url(u"open/publications"_s);
        const auto all = handles(url);
        const Name name = makeName(u"raced");
        for (int round = 0; round < rounds(3, 1'000); ++round) {
            const Version version = makeVersion(u"1.%1.0"_s.arg(round));
            std::atomic<int> created = 0;
            std::atomic<int> winner = -1;
            std::atomic<int> taken = 0;
            std::atomic<int> busy = 0;
            atOnce([&](int i) {
                const auto stored = all[size_t(i)]->store(makePrompt(name, version, contentBy(i)), {});
                if (stored && stored->outcome == StoreReceipt::Outcome::Created) {
                    ++created;
                    winner = i;
                } else if (!stored) {
                    taken += stored.error().code() == ErrorCode::AlreadyExists;
                    busy += stored.error().code() == ErrorCode::Unavailable; // its patience ended: nothing was done
                    if (stored.error().code() != ErrorCode::AlreadyExists)
                        qInfo("%s", qUtf8Printable(stored.error().toString()));
                }
            });
            QCOMPARE(created.load(), 1);
            QCOMPARE(taken.load() + busy.load(), clients - 1);
            for (const auto &handle : all) {
                const auto seen = handle->fetch(name, version, {});
                QVERIFY2(seen, seen ? "" : qPrintable(seen.error().toString()));
                QCOMPARE(seen->content, contentBy(winner));
            }
        }
        const auto versions = all.front()->capabilities().versions->versions(name, {});
        QCOMPARE(versions->size(), size_t(rounds(3, 1'000)));
        QCOMPARE(all.back()->capabilities().versions->latest(name, {})->toString(),
                 u"1.%1.0"_s.arg(rounds(3, 1'000) - 1));
    }

    // A label that each moves from what it saw: every successful move began at where the one before ended.
    void labelsMoveInAChain_data() { kinds(); }
    void labelsMoveInAChain()
    {
        const auto all = handles(server().url(u"open/labels"_s));
        const Name name = makeName(u"moved");
        const Label label = makeLabel(u"production");
        for (int i = 0; i < clients; ++i)
            QVERIFY(all.front()->store(makePrompt(name, makeVersion(u"1.0.%1"_s.arg(i)), contentBy(i)), {}));
        const Version first = makeVersion(u"1.0.0");
        QVERIFY(all.front()->capabilities().labels->setLabel(name, label, first, {}, {}));
        for (int round = 0; round < rounds(2, 500); ++round) {
            const Version seen = all.front()->capabilities().labels->labels(name, {})->at(label);
            std::atomic<int> moved = 0;
            std::atomic<int> conflicts = 0;
            atOnce([&](int i) {
                const Version target = makeVersion(u"1.0.%1"_s.arg(i));
                if (target == seen)
                    return;
                using Precondition = LabelStorage::Precondition;
                const auto set = all[size_t(i)]->capabilities().labels->setLabel(
                    name, label, target, {Precondition::Kind::PointsTo, seen}, {});
                moved += set.has_value();
                conflicts +=
                    !set && (set.error().code() == ErrorCode::Conflict || set.error().code() == ErrorCode::Unavailable);
            });
            QCOMPARE(moved.load(), 1);
            QCOMPARE(conflicts.load(), clients - 2);
        }
    }

    // Somebody announced a change and was stopped for good: after the lease, by the server's clock, others go on.
    void abandonedClaimsAreTakenOver()
    {
        m_servers.try_emplace(WebdavServer::Kind::Apache, nullptr);
        auto &apache = m_servers[WebdavServer::Kind::Apache];
        if (!apache)
            apache = std::make_unique<WebdavServer>(WebdavServer::Kind::Apache);
        const auto library = openWebdavLibrary(apache->url(u"open/abandoned"_s), options());
        QVERIFY(library);
        const QDir locks(apache->path(u"open/abandoned/locks"_s));
        QVERIFY(locks.mkpath(u"."_s));
        const QString left = locks.filePath(u"all-0011223344556677.json"_s);
        QFile file(left);
        QVERIFY(file.open(QIODevice::ReadWrite) && file.write("{}") == 2 && file.flush());
        QVERIFY(file.setFileTime(QDateTime::currentDateTimeUtc().addSecs(-3'600), QFileDevice::FileModificationTime));
        file.close();
        const auto stored = (*library)->store(makePrompt(u"after", u"1.0.0"), {});
        QVERIFY2(stored, stored ? "" : qPrintable(stored.error().toString()));
        QVERIFY(!QFile::exists(left));
    }
};

QTEST_GUILESS_MAIN(TestWebdavRaces)
#include "test_webdav_races.moc"
