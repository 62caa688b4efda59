// SPDX-License-Identifier: Apache-2.0
#include "synchroniser.h"

#include "branches.h"
#include "layout.h"
#include "sync_round.h"

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

constexpr int mostRounds = 12; // to be faster than others who push

Journal::Options journalOptions()
{
    return {
        .mostValueBytes = 64, .mostLiveBytes = 16LL * 1024 * 1024, .compactAbove = 64LL * 1024, .temporaryName = {}};
}

SyncStorage::Status::Connection connectionAfter(const Error &error)
{
    using Connection = SyncStorage::Status::Connection;
    switch (error.code()) {
    case ErrorCode::PermissionDenied:
        return Connection::Refused;
    case ErrorCode::Conflict:
        return Connection::Questioned;
    default:
        return Connection::Offline;
    }
}

} // namespace

Synchroniser::Synchroniser(std::shared_ptr<GitLibrary> library, Watcher &watcher, OpenOptions options)
    : m_library(std::move(library))
    , m_watcher(watcher)
    , m_options(std::move(options))
    , m_choices(realFs(), m_library->repository().place().gitFolder + u"/pulse"_s, u"choices"_s, journalOptions())
    , m_dates(realFs(), m_library->repository().place().gitFolder + u"/pulse"_s, u"synchronised"_s, journalOptions())
{
    m_board->change([this](Status &status) {
        count(status);
        status.lastSynced = lastSynced();
    });
}

Synchroniser::~Synchroniser() = default;

bool Synchroniser::hasHome() const
{
    const auto home = remote({u"synchronise"_s, m_library->info().url.toString()});
    return home || home.error().code() != ErrorCode::NotFound;
}

Result<Remote> Synchroniser::remote(const Call &call) const
{
    const auto branch = m_library->repository().currentBranch(call);
    if (!branch)
        return failure(branch);
    auto place = Remote::of(m_library->repository(), *branch, call);
    if (!place)
        return failure(std::move(place));
    if (!*place)
        return call.fails(ErrorCode::NotFound,
                          u"This branch has no home that it could be synchronised with. Give it one in "
                          "Git (git remote add origin ADDRESS), then open it again."_s);
    return Remote(m_library->repository(), **std::move(place), m_options);
}

Result<Choices> Synchroniser::choices(const Call &call)
{
    const auto keys = m_choices.keys();
    if (!keys)
        return call.fails(keys.error());
    Choices made;
    for (const QByteArray &key : *keys) {
        const auto value = m_choices.get(key);
        if (!value)
            return call.fails(value.error());
        const Choice choice = *value == "here" ? Choice::Here : *value == "home" ? Choice::Home : Choice::Both;
        made.emplace_back(QString::fromLatin1(key), choice);
    }
    return made;
}

void Synchroniser::settle(const Oid &commit)
{
    const std::scoped_lock lock(m_mutex);
    m_settled = commit;
}

// What was chosen is part of the history now. What was chosen meanwhile is not.
void Synchroniser::forget(const Choices &made)
{
    for (const auto &[id, choice] : made)
        (void)m_choices.remove(id.toLatin1());
}

Result<SyncStorage::Report> Synchroniser::synchronise(const Options &options, const ProgressSink &progress,
                                                      std::stop_token stop)
{
    const Call call{u"synchronise"_s, m_library->info().url.toString()};
    if (auto may = m_library->mayChange(call, stop); !may) {
        Result<Report> refused = failure(std::move(may));
        if (refused.error().code() != ErrorCode::Cancelled) // while another one may be going on
            finish(refused, {});                            // which says nothing of the home
        return refused;
    }
    const std::scoped_lock running(m_running);
    const auto home = remote(call);
    if (!home)
        return failure(home);
    m_board->change([](Status &status) { status.running = true; });
    const auto told = [&](const Progress &now) {
        m_board->change([&](Status &status) { status.progress = now; });
        if (progress)
            progress(now);
    };
    auto outcome = performRounds(*home, options, told, call, stop);
    finish(outcome, outcome ? Status::Connection::Online : connectionAfter(outcome.error()));
    m_watcher.wake();
    return outcome;
}

