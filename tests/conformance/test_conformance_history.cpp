// SPDX-License-Identifier: Apache-2.0
// Two clients do as they like with one library; what each was told has to be a history that the contract allows.
#include "conformance_test.h"
#include "history.h"
#include "pulse/library/library.h"
#include "race_actions.h"
#include "race_plan.h"

#include <barrier>
#include <thread>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using namespace pulse::system_test;

namespace {

qint64 now()
{
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

int rounds()
{
    return qEnvironmentVariableIsSet("PULSE_EXHAUSTIVE") ? 100'000 : 1'000;
}

/// One of several: a handle of its own, and what it was told.
class Client
{
public:
    Client(std::shared_ptr<Storage> storage, std::shared_ptr<const Clock> clock, const QString &name, unsigned seed,
           bool isCached)
        : m_plan(name, seed, isCached)
        , m_library(std::move(storage), LibraryPolicy{}, std::move(clock))
    {}

    /// In each round all begin at the same moment.
    void work(std::barrier<> &round)
    {
        QString lastRemoved;
        for (int i = 0; i < rounds(); ++i) {
            Event event = m_plan.operation(i, lastRemoved);
            if (event.kind == u"label"_s && i % 3 == 0)
                event.value = u"*"_s; // or no label would ever come to be
            round.arrive_and_wait();
            event.begin = now();
            perform(m_library, event);
            event.end = now();
            if (event.kind == u"remove"_s && event.outcome == u"ok"_s)
                lastRemoved = event.answer;
            events.push_back(event);
        }
    }

    std::vector<Event> events;

private:
    RacePlan m_plan;
    Library m_library;
};

void addPrompt(FinalState &end, Storage &storage, const Name &name)
{
    const auto versions = storage.capabilities().versions->versions(name, {});
    for (const Version &version : versions ? *versions : std::vector<Version>()) {
        const auto fetched = storage.fetch(name, version, {});
        const QString key = VersionKey{name, version}.toString();
        end.contents.insert(key, fetched ? QString::fromUtf8(fetched->content) : fetched.error().toString());
        if (fetched) {
            const QStringList tags = fetched->metadata.tags.toList();
            end.tags.insert(key, {tags.cbegin(), tags.cend()});
            end.kept.insert(QString::fromUtf8(fetched->content));
        }
    }
    if (const auto labels = storage.capabilities().labels->labels(name, {}); labels && !labels->empty())
        end.labels.insert(name.toString(), labels->begin()->second.toString());
}

/// What is in the trash is brought back under other names, so that it can be read.
void addTrash(FinalState &end, Storage &storage)
{
    const auto entries = storage.capabilities().trash->trash({});
    FinalState removed;
    for (int number = 0; const TrashEntry &entry : entries ? *entries : std::vector<TrashEntry>()) {
        const auto name =
            storage.capabilities().trash->restore(entry.id, makeName(u"from-trash/%1"_s.arg(number++)), {});
        if (name)
            addPrompt(removed, storage, *name);
    }
    end.kept.unite(removed.kept);
}

FinalState stateOf(Storage &storage)
{
    FinalState end;
    ListQuery query;
    do {
        const auto page = storage.list(query, {});
        for (const ListItem &item : page ? page->items : std::vector<ListItem>())
            addPrompt(end, storage, *item.name);
        query.cursor = page ? page->next : QString();
    } while (!query.cursor.isEmpty()); // 100,000 rounds make more prompts than a page has
    addTrash(end, storage);
    return end;
}

} // namespace

class ConformanceHistory : public ConformanceTest
{
    Q_OBJECT

private Q_SLOTS:
    void whatTwoClientsAreToldCanHaveHappened();
};

void ConformanceHistory::whatTwoClientsAreToldCanHaveHappened()
{
    // A cache may lag behind what others do by half a second.
    const bool isCached = harness().name.contains("cache") || harness().name.contains("stack");
    std::vector<Event> events;
    {
        std::array clients{Client(another(), clock(), u"one"_s, 1, isCached),
                           Client(another(), clock(), u"two"_s, 2, isCached)};
        {
            std::barrier round(std::ssize(clients));
            std::vector<std::jthread> threads;
            for (Client &client : clients)
                threads.emplace_back([&] { client.work(round); });
        }
        for (const Client &client : clients)
            events.insert(events.end(), client.events.begin(), client.events.end());
    }
    std::ranges::sort(events, {}, &Event::begin);
    const QStringList wrong = checkHistory(events, stateOf(*another()));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.first(std::min<qsizetype>(wrong.size(), 20)).join(u'\n')));

    QMap<QString, int> counts;
    for (const Event &event : events) {
        ++counts[event.kind.mid(event.kind.indexOf(u'-') + 1) + u' ' + event.outcome];
        QVERIFY2(event.outcome != u"error"_s && event.outcome != u"corrupt"_s, qPrintable(event.answer));
    }
    for (const QString &happened : {u"store ok"_s, u"store exists"_s, u"label ok"_s, u"label conflict"_s, u"tag ok"_s,
                                    u"fetch ok"_s, u"remove ok"_s, u"restore ok"_s})
        QVERIFY2(counts.value(happened) > 0, qPrintable(happened));
}

QTEST_GUILESS_MAIN(ConformanceHistory)
#include "test_conformance_history.moc"
