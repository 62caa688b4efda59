// SPDX-License-Identifier: Apache-2.0
#include "history.h"
#include "pulse/library/library.h"
#include "pulse/objects/object_library.h"
#include "pulse/test/fault_proxy.h"
#include "pulse/test/makers.h"
#include "race_actions.h"
#include "race_plan.h"
#include "s3_fixture.h"

#include <QTest>
#include <thread>

using namespace pulse;
using namespace pulse::test;
using namespace pulse::system_test;
using namespace Qt::StringLiterals;

namespace {

qint64 now()
{
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

/// Of both clients together.
int operations()
{
    return qEnvironmentVariableIsSet("PULSE_EXHAUSTIVE") ? 33'000 : 330;
}

/// One client of several: a handle of its own, with connections of its own.
class Client
{
public:
    Client(const s3::Settings &settings, const QString &name, unsigned seed)
        : m_plan(name, seed, false)
    {
        OpenOptions options;
        options.mode = OpenOptions::Mode::CreateIfNone;
        options.clock = std::make_shared<SystemClock>();
        ObjectParts parts = systemObjectParts();
        parts.longestInline = -1; // so that a content which is lost is noticed by whoever reads it
        auto storage = openObjectLibrary(clientFor(settings), options, parts);
        if (!storage)
            qFatal("%s", qUtf8Printable(storage.error().toString()));
        m_library = std::make_unique<Library>(*std::move(storage), LibraryPolicy{}, options.clock);
    }

    /// The way is faulty: a change that failed may have been made all the same.
    void work(int count)
    {
        QString lastRemoved;
        for (int i = 0; i < count; ++i) {
            Event event = m_plan.operation(i, lastRemoved);
            if (event.kind == u"label"_s && i % 3 == 0)
                event.value = u"*"_s; // or no label would ever come to be
            event.begin = now();
            perform(*m_library, event);
            event.end = now();
            if (event.kind == u"remove"_s && event.outcome == u"ok"_s)
                lastRemoved = event.answer;
            if (event.outcome == u"error"_s || event.outcome == u"refused"_s)
                event.outcome = u"unknown"_s;
            events.push_back(event);
        }
    }

    [[nodiscard]] Storage &storage() const { return m_library->storage(); }

    std::vector<Event> events;

private:
    RacePlan m_plan;
    std::unique_ptr<Library> m_library;
};

FinalState finalState(Storage &storage, ObjectClient &client)
{
    FinalState end;
    ListQuery query;
    query.recursive = true;
    query.limit = 1'000'000;
    const auto page = storage.list(query, {});
    for (const ListItem &item : page ? page->items : std::vector<ListItem>()) {
        const auto versions = storage.capabilities().versions->versions(*item.name, {});
        for (const Version &version : versions ? *versions : std::vector<Version>()) {
            const auto fetched = storage.fetch(*item.name, version, {});
            const QString key = VersionKey{*item.name, version}.toString();
            end.contents.insert(key, fetched ? QString::fromUtf8(fetched->content) : u"(damaged)"_s);
            if (fetched)
                end.tags.insert(key,
                                {fetched->metadata.tags.toList().cbegin(), fetched->metadata.tags.toList().cend()});
        }
        if (const auto labels = storage.capabilities().labels->labels(*item.name, {}); labels && !labels->empty())
            end.labels.insert(item.path, labels->begin()->second.toString());
    }
    ObjectClient::Listing listing;
    do {
        const auto keys = client.list(listing, {});
        if (!keys)
            qFatal("%s", qUtf8Printable(keys.error().error.toString()));
        for (const ObjectInfo &object : keys->objects) {
            if (!object.key.contains("/content"_L1))
                continue;
            if (const auto content = client.get(object.key, std::nullopt, {}, 1024 * 1024, {}))
                end.kept.insert(QString::fromUtf8(content->bytes));
        }
        listing.cursor = keys->next;
    } while (!listing.cursor.isEmpty());
    return end;
}

} // namespace

/// Two clients do as they like with one library on a real gateway, on a way that fails; the history of what they were
/// told has to be one that the contract allows. Without faults the conformance suite tries the same on every backend.
class TestS3Races : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const QString reason = whyNoServers(); !reason.isEmpty())
            QSKIP(qPrintable(reason));
        m_server = std::make_unique<S3Server>();
        m_server->makeBucket(u"races"_s);
    }
    void cleanupTestCase() { m_server.reset(); }

    /// Every tenth request of both goes wrong: its answer is lost, it is reset, or the gateway says that it failed.
    void twoClientsOnAFaultyWay()
    {
        FaultProxy proxy(static_cast<quint16>(m_server->port()));
        proxy.setPlan([](const FaultProxy::Request &request) {
            using Kind = Fault::Kind;
            switch (request.number % 40) {
            case 3:
                return Fault::of(Kind::LostAnswer);
            case 13:
                return Fault::of(Kind::ResetInBody);
            case 23:
                return Fault::of(Kind::CutAnswer);
            case 33:
                return Fault::status(500);
            default:
                return Fault{};
            }
        });
        race(settingsFor(proxy.url(QString()), u"races/faulty"_s), settingsFor(m_server->endpoint(), u"races/faulty"_s),
             operations());
    }

private:
    void race(const s3::Settings &settings, const s3::Settings &direct, int count)
    {
        Client one(settings, u"one"_s, 1);
        Client two(settings, u"two"_s, 2);
        {
            const std::jthread first([&] { one.work(count / 2); });
            const std::jthread second([&] { two.work(count / 2); });
        }
        std::vector<Event> events = one.events;
        events.insert(events.end(), two.events.begin(), two.events.end());
        std::ranges::sort(events, {}, &Event::begin);

        const Client reader(direct, u"reader"_s, 3);
        const auto client = clientFor(direct);
        const QStringList wrong = checkHistory(events, finalState(reader.storage(), *client));
        QHash<QString, int> counts;
        for (const Event &event : events) {
            ++counts[event.kind + u' ' + event.outcome];
            if (event.outcome == u"error"_s || event.outcome == u"corrupt"_s)
                qWarning().noquote() << "an unexpected answer:" << event.kind << event.name << event.answer;
        }
        QStringList shown;
        for (auto it = counts.cbegin(); it != counts.cend(); ++it)
            shown.append(u"%1: %2"_s.arg(it.key()).arg(it.value()));
        shown.sort();
        qInfo().noquote() << events.size() << "operations;" << shown.join(u", "_s);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.first(std::min<qsizetype>(wrong.size(), 20)).join(u'\n')));
        for (auto it = counts.cbegin(); it != counts.cend(); ++it)
            QVERIFY2(!it.key().endsWith(u"error"_s) && !it.key().endsWith(u"corrupt"_s), qPrintable(it.key()));
        for (const QString &kind :
             {u"store ok"_s, u"store exists"_s, u"label ok"_s, u"label conflict"_s, u"tag ok"_s, u"fetch ok"_s})
            QVERIFY2(counts.value(kind) > 0, qPrintable(kind));
    }

    std::unique_ptr<S3Server> m_server;
};

QTEST_GUILESS_MAIN(TestS3Races)
#include "test_s3_races.moc"
