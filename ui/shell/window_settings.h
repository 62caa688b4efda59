// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/settings.h"
#include "pulse/library/task.h"
#include "pulse/ui/editor/editor_options.h"

#include <QDateTime>
#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>
#include <deque>
#include <memory>
#include <optional>

namespace pulse::ui {

/// The person's settings, changed from the window: written one after another on a worker, and told to whoever follows
/// them once they are kept. What another program writes into their file is taken over as it comes. GUI thread.
class WindowSettings : public QObject
{
    Q_OBJECT

public:
    WindowSettings(std::shared_ptr<Settings> settings, std::shared_ptr<TaskRunner> runner, QObject *parent = nullptr);

    [[nodiscard]] const Settings &values() const { return *m_settings; }
    void set(QLatin1StringView key, const QString &value);
    /// Set here a moment ago, and not kept yet.
    [[nodiscard]] bool isWaiting(QLatin1StringView key) const;
    /// Set by an environment variable, which no window can change.
    [[nodiscard]] bool isFixed(QLatin1StringView key) const;

    [[nodiscard]] EditorOptions editorOptions() const;
    /// "DejaVu Sans Mono, 11"; empty for the system's font.
    [[nodiscard]] static QString fontText(const QFont &font);

    /// Looks after the file from now on.
    void watch();

signals:
    void changed(const QString &key);
    /// The file was written, perhaps by another program: what else is kept in it may be new as well.
    void fileChanged();
    void refused(const QString &key, const pulse::Error &error);

private:
    void writeNext();
    void readAgain();

    std::shared_ptr<Settings> m_settings;
    std::shared_ptr<TaskRunner> m_runner;
    std::deque<std::pair<QString, QString>> m_waiting;
    bool m_writing = false;
    Task<void> m_task;
    QFileSystemWatcher m_watcher;
    QTimer m_settle; ///< a change comes as several events
    /// What tells one state of the file from another.
    struct Stamp
    {
        QDateTime modified;
        qint64 size = -1; ///< there is none
        bool operator==(const Stamp &) const = default;
    };
    struct Look
    {
        Stamp stamp;
        QStringList keys; ///< whose values are others now
    };
    std::optional<Stamp> m_stamp;
    bool m_isReading = false;
    Task<Look> m_reading;
};

} // namespace pulse::ui
