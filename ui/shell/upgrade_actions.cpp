// SPDX-License-Identifier: Apache-2.0
#include "upgrade_actions.h"

#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/recovery/upgrade_sheet.h"

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

QString placeOf(const LibrarySession &session)
{
    return session.info().url.toString();
}

QString keyFor(const LibrarySession &session)
{
    return u"upgrade:"_s + placeOf(session);
}

} // namespace

UpgradeActions::UpgradeActions(LibraryManager &libraries, MessageBar *messages, QWidget *window)
    : QObject(window)
    , m_libraries(libraries)
    , m_messages(messages)
    , m_window(window)
{
    connect(&m_libraries, &LibraryManager::opened, this, [this](LibrarySession *session) {
        connect(session, &LibrarySession::loaded, this, [this, session] { offer(session); }, Qt::SingleShotConnection);
        if (session->isLoaded())
            offer(session);
    });
    connect(&m_libraries, &LibraryManager::aboutToClose, this, &UpgradeActions::forget);
}

UpgradeActions::~UpgradeActions()
{
    delete m_sheet;
}

bool UpgradeActions::isWorthwhile(const LibrarySession *session) const
{
    // What a session knows of its library is of the time when that was opened.
    return session && !m_upgraded.contains(placeOf(*session)) && UpgradeSheet::isWorthwhile(*session);
}

void UpgradeActions::offer(LibrarySession *session)
{
    if (!isWorthwhile(session) || m_declined.contains(placeOf(*session)))
        return;
    const QString key = keyFor(*session);
    m_messages->post(key, MessageBar::Kind::Information,
                     tr("“%1” has an older layout. Upgrading adds a seal to every file, so that damage is noticed.")
                         .arg(session->title()),
                     {{tr("Upgrade…"),
                       [this, guard = QPointer(session)] {
                           if (guard)
                               open(guard);
                       }},
                      {tr("Not now"), [this, key, place = placeOf(*session)] {
                           m_declined.append(place);
                           m_messages->dismiss(key);
                       }}});
}

void UpgradeActions::open(LibrarySession *session)
{
    if (m_sheet || !isWorthwhile(session))
        return;
    m_sheet = new UpgradeSheet(session, m_window);
    m_sheet->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_sheet, &UpgradeSheet::upgraded, this, [this, session] {
        m_upgraded.append(placeOf(*session));
        m_messages->dismiss(keyFor(*session));
        session->reload();
        emit upgraded(session);
    });
    // Still worth it: the message had gone with its button.
    connect(m_sheet, &QDialog::finished, this, [this, guard = QPointer(session)] {
        if (guard)
            offer(guard);
    });
    m_sheet->open();
}

void UpgradeActions::forget(LibrarySession *session)
{
    m_messages->dismiss(keyFor(*session));
    // Opened again it knows its layout itself.
    m_upgraded.removeAll(placeOf(*session));
    if (m_sheet && m_sheet->session() == session)
        delete m_sheet;
}

} // namespace pulse::ui
