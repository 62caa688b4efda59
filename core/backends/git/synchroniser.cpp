// SPDX-License-Identifier: Apache-2.0
#include "synchroniser.h"

#include "branches.h"
#include "layout.h"
#include "pulse/base/clock.h"
#include "pulse/storage/library_file.h"

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

constexpr int mostRounds = 12; // to be faster than others who push

Journal::Options journalOptions()
{
    return {
        .mostValueBytes = 64, .mostLiveBytes = 16LL * 1024 * 1024, .compactAbove = 64LL * 1024, .temporaryName = {}};
}

std::unexpected<Error> questioned(const Call &call, const QString &what)
{
    return failure(call.fails(ErrorCode::Conflict, what + u" Nothing was changed on either side. If the home is right "
                                                          "as it is, accept it; else look after the home first."_s),
                   Error::Remedy::AcceptHome);
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

std::unexpected<Error> switched(const Call &call)
{
    return call.fails(ErrorCode::Unavailable, u"The branch was switched meanwhile. Synchronise again."_s);
}

} // namespace

Synchroniser::Synchroniser(std::shared_ptr<GitLibrary> library, Watcher &watcher, OpenOptions options)
    : m_library(std::move(library))
    , m_watcher(watcher)
    , m_options(std::move(options))
    , m_choices(realFs(), m_library->repository().place().gitFolder + u"/pulse"_s, u"choices"_s, journalOptions())
    , m_listeners(makeListeners())
{
    Status status;
    count(status);
    m_status = status;
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

// Kept aside from the tracking ref, which follows the home wherever it goes.
QByteArray Synchroniser::agreedRef(const Remote &remote) const
{
    return "refs/pulse/" + remote.trackingRef().sliced(QByteArrayLiteral("refs/remotes/").size());
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

Result<Merging::Sides> Synchroniser::sidesWith(const Snapshot &here, const Oid &home, const Call &call) const
{
    const Repository &repository = m_library->repository();
    const auto theirs = repository.commit(home, call);
    if (!theirs)
        return failure(theirs);
    Merging::Sides sides{{}, here, {here.branch, home, theirs->tree}};
    const auto base = mergeBase(repository, here.commit, home, call);
    if (!base)
        return failure(base);
    if (!base->isNull()) {
        const auto facts = repository.commit(*base, call);
        if (!facts)
            return failure(facts);
        sides.base = {here.branch, *base, facts->tree};
    }
    return sides;
}

Result<Merging::Outcome> Synchroniser::merge(const QByteArray &branch, const Oid &home, bool dryRun, const Call &call,
                                             const std::stop_token &stop)
{
    const auto made = choices(call);
    if (!made)
        return failure(made);
    Merging::Outcome outcome;
    const auto work = [&](TreeEdit &tree, const Snapshot &here) -> Result<Writer::Commit> {
        if (here.branch != branch)
            return switched(call);
        const auto sides = sidesWith(here, home, call);
        if (!sides)
            return failure(sides);
        auto merged = Merging(tree, *sides, m_library->rules(), *made, call).run();
        if (!merged)
            return failure(std::move(merged));
        outcome = *std::move(merged);
        if (!outcome.conflicts.empty() || dryRun)
            return Writer::Commit{};
        return Writer::Commit{u"Merge what changed at home\n"_s, {home}};
    };
    if (dryRun) {
        const auto here = m_library->repository().snapshot(call);
        if (!here)
            return failure(here);
        ObjectBatch batch;
        TreeEdit tree(m_library->repository(), here->tree, call, batch);
        const auto worked = work(tree, *here);
        return worked ? Result<Merging::Outcome>(std::move(outcome)) : failure(worked);
    }
    const auto done = m_library->writer().change(call, stop, work);
    if (!done)
        return failure(done);
    return outcome;
}

Result<void> Synchroniser::question(const Remote &remote, const Remote::Fetched &fetched, const Snapshot &here,
                                    const Call &call) const
{
    const Repository &repository = m_library->repository();
    const auto agreed = repository.readRef(agreedRef(remote), call);
    if (!agreed)
        return failure(agreed);
    const QString shown = remote.place().address.shown();
    if (fetched.tip.isNull()) {
        if (agreed->isNull())
            return {}; // a home that is still empty
        return questioned(call, fetched.isEmpty ? u"The home at %1 is empty now."_s.arg(shown)
                                                : u"The branch is gone from the home at %1."_s.arg(shown));
    }
    if (!agreed->isNull() && *agreed != fetched.tip) {
        const auto apart = distance(repository, *agreed, fetched.tip, call);
        if (!apart)
            return failure(apart);
        if (apart->ahead > 0)
            return questioned(
                call, u"The history of the home at %1 was rewritten: it lacks what was there before."_s.arg(shown));
    }
    const auto idOf = [&](const Oid &tree) -> Result<QString> {
        const auto entry = repository.find(tree, layout::libraryFile, call);
        if (!entry || !*entry)
            return entry ? Result<QString>(QString()) : failure(entry);
        const auto json = (*entry)->isFile() ? repository.readSmall((*entry)->id, layout::largestFacts, call)
                                             : Result<QByteArray>(QByteArray());
        const auto file = json ? decodeLibraryFile(*json) : failure(json);
        if (!file)
            return call.fails(
                ErrorCode::Corrupt,
                u"The file library.json of one side (%1 or here) cannot be understood, so nothing was changed "
                "on either side: %2"_s.arg(shown, file.error().message()));
        return file->id;
    };
    const auto facts = repository.commit(fetched.tip, call);
    const auto theirs = facts ? idOf(facts->tree) : failure(facts);
    const auto mine = theirs ? idOf(here.tree) : theirs;
    if (!mine)
        return failure(mine);
    if (!mine->isEmpty() && !theirs->isEmpty() && *mine != *theirs)
        return questioned(
            call, u"The home at %1 is another library (its id is %2, this one's %3)."_s.arg(shown, *theirs, *mine));
    if (!mine->isEmpty() && theirs->isEmpty() && !agreed->isNull())
        return questioned(call, u"The home at %1 holds no library any more."_s.arg(shown));
    return {};
}

Result<void> Synchroniser::remember(const Remote &remote, const Oid &agreed, const Call &call,
                                    const std::stop_token &stop)
{
    const auto before = m_library->repository().readRef(agreedRef(remote), call);
    if (!before)
        return failure(before);
    if (*before == agreed)
        return {};
    const auto moved = m_library->writer().moveRef(agreedRef(remote), *before, agreed, call, stop);
    return moved ? Result<void>() : failure(moved);
}

// Somebody may have switched while the home was asked; one branch's work must not reach another's home.
Result<Snapshot> Synchroniser::snapshotFor(const Remote &remote, const Call &call) const
{
    auto here = m_library->repository().snapshot(call);
    if (here && here->branch != remote.place().branch)
        return switched(call);
    return here;
}

Result<bool> Synchroniser::round(const Remote &remote, const Options &options, Report &report, const Call &call,
                                 const ProgressSink &progress, const std::stop_token &stop)
{
    const Repository &repository = m_library->repository();
    const auto fetched = remote.fetch(call, progress, stop);
    if (!fetched)
        return failure(fetched);
    report.bytes += fetched->bytes;
    auto here = snapshotFor(remote, call);
    if (!here)
        return failure(here);
    if (!options.acceptHome) {
        if (auto fine = question(remote, *fetched, *here, call); !fine)
            return failure(std::move(fine));
    }
    auto base = mergeBase(repository, here->commit, fetched->tip, call);
    if (!base)
        return failure(base);
    const auto differing = [&](const Oid &from, const Oid &to) -> Result<qint64> {
        const auto a = from.isNull() ? Result<CommitFacts>(CommitFacts()) : repository.commit(from, call);
        const auto b = to.isNull() ? Result<CommitFacts>(CommitFacts()) : repository.commit(to, call);
        if (!a || !b)
            return failure(a ? b : a);
        const auto changed = changedPrompts(repository, a->tree, b->tree, call);
        return changed ? Result<qint64>(std::ssize(changed->prompts)) : failure(changed);
    };
    if (!fetched->tip.isNull() && *base != fetched->tip) {
        const auto incoming = differing(*base, fetched->tip);
        if (!incoming)
            return failure(incoming);
        if (*base == here->commit && !here->commit.isNull()) {
            report.received += *incoming;
            if (options.dryRun)
                return true;
            const auto moved = m_library->writer().fastForward(*here, fetched->tip, call, stop);
            if (!moved)
                return failure(moved);
            if (!*moved)
                return false;
        } else {
            const auto merged = merge(remote.place().branch, fetched->tip, options.dryRun, call, stop);
            if (!merged)
                return failure(merged);
            if (!merged->conflicts.empty()) {
                std::set<Name> names;
                for (const Conflict &conflict : merged->conflicts)
                    names.insert(conflict.name);
                report.conflicts = std::ssize(names);
                return true; // both sides wait for a person; nothing is lost meanwhile
            }
            report.received += merged->changes;
        }
        here = snapshotFor(remote, call);
        if (!here)
            return failure(here);
    }
    if (here->commit != fetched->tip && !here->commit.isNull()) {
        const auto outgoing = differing(fetched->tip, here->commit);
        if (!outgoing)
            return failure(outgoing);
        report.sent = *outgoing;
        if (options.dryRun)
            return true;
        const auto pushed = remote.push(fetched->tip, here->commit, m_library->writer(), call, progress, stop);
        if (!pushed && pushed.error().code() == ErrorCode::PermissionDenied) {
            // It let itself be read: what came from there is here, and what is here waits.
            report.sent = 0;
            report.failed.push_back({remote.place().address.shown(), pushed.error()});
            return true;
        }
        if (!pushed)
            return failure(pushed);
        if (*pushed == Remote::Pushed::Overtaken)
            return false;
        const auto tracked = repository.readRef(remote.trackingRef(), call);
        if (tracked && *tracked == fetched->tip)
            (void)m_library->writer().moveRef(remote.trackingRef(), fetched->tip, here->commit, call, stop);
    }
    if (options.dryRun)
        return true;
    if (auto remembered = remember(remote, here->commit, call, stop); !remembered)
        return failure(std::move(remembered));
    if (const auto keys = m_choices.keys()) { // they are part of the history now
        for (const QByteArray &key : *keys)
            (void)m_choices.remove(key);
    }
    return true;
}

Result<SyncStorage::Report> Synchroniser::synchronise(const Options &options, const ProgressSink &progress,
                                                      std::stop_token stop)
{
    const Call call{u"synchronise"_s, m_library->info().url.toString()};
    if (auto may = m_library->mayChange(call, stop); !may) {
        Result<Report> refused = failure(std::move(may));
        finish(refused, {}); // which says nothing of the home
        return refused;
    }
    const std::scoped_lock running(m_running);
    const auto home = remote(call);
    if (!home)
        return failure(home);
    tell([](Status &status) { status.running = true; });
    const auto told = [&](const Progress &now) {
        tell([&](Status &status) { status.progress = now; });
        if (progress)
            progress(now);
    };
    Report report;
    Result<Report> outcome = call.fails(
        ErrorCode::Unavailable, u"Others are changing the home faster than this could be sent. Try again later."_s);
    for (int i = 0; i < mostRounds; ++i) {
        if (auto go = call.checkStop(stop); !go) {
            outcome = failure(std::move(go));
            break;
        }
        const auto done = round(*home, options, report, call, told, stop);
        if (!done)
            outcome = failure(done);
        else if (*done)
            outcome = report;
        if (!done || *done)
            break;
    }
    finish(outcome, outcome ? Status::Connection::Online : connectionAfter(outcome.error()));
    m_watcher.wake();
    return outcome;
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
    auto merged = merge(home->place().branch, *tip, true, call, stop);
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
    tell([this](Status &status) { count(status); });
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
