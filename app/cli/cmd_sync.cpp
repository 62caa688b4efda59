// SPDX-License-Identifier: Apache-2.0
// sync: a library that is worked on here and kept elsewhere, brought together with its home.
#include "command_run.h"
#include "handlers.h"
#include "json_shapes.h"
#include "migration_report.h"
#include "sync_states.h"

#include "pulse/base/quote.h"
#include "pulse/text/human.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

using Conflict = SyncStorage::Conflict;

QString wordOf(Conflict::Kind kind)
{
    switch (kind) {
    case Conflict::Kind::Version:
        return u"version"_s;
    case Conflict::Kind::Metadata:
        return u"metadata"_s;
    case Conflict::Kind::Label:
        return u"label"_s;
    case Conflict::Kind::Removal:
        break;
    }
    return u"removal"_s;
}

std::optional<SyncStorage::Choice> choiceOf(const QString &word)
{
    if (word == "here"_L1)
        return SyncStorage::Choice::Here;
    if (word == "home"_L1)
        return SyncStorage::Choice::Home;
    if (word == "both"_L1)
        return SyncStorage::Choice::Both;
    return {};
}

Result<SyncStorage *> syncOf(Library &library)
{
    if (SyncStorage *sync = library.capabilities().synchronisation)
        return sync;
    const QString shown = library.info().url.toDisplayString();
    return failure(
        ErrorCode::Unsupported, u"sync"_s, shown,
        u"The library at %1 is kept where it is worked on, so there is nothing to synchronise."_s.arg(shown));
}

// ---- sync

JsonObject reportJson(const SyncStorage::Report &report, bool dryRun)
{
    JsonValue::Array failed;
    for (const SyncStorage::Report::Failure &one : report.failed)
        failed.push_back(JsonObject{{u"subject"_s, one.subject}, {u"error"_s, errorJson(one.error)}});
    return JsonObject{{u"dry_run"_s, dryRun},           {u"sent"_s, report.sent},
                      {u"received"_s, report.received}, {u"conflicts"_s, report.conflicts},
                      {u"bytes"_s, report.bytes},       {u"failed"_s, failed}};
}

// Where the message says only why, it has to be said of what.
Error withSubject(const SyncStorage::Report::Failure &one)
{
    if (one.subject.isEmpty() || one.error.message().contains(one.subject))
        return one.error;
    const Error &bare = one.error;
    Error named(bare.code(), bare.operation(), bare.subject(), one.subject + u": "_s + bare.message());
    named.setRetryable(bare.isRetryable()).setRemedy(bare.remedy(), bare.remedySubject());
    return named;
}

// What one sync did, for both kinds of output.
struct Done
{
    int code = exit_code::done;
    JsonObject report;
};

Result<Done> synchronise(CommandRun &run, SyncStorage &sync)
{
    if (run.in().has("offline"))
        return run.wrongUsage(u"“sync” asks the home, which --offline rules out."_s);
    const SyncStorage::Options options{
        .everything = run.in().has("all"), .dryRun = run.isDryRun(), .acceptHome = run.in().has("accept-home")};
    const auto report = sync.synchronise(options, run.out().progress(u"Synchronising"_s), run.stop());
    if (!report)
        return failure(report);
    int code = report->conflicts > 0 ? exit_code::conflict : exit_code::done;
    for (const SyncStorage::Report::Failure &one : report->failed) {
        code = exitCodeOf(one.error.code());
        run.out().error(withSubject(one), code);
    }
    if (run.out().isJson())
        return Done{code, reportJson(*report, run.isDryRun())};
    const QString text = run.isDryRun() ? u"Would send %1 and receive %2."_s : u"Sent %1, received %2 (%3)."_s;
    const QString sentence = text.arg(humanCount(report->sent, u"change"_s), QString::number(report->received));
    run.out().confirm(run.isDryRun() ? sentence : sentence.arg(humanSize(report->bytes)));
    if (report->conflicts > 0)
        run.out().note(u"%1 changed on both sides; “sync conflicts” shows them."_s.arg(
            humanCount(report->conflicts, u"prompt"_s)));
    return Done{code, {}};
}

// The profile may name a place that is kept in step with the library.
Result<QString> mirrorPlace(CommandRun &run)
{
    const auto url = run.location(CommandRun::Purpose::Changing);
    if (!url)
        return failure(url);
    return run.host(CommandRun::Purpose::Changing)
        .connections()
        .profileOf(*url)
        .transform([](const LibraryProfile &profile) { return profile.mirror; });
}

Result<Done> keepInStep(CommandRun &run, Library &library, const QString &place)
{
    const auto source = run.location(CommandRun::Purpose::Changing);
    if (!source)
        return failure(source);
    if (auto apart = run.checkApart(*source, place, CommandRun::Purpose::Changing); !apart)
        return failure(std::move(apart));
    const auto mode = run.isDryRun() ? OpenOptions::Mode::Existing : OpenOptions::Mode::CreateIfNone;
    const auto to = run.openAt(place, mode, CommandRun::Purpose::Changing);
    if (!to)
        return failure(to);
    const auto outcome = mirror(library, **to, migrationOptions(library, **to, run.isDryRun()),
                                run.out().progress(u"Mirroring"_s), run.stop());
    if (!outcome)
        return failure(outcome);
    if (run.out().isJson())
        return Done{reportFailures(run, outcome->migration), migrationJson(*outcome, run.isDryRun(), true)};
    run.out().confirm(u"Mirror %1:"_s.arg(quoted(place)));
    printMigration(run, *outcome);
    return Done{reportFailures(run, outcome->migration), {}};
}

