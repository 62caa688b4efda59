// SPDX-License-Identifier: Apache-2.0
// meta, label: what stays editable about a published version.
#include "command_run.h"
#include "handlers.h"
#include "json_shapes.h"

#include "pulse/base/quote.h"
#include "pulse/text/human.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

Result<MetadataPatch> patchOf(CommandRun &run)
{
    MetadataPatch patch;
    for (const QString &assignment : run.in().values("set")) {
        const qsizetype equals = assignment.indexOf(u'=');
        const QString key = assignment.first(std::max<qsizetype>(equals, 0));
        if (equals < 1)
            return run.wrongUsage(u"--set takes KEY=VALUE, not %1."_s.arg(quoted(assignment)));
        if (key != "description"_L1)
            return run.wrongUsage(
                u"The field %1 cannot be changed; what can be is the description, and tags with --tag."_s.arg(
                    quoted(key)));
        patch.description = assignment.sliced(equals + 1);
    }
    for (const QString &change : run.in().values("tag")) {
        if (change.size() < 2 || (change.front() != u'+' && change.front() != u'-'))
            return run.wrongUsage(u"--tag takes +TAG to add or -TAG to take away, not %1."_s.arg(quoted(change)));
        (change.front() == u'+' ? patch.addTags : patch.removeTags).append(change.sliced(1));
    }
    return patch;
}

void printMetadata(Console &out, const Metadata &metadata)
{
    const auto row = [&](const QString &title, const QString &value) {
        out.line(out.bold(title.leftJustified(12)) + u' ' + value);
    };
    row(u"name"_s, metadata.name.toString());
    row(u"version"_s, metadata.version.toString());
    row(u"created_at"_s, toRfc3339(metadata.createdAt));
    row(u"updated_at"_s, toRfc3339(metadata.updatedAt));
    row(u"size"_s, QString::number(metadata.size));
    row(u"checksum"_s, metadata.checksum.toString());
    row(u"tags"_s, metadata.tags.toList().join(", "_L1));
    row(u"description"_s, visible(metadata.description, 65536));
    row(u"author"_s, visible(metadata.author, 1024));
    row(u"message"_s, visible(metadata.message, 65536));
}

} // namespace

Result<int> runMeta(CommandRun &run)
{
    const auto ref = PromptRef::parse(run.in().argument(0));
    if (!ref)
        return failure(ref);
    const auto patch = patchOf(run);
    if (!patch)
        return failure(patch);
    const bool changes = run.in().has("set") || run.in().has("tag");
    auto library = run.open(changes ? CommandRun::Purpose::Changing : CommandRun::Purpose::Reading);
    if (!library)
        return failure(std::move(library));
    const auto metadata =
        changes ? (*library)->updateMetadata(*ref, *patch, run.stop()) : (*library)->metadata(*ref, {});
    if (!metadata)
        return failure(metadata);
    if (run.out().isJson())
        run.out().json(metadataJson(*metadata));
    else if (!changes)
        printMetadata(run.out(), *metadata);
    else
        run.out().confirm(
            u"Updated the metadata of %1@%2."_s.arg(metadata->name.toString(), metadata->version.toString()));
    return exit_code::done;
}

// ---- label

namespace {

Result<int> listLabels(CommandRun &run, const Name &name)
{
    auto library = run.open(CommandRun::Purpose::Reading);
    if (!library)
        return failure(std::move(library));
    const auto history = (*library)->history(name, {});
    if (!history)
        return failure(history);
    if (run.out().isJson()) {
        run.out().json(JsonObject{{u"name"_s, name.toString()},
                                  {u"latest"_s, optionalJson(history->latest)},
                                  {u"labels"_s, labelsJson(history->labels)}});
        return exit_code::done;
    }
    Table table({{u"LABEL"_s}, {u"VERSION"_s}});
    if (history->latest)
        table.add({u"latest"_s, history->latest->toString()});
    for (const auto &[label, version] : history->labels)
        table.add({label.toString(), version.toString()});
    table.print(run.out());
    return exit_code::done;
}

// A protection that is overridden by an option should say by which.
std::unexpected<Error> protectedLabel(Result<void> &&refused, const CommandRun &run, const Library &library,
                                      const Label &label)
{
    const Error &error = refused.error();
    if (error.code() != ErrorCode::PermissionDenied || run.in().has("override") || !library.isProtected(label))
        return std::unexpected(error);
    return failure(
        error.code(), error.operation(), error.subject(),
        u"The label “%1” is protected by the setting labels.protected. To move or remove it all the same, add --override."_s
            .arg(label.toString()));
}

Result<int> removeLabel(CommandRun &run, Library &library, const Name &name, const Label &label)
{
    if (auto removed = library.removeLabel(name, label, run.in().has("override"), run.stop()); !removed)
        return protectedLabel(std::move(removed), run, library, label);
    if (run.out().isJson())
        run.out().json(
            JsonObject{{u"name"_s, name.toString()}, {u"label"_s, label.toString()}, {u"version"_s, JsonValue()}});
    else
        run.out().confirm(u"Removed the label %1 of %2."_s.arg(label.toString(), name.toString()));
    return exit_code::done;
}

} // namespace

Result<int> runLabel(CommandRun &run)
{
    const auto ref = PromptRef::parse(run.in().argument(0));
    if (!ref)
        return failure(ref);
    if (run.in().count() == 1) {
        if (run.in().has("remove"))
            return run.wrongUsage(u"--remove needs to know which label."_s);
        return listLabels(run, ref->name);
    }
    const auto label = Label::parse(run.in().argument(1));
    if (!label)
        return failure(label);
    const bool pointed = run.in().count() > 2;
    if (run.in().has("remove") && (pointed || ref->hasSelector))
        return run.wrongUsage(u"--remove takes the label away from the prompt; give no version with it."_s);
    if (pointed && ref->hasSelector)
        return run.wrongUsage(u"Say once which version is meant: after the “@” or as the last argument."_s);
    const auto target = pointed ? Selector::parse(run.in().argument(2)) : Result<Selector>(ref->selector);
    if (!target)
        return failure(target);
    auto library = run.open(CommandRun::Purpose::Changing);
    if (!library)
        return failure(std::move(library));
    if (run.in().has("remove"))
        return removeLabel(run, **library, ref->name, *label);
    const auto key = (*library)->resolve({.name = ref->name, .selector = *target, .hasSelector = true}, run.stop());
    if (!key)
        return failure(key);
    if (auto set = (*library)->setLabel(key->name, *label, key->version, run.in().has("override"), run.stop()); !set)
        return protectedLabel(std::move(set), run, **library, *label);
    if (run.out().isJson())
        run.out().json(JsonObject{{u"name"_s, key->name.toString()},
                                  {u"label"_s, label->toString()},
                                  {u"version"_s, key->version.toString()}});
    else
        run.out().confirm(
            u"%1 of %2 is now %3."_s.arg(label->toString(), key->name.toString(), key->version.toString()));
    return exit_code::done;
}

} // namespace pulse::cli
