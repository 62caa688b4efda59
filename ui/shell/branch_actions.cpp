// SPDX-License-Identifier: Apache-2.0
#include "branch_actions.h"

#include "command_table.h"
#include "window_commands.h"

#include "pulse/ui/branches/branches_page.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/common/tool_tip.h"
#include "pulse/ui/conflicts/conflicts_page.h"
#include "pulse/ui/document/document_area.h"

#include <QMenu>
#include <QToolButton>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

QString plain(QString text)
{
    return text.replace(u'&', u"&&"_s);
}

QString branchMessageKey(const LibrarySession *session)
{
    return u"branches:"_s + session->info().url.toString();
}

} // namespace

BranchActions::BranchActions(LibraryManager &libraries, Parts parts, QObject *parent)
    : QObject(parent)
    , m_libraries(libraries)
    , m_parts(parts)
    , m_menu(new QMenu(parts.button))
{
    m_parts.button->setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &BranchActions::fillMenu);
    connect(&m_libraries, &LibraryManager::opened, this, &BranchActions::follow);
    connect(&m_libraries, &LibraryManager::currentChanged, this, &BranchActions::showCurrent);
    showCurrent();
}

BranchActions::~BranchActions() = default;

bool BranchActions::isPossible(const LibrarySession *session)
{
    return session && LibraryBranches::hasBranches(*session);
}

void BranchActions::follow(LibrarySession *session)
{
    if (!isPossible(session))
        return;
    Held &held = m_held[session];
    held.branches = std::make_unique<LibraryBranches>(session);
    connect(held.branches.get(), &LibraryBranches::changed, this, &BranchActions::showCurrent);
}

void BranchActions::showCurrent()
{
    const auto held = m_held.find(m_libraries.current());
    const QString current = held == m_held.end() ? QString() : held->second.branches->current();
    m_parts.place->setVisible(held != m_held.end());
    m_parts.button->setEnabled(!current.isEmpty());
    m_parts.button->setText(current.isEmpty() ? tr("Branch") : plain(current));
    m_parts.button->setToolTip(current.isEmpty() ? tr("This library has no branches")
                                                 : tr("Branch “%1”: change to another").arg(current));
    m_parts.button->setAccessibleName(current.isEmpty() ? tr("Branch") : tr("Branch %1").arg(current));
}

void BranchActions::fillMenu()
{
    m_menu->clear();
    const auto held = m_held.find(m_libraries.current());
    if (held == m_held.end())
        return;
    for (const BranchStorage::Branch &branch : held->second.branches->branches()) {
        QAction *action = m_menu->addAction(plain(branch.name));
        action->setCheckable(true);
        action->setChecked(branch.current);
        action->setToolTip(toolTipText(branch.lastMessage));
        connect(action, &QAction::triggered, this, [this, session = QPointer(held->first), name = branch.name] {
            if (session)
                switchTo(session, name);
        });
    }
    m_menu->addSeparator();
    for (const auto id : {command::newBranch, command::branches})
        m_menu->addAction((*m_parts.commands)[id]);
}

void BranchActions::switchTo(LibrarySession *session, const QString &branch)
{
    Held &held = m_held.at(session);
    if (held.branches->current() == branch)
        return;
    const QString key = branchMessageKey(session);
    held.switching = held.branches->switchTo(branch).then(this, [this, key, branch](const Result<void> &outcome) {
        if (outcome)
            m_parts.messages->post(key, MessageBar::Kind::Success, tr("Working on “%1” now.").arg(branch));
        else
            m_parts.messages->post(key, MessageBar::Kind::Problem, outcome.error().message());
    });
}

BranchesPage *BranchActions::pageOf(LibrarySession *session)
{
    Held &held = m_held.at(session);
    if (!held.page) {
        held.page = new BranchesPage(held.branches.get());
        connect(held.page, &BranchesPage::conflictsFound, this,
                [this, session](const QString &branch, const std::vector<SyncStorage::Conflict> &conflicts) {
                    showConflicts(session, branch, conflicts);
                });
        connect(held.page, &BranchesPage::merged, this, [this, session] {
            Held &merged = m_held.at(session);
            if (merged.conflicts)
                m_parts.document->closePage(merged.conflicts);
        });
        connect(held.page, &BranchesPage::mergeFailed, this, [this, session](const QString &, const Error &error) {
            if (ConflictsPage *page = m_held.at(session).conflicts)
                page->showProblem(error);
        });
    }
    m_parts.document->openPage(held.page, tr("Branches: %1").arg(session->title()), icon("branch"_L1),
                               tr("The branches of “%1”").arg(session->title()));
    return held.page;
}

void BranchActions::showPage(LibrarySession *session)
{
    if (isPossible(session))
        pageOf(session)->setFocus();
}

void BranchActions::beginNew(LibrarySession *session)
{
    if (isPossible(session))
        pageOf(session)->beginNew();
}

void BranchActions::showConflicts(LibrarySession *session, const QString &branch,
                                  const std::vector<SyncStorage::Conflict> &conflicts)
{
    Held &held = m_held.at(session);
    if (held.conflicts && held.merging == branch) {
        held.conflicts->setConflicts(conflicts);
    } else {
        if (held.conflicts)
            m_parts.document->closePage(held.conflicts);
        held.merging = branch;
        held.conflicts = new ConflictsPage(session, {held.branches->current(), branch}, conflicts);
        connect(held.conflicts, &ConflictsPage::mergeRequested, this,
                [this, session, branch](const BranchStorage::Choices &choices) {
                    BranchesPage *page = m_held.at(session).page;
                    (page ? page : pageOf(session))->merge(branch, choices);
                });
    }
    m_parts.document->openPage(held.conflicts, tr("Merge: %1").arg(branch), icon("merge"_L1),
                               tr("What “%1” and “%2” changed differently").arg(held.branches->current(), branch));
    held.conflicts->setFocus();
}

void BranchActions::forget(LibrarySession *session)
{
    m_parts.messages->dismiss(branchMessageKey(session));
    const auto held = m_held.find(session);
    if (held == m_held.end())
        return;
    for (QWidget *page : std::initializer_list<QWidget *>{held->second.page, held->second.conflicts}) {
        if (page)
            m_parts.document->closePage(page);
    }
    m_held.erase(held);
}

} // namespace pulse::ui
