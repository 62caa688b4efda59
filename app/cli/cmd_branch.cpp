// SPDX-License-Identifier: Apache-2.0
// branch: sets of prompts that go their own ways, of a library in a Git repository.
#include "command_run.h"
#include "handlers.h"
#include "json_shapes.h"

#include "pulse/base/quote.h"
#include "pulse/text/human.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

using Conflict = SyncStorage::Conflict;

struct Branches
{
    std::shared_ptr<Library> library;
    BranchStorage *branches;
};

Result<Branches> openBranches(CommandRun &run, CommandRun::Purpose purpose)
{
    auto library = run.open(purpose);
    if (!library)
        return failure(std::move(library));
    BranchStorage *branches = (*library)->capabilities().branches;
    if (!branches)
        return failure(ErrorCode::Unsupported, u"branch"_s, visible((*library)->info().url.toDisplayString(), 400),
                       u"Only a library in a Git repository (git+file:, git+https:, git+ssh:) has branches."_s);
    return Branches{*std::move(library), branches};
}

JsonValue branchJson(const BranchStorage::Branch &branch)
{
    return JsonObject{
        {u"name"_s, branch.name},
        {u"current"_s, branch.current},
        {u"upstream"_s, branch.upstream.isEmpty() ? JsonValue() : JsonValue(branch.upstream)},
        {u"ahead"_s, branch.ahead},
        {u"behind"_s, branch.behind},
        {u"last_change"_s, branch.lastChange.isValid() ? JsonValue(toRfc3339(branch.lastChange)) : JsonValue()},
        {u"last_message"_s, branch.lastMessage},
        {u"last_author"_s, branch.lastAuthor}};
}

QString distance(const BranchStorage::Branch &branch)
{
    if (branch.upstream.isEmpty())
        return {};
    QStringList parts;
    if (branch.ahead > 0)
        parts.append(u"%1 ahead"_s.arg(branch.ahead));
    if (branch.behind > 0)
        parts.append(u"%1 behind"_s.arg(branch.behind));
    return parts.isEmpty() ? u"= "_s + branch.upstream : parts.join(u", "_s) + u" of "_s + branch.upstream;
}

QStringList versionsOf(const std::vector<Version> &versions)
{
    QStringList texts;
    for (const Version &version : versions)
        texts.append(version.toString());
    return texts;
}

QString kindName(BranchStorage::Difference::Kind kind)
{
    switch (kind) {
    case BranchStorage::Difference::Kind::Added:
        return u"added"_s;
    case BranchStorage::Difference::Kind::Removed:
        return u"removed"_s;
    case BranchStorage::Difference::Kind::Changed:
        return u"changed"_s;
    }
    return u"changed"_s;
}

QString kindName(Conflict::Kind kind)
{
    switch (kind) {
    case Conflict::Kind::Version:
        return u"version"_s;
    case Conflict::Kind::Metadata:
        return u"metadata"_s;
    case Conflict::Kind::Label:
        return u"label"_s;
    case Conflict::Kind::Removal:
        return u"removal"_s;
    }
    return u"version"_s;
}

JsonValue conflictJson(const Conflict &conflict)
{
    return JsonObject{{u"id"_s, conflict.id},
                      {u"kind"_s, kindName(conflict.kind)},
                      {u"name"_s, conflict.name.toString()},
                      {u"version"_s, optionalJson(conflict.version)},
                      {u"field"_s, conflict.field.isEmpty() ? JsonValue() : JsonValue(conflict.field)},
                      {u"here"_s, QString::fromUtf8(conflict.here.value)},
                      {u"there"_s, QString::fromUtf8(conflict.home.value)}};
}

void printConflict(Console &out, const Conflict &conflict)
{
    const QString subject =
        conflict.name.toString() + (conflict.version ? u'@' + conflict.version->toString() : QString());
    out.line(out.bold(conflict.id) + u"  "_s + subject + u", "_s + kindName(conflict.kind) +
             (conflict.field.isEmpty() ? QString() : u' ' + visible(conflict.field)));
    out.line(u"  here:  "_s + visible(QString::fromUtf8(conflict.here.value), 200));
    out.line(u"  there: "_s + visible(QString::fromUtf8(conflict.home.value), 200));
}

/// ID=here|there|both of --choose.
Result<BranchStorage::Choices> choicesOf(const CommandRun &run)
{
    BranchStorage::Choices choices;
    for (const QString &text : run.in().values("choose")) {
        const qsizetype equals = text.lastIndexOf(u'=');
        const QString word = text.sliced(equals + 1);
        if (equals <= 0 || (word != "here"_L1 && word != "there"_L1 && word != "both"_L1))
            return run.wrongUsage(u"%1 is no ID=here, ID=there or ID=both."_s.arg(quoted(text)));
        choices.emplace_back(text.first(equals), word == "here"_L1    ? SyncStorage::Choice::Here
                                                 : word == "there"_L1 ? SyncStorage::Choice::Home
                                                                      : SyncStorage::Choice::Both);
    }
    return choices;
}

Result<int> branchChanged(CommandRun &run, const QString &branch, const QString &sentence)
{
    if (run.out().isJson())
        run.out().json(JsonObject{{u"branch"_s, branch}});
    else
        run.out().confirm(sentence);
    return exit_code::done;
}

} // namespace

