// SPDX-License-Identifier: Apache-2.0
#include "document_area_private.h"

#include <QStackedLayout>
#include <QUuid>

namespace pulse::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxReopenable = 20;

} // namespace

QString libraryKey(const LibrarySession &session)
{
    const StorageInfo &info = session.info();
    return info.id.isEmpty() ? info.url.toString(QUrl::RemovePassword) : info.id;
}

DocumentArea::DocumentArea(Services services, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(std::move(services), this))
{
    d->stack = new QStackedLayout(this);
    d->stack->setContentsMargins(0, 0, 0, 0);
    d->tabs = new DocumentTabs(this);
    d->nothing = new QWidget(this);
    d->stack->addWidget(d->nothing);
    d->stack->addWidget(d->tabs);
    connect(d->tabs, &QTabWidget::tabCloseRequested, this, [this](int index) { d->closeTab(index); });
    connect(d->tabs, &QTabWidget::currentChanged, this, [this] { d->currentMoved(); });
}

DocumentArea::~DocumentArea()
{
    d->tabs->disconnect(this);
    d->isClosing = true;
    for (DocumentPage *page : d->pages()) {
        page->flush();
        page->disconnect(this);
    }
    // Pages go before the keepers that they speak to.
    for (DocumentPage *page : d->pages())
        delete page;
    d->libraries.clear();
}

DocumentArea::Private::Library &DocumentArea::Private::library(LibrarySession *session)
{
    auto &entry = libraries[session];
    if (!entry.keeper) {
        const QString folder = services.draftFolder.isEmpty() ? DraftStore::defaultFolder() : services.draftFolder;
        entry.keeper =
            std::make_unique<DraftKeeper>(DraftStore(folder, libraryKey(*session), services.clock), services.runner);
        QObject::connect(entry.keeper.get(), &DraftKeeper::quiet, area, [this] { reportFlush(); });
        QObject::connect(entry.keeper.get(), &DraftKeeper::saved, area,
                         [this, session] { emit area->draftsWritten(session); });
        QObject::connect(session, &LibrarySession::promptChanged, area, [this, session](const Name &name) {
            for (DocumentPage *page : pages()) {
                if (page->session() == session)
                    page->promptChanged(name);
            }
        });
    }
    return entry;
}

QList<DocumentPage *> DocumentArea::Private::pages() const
{
    QList<DocumentPage *> result;
    for (int i = 0; i < tabs->count(); ++i) {
        if (auto *page = qobject_cast<DocumentPage *>(tabs->widget(i)))
            result.append(page);
    }
    return result;
}

DocumentPage *DocumentArea::Private::currentDocument() const
{
    return qobject_cast<DocumentPage *>(tabs->currentWidget());
}

DocumentPage *DocumentArea::Private::find(const LibrarySession *session, const Name &name) const
{
    for (DocumentPage *page : pages()) {
        if (page->session() == session && page->name() == name)
            return page;
    }
    return nullptr;
}

DocumentPage *DocumentArea::Private::addPage(LibrarySession *session)
{
    auto *page = new DocumentPage(services, session, library(session).keeper.get());
    page->editor()->applyOptions(options);
    page->editor()->zoomBy(zoom);
    page->preview()->zoomBy(zoom);
    page->setViewMode(mode);
    page->setSynchronizedScrolling(isSynchronized);
    connectPage(page);
    return page;
}

void DocumentArea::Private::connectPage(DocumentPage *page)
{
    LibrarySession *session = page->session();
    QObject::connect(page, &DocumentPage::changed, area, [this, page] { pageChanged(page); });
    QObject::connect(page, &DocumentPage::cursorMoved, area, [this, page](int line, int column) {
        if (page == currentDocument())
            emit area->cursorMoved(line, column);
    });
    QObject::connect(page, &DocumentPage::draftStateChanged, area,
                     [this, session](const Name &name, bool has) { noteDraft(session, name, has); });
    QObject::connect(page, &DocumentPage::publishRequested, area,
                     [this, session](const Name &name, const QByteArray &content, const std::optional<Version> &base) {
                         emit area->publishRequested(session, name, content, base);
                     });
    QObject::connect(page, &DocumentPage::compareRequested, area,
                     [this, session](const VersionKey &published, const QByteArray &content) {
                         emit area->compareRequested(session, published, content);
                     });
    QObject::connect(page, &DocumentPage::restoreRequested, area,
                     [this, session](const VersionKey &version) { emit area->restoreRequested(session, version); });
    QObject::connect(page, &DocumentPage::restoreFromBackupRequested, area, [this, session](const VersionKey &damaged) {
        emit area->restoreFromBackupRequested(session, damaged);
    });
    QObject::connect(page, &DocumentPage::checkRequested, area,
                     [this, session] { emit area->checkRequested(session); });
    QObject::connect(page, &DocumentPage::viewModeChosen, area, &DocumentArea::setViewMode);
    QObject::connect(page->editor(), &PromptEditor::zoomChanged, area, [this, page](int value) {
        if (page == currentDocument())
            takeZoom(value);
    });
}

void DocumentArea::Private::takeZoom(int value)
{
    if (value == zoom)
        return;
    const int steps = value - zoom;
    zoom = value;
    for (DocumentPage *page : pages()) {
        page->preview()->zoomBy(value == 0 ? 0 : steps);
        if (page != currentDocument())
            page->editor()->zoomBy(value == 0 ? 0 : steps);
    }
}

void DocumentArea::Private::noteDraft(LibrarySession *session, const Name &name, bool has)
{
    auto &known = library(session).drafted;
    const bool changed = has ? known.insert(name.toString()).second : known.erase(name.toString()) > 0;
    if (changed)
        emit area->draftStateChanged(session, name, has);
}

