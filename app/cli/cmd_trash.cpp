// SPDX-License-Identifier: Apache-2.0
// trash: what was removed and can come back.
#include "command_run.h"
#include "handlers.h"
#include "json_shapes.h"

#include "pulse/base/quote.h"
#include "pulse/text/human.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

QString what(const TrashEntry &entry)
{
    if (entry.wholePrompt)
        return u"the prompt, %1"_s.arg(humanCount(static_cast<qint64>(entry.versions.size()), u"version"_s));
    QStringList versions;
    for (const Version &version : entry.versions)
        versions.append(version.toString());
    return versions.join(", "_L1);
}

JsonValue entryJson(const TrashEntry &entry)
{
    QStringList versions;
    for (const Version &version : entry.versions)
        versions.append(version.toString());
    return JsonObject{{u"id"_s, entry.id},
                      {u"name"_s, entry.name.toString()},
                      {u"versions"_s, listJson(versions)},
                      {u"whole_prompt"_s, entry.wholePrompt},
                      {u"removed_at"_s, timeJson(entry.removedAt)},
                      {u"removed_by"_s, entry.removedBy}};
}

} // namespace

Result<int> runTrashList(CommandRun &run)
{
    auto library = run.open(CommandRun::Purpose::Reading);
    if (!library)
        return failure(std::move(library));
    const auto entries = (*library)->trash({});
    if (!entries)
        return failure(entries);
    if (run.out().isJson()) {
        JsonValue::Array array;
        for (const TrashEntry &entry : *entries)
            array.push_back(entryJson(entry));
        run.out().json(array);
        return exit_code::done;
    }
    Table table({{u"ID"_s}, {u"REMOVED"_s}, {u"NAME"_s}, {u"WHAT"_s}, {u"BY"_s}});
    const QDateTime now = SystemClock().now();
    for (const TrashEntry &entry : *entries)
        table.add({entry.id, relativeTime(entry.removedAt, now), entry.name.toString(), what(entry), entry.removedBy});
    table.print(run.out());
    if (table.isEmpty())
        run.out().note(u"The trash is empty."_s);
    return exit_code::done;
}

Result<int> runTrashRestore(CommandRun &run)
{
    const QString wanted = run.in().argument(0);
    std::optional<Name> as;
    if (const auto given = run.in().value("as")) {
        auto name = Name::parse(*given);
        if (!name)
            return failure(std::move(name));
        as = std::move(*name);
    }
    auto library = run.open(CommandRun::Purpose::Changing);
    if (!library)
        return failure(std::move(library));
    const auto entries = (*library)->trash(run.stop());
    if (!entries)
        return failure(entries);
    auto found = std::ranges::find(*entries, wanted, &TrashEntry::id);
    if (found == entries->end())
        found =
            std::ranges::find_if(*entries, [&](const TrashEntry &entry) { return entry.name.toString() == wanted; });
    if (found == entries->end())
        return failure(ErrorCode::NotFound, u"restore"_s, wanted,
                       u"There is nothing in the trash with the id or name %1. “trash list” shows what there is."_s.arg(
                           quoted(wanted)));
    const auto name = (*library)->restoreFromTrash(found->id, as, run.stop());
    if (!name)
        return failure(name);
    if (run.out().isJson())
        run.out().json(JsonObject{{u"restored"_s, found->id}, {u"name"_s, name->toString()}});
    else
        run.out().confirm(u"Brought %1 back."_s.arg(name->toString()));
    return exit_code::done;
}

Result<int> runTrashPurge(CommandRun &run)
{
    auto library = run.open(CommandRun::Purpose::Changing);
    if (!library)
        return failure(std::move(library));
    QStringList purged;
    for (const QString &id : run.in().argumentsFrom(0)) {
        if (auto done = (*library)->purge(id, run.stop()); !done)
            return failure(std::move(done));
        purged.append(id);
        run.out().confirm(u"Destroyed %1."_s.arg(visible(id)));
    }
    if (run.out().isJson())
        run.out().json(JsonObject{{u"purged"_s, listJson(purged)}});
    return exit_code::done;
}

namespace {

/// How many days old an entry must be; empty where its age does not matter.
Result<std::optional<qint64>> ageLimit(CommandRun &run)
{
    const auto given = run.in().value("older-than");
    if (given && run.in().has("expired"))
        return run.wrongUsage(u"--older-than and --expired exclude each other."_s);
    if (given) {
        bool isNumber = false;
        const qint64 days = given->toLongLong(&isNumber);
        if (!isNumber || days < 1 || days > 36500)
            return run.wrongUsage(
                u"--older-than takes a number of days from 1 to 36500, not %1."_s.arg(quoted(*given)));
        return days;
    }
    if (!run.in().has("expired"))
        return std::nullopt;
    return run.host(CommandRun::Purpose::Changing).settings()->integer(setting::trashKeepDays);
}

/// The entries that are destroyed, or would be.
Result<TrashExpiry> emptyTrash(CommandRun &run, Library &library)
{
    const auto limit = ageLimit(run);
    if (!limit)
        return failure(limit);
    if (*limit)
        return library.expireTrash(**limit, run.isDryRun(), run.stop());
    auto entries = library.trash(run.stop());
    if (!entries)
        return failure(std::move(entries));
    TrashExpiry all;
    if (!run.isDryRun()) {
        QStringList ids;
        for (const TrashEntry &entry : *entries)
            ids.append(entry.id);
        for (Result<void> &done : library.purgeMany(ids, run.out().progress(u"Destroying"_s), run.stop())) {
            if (!done && done.error().code() != ErrorCode::NotFound) // NotFound: somebody else was quicker
                return failure(std::move(done));
        }
    }
    all.expired = std::move(*entries);
    return all;
}

} // namespace

Result<int> runTrashEmpty(CommandRun &run)
{
    auto library = run.openForChange();
    if (!library)
        return failure(std::move(library));
    const auto emptied = emptyTrash(run, **library);
    if (!emptied)
        return failure(emptied);
    QStringList purged;
    for (const TrashEntry &entry : emptied->expired) {
        if (run.isDryRun() && !run.out().isJson())
            run.out().line(u"Would destroy %1 (%2)."_s.arg(entry.name.toString(), what(entry)));
        purged.append(entry.id);
    }
    const QString &withheld = emptied->withheld;
    if (run.out().isJson())
        run.out().json(JsonObject{{u"dry_run"_s, run.isDryRun()},
                                  {u"purged"_s, listJson(purged)},
                                  {u"withheld"_s, withheld.isEmpty() ? JsonValue() : JsonValue(withheld)}});
    else if (!withheld.isEmpty())
        run.out().note(withheld);
    else if (!run.isDryRun())
        run.out().confirm(u"Destroyed %1."_s.arg(humanCount(purged.size(), u"entry"_s, u"entries"_s)));
    if (!emptied->failed.empty())
        return std::unexpected(emptied->failed.front().second);
    return exit_code::done;
}

} // namespace pulse::cli
