// SPDX-License-Identifier: Apache-2.0
// init, stats, verify: the library as a whole.
#include "backup_json.h"
#include "backup_place.h"
#include "command_run.h"
#include "handlers.h"
#include "json_shapes.h"
#include "sync_states.h"

#include "pulse/base/quote.h"
#include "pulse/composition/sample_library.h"
#include "pulse/text/human.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

QString placeOf(const QUrl &url)
{
    return url.isLocalFile() ? url.toLocalFile() : url.toDisplayString();
}

QString severityName(Finding::Severity severity)
{
    switch (severity) {
    case Finding::Severity::Notice:
        return u"notice"_s;
    case Finding::Severity::Warning:
        return u"warning"_s;
    case Finding::Severity::Damage:
        return u"damage"_s;
    }
    return u"damage"_s;
}

JsonValue findingJson(const Finding &finding)
{
    return JsonObject{{u"severity"_s, severityName(finding.severity)},
                      {u"kind"_s, finding.kind},
                      {u"path"_s, finding.path},
                      {u"name"_s, finding.name ? JsonValue(finding.name->toString()) : JsonValue()},
                      {u"version"_s, optionalJson(finding.version)},
                      {u"message"_s, finding.message},
                      {u"repairable"_s, finding.repairable},
                      {u"repaired"_s, finding.repaired},
                      {u"action"_s, finding.action.isEmpty() ? JsonValue() : JsonValue(finding.action)},
                      {u"acceptable"_s, finding.acceptable}};
}

JsonObject reportJson(const InspectionReport &report, bool repair, bool dryRun)
{
    JsonValue::Array findings;
    for (const Finding &finding : report.findings)
        findings.push_back(findingJson(finding));
    return JsonObject{{u"prompts"_s, report.prompts}, {u"versions"_s, report.versions},
                      {u"intact"_s, report.intact},   {u"bytes"_s, report.bytes},
                      {u"repair"_s, repair},          {u"dry_run"_s, dryRun},
                      {u"findings"_s, findings}};
}

/// What verify --accept calls it.
QString acceptedAs(const Finding &finding)
{
    const bool isPublished = finding.name && finding.version && !finding.path.startsWith("trash/"_L1);
    return isPublished ? VersionKey{*finding.name, *finding.version}.toString() : visible(finding.path, 1024);
}

constexpr int mostOfAKind = 5; // that are no damage

void printReport(CommandRun &run, const InspectionReport &report, bool asked, bool repaired)
{
    Console &out = run.out();
    bool more = false;
    std::map<QString, int> ofKind;
    for (const Finding &finding : report.findings) {
        more = more || (finding.repairable && !finding.repaired && !asked);
        // A copy by another program has one for each of its files.
        if (finding.severity != Finding::Severity::Damage && !finding.acceptable &&
            ++ofKind[finding.kind] > mostOfAKind)
            continue;
        QString state;
        if (finding.repaired)
            state = finding.action.isEmpty() ? u" (mended)"_s : u" (mended: %1)"_s.arg(finding.action.chopped(1));
        else if (finding.repairable && asked && !repaired)
            state = u" (would be mended)"_s;
        else if (finding.acceptable)
            state = u" (To accept it: verify --accept %1)"_s.arg(acceptedAs(finding));
        const char *colour = finding.severity == Finding::Severity::Damage ? "31" : "33";
        out.line(u"%1: %2: %3%4"_s.arg(out.styled(colour, severityName(finding.severity)),
                                       finding.path.isEmpty() ? u"."_s : visible(finding.path, 1024), finding.message,
                                       state));
    }
    for (const auto &[kind, count] : ofKind) {
        if (count > mostOfAKind)
            out.line(
                u"… and %1 more like these (%2); --json lists each."_s.arg(QString::number(count - mostOfAKind), kind));
    }
    if (more)
        out.note(u"“%1” mends what can be mended without guessing."_s.arg(run.lineFor(u"verify --repair"_s)));
    out.confirm(u"%1 of %2 of %3 intact; %4 read."_s.arg(
        QString::number(report.intact), humanCount(report.versions, u"version"_s),
        humanCount(report.prompts, u"prompt"_s), humanSize(report.bytes)));
}

