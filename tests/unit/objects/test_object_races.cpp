// SPDX-License-Identifier: Apache-2.0
// Two and three programs that work on the same things, with every one of their calls in every order that one or two
// interruptions make, and in random orders. What comes out must be what some order of whole changes gives.
#include "object_turns.h"
#include "object_workshop.h"

#include <QTest>
#include <thread>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ObjectRaces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anyOrderOfCallsIsSomeOrderOfChanges_data();
    void anyOrderOfCallsIsSomeOrderOfChanges();
};

namespace {

// Changes that get into each other's way; all of "a" but for new names.
const std::vector<ObjectChange> &contenders()
{
    static const Name a = makeName(u"a");
    static const Version first = makeVersion(u"1.0.0");
    static const Version second = makeVersion(u"1.1.0");
    static const auto tag = [](const QString &text) {
        return [text](Storage &s) {
            return outcome(s.capabilities().metadata->updateMetadata(a, second, {.addTags = {text}}, {}));
        };
    };
    static const auto publish = [](QStringView name, QStringView version, const QByteArray &content) {
        const Prompt prompt = makePrompt(name, version, content);
        return [prompt](Storage &s) { return outcome(s.store(prompt, {})); };
    };
    static const std::vector<ObjectChange> all{
        {"publish one", publish(u"a", u"2.0.0", "one")},
        {"publish two", publish(u"a", u"2.0.0", "two")},
        {"publish anew", publish(u"a", u"1.1.0", "anew")},
        {"new in lower case", publish(u"fresh", u"1.0.0", "lower")},
        {"new in upper case", publish(u"FRESH", u"1.0.0", "upper")},
        {"tag x", tag(u"x"_s)},
        {"tag y", tag(u"y"_s)},
        {"label the second",
         [](Storage &s) { return s.capabilities().labels->setLabel(a, makeLabel(u"new"), second, {}, {}); }},
        {"claim the label",
         [](Storage &s) {
             return s.capabilities().labels->setLabel(a, makeLabel(u"new"), first,
                                                      {LabelStorage::Precondition::Kind::Absent, {}}, {});
         }},
        {"remove the second", [](Storage &s) { return outcome(s.remove(a, second, {})); }},
        {"remove all", [](Storage &s) { return outcome(s.remove(a, {}, {})); }},
        {"rename", [](Storage &s) { return s.capabilities().renaming->rename(a, makeName(u"moved"), {}); }},
        {"restore",
         [](Storage &s) {
             const auto trash = s.capabilities().trash->trash({});
             for (const TrashEntry &entry : trash ? *trash : std::vector<TrashEntry>()) {
                 if (entry.name == makeName(u"c"))
                     return outcome(s.capabilities().trash->restore(entry.id, {}, {}));
             }
             return trash ? Result<void>(failure(ErrorCode::NotFound, u"restore"_s, u"c"_s, {})) : outcome(trash);
         }},
    };
    return all;
}

/// How it ended: what each was told, and what there is.
struct Ending
{
    QStringList told;
    std::set<QString> facts;
    friend bool operator==(const Ending &, const Ending &) = default;
    friend auto operator<=>(const Ending &a, const Ending &b)
    {
        return std::tie(a.told, a.facts) <=> std::tie(b.told, b.facts);
    }
};

struct Race
{
    const ObjectMode &mode;
    std::vector<int> changes;

    // Each in its own thread with its own handle. `steps` tells how many calls there were.
    Ending run(const Turns::Choice &choice, int *steps = nullptr) const
    {
        ObjectWorkshop workshop(mode);
        furnish(*workshop.open(9));
        const int count = static_cast<int>(changes.size());
        int taken = 0;
        Turns turns(count, [&](const std::vector<int> &ready, int present, int step) {
            taken = step;
            return choice(ready, present, step);
        });
        std::vector<std::shared_ptr<Storage>> handles;
        for (int i = 0; i < count; ++i)
            handles.push_back(workshop.open(i, [&turns, i](auto) { turns.pause(i, true); }));
        workshop.server().direct([&turns](int client, const ObjectCall &) {
            turns.pause(client, false);
            return ObjectFate::Happens;
        });
        std::vector<QString> told(changes.size());
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < count; ++i) {
                threads.emplace_back([&, i] {
                    turns.begin(i);
                    told[static_cast<size_t>(i)] =
                        codeOf(contenders()[static_cast<size_t>(changes[static_cast<size_t>(i)])].make(
                            *handles[static_cast<size_t>(i)]));
                    turns.end(i);
                });
            }
        }
        workshop.server().direct({});
        if (steps)
            *steps = taken;
        return {QStringList(told.begin(), told.end()), factsOf(*workshop.open(9))};
    }

    // One after the other, in every order. Who is told that the library is busy has changed nothing.
    std::set<Ending> sound() const
    {
        std::set<Ending> endings;
        std::vector<size_t> order(changes.size());
        for (size_t i = 0; i < order.size(); ++i)
            order[i] = i;
        do {
            for (unsigned skipped = 0; skipped < (1U << changes.size()); ++skipped) {
                ObjectWorkshop workshop(mode);
                const auto storage = workshop.open(9);
                furnish(*storage);
                std::vector<QString> told(changes.size());
                for (const size_t i : order)
                    told[i] = (skipped >> i & 1U) != 0
                                  ? u"unavailable"_s
                                  : codeOf(contenders()[static_cast<size_t>(changes[i])].make(*storage));
                endings.insert({QStringList(told.begin(), told.end()), factsOf(*storage)});
            }
        } while (std::next_permutation(order.begin(), order.end()));
        return endings;
    }
};

} // namespace

