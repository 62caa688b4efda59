// SPDX-License-Identifier: Apache-2.0
// remove: into the trash, or for good.
#include "command_run.h"
#include "handlers.h"
#include "json_shapes.h"

#include "pulse/base/quote.h"
#include "pulse/text/human.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

struct Victim
{
    Name name;
    std::optional<Version> version; ///< empty: the whole prompt
    QString trashId = {};

    [[nodiscard]] QString toString() const
    {
        return version ? name.toString() + u'@' + version->toString() : name.toString();
    }
};

Result<std::vector<Victim>> folderVictims(Library &library, QString folder, const std::stop_token &stop)
{
    while (folder.endsWith(u'/'))
        folder.chop(1);
    if (auto valid = Name::parse(folder); !valid)
        return failure(std::move(valid));
    const auto items = library.list(folder, true, stop);
    if (!items)
        return failure(items);
    std::vector<Victim> victims;
    for (const ListItem &item : *items) {
        if (!item.name)
            return failure(
                ErrorCode::Invalid, u"remove"_s, item.path,
                u"%1 in that folder has no valid name: %2 Nothing was removed."_s.arg(quoted(item.path), item.damage));
        victims.push_back({*item.name, {}});
    }
    if (victims.empty())
        return failure(ErrorCode::NotFound, u"remove"_s, folder,
                       u"There is no prompt in the folder %1."_s.arg(quoted(folder)));
    return victims;
}

// All that is meant, each proven to exist before anything is removed.
Result<std::vector<Victim>> collect(Library &library, const QStringList &arguments, const std::stop_token &stop)
{
    std::vector<Victim> victims;
    for (const QString &argument : arguments) {
        if (argument.endsWith(u'/')) {
            auto inFolder = folderVictims(library, argument, stop);
            if (!inFolder)
                return inFolder;
            victims.insert(victims.end(), inFolder->begin(), inFolder->end());
            continue;
        }
        const auto ref = PromptRef::parse(argument);
        if (!ref)
            return failure(ref);
        if (!ref->hasSelector) {
            const auto exists = library.exists(*ref, stop);
            if (!exists)
                return failure(exists);
            if (!*exists)
                return failure(
                    ErrorCode::NotFound, u"remove"_s, argument,
                    u"There is no prompt %1. A folder is written with a slash at its end."_s.arg(quoted(argument)));
            victims.push_back({ref->name, {}});
            continue;
        }
        const auto key = library.resolve(*ref, stop);
        if (!key)
            return failure(key);
        victims.push_back({key->name, key->version});
    }
    return victims;
}

/// What became of each victim; those that were removed know their place in the trash.
std::vector<Result<void>> removeAll(Library &library, std::vector<Victim> &victims, const ProgressSink &progress,
                                    const std::stop_token &stop)
{
    std::vector<Result<RemovalReceipt>> receipts;
    if (std::ranges::none_of(victims, [](const Victim &victim) { return victim.version.has_value(); })) {
        std::vector<Name> names;
        for (const Victim &victim : victims)
            names.push_back(victim.name);
        receipts = library.removeMany(names, progress, stop);
    } else {
        for (const Victim &victim : victims)
            receipts.push_back(library.remove(victim.name, victim.version, stop));
    }
    std::vector<Result<void>> outcomes;
    for (size_t i = 0; i < victims.size(); ++i) {
        outcomes.push_back(receipts[i].transform([](const RemovalReceipt &) {}));
        if (receipts[i])
            victims[i].trashId = receipts[i]->trashId.value_or(QString());
    }
    return outcomes;
}

void purgeAll(Library &library, std::vector<Victim> &victims, std::vector<Result<void>> &outcomes,
              const ProgressSink &progress, const std::stop_token &stop)
{
    std::vector<QString> ids;
    std::vector<size_t> indices;
    for (size_t i = 0; i < victims.size(); ++i) {
        if (outcomes[i] && !victims[i].trashId.isEmpty()) {
            ids.push_back(victims[i].trashId);
            indices.push_back(i);
        }
    }
    const auto purged = library.purgeMany(ids, progress, stop);
    for (size_t i = 0; i < ids.size(); ++i) {
        outcomes[indices[i]] = purged[i];
        if (purged[i])
            victims[indices[i]].trashId.clear();
    }
}

JsonValue victimJson(const Victim &victim)
{
    return JsonObject{{u"name"_s, victim.name.toString()},
                      {u"version"_s, optionalJson(victim.version)},
                      {u"trash_id"_s, victim.trashId.isEmpty() ? JsonValue() : JsonValue(victim.trashId)}};
}

void report(CommandRun &run, const std::vector<Victim> &removed, const JsonValue::Array &failed)
{
    const bool purge = run.in().has("purge");
    if (run.out().isJson()) {
        JsonValue::Array array;
        for (const Victim &victim : removed)
            array.push_back(victimJson(victim));
        run.out().json(JsonObject{
            {u"dry_run"_s, run.isDryRun()}, {u"purged"_s, purge}, {u"removed"_s, array}, {u"failed"_s, failed}});
        return;
    }
    for (const Victim &victim : removed) {
        if (run.isDryRun())
            run.out().line(u"Would remove %1%2."_s.arg(victim.toString(), purge ? u" for good"_s : QString()));
        else if (victim.trashId.isEmpty())
            run.out().confirm(u"Removed %1 for good."_s.arg(victim.toString()));
        else
            run.out().confirm(u"Moved %1 to the trash. To bring it back: %2 %3"_s.arg(
                victim.toString(), run.lineFor(u"trash restore"_s), victim.trashId));
    }
}

} // namespace

Result<int> runRemove(CommandRun &run)
{
    auto library = run.openForChange();
    if (!library)
        return failure(std::move(library));
    auto victims = collect(**library, run.in().argumentsFrom(0), run.stop());
    if (!victims)
        return failure(std::move(victims));
    std::vector<Result<void>> outcomes(victims->size());
    if (!run.isDryRun()) {
        outcomes = removeAll(**library, *victims, run.out().progress(u"Removing"_s), run.stop());
        if (run.in().has("purge"))
            purgeAll(**library, *victims, outcomes, run.out().progress(u"Destroying"_s), run.stop());
    }
    std::vector<Victim> removed;
    JsonValue::Array failed;
    int code = exit_code::done;
    for (size_t i = 0; i < victims->size(); ++i) {
        const Victim &victim = (*victims)[i];
        if (outcomes[i]) {
            removed.push_back(victim);
            continue;
        }
        const Error &error = outcomes[i].error();
        code = code == exit_code::done ? exitCodeOf(error.code()) : code;
        run.out().error(error, exitCodeOf(error.code()));
        failed.push_back(JsonObject{{u"name"_s, victim.name.toString()},
                                    {u"version"_s, optionalJson(victim.version)},
                                    {u"error"_s, errorJson(error)}});
        if (error.code() == ErrorCode::Cancelled)
            break; // and so are all that follow
    }
    report(run, removed, failed);
    return code;
}

} // namespace pulse::cli
