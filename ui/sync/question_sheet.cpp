// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/sync/question_sheet.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/common/page_heading.h"
#include "pulse/ui/sync/sync_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

const QString problemKey = u"question"_s;
constexpr int sheetWidth = 560;

QLabel *words(QWidget *parent, const QString &text = {})
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

QuestionSheet::QuestionSheet(LibrarySession *session, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_messages(new MessageBar(this))
    , m_reason(words(this))
    , m_kept(words(this))
    , m_leave(new QPushButton(tr("Leave everything as it is"), this))
    , m_look(new QPushButton(icon("sync"_L1), tr("Look again"), this))
    , m_accept(new QPushButton(tr("Take it as it is now"), this))
{
    setWindowTitle(tr("“%1” looks different from last time").arg(session->title()));
    auto *heading = new PageHeading(this);
    heading->setContent(icon("help"_L1), tr("This library looks different from last time"),
                        tr("Nothing is sent or fetched until you say what is right."));
    auto *choice = words(this, tr("If a disk is not mounted, an address is wrong or somebody is in the middle of "
                                  "restoring it, leave everything as it is: it is looked at again when you ask for it. "
                                  "If it was emptied or replaced on purpose, take it as it is now: what is missing "
                                  "there is sent again from here, and what both hold is compared."));
    m_leave->setDefault(true);
    m_leave->setToolTip(tr("Nothing changes, here or there"));
    m_accept->setToolTip(tr("Brings both sides together although the library is not what it was"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(innerSpacing);
    buttons->addWidget(m_accept);
    buttons->addStretch(1);
    buttons->addWidget(m_look);
    buttons->addWidget(m_leave);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(groupSpacing, groupSpacing, groupSpacing, groupSpacing);
    column->setSpacing(innerSpacing + gridUnit);
    column->addWidget(m_messages);
    column->addWidget(heading);
    column->addWidget(m_reason);
    column->addWidget(m_kept);
    column->addWidget(choice);
    column->addStretch(1);
    column->addLayout(buttons);

    connect(m_leave, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_look, &QPushButton::clicked, this, [this] { begin({.everything = true}); });
    connect(m_accept, &QPushButton::clicked, this, [this] { begin({.everything = true, .acceptHome = true}); });
    connect(session->sync(), &LibrarySync::statusChanged, this, &QuestionSheet::showState);
    connect(session->sync(), &LibrarySync::finished, this,
            [this](const SyncStorage::Report &, const std::optional<Error> &failure) { finish(failure); });
    showState();
    resize(sheetWidth, column->totalHeightForWidth(sheetWidth));
    m_leave->setFocus();
}

QuestionSheet::~QuestionSheet() = default;

void QuestionSheet::begin(const SyncStorage::Options &options)
{
    m_messages->dismiss(problemKey);
    m_session->sync()->synchronise(options);
}

void QuestionSheet::finish(const std::optional<Error> &failure)
{
    if (!failure) {
        accept();
        return;
    }
    if (failure->code() != ErrorCode::Cancelled)
        m_messages->post(problemKey, MessageBar::Kind::Problem, failure->message());
    showState();
}

void QuestionSheet::showState()
{
    if (!m_session)
        return;
    const SyncStorage::Status &status = m_session->sync()->status();
    m_reason->setText(status.error ? status.error->message() : QString());
    m_reason->setVisible(status.error.has_value());
    const auto prompts = m_session->catalogue().size();
    m_kept->setText(prompts == 1
                        ? tr("The copy on this computer is whole: 1 prompt.")
                        : tr("The copy on this computer is whole: %1 prompts.").arg(QLocale().toString(prompts)));
    const bool isBusy = m_session->sync()->isSynchronising();
    m_look->setEnabled(!isBusy);
    m_accept->setEnabled(!isBusy);
}

} // namespace pulse::ui
