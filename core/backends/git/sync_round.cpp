// SPDX-License-Identifier: Apache-2.0
#include "sync_round.h"

#include "branches.h"
#include "layout.h"
#include "pulse/storage/library_file.h"

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

std::unexpected<Error> questioned(const Call &call, const QString &what)
{
    return failure(call.fails(ErrorCode::Conflict, what + u" Nothing was changed on either side. If the home is right "
                                                          "as it is, accept it; else look after the home first."_s),
                   Error::Remedy::AcceptHome);
}

std::unexpected<Error> switched(const Call &call)
{
    return call.fails(ErrorCode::Unavailable, u"The branch was switched meanwhile. Synchronise again."_s);
}

} // namespace

SyncRound::SyncRound(GitLibrary &library, const Remote &remote, const Choices &choices, const Call &call,
                     const std::stop_token &stop)
    : m_library(library)
    , m_repository(library.repository())
    , m_remote(remote)
    , m_choices(choices)
    , m_call(call)
    , m_stop(stop)
{}

Result<SyncRound::Ended> SyncRound::run(const SyncStorage::Options &options, SyncStorage::Report &report,
                                        const ProgressSink &progress)
{
    const auto fetched = m_remote.fetch(m_call, progress, m_stop);
    if (!fetched)
        return failure(fetched);
    m_fetched = *fetched;
    report.bytes += m_fetched.bytes;
    if (auto looked = lookHere(); !looked)
        return failure(std::move(looked));
    if (!options.acceptHome) {
        if (auto fine = question(); !fine)
            return failure(std::move(fine));
    }
    auto step = receive(options.dryRun, report);
    if (step && !*step)
        step = send(options.dryRun, report, progress);
    if (!step)
        return failure(step);
    if (*step)
        return **step;
    if (auto remembered = options.dryRun ? Result<void>() : remember(); !remembered)
        return failure(std::move(remembered));
    return Ended::Together;
}

// Somebody may have switched while the home was asked; one branch's work must not reach another's home.
Result<void> SyncRound::lookHere()
{
    auto here = m_repository.snapshot(m_call);
    if (!here)
        return failure(here);
    if (here->branch != m_remote.place().branch)
        return switched(m_call);
    m_here = *std::move(here);
    return {};
}

// Whether the home is still what it was.
Result<void> SyncRound::question() const
{
    const auto agreed = m_repository.readRef(agreedRef(), m_call);
    if (!agreed)
        return failure(agreed);
    if (m_fetched.tip.isNull()) {
        if (agreed->isNull())
            return {}; // a home that is still empty
        const QString shown = m_remote.place().address.shown();
        return questioned(m_call, m_fetched.isEmpty ? u"The home at %1 is empty now."_s.arg(shown)
                                                    : u"The branch is gone from the home at %1."_s.arg(shown));
    }
    if (auto fine = questionHistory(*agreed); !fine)
        return fine;
    return questionLibrary(*agreed);
}

Result<void> SyncRound::questionHistory(const Oid &agreed) const
{
    if (agreed.isNull() || agreed == m_fetched.tip)
        return {};
    const auto apart = distance(m_repository, agreed, m_fetched.tip, m_call);
    if (!apart)
        return failure(apart);
    if (apart->ahead > 0)
        return questioned(m_call, u"The history of the home at %1 was rewritten: it lacks what was there before."_s.arg(
                                      m_remote.place().address.shown()));
    return {};
}

Result<void> SyncRound::questionLibrary(const Oid &agreed) const
{
    const auto facts = m_repository.commit(m_fetched.tip, m_call);
    const auto theirs = facts ? libraryIdIn(facts->tree) : failure(facts);
    const auto mine = theirs ? libraryIdIn(m_here.tree) : theirs;
    if (!mine)
        return failure(mine);
    const QString shown = m_remote.place().address.shown();
    if (!mine->isEmpty() && !theirs->isEmpty() && *mine != *theirs)
        return questioned(
            m_call, u"The home at %1 is another library (its id is %2, this one's %3)."_s.arg(shown, *theirs, *mine));
    if (!mine->isEmpty() && theirs->isEmpty() && !agreed.isNull())
        return questioned(m_call, u"The home at %1 holds no library any more."_s.arg(shown));
    return {};
}

Result<QString> SyncRound::libraryIdIn(const Oid &tree) const
{
    const auto entry = m_repository.find(tree, layout::libraryFile, m_call);
    if (!entry || !*entry)
        return entry ? Result<QString>(QString()) : failure(entry);
    const auto json = (*entry)->isFile() ? m_repository.readSmall((*entry)->id, layout::largestFacts, m_call)
                                         : Result<QByteArray>(QByteArray());
    const auto file = json ? decodeLibraryFile(*json) : failure(json);
    if (!file)
        return m_call.fails(
            ErrorCode::Corrupt,
            u"The file library.json of one side (%1 or here) cannot be understood, so nothing was "
            "changed on either side: %2"_s.arg(m_remote.place().address.shown(), file.error().message()));
    return file->id;
}

Result<SyncRound::Step> SyncRound::receive(bool dryRun, SyncStorage::Report &report)
{
    const auto base = mergeBase(m_repository, m_here.commit, m_fetched.tip, m_call);
    if (!base)
        return failure(base);
    if (m_fetched.tip.isNull() || *base == m_fetched.tip)
        return Step();
    if (*base != m_here.commit || m_here.commit.isNull())
        return merge(dryRun, report);
    const auto incoming = differing(*base, m_fetched.tip);
    if (!incoming)
        return failure(incoming);
    report.received += *incoming;
    return dryRun ? Step(Ended::Together) : moveForward();
}

