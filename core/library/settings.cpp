// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/settings.h"

#include "profile_rules.h"
#include "settings_file.h"

#include "pulse/base/personal_folders.h"

#include <algorithm>
#include <mutex>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

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

Result<QString> defaultPath()
{
    return pulseFolder(PersonalFolder::Config).transform([](const QString &folder) {
        return folder + "/pulse.conf"_L1;
    });
}

} // namespace

struct Settings::State
{
    mutable std::mutex mutex;
    detail::SettingsFile source;
    QString chosenEnvironment;          // by flag; empty: by the variable or the file
    QString environment;                // in force
    std::map<QString, QString> file;    // validated, as all of these
    std::map<QString, QString> inForce; // of the environment's section
    std::map<QString, QString> variables;
    std::optional<Error> error;

    State(Result<QString> path, std::shared_ptr<Fs> fs)
        : source(std::move(path), std::move(fs))
    {
        load();
    }

    void adopt(const QString &from, const SettingInfo &info, const QString &value, std::map<QString, QString> &into)
    {
        auto valid = validated(info, value);
        if (valid)
            into.insert_or_assign(info.key, std::move(*valid));
        else if (!error)
            error = Error(ErrorCode::Invalid, u"configure"_s, from,
                          u"%1 It was ignored (from %2)."_s.arg(valid.error().message(), from));
    }

    void load()
    {
        error.reset();
        file.clear();
        inForce.clear();
        const auto text = source.read();
        if (!text) {
            error = text.error();
        } else {
            if (text->brokenLine() > 0)
                error = Error(
                    ErrorCode::Invalid, u"configure"_s, source.path(),
                    u"Line %1 of “%2” is no setting and was ignored."_s.arg(text->brokenLine()).arg(source.path()));
            for (const auto &[key, value] : text->values()) {
                if (const SettingInfo *info = findSetting(key))
                    adopt(source.path(), *info, value, file);
            }
        }
        loadVariables();
        environment = chosenEnvironment.isEmpty() ? stored(setting::environment) : chosenEnvironment;
        if (text && !environment.isEmpty())
            loadEnvironment(*text);
    }

    void loadVariables()
    {
        variables.clear();
        for (const SettingInfo &info : allSettings()) {
            const QByteArray name = environmentName(info.key);
            if (qEnvironmentVariableIsSet(name.constData()))
                adopt(QString::fromLatin1(name), info, qEnvironmentVariable(name.constData()), variables);
        }
    }

    // The section's `library` is what `library.default` is elsewhere.
    void loadEnvironment(const detail::IniText &text)
    {
        for (const auto &section : text.namedSections(u"environment")) {
            if (section.name.compare(environment, Qt::CaseInsensitive) != 0)
                continue;
            for (const auto &[key, value] : section.values) {
                const SettingInfo *info = findSetting(key == "library"_L1 ? QString(setting::libraryDefault) : key);
                if (info && info->key != setting::environment)
                    adopt(u"environment "_s + section.name, *info, value, inForce);
            }
        }
    }

    Result<void> change(const std::function<Result<void>(detail::IniText &)> &edit)
    {
        auto outcome = source.change(edit);
        load();
        return outcome;
    }

    [[nodiscard]] QString stored(QLatin1StringView key) const
    {
        for (const auto *values : {&variables, &inForce, &file}) {
            if (const auto at = values->find(key); at != values->end())
                return at->second;
        }
        const SettingInfo *info = findSetting(QString(key));
        return info ? QString(info->defaultText) : QString();
    }

    [[nodiscard]] QString value(QLatin1StringView key) const
    {
        const std::scoped_lock lock(mutex);
        return stored(key);
    }
};

Settings::Settings(const QString &path, std::shared_ptr<Fs> fs)
    : m_state(std::make_unique<State>(path.isEmpty() ? defaultPath() : Result<QString>(path), std::move(fs)))
{}

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

Result<QString> validateSetting(const QString &key, const QString &value)
{
    const SettingInfo *info = findSetting(key);
    if (!info)
        return unknown(key);
    if (info->key == setting::libraryDefault) {
        if (auto fit = detail::validateOption(key, u"library"_s, value); !fit)
            return failure(std::move(fit));
    }
    return validated(*info, value);
}

Result<void> Settings::set(const QString &key, const QString &value)
{
    const auto valid = validateSetting(key, value);
    if (!valid)
        return failure(valid);
    const std::scoped_lock lock(m_state->mutex);
    return m_state->change([&](detail::IniText &text) -> Result<void> {
        text.set(key, *valid);
        return {};
    });
}

QStringList Settings::reload()
{
    const std::scoped_lock lock(m_state->mutex);
    std::map<QLatin1StringView, QString> before;
    for (const SettingInfo &info : allSettings())
        before.emplace(info.key, m_state->stored(info.key));
    m_state->load();
    QStringList changed;
    for (const auto &[key, value] : before) {
        if (m_state->stored(key) != value)
            changed.append(QString(key));
    }
    return changed;
}

Result<void> Settings::unset(const QString &key)
{
    if (!findSetting(key))
        return unknown(key);
    const std::scoped_lock lock(m_state->mutex);
    return m_state->change([&](detail::IniText &text) -> Result<void> {
        text.unset(key);
        return {};
    });
}

QString Settings::origin(QLatin1StringView key) const
{
    const std::scoped_lock lock(m_state->mutex);
    if (m_state->variables.contains(key))
        return u"environment"_s;
    if (m_state->inForce.contains(key))
        return u"environment "_s + m_state->environment;
    return m_state->file.contains(key) ? u"file"_s : u"default"_s;
}

QString Settings::path() const
{
    return m_state->source.path();
}

void Settings::chooseEnvironment(const QString &name)
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->chosenEnvironment = name;
    m_state->load();
}

Result<detail::IniText> Settings::readFile() const
{
    return m_state->source.read();
}

Result<void> Settings::changeFile(const std::function<Result<void>(detail::IniText &)> &edit)
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->change(edit);
}

QString Settings::environment() const
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->environment;
}

std::optional<Error> Settings::loadError() const
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->error;
}

} // namespace pulse
