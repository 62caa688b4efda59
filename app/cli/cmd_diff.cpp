// SPDX-License-Identifier: Apache-2.0
// diff: two versions side by side, as patch and git take it.
#include "command_run.h"
#include "handlers.h"
#include "json_shapes.h"

#include "pulse/base/quote.h"
#include "pulse/text/diff.h"
#include "pulse/text/text_encoding.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

struct Sides
{
    Prompt left;
    Prompt right;
};

// The version before the latest: what a person means who names only the prompt.
Result<PromptRef> previousOf(Library &library, const Name &name)
{
    const auto history = library.history(name, {});
    if (!history)
        return failure(history);
    const auto &entries = history->entries;
    const auto latest = std::ranges::find_if(entries, &HistoryEntry::isLatest);
    if (latest == entries.end() || std::next(latest) == entries.end())
        return failure(ErrorCode::NotFound, u"diff"_s, name.toString(),
                       u"%1 has no version before its latest to compare with."_s.arg(quoted(name.toString())));
    return PromptRef{.name = name, .selector = std::next(latest)->version, .hasSelector = true};
}

Result<Sides> fetchSides(CommandRun &run, Library &library)
{
    auto left = PromptRef::parse(run.in().argument(0));
    if (!left)
        return failure(std::move(left));
    PromptRef right{.name = left->name, .selector = {}, .hasSelector = false};
    if (run.in().count() > 1) {
        auto given = PromptRef::parse(run.in().argument(1));
        if (!given)
            return failure(std::move(given));
        right = std::move(*given);
    } else if (!left->hasSelector) {
        left = previousOf(library, left->name);
        if (!left)
            return failure(std::move(left));
    }
    auto leftPrompt = library.fetch(*left, {});
    if (!leftPrompt)
        return failure(std::move(leftPrompt));
    auto rightPrompt = library.fetch(right, {});
    if (!rightPrompt)
        return failure(std::move(rightPrompt));
    return Sides{std::move(*leftPrompt), std::move(*rightPrompt)};
}

QString keyOf(const Prompt &prompt)
{
    return prompt.name().toString() + u'@' + prompt.version().toString();
}

// For a person's eyes: coloured, and with nothing that could command the terminal.
void printForTerminal(Console &out, const QByteArray &diff)
{
    for (const QString &line : QString::fromUtf8(diff).split(u'\n')) {
        QString safe;
        for (const QString &part : line.split(u'\t'))
            safe += (safe.isNull() ? QString() : u"\t"_s) + visible(part, 1'000'000);
        if (line.startsWith("+++"_L1) || line.startsWith("---"_L1))
            out.line(out.bold(safe));
        else
            out.line(line.startsWith(u'+')   ? out.styled("32", safe)
                     : line.startsWith(u'-') ? out.styled("31", safe)
                     : line.startsWith(u'@') ? out.styled("36", safe)
                                             : safe);
    }
}

Result<JsonValue> diffJson(const Sides &sides, const QByteArray &diff)
{
    const auto compared = diffTexts(QString::fromUtf8(sides.left.content), QString::fromUtf8(sides.right.content));
    if (!compared)
        return failure(compared);
    JsonObject object{{u"left"_s, keyOf(sides.left)},
                      {u"right"_s, keyOf(sides.right)},
                      {u"identical"_s, sides.left.content == sides.right.content},
                      {u"added"_s, compared->stats().added},
                      {u"removed"_s, compared->stats().removed},
                      {u"changed"_s, compared->stats().changed}};
    insertContent(object, u"diff"_s, diff);
    return object;
}

} // namespace

Result<int> runDiff(CommandRun &run)
{
    bool isNumber = true;
    const auto given = run.in().value("context");
    const int context = given ? given->toInt(&isNumber) : 3;
    if (!isNumber || context < 0)
        return run.wrongUsage(u"--context takes a number of lines from 0 on."_s);
    auto library = run.open(CommandRun::Purpose::Reading);
    if (!library)
        return failure(std::move(library));
    const auto sides = fetchSides(run, **library);
    if (!sides)
        return failure(sides);
    const auto diff =
        unifiedDiff(sides->left.content, sides->right.content, {keyOf(sides->left), keyOf(sides->right)}, context);
    if (!diff)
        return failure(diff);
    if (run.out().isJson()) {
        auto value = diffJson(*sides, *diff);
        if (!value)
            return failure(std::move(value));
        run.out().json(*value);
    } else if (run.out().isTerminal() && !diff->isEmpty()) {
        printForTerminal(run.out(), diff->endsWith('\n') ? diff->chopped(1) : *diff);
    } else {
        run.out().write(*diff);
    }
    const bool differ = sides->left.content != sides->right.content;
    return differ && run.in().has("exit-code") ? exit_code::notFound : exit_code::done;
}

} // namespace pulse::cli
