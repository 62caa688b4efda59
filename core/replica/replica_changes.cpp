// SPDX-License-Identifier: Apache-2.0
// What changes a replica: marked on the disk, made here, and told to who sends it.
#include "replica_storage.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace pulse::replica {

namespace {

using Intents = Result<std::vector<Intent>>;

constexpr auto everyPrompt = [](const Name &) { return true; };
constexpr auto alwaysSomething = [](const auto &) { return false; };
constexpr auto isUnchanged = [](const Result<StoreReceipt> &receipt) {
    return receipt->outcome == StoreReceipt::Outcome::Unchanged;
};

/// Hands on what it reads and marks the change when all was read: before it is published, and without keeping others
/// out while a slow source is read.
class MarkingSource final : public ByteSource
{
public:
    MarkingSource(ByteSource &next, std::function<Result<Recording>()> begin)
        : m_next(next)
        , m_begin(std::move(begin))
    {}

    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer) override
    {
        auto got = m_next.read(buffer);
        if (!got || *got > 0 || buffer.empty() || m_recording)
            return got;
        auto recording = m_begin();
        if (!recording)
            return failure(std::move(recording));
        m_recording.emplace(*std::move(recording));
        return 0;
    }
    [[nodiscard]] std::optional<Recording> &recording() { return m_recording; }

private:
    ByteSource &m_next;
    const std::function<Result<Recording>()> m_begin;
    std::optional<Recording> m_recording;
};

} // namespace

Recording::Parts ReplicaStorage::recordingParts()
{
    const auto operation = [this] {
        const auto number = static_cast<quint64>(m_options.random() * 9007199254740992.0); // 2^53: all that is random
        return QByteArray::number(number, 16);
    };
    return {.local = next(), .store = m_store, .operation = operation};
}

template <typename MakeIntents, typename Work, typename IsNothing>
auto ReplicaStorage::change(const QString &operation, MakeIntents intents, Work work, IsNothing isNothing,
                            const std::stop_token &stop) -> decltype(work())
{
    using Outcome = decltype(work());
    if (stop.stop_requested() || Layer::info().readOnly)
        return work(); // which refuses
    std::vector<Name> changed;
    Outcome outcome = [&]() -> Outcome {
        auto recording = Recording::begin(recordingParts(), stop);
        if (!recording)
            return failure(std::move(recording));
        const Intents what = intents(*recording);
        if (!what)
            return failure(what);
        if (auto marked = recording->mark(*what); !marked)
            return failure(std::move(marked));
        Outcome done = work();
        if (done ? isNothing(done) : changedNothing(done.error()))
            recording->takeBack(everyPrompt);
        changed = recording->marked();
        return done;
    }();
    if (changed.empty())
        return outcome;
    noteChanged();
    if (outcome) {
        if (auto sent = sendNow(changed, operation, stop); !sent)
            return failure(std::move(sent));
    }
    return outcome;
}

template <typename Receipt, typename MakeIntents, typename Work, typename NameOf>
std::vector<Result<Receipt>> ReplicaStorage::changeMany(size_t count, MakeIntents intents, Work work, NameOf nameOf,
                                                        const std::stop_token &stop)
{
    if (stop.stop_requested() || Layer::info().readOnly)
        return work();
    const auto allFail = [count](const Error &error) {
        return std::vector<Result<Receipt>>(count, std::unexpected(error));
    };
    std::vector<Name> changed;
    std::vector<Result<Receipt>> outcomes = [&] {
        auto recording = Recording::begin(recordingParts(), stop);
        if (!recording)
            return allFail(recording.error());
        const Intents what = intents(*recording);
        if (!what)
            return allFail(what.error());
        if (const auto marked = recording->mark(*what); !marked)
            return allFail(marked.error());
        std::vector<Result<Receipt>> done = work();
        QSet<QString> touched;
        for (size_t i = 0; i < done.size(); ++i) {
            bool isNothing = !done[i] && changedNothing(done[i].error());
            if constexpr (std::is_same_v<Receipt, StoreReceipt>)
                isNothing = isNothing || (done[i] && isUnchanged(done[i]));
            if (!isNothing) {
                for (const Name &name : nameOf(i))
                    touched.insert(name.toString());
            }
        }
        recording->takeBack([&](const Name &name) { return !touched.contains(name.toString()); });
        changed = recording->marked();
        return done;
    }();
    if (changed.empty())
        return outcomes;
    noteChanged();
    if (const auto sent = sendNow(changed, u"store"_s, stop); !sent) {
        for (auto &outcome : outcomes) {
            if (outcome)
                outcome = failure(sent);
        }
    }
    return outcomes;
}

