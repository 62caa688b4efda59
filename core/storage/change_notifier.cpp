// SPDX-License-Identifier: Apache-2.0
#include "pulse/storage/change_notifier.h"

#include <condition_variable>
#include <thread>

namespace pulse {

namespace {

constexpr qsizetype mostNames = 10'000;

struct Subscriber
{
    explicit Subscriber(WatchableStorage::Listener listener)
        : call(std::move(listener))
    {}

    // Recursive, so that a listener may end its own watch.
    std::recursive_mutex mutex;
    WatchableStorage::Listener call;
    bool active = true;
};

class SubscriberWatch final : public WatchableStorage::Watch
{
public:
    explicit SubscriberWatch(std::shared_ptr<Subscriber> subscriber)
        : m_subscriber(std::move(subscriber))
    {}
    SubscriberWatch(const SubscriberWatch &) = delete;
    SubscriberWatch &operator=(const SubscriberWatch &) = delete;
    ~SubscriberWatch() override
    {
        const std::scoped_lock lock(m_subscriber->mutex);
        m_subscriber->active = false;
    }

private:
    std::shared_ptr<Subscriber> m_subscriber;
};

} // namespace

void merge(ChangeSet &changes, const ChangeSet &other)
{
    changes.everything = changes.everything || other.everything;
    changes.trash = changes.trash || other.trash;
    if (!changes.everything) {
        changes.prompts += other.prompts;
        changes.prompts.sort();
        changes.prompts.removeDuplicates();
        changes.everything = changes.prompts.size() > mostNames;
    }
    if (changes.everything)
        changes.prompts.clear();
}

struct ChangeNotifier::State
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::vector<std::weak_ptr<Subscriber>> subscribers;
    ChangeSet pending;
    bool hasPending = false;
    std::jthread thread;

    void run(const std::stop_token &stop);
    std::vector<std::shared_ptr<Subscriber>> present();
};

std::vector<std::shared_ptr<Subscriber>> ChangeNotifier::State::present()
{
    std::erase_if(subscribers, [](const auto &subscriber) { return subscriber.expired(); });
    std::vector<std::shared_ptr<Subscriber>> result;
    for (const auto &subscriber : subscribers) {
        if (auto held = subscriber.lock())
            result.push_back(std::move(held));
    }
    return result;
}

void ChangeNotifier::State::run(const std::stop_token &stop)
{
    std::unique_lock lock(mutex);
    while (wake.wait(lock, stop, [this] { return hasPending; })) {
        const ChangeSet changes = std::exchange(pending, {});
        hasPending = false;
        const auto listeners = present();
        lock.unlock();
        for (const auto &listener : listeners) {
            const std::scoped_lock calling(listener->mutex);
            if (listener->active && !stop.stop_requested())
                listener->call(changes);
        }
        lock.lock();
    }
}

ChangeNotifier::ChangeNotifier()
    : m_state(std::make_shared<State>())
{}

ChangeNotifier::~ChangeNotifier()
{
    std::jthread thread;
    {
        const std::scoped_lock lock(m_state->mutex);
        thread = std::move(m_state->thread);
    }
    thread.request_stop();
    // A listener that drops the last reference to a storage ends up here in the thread itself.
    if (thread.joinable() && thread.get_id() == std::this_thread::get_id())
        thread.detach();
}

std::unique_ptr<WatchableStorage::Watch> ChangeNotifier::add(WatchableStorage::Listener listener)
{
    auto subscriber = std::make_shared<Subscriber>(std::move(listener));
    {
        const std::scoped_lock lock(m_state->mutex);
        m_state->subscribers.push_back(subscriber);
        if (!m_state->thread.joinable())
            m_state->thread = std::jthread([state = m_state](const std::stop_token &stop) { state->run(stop); });
    }
    return std::make_unique<SubscriberWatch>(std::move(subscriber));
}

void ChangeNotifier::post(const ChangeSet &changes)
{
    const std::scoped_lock lock(m_state->mutex);
    if (m_state->subscribers.empty())
        return;
    merge(m_state->pending, changes);
    m_state->hasPending = true;
    m_state->wake.notify_one();
}

} // namespace pulse
