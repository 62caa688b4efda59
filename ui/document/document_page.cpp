// SPDX-License-Identifier: Apache-2.0
#include "document_page.h"

#include "document_header.h"
#include "pulse/text/diff.h"
#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/editor/prompt_editor.h"
#include "pulse/ui/preview/markdown_preview.h"
#include "version_banner.h"

#include <QLocale>
#include <QResizeEvent>
#include <QStackedLayout>
#include <QVBoxLayout>
#include <chrono>

namespace pulse::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int stackedBelow = 640; // pixels: narrower pages have the preview below the text

}

DocumentPage::DocumentPage(const DocumentArea::Services &services, LibrarySession *session, DraftKeeper *keeper,
                           QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_keeper(keeper)
    , m_runner(services.runner)
    , m_clock(services.clock)
{
    build(services);
    connectParts();
    connectMessages();
    setViewMode(m_mode);
}

DocumentPage::~DocumentPage()
{
    // What the editor says while it goes away concerns nobody.
    m_editor->disconnect(this);
    m_preview->disconnect(this);
}

void DocumentPage::build(const DocumentArea::Services &services)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_header = new DocumentHeader(this);
    m_messages = new MessageBar(this);
    m_banner = new VersionBanner(this);
    m_banner->hide();
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_editor = new PromptEditor(services.highlighting, services.runner, m_splitter);
    m_preview = new MarkdownPreview(services.highlighting, services.runner, m_splitter);
    m_editor->setMinimumWidth(160);
    m_preview->setMinimumWidth(160);
    m_splitter->setSizes({1, 1});
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 1);
    m_hint = new QLabel(this);
    m_hint->setAlignment(Qt::AlignCenter);
    m_failure = new EmptyState(this);
    layout->addWidget(m_header);
    layout->addWidget(m_banner);
    layout->addWidget(m_messages);
    m_stack = new QStackedLayout;
    m_stack->addWidget(m_hint);
    m_stack->addWidget(m_splitter);
    m_stack->addWidget(m_failure);
    layout->addLayout(m_stack, 1);

    for (QTimer *timer : {&m_hintDelay, &m_draftDelay, &m_changesDelay, &m_retryDelay})
        timer->setSingleShot(true);
    m_hintDelay.setInterval(150ms);
    m_draftDelay.setInterval(300ms);
    m_changesDelay.setInterval(250ms);
    m_retryDelay.setInterval(10s);
}

void DocumentPage::connectParts()
{
    connect(m_editor, &PromptEditor::textChanged, this, &DocumentPage::textChanged);
    connect(m_editor, &PromptEditor::cursorMoved, this, &DocumentPage::cursorMoved);
    connect(m_editor, &PromptEditor::undoStateChanged, this, &DocumentPage::changed);
    connect(m_editor, &PromptEditor::focusLost, this, &DocumentPage::flush);
    connect(m_editor, &PromptEditor::wordsCounted, this, [this](int words) {
        m_words = words;
        emit changed();
    });
    connect(m_editor, &PromptEditor::scrolled, this, [this](double line) {
        if (m_isSynchronized && m_mode == ViewMode::Split)
            m_preview->setTopLine(line);
    });
    connect(m_preview, &MarkdownPreview::scrolled, this, [this](double line) {
        if (m_isSynchronized && m_mode == ViewMode::Split && !m_editor->hasOverlongLine()) {
            const QSignalBlocker blocker(m_editor); // the editor follows; it does not answer
            m_editor->setTopLine(line);
        }
    });
    connect(m_header, &DocumentHeader::viewModeChosen, this, &DocumentPage::viewModeChosen);
    connect(m_header, &DocumentHeader::nameChanged, this, [this] {
        if (m_hasDraft) {
            m_isUnwritten = true;
            m_draftDelay.start();
        }
        emit changed();
    });
    connect(m_header, &DocumentHeader::nameEntered, this, &DocumentPage::focusContent);
    connect(m_banner, &VersionBanner::backRequested, this, &DocumentPage::backToLatest);
    connect(m_banner, &VersionBanner::editRequested, this, &DocumentPage::editOldVersion);
    connect(m_banner, &VersionBanner::restoreRequested, this, [this] {
        if (m_name && m_oldVersion)
            emit restoreRequested({*m_name, *m_oldVersion});
    });
    connect(&m_draftDelay, &QTimer::timeout, this, [this] {
        writeDraft();
        emit changed();
    });
    connect(&m_changesDelay, &QTimer::timeout, this, &DocumentPage::countChanges);
    connect(&m_retryDelay, &QTimer::timeout, this, [this] { m_keeper->retry(m_key); });
    connect(&m_hintDelay, &QTimer::timeout, this, [this] {
        m_hint->setText(tr("Loading…"));
        m_stack->setCurrentWidget(m_hint);
    });
}

