// SPDX-License-Identifier: Apache-2.0
#include "command_palette.h"

#include "command_table.h"
#include "fuzzy_match.h"
#include "quick_pick.h"

#include <algorithm>
#include <limits>

namespace pulse::ui {
using namespace Qt::StringLiterals;
namespace {

constexpr int worseThanAnyTitle = std::numeric_limits<int>::min() / 2; // and room below for what is not possible now

// Where the title of a command and what is said about it have all the words that were typed, in any order: how many of
// them the title has. So “health” finds the check of a library, and “dark theme” the dark colours before the light
// ones, of which it is said that their text is dark.
std::optional<int> wordsInTitle(const QAction *action, const QString &title, const QString &typed)
{
    constexpr qsizetype least = 3; // characters; fewer are in every sentence
    const QString text = title + u' ' + CommandTable::description(action);
    const QStringList words = typed.simplified().split(u' ');
    if (std::ranges::none_of(words, [](const QString &word) { return word.size() >= least; }) ||
        !std::ranges::all_of(words, [&](const QString &word) { return text.contains(word, Qt::CaseInsensitive); }))
        return {};
    return static_cast<int>(
        std::ranges::count_if(words, [&](const QString &word) { return title.contains(word, Qt::CaseInsensitive); }));
}

} // namespace

CommandPalette::CommandPalette(const CommandTable &commands, QWidget *window)
    : QObject(window)
    , m_commands(commands)
    , m_popup(new QuickPick(tr("Commands"), tr("Type what you want to do"), window))
{
    connect(m_popup, &QuickPick::edited, this, &CommandPalette::fill);
    connect(m_popup, &QuickPick::picked, this, [](const QVariant &data) {
        if (auto *action = data.value<QAction *>())
            action->trigger();
    });
}

void CommandPalette::popUp()
{
    m_popup->popUp();
}

void CommandPalette::fill(const QString &typed)
{
    const FuzzyPattern pattern(typed);
    std::vector<std::pair<int, QuickPick::Item>> found;
    for (QAction *action : m_commands.all()) {
        const QString title = CommandTable::groupOf(action) + u": "_s + CommandTable::plainText(action);
        auto score = pattern.isEmpty() ? std::optional(0) : pattern.score(title);
        const bool isTitle = score.has_value();
        if (const auto words = isTitle ? std::nullopt : wordsInTitle(action, title, typed))
            score = worseThanAnyTitle + *words;
        if (!score)
            continue;
        const bool possible = action->isEnabled();
        const QString shortcut = action->shortcut().toString(QKeySequence::NativeText);
        found.emplace_back(*score + (possible ? 0 : -1000),
                           QuickPick::Item{action->icon(), title, isTitle ? pattern.positions(title) : QList<int>(),
                                           possible ? shortcut : action->statusTip(), possible,
                                           QVariant::fromValue(action)});
    }
    std::ranges::stable_sort(found, [](const auto &a, const auto &b) { return a.first > b.first; });
    std::vector<QuickPick::Item> items;
    for (auto &row : found)
        items.push_back(std::move(row.second));
    const QString hint = items.empty() ? tr("No command matches “%1”.").arg(typed.trimmed()) : QString();
    m_popup->setItems(std::move(items), hint);
}

} // namespace pulse::ui