// The home first, then the mirror, so that it gets what just came; not while a person has to choose between two sides.
Result<int> bringTogether(CommandRun &run, Library &library)
{
    const auto place = mirrorPlace(run);
    if (!place)
        return failure(place);
    if (place->isEmpty() || library.capabilities().synchronisation) {
        const auto sync = syncOf(library);
        if (!sync)
            return failure(sync);
        auto done = synchronise(run, **sync);
        if (!done)
            return failure(std::move(done));
        if (place->isEmpty() || done->code != exit_code::done) {
            if (run.out().isJson())
                run.out().json(done->report);
            return done->code;
        }
        auto mirrored = keepInStep(run, library, *place);
        if (!mirrored)
            return failure(std::move(mirrored));
        done->report.insert(u"mirror"_s, mirrored->report);
        if (run.out().isJson())
            run.out().json(done->report);
        return mirrored->code;
    }
    const auto mirrored = keepInStep(run, library, *place);
    if (!mirrored)
        return failure(mirrored);
    if (run.out().isJson())
        run.out().json(JsonObject{{u"mirror"_s, mirrored->report}});
    return mirrored->code;
}

// ---- sync status

Result<int> showStatus(CommandRun &run, SyncStorage &sync)
{
    const auto unsynced = sync.unsynced(run.stop());
    if (!unsynced)
        return failure(unsynced);
    const SyncStorage::Status status = sync.status();
    if (run.out().isJson()) {
        JsonValue::Array prompts;
        for (const auto &[name, state] : *unsynced)
            prompts.push_back(JsonObject{{u"name"_s, name.toString()}, {u"state"_s, syncStateName(state)}});
        run.out().json(JsonObject{{u"last_synced"_s, timeJson(status.lastSynced)},
                                  {u"queued"_s, status.queued},
                                  {u"conflicts"_s, status.conflicts},
                                  {u"unsynced"_s, prompts}});
        return exit_code::done;
    }
    Table table({{u"STATE"_s}, {u"NAME"_s}});
    for (const auto &[name, state] : *unsynced)
        table.add({syncStateName(state), name.toString()});
    table.print(run.out());
    run.out().note(status.lastSynced.isValid()
                       ? u"Last synchronised %1."_s.arg(relativeTime(status.lastSynced, SystemClock().now()))
                       : u"Never synchronised completely."_s);
    return exit_code::done;
}

// ---- sync conflicts, sync resolve

JsonValue sideJson(const Conflict::Side &side)
{
    JsonObject object{{u"changed_at"_s, timeJson(side.changedAt)}, {u"author"_s, side.author}};
    insertContent(object, u"value"_s, side.value);
    return object;
}

// The first line, for a table.
QString glance(const QByteArray &value)
{
    const QString line = QString::fromUtf8(value).section(u'\n', 0, 0);
    return value.isEmpty() ? u"(removed)"_s : line.size() > 30 ? line.first(29) + u'…' : line;
}

Result<int> showConflicts(CommandRun &run, SyncStorage &sync)
{
    const auto conflicts = sync.conflicts(run.stop());
    if (!conflicts)
        return failure(conflicts);
    if (run.out().isJson()) {
        JsonValue::Array array;
        for (const Conflict &one : *conflicts)
            array.push_back(JsonObject{{u"id"_s, one.id},
                                       {u"kind"_s, wordOf(one.kind)},
                                       {u"name"_s, one.name.toString()},
                                       {u"version"_s, optionalJson(one.version)},
                                       {u"field"_s, one.field},
                                       {u"here"_s, sideJson(one.here)},
                                       {u"home"_s, sideJson(one.home)}});
        run.out().json(array);
        return exit_code::done;
    }
    Table table({{u"ID"_s}, {u"NAME"_s}, {u"WHAT"_s}, {u"HERE"_s}, {u"HOME"_s}});
    for (const Conflict &one : *conflicts) {
        const QString name = one.name.toString() + (one.version ? u'@' + one.version->toString() : QString());
        const QString what = one.field.isEmpty() ? wordOf(one.kind) : wordOf(one.kind) + u' ' + one.field;
        table.add({one.id, name, what, glance(one.here.value), glance(one.home.value)});
    }
    table.print(run.out());
    if (table.isEmpty())
        run.out().note(u"There are no conflicts."_s);
    return exit_code::done;
}

Result<int> resolve(CommandRun &run, SyncStorage &sync)
{
    const auto choice = choiceOf(run.in().argument(2));
    if (!choice)
        return run.wrongUsage(u"“sync resolve” takes the id of a conflict and here, home or both."_s);
    const QString id = run.in().argument(1);
    if (auto resolved = sync.resolve(id, *choice, run.stop()); !resolved)
        return failure(std::move(resolved));
    if (run.out().isJson())
        run.out().json(JsonObject{{u"resolved"_s, id}, {u"choice"_s, run.in().argument(2)}});
    else
        run.out().confirm(u"Chosen; the next sync sends it."_s);
    return exit_code::done;
}

} // namespace

Result<int> runSync(CommandRun &run)
{
    const QString action = run.in().argument(0);
    const bool isKnown =
        action.isEmpty() || action == "status"_L1 || action == "conflicts"_L1 || action == "resolve"_L1;
    if (!isKnown)
        return run.wrongUsage(
            u"%1 is nothing that sync can do; it knows status, conflicts and resolve."_s.arg(quoted(action)));
    const auto library = run.open(CommandRun::Purpose::Changing);
    if (!library)
        return failure(library);
    if (action.isEmpty())
        return bringTogether(run, **library);
    const auto sync = syncOf(**library);
    if (!sync)
        return failure(sync);
    if (action == "status"_L1)
        return showStatus(run, **sync);
    if (action == "conflicts"_L1)
        return showConflicts(run, **sync);
    return resolve(run, **sync);
}

} // namespace pulse::cli