void DocumentPage::connectMessages()
{
    connect(m_editor, &PromptEditor::refused, this,
            [this](const QString &why) { m_messages->post(u"refused"_s, MessageBar::Kind::Warning, why); });
    connect(m_editor, &PromptEditor::limitationChanged, this, [this] {
        if (m_editor->limitation().isEmpty())
            m_messages->dismiss(u"limitation"_s);
        else
            m_messages->post(u"limitation"_s, MessageBar::Kind::Information, m_editor->limitation());
    });
    connect(m_keeper, &DraftKeeper::saved, this, [this](const QString &key) {
        if (key != m_key)
            return;
        m_messages->dismiss(u"draft"_s);
        if (std::exchange(m_confirmsSave, false))
            m_header->flash(tr("Draft saved"));
    });
    connect(m_keeper, &DraftKeeper::failed, this, [this](const QString &key, const Error &error) {
        if (key != m_key)
            return;
        m_confirmsSave = false;
        m_messages->post(u"draft"_s, MessageBar::Kind::Problem,
                         tr("The draft is not saved yet; the text is still here. %1").arg(error.message()),
                         {{tr("Try again"), [this] { m_keeper->retry(m_key); }}});
        m_retryDelay.start();
    });
}

void DocumentPage::beginNew(const QString &key, const QString &nameText, const QByteArray &content, qint64 cursor,
                            const std::optional<QDateTime> &savedAt)
{
    m_key = key;
    m_name.reset();
    m_header->askName(m_session, nameText);
    setBase({}, {});
    showBytes(content);
    becomeReady();
    if (cursor > 0)
        m_editor->setCursorPosition(cursor);
    setHasDraft(differsFromBase());
    if (m_hasDraft && savedAt) {
        m_draftSavedAt = savedAt;
        m_kept = Draft{.key = key, .name = targetName(), .base = {}, .content = content, .savedAt = *savedAt};
    }
    updateHeader();
    m_header->focusName();
}

void DocumentPage::goToLine(int line)
{
    if (m_state != State::Ready) {
        m_wantedLine = line;
        return;
    }
    m_editor->goToLine(line);
    m_preview->setTopLine(line - 1);
}

bool DocumentPage::showBytes(const QByteArray &bytes)
{
    auto decoded = decodeText(bytes);
    if (!decoded) {
        m_messages->post(u"content"_s, MessageBar::Kind::Warning, decoded.error().message());
        decoded = DecodedText{};
        decoded->reason = ReadOnlyReason::InvalidUtf8;
        m_readOnlyReason = tr("too large to edit");
    } else if (!decoded->isEditable()) {
        m_readOnlyReason = decoded->explanation();
        m_messages->post(u"content"_s, MessageBar::Kind::Warning, m_readOnlyReason);
    } else {
        m_readOnlyReason.clear();
        m_messages->dismiss(u"content"_s);
    }
    m_form = decoded->form;
    m_shownBytes = bytes;
    m_editor->setText(decoded->text);
    m_preview->setText(decoded->text);
    updateReadOnly();
    return m_readOnlyReason.isEmpty();
}

QByteArray DocumentPage::bytes() const
{
    if (m_state != State::Ready)
        return {};
    return m_readOnlyReason.isEmpty() ? encodeText(m_editor->text(), m_form) : m_shownBytes;
}

void DocumentPage::setBase(const std::optional<Version> &version, const QByteArray &bytes)
{
    m_base = version;
    const auto decoded = decodeText(bytes);
    m_baseText = decoded ? decoded->text : QString();
    m_baseForm = decoded ? decoded->form : TextForm();
}

