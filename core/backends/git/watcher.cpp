// SPDX-License-Identifier: Apache-2.0
#include "watcher.h"

#include "tree_diff.h"

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

constexpr std::chrono::milliseconds interval{150};
constexpr int mostCommits = 100; // between two looks, each looked into

ChangeSet anything()
{
    return {.everything = true, .prompts = {}, .trash = true};
}

} // namespace

Watcher::Watcher(std::shared_ptr<GitLibrary> library)
    : m_library(std::move(library))
{}

Watcher::~Watcher() = default;

Call Watcher::call() const
{
    return {u"watch"_s, m_library->info().url.toString()};
}

Result<std::unique_ptr<WatchableStorage::Watch>> Watcher::watch(WatchableStorage::Listener listener)
{
    const std::scoped_lock lock(m_mutex);
    if (!m_thread.joinable()) {
        const auto now = m_library->repository().snapshot(call());
        if (!now)
            return failure(now);
        m_seen = *now;
        m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
    }
    // What the last look saw may be older than what this listener knows; it is told of all that came after that look.
    return m_notifier.add(std::move(listener));
}

void Watcher::wake()
{
    const std::scoped_lock lock(m_mutex);
    m_isDue = true;
    m_wake.notify_one();
}

void Watcher::wakeSwitched()
{
    m_isSwitched = true;
    wake();
}

void Watcher::run(const std::stop_token &stop)
{
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait_for(lock, stop, interval, [this] { return m_isDue; });
            m_isDue = false;
        }
        if (!stop.stop_requested())
            look();
    }
}

void Watcher::look()
{
    const Call call = this->call();
    const bool isSwitched = m_isSwitched.exchange(false);
    const auto now = m_library->repository().snapshot(call);
    if (!now) { // what cannot be read now is looked at again soon
        if (isSwitched)
            m_isSwitched = true; // never false: another switch may just have been told
        return;
    }
    if (!isSwitched && now->commit == m_seen.commit && now->branch == m_seen.branch)
        return;
    const auto changes = isSwitched ? anything() : changesUpTo(*now, call).value_or(anything());
    m_seen = *now;
    if (changes.everything || changes.trash || !changes.prompts.isEmpty())
        m_notifier.post(changes);
}

// Of each commit that the branch has got since, so that what was changed and changed back is told too.
Result<ChangeSet> Watcher::changesUpTo(const Snapshot &now, const Call &call) const
{
    const Repository &repository = m_library->repository();
    ChangeSet changes;
    const auto add = [&](const Oid &before, const Oid &after) -> Result<void> {
        const auto changed = changedPrompts(repository, before, after, call);
        if (!changed)
            return failure(changed);
        ChangeSet found{.everything = false, .prompts = {}, .trash = changed->trash};
        for (const QByteArray &name : changed->prompts)
            found.prompts.append(QString::fromUtf8(name));
        merge(changes, found);
        return {};
    };
    Oid at = now.commit;
    Oid tree = now.tree;
    for (int steps = 0; at != m_seen.commit; ++steps) {
        if (at.isNull() || steps == mostCommits)
            return anything();
        const auto facts = repository.commit(at, call);
        if (!facts)
            return failure(facts);
        const Oid parent = facts->parents.empty() ? Oid() : facts->parents.front();
        Oid before;
        if (!parent.isNull()) {
            const auto earlier = repository.commit(parent, call);
            if (!earlier)
                return failure(earlier);
            before = earlier->tree;
        }
        if (auto added = add(before, tree); !added)
            return failure(std::move(added));
        at = parent;
        tree = before;
    }
    return changes;
}

} // namespace pulse::git
