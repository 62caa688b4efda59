// SPDX-License-Identifier: Apache-2.0
#include "system_operation.h"

using namespace Qt::StringLiterals;

namespace pulse::system_test {
namespace {

QStringList words(const QString &text)
{
    return text.split(u' ');
}

// `store NAME` with the content behind the arrow.
QStringList stored(const QString &command, const QString &content)
{
    return words(u"store "_s + command) + QStringList{u"<"_s, content};
}

std::vector<QStringList> someLibrary()
{
    return {words(u"init"_s),
            stored(u"support/refund --version 1.0.0"_s, u"Refund the {{customer}}."_s),
            stored(u"support/refund --version 1.1.0 -t money"_s, u"Refund the {{customer}} politely."_s),
            words(u"label support/refund production 1.0.0"_s),
            stored(u"support --version 1.0.0"_s, u"A prompt that is a folder as well."_s),
            stored(u"support --version 2.0.0"_s, u"The same, later."_s),
            stored(u"other/greeting --version 1.0.0"_s, u"Hello."_s)};
}

std::vector<QStringList> with(std::vector<QStringList> commands, const std::vector<QStringList> &more)
{
    commands.insert(commands.end(), more.begin(), more.end());
    return commands;
}

void addPublishing(std::vector<SystemOperation> &operations)
{
    operations.push_back({u"init"_s, {}, words(u"init"_s)});
    operations.push_back({u"store the first of a prompt"_s, someLibrary(),
                          stored(u"new/deep/prompt --version 1.0.0"_s, u"Something new."_s)});
    operations.push_back({u"store the next version"_s, someLibrary(),
                          stored(u"support/refund -m why --bump major"_s, u"Quite another text."_s)});
    operations.push_back({u"store the same again"_s, someLibrary(),
                          stored(u"support/refund --version 1.1.0"_s, u"Refund the {{customer}} politely."_s)});
    operations.push_back({u"import many"_s, someLibrary(), words(u"import ../files --into imported"_s),
                          SystemOperation::Between::Items});
    operations.push_back(
        {u"meta"_s, someLibrary(), words(u"meta support/refund --tag +new --set description=Changed"_s)});
}

void addLabels(std::vector<SystemOperation> &operations)
{
    operations.push_back({u"label set"_s, someLibrary(), words(u"label support/refund staging 1.1.0"_s)});
    operations.push_back(
        {u"label move"_s, someLibrary(), words(u"label support/refund production 1.1.0 --override"_s)});
    operations.push_back({.name = u"label remove"_s,
                          .prepare = someLibrary(),
                          .command = words(u"label support/refund production --remove --override"_s),
                          .doneAlready = {1}});
}

void addRemoving(std::vector<SystemOperation> &operations)
{
    using enum SystemOperation::Between;
    const QStringList remove = words(u"remove support/refund"_s);
    operations.push_back(
        {u"remove a version"_s, someLibrary(), words(u"remove support/refund@1.1.0"_s), None, false, {1}});
    operations.push_back({u"remove a prompt"_s, someLibrary(), remove, None, false, {1}});
    operations.push_back(
        {u"remove a prompt that is a folder"_s, someLibrary(), words(u"remove support"_s), Items, false, {1}});
    operations.push_back({u"remove a folder"_s, someLibrary(), words(u"remove support/"_s), Items, false, {1}});
    operations.push_back({u"trash restore"_s,
                          with(someLibrary(), {remove}),
                          words(u"trash restore support/refund"_s),
                          None,
                          false,
                          {1}});
    operations.back().sparesLastSync = true;
    operations.push_back({u"trash restore into a folder"_s,
                          with(someLibrary(), {words(u"remove support"_s)}),
                          words(u"trash restore support"_s),
                          Items,
                          false,
                          {1}});
    operations.back().sparesLastSync = true;
    operations.push_back({u"trash purge"_s,
                          with(someLibrary(), {remove}),
                          words(u"trash purge $trash:support/refund"_s),
                          None,
                          true,
                          {1}});
    operations.push_back({u"trash empty"_s,
                          with(someLibrary(), {remove, words(u"remove other/greeting"_s)}),
                          words(u"trash empty"_s),
                          Items,
                          true,
                          {}});
    operations.back().passesOver = true;
}

void addUpkeep(std::vector<SystemOperation> &operations)
{
    using enum SystemOperation::Between;
    operations.push_back(
        {u"rename a prompt"_s, someLibrary(), words(u"rename other/greeting hello"_s), Items, false, {1}});
    operations.push_back(
        {u"rename a prompt that is a folder"_s, someLibrary(), words(u"rename support help"_s), Items, false, {1}});
    operations.push_back(
        {u"rename a folder"_s, someLibrary(), words(u"rename support/ help/"_s), Items, false, {1, 3}});
    operations.back().staysDivided = true;
    operations.push_back({u"verify --repair"_s,
                          with(someLibrary(), {words(u"!damage"_s)}),
                          words(u"verify --repair"_s),
                          Items,
                          false,
                          {}});
    operations.back().reports = true;
    operations.push_back({u"config set"_s, with(someLibrary(), {words(u"config set editor.tab-width 8"_s)}),
                          words(u"config set author Somebody"_s)});
    operations.push_back(
        {u"config unset"_s,
         with(someLibrary(), {words(u"config set author Me"_s), words(u"config set editor.tab-width 8"_s)}),
         words(u"config unset author"_s)});
}

void addWholeLibraries(std::vector<SystemOperation> &operations)
{
    using enum SystemOperation::Between;
    operations.push_back({u"upgrade"_s, {words(u"!by-hand"_s)}, words(u"upgrade"_s)});
    operations.push_back(
        {u"migrate"_s, with(someLibrary(), {words(u"init second"_s)}), words(u"migrate library second"_s), Items});
}

} // namespace

std::vector<SystemOperation> systemOperations()
{
    std::vector<SystemOperation> operations;
    addPublishing(operations);
    addLabels(operations);
    addRemoving(operations);
    addUpkeep(operations);
    addWholeLibraries(operations);
    return operations;
}

} // namespace pulse::system_test
