// SPDX-License-Identifier: Apache-2.0
// rename: a prompt or a folder.
#include "command_run.h"
#include "handlers.h"
#include "json_shapes.h"

#include "pulse/base/quote.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

int report(CommandRun &run, const std::vector<RenameResult> &results)
{
    JsonValue::Array renamed, failed;
    int code = exit_code::done;
    for (const RenameResult &result : results) {
        JsonObject object{{u"from"_s, result.from.toString()}, {u"to"_s, result.to.toString()}};
        if (result.outcome) {
            renamed.push_back(object);
            if (run.isDryRun() && !run.out().isJson())
                run.out().line(u"Would rename %1 to %2."_s.arg(result.from.toString(), result.to.toString()));
            else
                run.out().confirm(u"Renamed %1 to %2."_s.arg(result.from.toString(), result.to.toString()));
            continue;
        }
        const Error &error = result.outcome.error();
        code = code == exit_code::done ? exitCodeOf(error.code()) : code;
        run.out().error(error, exitCodeOf(error.code()));
        object.insert(u"error"_s, errorJson(error));
        failed.push_back(object);
    }
    if (run.out().isJson())
        run.out().json(JsonObject{{u"dry_run"_s, run.isDryRun()}, {u"renamed"_s, renamed}, {u"failed"_s, failed}});
    return code;
}

Result<bool> promptExists(Library &library, const Name &name, const std::stop_token &stop)
{
    return library.exists({.name = name, .selector = {}, .hasSelector = false}, stop);
}

// What renaming would meet: the source must be there, the target free.
Result<RenameResult> plan(Library &library, const Name &from, const Name &to, const std::stop_token &stop)
{
    const auto exists = promptExists(library, from, stop);
    const auto taken = promptExists(library, to, stop);
    if (!exists || !taken)
        return failure(exists ? taken : exists);
    if (!*exists)
        return failure(ErrorCode::NotFound, u"rename"_s, from.toString(),
                       u"There is no prompt %1."_s.arg(quoted(from.toString())));
    if (*taken && from != to)
        return failure(ErrorCode::AlreadyExists, u"rename"_s, to.toString(),
                       u"There is a prompt %1 already. Choose another name."_s.arg(quoted(to.toString())));
    return RenameResult{from, to, {}};
}

Result<std::vector<RenameResult>> planFolder(Library &library, const QString &from, const QString &to,
                                             const std::stop_token &stop)
{
    const auto folder = Name::parse(from);
    if (!folder)
        return failure(folder);
    const auto items = library.list(from, true, stop);
    if (!items)
        return failure(items);
    std::vector<Name> names;
    const auto self = promptExists(library, *folder, stop);
    if (!self)
        return failure(self);
    if (*self)
        names.push_back(*folder);
    for (const ListItem &item : *items) {
        if (item.name)
            names.push_back(*item.name);
    }
    if (names.empty())
        return failure(ErrorCode::NotFound, u"rename"_s, from,
                       u"There is no prompt in the folder %1."_s.arg(quoted(from)));
    std::vector<RenameResult> results;
    for (const Name &name : names) {
        const auto target = Name::parse(to + name.toString().sliced(from.size()));
        if (!target)
            return failure(target);
        auto planned = plan(library, name, *target, stop);
        if (!planned)
            return failure(std::move(planned));
        results.push_back(std::move(*planned));
    }
    return results;
}

Result<int> renameFolder(CommandRun &run, Library &library, QString from, QString to)
{
    from.chop(1);
    to.chop(1);
    const auto results = run.isDryRun() ? planFolder(library, from, to, run.stop())
                                        : library.renameFolder(from, to, run.out().progress(u"Renaming"_s), run.stop());
    if (!results)
        return failure(results);
    return report(run, *results);
}

} // namespace

Result<int> runRename(CommandRun &run)
{
    const QString from = run.in().argument(0);
    const QString to = run.in().argument(1);
    if (from.endsWith(u'/') != to.endsWith(u'/'))
        return run.wrongUsage(u"Write both as folders with a slash at the end, or both as prompts without one."_s);
    const auto oldName = Name::parse(from.endsWith(u'/') ? from.chopped(1) : from);
    const auto newName = Name::parse(to.endsWith(u'/') ? to.chopped(1) : to);
    if (!oldName || !newName)
        return failure(oldName ? newName : oldName);
    auto library = run.openForChange();
    if (!library)
        return failure(std::move(library));
    if (from.endsWith(u'/'))
        return renameFolder(run, **library, from, to);
    if (run.isDryRun()) {
        auto planned = plan(**library, *oldName, *newName, run.stop());
        if (!planned)
            return failure(std::move(planned));
        return report(run, {*planned});
    }
    if (auto renamed = (*library)->rename(*oldName, *newName, run.stop()); !renamed)
        return failure(std::move(renamed));
    return report(run, {{*oldName, *newName, {}}});
}

} // namespace pulse::cli
