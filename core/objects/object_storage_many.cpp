// SPDX-License-Identifier: Apache-2.0
// Many at a time: each with its own outcome, several at once.
#include "object_storage.h"
#include "pulse/base/parallel.h"
#include "pulse/storage/one_by_one.h"

#include <set>

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

/// Progress that comes from many threads, one call at a time and never going back.
class Counter
{
public:
    Counter(const ProgressSink &sink, qint64 total)
        : m_sink(sink)
        , m_total(total)
    {}
    void count(const QString &subject)
    {
        const std::scoped_lock lock(m_mutex);
        ++m_done;
        if (m_sink)
            m_sink({m_done, m_total, subject});
    }

private:
    const ProgressSink &m_sink;
    const qint64 m_total;
    std::mutex m_mutex;
    qint64 m_done = 0;
};

// Each item on its own, several at once; what is named again after that, as if one had come after the other.
template <typename Item, typename Show, typename Act>
auto together(int workers, std::span<const Item> items, const ProgressSink &progress, Show show, Act act)
{
    using Outcome = std::invoke_result_t<Act, const Item &>;
    std::vector<std::optional<Outcome>> outcomes(items.size());
    Counter counter(progress, std::ssize(items));
    const auto perform = [&](size_t i) {
        const Item &item = items[i];
        outcomes[i].emplace(act(item));
        counter.count(std::invoke(show, item));
    };
    std::set<Item> seen;
    std::vector<size_t> firsts;
    std::vector<size_t> repeats;
    for (size_t i = 0; i < items.size(); ++i)
        (seen.insert(items[i]).second ? firsts : repeats).push_back(i);
    forEachInParallel(workers, firsts.size(), [&](size_t i) { perform(firsts[i]); });
    std::ranges::for_each(repeats, perform);
    std::vector<Outcome> all;
    all.reserve(outcomes.size());
    for (auto &outcome : outcomes)
        all.push_back(*std::move(outcome));
    return all;
}

} // namespace

std::vector<Result<StoreReceipt>> ObjectStorage::storeMany(std::span<const Prompt> prompts,
                                                           const ProgressSink &progress, std::stop_token stop)
{
    std::vector<Result<Draft>> drafts;
    drafts.reserve(prompts.size());
    for (const Prompt &prompt : prompts) {
        const Call each = call(u"store"_s, VersionKey{prompt.name(), prompt.version()}.toString(), stop);
        auto may = m_session->mayChange(each);
        drafts.push_back(may ? makeDraft(each, prompt, m_session->parts().longestInline) : failure(std::move(may)));
    }
    Counter counter(progress, std::ssize(prompts));
    const auto done = [&](size_t i) { counter.count(VersionKey{prompts[i].name(), prompts[i].version()}.toString()); };
    return Publisher(*m_session).publish(drafts, done);
}

std::vector<Result<Prompt>> ObjectStorage::fetchMany(std::span<const VersionKey> keys, const ProgressSink &progress,
                                                     std::stop_token stop)
{
    return together(m_session->parts().workers, keys, progress, &VersionKey::toString,
                    [&](const VersionKey &key) { return fetch(key.name, key.version, stop); });
}

std::vector<Result<RemovalReceipt>> ObjectStorage::removeMany(std::span<const Name> names, const ProgressSink &progress,
                                                              std::stop_token stop)
{
    return together(m_session->parts().workers, names, progress, &Name::toString,
                    [&](const Name &name) { return remove(name, {}, stop); });
}

std::vector<Result<void>> ObjectStorage::purgeMany(std::span<const QString> ids, const ProgressSink &progress,
                                                   std::stop_token stop)
{
    return together(m_session->parts().workers, ids, progress, std::identity(),
                    [&](const QString &id) { return purge(id, stop); });
}

std::vector<Result<void>> ObjectStorage::renameMany(std::span<const Renaming> renamings, const ProgressSink &progress,
                                                    std::stop_token stop)
{
    const auto show = [](const Renaming &renaming) { return renaming.from.toString(); };
    return oneByOne(renamings, progress, show,
                    [&](const Renaming &renaming) { return rename(renaming.from, renaming.to, stop); });
}

std::vector<Result<OverviewStorage::Overview>> ObjectStorage::overviews(std::span<const Name> names,
                                                                        std::stop_token stop)
{
    const Call each = call(u"list versions"_s, {}, std::move(stop));
    const auto loaded = loadPrompts(*m_session, each, names);
    std::vector<Result<Overview>> all(names.size());
    forEachInParallel(m_session->parts().workers, loaded.size(), [&](size_t at) {
        if (!loaded[at]) {
            all[at] = failure(loaded[at]);
            return;
        }
        auto labels = readLabels(*m_session, each.about(names[at].toString()), *loaded[at]);
        all[at] = labels ? Result<Overview>({.versions = loaded[at]->published(), .labels = *std::move(labels)})
                         : failure(std::move(labels));
    });
    return all;
}

} // namespace pulse::objects
