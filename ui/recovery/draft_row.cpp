// SPDX-License-Identifier: Apache-2.0
#include "draft_row.h"

#include "pulse/ui/common/fact_label.h"
#include "pulse/ui/common/format.h"

#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

constexpr int buttonsBelow = 620; // pixels of width under which the buttons stand below the words

QLabel *wrappingLabel(QLabel *label)
{
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

DraftRow::DraftRow(QWidget *parent)
    : QWidget(parent)
    , m_row(new QBoxLayout(QBoxLayout::LeftToRight, this))
    , m_name(wrappingLabel(new QLabel(this)))
    , m_facts(new FactLabel({}, this))
    , m_warning(wrappingLabel(new QLabel(this)))
    , m_continue(new QPushButton(tr("Continue"), this))
    , m_compare(new QPushButton(tr("Show difference"), this))
    , m_discard(new QPushButton(tr("Discard"), this))
{
    QFont font = m_name->font();
    font.setWeight(QFont::DemiBold);
    m_name->setFont(font);
    m_facts->setWordWrap(true);
    m_warning->hide();
    m_continue->setToolTip(tr("Opens the prompt with this text"));
    m_compare->setToolTip(tr("Shows what is different from the published version"));
    m_discard->setToolTip(tr("Deletes what was not published; can be taken back here"));

    auto *words = new QVBoxLayout;
    words->setSpacing(gridUnit / 2);
    words->addWidget(m_name);
    words->addWidget(m_facts);
    words->addWidget(m_warning);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(innerSpacing);
    for (QPushButton *button : {m_continue, m_compare, m_discard})
        buttons->addWidget(button);
    m_row->setContentsMargins(groupSpacing, innerSpacing + gridUnit, groupSpacing, innerSpacing + gridUnit);
    m_row->setSpacing(innerSpacing);
    m_row->addLayout(words, 1);
    m_row->addLayout(buttons);
}

void DraftRow::show(const UnsavedWork &work)
{
    m_work = work;
    m_name->setText(work.title());
    const QString warning = work.warningText();
    m_warning->setText(warning);
    m_warning->setVisible(!warning.isEmpty());
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, warningColor(palette()));
    m_warning->setPalette(colours);
    m_compare->setVisible(work.canCompare());
    m_continue->setAccessibleName(tr("Continue %1").arg(work.title()));
    m_compare->setAccessibleName(tr("Show difference of %1").arg(work.title()));
    m_discard->setAccessibleName(tr("Discard the draft of %1").arg(work.title()));
    tellTime();
}

void DraftRow::tellTime()
{
    const QString saved = tr("saved %1").arg(relativeTime(m_work.draft.savedAt));
    const QString difference = m_work.differenceText();
    m_facts->setText(difference.isEmpty() ? saved : saved + u" · "_s + difference);
    m_facts->setToolTip(exactTime(m_work.draft.savedAt));
    QStringList said{m_work.title(), m_facts->text()};
    if (!m_work.warningText().isEmpty())
        said.append(m_work.warningText());
    setAccessibleName(said.join(u", "_s));
}

void DraftRow::paintEvent(QPaintEvent *event)
{
    QWidget::paintEvent(event);
    QPainter painter(this);
    painter.setPen(tint(palette(), palette().color(QPalette::WindowText), 0.15));
    painter.drawLine(groupSpacing, height() - 1, width() - groupSpacing, height() - 1);
}

void DraftRow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const auto wanted = width() < buttonsBelow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight;
    if (m_row->direction() == wanted)
        return;
    m_row->setDirection(wanted);
    m_row->setAlignment(m_row->itemAt(1)->layout(),
                        wanted == QBoxLayout::TopToBottom ? Qt::AlignLeft : Qt::AlignVCenter);
}

} // namespace pulse::ui
