// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"
#include "pulse/fs/fs.h"

#include <QString>
#include <QStringList>
#include <QVariant>
#include <functional>
#include <memory>
#include <span>

namespace pulse {

namespace detail {
class IniText;
}

/// What can be configured, each once: its key, default, limits and a line of help. `pulse-gui --cli config list`
/// prints this table.
struct SettingInfo
{
    enum class Type { Text, Boolean, Integer, TextList };
    QLatin1StringView key; ///< "library.default"
    Type type;
    QLatin1StringView defaultText; ///< as written in the file; a list is separated by commas
    qint64 minimum = 0;
    qint64 maximum = 0;
    QLatin1StringView help;
    QLatin1StringView choices; ///< of a text: the only ones there are, separated by commas; empty: any text
};

/// The typed keys, for use in code.
namespace setting {
inline constexpr QLatin1StringView libraryDefault{"library.default"};      ///< URL or path
inline constexpr QLatin1StringView environment{"environment"};             ///< default empty: none is in force
inline constexpr QLatin1StringView author{"author"};                       ///< "Name <address>"
inline constexpr QLatin1StringView protectedLabels{"labels.protected"};    ///< default "production"
inline constexpr QLatin1StringView backupFolder{"backup.folder"};          ///< empty: in the XDG data folder
inline constexpr QLatin1StringView backupEveryHours{"backup.every-hours"}; ///< default 0: only when asked
inline constexpr QLatin1StringView backupKeepLast{"backup.keep-last"};
inline constexpr QLatin1StringView backupKeepDaily{"backup.keep-daily"};
inline constexpr QLatin1StringView backupKeepWeekly{"backup.keep-weekly"};
inline constexpr QLatin1StringView backupKeepMonthly{"backup.keep-monthly"};
inline constexpr QLatin1StringView backupKeepYearly{"backup.keep-yearly"};
inline constexpr QLatin1StringView cacheItems{"cache.items"}; ///< default 100
inline constexpr QLatin1StringView cacheBytes{"cache.bytes"}; ///< default 16777216
inline constexpr QLatin1StringView theme{"window.theme"};     ///< system, light, dark
inline constexpr QLatin1StringView editorFont{"editor.font"}; ///< family and size; empty: the system's fixed font
inline constexpr QLatin1StringView editorWrap{"editor.wrap"}; ///< soft wrap, default true
inline constexpr QLatin1StringView editorLineNumbers{"editor.line-numbers"};
inline constexpr QLatin1StringView editorTabWidth{"editor.tab-width"};    ///< default 4
inline constexpr QLatin1StringView previewSync{"preview.sync-scrolling"}; ///< default true
inline constexpr QLatin1StringView trashKeepDays{"trash.keep-days"};      ///< default 0: for ever
} // namespace setting

/// All settings with their kinds and defaults, sorted by key.
[[nodiscard]] std::span<const SettingInfo> allSettings();

/// The value as it is kept. Errors: NotFound (no such setting; names the nearest), Invalid (kind or limits, a library's
/// address with a password in it).
[[nodiscard]] Result<QString> validateSetting(const QString &key, const QString &value);

/// What the person configured. Read from the INI file `pulse/pulse.conf` in the XDG configuration folder; the section
/// of the environment in force (see Profiles) overrides it, and the environment variable `PULSE_<KEY>` (upper case, `.`
/// and
/// `-` as `_`) both. A value in either that
/// breaks the setting's limits does not count; `loadError()` names it. Thread-safe; several processes may write at
/// once.
class Settings
{
public:
    /// `path` empty: the file in the XDG configuration folder. A file that cannot be read counts as empty;
    /// `loadError()` says why.
    explicit Settings(const QString &path = {}, std::shared_ptr<Fs> fs = realFs());
    ~Settings();
    Settings(const Settings &) = delete;
    Settings &operator=(const Settings &) = delete;

    [[nodiscard]] QString text(QLatin1StringView key) const;
    [[nodiscard]] bool flag(QLatin1StringView key) const;
    [[nodiscard]] qint64 integer(QLatin1StringView key) const;
    [[nodiscard]] QStringList list(QLatin1StringView key) const;

    /// Writes durably what validateSetting() lets pass.
    Result<void> set(const QString &key, const QString &value);
    /// Back to the default.
    Result<void> unset(const QString &key);
    /// Reads the file again: somebody else may have written it. The keys whose values are others now.
    QStringList reload();
    /// "default", "file", "environment NAME" for the section of one in force, or "environment" for a variable.
    [[nodiscard]] QString origin(QLatin1StringView key) const;
    [[nodiscard]] QString path() const;
    [[nodiscard]] std::optional<Error> loadError() const;

private:
    friend class Profiles; // shares the file
    [[nodiscard]] QString environment() const;
    void chooseEnvironment(const QString &name);
    [[nodiscard]] Result<detail::IniText> readFile() const;
    Result<void> changeFile(const std::function<Result<void>(detail::IniText &)> &edit);

    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace pulse
