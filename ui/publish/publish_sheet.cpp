// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/publish/publish_sheet.h"

#include "bump_text.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/diff/comparison_view.h"
#include "pulse/ui/publish/version_choices.h"

#include <QDialogButtonBox>
#include <QPlainTextEdit>
#include <QShortcut>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {

const QString proposalProblem = u"proposal"_s; // apart, because a newer proposal must not wipe a refusal away
const QString publishProblem = u"publish"_s;

QLabel *heading(const QString &text)
{
    auto *label = new QLabel(text);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

} // namespace

PublishSheet::PublishSheet(LibrarySession *session, const Name &name, const QByteArray &content,
                           const std::optional<Version> &base, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_name(name)
    , m_content(content)
    , m_base(base)
{
    setWindowTitle(tr("Publish %1").arg(name.toString()));
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    requestProposal();
    connect(session, &LibrarySession::promptChanged, this, [this](const Name &changed) {
        if (changed == m_name && !m_publishing)
            requestProposal();
    });
}

PublishSheet::~PublishSheet() = default;

void PublishSheet::build()
{
    m_messages = new MessageBar;
    m_reason = new QLabel(tr("Looking at what changed…"));
    m_reason->setWordWrap(true);
    m_reason->setTextFormat(Qt::PlainText);
    m_choices = new VersionChoices;
    m_message = new QPlainTextEdit;
    m_message->setPlaceholderText(tr("What changed, and why? (optional)"));
    m_message->setAccessibleName(tr("Message"));
    m_message->setTabChangesFocus(true);
    m_message->setFixedHeight(m_message->fontMetrics().lineSpacing() * 3 + 2 * innerSpacing);
    m_comparison = new ComparisonView;
    m_comparison->setMinimumHeight(180);
    m_comparison->hide();

    auto *buttons = new QDialogButtonBox;
    m_publish = buttons->addButton(tr("Publish"), QDialogButtonBox::AcceptRole);
    m_publish->setIcon(icon("publish"_L1));
    m_publish->setDefault(true);
    m_publish->setEnabled(false);
    buttons->addButton(tr("Not yet"), QDialogButtonBox::RejectRole);

    auto *inside = new QVBoxLayout;
    inside->setContentsMargins(groupSpacing, groupSpacing, groupSpacing, groupSpacing);
    inside->setSpacing(innerSpacing);
    inside->addWidget(m_reason);
    inside->addWidget(m_choices);
    inside->addSpacing(gridUnit);
    inside->addWidget(heading(tr("Message")));
    inside->addWidget(m_message);
    inside->addSpacing(gridUnit);
    inside->addWidget(m_comparison, 1);
    inside->addWidget(buttons);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_messages);
    column->addLayout(inside, 1);
    resize(780, 640);
    if (const QWidget *window = parentWidget() ? parentWidget()->window() : nullptr)
        resize(size().boundedTo(window->size() - QSize(2 * groupSpacing, 2 * groupSpacing)));

    connect(m_choices, &VersionChoices::chosenChanged, this, &PublishSheet::updateButton);
    connect(buttons, &QDialogButtonBox::accepted, this, &PublishSheet::publish);
    connect(buttons, &QDialogButtonBox::rejected, this, &PublishSheet::reject);
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | key), this);
        connect(shortcut, &QShortcut::activated, this, &PublishSheet::publish);
    }
}

void PublishSheet::setMessage(const QString &message)
{
    m_message->setPlainText(message);
}

void PublishSheet::requestProposal()
{
    if (!m_session)
        return;
    m_proposeTask = m_session->propose(m_name, m_content).then(this, [this](Result<Library::Proposal> proposal) {
        showProposal(std::move(proposal));
    });
}

void PublishSheet::showProposal(Result<Library::Proposal> proposal)
{
    if (!proposal) {
        m_reason->clear();
        m_messages->post(proposalProblem, MessageBar::Kind::Problem, proposal.error().message(),
                         {{tr("Try again"), [this] { requestProposal(); }}});
        return;
    }
    m_messages->dismiss(proposalProblem);
    const bool newLatest = !m_proposal || m_proposal->latest != proposal->latest;
    m_proposal = *std::move(proposal);
    if (newLatest) {
        m_choices->setProposal(*m_proposal);
        m_comparison->setVisible(m_proposal->latest.has_value());
        if (!m_proposal->latest)
            resize(width(), sizeHint().height()); // there is nothing to compare with
        if (m_proposal->latest)
            m_comparison->compareWith(m_session, {m_name, *m_proposal->latest}, m_content, tr("Your text"));
    }
    explainProposal();
    updateButton();
    m_message->setFocus();
    emit ready();
}

void PublishSheet::explainProposal()
{
    if (!m_proposal->latest)
        m_reason->setText(tr("This is the first version of %1.").arg(m_name.toString()));
    else if (m_proposal->unchanged)
        m_reason->setText(
            tr("Nothing has changed since %1, so there is nothing to publish.").arg(m_proposal->latest->toString()));
    else if (const auto &reasons = m_proposal->suggestion.reasons; !reasons.empty())
        m_reason->setText(
            tr("%1 → %2.  %3")
                .arg(m_proposal->latest->toString(), m_proposal->proposed.toString(), bumpText(reasons.front())));
    if (m_proposal->latest && m_base && *m_base != *m_proposal->latest)
        m_messages->post(u"base"_s, MessageBar::Kind::Warning,
                         tr("%1 was published after you began with %2. The difference below is to %1; publishing puts "
                            "your text on top of it, and %1 stays in the history.")
                             .arg(m_proposal->latest->toString(), m_base->toString()));
    else
        m_messages->dismiss(u"base"_s);
}

void PublishSheet::updateButton()
{
    const auto chosen = m_choices->chosen();
    m_publish->setEnabled(m_proposal && !m_proposal->unchanged && chosen && !m_publishing && m_session);
    m_publish->setText(m_publishing ? tr("Publishing…")
                       : chosen     ? tr("Publish %1").arg(chosen->toString())
                                    : tr("Publish"));
}

void PublishSheet::publish()
{
    if (!m_publish->isEnabled())
        return;
    m_publishing = true;
    updateButton();
    m_messages->dismiss(publishProblem);
    PublishRequest request{.name = m_name,
                           .content = m_content,
                           .version = m_choices->chosen(),
                           .bump = {},
                           .message = m_message->toPlainText().trimmed(),
                           .author = m_author.isEmpty() ? std::nullopt : std::optional(m_author),
                           .tags = {},
                           .description = {},
                           .createdAt = {},
                           .basedOn = m_proposal->latest}; // what the person saw the difference to
    m_publishTask =
        m_session->publish(request).then(this, [this](Result<StoreReceipt> receipt) { finish(std::move(receipt)); });
}

void PublishSheet::finish(Result<StoreReceipt> receipt)
{
    m_publishing = false;
    updateButton();
    if (!receipt) {
        m_messages->post(publishProblem, MessageBar::Kind::Problem, receipt.error().message());
        if (receipt.error().code() == ErrorCode::Conflict)
            requestProposal();
        return;
    }
    emit published({receipt->metadata.name, receipt->metadata.version});
    accept();
}

} // namespace pulse::ui
