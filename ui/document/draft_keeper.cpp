// SPDX-License-Identifier: Apache-2.0
#include "draft_keeper.h"

#include <mutex>

using namespace Qt::StringLiterals;

namespace pulse::ui {

/// What the workers share: writes of one library never overtake each other, even at the end. Reading needs no turn: the
/// store is thread-safe, and the window never waits for a reader when it closes a library.
struct DraftKeeper::Shared
{
    explicit Shared(DraftStore draftStore)
        : store(std::move(draftStore))
    {}

    DraftStore store;
    std::mutex mutex;
    bool isClosed = false; // the last words are written; what a worker still holds is older
};

DraftKeeper::DraftKeeper(DraftStore store, std::shared_ptr<TaskRunner> runner, QObject *parent)
    : QObject(parent)
    , m_shared(std::make_shared<Shared>(std::move(store)))
    , m_runner(std::move(runner))
{}

DraftKeeper::~DraftKeeper()
{
    const std::scoped_lock lock(m_shared->mutex);
    m_shared->isClosed = true;
    for (auto &[key, slot] : m_slots) {
        // A worker may not have begun what it was given: writing it here again changes nothing otherwise.
        if (const auto draft = slot.latest())
            static_cast<void>(m_shared->store.save(*draft));
        else
            static_cast<void>(m_shared->store.discard(key));
    }
}

std::optional<Draft> DraftKeeper::Slot::latest() const
{
    if (discards)
        return {};
    return waiting ? waiting : current;
}

bool DraftKeeper::isQuiet() const
{
    return std::ranges::none_of(m_slots, [](const auto &entry) { return entry.second.isRunning; });
}

std::optional<Error> DraftKeeper::failure() const
{
    for (const auto &[key, slot] : m_slots) {
        if (slot.error)
            return slot.error;
    }
    return {};
}

void DraftKeeper::save(const Draft &draft)
{
    Slot &slot = m_slots[draft.key];
    slot.waiting = draft;
    slot.discards = false;
    next(draft.key);
}

void DraftKeeper::discard(const QString &key)
{
    Slot &slot = m_slots[key];
    slot.waiting.reset();
    slot.discards = true;
    next(key);
}

void DraftKeeper::retry(const QString &key)
{
    const auto found = m_slots.find(key);
    if (found == m_slots.end() || !found->second.error)
        return;
    if (!found->second.waiting && !found->second.discards)
        found->second.waiting = found->second.current;
    next(key);
}

void DraftKeeper::next(const QString &key)
{
    Slot &slot = m_slots[key];
    if (slot.isRunning || (!slot.waiting && !slot.discards))
        return;
    slot.isRunning = true;
    slot.error.reset();
    slot.current = std::exchange(slot.waiting, {});
    const bool discards = std::exchange(slot.discards, false);
    slot.task =
        m_runner
            ->run([shared = m_shared, draft = slot.current, discards, key](const std::stop_token &) -> Result<void> {
                const std::scoped_lock lock(shared->mutex);
                if (shared->isClosed)
                    return {};
                return discards || !draft ? shared->store.discard(key) : shared->store.save(*draft);
            })
            .then(this, [this, key](const Result<void> &result) { finished(key, result); });
}

void DraftKeeper::finished(const QString &key, const Result<void> &result)
{
    Slot &slot = m_slots[key];
    slot.isRunning = false;
    const bool hasMore = slot.waiting || slot.discards;
    if (!result)
        slot.error = result.error();
    if (hasMore) {
        next(key);
    } else if (result) {
        m_slots.erase(key);
        emit saved(key);
    }
    if (!result)
        emit failed(key, result.error());
    if (isQuiet())
        emit quiet();
}

Task<Draft> DraftKeeper::load(const QString &key)
{
    if (const auto found = m_slots.find(key); found != m_slots.end()) {
        // What is on disk is older than what is still to be written there, or could not be.
        const std::optional<Draft> latest = found->second.latest();
        return m_runner->run([latest, key](const std::stop_token &) -> Result<Draft> {
            if (latest)
                return *latest;
            return pulse::failure(ErrorCode::NotFound, u"load"_s, key, tr("There is no draft of “%1”.").arg(key));
        });
    }
    return m_runner->run([shared = m_shared, key](const std::stop_token &) { return shared->store.load(key); });
}

Task<std::vector<Draft>> DraftKeeper::list()
{
    std::map<QString, std::optional<Draft>> unwritten;
    for (const auto &[key, slot] : m_slots)
        unwritten.emplace(key, slot.latest());
    return m_runner->run([shared = m_shared, unwritten](const std::stop_token &) {
        Result<std::vector<Draft>> drafts = shared->store.list();
        if (!drafts)
            return drafts;
        std::erase_if(*drafts, [&](const Draft &draft) { return unwritten.contains(draft.key); });
        for (const auto &[key, draft] : unwritten) {
            if (draft)
                drafts->push_back(*draft);
        }
        std::ranges::stable_sort(*drafts, std::ranges::greater(), &Draft::savedAt);
        return drafts;
    });
}

Task<QStringList> DraftKeeper::damage()
{
    return m_runner->run([shared = m_shared](const std::stop_token &) { return shared->store.damage(); });
}

} // namespace pulse::ui
