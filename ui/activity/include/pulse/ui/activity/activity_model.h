// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/activity_log.h"

#include <QAbstractListModel>
#include <QPointer>

namespace pulse::ui {

/// What was done to a library, newest first. Follows the log by itself.
class ActivityModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole, ///< quint64
        FactRole,              ///< when, and what came of it
        ActionRole,            ///< the button's text; empty where there is no way back
        DimmedRole             ///< it was taken back
    };

    explicit ActivityModel(QObject *parent = nullptr);
    void setLog(ActivityLog *log);
    [[nodiscard]] ActivityLog *log() const { return m_log; }
    /// Takes the row's activity back, or does it again.
    void turn(const QModelIndex &index);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    void follow(ActivityLog *log);
    [[nodiscard]] static QString factOf(const Activity &activity);
    [[nodiscard]] static QString actionOf(const Activity &activity);

    QPointer<ActivityLog> m_log;
    std::vector<Activity> m_rows; ///< as the view knows them
};

} // namespace pulse::ui
