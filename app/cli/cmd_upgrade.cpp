// SPDX-License-Identifier: Apache-2.0
// upgrade: a library's stored layout.
#include "command_run.h"
#include "handlers.h"
#include "json_shapes.h"

#include "pulse/base/quote.h"
#include "pulse/text/human.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

std::unexpected<Error> noUpgrades()
{
    return failure(ErrorCode::Unsupported, u"upgrade"_s, {},
                   u"A library of this kind has no layout that could be upgraded."_s);
}

JsonValue texts(const QStringList &list)
{
    JsonValue::Array array;
    for (const QString &text : list)
        array.emplace_back(text);
    return array;
}

Result<int> dropOld(CommandRun &run, UpgradableStorage &upgrades)
{
    QStringList old;
    if (run.isDryRun()) {
        const auto plan = upgrades.planUpgrade({}, run.stop());
        if (!plan)
            return failure(plan);
        old = plan->previous;
    } else {
        auto dropped = upgrades.dropPrevious(run.stop());
        if (!dropped)
            return failure(std::move(dropped));
        old = *std::move(dropped);
    }
    if (run.out().isJson()) {
        run.out().json(JsonObject{{u"dry_run"_s, run.isDryRun()}, {u"dropped"_s, texts(old)}});
        return exit_code::done;
    }
    for (const QString &path : old)
        run.out().confirm((run.isDryRun() ? u"Would delete %1."_s : u"Deleted %1."_s).arg(visible(path, 1024)));
    if (old.isEmpty())
        run.out().confirm(u"There is no old layout to delete."_s);
    return exit_code::done;
}

Result<int> showPlan(CommandRun &run, UpgradableStorage &upgrades)
{
    const auto plan = upgrades.planUpgrade(run.out().progress(u"Reading"_s), run.stop());
    if (!plan)
        return failure(plan);
    if (run.out().isJson()) {
        JsonValue::Array damage;
        for (const Finding &finding : plan->damage)
            damage.push_back(JsonObject{{u"path"_s, finding.path}, {u"message"_s, finding.message}});
        run.out().json(JsonObject{{u"dry_run"_s, true},
                                  {u"from"_s, plan->from},
                                  {u"to"_s, plan->to},
                                  {u"versions"_s, plan->versions},
                                  {u"bytes_needed"_s, plan->bytesNeeded},
                                  {u"bytes_free"_s, plan->bytesFree ? JsonValue(*plan->bytesFree) : JsonValue()},
                                  {u"damage"_s, damage},
                                  {u"previous"_s, texts(plan->previous)}});
        return exit_code::done;
    }
    if (plan->from == plan->to) {
        run.out().confirm(u"The library has the newest layout (schema %1)."_s.arg(plan->to));
        return exit_code::done;
    }
    run.out().confirm(u"Would upgrade from schema %1 to %2: %3, some %4 more on the disk."_s.arg(
        QString::number(plan->from), QString::number(plan->to), humanCount(plan->versions, u"version"_s),
        humanSize(plan->bytesNeeded)));
    for (const Finding &finding : plan->damage)
        run.out().line(u"%1: %2"_s.arg(visible(finding.path, 1024), finding.message));
    return exit_code::done;
}

} // namespace

Result<int> runUpgrade(CommandRun &run)
{
    auto library = run.open(run.isDryRun() ? CommandRun::Purpose::Reading : CommandRun::Purpose::Changing);
    if (!library)
        return failure(std::move(library));
    UpgradableStorage *upgrades = (*library)->capabilities().upgrades;
    if (upgrades == nullptr)
        return noUpgrades();
    if (run.in().has("drop-old"))
        return dropOld(run, *upgrades);
    if (run.isDryRun())
        return showPlan(run, *upgrades);
    const auto outcome = upgrades->upgrade({.carryDamage = run.in().has("carry-damage")},
                                           run.out().progress(u"Upgrading"_s), run.stop());
    if (!outcome) {
        if (outcome.error().code() == ErrorCode::Corrupt)
            run.out().note(u"“upgrade --dry-run” lists the damage, “verify --repair --from-backup” mends it, and "
                           "“upgrade --carry-damage” copies it as it is."_s);
        return failure(outcome);
    }
    if (run.out().isJson())
        run.out().json(JsonObject{{u"dry_run"_s, false},
                                  {u"from"_s, outcome->from},
                                  {u"to"_s, outcome->to},
                                  {u"versions"_s, outcome->versions},
                                  {u"kept"_s, outcome->kept.isEmpty() ? JsonValue() : JsonValue(outcome->kept)}});
    else if (outcome->from == outcome->to)
        run.out().confirm(u"The library has the newest layout (schema %1)."_s.arg(outcome->to));
    else
        run.out().confirm(u"Upgraded %1 from schema %2 to %3. The old layout is kept in %4; “upgrade --drop-old” "
                          "deletes it."_s.arg(humanCount(outcome->versions, u"version"_s),
                                              QString::number(outcome->from), QString::number(outcome->to),
                                              outcome->kept));
    return exit_code::done;
}

} // namespace pulse::cli
