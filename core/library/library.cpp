// SPDX-License-Identifier: Apache-2.0
#include "library_support.h"

#include <QRandomGenerator>
#include <algorithm>
#include <condition_variable>
#include <mutex>

using namespace Qt::StringLiterals;

namespace pulse {

std::chrono::milliseconds RacePause::after(int races) const
{
    std::chrono::milliseconds bound = first;
    for (int race = 1; race < races && bound < longest; ++race)
        bound *= 2;
    return std::chrono::milliseconds(qint64(double(std::min(bound, longest).count()) * random()));
}

RacePause systemRacePause()
{
    return {.sleep =
                [](std::chrono::milliseconds duration, std::stop_token stop) {
                    std::mutex mutex;
                    std::condition_variable_any never;
                    std::unique_lock lock(mutex);
                    (void)never.wait_for(lock, stop, duration, [] { return false; });
                    return !stop.stop_requested();
                },
            .random = [] { return QRandomGenerator::global()->generateDouble(); }};
}

Library::Library(std::shared_ptr<Storage> storage, LibraryPolicy policy, std::shared_ptr<const Clock> clock,
                 RacePause pause)
    : m_storage(std::move(storage))
    , m_policy(std::move(policy))
    , m_clock(std::move(clock))
    , m_pause(std::move(pause))
{}

Library::~Library() = default;

StorageInfo Library::info() const
{
    return m_storage->info();
}

Capabilities Library::capabilities() const
{
    return m_storage->capabilities();
}

Storage &Library::storage() const
{
    return *m_storage;
}

} // namespace pulse
