// SPDX-License-Identifier: Apache-2.0
#include "finding_details.h"

#include "finding_text.h"

#include "pulse/ui/common/fact_label.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

FindingDetails::FindingDetails(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_place(new FactLabel({}, this))
    , m_message(new QLabel(this))
    , m_open(new QPushButton(icon("prompt"_L1), tr("Open the prompt"), this))
    , m_repair(new QPushButton(icon("check"_L1), tr("Repair…"), this))
    , m_restore(new QPushButton(icon("restore"_L1), tr("Restore from a backup…"), this))
    , m_accept(new QPushButton(icon("check"_L1), tr("Accept as it is…"), this))
{
    QFont font = m_title->font();
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    m_place->setFont(factFont(m_place->font()));
    for (QLabel *label : {m_title, static_cast<QLabel *>(m_place), m_message}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        label->setFocusPolicy(Qt::NoFocus);
    }
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(innerSpacing);
    buttons->addWidget(m_open);
    buttons->addWidget(m_repair);
    buttons->addWidget(m_restore);
    buttons->addWidget(m_accept);
    buttons->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(innerSpacing, innerSpacing, innerSpacing, innerSpacing);
    column->setSpacing(gridUnit);
    for (QLabel *label : {m_title, static_cast<QLabel *>(m_place), m_message})
        column->addWidget(label);
    column->addLayout(buttons);
    column->addStretch(1);
    connect(m_open, &QPushButton::clicked, this, &FindingDetails::openRequested);
    connect(m_repair, &QPushButton::clicked, this, &FindingDetails::repairRequested);
    connect(m_restore, &QPushButton::clicked, this, &FindingDetails::restoreRequested);
    connect(m_accept, &QPushButton::clicked, this, &FindingDetails::acceptRequested);
    showFinding(nullptr, false);
}

void FindingDetails::showFinding(const Finding *finding, bool canChange)
{
    m_title->setText(finding ? titleOf(*finding) : QString());
    m_place->setText(finding ? finding->path : QString());
    m_place->setVisible(finding && !finding->path.isEmpty());
    m_message->setText(finding ? finding->message : tr("Choose a line above to see what it is about."));
    m_open->setVisible(finding && finding->name);
    m_repair->setVisible(finding && finding->repairable);
    // A version whose facts may be right can also be brought back from a backup.
    m_restore->setVisible(finding && isRestorable(*finding));
    m_accept->setVisible(finding && finding->acceptable);
    for (QPushButton *button : {m_repair, m_restore, m_accept}) {
        button->setEnabled(canChange);
        button->setToolTip(canChange ? QString() : tr("This library can be read, but not changed."));
    }
}

} // namespace pulse::ui
