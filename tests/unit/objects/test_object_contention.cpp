// SPDX-License-Identifier: Apache-2.0
// Many who edit the same at once. Those who lost wait, each for another time, and so do not meet again.
#include "object_workshop.h"

#include <QTest>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using namespace std::chrono_literals;

class ObjectContention : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void manyEditAtOnce();
    void whoIsOvertakenWaitsLongerEachTime();
    void aStopEndsTheWait();
    void nobodyWaitsForWhatIsSaidAfterwards();
};

namespace {

/// Threads that each have a time of their own: each call takes the same, a wait as long as it says, and whoever is
/// furthest behind goes on. So they meet as they would at a server, in the same way each time.
class Timetable
{
public:
    explicit Timetable(int threads)
        : m_times(static_cast<size_t>(threads), 0ms)
        , m_ended(static_cast<size_t>(threads), false)
    {}
    /// From a thread, when it has begun, before each call and while it waits.
    void pass(int thread, std::chrono::milliseconds time)
    {
        std::unique_lock lock(m_mutex);
        m_times[static_cast<size_t>(thread)] += time;
        m_changed.notify_all();
        m_changed.wait(lock, [&] { return next() == thread; });
    }
    void end(int thread)
    {
        const std::scoped_lock lock(m_mutex);
        m_ended[static_cast<size_t>(thread)] = true;
        m_changed.notify_all();
    }

private:
    int next() const
    {
        int earliest = -1;
        for (int i = 0; i < std::ssize(m_times); ++i) {
            const auto at = static_cast<size_t>(i);
            if (!m_ended[at] && (earliest < 0 || m_times[at] < m_times[static_cast<size_t>(earliest)]))
                earliest = i;
        }
        return earliest;
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::chrono::milliseconds> m_times;
    std::vector<bool> m_ended;
};

bool isMetadata(const ObjectCall &call)
{
    return call.kind == ObjectCall::Kind::Put && call.key == "prompts/a/1.0.0/metadata.json"_L1;
}

Result<void> addTag(Storage &storage, const QString &text, std::stop_token stop = {})
{
    return outcome(storage.capabilities().metadata->updateMetadata(makeName(u"a"), makeVersion(u"1.0.0"),
                                                                   {.addTags = {text}}, std::move(stop)));
}

/// Somebody else changes the metadata each time that client 1 is about to.
std::function<ObjectFate(int, const ObjectCall &)> overtaking(Storage &other, int times)
{
    return [&other, times, count = std::make_shared<int>(0)](int client, const ObjectCall &call) {
        if (client == 1 && isMetadata(call) && (*count)++ < times) {
            if (auto done = addTag(other, u"%1 of %2"_s.arg(*count).arg(times)); !done)
                qFatal("The other one fails: %s", qUtf8Printable(done.error().toString()));
        }
        return ObjectFate::Happens;
    };
}

} // namespace

// Without a wait those who lost read and put together again: the last of 30 would need 30 rounds, and there are 20.
void ObjectContention::manyEditAtOnce()
{
    constexpr int writers = 30;
    ObjectWorkshop workshop(conditional());
    const auto reading = workshop.open(99);
    furnish(*reading);
    Timetable timetable(writers);
    std::vector<std::shared_ptr<Storage>> handles;
    for (int i = 0; i < writers; ++i)
        handles.push_back(workshop.open(i, [&timetable, i](auto duration) { timetable.pass(i, duration); }));
    std::atomic<int> puts = 0;
    workshop.server().direct([&](int client, const ObjectCall &call) {
        if (client < writers) {
            timetable.pass(client, 10ms);
            puts += isMetadata(call) ? 1 : 0;
        }
        return ObjectFate::Happens;
    });
    std::vector<QString> told(writers);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < writers; ++i) {
            threads.emplace_back([&, i] {
                timetable.pass(i, 0ms);
                told[size_t(i)] = codeOf(addTag(*handles[size_t(i)], u"tag%1"_s.arg(i)));
                timetable.end(i);
            });
        }
    }
    workshop.server().direct({});
    QCOMPARE(QStringList(told.begin(), told.end()), QStringList(writers, u"ok"_s));
    const auto there = reading->capabilities().metadata->metadata(makeName(u"a"), makeVersion(u"1.0.0"), {});
    QCOMPARE(there->tags.toList().size(), writers);
    qInfo("%d edits took %d puts", writers, puts.load());
    QVERIFY2(puts < writers * 5, qPrintable(QString::number(puts)));
}

void ObjectContention::whoIsOvertakenWaitsLongerEachTime()
{
    ObjectWorkshop workshop(conditional());
    std::vector<std::chrono::milliseconds> waits;
    const auto storage = workshop.open(1, [&](auto duration) { waits.push_back(duration); });
    furnish(*storage);
    const auto other = workshop.open(2);
    workshop.server().direct(overtaking(*other, 19));
    QCOMPARE(codeOf(addTag(*storage, u"mine"_s)), u"ok"_s);
    QCOMPARE(waits.size(), 19U);
    auto bound = 40ms;
    for (const auto wait : waits) {
        QVERIFY2(wait < bound, qPrintable(u"%1 of %2 ms"_s.arg(wait.count()).arg(bound.count())));
        bound = std::min(bound * 2, std::chrono::milliseconds(1s));
    }
    QVERIFY(*std::ranges::max_element(waits) > 250ms);
    waits.clear();
    workshop.server().direct(overtaking(*other, 1'000));
    QCOMPARE(codeOf(addTag(*storage, u"late"_s)), u"unavailable"_s);
    QCOMPARE(waits.size(), 19U); // not after the last
}

void ObjectContention::aStopEndsTheWait()
{
    ObjectWorkshop workshop(conditional());
    std::stop_source stop;
    const auto storage = workshop.open(1, [&](auto) { stop.request_stop(); });
    furnish(*storage);
    const auto other = workshop.open(2);
    workshop.server().direct(overtaking(*other, 1));
    QCOMPARE(codeOf(addTag(*storage, u"mine"_s, stop.get_token())), u"cancelled"_s);
    workshop.server().direct({});
    QVERIFY(!joined(factsOf(*storage)).contains("mine"_L1));
}

// That a change is done is said when others may have the names again.
void ObjectContention::nobodyWaitsForWhatIsSaidAfterwards()
{
    for (const ObjectMode &mode : objectModes()) {
        ObjectWorkshop workshop(mode);
        const auto first = workshop.open(1);
        furnish(*first);
        int waits = 0;
        const auto second = workshop.open(2, [&](auto) { ++waits; });
        bool isPublished = false;
        QString meanwhile;
        workshop.server().direct([&](int client, const ObjectCall &call) {
            if (client != 1)
                return ObjectFate::Happens;
            isPublished = isPublished || call.key == "prompts/x/1.0.0/metadata.json"_L1;
            if (isPublished && call.changes() && call.key.startsWith("changes/"_L1) && meanwhile.isEmpty())
                meanwhile = codeOf(second->store(makePrompt(u"y", u"1.0.0"), {}));
            return ObjectFate::Happens;
        });
        QCOMPARE(codeOf(first->store(makePrompt(u"x", u"1.0.0"), {})), u"ok"_s);
        workshop.server().direct({});
        QCOMPARE(meanwhile, u"ok"_s);
        QVERIFY2(waits == 0, mode.name);
    }
}

QTEST_GUILESS_MAIN(ObjectContention)
#include "test_object_contention.moc"
