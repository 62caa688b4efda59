// SPDX-License-Identifier: Apache-2.0
#include "race_plan.h"

using namespace Qt::StringLiterals;

namespace pulse::system_test {
namespace {

constexpr int epochLength = 240;
constexpr int promptsAtOnce = 3;

} // namespace

RacePlan::RacePlan(QString worker, unsigned seed, bool isCached)
    : m_worker(std::move(worker))
    , m_seed(seed)
    , m_isCached(isCached)
{}

Event RacePlan::operation(int number, const QString &lastRemoved)
{
    std::minstd_rand random(m_seed + static_cast<unsigned>(number) * 7919U);
    random.discard(5);
    const auto below = [&](int limit) { return static_cast<int>(random() >> 4) % limit; };
    const int epoch = number / epochLength;
    const int step = number % epochLength;
    const QString prompt = u"s%1-%2"_s.arg(epoch).arg(below(promptsAtOnce));
    const QString version = u"1.0.%1"_s.arg(step / 12 + below(2));
    Event event;
    event.worker = m_worker;
    event.name = prompt;
    event.version = version;
    event.value = u"-"_s;
    const QString content = u"%1-%2"_s.arg(m_worker).arg(number);
    const QString target = u"1.0.%1"_s.arg(below(3));
    const int chance = below(100);
    if (step < promptsAtOnce * 3) { // what labels and tags need is there early
        event.kind = u"store"_s;
        event.name = u"s%1-%2"_s.arg(epoch).arg(step / 3);
        event.version = u"1.0.%1"_s.arg(step % 3);
        event.value = content;
    } else if (chance < 28) {
        event.kind = u"store"_s;
        event.value = content;
    } else if (chance < 46) {
        event.kind = m_isCached ? u"cached-fetch"_s : u"fetch"_s;
    } else if (chance < 56) {
        event.kind = m_isCached ? u"cached-latest"_s : u"latest"_s;
    } else if (chance < 68) {
        event.kind = u"label"_s;
        event.version = target;
        event.value = u"1.0.%1"_s.arg(below(3));
    } else if (chance < 75) {
        event.kind = m_isCached ? u"cached-fetch"_s : u"label-read"_s;
    } else if (chance < 85) {
        event.kind = below(3) == 0 ? u"untag"_s : u"tag"_s;
        event.version = target;
        event.value = u"%1-%2"_s.arg(m_worker).arg(below(3));
    } else {
        event.name = u"t%1-%2"_s.arg(epoch).arg(below(2));
        event.version = u"1.0.%1"_s.arg(below(4));
        event.kind = chance < 91 ? u"store"_s : chance < 96 || lastRemoved.isEmpty() ? u"remove"_s : u"restore"_s;
        event.value = event.kind == u"store"_s ? content : event.kind == u"restore"_s ? lastRemoved : u"-"_s;
    }
    return event;
}

} // namespace pulse::system_test
