// SPDX-License-Identifier: Apache-2.0
#include "window_settings.h"

#include <QFontDatabase>

namespace pulse::ui {
using namespace Qt::StringLiterals;

WindowSettings::WindowSettings(std::shared_ptr<Settings> settings, std::shared_ptr<TaskRunner> runner, QObject *parent)
    : QObject(parent)
    , m_settings(std::move(settings))
    , m_runner(std::move(runner))
{}

void WindowSettings::set(QLatin1StringView key, const QString &value)
{
    std::erase_if(m_waiting, [&](const auto &waiting) { return waiting.first == key; });
    m_waiting.emplace_back(key, value);
    writeNext();
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
