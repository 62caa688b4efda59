// SPDX-License-Identifier: Apache-2.0
#include "repair_sheet.h"

#include "finding_text.h"

#include <QLocale>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

LineTable::Line lineFor(const Finding &finding, const QString &outcome, const QString &toolTip, bool isProblem)
{
    return {.cells = {repairText(finding), placeOf(finding), outcome},
            .toolTip = toolTip,
            .isProblem = isProblem,
            .isQuiet = false};
}

} // namespace

RepairSheet::RepairSheet(LibrarySession *session, std::vector<Finding> findings, QWidget *parent)
    : WorkSheet(tr("Repair what needs no guess"), {tr("What"), tr("Where"), tr("Outcome")}, tr("Repairs"), 1, parent)
    , m_session(session)
    , m_findings(std::move(findings))
{
    showPlan();
}

RepairSheet::~RepairSheet() = default;

void RepairSheet::showPlan()
{
    std::vector<LineTable::Line> lines;
    for (const Finding &finding : m_findings)
        lines.push_back(lineFor(finding, tr("To be done"), finding.message, false));
    showLines(std::move(lines));
    const auto count = static_cast<qint64>(m_findings.size());
    say(count == 1 ? tr("This will be done. No prompt’s text is changed.")
                   : tr("These %1 things will be done. No prompt’s text is changed.").arg(QLocale().toString(count)));
    setMain(count == 1 ? tr("Repair") : tr("Repair all"), count > 0);
}

void RepairSheet::act()
{
    if (!m_session || isWorking())
        return;
    m_task = m_session
                 ->run([sink = beginWork(tr("Repairing…"))](Library &library, std::stop_token stop) {
                     return library.verify(true, sink, std::move(stop));
                 })
                 .then(this, [this](const Result<InspectionReport> &report) { finish(report); });
}

void RepairSheet::stopWork()
{
    m_task.requestStop();
}

void RepairSheet::finish(const Result<InspectionReport> &report)
{
    if (report) {
        showOutcomes(*report);
        emit repaired(*report);
    } else {
        tellEarlyEnd(report.error(),
                     tr("Stopped. What was repaired before that stays repaired; check again to see what is left."),
                     tr("Not everything could be repaired. Check again to see what is left."));
    }
    endWork();
}

void RepairSheet::showOutcomes(const InspectionReport &report)
{
    qint64 failures = 0;
    std::vector<LineTable::Line> lines;
    for (const Finding &asked : m_findings) {
        const auto now = std::ranges::find_if(report.findings, [&](const Finding &finding) {
            return finding.kind == asked.kind && finding.path == asked.path;
        });
        // What is not found any more was put right by somebody else meanwhile.
        if (now == report.findings.end()) {
            lines.push_back(lineFor(asked, tr("Already in order"), {}, false));
        } else if (now->repaired) {
            lines.push_back(lineFor(asked, tr("Done"), now->action, false));
        } else {
            ++failures;
            lines.push_back(lineFor(asked, tr("Not possible"), now->message, true));
        }
    }
    const qint64 mended = std::ssize(m_findings) - failures;
    showLines(std::move(lines));
    const QLocale locale;
    const QString told = mended == 1 ? tr("1 thing is in order again.")
                                     : tr("%1 things are in order again.").arg(locale.toString(mended));
    say(failures == 0
            ? told
            : told + u' ' +
                  tr("%1 could not be repaired; point at the line to see why.").arg(locale.toString(failures)));
}

} // namespace pulse::ui