bool DocumentPage::isBase(const QByteArray &bytes) const
{
    const auto decoded = decodeText(bytes);
    return (decoded ? decoded->text : QString()) == m_baseText && (decoded ? decoded->form : TextForm()) == m_baseForm;
}

bool DocumentPage::differsFromBase() const
{
    if (!m_readOnlyReason.isEmpty() || m_oldVersion)
        return false;
    return m_editor->text() != m_baseText || (m_base && m_form != m_baseForm);
}

std::optional<Name> DocumentPage::targetName() const
{
    return m_name ? m_name : m_header->name();
}

void DocumentPage::textChanged()
{
    if (m_state != State::Ready)
        return;
    m_preview->setText(m_editor->text());
    if (m_oldVersion || !m_readOnlyReason.isEmpty())
        return;
    if (differsFromBase()) {
        m_isUnwritten = true;
        if (!m_draftDelay.isActive())
            m_draftDelay.start();
        m_changesDelay.start();
        setHasDraft(true);
    } else if (m_hasDraft) {
        m_isUnwritten = false;
        m_draftDelay.stop();
        m_keeper->discard(m_key);
        setHasDraft(false);
    }
    emit changed();
}

void DocumentPage::setHasDraft(bool has)
{
    if (!has) {
        m_changes = 0;
        m_messages->dismiss(u"restored"_s);
        m_messages->dismiss(u"newer"_s);
    }
    if (m_hasDraft == has)
        return;
    m_hasDraft = has;
    m_kept.reset();
    m_draftSavedAt.reset();
    updateHeader();
    if (m_name)
        emit draftStateChanged(*m_name, has);
    emit changed();
}

void DocumentPage::writeDraft()
{
    m_draftDelay.stop();
    if (!m_isUnwritten || m_state != State::Ready || m_oldVersion || !m_hasDraft)
        return;
    m_isUnwritten = false;
    const Draft draft{.key = m_key,
                      .name = targetName(),
                      .base = m_base,
                      .content = bytes(),
                      .savedAt = m_clock->now(),
                      .cursor = m_editor->cursorPosition()};
    // An editor also tells of changes that leave the text as it was.
    if (m_kept && !m_confirmsSave && m_kept->key == draft.key && m_kept->name == draft.name &&
        m_kept->base == draft.base && m_kept->content == draft.content)
        return;
    m_draftSavedAt = draft.savedAt;
    m_kept = draft;
    m_keeper->save(draft);
}

void DocumentPage::flush()
{
    writeDraft();
}

void DocumentPage::saveDraft()
{
    if (!m_hasDraft) {
        m_header->flash(tr("Nothing to save"));
        return;
    }
    m_confirmsSave = true;
    m_isUnwritten = true;
    writeDraft();
    emit changed();
}

void DocumentPage::discardDraft()
{
    if (!m_hasDraft || m_oldVersion)
        return;
    m_messages->dismiss(u"restored"_s);
    m_form = m_baseForm;
    m_editor->changeText(m_baseText);
    if (m_hasDraft && !differsFromBase())
        textChanged();
}

bool DocumentPage::takeText(const QByteArray &content)
{
    const auto decoded = decodeText(content);
    if (m_state != State::Ready || m_oldVersion || !m_readOnlyReason.isEmpty() || !decoded || !decoded->isEditable())
        return false;
    m_form = decoded->form;
    m_editor->changeText(decoded->text);
    textChanged();
    return true;
}

void DocumentPage::requestPublish()
{
    if (m_state != State::Ready || m_oldVersion)
        return;
    const auto name = targetName();
    if (!name) {
        m_messages->post(u"name"_s, MessageBar::Kind::Warning, m_header->nameProblem());
        m_header->focusName();
        return;
    }
    m_messages->dismiss(u"name"_s);
    flush();
    emit publishRequested(*name, bytes(), m_base);
}

void DocumentPage::compareWithPublished()
{
    if (m_state != State::Ready || !m_name || !m_base)
        return;
    emit compareRequested({*m_name, *m_base}, bytes());
}

