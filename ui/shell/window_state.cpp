// SPDX-License-Identifier: Apache-2.0
#include "window_state.h"

#include "pulse/base/personal_folders.h"
#include "pulse/ui/shell/last_library.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {
constexpr int schema = 1;
constexpr qint64 mostBytes = 4 * 1024 * 1024;
constexpr auto schemaKey = "schema"_L1;
} // namespace

QString lastLibrary()
{
    return WindowState().load().value("current"_L1).toString();
}

WindowState::WindowState(const QString &path)
    : m_path(path)
{
    if (m_path.isEmpty())
        m_path = pulseFolder(PersonalFolder::State).value_or(QString()) + "/window.json"_L1;
}

QJsonObject WindowState::load() const
{
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > mostBytes)
        return {};
    const QJsonObject state = QJsonDocument::fromJson(file.readAll()).object();
    return state.value(schemaKey).toInt() == schema ? state : QJsonObject();
}

bool WindowState::save(QJsonObject state) const
{
    QFile there(m_path);
    if (there.open(QIODevice::ReadOnly)) {
        const int found = QJsonDocument::fromJson(there.readAll()).object().value(schemaKey).toInt(schema);
        there.close();
        if (found > schema)
            return false;
    }
    QDir().mkpath(QFileInfo(m_path).path());
    state.insert(schemaKey, schema);
    QSaveFile file(m_path);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(QJsonDocument(state).toJson());
    return file.commit();
}

} // namespace pulse::ui
