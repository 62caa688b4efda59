// SPDX-License-Identifier: Apache-2.0
#include "profile_changes.h"

#include "pulse/ui/common/message_bar.h"

#include <QPointer>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

bool opensTheSame(LibraryProfile one, const LibraryProfile &other)
{
    one.name = other.name;
    one.syncInterval = other.syncInterval;
    return one == other;
}

} // namespace

ProfileChanges::ProfileChanges(LibraryManager &libraries, LibraryBook &book, MessageBar *messages, QObject *parent)
    : QObject(parent)
    , m_libraries(libraries)
    , m_book(book)
    , m_messages(messages)
{
    connect(&m_book, &LibraryBook::changed, this, [this] {
        for (LibrarySession *session : m_libraries.sessions())
            look(session);
    });
    connect(&m_libraries, &LibraryManager::opened, this, &ProfileChanges::look);
    connect(&m_libraries, &LibraryManager::aboutToClose, this, &ProfileChanges::forget);
}

QString ProfileChanges::messageKey(const LibrarySession &session)
{
    return u"profile:"_s + session.info().url.toString();
}

// By the name under which it was opened; one that lives there where it was opened by its address, or has another name
// now.
const LibraryProfile *ProfileChanges::profileOf(const LibrarySession &session) const
{
    const auto known = m_known.find(&session);
    const QString name = known == m_known.end() ? m_libraries.locationOf(&session) : known->second.opened.name;
    const LibraryProfile *named = m_book.find(name);
    return named ? named : m_book.findByUrl(session.info().url);
}

void ProfileChanges::look(LibrarySession *session)
{
    const LibraryProfile *now = profileOf(*session);
    if (!now)
        return; // whose name was taken away stays open
    const auto known = m_known.find(session);
    if (known == m_known.end()) {
        m_known.emplace(session, Known{.opened = *now, .told = {}});
        return;
    }
    auto &[opened, told] = known->second;
    if (opensTheSame(opened, *now)) {
        opened.name = now->name;
        told.reset();
        m_messages->dismiss(messageKey(*session));
        return;
    }
    if (told && opensTheSame(*told, *now))
        return;
    told = *now;
    m_messages->post(messageKey(*session), MessageBar::Kind::Information,
                     tr("The options of “%1” have changed. They count when it is opened again; tabs and drafts stay.")
                         .arg(now->name),
                     {{tr("Open again"), [this, guard = QPointer(session), name = now->name] {
                           if (guard)
                               emit reopenRequested(guard, name);
                       }}});
}

void ProfileChanges::forget(LibrarySession *session)
{
    m_messages->dismiss(messageKey(*session));
    m_known.erase(session);
}

} // namespace pulse::ui
