// SPDX-License-Identifier: Apache-2.0
// Every change, cut off or left without an answer at every call that it makes.
#include "object_workshop.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ObjectFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCallMayFail_data();
    void everyCallMayFail();
};

namespace {

enum class Trouble {
    Fails,      // one call fails, and that is certain
    LostBefore, // one call gets no answer and was not carried out
    LostAfter,  // one call gets no answer and was carried out
    Late,       // one call gets no answer and is carried out when all is over
    DiesBefore, // the program ends before the call
    DiesAfter,  // the program ends after the call
};
constexpr std::array troubles{"fails", "lost before", "lost after", "late", "dies before", "dies after"};

struct Trial
{
    ObjectWorkshop workshop;
    std::set<QString> before;

    explicit Trial(const ObjectMode &mode)
        : workshop(mode)
    {
        const auto furnisher = workshop.open(0);
        furnish(*furnisher);
        before = factsOf(*furnisher);
    }

    std::set<QString> facts() { return factsOf(*workshop.open(9)); }
};

// The trouble meets call number `at` of client 1; false when there are not so many.
bool direct(ObjectServer &server, Trouble trouble, int at, const std::shared_ptr<int> &calls)
{
    server.direct([trouble, at, calls](int client, const ObjectCall &) {
        if (client != 1)
            return ObjectFate::Happens;
        const int call = (*calls)++;
        const bool isDead = call > at && (trouble == Trouble::DiesBefore || trouble == Trouble::DiesAfter);
        if (isDead)
            return ObjectFate::Fails;
        if (call != at)
            return ObjectFate::Happens;
        switch (trouble) {
        case Trouble::Fails:
        case Trouble::DiesBefore:
            return ObjectFate::Fails;
        case Trouble::LostBefore:
            return ObjectFate::LostBefore;
        case Trouble::LostAfter:
        case Trouble::DiesAfter:
            return ObjectFate::LostAfter;
        case Trouble::Late:
            return ObjectFate::Late;
        }
        return ObjectFate::Happens;
    });
    return true;
}

// What a change that may have happened in part may leave: nothing beside what was there and what it makes, and all
// that both have.
QString flawIn(const std::set<QString> &now, const std::set<QString> &before, const std::set<QString> &after)
{
    for (const QString &fact : now) {
        if (!before.contains(fact) && !after.contains(fact))
            return u"shows “%1”"_s.arg(fact);
    }
    for (const QString &fact : before) {
        if (after.contains(fact) && !now.contains(fact))
            return u"lacks “%1”"_s.arg(fact);
    }
    return {};
}

// Contents are never lost: each is where it was, where it goes, or in the trash.
bool isContentKept(ObjectServer &server, const std::set<QString> &before)
{
    std::set<QByteArray> contents;
    for (const auto &[key, bytes] : server.objects()) {
        if (key.contains("/content-"_L1))
            contents.insert(bytes);
    }
    return std::ranges::all_of(before, [&](const QString &fact) {
        return !fact.startsWith("version"_L1) || contents.contains(fact.section(u'“', 1).section(u'”', 0, 0).toUtf8());
    });
}

} // namespace

void ObjectFaults::everyCallMayFail_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<int>("change");
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode) {
        for (int change = 0; change < std::ssize(objectChanges()); ++change)
            QTest::addRow("%s, %s", objectModes()[size_t(mode)].name, objectChanges()[size_t(change)].name)
                << mode << change;
    }
}

void ObjectFaults::everyCallMayFail()
{
    QFETCH(const int, mode);
    QFETCH(const int, change);
    const ObjectMode &on = objectModes()[size_t(mode)];
    const ObjectChange &changing = objectChanges()[size_t(change)];
    Trial sound(on);
    QVERIFY(changing.make(*sound.workshop.open(1)));
    const std::set<QString> after = sound.facts();

    int tried = 0;
    for (size_t trouble = 0; trouble < troubles.size(); ++trouble) {
        for (int at = 0;; ++at) {
            Trial trial(on);
            const auto calls = std::make_shared<int>(0);
            const auto storage = trial.workshop.open(1);
            direct(trial.workshop.server(), Trouble(trouble), at, calls);
            const auto done = changing.make(*storage);
            const bool wasReached = *calls > at;
            trial.workshop.server().direct({});
            const QString where = u"%1 at call %2"_s.arg(QLatin1StringView(troubles[trouble])).arg(at);

            const auto seen = trial.facts();
            QVERIFY2(flawIn(seen, trial.before, after).isEmpty(),
                     qPrintable(where + ": "_L1 + flawIn(seen, trial.before, after)));
            QVERIFY2(!done || seen == after,
                     qPrintable(where + ": was told to be done, but shows\n"_L1 + joined(seen)));
            QVERIFY2(isContentKept(trial.workshop.server(), trial.before),
                     qPrintable(where + ": a content is lost"_L1));
            trial.workshop.server().release();
            const auto settled = trial.facts();
            QVERIFY2(flawIn(settled, trial.before, after).isEmpty(),
                     qPrintable(where + ", later: "_L1 + flawIn(settled, trial.before, after)));
            QVERIFY2(!done || settled == after, qPrintable(where + ": did not stay done:\n"_L1 + joined(settled)));

            trial.workshop.time().pass(std::chrono::minutes(11)); // what was held is free again
            const auto again = changing.make(*trial.workshop.open(2));
            const bool isFine = again || std::ranges::contains(changing.whenDone, again.error().code());
            QVERIFY2(isFine, qPrintable(where + ", again: "_L1 + (again ? QString() : again.error().toString())));
            const auto finally = trial.facts();
            QVERIFY2(finally == after, qPrintable(where + ", again: shows\n"_L1 + joined(finally)));
            const auto report = trial.workshop.open(9)->capabilities().inspection->inspect(false, {}, {});
            QVERIFY2(report && std::ranges::none_of(report->findings,
                                                    [](const Finding &finding) {
                                                        return finding.severity == Finding::Severity::Damage;
                                                    }),
                     qPrintable(where + ": verify finds damage"_L1));
            ++tried;
            if (!wasReached)
                break;
        }
    }
    QVERIFY(tried > std::ssize(troubles) * 3);
}

QTEST_GUILESS_MAIN(ObjectFaults)
#include "test_object_faults.moc"
