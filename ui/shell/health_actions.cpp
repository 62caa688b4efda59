// SPDX-License-Identifier: Apache-2.0
#include "health_actions.h"

#include "pulse/ui/common/icons.h"
#include "pulse/ui/document/document_area.h"
#include "pulse/ui/health/health_page.h"

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

QString healthMessageKey(const LibrarySession &session)
{
    return session.info().id.isEmpty() ? session.info().url.toString() : session.info().id;
}

} // namespace

HealthActions::HealthActions(DocumentArea *document, QObject *parent)
    : QObject(parent)
    , m_document(document)
{}

HealthPage *HealthActions::pageOf(LibrarySession *session)
{
    QPointer<HealthPage> &page = m_pages[session];
    if (page)
        return page;
    const QString key = healthMessageKey(*session);
    page = new HealthPage(session, m_log.last(key));
    connect(page, &HealthPage::checked, this, [this, key](const HealthRecord &record) { m_log.note(key, record); });
    connect(page, &HealthPage::openRequested, this, &HealthActions::openRequested);
    connect(page, &HealthPage::restoreRequested, this, &HealthActions::restoreRequested);
    return page;
}

void HealthActions::check(LibrarySession *session)
{
    HealthPage *page = pageOf(session);
    m_document->openPage(page, tr("Health: %1").arg(session->title()), icon("shield"_L1),
                         tr("Health of “%1”").arg(session->title()));
    page->setFocus();
    page->check();
}

void HealthActions::checkAgain(LibrarySession *session)
{
    if (const auto page = m_pages.find(session); page != m_pages.end() && page->second)
        page->second->check();
}

void HealthActions::forget(LibrarySession *session)
{
    const auto page = m_pages.find(session);
    if (page == m_pages.end())
        return;
    if (page->second)
        m_document->closePage(page->second);
    m_pages.erase(page);
}

} // namespace pulse::ui