void DocumentPage::countChanges()
{
    if (!m_hasDraft || !m_base)
        return;
    m_count = m_runner
                  ->run([left = m_baseText, right = m_editor->text()](const std::stop_token &stop) -> Result<int> {
                      const auto diff = diffTexts(left, right, stop);
                      return diff ? static_cast<int>(differenceStarts(diff->rows()).size()) : 0;
                  })
                  .then(this, [this](const Result<int> &count) {
                      m_changes = count.value_or(0);
                      updateHeader();
                      emit changed();
                  });
}

void DocumentPage::updateHeader()
{
    const QString dot = u" · "_s;
    QString facts;
    QString toolTip;
    if (m_oldVersion)
        facts = m_oldVersion->toString();
    else if (!m_name)
        facts = m_hasDraft ? tr("new, kept as a draft") : tr("new");
    else if (m_base)
        facts = m_base->toString();
    else
        facts = tr("not published");
    if (m_oldVersion) {
        facts += dot + tr("older version");
    } else if (m_hasDraft && m_name) {
        facts += dot + (m_changes == 0   ? tr("draft")
                        : m_changes == 1 ? tr("draft, 1 change")
                                         : tr("draft, %1 changes").arg(QLocale().toString(m_changes)));
    }
    if (m_session->isReadOnly()) {
        facts += dot + tr("read-only library");
        toolTip = m_session->info().readOnlyReason;
    } else if (!m_readOnlyReason.isEmpty()) {
        facts += dot + tr("read-only");
        toolTip = m_readOnlyReason;
    }
    m_header->setFacts(m_state == State::Ready ? facts : QString(), toolTip);
}

void DocumentPage::updateReadOnly()
{
    m_editor->setReadOnly(m_oldVersion.has_value() || !m_readOnlyReason.isEmpty() || m_session->isReadOnly());
}

DocumentInfo DocumentPage::info() const
{
    DocumentInfo info;
    info.session = m_session;
    info.name = m_oldVersion ? m_name : targetName();
    info.base = m_oldVersion ? m_oldVersion : m_base;
    info.title = title();
    info.isLoaded = m_state == State::Ready;
    info.isReadOnly = m_editor->isReadOnly();
    info.isOldVersion = m_oldVersion.has_value();
    info.hasDraft = m_hasDraft;
    info.draftSavedAt = m_draftSavedAt;
    info.canUndo = m_editor->canUndo();
    info.canRedo = m_editor->canRedo();
    info.changes = m_changes;
    info.line = m_editor->line();
    info.column = m_editor->column();
    info.words = m_words;
    info.bytes = bytes().size();
    return info;
}

QString DocumentPage::title() const
{
    if (m_name)
        return m_oldVersion ? m_name->leaf() + u' ' + m_oldVersion->toString() : m_name->leaf();
    const QString typed = m_header->nameText().section(u'/', -1);
    return typed.isEmpty() ? tr("New prompt") : typed;
}

bool DocumentPage::isWorthKeeping() const
{
    return m_name || m_hasDraft;
}

void DocumentPage::setViewMode(ViewMode mode)
{
    m_mode = mode;
    m_header->setViewMode(mode);
    const double line = m_editor->isVisible() ? m_editor->topLine() : m_preview->topLine();
    const bool hadFocus = m_splitter->isAncestorOf(focusWidget());
    m_editor->setVisible(mode != ViewMode::Preview);
    m_preview->setVisible(mode != ViewMode::Edit);
    m_editor->setTopLine(line);
    m_preview->setTopLine(line);
    if (hadFocus)
        focusContent();
}

void DocumentPage::setSynchronizedScrolling(bool on)
{
    m_isSynchronized = on;
}

void DocumentPage::focusContent()
{
    if (m_mode == ViewMode::Preview)
        m_preview->setFocus(Qt::OtherFocusReason);
    else
        m_editor->setFocus(Qt::OtherFocusReason);
}

void DocumentPage::showEditor()
{
    if (m_mode == ViewMode::Preview)
        emit viewModeChosen(ViewMode::Split);
}

void DocumentPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const auto wanted = width() < stackedBelow ? Qt::Vertical : Qt::Horizontal;
    if (m_splitter->orientation() != wanted)
        m_splitter->setOrientation(wanted);
}

} // namespace pulse::ui
