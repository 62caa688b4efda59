// SPDX-License-Identifier: Apache-2.0
#include "prompt_controller.h"

#include "search_page.h"
#include "window_settings.h"

#include "pulse/text/template_variables.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/diff/comparison_view.h"
#include "pulse/ui/metadata/metadata_panel.h"
#include "pulse/ui/models/version_history_model.h"
#include "pulse/ui/publish/publish_sheet.h"
#include "pulse/ui/timeline/timeline_panel.h"

#include <QClipboard>
#include <QGuiApplication>

namespace pulse::ui {
using namespace Qt::StringLiterals;

PromptController::PromptController(Parts parts, LibraryManager &libraries, std::shared_ptr<TaskRunner> runner,
                                   QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_libraries(libraries)
    , m_runner(std::move(runner))
{
    m_variableDelay.setSingleShot(true);
    m_variableDelay.setInterval(250);
    connect(&m_variableDelay, &QTimer::timeout, this, &PromptController::scanVariables);
    connectParts();
}

PromptController::~PromptController() = default;

void PromptController::connectParts()
{
    DocumentArea *document = m_parts.document;
    connect(document, &DocumentArea::currentChanged, this, [this] {
        record();
        follow();
    });
    connect(document, &DocumentArea::documentChanged, this, &PromptController::follow);
    connect(document, &DocumentArea::publishRequested, this,
            [this](LibrarySession *session, const Name &name, const QByteArray &content,
                   const std::optional<Version> &base) { openPublishSheet(session, name, content, base); });
    connect(document, &DocumentArea::compareRequested, this,
            [this](LibrarySession *session, const VersionKey &published, const QByteArray &content) {
                auto *view = new ComparisonView;
                view->compareWith(session, published, content, tr("Your draft"));
                showComparison(published.toString() + u"+draft"_s, view, tr("%1: draft").arg(published.name.leaf()));
                connect(view, &ComparisonView::restoreRequested, this,
                        [this, session](const VersionKey &key) { restore(session, key); });
            });
    connect(document, &DocumentArea::restoreRequested, this, &PromptController::restore);
    connect(&m_libraries, &LibraryManager::aboutToClose, this, &PromptController::forget);

    TimelinePanel *timeline = m_parts.timeline;
    connect(timeline, &TimelinePanel::readRequested, this, [this](const VersionKey &key) {
        if (m_shownSession)
            openVersion(m_shownSession, key);
    });
    connect(timeline, &TimelinePanel::draftRequested, this, [this] {
        if (m_shownSession && m_shownName)
            openPrompt(m_shownSession, *m_shownName);
    });
    connect(timeline, &TimelinePanel::compareRequested, this,
            [this](const Name &name, const Version &older, const Version &newer) {
                if (m_shownSession)
                    compareVersions(m_shownSession, {name, older}, {name, newer});
            });
    connect(timeline, &TimelinePanel::restoreRequested, this, [this](const VersionKey &key) {
        if (m_shownSession)
            restore(m_shownSession, key);
    });
    connect(timeline, &TimelinePanel::exportRequested, this, [this](const VersionKey &key) {
        if (m_shownSession)
            emit exportRequested(m_shownSession, key);
    });
}

// ---- going places

void PromptController::openPrompt(LibrarySession *session, const Name &name, int line)
{
    m_parts.document->openPrompt(session, name, line);
}

void PromptController::openVersion(LibrarySession *session, const VersionKey &key, int line)
{
    m_parts.document->openVersion(session, key, line);
    if (m_navigating)
        return;
    m_history.visit({session->info().url.toString(), key.name, key.version});
    emit navigationChanged();
}

void PromptController::record()
{
    const DocumentInfo info = m_parts.document->current();
    if (m_navigating || !info.session || !info.name)
        return;
    m_history.visit({info.session->info().url.toString(), *info.name, info.isOldVersion ? info.base : std::nullopt});
    emit navigationChanged();
}

void PromptController::goTo(const Place &place)
{
    LibrarySession *session = m_libraries.find(place.library);
    if (!session)
        return;
    m_navigating = true;
    if (place.version)
        openVersion(session, {place.name, *place.version});
    else
        openPrompt(session, place.name);
    m_navigating = false;
    emit navigationChanged();
}

void PromptController::goBack()
{
    if (m_history.canGoBack())
        goTo(Place(m_history.back()));
}

void PromptController::goForward()
{
    if (m_history.canGoForward())
        goTo(Place(m_history.forward()));
}

void PromptController::renamed(LibrarySession *session, const Name &from, const Name &to)
{
    m_parts.document->renamed(session, from, to);
    m_history.renamed(session->info().url.toString(), from, to);
}

void PromptController::forget(LibrarySession *session)
{
    if (m_search)
        m_search->setSession(nullptr);
    for (const QPointer<QWidget> &page : std::exchange(m_comparisons, {})) {
        if (page)
            m_parts.document->closePage(page);
    }
    m_parts.document->closeSession(session);
    if (m_shownSession == session) {
        m_shownSession.clear();
        m_shownName.reset();
        m_shownVersion.reset();
        m_parts.timeline->setPrompt(nullptr, {});
        m_parts.details->setVersion(nullptr, {});
    }
    m_history.forget(session->info().url.toString());
    emit navigationChanged();
}

// ---- what stands beside the document

void PromptController::follow()
{
    const DocumentInfo info = m_parts.document->current();
    if (currentComparison() || (m_search && m_parts.document->currentPage() == m_search))
        return; // the history of the prompt that was shown last stays in sight
    if (m_shownSession != info.session || m_shownName != info.name) {
        m_shownSession = info.session;
        m_shownName = info.name;
        m_shownVersion.reset();
        m_shownDraft.reset();
        m_parts.timeline->setPrompt(info.name ? info.session : nullptr, info.name);
        m_parts.details->setVersion(nullptr, {});
    }
    if (m_shownVersion != info.base) {
        m_shownVersion = info.base;
        const bool published = info.name && info.base;
        m_parts.details->setVersion(published ? info.session : nullptr,
                                    published ? std::optional(VersionKey{*info.name, *info.base}) : std::nullopt);
    }
    // What was only just begun is saved a moment later; until then it is new.
    const auto begun = m_shownDraft ? *m_shownDraft : QDateTime::currentDateTimeUtc();
    const auto draft = info.hasDraft ? std::optional(info.draftSavedAt.value_or(begun)) : std::nullopt;
    if (m_shownDraft != draft) {
        m_shownDraft = draft;
        m_parts.timeline->setDraft(draft);
    }
    m_parts.timeline->setCurrentVersion(info.hasDraft && !info.isOldVersion ? std::nullopt : info.base);
    m_variableDelay.start();
}

void PromptController::scanVariables()
{
    auto work = [text =
                     m_parts.document->currentText()](std::stop_token) -> Result<std::pair<QStringList, QStringList>> {
        std::pair<QStringList, QStringList> names;
        for (const TemplateVariable &variable : scanTemplate(text).variables)
            (variable.isRequired() ? names.first : names.second).append(variable.name);
        return names;
    };
    m_variables =
        m_runner->run(std::move(work)).then(this, [this](const Result<std::pair<QStringList, QStringList>> &names) {
            if (names)
                m_parts.details->setVariables(names->first, names->second);
        });
}

// ---- comparing, publishing, searching

ComparisonView *PromptController::currentComparison() const
{
    return qobject_cast<ComparisonView *>(m_parts.document->currentPage());
}

ComparisonView *PromptController::comparisonInFront() const
{
    const QWidget *page = m_parts.document->currentPage();
    ComparisonView *whole = currentComparison();
    return whole || !page ? whole : page->findChild<ComparisonView *>();
}

void PromptController::showComparison(const QString &key, ComparisonView *view, const QString &title)
{
    view->setRestorable(true);
    if (const QPointer<QWidget> old = m_comparisons.take(key))
        m_parts.document->closePage(old);
    m_comparisons.insert(key, view);
    m_parts.document->openPage(view, title, icon("compare"_L1), key);
    view->setFocus();
}

void PromptController::compareVersions(LibrarySession *session, const VersionKey &older, const VersionKey &newer)
{
    auto *view = new ComparisonView;
    view->compareVersions(session, older, newer);
    connect(view, &ComparisonView::restoreRequested, this,
            [this, session](const VersionKey &key) { restore(session, key); });
    const QString title =
        tr("%1: %2 and %3").arg(older.name.leaf(), older.version.toString(), newer.version.toString());
    showComparison(older.toString() + u'+' + newer.version.toString(), view, title);
}

void PromptController::compareCurrent()
{
    const DocumentInfo info = m_parts.document->current();
    if (!info.session || !info.name)
        return;
    if (info.hasDraft && !info.isOldVersion) {
        m_parts.document->compareWithPublished();
        return;
    }
    const History *history = m_parts.timeline->model()->history();
    if (history && history->name == *info.name && info.base) {
        if (info.isOldVersion && history->latest && *history->latest != *info.base) {
            compareVersions(info.session, {*info.name, *info.base}, {*info.name, *history->latest});
            return;
        }
        const auto at = std::ranges::find(history->entries, *info.base, &HistoryEntry::version);
        if (at != history->entries.end() && std::next(at) != history->entries.end()) {
            compareVersions(info.session, {*info.name, std::next(at)->version}, {*info.name, *info.base});
            return;
        }
    }
    m_parts.messages->post(
        u"compare"_s, MessageBar::Kind::Information,
        tr("“%1” has one version and no draft yet, so there is nothing to compare.").arg(info.name->toString()));
}

void PromptController::nextDifference()
{
    if (ComparisonView *view = comparisonInFront())
        view->nextDifference();
}

void PromptController::previousDifference()
{
    if (ComparisonView *view = comparisonInFront())
        view->previousDifference();
}

void PromptController::openPublishSheet(LibrarySession *session, const Name &name, const QByteArray &content,
                                        const std::optional<Version> &base, const QString &message)
{
    if (m_sheet)
        m_sheet->close();
    auto *sheet = new PublishSheet(session, name, content, base, m_parts.document->window());
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    sheet->setAuthor(m_parts.settings->values().text(setting::author));
    if (!message.isEmpty())
        sheet->setMessage(message);
    connect(sheet, &PublishSheet::published, this, [this, session = QPointer(session)](const VersionKey &key) {
        if (session)
            emit published(session, key);
    });
    m_sheet = sheet;
    sheet->open();
}

void PromptController::restore(LibrarySession *session, const VersionKey &key)
{
    const CatalogueEntry *entry = session->catalogue().find(key.name.toString());
    const std::optional<Version> latest = entry ? entry->latest : std::nullopt;
    PromptRef ref{key.name, Selector(key.version), true};
    m_restoring = session->fetch(ref).then(this, [this, session = QPointer(session), key,
                                                  latest](Result<Prompt> prompt) {
        if (!session)
            return;
        if (prompt)
            openPublishSheet(session, key.name, prompt->content, latest, tr("Restore %1").arg(key.version.toString()));
        else
            m_parts.messages->post(u"restore"_s, MessageBar::Kind::Problem, prompt.error().message());
    });
}

void PromptController::searchEverywhere()
{
    const QString selected = m_parts.document->selectedText();
    if (!m_search) {
        m_search = new SearchPage;
        connect(
            m_search, &SearchPage::openRequested, this,
            [this](LibrarySession *session, const VersionKey &key, int line) { openPrompt(session, key.name, line); });
    }
    m_search->setSession(m_libraries.current());
    m_parts.document->openPage(m_search, tr("Search"), icon("search"_L1), tr("Search everywhere"));
    m_search->begin(selected.contains(u'\n') || selected.contains(QChar::ParagraphSeparator) ? QString() : selected);
}

// ---- the clipboard

void PromptController::copy(const QString &text, const QString &told)
{
    QGuiApplication::clipboard()->setText(text);
    m_parts.messages->post(u"copied"_s, MessageBar::Kind::Success, told);
}

void PromptController::copyText()
{
    copy(m_parts.document->currentText(), tr("Copied the text."));
}

void PromptController::copyName()
{
    if (const DocumentInfo info = m_parts.document->current(); info.name)
        copy(info.name->toString(), tr("Copied the name."));
}

void PromptController::copyReference()
{
    if (const DocumentInfo info = m_parts.document->current(); info.name && info.base)
        copy(VersionKey{*info.name, *info.base}.toString(), tr("Copied the name and version."));
}

} // namespace pulse::ui