void DocumentArea::Private::show(QWidget *page, const QString &title, const QIcon &icon, const QString &toolTip)
{
    if (tabs->indexOf(page) < 0) {
        const int index = tabs->insertTab(tabs->currentIndex() + 1, page, icon, escapedTitle(title));
        tabs->setTabToolTip(index, toolTip);
    }
    stack->setCurrentWidget(tabs);
    tabs->setCurrentWidget(page);
}

/// Tab texts take `&` as a shortcut's mark.
QString DocumentArea::Private::escapedTitle(const QString &title)
{
    return QString(title).replace(u'&', u"&&"_s);
}

void DocumentArea::Private::pageChanged(DocumentPage *page)
{
    if (isClosing)
        return;
    const int index = tabs->indexOf(page);
    if (index >= 0) {
        const QString title = escapedTitle(page->title());
        if (tabs->tabText(index) != title)
            tabs->setTabText(index, title);
        const QString full = page->name() ? page->name()->toString() : page->title();
        tabs->setTabToolTip(index, full + u" — "_s + page->session()->title());
        tabs->setDot(index, page->hasDraft());
    }
    if (page == currentDocument())
        emit area->documentChanged();
}

void DocumentArea::Private::currentMoved()
{
    if (isClosing)
        return;
    stack->setCurrentWidget(tabs->count() > 0 ? static_cast<QWidget *>(tabs) : nothing);
    if (DocumentPage *page = currentDocument())
        page->focusContent();
    emit area->currentChanged();
    emit area->documentChanged();
}

void DocumentArea::Private::closeTab(int index)
{
    QWidget *widget = tabs->widget(index);
    if (!widget)
        return;
    if (auto *page = qobject_cast<DocumentPage *>(widget)) {
        page->flush();
        if (page->isWorthKeeping()) {
            closed.append(entryOf(*page));
            if (closed.size() > maxReopenable)
                closed.removeFirst();
        }
        page->disconnect(area);
    } else {
        emit area->pageClosed(widget);
    }
    tabs->removeTab(index);
    widget->deleteLater();
}

QJsonObject DocumentArea::Private::entryOf(const DocumentPage &page) const
{
    QJsonObject entry{{u"library"_s, libraryKey(*page.session())}, {u"cursor"_s, page.editor()->cursorPosition()}};
    if (page.name())
        entry.insert(u"name"_s, page.name()->toString());
    else
        entry.insert(u"draft"_s, page.draftKey());
    if (page.readVersion())
        entry.insert(u"version"_s, page.readVersion()->toString());
    return entry;
}

void DocumentArea::Private::openEntry(const QJsonObject &entry, LibrarySession *session)
{
    const auto name = Name::parse(entry.value("name"_L1).toString());
    if (!name) {
        openNewDraft(session, entry.value("draft"_L1).toString());
        return;
    }
    if (const auto version = Version::parse(entry.value("version"_L1).toString())) {
        area->openVersion(session, {*name, *version});
        return;
    }
    area->openPrompt(session, *name);
    if (DocumentPage *page = find(session, *name); page && !page->info().isLoaded)
        page->setWantedCursor(entry.value("cursor"_L1).toInteger(-1));
}

void DocumentArea::Private::reportFlush()
{
    if (!isFlushing)
        return;
    std::optional<Error> failure;
    for (const auto &[session, entry] : libraries) {
        if (!entry.keeper->isQuiet())
            return;
        if (!failure)
            failure = entry.keeper->failure();
    }
    isFlushing = false;
    emit area->draftsFlushed(failure);
}

// ---- opening and closing

void DocumentArea::openPrompt(LibrarySession *session, const Name &name, int line)
{
    DocumentPage *page = d->find(session, name);
    if (!page)
        page = d->addPage(session);
    page->openLatest(name, line);
    d->show(page, page->title(), {}, name.toString());
    d->pageChanged(page);
    page->focusContent();
}

void DocumentArea::openVersion(LibrarySession *session, const VersionKey &key, int line)
{
    DocumentPage *page = d->find(session, key.name);
    if (!page)
        page = d->addPage(session);
    page->openVersion(key, line);
    d->show(page, page->title(), {}, key.toString());
    d->pageChanged(page);
}

void DocumentArea::newPrompt(LibrarySession *session, const QString &folder, const QString &leaf,
                             const QByteArray &content)
{
    DocumentPage *page = d->addPage(session);
    const QString key = u"new:"_s + QUuid::createUuid().toString(QUuid::WithoutBraces);
    d->show(page, tr("New prompt"), {}, tr("New prompt"));
    page->beginNew(key, folder.isEmpty() ? leaf : folder + u'/' + leaf, content, 0);
    d->pageChanged(page);
}

void DocumentArea::openPage(QWidget *page, const QString &title, const QIcon &icon, const QString &toolTip)
{
    d->show(page, title, icon, toolTip);
}

void DocumentArea::closePage(QWidget *page)
{
    if (const int index = d->tabs->indexOf(page); index >= 0)
        d->closeTab(index);
}

void DocumentArea::renamed(LibrarySession *session, const Name &from, const Name &to)
{
    if (DocumentPage *page = d->find(session, from))
        page->renamed(to);
}

void DocumentArea::closeSession(LibrarySession *session)
{
    for (DocumentPage *page : d->pages()) {
        if (page->session() != session)
            continue;
        page->flush();
        page->disconnect(this);
        d->tabs->removeTab(d->tabs->indexOf(page));
        delete page;
    }
    session->disconnect(this);
    d->libraries.erase(session);
}

} // namespace pulse::ui
