// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/sync/sync_button.h"

#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/tool_tip.h"
#include "pulse/ui/sync/sync_text.h"

#include <QMenu>
#include <QStyleOptionToolButton>

namespace pulse::ui {
using namespace Qt::StringLiterals;

SyncButton::SyncButton(const QList<QAction *> &actions, QWidget *parent)
    : QToolButton(parent)
    , m_actions(actions)
    , m_menu(new QMenu(this))
{
    setAutoRaise(true);
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setPopupMode(QToolButton::InstantPopup);
    setIconSize({16, 16});
    setFocusPolicy(Qt::TabFocus);
    setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &SyncButton::fillMenu);
    m_clock.setSingleShot(true);
    connect(&m_clock, &QTimer::timeout, this, &SyncButton::showStatus);
    hide();
}

void SyncButton::setSession(LibrarySession *session)
{
    if (m_session == session)
        return;
    if (m_session && m_session->sync())
        m_session->sync()->disconnect(this);
    m_session = session;
    if (session && session->sync())
        connect(session->sync(), &LibrarySync::statusChanged, this, &SyncButton::showStatus);
    showStatus();
}

// Without the tiny arrow that styles draw in a corner: it looks like a mark at the end of the text.
void SyncButton::initStyleOption(QStyleOptionToolButton *option) const
{
    QToolButton::initStyleOption(option);
    option->features &= ~QStyleOptionToolButton::HasMenu;
}

void SyncButton::showStatus()
{
    const LibrarySync *sync = m_session ? m_session->sync() : nullptr;
    setVisible(sync);
    if (!sync) {
        m_clock.stop();
        return;
    }
    const QDateTime now = sync->now();
    const QString summary = syncSummary(sync->status(), now);
    setIcon(ui::icon(syncIcon(sync->status())));
    setText(summary);
    setToolTip(toolTipText(syncFacts(sync->status(), now)));
    setAccessibleName(tr("Synchronisation: %1").arg(summary));
    if (const auto lasts = syncTextLasts(sync->status(), now); lasts.count() > 0)
        m_clock.start(lasts);
    else
        m_clock.stop();
}

void SyncButton::fillMenu()
{
    m_menu->clear();
    if (!m_session || !m_session->sync())
        return;
    const LibrarySync &sync = *m_session->sync();
    for (const QString &line : syncFacts(sync.status(), sync.now()).split(u'\n')) {
        QAction *fact = m_menu->addAction(fontMetrics().elidedText(line, Qt::ElideRight, 420).replace(u'&', u"&&"_s));
        fact->setEnabled(false);
    }
    m_menu->addSeparator();
    m_menu->addActions(m_actions);
}

} // namespace pulse::ui
