// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>
#include <QString>

namespace pulse::ui {

/// What the window remembers from one start to the next: a JSON file with a schema number in the XDG state folder.
/// A file of a newer or unknown schema is left alone and counts as empty.
class WindowState
{
public:
    /// `path` empty: `pulse/window.json` in the XDG state folder.
    explicit WindowState(const QString &path = {});

    [[nodiscard]] QJsonObject load() const;
    /// Replaces the file as a whole. Returns whether it was written.
    bool save(QJsonObject state) const;
    [[nodiscard]] const QString &path() const { return m_path; }

private:
    QString m_path;
};

} // namespace pulse::ui