// ---- versions

Result<StoreReceipt> ReplicaStorage::store(const Prompt &prompt, std::stop_token stop)
{
    return change(
        u"store"_s, [&](const Recording &) -> Intents { return std::vector{Intent{prompt.name()}}; },
        [&] { return next().store(prompt, stop); }, isUnchanged, stop);
}

std::vector<Result<StoreReceipt>> ReplicaStorage::storeMany(std::span<const Prompt> prompts,
                                                            const ProgressSink &progress, std::stop_token stop)
{
    const auto intents = [&](const Recording &) -> Intents {
        std::vector<Intent> all;
        for (const Prompt &prompt : prompts)
            all.push_back({prompt.name()});
        return all;
    };
    return changeMany<StoreReceipt>(
        prompts.size(), intents, [&] { return beneath().batches->storeMany(prompts, progress, stop); },
        [&](size_t i) { return std::vector{prompts[i].name()}; }, stop);
}

Result<StoreReceipt> ReplicaStorage::storeContent(const Metadata &metadata, ByteSource &content, std::stop_token stop)
{
    if (stop.stop_requested() || Layer::info().readOnly)
        return beneath().streams->storeContent(metadata, content, stop);
    std::vector<Name> changed;
    const auto receipt = [&] {
        MarkingSource source(content, [&]() -> Result<Recording> {
            auto recording = Recording::begin(recordingParts(), stop);
            if (recording) {
                const std::vector intents{Intent{metadata.name}};
                if (auto marked = recording->mark(intents); !marked)
                    return failure(std::move(marked));
            }
            return recording;
        });
        auto stored = beneath().streams->storeContent(metadata, source, stop);
        if (auto &recording = source.recording()) {
            if (stored ? isUnchanged(stored) : changedNothing(stored.error()))
                recording->takeBack(everyPrompt);
            changed = recording->marked();
        }
        return stored;
    }();
    if (changed.empty())
        return receipt;
    noteChanged();
    if (receipt) {
        if (auto sent = sendNow(changed, u"store"_s, stop); !sent)
            return failure(std::move(sent));
    }
    return receipt;
}

Result<RemovalReceipt> ReplicaStorage::remove(const Name &name, const std::optional<Version> &version,
                                              std::stop_token stop)
{
    const auto intents = [&](const Recording &recording) -> Intents {
        auto bytes = recording.bytesOf(name, version, stop);
        if (!bytes)
            return failure(std::move(bytes));
        return std::vector{Intent{.name = name, .removed = *std::move(bytes)}};
    };
    return change(u"remove"_s, intents, [&] { return next().remove(name, version, stop); }, alwaysSomething, stop);
}

std::vector<Result<RemovalReceipt>> ReplicaStorage::removeMany(std::span<const Name> names,
                                                               const ProgressSink &progress, std::stop_token stop)
{
    const auto intents = [&](const Recording &recording) -> Intents {
        std::vector<Intent> all;
        for (const Name &name : names) {
            auto bytes = recording.bytesOf(name, {}, stop);
            if (!bytes)
                return failure(std::move(bytes));
            all.push_back({.name = name, .removed = *std::move(bytes)});
        }
        return all;
    };
    return changeMany<RemovalReceipt>(
        names.size(), intents, [&] { return beneath().batches->removeMany(names, progress, stop); },
        [&](size_t i) { return std::vector{names[i]}; }, stop);
}

