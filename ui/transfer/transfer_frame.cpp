// SPDX-License-Identifier: Apache-2.0
#include "transfer_frame.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/common/progress.h"

#include <QBoxLayout>
#include <QDialog>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {

const QString problemKey = u"transfer"_s;
constexpr int maxColumnWidth = 240; // of a column beside the stretched one; names are elided in their middle

} // namespace

TransferFrame::TransferFrame(QDialog *sheet, const QStringList &headings, const QString &listName, int stretched)
    : m_sheet(sheet)
    , m_messages(new MessageBar(sheet))
    , m_summary(new QLabel(sheet))
    , m_table(new LineTable(headings, sheet))
    , m_view(makeLineView(m_table, listName, stretched))
    , m_progress(new QProgressBar(sheet))
    , m_main(new QPushButton(sheet))
    , m_close(new QPushButton(sheet))
{
    m_view->setParent(sheet);
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    QFont font = m_summary->font();
    font.setWeight(QFont::DemiBold);
    m_summary->setFont(font);
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(innerSpacing);
    m_main->setDefault(true);
}

void TransferFrame::arrange(QBoxLayout *column, QLayout *choices)
{
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(innerSpacing);
    buttons->addWidget(m_progress, 1);
    buttons->addStretch(0);
    buttons->addWidget(m_close);
    buttons->addWidget(m_main);
    column->setSpacing(innerSpacing);
    column->addWidget(m_messages);
    column->addLayout(choices);
    column->addWidget(m_summary);
    column->addWidget(m_view, 1);
    column->addStretch(0);
    column->addLayout(buttons);
}

void TransferFrame::say(const QString &text)
{
    m_summary->setText(text);
}

QString TransferFrame::said() const
{
    return m_summary->text();
}

void TransferFrame::showProblem(const Error &error)
{
    m_messages->post(problemKey, MessageBar::Kind::Problem, error.message());
}

void TransferFrame::dismissProblem()
{
    m_messages->dismiss(problemKey);
}

void TransferFrame::showLines(std::vector<LineTable::Line> lines)
{
    m_table->setLines(std::move(lines));
    m_view->resizeColumnsToContents();
    for (int column = 0; column < m_table->columnCount(); ++column)
        m_view->setColumnWidth(column, std::min(m_view->columnWidth(column) + innerSpacing, maxColumnWidth));
}

ProgressSink TransferFrame::beginProgress(qint64 total)
{
    const auto show = [bar = m_progress](qint64 done, qint64 all) {
        bar->setMaximum(static_cast<int>(std::min<qint64>(all, 1'000'000)));
        bar->setValue(static_cast<int>(std::min<qint64>(done, 1'000'000)));
    };
    show(0, total);
    return progressFor(m_sheet, [show](const Progress &progress) { show(progress.done, progress.total); });
}

void TransferFrame::tellEarlyEnd(const Error &error, const QString &stopped, const QString &failed)
{
    const bool wasStopped = error.code() == ErrorCode::Cancelled;
    say(wasStopped ? stopped : failed);
    if (!wasStopped)
        showProblem(error);
}

void TransferFrame::ended()
{
    if (m_closesWhenEnded)
        m_sheet->done(QDialog::Rejected);
}

} // namespace pulse::ui
