// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/health/health_record.h"

namespace pulse::ui {
using namespace Qt::StringLiterals;

HealthRecord HealthRecord::of(const InspectionReport &report, const QDateTime &checkedAt)
{
    HealthRecord record{.checkedAt = checkedAt,
                        .prompts = report.prompts,
                        .versions = report.versions,
                        .bytes = report.bytes,
                        .damaged = 0,
                        .warnings = 0,
                        .notices = 0};
    for (const Finding &finding : report.findings) {
        if (finding.repaired)
            continue;
        switch (finding.severity) {
        case Finding::Severity::Damage:
            ++record.damaged;
            break;
        case Finding::Severity::Warning:
            ++record.warnings;
            break;
        case Finding::Severity::Notice:
            ++record.notices;
            break;
        }
    }
    return record;
}

std::optional<HealthRecord> HealthLog::last(const QString &library) const
{
    const auto at = m_records.find(library);
    return at == m_records.end() ? std::nullopt : std::optional(at->second);
}

QJsonObject HealthLog::toJson() const
{
    QJsonObject json;
    for (const auto &[library, record] : m_records)
        json.insert(library, QJsonObject{{u"checkedAt"_s, record.checkedAt.toString(Qt::ISODate)},
                                         {u"prompts"_s, record.prompts},
                                         {u"versions"_s, record.versions},
                                         {u"bytes"_s, record.bytes},
                                         {u"damaged"_s, record.damaged},
                                         {u"warnings"_s, record.warnings},
                                         {u"notices"_s, record.notices}});
    return json;
}

HealthLog HealthLog::fromJson(const QJsonObject &json)
{
    HealthLog log;
    for (auto it = json.begin(); it != json.end(); ++it) {
        const QJsonObject object = it.value().toObject();
        const QDateTime at = QDateTime::fromString(object.value("checkedAt"_L1).toString(), Qt::ISODate).toUTC();
        const auto count = [&](QLatin1StringView key) { return std::max<qint64>(0, object.value(key).toInteger()); };
        if (at.isValid())
            log.note(it.key(), {.checkedAt = at,
                                .prompts = count("prompts"_L1),
                                .versions = count("versions"_L1),
                                .bytes = count("bytes"_L1),
                                .damaged = count("damaged"_L1),
                                .warnings = count("warnings"_L1),
                                .notices = count("notices"_L1)});
    }
    return log;
}

} // namespace pulse::ui