Result<int> runBranchList(CommandRun &run)
{
    const auto opened = openBranches(run, CommandRun::Purpose::Reading);
    if (!opened)
        return failure(opened);
    const auto branches = opened->branches->branches(run.stop());
    if (!branches)
        return failure(branches);
    JsonValue::Array array;
    Table table({{u""_s}, {u"BRANCH"_s}, {u"REMOTE"_s}, {u"CHANGED"_s}, {u"LAST CHANGE"_s}});
    const QDateTime now = opened->library->clock().now();
    for (const auto &branch : *branches) {
        array.push_back(branchJson(branch));
        table.add({branch.current ? u"*"_s : QString(), branch.name, distance(branch),
                   branch.lastChange.isValid() ? relativeTime(branch.lastChange, now) : QString(), branch.lastMessage});
    }
    if (run.out().isJson())
        run.out().json(array);
    else
        table.print(run.out());
    return exit_code::done;
}

Result<int> runBranchCreate(CommandRun &run)
{
    const auto opened = openBranches(run, CommandRun::Purpose::Changing);
    if (!opened)
        return failure(opened);
    const QString name = run.in().argument(0);
    if (auto created = opened->branches->createBranch(name, run.stop()); !created)
        return failure(std::move(created));
    if (run.in().has("switch")) {
        if (auto switched = opened->branches->switchBranch(name, run.stop()); !switched)
            return failure(std::move(switched));
    }
    return branchChanged(run, name, u"Made the branch %1."_s.arg(quoted(name)));
}

Result<int> runBranchSwitch(CommandRun &run)
{
    const auto opened = openBranches(run, CommandRun::Purpose::Changing);
    if (!opened)
        return failure(opened);
    const QString name = run.in().argument(0);
    if (auto switched = opened->branches->switchBranch(name, run.stop()); !switched)
        return failure(std::move(switched));
    return branchChanged(run, name, u"The library is on the branch %1."_s.arg(quoted(name)));
}

Result<int> runBranchCompare(CommandRun &run)
{
    const auto opened = openBranches(run, CommandRun::Purpose::Reading);
    if (!opened)
        return failure(opened);
    QString first = run.in().argument(0);
    QString second = run.in().argument(1);
    if (second.isEmpty()) { // the current one with the one that is named
        const auto branches = opened->branches->branches(run.stop());
        if (!branches)
            return failure(branches);
        second = first;
        const auto current = std::ranges::find_if(*branches, &BranchStorage::Branch::current);
        first = current == branches->end() ? QString() : current->name;
    }
    const auto differences = opened->branches->compareBranches(first, second, run.stop());
    if (!differences)
        return failure(differences);
    JsonValue::Array array;
    Table table({{u"PROMPT"_s}, {u"IS"_s}, {u"WHAT"_s}});
    for (const auto &difference : *differences) {
        array.push_back(JsonObject{{u"name"_s, difference.name.toString()},
                                   {u"kind"_s, kindName(difference.kind)},
                                   {u"added"_s, listJson(versionsOf(difference.added))},
                                   {u"removed"_s, listJson(versionsOf(difference.removed))},
                                   {u"facts"_s, listJson(difference.facts)}});
        QStringList what;
        for (const Version &version : difference.added)
            what.append(u'+' + version.toString());
        for (const Version &version : difference.removed)
            what.append(u'-' + version.toString());
        table.add({difference.name.toString(), kindName(difference.kind), (what + difference.facts).join(u", "_s)});
    }
    if (run.out().isJson())
        run.out().json(JsonObject{{u"first"_s, first}, {u"second"_s, second}, {u"differences"_s, array}});
    else if (table.isEmpty())
        run.out().confirm(u"%1 and %2 hold the same."_s.arg(quoted(first), quoted(second)));
    else
        table.print(run.out());
    return exit_code::done;
}

Result<int> runBranchMerge(CommandRun &run)
{
    const auto choices = choicesOf(run);
    if (!choices)
        return failure(choices);
    const auto opened = openBranches(run, CommandRun::Purpose::Changing);
    if (!opened)
        return failure(opened);
    const QString name = run.in().argument(0);
    const auto merge = opened->branches->mergeBranch(name, *choices, run.stop());
    if (!merge)
        return failure(merge);
    if (run.out().isJson()) {
        JsonValue::Array conflicts;
        for (const Conflict &conflict : merge->conflicts)
            conflicts.push_back(conflictJson(conflict));
        run.out().json(
            JsonObject{{u"merged"_s, merge->merged}, {u"changes"_s, merge->changes}, {u"conflicts"_s, conflicts}});
    } else if (merge->merged) {
        run.out().confirm(u"Merged %1; %2 changed."_s.arg(quoted(name), humanCount(merge->changes, u"prompt"_s)));
    } else {
        for (const Conflict &conflict : merge->conflicts)
            printConflict(run.out(), conflict);
        run.out().note(u"Nothing is merged yet: both branches changed the above. Choose with --choose ID=here, "
                       "ID=there or ID=both, once for each."_s);
    }
    return merge->merged ? exit_code::done : exit_code::conflict;
}

} // namespace pulse::cli
