// SPDX-License-Identifier: Apache-2.0
#include "watcher.h"

#include "tree_diff.h"

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

constexpr std::chrono::milliseconds interval{150};

} // namespace

Watcher::Watcher(std::shared_ptr<GitLibrary> library)
    : m_library(std::move(library))
{}

Watcher::~Watcher() = default;

Result<std::unique_ptr<WatchableStorage::Watch>> Watcher::watch(WatchableStorage::Listener listener)
{
    const std::scoped_lock lock(m_mutex);
    if (!m_thread.joinable()) {
        const auto now = m_library->repository().snapshot({u"watch"_s, m_library->info().url.toString()});
        if (!now)
            return failure(now);
        m_seen = *now;
        m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
    }
    return m_notifier.add(std::move(listener));
}

void Watcher::wake()
{
    const std::scoped_lock lock(m_mutex);
    m_isDue = true;
    m_wake.notify_one();
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
    const Call call{u"watch"_s, m_library->info().url.toString()};
    const auto now = m_library->repository().snapshot(call);
    if (!now || (now->commit == m_seen.commit && now->branch == m_seen.branch))
        return; // what cannot be read now is looked at again soon
    ChangeSet changes;
    if (const auto changed = changedPrompts(m_library->repository(), m_seen.tree, now->tree, call)) {
        for (const QByteArray &name : changed->prompts)
            changes.prompts.append(QString::fromUtf8(name));
        changes.prompts.sort();
        changes.trash = changed->trash;
    } else {
        changes.everything = true;
        changes.trash = true;
    }
    m_seen = *now;
    if (changes.everything || changes.trash || !changes.prompts.isEmpty())
        m_notifier.post(changes);
}

} // namespace pulse::git
