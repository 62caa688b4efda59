// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/home_double.h"

#include <map>
#include <thread>

using namespace Qt::StringLiterals;

namespace pulse::test {

struct HomeDouble::Shared
{
    mutable std::mutex mutex;
    std::condition_variable_any changed;
    Status status;
    std::vector<std::pair<Name, State>> unsynced;
    std::vector<Conflict> conflicts;
    std::optional<Error> refusal;
    std::deque<Result<Report>> answers;
    bool isHeld = false;
    std::vector<Options> asked;
    std::vector<std::pair<QString, Choice>> chosen;
    std::vector<std::chrono::milliseconds> intervals;
    bool isNextIntervalHeld = false;
    bool isIntervalHeld = false;
    int nextListener = 0;
    std::mutex telling; // held while listeners are called, so that an ended watch is not called any more
    std::map<int, StatusListener> listeners;
};

HomeDouble::HomeDouble(std::shared_ptr<Storage> next)
    : Layer(std::move(next))
    , m_state(std::make_shared<Shared>())
{}

HomeDouble::~HomeDouble() = default;

void HomeDouble::tell(const Status &status)
{
    {
        const std::scoped_lock lock(m_state->mutex);
        m_state->status = status;
    }
    std::jthread([state = m_state, status] {
        const std::scoped_lock lock(state->telling);
        for (const auto &[number, listener] : state->listeners)
            listener(status);
    }).join();
}

void HomeDouble::setUnsynced(std::vector<std::pair<Name, State>> unsynced)
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->unsynced = std::move(unsynced);
}

void HomeDouble::setConflicts(std::vector<Conflict> conflicts)
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->conflicts = std::move(conflicts);
}

void HomeDouble::refuseChoices(std::optional<Error> error)
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->refusal = std::move(error);
}

void HomeDouble::answerWith(Result<Report> report)
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->answers.push_back(std::move(report));
}

void HomeDouble::hold(bool isHeld)
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->isHeld = isHeld;
    m_state->changed.notify_all();
}

std::vector<SyncStorage::Options> HomeDouble::asked() const
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->asked;
}

std::vector<std::pair<QString, SyncStorage::Choice>> HomeDouble::chosen() const
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->chosen;
}

std::chrono::milliseconds HomeDouble::interval() const
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->intervals.empty() ? std::chrono::milliseconds(0) : m_state->intervals.back();
}

std::vector<std::chrono::milliseconds> HomeDouble::intervals() const
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->intervals;
}

bool HomeDouble::isIntervalHeld() const
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->isIntervalHeld;
}

void HomeDouble::holdNextInterval()
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->isNextIntervalHeld = true;
}

void HomeDouble::letIntervalGo()
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->isIntervalHeld = false;
    m_state->changed.notify_all();
}

int HomeDouble::watchers() const
{
    const std::scoped_lock lock(m_state->telling);
    return static_cast<int>(m_state->listeners.size());
}

Capabilities HomeDouble::capabilities()
{
    Capabilities all = beneath();
    all.synchronisation = this;
    return all;
}

SyncStorage::Status HomeDouble::status() const
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->status;
}

Result<std::vector<std::pair<Name, SyncStorage::State>>> HomeDouble::unsynced(std::stop_token)
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->unsynced;
}

Result<SyncStorage::Report> HomeDouble::synchronise(const Options &options, const ProgressSink &, std::stop_token stop)
{
    std::unique_lock lock(m_state->mutex);
    m_state->asked.push_back(options);
    if (!m_state->changed.wait(lock, stop, [this] { return !m_state->isHeld; }))
        return failure(ErrorCode::Cancelled, u"synchronise"_s, {}, u"The synchronisation was stopped."_s);
    if (m_state->answers.empty())
        return Report{};
    Result<Report> answer = std::move(m_state->answers.front());
    m_state->answers.pop_front();
    return answer;
}

Result<std::vector<SyncStorage::Conflict>> HomeDouble::conflicts(std::stop_token)
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->conflicts;
}

Result<void> HomeDouble::resolve(const QString &conflictId, Choice choice, std::stop_token)
{
    const std::scoped_lock lock(m_state->mutex);
    if (m_state->refusal)
        return std::unexpected(*m_state->refusal);
    m_state->chosen.emplace_back(conflictId, choice);
    std::erase_if(m_state->conflicts, [&](const Conflict &conflict) { return conflict.id == conflictId; });
    return {};
}

std::unique_ptr<WatchableStorage::Watch> HomeDouble::watchStatus(StatusListener listener)
{
    class Registration final : public WatchableStorage::Watch
    {
    public:
        Registration(std::shared_ptr<Shared> state, int number)
            : m_state(std::move(state))
            , m_number(number)
        {}
        ~Registration() override
        {
            const std::scoped_lock lock(m_state->telling);
            m_state->listeners.erase(m_number);
        }

    private:
        std::shared_ptr<Shared> m_state;
        int m_number;
    };
    const std::scoped_lock lock(m_state->telling);
    const int number = m_state->nextListener++;
    m_state->listeners.emplace(number, std::move(listener));
    return std::make_unique<Registration>(m_state, number);
}

void HomeDouble::keepSynchronised(std::chrono::milliseconds interval)
{
    std::unique_lock lock(m_state->mutex);
    if (std::exchange(m_state->isNextIntervalHeld, false)) {
        m_state->isIntervalHeld = true;
        m_state->changed.wait(lock, [this] { return !m_state->isIntervalHeld; });
    }
    m_state->intervals.push_back(interval);
}

} // namespace pulse::test
