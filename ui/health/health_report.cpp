// SPDX-License-Identifier: Apache-2.0
#include "health_report.h"

#include "finding_text.h"

#include "pulse/ui/common/format.h"

#include <QCoreApplication>
#include <QLocale>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

// Names the context of the texts below for the translators.
struct HealthReport
{
    Q_DECLARE_TR_FUNCTIONS(HealthReport)
};

} // namespace

QString healthReportText(const QString &library, const QString &location, const QDateTime &checkedAt,
                         const InspectionReport &report)
{
    const QLocale locale;
    QStringList lines;
    lines.append(HealthReport::tr("Check of “%1” (%2), %3").arg(library, location, exactTime(checkedAt)));
    lines.append(HealthReport::tr("Prompts: %1, versions: %2, intact: %3, read: %4")
                     .arg(locale.toString(report.prompts), locale.toString(report.versions),
                          locale.toString(report.intact), fileSize(report.bytes)));
    if (report.findings.empty())
        lines.append(HealthReport::tr("Everything is intact."));
    for (const auto severity : {Finding::Severity::Damage, Finding::Severity::Warning, Finding::Severity::Notice}) {
        const auto count = std::ranges::count(report.findings, severity, &Finding::severity);
        if (count == 0)
            continue;
        lines.append(QString());
        lines.append(u"%1 (%2)"_s.arg(groupName(severity), locale.toString(static_cast<qint64>(count))));
        for (const Finding &finding : report.findings) {
            if (finding.severity == severity)
                lines.append(
                    u"- %1: %2\n  %3\n  %4"_s.arg(titleOf(finding), placeOf(finding), finding.path, finding.message));
        }
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace pulse::ui