Result<int> acceptAll(CommandRun &run)
{
    const QStringList targets = run.in().values("accept");
    auto library = run.open(run.isDryRun() ? CommandRun::Purpose::Reading : CommandRun::Purpose::Changing);
    if (!library)
        return failure(std::move(library));
    InspectableStorage *inspection = (*library)->capabilities().inspection;
    if (inspection == nullptr)
        return failure(ErrorCode::Unsupported, u"accept"_s, {}, u"A library of this kind seals nothing."_s);
    QStringList paths;
    for (const QString &target : targets) {
        if (!target.contains(u'@')) {
            paths.append(target);
            continue;
        }
        const auto ref = PromptRef::parse(target);
        const auto key = ref ? (*library)->resolve(*ref, run.stop()) : failure(ref);
        if (!key)
            return failure(key);
        paths.append(inspection->pathOf(*key));
    }
    JsonValue::Array accepted;
    for (const QString &path : std::as_const(paths)) {
        if (!run.isDryRun()) {
            if (auto done = inspection->accept(path, run.stop()); !done)
                return failure(std::move(done));
        }
        accepted.emplace_back(path);
        if (!run.out().isJson())
            run.out().confirm((run.isDryRun() ? u"Would accept %1."_s : u"Accepted %1."_s).arg(visible(path, 1024)));
    }
    if (run.out().isJson())
        run.out().json(JsonObject{{u"dry_run"_s, run.isDryRun()}, {u"accepted"_s, accepted}});
    return exit_code::done;
}

} // namespace

Result<int> runInit(CommandRun &run)
{
    if (run.in().count() > 0 && run.in().has("library"))
        return run.wrongUsage(u"Name the place once, as the argument or with --library."_s);
    auto &host = run.host(CommandRun::Purpose::Changing);
    const auto url =
        run.in().count() > 0 ? host.locate(run.in().argument(0)) : run.location(CommandRun::Purpose::Changing);
    if (!url)
        return failure(url);
    bool created = false;
    auto library = run.openPlace(*url, OpenOptions::Mode::Existing, CommandRun::Purpose::Changing);
    if (!library && library.error().code() == ErrorCode::NotFound) {
        library = run.openPlace(*url, OpenOptions::Mode::CreateIfNone, CommandRun::Purpose::Changing);
        created = library.has_value();
    }
    if (!library)
        return failure(std::move(library));
    if (run.in().has("sample")) {
        if (auto filled = publishSamples(**library, run.out().progress(u"Publishing"_s), run.stop()); !filled)
            return failure(std::move(filled));
    }
    run.willSend(*library, created);
    const StorageInfo info = (*library)->info();
    if (run.out().isJson())
        run.out().json(JsonObject{{u"created"_s, created},
                                  {u"url"_s, info.url.toString(QUrl::FullyEncoded)},
                                  {u"backend"_s, info.backend},
                                  {u"id"_s, info.id},
                                  {u"schema"_s, info.schema}});
    else if (created)
        run.out().confirm(u"Made a library in %1."_s.arg(visible(placeOf(info.url), 1024)));
    else
        run.out().confirm(u"There is a library in %1 already."_s.arg(visible(placeOf(info.url), 1024)));
    return exit_code::done;
}

namespace {

/// Nothing where the library has no home elsewhere.
Result<std::optional<JsonObject>> syncCounts(Library &library, const std::stop_token &stop)
{
    const auto states = SyncStates::of(library, stop);
    if (!states)
        return failure(states);
    if (!states->hasHome())
        return std::nullopt;
    const auto items = library.list({}, true, stop);
    if (!items)
        return failure(items);
    return states->countsOf(*items);
}

} // namespace

