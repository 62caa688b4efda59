// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/common/work_sheet.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/progress.h"
#include "pulse/ui/common/tool_tip.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {
const QString problemKey = u"work"_s;
constexpr int maxColumnWidth = 260; // of a column beside the stretched one
} // namespace

WorkSheet::WorkSheet(const QString &title, const QStringList &headings, const QString &listName, int stretched,
                     QWidget *parent)
    : QDialog(parent)
    , m_choices(new QVBoxLayout)
    , m_messages(new MessageBar(this))
    , m_summary(new QLabel(this))
    , m_lines(new LineTable(headings, this))
    , m_view(makeLineView(m_lines, listName, stretched))
    , m_progress(new QProgressBar(this))
    , m_main(new QPushButton(this))
    , m_close(new QPushButton(tr("Cancel"), this))
{
    setWindowTitle(title);
    m_view->setParent(this);
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    QFont font = m_summary->font();
    font.setWeight(QFont::DemiBold);
    m_summary->setFont(font);
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(innerSpacing);
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->hide();
    m_main->setDefault(true);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(innerSpacing);
    buttons->addWidget(m_progress, 1);
    buttons->addStretch(0);
    buttons->addWidget(m_close);
    buttons->addWidget(m_main);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(innerSpacing);
    column->addWidget(m_messages);
    column->addLayout(m_choices);
    column->addWidget(m_summary);
    column->addWidget(m_view, 1);
    column->addLayout(buttons);
    connect(m_main, &QPushButton::clicked, this, [this] { act(); });
    connect(m_close, &QPushButton::clicked, this, [this] {
        if (m_isWorking)
            stopWork();
        else
            reject();
    });
    resize(680, 420);
}

QString WorkSheet::summary() const
{
    return m_summary->text();
}

void WorkSheet::reject()
{
    if (!m_isWorking) {
        QDialog::reject();
        return;
    }
    m_closesWhenEnded = true;
    stopWork();
}

void WorkSheet::addChoices(QLayout *choices)
{
    m_choices->addLayout(choices);
}

void WorkSheet::say(const QString &text)
{
    m_summary->setText(text);
}

void WorkSheet::showLines(std::vector<LineTable::Line> lines)
{
    m_lines->setLines(std::move(lines));
    m_view->resizeColumnsToContents();
    for (int column = 0; column < m_lines->columnCount(); ++column)
        m_view->setColumnWidth(column, std::min(m_view->columnWidth(column) + innerSpacing, maxColumnWidth));
}

void WorkSheet::setMain(const QString &text, bool enabled)
{
    m_main->setText(text);
    m_main->setVisible(!text.isEmpty());
    m_main->setEnabled(enabled);
}

ProgressSink WorkSheet::begin(const QString &saying)
{
    say(saying);
    dismissProblem();
    m_progress->setRange(0, 0);
    m_progress->show();
    return progressFor(this, [bar = m_progress](const Progress &progress) {
        bar->setRange(0, progress.total > 0 ? 1000 : 0);
        if (progress.total > 0)
            bar->setValue(static_cast<int>(1000 * std::min(progress.done, progress.total) / progress.total));
        bar->setToolTip(toolTipText(progress.subject));
    });
}

ProgressSink WorkSheet::beginLooking(const QString &saying)
{
    m_main->setEnabled(false);
    return begin(saying);
}

void WorkSheet::endLooking()
{
    m_progress->hide();
}

ProgressSink WorkSheet::beginWork(const QString &saying)
{
    m_isWorking = true;
    m_main->hide();
    m_close->setText(tr("Stop"));
    return begin(saying);
}

void WorkSheet::endWork()
{
    m_isWorking = false;
    m_progress->hide();
    m_close->setText(tr("Close"));
    if (m_main->isHidden()) {
        m_close->setDefault(true);
        m_close->setFocus();
    }
    if (m_closesWhenEnded)
        done(Rejected);
}

void WorkSheet::showProblem(const Error &error)
{
    m_messages->post(problemKey, MessageBar::Kind::Problem, error.message(), waysOut(error));
}

void WorkSheet::dismissProblem()
{
    m_messages->dismiss(problemKey);
}

void WorkSheet::tellEarlyEnd(const Error &error, const QString &stopped, const QString &failed)
{
    const bool wasStopped = error.code() == ErrorCode::Cancelled;
    say(wasStopped ? stopped : failed);
    if (!wasStopped)
        showProblem(error);
}

} // namespace pulse::ui
