// SPDX-License-Identifier: Apache-2.0
#include "recovery_actions.h"

#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/document/document_area.h"
#include "pulse/ui/recovery/unsaved_work_page.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QJsonArray>
#include <QLocale>
#include <QUrl>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds settling(300); // several drafts are often written together

QString keyFor(const LibrarySession &session, const QString &what)
{
    return what + u':' + session.info().url.toString();
}

bool isOfNewPrompt(const Draft &draft)
{
    return draft.key.startsWith(u"new:");
}

} // namespace

RecoveryActions::RecoveryActions(DocumentArea *document, MessageBar *messages, QObject *parent)
    : QObject(parent)
    , m_document(document)
    , m_messages(messages)
{
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(settling);
    connect(&m_refresh, &QTimer::timeout, this, [this] { refresh(); });
    connect(document, &DocumentArea::draftsWritten, this, [this](LibrarySession *session) {
        m_stale.insert(session);
        m_refresh.start();
    });
}

RecoveryActions::~RecoveryActions() = default;

// ---- at the start

void RecoveryActions::look(LibrarySession *session)
{
    list(session);
}

void RecoveryActions::list(LibrarySession *session)
{
    m_held[session].list = m_document->drafts(session).then(
        this, [this, session](const Result<std::vector<Draft>> &drafts) { take(session, drafts); });
}

void RecoveryActions::take(LibrarySession *session, const Result<std::vector<Draft>> &drafts)
{
    Held &held = m_held[session];
    const bool isFirst = !std::exchange(held.isKnown, true);
    if (isFirst)
        lookForDamage(session);
    const QString key = keyFor(*session, u"drafts"_s);
    if (!drafts) {
        m_messages->post(key, MessageBar::Kind::Problem, drafts.error().message(),
                         {{tr("Try again"), [this, guard = QPointer(session)] {
                               if (guard)
                                   list(guard);
                           }}});
        return;
    }
    m_document->noteDrafts(session, *drafts);
    if (isFirst)
        offer(session, *drafts);
    if (held.page)
        held.page->setDrafts(*drafts);
}

void RecoveryActions::offer(LibrarySession *session, const std::vector<Draft> &drafts)
{
    const bool endedWell =
        m_left.contains(session->info().url.toString()) ||
        (m_ended && std::ranges::none_of(drafts, [this](const Draft &draft) { return draft.savedAt > *m_ended; }));
    if (drafts.empty())
        return;
    if (endedWell) {
        reopen(session, drafts);
        return;
    }
    m_held[session].afterCrash = true;
    showPage(session);
}

// As the person left it: new prompts are known by nothing but their tab.
void RecoveryActions::reopen(LibrarySession *session, const std::vector<Draft> &drafts)
{
    qint64 others = 0;
    for (const Draft &draft : drafts) {
        if (m_document->isOpen(session, draft))
            continue;
        if (isOfNewPrompt(draft))
            m_document->openDraft(session, draft);
        else
            ++others;
    }
    if (others == 0)
        return;
    const QString key = keyFor(*session, u"unsaved"_s);
    const QString said = others == 1 ? tr("1 prompt in “%1” that is not open has unsaved work.").arg(session->title())
                                     : tr("%1 prompts in “%2” that are not open have unsaved work.")
                                           .arg(QLocale().toString(others), session->title());
    m_messages->post(key, MessageBar::Kind::Information, said, {{tr("Show"), [this, key, guard = QPointer(session)] {
                                                                     m_messages->dismiss(key);
                                                                     if (guard)
                                                                         showPage(guard);
                                                                 }}});
}

// ---- damage

void RecoveryActions::lookForDamage(LibrarySession *session)
{
    m_held[session].damage =
        m_document->damagedDrafts(session).then(this, [this, session](const Result<QStringList> &paths) {
            if (paths && !paths->isEmpty())
                tellDamage(session, *paths);
        });
}