Result<SyncStorage::Report> Synchroniser::performRounds(const Remote &home, const Options &options,
                                                        const ProgressSink &progress, const Call &call,
                                                        const std::stop_token &stop)
{
    Report report;
    for (int i = 0; i < mostRounds; ++i) {
        if (auto go = call.checkStop(stop); !go)
            return failure(std::move(go));
        const auto made = choices(call);
        if (!made)
            return failure(made);
        SyncRound round(*m_library, home, *made, call, stop);
        const auto ended = round.run(options, report, progress);
        if (!ended)
            return failure(ended);
        if (*ended == SyncRound::Ended::Overtaken)
            continue;
        if (options.dryRun)
            return report;
        settle(round.here());
        if (*ended == SyncRound::Ended::Together)
            forget(*made);
        return report;
    }
    return call.fails(ErrorCode::Unavailable,
                      u"Others are changing the home faster than this could be sent. Try again later."_s);
}

Result<std::vector<Conflict>> Synchroniser::conflicts(std::stop_token stop)
{
    const Call call{u"list conflicts"_s, m_library->info().url.toString()};
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    const auto home = remote(call);
    if (!home)
        return failure(home);
    const auto tip = m_library->repository().readRef(home->trackingRef(), call);
    if (!tip)
        return failure(tip);
    if (tip->isNull())
        return std::vector<Conflict>();
    const auto here = m_library->repository().snapshot(call);
    const auto base = here ? mergeBase(m_library->repository(), here->commit, *tip, call) : failure(here);
    if (!base)
        return failure(base);
    if (*base == *tip || *base == here->commit)
        return std::vector<Conflict>();
    const auto made = choices(call);
    auto merged = made ? SyncRound(*m_library, *home, *made, call, stop).tryMerge(*tip) : failure(made);
    if (!merged)
        return failure(std::move(merged));
    return std::move(merged->conflicts);
}

Result<void> Synchroniser::resolve(const QString &conflictId, Choice choice, std::stop_token stop)
{
    const Call call{u"resolve"_s, conflictId.isEmpty() ? u"conflict"_s : conflictId};
    if (auto may = m_library->mayChange(call, stop); !may)
        return may;
    const auto open = conflicts(stop);
    if (!open)
        return failure(open);
    const auto found = std::ranges::find(*open, conflictId, &Conflict::id);
    if (found == open->end())
        return call.fails(ErrorCode::NotFound, u"There is no such conflict any more. List the conflicts again."_s);
    if (choice == Choice::Both && found->kind != Conflict::Kind::Version && found->kind != Conflict::Kind::Removal)
        return call.fails(ErrorCode::Unsupported, u"Only versions can both be kept. Choose one side."_s);
    const QByteArray text = choice == Choice::Here ? "here" : choice == Choice::Home ? "home" : "both";
    auto kept = m_choices.put(conflictId.toLatin1(), text);
    if (!kept)
        return call.fails(std::move(kept).error());
    recount();
    return {};
}

Result<std::vector<std::pair<Name, SyncStorage::State>>> Synchroniser::unsynced(std::stop_token stop)
{
    const Call call{u"list what is not synchronised"_s, m_library->info().url.toString()};
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    const auto home = remote(call);
    if (!home)
        return failure(home);
    const Repository &repository = m_library->repository();
    const auto here = repository.snapshot(call);
    const auto tip = here ? repository.readRef(home->trackingRef(), call) : failure(here);
    const auto base = tip ? mergeBase(repository, here->commit, *tip, call) : failure(tip);
    if (!base)
        return failure(base);
    const auto facts = base->isNull() ? Result<CommitFacts>(CommitFacts()) : repository.commit(*base, call);
    if (!facts)
        return failure(facts);
    const auto changed = changedPrompts(repository, facts->tree, here->tree, call);
    if (!changed)
        return failure(changed);
    std::set<QString> conflicting;
    if (const auto open = conflicts(stop)) {
        for (const Conflict &conflict : *open)
            conflicting.insert(conflict.name.toString());
    }
    std::vector<std::pair<Name, State>> result;
    for (const QByteArray &text : changed->prompts) {
        const auto name = Name::parse(QString::fromUtf8(text));
        if (!name || conflicting.contains(name->toString()))
            continue;
        const auto before = repository.find(facts->tree, layout::pathOf(*name), call);
        result.emplace_back(*name, before && *before ? State::Pending : State::Local);
    }
    for (const QString &text : conflicting) {
        if (const auto name = Name::parse(text))
            result.emplace_back(*name, State::Conflict);
    }
    std::ranges::sort(result, {}, [](const auto &item) { return item.first; });
    return result;
}

} // namespace pulse::git