// ---- what stays editable

Result<Metadata> ReplicaStorage::updateMetadata(const Name &name, const Version &version, const MetadataPatch &patch,
                                                std::stop_token stop)
{
    const auto intents = [&](const Recording &) -> Intents {
        const auto present = beneath().metadata->metadata(name, version, stop);
        if (present && patch.isNoOpOn(*present))
            return std::vector<Intent>();
        return std::vector{Intent{name}};
    };
    return change(
        u"update metadata"_s, intents, [&] { return beneath().metadata->updateMetadata(name, version, patch, stop); },
        alwaysSomething, stop);
}

Result<void> ReplicaStorage::setLabel(const Name &name, const Label &label, const Version &version,
                                      const Precondition &precondition, std::stop_token stop)
{
    const auto intents = [&](const Recording &) -> Intents {
        const auto present = beneath().labels->labels(name, stop);
        const auto found = present ? present->find(label) : LabelMap::const_iterator();
        if (present && found != present->end() && found->second == version)
            return std::vector<Intent>();
        return std::vector{Intent{name}};
    };
    return change(
        u"label"_s, intents, [&] { return beneath().labels->setLabel(name, label, version, precondition, stop); },
        alwaysSomething, stop);
}

Result<void> ReplicaStorage::removeLabel(const Name &name, const Label &label, const Precondition &precondition,
                                         std::stop_token stop)
{
    return change(
        u"label"_s, [&](const Recording &) -> Intents { return std::vector{Intent{name}}; },
        [&] { return beneath().labels->removeLabel(name, label, precondition, stop); }, alwaysSomething, stop);
}

// ---- trash and names

Result<Name> ReplicaStorage::restore(const QString &id, const std::optional<Name> &as, std::stop_token stop)
{
    const auto intents = [&](const Recording &) -> Intents {
        if (as)
            return std::vector{Intent{*as}};
        const auto entries = beneath().trash->trash(stop);
        if (!entries)
            return failure(entries);
        std::vector<Intent> all;
        for (const TrashEntry &entry : *entries) {
            if (entry.id == id)
                all.push_back({entry.name});
        }
        return all;
    };
    return change(u"restore"_s, intents, [&] { return beneath().trash->restore(id, as, stop); }, alwaysSomething, stop);
}

namespace {

Result<void> addRenaming(const Recording &recording, const Name &from, const Name &to, const std::stop_token &stop,
                         std::vector<Intent> &all)
{
    auto bytes = recording.bytesOf(from, {}, stop);
    if (!bytes)
        return failure(std::move(bytes));
    all.push_back({.name = from, .removed = *std::move(bytes)});
    all.push_back({.name = to, .renamedFrom = from});
    return {};
}

} // namespace

Result<void> ReplicaStorage::rename(const Name &from, const Name &to, std::stop_token stop)
{
    const auto intents = [&](const Recording &recording) -> Intents {
        std::vector<Intent> all;
        if (auto added = addRenaming(recording, from, to, stop, all); !added)
            return failure(std::move(added));
        return all;
    };
    return change(
        u"rename"_s, intents, [&] { return beneath().renaming->rename(from, to, stop); }, alwaysSomething, stop);
}

std::vector<Result<void>> ReplicaStorage::renameMany(std::span<const Renaming> renamings, const ProgressSink &progress,
                                                     std::stop_token stop)
{
    const auto intents = [&](const Recording &recording) -> Intents {
        std::vector<Intent> all;
        for (const Renaming &renaming : renamings) {
            if (auto added = addRenaming(recording, renaming.from, renaming.to, stop, all); !added)
                return failure(std::move(added));
        }
        return all;
    };
    return changeMany<void>(
        renamings.size(), intents, [&] { return beneath().renaming->renameMany(renamings, progress, stop); },
        [&](size_t i) { return std::vector{renamings[i].from, renamings[i].to}; }, stop);
}

} // namespace pulse::replica
