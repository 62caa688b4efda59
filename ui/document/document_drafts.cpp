// SPDX-License-Identifier: Apache-2.0
// The drafts of a library as a whole: those that no tab shows as well.
#include "document_area_private.h"

namespace pulse::ui {

using namespace Qt::StringLiterals;

namespace {

bool isOfNewPrompt(const Draft &draft)
{
    return draft.key.startsWith(u"new:");
}

} // namespace

DocumentPage *DocumentArea::Private::showing(const LibrarySession *session, const QString &draftKey) const
{
    for (DocumentPage *page : pages()) {
        if (page->session() == session && page->draftKey() == draftKey)
            return page;
    }
    return nullptr;
}

void DocumentArea::Private::openNewDraft(LibrarySession *session, const QString &key)
{
    if (!key.startsWith(u"new:"))
        return;
    Library &entry = library(session);
    entry.loads[key] = entry.keeper->load(key).then(area, [this, session](const Result<Draft> &draft) {
        // A tab that comes back from the last session does not push itself before what is being read now.
        if (draft)
            showNewDraft(session, *draft, tabs->count() == 0 || currentDocument());
    });
}

void DocumentArea::Private::showNewDraft(LibrarySession *session, const Draft &draft, bool raises)
{
    if (DocumentPage *page = showing(session, draft.key)) {
        if (raises)
            tabs->setCurrentWidget(page);
        return;
    }
    QWidget *before = tabs->currentWidget();
    DocumentPage *page = addPage(session);
    page->beginNew(draft.key, draft.name ? draft.name->toString() : QString(), draft.content, draft.cursor,
                   draft.savedAt);
    show(page, page->title(), {}, {});
    pageChanged(page);
    if (!raises && before)
        tabs->setCurrentWidget(before);
}

void DocumentArea::recoverDrafts(LibrarySession *session)
{
    auto &entry = d->library(session);
    entry.list = entry.keeper->list().then(this, [this, session](const Result<std::vector<Draft>> &drafts) {
        if (!drafts)
            return;
        noteDrafts(session, *drafts);
        for (const Draft &draft : *drafts) {
            if (isOfNewPrompt(draft) && !isOpen(session, draft))
                d->showNewDraft(session, draft);
        }
    });
}

Task<std::vector<Draft>> DocumentArea::drafts(LibrarySession *session)
{
    return d->library(session).keeper->list();
}

Task<QStringList> DocumentArea::damagedDrafts(LibrarySession *session)
{
    return d->library(session).keeper->damage();
}

void DocumentArea::noteDrafts(LibrarySession *session, const std::vector<Draft> &drafts)
{
    for (const Draft &draft : drafts) {
        if (draft.name && !isOfNewPrompt(draft))
            d->noteDraft(session, *draft.name, true);
    }
}

bool DocumentArea::isOpen(LibrarySession *session, const Draft &draft) const
{
    return d->showing(session, draft.key) != nullptr;
}

void DocumentArea::openDraft(LibrarySession *session, const Draft &draft)
{
    if (isOfNewPrompt(draft))
        d->showNewDraft(session, draft);
    else if (draft.name)
        openPrompt(session, *draft.name);
}

void DocumentArea::dropDraft(LibrarySession *session, const Draft &draft)
{
    DocumentPage *page = d->showing(session, draft.key);
    if (page && page->hasDraft() && !page->readVersion()) {
        page->discardDraft();
        if (isOfNewPrompt(draft))
            d->closeTab(d->tabs->indexOf(page));
        return;
    }
    d->library(session).keeper->discard(draft.key);
    if (draft.name && !isOfNewPrompt(draft))
        d->noteDraft(session, *draft.name, false);
}

void DocumentArea::putBackDraft(LibrarySession *session, const Draft &draft)
{
    if (DocumentPage *page = d->showing(session, draft.key); page && page->takeText(draft.content))
        return;
    d->library(session).keeper->save(draft);
    noteDrafts(session, {draft});
}

} // namespace pulse::ui
