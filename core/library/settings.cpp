// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/settings.h"

#include "ini_text.h"
#include "pulse/fs/durable_file.h"

#include <QFileInfo>
#include <QStandardPaths>
#include <algorithm>
#include <mutex>

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

namespace {

constexpr qint64 mostBytes = 1024 * 1024;

const SettingInfo *findSetting(QStringView key)
{
    const auto all = allSettings();
    const auto at = std::ranges::find_if(all, [&](const SettingInfo &info) { return key == info.key; });
    return at == all.end() ? nullptr : &*at;
}

QByteArray environmentName(QLatin1StringView key)
{
    QByteArray name = "PULSE_" + QByteArray(key.data(), key.size()).toUpper();
    return name.replace('.', '_').replace('-', '_');
}

/// The number of single-character edits that lead from one text to the other.
qsizetype editDistance(QStringView a, QStringView b)
{
    std::vector<qsizetype> row(static_cast<size_t>(b.size()) + 1);
    std::ranges::generate(row, [n = qsizetype(0)]() mutable { return n++; });
    for (qsizetype i = 0; i < a.size(); ++i) {
        qsizetype diagonal = std::exchange(row[0], i + 1);
        for (size_t j = 0; j + 1 < row.size(); ++j) {
            const qsizetype replaced = diagonal + (a[i] == b[static_cast<qsizetype>(j)] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

QString nearestKey(const QString &key)
{
    const auto distance = [&](const SettingInfo &info) { return editDistance(key, QString(info.key)); };
    return std::ranges::min(allSettings(), {}, distance).key;
}

std::unexpected<Error> unknown(const QString &key)
{
    return failure(ErrorCode::NotFound, u"configure"_s, key,
                   u"There is no setting called “%1”. Did you mean “%2”? `config list` shows all of them."_s.arg(
                       key, nearestKey(key)));
}

std::unexpected<Error> unfit(const SettingInfo &info, const QString &value, const QString &sentence)
{
    return failure(ErrorCode::Invalid, u"configure"_s, info.key,
                   u"“%1” cannot be set to “%2”: %3"_s.arg(QString(info.key), value, sentence));
}

/// The value as it is kept, if it is one that the setting can have.
Result<QString> validated(const SettingInfo &info, const QString &value)
{
    if (std::ranges::any_of(value, [](QChar c) { return c.category() == QChar::Other_Control; }))
        return unfit(info, value.simplified(), u"it must be a single line without control characters."_s);
    switch (info.type) {
    case SettingInfo::Type::Text: {
        const QStringList choices = QString(info.choices).split(u',', Qt::SkipEmptyParts);
        if (!choices.isEmpty() && !choices.contains(value))
            return unfit(info, value, u"it is one of %1."_s.arg(choices.join(u", "_s)));
        return value;
    }
    case SettingInfo::Type::TextList:
        return value;
    case SettingInfo::Type::Boolean: {
        const QString lower = value.trimmed().toLower();
        if (lower == u"true" || lower == u"yes" || lower == u"on" || lower == u"1")
            return u"true"_s;
        if (lower == u"false" || lower == u"no" || lower == u"off" || lower == u"0")
            return u"false"_s;
        return unfit(info, value, u"it is either true or false."_s);
    }
    case SettingInfo::Type::Integer: {
        bool isNumber = false;
        const qint64 number = value.trimmed().toLongLong(&isNumber);
        if (!isNumber || number < info.minimum || number > info.maximum)
            return unfit(info, value, u"it is a whole number from %1 to %2."_s.arg(info.minimum).arg(info.maximum));
        return QString::number(number);
    }
    }
    return value;
}

QString defaultPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/pulse/pulse.conf"_s;
}

Result<IniText> readIni(const std::shared_ptr<Fs> &fs, const QString &path, std::map<QString, QString> &values)
{
    values.clear();
    const auto bytes = readFile(fs, path, mostBytes, FollowLinks::Yes);
    if (!bytes) {
        if (bytes.error().code() == ErrorCode::NotFound)
            return IniText();
        return failure(bytes);
    }
    IniText text(*bytes);
    values = text.values();
    return text;
}

} // namespace

struct Settings::State
{
    mutable std::mutex mutex;
    std::shared_ptr<Fs> fs;
    QString path;
    std::map<QString, QString> file;        // validated
    std::map<QString, QString> environment; // validated
    std::optional<Error> error;

    void adopt(const QString &source, const SettingInfo &info, const QString &value, std::map<QString, QString> &into)
    {
        auto valid = validated(info, value);
        if (valid)
            into.insert_or_assign(info.key, std::move(*valid));
        else if (!error)
            error = Error(ErrorCode::Invalid, u"configure"_s, source,
                          u"%1 It was ignored (from %2)."_s.arg(valid.error().message(), source));
    }

    void load()
    {
        error.reset();
        file.clear();
        std::map<QString, QString> values;
        const auto text = readIni(fs, path, values);
        if (!text)
            error = text.error();
        else if (text->brokenLine() > 0)
            error = Error(ErrorCode::Invalid, u"configure"_s, path,
                          u"Line %1 of “%2” is no setting and was ignored."_s.arg(text->brokenLine()).arg(path));
        for (const auto &[key, value] : values) {
            if (const SettingInfo *info = findSetting(key))
                adopt(path, *info, value, file);
        }
    }

    /// Changes the file as it is now, so that what others wrote meanwhile stays.
    Result<void> change(const std::function<void(IniText &)> &edit)
    {
        const QFileInfo info(path);
        const QString target = info.isSymLink() && info.exists() ? info.canonicalFilePath() : path;
        const QString folder = QFileInfo(target).absolutePath();
        const auto lock = FolderLock::take(*fs, folder);
        if (!lock)
            return failure(lock);
        std::map<QString, QString> values;
        auto text = readIni(fs, path, values);
        if (!text)
            return failure(std::move(text));
        edit(*text);
        auto outcome = writeFile(*fs, lock->folder(), QFileInfo(target).fileName(), text->toUtf8(), {}, target);
        load();
        return outcome;
    }

    [[nodiscard]] QString value(QLatin1StringView key) const
    {
        const std::scoped_lock lock(mutex);
        if (const auto at = environment.find(key); at != environment.end())
            return at->second;
        if (const auto at = file.find(key); at != file.end())
            return at->second;
        const SettingInfo *info = findSetting(QString(key));
        return info ? QString(info->defaultText) : QString();
    }
};

Settings::Settings(const QString &path, std::shared_ptr<Fs> fs)
    : m_state(std::make_unique<State>())
{
    m_state->fs = std::move(fs);
    m_state->path = path.isEmpty() ? defaultPath() : path;
    m_state->load();
    for (const SettingInfo &info : allSettings()) {
        const QByteArray name = environmentName(info.key);
        if (qEnvironmentVariableIsSet(name.constData()))
            m_state->adopt(QString::fromLatin1(name), info, qEnvironmentVariable(name.constData()),
                           m_state->environment);
    }
}

Settings::~Settings() = default;

QString Settings::text(QLatin1StringView key) const
{
    return m_state->value(key);
}

bool Settings::flag(QLatin1StringView key) const
{
    return m_state->value(key) == u"true";
}

qint64 Settings::integer(QLatin1StringView key) const
{
    return m_state->value(key).toLongLong();
}

QStringList Settings::list(QLatin1StringView key) const
{
    QStringList items;
    for (const QString &item : m_state->value(key).split(u',')) {
        if (const QString trimmed = item.trimmed(); !trimmed.isEmpty())
            items.append(trimmed);
    }
    return items;
}

Result<void> Settings::set(const QString &key, const QString &value)
{
    const SettingInfo *info = findSetting(key);
    if (!info)
        return unknown(key);
    const auto valid = validated(*info, value);
    if (!valid)
        return failure(valid);
    const std::scoped_lock lock(m_state->mutex);
    return m_state->change([&](IniText &text) { text.set(key, *valid); });
}

Result<void> Settings::unset(const QString &key)
{
    if (!findSetting(key))
        return unknown(key);
    const std::scoped_lock lock(m_state->mutex);
    return m_state->change([&](IniText &text) { text.unset(key); });
}

QString Settings::origin(QLatin1StringView key) const
{
    const std::scoped_lock lock(m_state->mutex);
    if (m_state->environment.contains(key))
        return u"environment"_s;
    return m_state->file.contains(key) ? u"file"_s : u"default"_s;
}

QString Settings::path() const
{
    return m_state->path;
}

std::optional<Error> Settings::loadError() const
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->error;
}

} // namespace pulse