void ObjectRaces::anyOrderOfCallsIsSomeOrderOfChanges_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<std::vector<int>>("changes");
    const auto &all = contenders();
    const auto index = [&](const char *name) {
        return static_cast<int>(
            std::ranges::find_if(all, [&](const ObjectChange &change) { return qstrcmp(change.name, name) == 0; }) -
            all.begin());
    };
    const std::vector<std::vector<const char *>> races{
        {"publish one", "publish two"},
        {"publish one", "publish one"},
        {"publish one", "remove all"},
        {"publish anew", "remove the second"},
        {"publish one", "rename"},
        {"new in lower case", "new in upper case"},
        {"tag x", "tag y"},
        {"tag x", "remove the second"},
        {"tag x", "remove all"},
        {"tag x", "rename"},
        {"label the second", "remove the second"},
        {"label the second", "claim the label"},
        {"claim the label", "claim the label"},
        {"remove the second", "remove all"},
        {"remove all", "rename"},
        {"restore", "restore"},
        {"restore", "remove all"},
        {"publish one", "publish two", "remove all"},
        {"publish anew", "remove the second", "tag x"},
        {"tag x", "tag y", "rename"},
        {"label the second", "remove the second", "claim the label"},
        {"publish anew", "remove the second", "publish anew"},
    };
    for (int mode = 0; mode < std::ssize(objectModes()); ++mode) {
        for (const auto &names : races) {
            std::vector<int> changes;
            QByteArray row = objectModes()[size_t(mode)].name;
            for (const char *name : names) {
                changes.push_back(index(name));
                row += QByteArray(changes.size() == 1 ? ": " : ", ") + name;
            }
            QTest::newRow(row.constData()) << mode << changes;
        }
    }
}

void ObjectRaces::anyOrderOfCallsIsSomeOrderOfChanges()
{
    QFETCH(const int, mode);
    QFETCH(const std::vector<int>, changes);
    const Race race{objectModes()[size_t(mode)], changes};
    const std::set<Ending> sound = race.sound();
    const auto check = [&](const Ending &ending, const QString &how) {
        if (sound.contains(ending))
            return true;
        QTest::qFail(
            qPrintable(u"%1: told %2, and there is\n%3"_s.arg(how, ending.told.join(u", "_s), joined(ending.facts))),
            __FILE__, __LINE__);
        return false;
    };
    // Somebody goes on until call n, then another until their call m, then the first to the end.
    int steps = 0;
    const auto straight = [](const std::vector<int> &ready, int present, int) { return straightOn(ready, present); };
    if (!check(race.run(straight, &steps), u"one after the other"_s))
        return;
    const bool isExhaustive = qEnvironmentVariableIsSet("PULSE_EXHAUSTIVE");
    const int stride = isExhaustive ? 1 : 14; // of two interruptions; of one, every place is tried
    for (int first = 0; first <= steps; ++first) {
        const int last = first % stride == 0 ? steps + 1 : first + 1;
        for (int second = first + 1; second <= last; ++second) {
            const bool isOnlyOne = first % stride != 0;
            const auto interrupted = [&](const std::vector<int> &ready, int present, int step) {
                return step == first || (step == second && !isOnlyOne) ? otherThan(ready, present)
                                                                       : straight(ready, present, step);
            };
            if (!check(race.run(interrupted), u"interrupted at %1 and %2"_s.arg(first).arg(second)))
                return;
        }
    }
    const unsigned orders = isExhaustive ? 1000 : 25;
    for (unsigned seed = 1; seed <= orders; ++seed) {
        std::mt19937 random(seed);
        const auto any = [&](const std::vector<int> &ready, int, int) { return random() % ready.size(); };
        if (!check(race.run(any), u"in the random order %1"_s.arg(seed)))
            return;
    }
}

QTEST_GUILESS_MAIN(ObjectRaces)
#include "test_object_races.moc"
