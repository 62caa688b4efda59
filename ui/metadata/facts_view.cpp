// SPDX-License-Identifier: Apache-2.0
#include "facts_view.h"

#include "pulse/ui/common/fact_label.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/tool_tip.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace pulse::ui {

FactsView::FactsView(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
    , m_verdict(new QLabel)
    , m_verify(new QToolButton)
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(innerSpacing);
    m_grid->setVerticalSpacing(gridUnit);
    m_grid->setColumnStretch(1, 1);
    addLine(Fact::Version, tr("Version"), true);
    addLine(Fact::Message, tr("Message"), false);
    addLine(Fact::Author, tr("Author"), false);
    addLine(Fact::Created, tr("Published"), false);
    addLine(Fact::Updated, tr("Details changed"), false);
    addLine(Fact::Size, tr("Size"), false);
    addLine(Fact::Checksum, tr("SHA-256"), true);
    addLine(Fact::Variables, tr("Variables"), false);

    m_verify->setText(tr("Verify"));
    m_verify->setIcon(icon("check"_L1));
    m_verify->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_verify->setAutoRaise(true);
    m_verify->setToolTip(tr("Read the content again and compare it with its checksum"));
    m_verdict->setWordWrap(true);
    auto *row = new QHBoxLayout;
    row->addWidget(m_verify);
    row->addWidget(m_verdict, 1);
    m_grid->addLayout(row, m_grid->rowCount(), 1, 1, 2);
    connect(m_verify, &QToolButton::clicked, this, &FactsView::verifyRequested);
}

void FactsView::addLine(Fact fact, const QString &name, bool copyable)
{
    Line line;
    const int row = m_grid->rowCount();
    line.name = new FactLabel(name);
    line.name->setFont(factFont(font()));
    line.value = new QLabel;
    line.value->setTextFormat(Qt::PlainText);
    line.value->setWordWrap(true);
    line.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    line.value->setMinimumWidth(60);
    line.value->setAccessibleName(name);
    m_grid->addWidget(line.name, row, 0, Qt::AlignTop | Qt::AlignLeft);
    m_grid->addWidget(line.value, row, 1);
    if (copyable) {
        line.copy = new QToolButton;
        line.copy->setIcon(icon("copy"_L1));
        line.copy->setAutoRaise(true);
        line.copy->setIconSize({14, 14});
        line.copy->setFixedHeight(fontMetrics().height() + 2);
        line.copy->setToolTip(tr("Copy %1").arg(name));
        line.copy->setAccessibleName(tr("Copy %1").arg(name));
        m_grid->addWidget(line.copy, row, 2, Qt::AlignTop);
        connect(line.copy, &QToolButton::clicked, this,
                [this, fact] { QGuiApplication::clipboard()->setText(m_lines[static_cast<int>(fact)].whole); });
    }
    m_lines.insert(static_cast<int>(fact), line);
}

void FactsView::setFact(Fact fact, const QString &shown, const QString &whole)
{
    Line &line = m_lines[static_cast<int>(fact)];
    line.whole = whole.isEmpty() ? shown : whole;
    line.value->setText(shown);
    line.value->setToolTip(toolTipText(whole));
    const bool visible = !shown.isEmpty();
    line.name->setVisible(visible);
    line.value->setVisible(visible);
    if (line.copy)
        line.copy->setVisible(visible);
    if (fact == Fact::Checksum)
        m_verify->setVisible(visible);
}

void FactsView::setVerdict(const QString &text, const QColor &color)
{
    m_verdict->setText(text);
    QPalette colors = palette();
    if (color.isValid())
        colors.setColor(QPalette::WindowText, color);
    m_verdict->setPalette(colors);
}

} // namespace pulse::ui
