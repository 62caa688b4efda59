// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/settings.h"
#include "pulse/library/task.h"
#include "pulse/ui/editor/editor_options.h"

#include <QObject>
#include <deque>
#include <memory>

namespace pulse::ui {

/// The person's settings, changed from the window: written one after another on a worker, and told to whoever follows
/// them once they are kept. GUI thread.
class WindowSettings : public QObject
{
    Q_OBJECT

public:
    WindowSettings(std::shared_ptr<Settings> settings, std::shared_ptr<TaskRunner> runner, QObject *parent = nullptr);

    [[nodiscard]] const Settings &values() const { return *m_settings; }
    void set(QLatin1StringView key, const QString &value);
    /// Set by an environment variable, which no window can change.
    [[nodiscard]] bool isFixed(QLatin1StringView key) const;

    [[nodiscard]] EditorOptions editorOptions() const;
    /// "DejaVu Sans Mono, 11"; empty for the system's font.
    [[nodiscard]] static QString fontText(const QFont &font);

signals:
    void changed(const QString &key);
    void refused(const QString &key, const pulse::Error &error);

private:
    void writeNext();

    std::shared_ptr<Settings> m_settings;
    std::shared_ptr<TaskRunner> m_runner;
    std::deque<std::pair<QString, QString>> m_waiting;
    bool m_writing = false;
    Task<void> m_task;
};

} // namespace pulse::ui