Result<SyncRound::Step> SyncRound::moveForward()
{
    const auto moved = m_library.writer().fastForward(m_here, m_fetched.tip, m_call, m_stop);
    if (!moved)
        return failure(moved);
    if (!*moved)
        return Step(Ended::Overtaken);
    const auto looked = lookHere();
    return looked ? Result<Step>(Step()) : failure(looked);
}

Result<SyncRound::Step> SyncRound::merge(bool dryRun, SyncStorage::Report &report)
{
    Merging::Outcome outcome;
    const auto work = [&](TreeEdit &tree, const Snapshot &here) -> Result<Writer::Commit> {
        if (here.branch != m_remote.place().branch)
            return switched(m_call);
        auto merged = mergeInto(tree, here, m_fetched.tip);
        if (!merged)
            return failure(std::move(merged));
        outcome = *std::move(merged);
        if (!outcome.conflicts.empty())
            return Writer::Commit{};
        return Writer::Commit{u"Merge what changed at home\n"_s, {m_fetched.tip}};
    };
    if (dryRun) {
        auto tried = tryMerge(m_fetched.tip);
        if (!tried)
            return failure(std::move(tried));
        outcome = *std::move(tried);
    } else if (const auto done = m_library.writer().change(m_call, m_stop, work); !done) {
        return failure(done);
    }
    if (!outcome.conflicts.empty()) {
        std::set<Name> names;
        for (const Conflict &conflict : outcome.conflicts)
            names.insert(conflict.name);
        report.conflicts = std::ssize(names);
        return Step(Ended::Conflicting);
    }
    report.received += outcome.changes;
    const auto looked = lookHere();
    return looked ? Result<Step>(Step()) : failure(looked);
}

Result<Merging::Outcome> SyncRound::mergeInto(TreeEdit &tree, const Snapshot &here, const Oid &home) const
{
    const auto theirs = m_repository.commit(home, m_call);
    if (!theirs)
        return failure(theirs);
    Merging::Sides sides{{}, here, {here.branch, home, theirs->tree}};
    const auto base = mergeBase(m_repository, here.commit, home, m_call);
    if (!base)
        return failure(base);
    if (!base->isNull()) {
        const auto facts = m_repository.commit(*base, m_call);
        if (!facts)
            return failure(facts);
        sides.base = {here.branch, *base, facts->tree};
    }
    return Merging(tree, std::move(sides), m_library.rules(), m_choices, m_call).run();
}

Result<Merging::Outcome> SyncRound::tryMerge(const Oid &home) const
{
    const auto here = m_repository.snapshot(m_call);
    if (!here)
        return failure(here);
    if (here->branch != m_remote.place().branch)
        return switched(m_call);
    ObjectBatch batch;
    TreeEdit tree(m_repository, here->tree, m_call, batch);
    return mergeInto(tree, *here, home);
}

Result<SyncRound::Step> SyncRound::send(bool dryRun, SyncStorage::Report &report, const ProgressSink &progress)
{
    if (m_here.commit == m_fetched.tip || m_here.commit.isNull())
        return Step();
    const auto outgoing = differing(m_fetched.tip, m_here.commit);
    if (!outgoing)
        return failure(outgoing);
    report.sent = *outgoing;
    if (dryRun)
        return Step();
    Writer &writer = m_library.writer();
    const auto pushed = m_remote.push(m_fetched.tip, m_here.commit, writer, m_call, progress, m_stop);
    if (!pushed && pushed.error().code() == ErrorCode::PermissionDenied) {
        report.sent = 0;
        report.failed.push_back({m_remote.place().address.shown(), pushed.error()});
        return Step(Ended::Refused);
    }
    if (!pushed)
        return failure(pushed);
    if (*pushed == Remote::Pushed::Overtaken)
        return Step(Ended::Overtaken);
    const auto tracked = m_repository.readRef(m_remote.trackingRef(), m_call);
    if (tracked && *tracked == m_fetched.tip)
        (void)writer.moveRef(m_remote.trackingRef(), m_fetched.tip, m_here.commit, m_call, m_stop);
    return Step();
}

Result<void> SyncRound::remember() const
{
    const auto before = m_repository.readRef(agreedRef(), m_call);
    if (!before)
        return failure(before);
    if (*before == m_here.commit)
        return {};
    const auto moved = m_library.writer().moveRef(agreedRef(), *before, m_here.commit, m_call, m_stop);
    return moved ? Result<void>() : failure(moved);
}

Result<qint64> SyncRound::differing(const Oid &from, const Oid &to) const
{
    const auto treeOf = [this](const Oid &commit) -> Result<Oid> {
        if (commit.isNull())
            return Oid();
        const auto facts = m_repository.commit(commit, m_call);
        return facts ? Result<Oid>(facts->tree) : failure(facts);
    };
    const auto before = treeOf(from);
    const auto after = before ? treeOf(to) : before;
    if (!after)
        return failure(after);
    const auto changed = changedPrompts(m_repository, *before, *after, m_call);
    return changed ? Result<qint64>(std::ssize(changed->prompts)) : failure(changed);
}

// Kept aside from the tracking ref, which follows the home wherever it goes.
QByteArray SyncRound::agreedRef() const
{
    return "refs/pulse/" + m_remote.trackingRef().sliced(QByteArrayLiteral("refs/remotes/").size());
}

} // namespace pulse::git
