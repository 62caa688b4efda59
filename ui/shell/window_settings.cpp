// SPDX-License-Identifier: Apache-2.0
#include "window_settings.h"

#include <QFileInfo>
#include <QFontDatabase>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds settle(100);

} // namespace

WindowSettings::WindowSettings(std::shared_ptr<Settings> settings, std::shared_ptr<TaskRunner> runner, QObject *parent)
    : QObject(parent)
    , m_settings(std::move(settings))
    , m_runner(std::move(runner))
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(settle);
    connect(&m_settle, &QTimer::timeout, this, &WindowSettings::readAgain);
    const auto touched = [this] {
        watch();
        m_settle.start();
    };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, touched);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, touched);
}

// The file itself, since an editor may write into it, and its folder, since Pulse puts a new one in its place; as long
// as there is no folder yet, the nearest that there is.
void WindowSettings::watch()
{
    const QString file = m_settings->path();
    QString folder = QFileInfo(file).absolutePath();
    while (!QFileInfo::exists(folder) && QFileInfo(folder).absolutePath() != folder)
        folder = QFileInfo(folder).absolutePath();
    QStringList wanted{folder};
    if (QFileInfo::exists(file))
        wanted.append(file);
    for (const QString &path : m_watcher.directories()) {
        if (path != folder)
            m_watcher.removePath(path);
    }
    m_watcher.addPaths(wanted); // again: one that was replaced is not watched any more
}

void WindowSettings::readAgain()
{
    if (m_isReading) {
        m_settle.start();
        return;
    }
    m_isReading = true;
    m_reading = m_runner
                    ->run([settings = m_settings, seen = m_stamp](std::stop_token) -> Result<Look> {
                        const QFileInfo file(settings->path());
                        const Stamp stamp{file.lastModified(), file.exists() ? file.size() : -1};
                        return Look{stamp, stamp == seen ? QStringList() : settings->reload()};
                    })
                    .then(this, [this](const Result<Look> &look) {
                        m_isReading = false;
                        if (!look || std::exchange(m_stamp, look->stamp) == look->stamp)
                            return; // something else in that folder
                        for (const QString &key : look->keys)
                            emit changed(key);
                        emit fileChanged();
                    });
}

void WindowSettings::set(QLatin1StringView key, const QString &value)
{
    std::erase_if(m_waiting, [&](const auto &waiting) { return waiting.first == key; });
    m_waiting.emplace_back(key, value);
    writeNext();
}

bool WindowSettings::isWaiting(QLatin1StringView key) const
{
    return std::ranges::any_of(m_waiting, [&](const auto &waiting) { return waiting.first == key; });
}

bool WindowSettings::isFixed(QLatin1StringView key) const
{
    return m_settings->origin(key) == "environment"_L1;
}

void WindowSettings::writeNext()
{
    if (m_writing || m_waiting.empty())
        return;
    m_writing = true;
    const auto [key, value] = m_waiting.front();
    m_waiting.pop_front();
    m_task = m_runner->run([settings = m_settings, key, value](std::stop_token) { return settings->set(key, value); })
                 .then(this, [this, key](const Result<void> &written) {
                     m_writing = false;
                     if (written)
                         emit changed(key);
                     else
                         emit refused(key, written.error());
                     writeNext();
                 });
}

EditorOptions WindowSettings::editorOptions() const
{
    EditorOptions options;
    options.wrap = m_settings->flag(setting::editorWrap);
    options.lineNumbers = m_settings->flag(setting::editorLineNumbers);
    options.tabWidth = static_cast<int>(m_settings->integer(setting::editorTabWidth));
    const QString text = m_settings->text(setting::editorFont).trimmed();
    if (text.isEmpty())
        return options;
    const qsizetype comma = text.lastIndexOf(u',');
    bool hasSize = false;
    const double size = comma < 0 ? 0 : QStringView(text).sliced(comma + 1).trimmed().toDouble(&hasSize);
    options.font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    options.font.setFamily(hasSize ? text.first(comma).trimmed() : text);
    if (hasSize && size >= 5 && size <= 96)
        options.font.setPointSizeF(size);
    options.hasFont = true;
    return options;
}

QString WindowSettings::fontText(const QFont &font)
{
    return font.family() + u", "_s + QString::number(font.pointSizeF());
}

} // namespace pulse::ui
