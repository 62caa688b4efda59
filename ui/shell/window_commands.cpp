// SPDX-License-Identifier: Apache-2.0
#include "window_commands.h"

#include "command_table.h"

#include "pulse/ui/common/icons.h"

#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QStyleOptionToolButton>
#include <QToolBar>
#include <QToolButton>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {
constexpr QLatin1StringView separator{};

// A tool button that opens a menu, with an arrow in its text: clearer than the tiny one that styles draw in a corner.
class MenuButton final : public QToolButton
{
public:
    explicit MenuButton(QWidget *parent)
        : QToolButton(parent)
    {
        setPopupMode(QToolButton::InstantPopup);
        setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        setAutoRaise(true);
    }

protected:
    void initStyleOption(QStyleOptionToolButton *option) const override
    {
        QToolButton::initStyleOption(option);
        option->features &= ~QStyleOptionToolButton::HasMenu;
        option->text = text() + u" ▾"_s;
    }
};
} // namespace

WindowCommands::WindowCommands(CommandTable &table, QMainWindow *window)
    : QObject(window)
    , m_table(table)
    , m_window(window)
{
    addFile();
    addEdit();
    addView();
    addPrompt();
    addLibrary();
    addHelp();
    addWords();
}

void WindowCommands::append(QMenu *menu, std::initializer_list<QLatin1StringView> ids)
{
    for (const QLatin1StringView id : ids) {
        if (id.isEmpty())
            menu->addSeparator();
        else
            menu->addAction(m_table[id]);
    }
}

void WindowCommands::buildMenus()
{
    QMenuBar *bar = m_window->menuBar();
    append(bar->addMenu(tr("&File")),
           {command::newPrompt, separator, command::openLibrary, command::newLibrary, command::openSample, separator,
            command::importFiles, command::importFolder, command::exportPrompts, separator, command::saveDraft,
            command::unsavedWork, command::closeTab, command::reopenTab, separator, command::settings, command::quit});
    append(bar->addMenu(tr("&Edit")), {command::undo, command::redo, command::activity, separator, command::find,
                                       command::replace, command::findNext, command::findPrevious, separator,
                                       command::searchEverywhere, separator, command::discardDraft});
    QMenu *view = bar->addMenu(tr("&View"));
    append(view, {command::goToPrompt, command::commands, separator, command::back, command::forward, separator,
                  command::viewEdit, command::viewSplit, command::viewPreview, separator, command::foldLeft,
                  command::foldRight, command::distractionFree, separator});
    append(view->addMenu(icon("font"_L1), tr("Text si&ze")), {command::zoomIn, command::zoomOut, command::zoomReset});
    append(view->addMenu(icon("list"_L1), tr("T&abs")),
           {command::nextTab, command::previousTab, separator, command::focusTree, command::focusEditor});
    append(view->addMenu(icon("sun"_L1), tr("C&olours")),
           {command::themeSystem, command::themeLight, command::themeDark});
    m_promptMenu = bar->addMenu(tr("&Prompt"));
    append(m_promptMenu, {command::publish, command::compare, command::nextDifference, command::previousDifference,
                          separator, command::copyText, command::copyName, command::copyReference});
    m_libraryMenu = bar->addMenu(tr("&Library"));
    append(bar->addMenu(tr("&Help")),
           {command::shortcuts, command::commands, separator, command::openSample, command::about});
}

void WindowCommands::addTreeActions(const QList<QAction *> &actions)
{
    m_promptMenu->addSeparator();
    int number = 0;
    for (QAction *action : actions) {
        m_promptMenu->addAction(action);
        if (!action->isSeparator())
            m_table.adopt(u"tree-%1"_s.arg(++number), tr("Prompt"), action);
    }
}

void WindowCommands::buildToolBar()
{
    m_toolBar = m_window->addToolBar(tr("Tool bar"));
    m_toolBar->setObjectName(u"tool-bar"_s);
    m_toolBar->setMovable(false);
    m_toolBar->setFloatable(false);
    m_toolBar->setContextMenuPolicy(Qt::PreventContextMenu);
    m_toolBar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_toolBar->setIconSize({16, 16});
    fillToolBar();
}

void WindowCommands::fillToolBar()
{
    m_libraryButton = new MenuButton(m_toolBar);
    m_libraryButton->setIcon(icon("library"_L1));
    m_libraryButton->setToolTip(tr("Change to another library"));
    m_libraryButton->setAccessibleName(tr("Library"));
    m_libraryButton->setMenu(m_libraryMenu);
    m_toolBar->addWidget(m_libraryButton);
    m_branchButton = new MenuButton(m_toolBar);
    m_branchButton->setIcon(icon("branch"_L1));
    m_branchPlace = m_toolBar->addWidget(m_branchButton);
    m_branchPlace->setVisible(false);
    m_toolBar->addSeparator();
    m_table[command::newPrompt]->setIconText(tr("New"));
    for (const auto id : {command::newPrompt, command::publish, command::compare})
        m_toolBar->addAction(m_table[id]);
    m_toolBar->addWidget(makeCopyButton());
    auto *gap = new QWidget(m_toolBar);
    gap->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_toolBar->addWidget(gap);
    m_toolBar->addWidget(makeSearchButton());
}

QToolButton *WindowCommands::makeCopyButton()
{
    auto *copy = new MenuButton(m_toolBar);
    copy->setIcon(icon("copy"_L1));
    copy->setText(tr("Copy"));
    copy->setToolTip(tr("Copy the text or the name of this prompt"));
    connect(m_table[command::copyText], &QAction::enabledChanged, copy, &QWidget::setEnabled);
    auto *copies = new QMenu(copy);
    append(copies, {command::copyText, command::copyName, command::copyReference});
    copy->setMenu(copies);
    copy->setAccessibleName(tr("Copy"));
    return copy;
}

QToolButton *WindowCommands::makeSearchButton()
{
    auto *search = new QToolButton(m_toolBar);
    search->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    search->setIcon(icon("search"_L1));
    search->setText(tr("Search") + u"   "_s + QKeySequence(Qt::CTRL | Qt::Key_P).toString(QKeySequence::NativeText));
    search->setToolTip(m_table[command::goToPrompt]->toolTip());
    search->setAccessibleName(tr("Go to prompt"));
    search->setAutoRaise(true);
    connect(search, &QToolButton::clicked, m_table[command::goToPrompt], &QAction::trigger);
    return search;
}

} // namespace pulse::ui
