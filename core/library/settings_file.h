// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ini_text.h"
#include "pulse/base/result.h"
#include "pulse/fs/fs.h"

#include <functional>
#include <memory>

namespace pulse::detail {

/// The person's file, read whole and changed durably: settings, profiles and environments share it. Thread-safe;
/// several processes may change it at once.
class SettingsFile
{
public:
    /// Where there is no place for the file it is empty, and every change gets that error.
    SettingsFile(Result<QString> path, std::shared_ptr<Fs> fs);

    /// Empty where there is no place for it.
    [[nodiscard]] QString path() const { return m_path.value_or(QString()); }
    /// Empty where there is no file.
    [[nodiscard]] Result<IniText> read() const;
    /// Changes the file as it is now, so that what others wrote meanwhile stays. An error of `edit` leaves it as it is.
    Result<void> change(const std::function<Result<void>(IniText &)> &edit);

private:
    Result<QString> m_path;
    std::shared_ptr<Fs> m_fs;
};

} // namespace pulse::detail