Result<int> runStats(CommandRun &run)
{
    auto library = run.open(CommandRun::Purpose::Changing);
    if (!library)
        return failure(std::move(library));
    const auto stats = (*library)->stats(run.stop());
    if (!stats)
        return failure(stats);
    const StorageInfo info = (*library)->info();
    const auto sync = syncCounts(**library, run.stop());
    if (!sync)
        return failure(sync);
    if (run.out().isJson()) {
        run.out().json(JsonObject{{u"url"_s, info.url.toString(QUrl::FullyEncoded)},
                                  {u"backend"_s, info.backend},
                                  {u"id"_s, info.id},
                                  {u"schema"_s, info.schema},
                                  {u"read_only"_s, info.readOnly},
                                  {u"prompts"_s, stats->prompts},
                                  {u"versions"_s, stats->versions},
                                  {u"bytes"_s, stats->bytes},
                                  {u"labels"_s, stats->labels},
                                  {u"tags"_s, stats->tags},
                                  {u"damaged"_s, stats->damaged},
                                  {u"trashed"_s, stats->trashed},
                                  {u"sync"_s, *sync ? JsonValue(**sync) : JsonValue()}});
        return exit_code::done;
    }
    const auto row = [&](const QString &title, const QString &value) {
        run.out().line(run.out().bold(title.leftJustified(10)) + u' ' + value);
    };
    row(u"library"_s, visible(placeOf(info.url), 1024));
    row(u"backend"_s, info.backend);
    row(u"identity"_s, info.id.isEmpty() ? u"none (made by hand)"_s : info.id);
    if (info.readOnly)
        row(u"read-only"_s, info.readOnlyReason);
    row(u"prompts"_s, QString::number(stats->prompts));
    row(u"versions"_s, QString::number(stats->versions));
    row(u"content"_s, humanSize(stats->bytes));
    row(u"labels"_s, QString::number(stats->labels));
    row(u"tags"_s, QString::number(stats->tags));
    row(u"damaged"_s, QString::number(stats->damaged));
    row(u"in trash"_s, QString::number(stats->trashed));
    if (*sync) {
        QStringList states;
        for (const auto &[state, count] : (*sync)->members())
            states.append(u"%1 %2"_s.arg(QString::number(count.toInteger().value_or(0)), state));
        row(u"sync"_s, states.join(", "_L1));
    }
    return exit_code::done;
}

Result<int> runVerify(CommandRun &run)
{
    if (run.in().has("accept"))
        return acceptAll(run);
    const bool asked = run.in().has("repair");
    const bool repair = asked && !run.isDryRun();
    if (run.in().has("from-backup") && !asked)
        return run.wrongUsage(u"--from-backup goes with --repair."_s);
    auto library = run.open(repair ? CommandRun::Purpose::Changing : CommandRun::Purpose::Reading);
    if (!library)
        return failure(std::move(library));
    auto report = (*library)->verify(repair, run.out().progress(u"Verifying"_s), run.stop());
    if (!report)
        return failure(std::move(report));
    std::optional<MendReport> mended;
    if (repair && run.in().has("from-backup")) {
        auto done = mendFromBackup(run, **library, *report);
        if (!done)
            return failure(std::move(done));
        mended = *std::move(done);
    }
    if (run.out().isJson()) {
        JsonObject object = reportJson(*report, asked, run.isDryRun());
        if (mended)
            object.insert(u"from_backup"_s, mendJson(*mended));
        run.out().json(object);
    } else {
        printReport(run, *report, asked, repair);
    }
    const bool damaged = std::ranges::any_of(report->findings, [](const Finding &finding) {
        return finding.severity == Finding::Severity::Damage && !finding.repaired;
    });
    return damaged ? exit_code::corrupt : exit_code::done;
}

} // namespace pulse::cli
