// SPDX-License-Identifier: Apache-2.0
#include "sync_actions.h"

#include "pulse/library/profiles.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/conflicts/conflicts_page.h"
#include "pulse/ui/document/document_area.h"
#include "pulse/ui/sync/question_sheet.h"
#include "pulse/ui/sync/sync_messages.h"
#include "pulse/ui/sync/sync_text.h"

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

QString reportKey(const LibrarySession *session)
{
    return u"synchronised:"_s + session->info().url.toString();
}

} // namespace

SyncActions::SyncActions(LibraryManager &libraries, Parts parts, QObject *parent)
    : QObject(parent)
    , m_libraries(libraries)
    , m_parts(parts)
    , m_messages(new SyncMessages(parts.messages, this))
{
    connect(&m_libraries, &LibraryManager::opened, this, &SyncActions::follow);
    connect(m_messages, &SyncMessages::conflictsRequested, this, &SyncActions::showConflicts);
    connect(m_messages, &SyncMessages::questionRequested, this, &SyncActions::askQuestion);
    connect(m_messages, &SyncMessages::hostMet, this, &SyncActions::hostMet);
}

SyncActions::~SyncActions()
{
    delete m_sheet;
}

void SyncActions::follow(LibrarySession *session)
{
    if (!session->sync())
        return;
    m_messages->follow(session);
    connect(session->sync(), &LibrarySync::finished, this,
            [this, session](const SyncStorage::Report &report, const std::optional<Error> &failure) {
                tellReport(session, report, failure);
            });
}

void SyncActions::setUsualInterval(LibrarySession *session)
{
    if (!m_intervals.contains(session))
        setInterval(session, LibraryProfile().syncInterval);
}

void SyncActions::setInterval(LibrarySession *session, std::chrono::milliseconds interval)
{
    if (!session->sync() || (m_intervals.contains(session) && m_intervals.at(session) == interval))
        return;
    m_intervals[session] = interval;
    session->sync()->keepSynchronised(interval);
}

void SyncActions::synchronise(LibrarySession *session)
{
    if (!session || !session->sync())
        return;
    if (session->sync()->status().connection == LibrarySync::Connection::Questioned)
        askQuestion(session);
    else
        session->sync()->synchronise();
}

void SyncActions::stop(LibrarySession *session)
{
    if (session && session->sync())
        session->sync()->stop();
}

void SyncActions::tryNow(LibrarySession *session)
{
    synchronise(session);
    m_messages->remind(session);
}

void SyncActions::showConflicts(LibrarySession *session)
{
    if (!session || !session->sync())
        return;
    m_parts.messages->dismiss(SyncMessages::conflictsKey(*session)); // the page says the same, and more
    QPointer<ConflictsPage> &page = m_pages[session];
    if (!page) {
        page = new ConflictsPage(session);
        connect(page, &ConflictsPage::openRequested, this, &SyncActions::openRequested);
    }
    m_parts.document->openPage(page, tr("Conflicts: %1").arg(session->title()), icon("conflict"_L1),
                               tr("What was changed in “%1” in both places").arg(session->title()));
    page->reload();
    page->setFocus();
}

void SyncActions::askQuestion(LibrarySession *session)
{
    if (m_sheet)
        return;
    m_sheet = new QuestionSheet(session, m_parts.window);
    m_sheet->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_sheet, &QDialog::finished, m_messages, [this, guard = QPointer(session)] {
        if (guard)
            m_messages->remind(guard);
    });
    m_sheet->open();
}

void SyncActions::tellReport(LibrarySession *session, const SyncStorage::Report &report,
                             const std::optional<Error> &failure)
{
    const QString key = reportKey(session);
    if (failure) {
        // What keeps a library from being synchronised is told by its state.
        if (failure->code() == ErrorCode::Cancelled)
            m_parts.messages->post(
                key, MessageBar::Kind::Information,
                tr("Synchronising “%1” was stopped. It goes on from there next time.").arg(session->title()));
        return;
    }
    if (!report.failed.empty() && report.sent == 0 && report.received == 0) {
        m_messages->remind(session); // the state says it, and since when
        return;
    }
    m_parts.messages->post(key, report.failed.empty() ? MessageBar::Kind::Success : MessageBar::Kind::Warning,
                           session->title() + u": "_s + syncReportText(report));
}

void SyncActions::forget(LibrarySession *session)
{
    m_messages->forget(session);
    m_intervals.erase(session);
    m_parts.messages->dismiss(reportKey(session));
    if (session->sync())
        session->sync()->disconnect(this);
    if (m_sheet && m_sheet->session() == session)
        delete m_sheet;
    const auto page = m_pages.find(session);
    if (page == m_pages.end())
        return;
    if (page->second)
        m_parts.document->closePage(page->second);
    m_pages.erase(page);
}

} // namespace pulse::ui
