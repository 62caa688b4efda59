// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/libraries/connection_test.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/libraries/trust_host_dialog.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

bool isSame(const std::optional<Credential> &a, const std::optional<Credential> &b)
{
    return a.has_value() == b.has_value() &&
           (!a || (a->user == b->user && a->secret == b->secret && a->sessionToken == b->sessionToken));
}

} // namespace

ConnectionTest::ConnectionTest(LibraryBook *book, QWidget *parent)
    : QWidget(parent)
    , m_book(book)
    , m_verdict(new QLabel(this))
    , m_steps(new ConnectionSteps)
    , m_scroll(new QScrollArea(this))
    , m_button(new QPushButton(this))
    , m_trust(new QPushButton(icon("key"_L1), tr("Look at the key…"), this))
    , m_copy(new QPushButton(icon("copy"_L1), tr("Copy report"), this))
{
    m_verdict->setTextFormat(Qt::PlainText);
    m_verdict->setWordWrap(true);
    QFont font = m_verdict->font();
    font.setWeight(QFont::DemiBold);
    m_verdict->setFont(font);
    m_scroll->setWidget(m_steps);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setMinimumHeight(160);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_steps->setAutoFillBackground(false);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_trust);
    buttons->addWidget(m_button);
    buttons->addWidget(m_copy);
    buttons->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(innerSpacing);
    column->addWidget(m_verdict);
    column->addWidget(m_scroll, 1);
    column->addLayout(buttons);
    m_trust->setToolTip(tr("Shows by which key this server can be told from others, and lets you trust it"));
    connect(m_trust, &QPushButton::clicked, this, &ConnectionTest::askForTrust);
    m_copy->setToolTip(tr("Copies every step as text, for somebody who can help"));
    connect(m_button, &QPushButton::clicked, this, [this] { m_state == State::Trying ? stop() : begin(); });
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(verdict() + u'\n' + m_steps->text()); });
    // The newest step is in sight.
    connect(m_scroll->verticalScrollBar(), &QScrollBar::rangeChanged, this,
            [this](int, int last) { m_scroll->verticalScrollBar()->setValue(last); });
    setState(State::Untried);
}

ConnectionTest::~ConnectionTest()
{
    delete m_round;
}

void ConnectionTest::setDraft(const LibraryProfile &draft, const std::optional<Credential> &credential)
{
    if (m_draft == draft && isSame(m_credential, credential) && m_state != State::Untried)
        return;
    m_task.cancel();
    delete m_round;
    m_draft = draft;
    m_credential = credential;
    m_steps->clear();
    m_unknown.reset();
    setState(State::Untried);
}

void ConnectionTest::begin()
{
    if (m_state != State::Trying)
        start(m_draft);
}

// The draft as it is, or with what a person said of its server meanwhile.
void ConnectionTest::start(const LibraryProfile &draft)
{
    delete m_round;
    m_round = new QObject(this);
    m_steps->clear();
    m_hasWarnings = false;
    m_unknown.reset();
    setState(State::Trying);
    m_task = m_book
                 ->check(draft, m_credential, m_round,
                         [this](const ConnectionStep &step) {
                             m_hasWarnings = m_hasWarnings || step.outcome == ConnectionStep::Outcome::Warned;
                             m_steps->add(step);
                         })
                 .then(this, [this](const Result<void> &outcome) { finish(outcome); });
}

void ConnectionTest::askForTrust()
{
    if (!m_unknown)
        return;
    auto *dialog = new TrustHostDialog(*m_unknown, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, fingerprint = m_unknown->fingerprint] {
        if (m_state == State::Trying)
            return;
        LibraryProfile trusting = m_draft;
        trusting.settings.insert_or_assign(hostKeyOption, fingerprint);
        start(trusting);
    });
    dialog->open();
}

void ConnectionTest::stop()
{
    if (m_state == State::Trying)
        m_task.requestStop();
}

void ConnectionTest::finish(const Result<void> &outcome)
{
    m_unknown = outcome ? std::nullopt : UnknownHost::of(outcome.error());
    // An error that no step told, such as an address that no backend takes.
    const bool isTold = std::ranges::any_of(
        m_steps->steps(), [](const ConnectionStep &step) { return step.outcome == ConnectionStep::Outcome::Failed; });
    const bool isStopped = !outcome && outcome.error().code() == ErrorCode::Cancelled;
    if (!outcome && !isTold && !isStopped)
        m_steps->add({.kind = ConnectionStep::Kind::Address,
                      .outcome = ConnectionStep::Outcome::Failed,
                      .what = outcome.error().message(),
                      .advice = {}});
    setState(outcome ? State::Works : isStopped ? State::Stopped : State::Fails);
}

QString ConnectionTest::verdict() const
{
    return m_verdict->text();
}

void ConnectionTest::setState(State state)
{
    m_state = state;
    const bool isTrying = state == State::Trying;
    m_steps->setWaiting(isTrying ? tr("Trying…") : QString());
    switch (state) {
    case State::Untried:
        m_verdict->setText(tr("Not tried yet"));
        break;
    case State::Trying:
        m_verdict->setText(tr("Trying the way to the library…"));
        break;
    case State::Works:
        m_verdict->setText(m_hasWarnings ? tr("It works; see the warnings") : tr("It works"));
        break;
    case State::Fails:
        m_verdict->setText(tr("It does not work yet"));
        break;
    case State::Stopped:
        m_verdict->setText(tr("Stopped before the end"));
        break;
    }
    m_button->setText(isTrying ? tr("Stop") : state == State::Untried ? tr("Test") : tr("Test again"));
    m_button->setIcon(icon(isTrying ? "stop"_L1 : "sync"_L1));
    m_trust->setVisible(state == State::Fails && m_unknown.has_value());
    m_copy->setVisible(!m_steps->steps().empty());
    emit stateChanged();
}

} // namespace pulse::ui
