// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "replica_fixture.h"

#include "pulse/faults/scripted_fs.h"

#include <limits>

/// Synchronisations that die, of one prompt (refund()), and what comes of it.
namespace pulse::test::deaths {

using namespace Qt::StringLiterals;

inline void tag(Storage &storage, QStringView version, QStringView text)
{
    must(editRefund(storage, version, {.addTags = {text.toString()}}));
}

inline void untag(Storage &storage, QStringView version, QStringView text)
{
    must(editRefund(storage, version, {.removeTags = {text.toString()}}));
}

inline void describe(Storage &storage, QStringView text)
{
    must(editRefund(storage, u"1.0.0", {.description = text.toString()}));
}

inline void label(Storage &storage, QStringView name, QStringView version)
{
    must(storage.capabilities().labels->setLabel(refund(), makeLabel(name), makeVersion(version), {}, {}));
}

inline void unlabel(Storage &storage, QStringView name)
{
    must(storage.capabilities().labels->removeLabel(refund(), makeLabel(name), {}, {}));
}

inline void publish(Storage &storage, QStringView version, const QByteArray &content, const Name &name = refund())
{
    must(storage.store(makePrompt(name, makeVersion(version), content), {}));
}

inline void removeFrom(Storage &storage, const std::optional<QString> &version)
{
    must(storage.remove(refund(), version ? std::optional(makeVersion(*version)) : std::nullopt, {}));
}

/// The last thing that was removed comes back.
inline void bringBack(Storage &storage)
{
    TrashStorage &trash = *storage.capabilities().trash;
    must(trash.restore(must(trash.trash({})).back().id, {}, {}));
}

inline bool has(Storage &storage, QStringView version)
{
    return must(storage.exists(refund(), makeVersion(version), {}));
}

inline bool isTagged(Storage &storage, QStringView version, QStringView text)
{
    return has(storage, version) && must(storage.capabilities().metadata->metadata(refund(), makeVersion(version), {}))
                                        .tags.contains(text.toString());
}

inline QString descriptionIn(Storage &storage)
{
    return must(storage.capabilities().metadata->metadata(refund(), makeVersion(u"1.0.0"), {})).description;
}

inline QString labelIn(Storage &storage, QStringView name)
{
    const LabelMap labels = must(storage.capabilities().labels->labels(refund(), {}));
    const auto found = labels.find(makeLabel(name));
    return found == labels.end() ? QString() : found->second.toString();
}

/// What is carried over when it dies, and what happens before the next synchronisation. Both sides begin with 1.0.0,
/// tagged `old`, and 0.9.0, to which the label `stable` points.
struct Row
{
    const char *name;
    std::function<void(Storage &here, Storage &home)> change;
    /// False where there was nothing to do, because what would be taken back is not to be seen.
    std::function<bool(Storage &here, Storage &home)> after;
};

/// What dies at the given step: a call to the home, to the library here, or one that changes what is remembered.
class Mortal
{
public:
    explicit Mortal(int steps)
        : m_left(steps)
    {}

    /// As a member whose local library and journals stop with the first step that is one too many.
    Team::Member join(Team &team)
    {
        const auto onCall = [this, &team](const QString &operation) {
            static const QSet<QString> changing{u"store"_s, u"update"_s, u"label"_s, u"remove"_s};
            if (changing.contains(operation))
                step(team);
        };
        team.faults().onCall = onCall;
        m_here->onCall = onCall;
        return team.join(u"ada"_s, 0, [&](ReplicaOptions &options) {
            options.local = std::make_shared<UncertainHome>(options.local, m_here);
            options.parallel = 1;
            options.fs = std::make_shared<faults::ScriptedFs>([this, &team](const faults::FsCall &call) {
                return call.changes && step(team) ? faults::ScriptedFs::kill : 0;
            });
        });
    }
    [[nodiscard]] int steps() const { return m_steps; }

private:
    bool step(Team &team)
    {
        ++m_steps;
        if (m_left.fetch_sub(1) > 0)
            return false;
        m_here->fault = UncertainHome::Fault::Unreachable;
        team.faults().fault = UncertainHome::Fault::Unreachable;
        return true;
    }

    std::shared_ptr<UncertainHome::Faults> m_here = std::make_shared<UncertainHome::Faults>();
    std::atomic<int> m_left;
    std::atomic<int> m_steps = 0;
};

constexpr int never = std::numeric_limits<int>::max();

/// Synchronises as a member that dies at the given step, 0 for never, and answers how many there were. The home is well
/// afterwards.
inline int synchroniseUntil(Team &team, int step)
{
    Mortal dying(step == 0 ? never : step);
    (void)dying.join(team).sync().synchronise({}, {}, {});
    team.faults().onCall = {};
    team.faults().fault = UncertainHome::Fault::None;
    return dying.steps();
}

struct Outcome
{
    QStringList here;
    QStringList home;
    qsizetype conflicts = 0;
    bool isDone = false; ///< what happens afterwards
    int steps = 0;

    [[nodiscard]] QString text() const
    {
        return u"here\n  %1\nhome\n  %2\n%3 conflicts, %4"_s.arg(here.join(u"\n  "_s), home.join(u"\n  "_s))
            .arg(conflicts)
            .arg(isDone ? u"changed afterwards"_s : u"not changed afterwards"_s);
    }
};

/// A synchronisation after the change dies at the step; then comes what happens afterwards, and a whole one or two.
inline Outcome outcomeOf(const Row &row, int deathAt, bool isAfterwardsDone = true)
{
    Team team;
    std::shared_ptr<Storage> local; // stays in memory for as long as somebody has it open
    {
        const auto ada = team.join(u"ada"_s);
        local = ada.local;
        publish(*ada.storage, u"0.9.0", "older");
        publish(*ada.storage, u"1.0.0", "text");
        tag(*ada.storage, u"1.0.0", u"old");
        label(*ada.storage, u"stable", u"0.9.0");
        must(ada.sync().synchronise({}, {}, {}));
        row.change(*ada.storage, team.home());
    }
    Outcome outcome;
    {
        Mortal dying(deathAt);
        const auto ada = dying.join(team);
        (void)ada.sync().synchronise({}, {}, {});
        outcome.steps = dying.steps();
        team.faults().onCall = {};
        team.faults().fault = UncertainHome::Fault::None;
    }
    const auto ada = team.join(u"ada"_s);
    outcome.isDone = isAfterwardsDone && row.after(*ada.storage, team.home());
    must(ada.sync().synchronise({}, {}, {}));
    must(ada.sync().synchronise({}, {}, {}));
    outcome.here = viewOf(*ada.storage);
    outcome.home = viewOf(team.home());
    outcome.conflicts = std::ssize(must(ada.sync().conflicts({})));
    return outcome;
}

} // namespace pulse::test::deaths
