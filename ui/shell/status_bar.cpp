// SPDX-License-Identifier: Apache-2.0
#include "status_bar.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/tool_tip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

namespace pulse::ui {
using namespace Qt::StringLiterals;

StatusBar::StatusBar(QWidget *parent)
    : QStatusBar(parent)
    , m_libraryIcon(new QLabel(this))
    , m_library(new QLabel(this))
    , m_document(new QLabel(this))
    , m_work(new QWidget(this))
    , m_workText(new QLabel(m_work))
    , m_workBar(new QProgressBar(m_work))
    , m_stop(new QToolButton(m_work))
{
    setSizeGripEnabled(false);
    for (QLabel *label : {m_library, m_document, m_workText})
        label->setTextFormat(Qt::PlainText);
    m_libraryIcon->setObjectName(u"libraryIcon"_s);
    m_library->setAccessibleName(tr("State of the library"));
    m_document->setAccessibleName(tr("Place in the text"));
    m_libraryIcon->setContentsMargins(innerSpacing, 0, 0, 0);
    m_document->setContentsMargins(0, 0, innerSpacing, 0);

    auto *row = new QHBoxLayout(m_work);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(gridUnit);
    m_workBar->setFixedWidth(120);
    m_workBar->setTextVisible(false);
    m_workBar->setMaximumHeight(10);
    m_stop->setAutoRaise(true);
    m_stop->setIcon(icon("stop"_L1));
    m_stop->setToolTip(tr("Stop"));
    m_stop->setAccessibleName(m_stop->toolTip());
    connect(m_stop, &QToolButton::clicked, this, &StatusBar::stopRequested);
    row->addWidget(m_workText);
    row->addWidget(m_workBar);
    row->addWidget(m_stop);
    m_work->hide();

    addWidget(m_libraryIcon);
    addWidget(m_library, 1);
    addPermanentWidget(m_work);
    addPermanentWidget(m_document);
    auto *activity = new QToolButton(this);
    activity->setAutoRaise(true);
    activity->setIcon(icon("history"_L1));
    activity->setToolTip(tr("Activity: what was done to this library"));
    activity->setAccessibleName(tr("Activity"));
    connect(activity, &QToolButton::clicked, this, &StatusBar::activityRequested);
    addPermanentWidget(activity);
}

void StatusBar::setLibrary(const QIcon &symbol, const QString &text, const QString &toolTip)
{
    m_symbol = symbol;
    showSymbol();
    m_library->setText(text);
    m_library->setToolTip(toolTipText(toolTip));
}

void StatusBar::showSymbol()
{
    m_libraryIcon->setPixmap(m_symbol.pixmap(QSize(16, 16), devicePixelRatio()));
}

void StatusBar::changeEvent(QEvent *event)
{
    QStatusBar::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showSymbol(); // an icon takes its colours when it is drawn
}

void StatusBar::addPart(QWidget *part)
{
    insertPermanentWidget(2, part); // behind the two of the library, before those at the right
}

void StatusBar::setDocument(const QString &text)
{
    m_document->setText(text);
}

void StatusBar::showProgress(const QString &text, qint64 done, qint64 total)
{
    m_workText->setText(text);
    m_workBar->setRange(0, total > 0 ? 1000 : 0);
    if (total > 0)
        m_workBar->setValue(static_cast<int>(1000 * std::min(done, total) / total));
    m_work->show();
}

void StatusBar::hideProgress()
{
    m_work->hide();
}

} // namespace pulse::ui