void RecoveryActions::tellDamage(LibrarySession *session, const QStringList &paths)
{
    QStringList fresh;
    std::ranges::copy_if(paths, std::back_inserter(fresh),
                         [this](const QString &path) { return !m_told.contains(path); });
    if (fresh.isEmpty())
        return;
    QStringList said{
        tr("Some of the unsaved work in “%1” was damaged on the disk. What is intact is here.").arg(session->title())};
    for (const QString &path : std::as_const(fresh)) {
        const QString file = QFileInfo(path).fileName();
        if (file.contains(".damaged-"_L1))
            said.append(tr("The damaged part is kept in %1.").arg(path));
        else if (file.endsWith(".draft"_L1))
            said.append(tr("The draft in %1 cannot be read; the file was left as it is.").arg(path));
        else
            said.append(tr("The damage is in %1; the next change keeps that part in a file beside it.").arg(path));
    }
    const QString key = keyFor(*session, u"damagedDrafts"_s);
    const QUrl folder = QUrl::fromLocalFile(QFileInfo(fresh.front()).path());
    m_messages->post(key, MessageBar::Kind::Warning, said.join(u' '),
                     {{tr("Show the folder"), [folder] { QDesktopServices::openUrl(folder); }},
                      {tr("Do not tell again"), [this, key, fresh] {
                           m_told += fresh;
                           m_messages->dismiss(key);
                       }}});
}

// ---- the page

UnsavedWorkPage *RecoveryActions::pageOf(LibrarySession *session)
{
    QPointer<UnsavedWorkPage> &page = m_held[session].page;
    if (!page) {
        page = new UnsavedWorkPage(session);
        connectPage(page);
    }
    return page;
}

void RecoveryActions::connectPage(UnsavedWorkPage *page)
{
    connect(page, &UnsavedWorkPage::continueRequested, m_document, &DocumentArea::openDraft);
    connect(page, &UnsavedWorkPage::compareRequested, m_document, &DocumentArea::compareRequested);
    connect(page, &UnsavedWorkPage::discardRequested, m_document, &DocumentArea::dropDraft);
    connect(page, &UnsavedWorkPage::putBackRequested, m_document, &DocumentArea::putBackDraft);
    connect(page, &UnsavedWorkPage::continueAllRequested, this, &RecoveryActions::continueAll);
}

void RecoveryActions::showPage(LibrarySession *session)
{
    UnsavedWorkPage *page = pageOf(session);
    page->setFoundAfterCrash(m_held[session].afterCrash);
    m_messages->dismiss(keyFor(*session, u"unsaved"_s));
    m_document->openPage(page, tr("Unsaved work: %1").arg(session->title()), icon("draft"_L1),
                         tr("Unsaved work in “%1”").arg(session->title()));
    page->setFocus();
    list(session);
}

void RecoveryActions::continueAll(LibrarySession *session)
{
    const QPointer<UnsavedWorkPage> page = m_held[session].page;
    if (!page)
        return;
    for (const Draft &draft : page->drafts())
        m_document->openDraft(session, draft);
    m_document->closePage(page);
}

void RecoveryActions::refresh()
{
    for (LibrarySession *session : std::exchange(m_stale, {})) {
        if (const auto at = m_held.find(session); at != m_held.end() && at->second.page)
            list(session);
    }
}

void RecoveryActions::forget(LibrarySession *session)
{
    m_stale.erase(session);
    const auto at = m_held.find(session);
    if (at == m_held.end())
        return;
    for (const auto &what : {u"drafts"_s, u"unsaved"_s, u"damagedDrafts"_s})
        m_messages->dismiss(keyFor(*session, what));
    if (at->second.isKnown && !at->second.afterCrash)
        m_left.insert(session->info().url.toString());
    if (const QPointer<UnsavedWorkPage> page = at->second.page) {
        m_document->closePage(page);
        delete page;
    }
    m_held.erase(at);
}

// ---- across starts

QJsonObject RecoveryActions::saveState(const std::optional<QDateTime> &ends) const
{
    QJsonObject state{{u"told"_s, QJsonArray::fromStringList(m_told)}};
    if (ends)
        state.insert(u"ended"_s, ends->toUTC().toString(Qt::ISODateWithMs));
    return state;
}

void RecoveryActions::restoreState(const QJsonObject &state)
{
    m_told.clear();
    for (const QJsonValue &path : state.value("told"_L1).toArray())
        m_told.append(path.toString());
    const QDateTime ended = QDateTime::fromString(state.value("ended"_L1).toString(), Qt::ISODateWithMs);
    m_ended = ended.isValid() ? std::optional(ended) : std::nullopt;
}

} // namespace pulse::ui
