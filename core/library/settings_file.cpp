// SPDX-License-Identifier: Apache-2.0
#include "settings_file.h"

#include "pulse/fs/durable_file.h"

#include <QFileInfo>

namespace pulse::detail {

namespace {

constexpr qint64 mostBytes = 1024 * 1024;

} // namespace

SettingsFile::SettingsFile(Result<QString> path, std::shared_ptr<Fs> fs)
    : m_path(std::move(path))
    , m_fs(std::move(fs))
{}

Result<IniText> SettingsFile::read() const
{
    if (!m_path)
        return IniText();
    const auto bytes = readFile(m_fs, *m_path, mostBytes, FollowLinks::Yes);
    if (bytes)
        return IniText(*bytes);
    if (bytes.error().code() == ErrorCode::NotFound)
        return IniText();
    return failure(bytes);
}

Result<void> SettingsFile::change(const std::function<Result<void>(IniText &)> &edit)
{
    if (!m_path)
        return failure(m_path);
    const QFileInfo info(*m_path);
    const QString target = info.isSymLink() && info.exists() ? info.canonicalFilePath() : *m_path;
    const auto lock = FolderLock::take(*m_fs, QFileInfo(target).absolutePath());
    if (!lock)
        return failure(lock);
    auto text = read();
    if (!text)
        return failure(std::move(text));
    if (auto edited = edit(*text); !edited)
        return edited;
    return writeFile(*m_fs, lock->folder(), QFileInfo(target).fileName(), text->toUtf8(), {}, target);
}

} // namespace pulse::detail
