// SPDX-License-Identifier: Apache-2.0
#include "document_header.h"
#include "document_page.h"
#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/editor/prompt_editor.h"
#include "pulse/ui/preview/markdown_preview.h"
#include "version_banner.h"

#include <QAction>
#include <QLocale>
#include <QStackedLayout>

namespace pulse::ui {

using namespace Qt::StringLiterals;

namespace {

QString timeOfDay(const QDateTime &time)
{
    const QDateTime local = time.toLocalTime();
    const QLocale locale;
    return local.date() == QDate::currentDate() ? locale.toString(local.time(), QLocale::ShortFormat)
                                                : locale.toString(local, QLocale::ShortFormat);
}

} // namespace

void DocumentPage::openLatest(const Name &name, int line)
{
    if (m_state == State::Ready && m_name == name && !m_oldVersion) {
        if (line > 0)
            goToLine(line);
        return;
    }
    m_name = name;
    m_key = name.toString();
    m_wantedLine = line;
    startLoading();
}

void DocumentPage::startLoading()
{
    m_state = State::Loading;
    m_oldVersion.reset();
    m_banner->hide();
    m_fetched.reset();
    m_draft.reset();
    m_hintDelay.start();
    m_fetch = m_session->fetch({*m_name, Selector()}).then(this, [this](Result<Prompt> prompt) {
        m_fetched = std::move(prompt);
        loaded();
    });
    m_loadDraft = m_keeper->load(m_key).then(this, [this](Result<Draft> draft) {
        m_draft = std::move(draft);
        loaded();
    });
    updateHeader();
    emit changed();
}

void DocumentPage::loaded()
{
    if (!m_fetched || !m_draft)
        return;
    const Result<Prompt> prompt = *std::exchange(m_fetched, {});
    const Result<Draft> draft = *std::exchange(m_draft, {});
    if (!draft && draft.error().code() != ErrorCode::NotFound)
        m_messages->post(u"damagedDraft"_s, MessageBar::Kind::Warning, draft.error().message());
    if (!prompt) {
        const bool isGone = prompt.error().code() == ErrorCode::NotFound;
        if (draft && (isGone || prompt.error().code() == ErrorCode::Corrupt)) {
            draftWithoutPrompt(*draft);
            if (isGone)
                m_messages->post(
                    u"removed"_s, MessageBar::Kind::Warning,
                    tr("%1 is not in the library any more. Your draft is kept; publish it to bring it back.")
                        .arg(m_name->toString()));
            else
                sayDamaged(MessageBar::Kind::Warning, prompt.error());
        } else {
            loadFailed(prompt.error());
        }
        return;
    }
    setBase(prompt->version(), prompt->content);
    if (draft && draft->content != prompt->content)
        restoreDraft(*draft, *prompt);
    else {
        if (draft)
            m_keeper->discard(m_key);
        showPublished(*prompt);
    }
    m_keeper->retry(m_key); // what could not be written is said again on the page that is seen
    if (std::exchange(m_hasCopyOfOld, false))
        takeText(std::exchange(m_copyOfOld, {}));
}

void DocumentPage::becomeReady()
{
    m_state = State::Ready;
    m_isMissing = false;
    m_hintDelay.stop();
    m_stack->setCurrentWidget(m_splitter);
    if (m_session->isReadOnly() && !m_session->info().readOnlyReason.isEmpty())
        m_messages->post(u"readOnly"_s, MessageBar::Kind::Information, m_session->info().readOnlyReason);
    if (m_wantedCursor >= 0)
        m_editor->setCursorPosition(std::exchange(m_wantedCursor, -1));
    if (m_wantedLine > 0)
        goToLine(std::exchange(m_wantedLine, 0));
    updateHeader();
    emit changed();
}

void DocumentPage::showPublished(const Prompt &prompt)
{
    for (const auto &key : {u"removed"_s, u"damaged"_s, u"newer"_s, u"restored"_s})
        m_messages->dismiss(key);
    showBytes(prompt.content);
    becomeReady();
    setHasDraft(false);
}

void DocumentPage::restoreDraft(const Draft &draft, const Prompt &latest)
{
    if (m_wantedCursor < 0)
        m_wantedCursor = draft.cursor;
    showBytes(draft.content);
    becomeReady();
    setHasDraft(true);
    m_kept = draft;
    m_draftSavedAt = draft.savedAt;
    emit changed();
    m_changesDelay.start();
    const VersionKey published{*m_name, draft.base.value_or(latest.version())};
    m_messages->post(u"restored"_s, MessageBar::Kind::Information,
                     tr("Unsaved changes from %1 were restored.").arg(timeOfDay(draft.savedAt)),
                     {{tr("Show difference"), [this, published] { emit compareRequested(published, bytes()); }},
                      {tr("Discard"), [this] { discardDraft(); }}});
    if (draft.base && *draft.base != latest.version()) {
        sayNewer(latest.version(), latest.content);
        loadDraftBase(*draft.base);
    }
}

/// The draft counts as changed against the version it was begun from, not against the latest.
void DocumentPage::loadDraftBase(const Version &base)
{
    m_base = base;
    m_fetchBase = m_session->fetch({*m_name, Selector(base)}).then(this, [this, base](const Result<Prompt> &prompt) {
        if (!prompt || m_base != base)
            return;
        setBase(base, prompt->content);
        countChanges();
    });
    updateHeader();
}

void DocumentPage::draftWithoutPrompt(const Draft &draft)
{
    setBase({}, {});
    showBytes(draft.content);
    m_wantedCursor = draft.cursor;
    becomeReady();
    m_isMissing = true;
    setHasDraft(true);
    m_kept = draft;
    m_draftSavedAt = draft.savedAt;
    emit changed();
    updateHeader();
}

// For the version that is damaged: the one that is being read, or the latest.
QAction *DocumentPage::restoreFromBackup()
{
    auto *restore = new QAction(icon("restore"_L1), tr("Restore from a backup…"), m_failure);
    restore->setEnabled(!m_session->isReadOnly());
    connect(restore, &QAction::triggered, this, [this] {
        const CatalogueEntry *entry = m_session->catalogue().find(m_name->toString());
        const auto version = m_oldVersion ? m_oldVersion : entry ? entry->latest : std::nullopt;
        if (version)
            emit restoreFromBackupRequested({*m_name, *version});
    });
    return restore;
}

// Where what does not match may be right as it is, it is accepted on the health page, after a look.
QAction *DocumentPage::checkLibrary(const Error &error)
{
    const bool isAcceptable = error.remedy() == Error::Remedy::Accept;
    auto *check = new QAction(icon("shield"_L1),
                              isAcceptable ? tr("Look at it and accept it…") : tr("Check the library"), m_failure);
    check->setToolTip(isAcceptable ? tr("Checks the library; choose the line of this version there")
                                   : tr("Shows all that is damaged"));
    connect(check, &QAction::triggered, this, &DocumentPage::checkRequested);
    return check;
}

void DocumentPage::sayDamaged(MessageBar::Kind kind, const Error &error)
{
    m_messages->post(u"damaged"_s, kind, error.message(),
                     {{tr("Check the library"), [this] { emit checkRequested(); }}});
}

void DocumentPage::loadFailed(const Error &error)
{
    m_state = State::Failed;
    m_hintDelay.stop();
    auto *again = new QAction(tr("Try again"), m_failure);
    connect(again, &QAction::triggered, this, [this] { m_oldVersion ? showVersion(*m_oldVersion) : startLoading(); });
    const bool isGone = error.code() == ErrorCode::NotFound;
    const bool isDamaged = error.code() == ErrorCode::Corrupt;
    m_failure->setContent(icon(isDamaged ? "prompt-damaged"_L1 : "warning"_L1),
                          isGone      ? tr("Not in the library")
                          : isDamaged ? tr("This version is damaged")
                                      : tr("Cannot be shown now"),
                          error.message(),
                          isDamaged ? QList{restoreFromBackup(), checkLibrary(error), again} : QList{again});
    m_stack->setCurrentWidget(m_failure);
    updateHeader();
    emit changed();
}

void DocumentPage::openVersion(const VersionKey &key, int line)
{
    flush();
    m_name = key.name;
    m_key = key.name.toString();
    m_wantedLine = line;
    showVersion(key.version);
}

void DocumentPage::showVersion(const Version &version)
{
    m_state = State::Loading;
    m_oldVersion = version;
    m_fetched.reset();
    m_draft.reset();
    m_loadDraft.cancel();
    m_hintDelay.start();
    m_fetch = m_session->fetch({*m_name, Selector(version)}).then(this, [this](Result<Prompt> prompt) {
        versionLoaded(std::move(prompt));
    });
    m_banner->showVersion(version.toString(), !m_session->isReadOnly());
    updateHeader();
    emit changed();
}

void DocumentPage::versionLoaded(Result<Prompt> prompt)
{
    if (!prompt) {
        loadFailed(prompt.error());
        return;
    }
    for (const auto &key : {u"restored"_s, u"newer"_s})
        m_messages->dismiss(key);
    m_changes = 0;
    showBytes(prompt->content);
    m_shownBytes = prompt->content;
    becomeReady();
}

void DocumentPage::backToLatest()
{
    startLoading();
}

void DocumentPage::editOldVersion()
{
    m_copyOfOld = m_shownBytes;
    m_hasCopyOfOld = true;
    startLoading();
}

void DocumentPage::renamed(const Name &name)
{
    flush();
    const QString oldKey = std::exchange(m_key, name.toString());
    const bool had = m_hasDraft;
    if (m_name && had)
        emit draftStateChanged(*m_name, false);
    m_name = name;
    if (had) {
        m_isUnwritten = true;
        writeDraft();
        m_keeper->discard(oldKey);
        emit draftStateChanged(name, true);
    }
    m_messages->dismiss(u"removed"_s);
    m_isMissing = false;
    updateHeader();
    emit changed();
}

void DocumentPage::promptChanged(const Name &name)
{
    const bool isMine = m_name ? *m_name == name : m_header->nameText() == name.toString();
    if (!isMine || m_oldVersion)
        return;
    if (m_state == State::Loading)
        return;
    if (m_state == State::Failed) {
        startLoading();
        return;
    }
    m_refresh = m_session->fetch({name, Selector()}).then(this, [this](Result<Prompt> prompt) {
        refreshed(std::move(prompt));
    });
}

void DocumentPage::refreshed(Result<Prompt> prompt)
{
    if (m_oldVersion || m_state != State::Ready)
        return;
    if (!prompt) {
        if (prompt.error().code() == ErrorCode::NotFound && m_name)
            vanished();
        else if (prompt.error().code() == ErrorCode::Corrupt)
            sayDamaged(MessageBar::Kind::Problem, prompt.error());
        return;
    }
    m_messages->dismiss(u"damaged"_s);
    m_messages->dismiss(u"removed"_s);
    const bool isSame = prompt->content == bytes();
    if (!m_name) {
        m_header->validate();
        if (!isSame)
            return; // somebody else took the name; the header says so
        m_keeper->discard(m_key);
        m_name = prompt->name();
        m_key = m_name->toString();
        m_header->showNameField(false);
    } else if (m_base == prompt->version() && !m_isMissing && isBase(prompt->content)) {
        return; // under the number of a conflict the home's text has come
    }
    if (isSame || !m_hasDraft)
        takeNewer(*prompt);
    else
        sayNewer(prompt->version(), prompt->content);
    m_isMissing = false;
}

/// The text follows what was published: nothing of a person's own is in it, or it is the same.
void DocumentPage::takeNewer(const Prompt &prompt)
{
    setBase(prompt.version(), prompt.content);
    m_isUnwritten = false;
    m_draftDelay.stop();
    if (m_hasDraft)
        m_keeper->discard(m_key);
    setHasDraft(false);
    if (prompt.content != bytes()) {
        const auto decoded = decodeText(prompt.content);
        if (m_readOnlyReason.isEmpty() && decoded && decoded->isEditable()) {
            const double top = m_editor->topLine();
            m_form = decoded->form;
            m_editor->changeText(decoded->text);
            m_editor->setTopLine(top);
        } else {
            showBytes(prompt.content);
        }
    }
    updateHeader();
    emit changed();
}

void DocumentPage::sayNewer(const Version &version, const QByteArray &content)
{
    const QString text = m_base
                             ? tr("%1 was published meanwhile; your draft began from %2. Both are kept.")
                                   .arg(version.toString(), m_base->toString())
                             : tr("%1 was published meanwhile. Your draft is kept beside it.").arg(version.toString());
    m_messages->post(u"newer"_s, MessageBar::Kind::Warning, text,
                     {{tr("Show difference"),
                       [this, version, content] {
                           sayNewer(version, content); // until it is decided
                           emit compareRequested({*m_name, version}, bytes());
                       }},
                      {tr("Base my draft on %1").arg(version.toString()), [this, version, content] {
                           setBase(version, content);
                           m_isUnwritten = true;
                           textChanged();
                           writeDraft();
                           countChanges();
                           updateHeader();
                       }}});
}

void DocumentPage::vanished()
{
    if (m_isMissing)
        return;
    m_isMissing = true;
    m_base.reset();
    m_messages->dismiss(u"newer"_s);
    m_messages->post(u"removed"_s, MessageBar::Kind::Warning,
                     tr("%1 was removed from the library. Its text is kept here; publish it to bring it back.")
                         .arg(m_name->toString()),
                     {{tr("Publish…"), [this] { requestPublish(); }}});
    updateHeader();
    emit changed();
}

} // namespace pulse::ui
