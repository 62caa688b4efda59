// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/metadata/metadata_panel.h"

#include "facts_view.h"
#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/common/time_updates.h"
#include "pulse/ui/metadata/tag_editor.h"

#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {

constexpr int storeDelay = 1200; // ms after the last keystroke
const QString problem = u"metadata"_s;

QLabel *heading(const QString &text, QWidget *buddy)
{
    auto *label = new QLabel(text);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    label->setBuddy(buddy);
    return label;
}

MetadataPatch addingTag(const QString &tag)
{
    MetadataPatch patch;
    patch.addTags = {tag};
    return patch;
}

MetadataPatch removingTag(const QString &tag)
{
    MetadataPatch patch;
    patch.removeTags = {tag};
    return patch;
}

MetadataPatch describing(const QString &text)
{
    MetadataPatch patch;
    patch.description = text;
    return patch;
}

} // namespace

MetadataPanel::MetadataPanel(std::shared_ptr<const Clock> clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(std::move(clock))
{
    build();
    m_times = new TimeUpdates(this, [this] { return tellTimes(); });
    m_storeTimer->setSingleShot(true);
    m_storeTimer->setInterval(storeDelay);
    connect(m_storeTimer, &QTimer::timeout, this, &MetadataPanel::storeDescription);
    connect(m_description, &QPlainTextEdit::textChanged, this, [this] {
        if (m_shown && m_description->toPlainText() != m_shown->description)
            m_storeTimer->start();
    });
    connect(m_tags, &TagEditor::invalid, this, [this](const QString &reason) {
        m_tagProblem->setText(reason);
        m_tagProblem->setVisible(!reason.isEmpty());
    });
    connect(m_tags, &TagEditor::tagAdded, this, [this](const QString &tag) { apply(addingTag(tag)); });
    connect(m_tags, &TagEditor::tagRemoved, this, [this](const QString &tag) { apply(removingTag(tag)); });
    connect(m_facts, &FactsView::verifyRequested, this, &MetadataPanel::verify);
    setVersion(nullptr, {});
}

MetadataPanel::~MetadataPanel()
{
    storeDescription();
}

void MetadataPanel::build()
{
    m_messages = new MessageBar;
    m_empty = new EmptyState;
    m_empty->setContent(icon("info"_L1), tr("No details yet"), tr("Open a prompt to see and edit its details here."));
    m_storeTimer = new QTimer(this);
    m_description = new QPlainTextEdit;
    m_description->setPlaceholderText(tr("What is this prompt for?"));
    m_description->setAccessibleName(tr("Description"));
    m_description->setTabChangesFocus(true);
    m_description->setFixedHeight(m_description->fontMetrics().lineSpacing() * 4 + 2 * innerSpacing);
    m_description->installEventFilter(this);
    m_tags = new TagEditor;
    m_tagProblem = new QLabel;
    m_tagProblem->setWordWrap(true);
    m_tagProblem->hide();
    m_facts = new FactsView;

    m_content = new QWidget;
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(innerSpacing, innerSpacing, innerSpacing, innerSpacing);
    column->setSpacing(gridUnit);
    column->addWidget(heading(tr("Description"), m_description));
    column->addWidget(m_description);
    column->addSpacing(innerSpacing);
    column->addWidget(heading(tr("Tags"), m_tags->findChild<QWidget *>()));
    column->addWidget(m_tags);
    column->addWidget(m_tagProblem);
    column->addSpacing(innerSpacing);
    column->addWidget(heading(tr("Facts"), nullptr));
    column->addWidget(m_facts);
    column->addStretch(1);

    auto *scroll = new QScrollArea;
    scroll->setWidget(m_content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    m_content->setAutoFillBackground(true);
    m_content->setBackgroundRole(QPalette::Base);
    m_content = scroll;

    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(m_messages);
    outer->addWidget(m_empty, 1);
    outer->addWidget(scroll, 1);
}

void MetadataPanel::setVersion(LibrarySession *session, const std::optional<VersionKey> &key)
{
    if (session == m_session && key == m_key && key)
        return;
    storeDescription();
    if (session != m_session) {
        if (m_session)
            disconnect(m_session, nullptr, this, nullptr);
        m_session = session;
        if (session) {
            const auto known = [this] {
                QStringList names;
                for (const auto &[tag, count] : m_session->catalogue().tags())
                    names.append(tag);
                m_tags->setKnownTags(names);
            };
            known();
            connect(session, &LibrarySession::catalogueChanged, this, known);
            connect(session, &LibrarySession::promptChanged, this, [this](const Name &name) {
                if (m_key && m_key->name == name)
                    reload();
            });
        }
    }
    m_key = session ? key : std::nullopt;
    m_shown.reset();
    m_verifyTask = {};
    m_messages->dismiss(problem);
    m_empty->setVisible(!m_key);
    m_content->setVisible(m_key.has_value());
    m_facts->setVerdict({}, {});
    if (!m_key)
        return;
    const bool readOnly = m_session->isReadOnly();
    m_description->setReadOnly(readOnly);
    m_tags->setReadOnly(readOnly);
    reload();
}

void MetadataPanel::setVariables(const QStringList &required, const QStringList &optional)
{
    QStringList names = required;
    for (const QString &name : optional)
        names.append(tr("%1 (optional)").arg(name));
    m_facts->setFact(FactsView::Fact::Variables, names.join(u", "_s));
}

void MetadataPanel::reload()
{
    if (!m_session || !m_key)
        return;
    const PromptRef ref{m_key->name, m_key->version, true};
    m_loadTask = m_session->run([ref](Library &library, std::stop_token stop) { return library.metadata(ref, stop); })
                     .then(this, [this](Result<Metadata> metadata) { present(std::move(metadata)); });
}

void MetadataPanel::present(Result<Metadata> metadata)
{
    if (!metadata) {
        m_messages->post(problem, MessageBar::Kind::Problem, metadata.error().message(),
                         {{tr("Try again"), [this] { reload(); }}});
        return;
    }
    m_messages->dismiss(problem);
    showMetadata(*metadata);
}

void MetadataPanel::showMetadata(const Metadata &metadata)
{
    const bool edited = m_shown && m_description->toPlainText() != m_shown->description;
    m_shown = metadata;
    if (!edited && m_description->toPlainText() != metadata.description)
        m_description->setPlainText(metadata.description);
    m_tags->setTags(metadata.tags.toList());
    using Fact = FactsView::Fact;
    m_facts->setFact(Fact::Version, metadata.version.toString(),
                     VersionKey{metadata.name, metadata.version}.toString());
    m_facts->setFact(Fact::Message, metadata.message);
    m_facts->setFact(Fact::Author, metadata.author);
    m_facts->setFact(Fact::Size, tr("%1 bytes").arg(locale().toString(metadata.size)));
    m_facts->setFact(Fact::Checksum, metadata.checksum.hex().left(12) + u'…', metadata.checksum.toString());
    m_times->tellNow();
}

std::chrono::milliseconds MetadataPanel::tellTimes()
{
    if (!m_shown)
        return std::chrono::milliseconds(0);
    using Fact = FactsView::Fact;
    const QDateTime now = m_clock->now();
    const bool isUpdated = m_shown->updatedAt > m_shown->createdAt;
    m_facts->setFact(Fact::Created, relativeTime(m_shown->createdAt, now), exactTime(m_shown->createdAt));
    m_facts->setFact(Fact::Updated, isUpdated ? relativeTime(m_shown->updatedAt, now) : QString(),
                     exactTime(m_shown->updatedAt));
    const auto lasts = relativeTimeLasts(m_shown->createdAt, now);
    return isUpdated ? std::min(lasts, relativeTimeLasts(m_shown->updatedAt, now)) : lasts;
}

void MetadataPanel::storeDescription()
{
    m_storeTimer->stop();
    if (!m_shown || !m_session || !m_key || m_session->isReadOnly())
        return;
    const QString text = m_description->toPlainText();
    if (text == m_shown->description)
        return;
    m_shown->description = text;
    apply(describing(text));
}

void MetadataPanel::apply(const MetadataPatch &patch)
{
    if (!m_session || !m_key)
        return;
    m_session->updateMetadata(PromptRef{m_key->name, m_key->version, true}, patch)
        .then(this,
              [this, patch](const Result<Metadata> &metadata) {
                  if (!metadata) {
                      m_messages->post(problem, MessageBar::Kind::Problem, metadata.error().message(),
                                       {{tr("Try again"), [this, patch] { apply(patch); }}});
                      return;
                  }
                  m_messages->dismiss(problem);
                  if (m_key && m_key->name == metadata->name && m_key->version == metadata->version)
                      showMetadata(*metadata);
              })
        .detach();
}

void MetadataPanel::verify()
{
    if (!m_session || !m_key)
        return;
    m_facts->setVerdict(tr("Reading…"), {});
    m_verifyTask = m_session
                       ->run([key = *m_key](Library &library, std::stop_token stop) {
                           return library.verifyVersion(key, std::move(stop));
                       })
                       .then(this, [this](const Result<Metadata> &verified) {
                           if (verified)
                               m_facts->setVerdict(tr("The content matches its checksum."), positiveColor(palette()));
                           else
                               m_facts->setVerdict(verified.error().message(), negativeColor(palette()));
                       });
}

bool MetadataPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_description && event->type() == QEvent::FocusOut)
        storeDescription();
    return QWidget::eventFilter(watched, event);
}

} // namespace pulse::ui
