// SPDX-License-Identifier: Apache-2.0
#include "document_area_private.h"

#include <QJsonArray>
#include <QStackedLayout>

namespace pulse::ui {

using namespace Qt::StringLiterals;

namespace {

LibrarySession *sessionOf(const QJsonObject &entry, const QList<LibrarySession *> &sessions)
{
    const QString key = entry.value("library"_L1).toString();
    for (LibrarySession *session : sessions) {
        if (libraryKey(*session) == key)
            return session;
    }
    return nullptr;
}

QString modeName(ViewMode mode)
{
    return mode == ViewMode::Edit ? u"edit"_s : mode == ViewMode::Preview ? u"preview"_s : u"split"_s;
}

ViewMode modeFrom(const QString &name)
{
    return name == "edit"_L1 ? ViewMode::Edit : name == "preview"_L1 ? ViewMode::Preview : ViewMode::Split;
}

} // namespace

// ---- what is there

DocumentInfo DocumentArea::current() const
{
    if (const DocumentPage *page = d->currentDocument())
        return page->info();
    return {};
}

QWidget *DocumentArea::currentPage() const
{
    return d->tabs->currentWidget();
}

int DocumentArea::count() const
{
    return d->tabs->count();
}

QByteArray DocumentArea::currentBytes() const
{
    const DocumentPage *page = d->currentDocument();
    return page ? page->bytes() : QByteArray();
}

QString DocumentArea::currentText() const
{
    const DocumentPage *page = d->currentDocument();
    return page && page->info().isLoaded ? page->editor()->text() : QString();
}

QString DocumentArea::selectedText() const
{
    const DocumentPage *page = d->currentDocument();
    return page ? page->editor()->selectedText() : QString();
}

QStringList DocumentArea::draftNames(LibrarySession *session) const
{
    const auto found = d->libraries.find(session);
    return found == d->libraries.end() ? QStringList()
                                       : QStringList(found->second.drafted.begin(), found->second.drafted.end());
}

// ---- across starts

QJsonObject DocumentArea::saveState() const
{
    QJsonArray tabs;
    qsizetype current = 0;
    for (DocumentPage *page : d->pages()) {
        if (!page->isWorthKeeping())
            continue;
        if (page == d->currentDocument())
            current = tabs.size();
        tabs.append(d->entryOf(*page));
    }
    return {{u"tabs"_s, tabs}, {u"current"_s, current}, {u"view"_s, modeName(d->mode)}, {u"zoom"_s, d->zoom}};
}

void DocumentArea::restoreState(const QJsonObject &state, const QList<LibrarySession *> &sessions)
{
    setViewMode(modeFrom(state.value("view"_L1).toString()));
    d->takeZoom(std::clamp(state.value("zoom"_L1).toInt(), -6, 30));
    const QJsonArray tabs = state.value("tabs"_L1).toArray();
    const QJsonObject current = tabs.at(state.value("current"_L1).toInteger()).toObject();
    for (const QJsonValue &value : tabs) {
        const QJsonObject entry = value.toObject();
        if (LibrarySession *session = sessionOf(entry, sessions))
            d->openEntry(entry, session);
    }
    const auto name = Name::parse(current.value("name"_L1).toString());
    if (LibrarySession *session = sessionOf(current, sessions); session && name) {
        if (DocumentPage *page = d->find(session, *name))
            d->tabs->setCurrentWidget(page);
    }
}

bool DocumentArea::hasUnsavedWork() const
{
    for (DocumentPage *page : d->pages())
        page->flush();
    return std::ranges::any_of(d->libraries, [](const auto &entry) { return !entry.second.keeper->isIdle(); });
}

void DocumentArea::flushDrafts()
{
    d->isFlushing = true;
    for (DocumentPage *page : d->pages())
        page->flush();
    // Answered from the event loop, also where there was nothing to write.
    QMetaObject::invokeMethod(this, [this] { d->reportFlush(); }, Qt::QueuedConnection);
}

void DocumentArea::setEditorOptions(const EditorOptions &options)
{
    d->options = options;
    for (DocumentPage *page : d->pages())
        page->editor()->applyOptions(options);
}

void DocumentArea::setSynchronizedScrolling(bool on)
{
    d->isSynchronized = on;
    for (DocumentPage *page : d->pages())
        page->setSynchronizedScrolling(on);
}

void DocumentArea::setPlaceholder(QWidget *placeholder)
{
    const bool isShown = d->stack->currentWidget() == d->nothing;
    d->stack->removeWidget(d->nothing);
    delete d->nothing;
    d->nothing = placeholder;
    d->stack->insertWidget(0, placeholder);
    if (isShown)
        d->stack->setCurrentWidget(placeholder);
}

// ---- commands

void DocumentArea::saveDraft()
{
    if (DocumentPage *page = d->currentDocument())
        page->saveDraft();
}

void DocumentArea::discardDraft()
{
    if (DocumentPage *page = d->currentDocument())
        page->discardDraft();
}

void DocumentArea::requestPublish()
{
    if (DocumentPage *page = d->currentDocument())
        page->requestPublish();
}

void DocumentArea::compareWithPublished()
{
    if (DocumentPage *page = d->currentDocument())
        page->compareWithPublished();
}

void DocumentArea::find()
{
    if (DocumentPage *page = d->currentDocument()) {
        page->showEditor();
        page->editor()->find();
    }
}

void DocumentArea::replace()
{
    if (DocumentPage *page = d->currentDocument()) {
        page->showEditor();
        page->editor()->replace();
    }
}

void DocumentArea::findNext()
{
    if (DocumentPage *page = d->currentDocument())
        page->editor()->findNext();
}

void DocumentArea::findPrevious()
{
    if (DocumentPage *page = d->currentDocument())
        page->editor()->findPrevious();
}

void DocumentArea::undo()
{
    if (DocumentPage *page = d->currentDocument())
        page->editor()->undo();
}

void DocumentArea::redo()
{
    if (DocumentPage *page = d->currentDocument())
        page->editor()->redo();
}

void DocumentArea::zoomIn()
{
    if (DocumentPage *page = d->currentDocument())
        page->editor()->zoomBy(1);
}

void DocumentArea::zoomOut()
{
    if (DocumentPage *page = d->currentDocument())
        page->editor()->zoomBy(-1);
}

void DocumentArea::zoomReset()
{
    if (DocumentPage *page = d->currentDocument())
        page->editor()->zoomBy(0);
}

void DocumentArea::setViewMode(ViewMode mode)
{
    const bool isNew = d->mode != mode;
    d->mode = mode;
    for (DocumentPage *page : d->pages())
        page->setViewMode(mode);
    if (isNew)
        emit viewModeChanged(mode);
}

ViewMode DocumentArea::viewMode() const
{
    return d->mode;
}

void DocumentArea::closeCurrentTab()
{
    d->closeTab(d->tabs->currentIndex());
}

void DocumentArea::reopenClosedTab()
{
    while (!d->closed.isEmpty()) {
        const QJsonObject entry = d->closed.takeLast();
        QList<LibrarySession *> sessions;
        for (const auto &[session, library] : d->libraries)
            sessions.append(session);
        if (LibrarySession *session = sessionOf(entry, sessions)) {
            d->openEntry(entry, session);
            return;
        }
    }
}

void DocumentArea::nextTab()
{
    if (const int tabs = d->tabs->count())
        d->tabs->setCurrentIndex((d->tabs->currentIndex() + 1) % tabs);
}

void DocumentArea::previousTab()
{
    if (const int tabs = d->tabs->count())
        d->tabs->setCurrentIndex((d->tabs->currentIndex() + tabs - 1) % tabs);
}

void DocumentArea::focusEditor()
{
    if (DocumentPage *page = d->currentDocument())
        page->focusContent();
}

} // namespace pulse::ui
