// SPDX-License-Identifier: Apache-2.0
#include "command_table.h"

#include "pulse/ui/common/icons.h"

#include <QWidget>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {
constexpr auto groupProperty = "pulseGroup";
constexpr auto tipProperty = "pulseTip";
constexpr auto wordsProperty = "pulseWords";
} // namespace

CommandTable::CommandTable(QWidget *window)
    : QObject(window)
    , m_window(window)
{}

QAction *CommandTable::add(const Spec &spec)
{
    auto *action = new QAction(icon(spec.icon), spec.text, this);
    action->setShortcuts(spec.shortcuts);
    action->setCheckable(spec.checkable);
    // A menu has one place for the icon and the check mark; what is on matters more there.
    action->setIconVisibleInMenu(!spec.checkable);
    action->setStatusTip(spec.tip);
    action->setProperty(tipProperty, spec.tip);
    QString toolTip = plainText(action);
    if (!spec.shortcuts.isEmpty())
        toolTip += u" ("_s + spec.shortcuts.front().toString(QKeySequence::NativeText) + u')';
    action->setToolTip(toolTip);
    // Also on the window itself, so that shortcuts work while the menu bar is hidden.
    m_window->addAction(action);
    adopt(QString(spec.id), spec.group, action);
    return action;
}

void CommandTable::adopt(const QString &id, const QString &group, QAction *action)
{
    Q_ASSERT(!m_byId.contains(id));
    action->setProperty(groupProperty, group);
    if (action->objectName().isEmpty())
        action->setObjectName(id);
    m_actions.append(action);
    m_byId.insert(id, action);
}

QAction *CommandTable::operator[](QLatin1StringView id) const
{
    QAction *action = m_byId.value(QString(id));
    Q_ASSERT(action);
    return action;
}

QString CommandTable::groupOf(const QAction *action)
{
    return action->property(groupProperty).toString();
}

QString CommandTable::plainText(const QAction *action)
{
    QString text = action->text();
    text.remove(u'&');
    while (text.endsWith(u'…') || text.endsWith(u'.'))
        text.chop(1);
    return text;
}

void CommandTable::setWords(QLatin1StringView id, const QString &words)
{
    (*this)[id]->setProperty(wordsProperty, words);
}

QString CommandTable::description(const QAction *action)
{
    const QString tip = action->property(tipProperty).toString();
    return (tip.isEmpty() ? action->statusTip() : tip) + u' ' + action->property(wordsProperty).toString();
}

void CommandTable::setPossible(QLatin1StringView id, bool possible, const QString &reason)
{
    QAction *action = (*this)[id];
    action->setEnabled(possible);
    action->setStatusTip(possible || reason.isEmpty() ? action->property(tipProperty).toString() : reason);
}

} // namespace pulse::ui
