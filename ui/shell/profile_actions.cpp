// SPDX-License-Identifier: Apache-2.0
#include "profile_actions.h"

#include "profile_changes.h"
#include "sync_actions.h"

#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/libraries/add_library_dialog.h"
#include "pulse/ui/libraries/copy_library_sheet.h"
#include "pulse/ui/libraries/credential_dialog.h"
#include "pulse/ui/libraries/host_trust.h"
#include "pulse/ui/libraries/libraries_panel.h"

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

QString hostMessageKey(const QString &location)
{
    return u"host:"_s + location;
}

} // namespace

ProfileActions::ProfileActions(LibraryManager &libraries, Parts parts, QObject *parent)
    : QObject(parent)
    , m_libraries(libraries)
    , m_parts(std::move(parts))
{
    if (!m_parts.connections) {
        connect(&m_libraries, &LibraryManager::opened, m_parts.sync, &SyncActions::setUsualInterval);
        return;
    }
    m_prompt = std::make_shared<WindowCredentialPrompt>(m_parts.window);
    m_parts.connections->setCredentialPrompt(m_prompt);
    m_book = std::make_unique<LibraryBook>(m_parts.connections, m_parts.settings, m_parts.runner);
    connect(m_book.get(), &LibraryBook::changed, this, [this] {
        m_isBookUnreadable = false;
        for (LibrarySession *session : m_libraries.sessions())
            name(session);
        emit changed();
    });
    connect(m_book.get(), &LibraryBook::failed, this, [this] {
        m_isBookUnreadable = true;
        for (LibrarySession *session : m_libraries.sessions())
            m_parts.sync->setUsualInterval(session);
    });
    connect(&m_libraries, &LibraryManager::opened, this, &ProfileActions::name);
    auto *changes = new ProfileChanges(m_libraries, *m_book, m_parts.messages, this);
    connect(changes, &ProfileChanges::reopenRequested, this, &ProfileActions::reopenRequested);
    m_trust = new HostTrust(m_parts.host, *m_book, m_parts.window, this);
    connect(m_trust, &HostTrust::trusted, this, &ProfileActions::goOn);
    connect(m_trust, &HostTrust::failed, this, &ProfileActions::tellFailure);
    m_book->reload();
}

ProfileActions::~ProfileActions()
{
    // They use the book.
    qDeleteAll(findChildren<QObject *>(Qt::FindDirectChildrenOnly));
    delete m_dialog;
    if (m_prompt) {
        // Whoever still asks is told that nobody answers.
        m_prompt->close();
        m_parts.connections->setCredentialPrompt(nullptr);
    }
}

/// What a library is called and how often it is synchronised, by its profile, also when that changes. One that is only
/// synchronised when asked is not begun with before that is known.
void ProfileActions::name(LibrarySession *session)
{
    if (!m_book->isLoaded() && !m_isBookUnreadable)
        return; // it is being read
    const LibraryProfile *profile = m_book->findByUrl(session->info().url);
    if (!profile) {
        m_parts.sync->setUsualInterval(session);
        return;
    }
    m_parts.sync->setInterval(session, profile->syncInterval);
    if (session->title() == profile->name)
        return;
    session->setTitle(profile->name);
    emit m_libraries.stateChanged();
}

void ProfileActions::reload()
{
    if (m_book)
        m_book->reload();
}

void ProfileActions::addLibrary()
{
    if (!m_book || m_dialog)
        return;
    auto *dialog = new AddLibraryDialog(m_book.get(), m_parts.window);
    m_dialog = dialog;
    m_copied = nullptr;
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &AddLibraryDialog::saved, this, [this](const LibraryProfile &profile) { openAdded(profile); });
    dialog->open();
}

void ProfileActions::openAdded(const LibraryProfile &profile)
{
    m_libraries.open(profile.name, profile.readOnly ? OpenOptions::Mode::Existing : OpenOptions::Mode::CreateIfNone);
}

void ProfileActions::meetHost(const QString &location, const Error &error)
{
    if (m_trust)
        m_trust->ask(location, error);
}

LibrarySession *ProfileActions::openAt(const QString &location) const
{
    for (LibrarySession *session : m_libraries.sessions()) {
        if (m_libraries.locationOf(session) == location)
            return session;
    }
    return nullptr;
}

void ProfileActions::goOn(const QString &location)
{
    m_parts.messages->dismiss(hostMessageKey(location));
    if (LibrarySession *session = openAt(location))
        m_parts.sync->tryNow(session);
    else
        m_libraries.open(location, OpenOptions::Mode::Existing);
}

void ProfileActions::tellFailure(const QString &location, const Error &error)
{
    QList<MessageBar::Action> actions{{tr("Try again"), [this, location] { goOn(location); }}};
    if (UnknownHost::of(error))
        actions.prepend({tr("Look at the key…"), [this, location, error] { meetHost(location, error); }});
    m_parts.messages->post(hostMessageKey(location), MessageBar::Kind::Problem, error.message(), actions);
}

QString ProfileActions::locationFor(const QString &url) const
{
    const LibraryProfile *profile = m_book ? m_book->findByUrl(QUrl(url)) : nullptr;
    return profile ? profile->name : url;
}

LibrariesPanel *ProfileActions::makePanel(QWidget *parent)
{
    if (!m_book)
        return nullptr;
    auto *panel = new LibrariesPanel(m_book.get(), parent);
    connect(panel, &LibrariesPanel::added, this, &ProfileActions::openAdded);
    return panel;
}

std::vector<LibraryProfile> ProfileActions::closedProfiles() const
{
    std::vector<LibraryProfile> closed;
    if (!m_book)
        return closed;
    for (const Profiles::Entry &entry : m_book->contents().profiles) {
        const bool isOpen =
            entry.profile && std::ranges::any_of(m_libraries.sessions(), [&](const LibrarySession *session) {
                return session->info().url.matches(entry.profile->url, QUrl::StripTrailingSlash);
            });
        if (entry.profile && !isOpen)
            closed.push_back(*entry.profile);
    }
    return closed;
}

void ProfileActions::copyLibrary(LibrarySession *session)
{
    if (!session || m_dialog)
        return;
    std::vector<CopyLibrarySheet::Target> targets;
    if (m_book) {
        for (const Profiles::Entry &entry : m_book->contents().profiles) {
            if (entry.profile && !entry.profile->readOnly && entry.profile->url != session->info().url)
                targets.push_back({entry.name, entry.name});
        }
    }
    auto *sheet = new CopyLibrarySheet(session, m_parts.host, targets, m_book.get(), m_parts.window);
    m_dialog = sheet;
    m_copied = session;
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    sheet->open();
}

void ProfileActions::forget(const LibrarySession *session)
{
    if (m_copied == session)
        delete m_dialog;
}

} // namespace pulse::ui
