// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"

#include <QDateTime>
#include <QJsonObject>
#include <map>

namespace pulse::ui {

/// What is remembered of a library's last check, across starts. A value.
struct HealthRecord
{
    QDateTime checkedAt; ///< UTC
    qint64 prompts = 0;
    qint64 versions = 0;
    qint64 bytes = 0;
    qint64 damaged = 0; ///< findings of this severity
    qint64 warnings = 0;
    qint64 notices = 0;

    [[nodiscard]] static HealthRecord of(const InspectionReport &report, const QDateTime &checkedAt);
    [[nodiscard]] bool operator==(const HealthRecord &) const = default;
};

/// The last check of every library that was checked, by the library's id or, where it has none, its URL.
class HealthLog
{
public:
    void note(const QString &library, const HealthRecord &record) { m_records[library] = record; }
    [[nodiscard]] std::optional<HealthRecord> last(const QString &library) const;

    [[nodiscard]] QJsonObject toJson() const;
    /// What does not read as a record is left out.
    [[nodiscard]] static HealthLog fromJson(const QJsonObject &json);

private:
    std::map<QString, HealthRecord> m_records;
};

} // namespace pulse::ui
