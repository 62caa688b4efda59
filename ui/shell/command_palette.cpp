// SPDX-License-Identifier: Apache-2.0
#include "command_palette.h"

#include "command_table.h"
#include "fuzzy_match.h"
#include "quick_pick.h"

#include <limits>

namespace pulse::ui {
using namespace Qt::StringLiterals;
namespace {

constexpr int worseThanAnyTitle = std::numeric_limits<int>::min() / 2; // and room below for what is not possible now

// True where the sentence about a command has what was typed, as it was typed; so “health” finds the check of a
// library.
bool saysWhatItDoes(const QAction *action, const QString &typed)
{
    constexpr qsizetype least = 3; // characters; fewer are in every sentence
    const QString words = typed.simplified();
    return words.size() >= least && action->statusTip().contains(words, Qt::CaseInsensitive);
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
        if (!score && saysWhatItDoes(action, typed))
            score = worseThanAnyTitle;
        if (!score)
            continue;
        const bool possible = action->isEnabled();
        const QString shortcut = action->shortcut().toString(QKeySequence::NativeText);
        found.emplace_back(*score + (possible ? 0 : -1000),
                           QuickPick::Item{action->icon(), title,
                                           *score == worseThanAnyTitle ? QList<int>() : pattern.positions(title),
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
