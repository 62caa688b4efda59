// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/profiles.h"

#include "profile_rules.h"
#include "profile_sources.h"
#include "pulse/base/quote.h"
#include "pulse/library/settings.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

namespace {

constexpr auto libraryKind = "library"_L1;
constexpr auto environmentKind = "environment"_L1;

std::unexpected<Error> unknown(const QString &what, const QString &name, const QStringList &names)
{
    QString hint = what == "library"_L1 ? u"There is none yet: “config library add” makes one."_s
                                        : u"There is none yet: “config environment set” makes one."_s;
    if (!names.isEmpty())
        hint = u"There are: %1."_s.arg(names.join(u", "_s));
    return failure(ErrorCode::NotFound, u"configure"_s, visible(name),
                   u"No %1 is configured under the name %2. %3"_s.arg(what, quoted(name), visible(hint, 400)));
}

// The name of a section as it is written, whatever its case; empty for none.
QString sectionName(const IniText &text, QLatin1StringView kind, const QString &name)
{
    for (const auto &section : text.namedSections(QString(kind))) {
        if (section.name.compare(name, Qt::CaseInsensitive) == 0)
            return section.name;
    }
    return {};
}

QStringList sectionNames(const IniText &text, QLatin1StringView kind)
{
    QStringList names;
    for (const auto &section : text.namedSections(QString(kind)))
        names.append(section.name);
    return names;
}

std::map<QString, QString> sectionValues(const IniText &text, QLatin1StringView kind, const QString &name)
{
    for (const auto &section : text.namedSections(QString(kind))) {
        if (section.name == name)
            return section.values;
    }
    return {};
}

void writeSection(IniText &text, QLatin1StringView kind, const QString &name, const std::map<QString, QString> &values)
{
    for (const auto &[key, value] : sectionValues(text, kind, name)) {
        if (!values.contains(key))
            text.unsetIn(QString(kind), name, key);
    }
    text.addSection(QString(kind), name);
    const auto before = sectionValues(text, kind, name);
    for (const auto &[key, value] : values) {
        const auto at = before.find(key);
        if (at == before.end() || at->second != value)
            text.setIn(QString(kind), name, key, value);
    }
}

// Where the file names a library by its profile, it follows the new name.
void followRename(IniText &text, const QString &from, const QString &to)
{
    const auto names = [&](const QString &value) { return value.compare(from, Qt::CaseInsensitive) == 0; };
    const auto values = text.values();
    if (const auto at = values.find(u"library.default"_s); at != values.end() && names(at->second))
        text.set(at->first, to);
    for (const auto &section : text.namedSections(u"library")) {
        if (const auto at = section.values.find(u"mirror"_s); at != section.values.end() && names(at->second))
            text.setIn(u"library"_s, section.name, at->first, to);
    }
    for (const auto &section : text.namedSections(u"environment")) {
        for (const auto &[key, value] : section.values) {
            if (key == "library"_L1 && names(value)) {
                text.setIn(u"environment"_s, section.name, key, to);
            } else if (key.startsWith("library."_L1) && key.count(u'.') == 2 && names(key.section(u'.', 1, 1))) {
                text.unsetIn(u"environment"_s, section.name, key);
                text.setIn(u"environment"_s, section.name, "library."_L1 + to + u'.' + key.section(u'.', 2), value);
            }
        }
    }
}

Environment environmentFrom(const IniText::NamedSection &section)
{
    Environment environment;
    environment.name = section.name;
    for (const auto &[key, value] : section.values) {
        const QStringList parts = key.split(u'.');
        if (key == "library"_L1)
            environment.library = value;
        else if (parts.size() == 3 && parts[0] == "library"_L1)
            environment.profiles[parts[1]][parts[2]] = value;
        else
            environment.settings[key] = value;
    }
    return environment;
}

Result<void> validateLine(const QString &environment, const QString &key, const QString &value)
{
    const QStringList parts = key.split(u'.');
    if (parts.size() == 3 && parts[0] == "library"_L1) {
        if (auto named = validateConfigurationName(u"profile"_s, parts[1]); !named)
            return named;
        if (parts[2] != "url"_L1)
            return validateOption(parts[1], parts[2], value);
        const auto url = parseProfile(parts[1], {{u"url"_s, value}, {u"allow-http"_s, u"true"_s}});
        return url ? Result<void>() : failure(url);
    }
    const bool isSetting = std::ranges::any_of(allSettings(), [&](const SettingInfo &info) { return key == info.key; });
    if (key != "library"_L1 && (!isSetting || key == setting::environment))
        return failure(
            ErrorCode::NotFound, u"configure"_s, visible(environment),
            u"An environment can say nothing about %1. It takes “library”, the settings of “config list”, and "
            "“library.NAME.OPTION”."_s.arg(quoted(key)));
    const auto valid = validateSetting(isSetting ? key : QString(setting::libraryDefault), value);
    return valid ? Result<void>() : failure(valid);
}

Result<void> validateEnvironment(const Environment &environment)
{
    if (auto named = validateConfigurationName(u"environment"_s, environment.name); !named)
        return named;
    if (auto fit = validateLine(environment.name, u"library"_s, environment.library); !fit)
        return fit;
    for (const auto &[key, value] : environment.settings) {
        if (auto fit = validateLine(environment.name, key, value); !fit)
            return fit;
    }
    for (const auto &[profile, options] : environment.profiles) {
        for (const auto &[key, value] : options) {
            if (auto fit = validateLine(environment.name, "library."_L1 + profile + u'.' + key, value); !fit)
                return fit;
        }
    }
    return {};
}

std::map<QString, QString> linesOf(const Environment &environment)
{
    std::map<QString, QString> lines = environment.settings;
    if (!environment.library.isEmpty())
        lines[u"library"_s] = environment.library;
    for (const auto &[profile, options] : environment.profiles) {
        for (const auto &[key, value] : options)
            lines["library."_L1 + profile + u'.' + key] = value;
    }
    return lines;
}

} // namespace

struct Profiles::State
{
    std::shared_ptr<Settings> settings;
};

Profiles::Profiles(std::shared_ptr<Settings> settings)
    : m_state(std::make_unique<State>(std::move(settings)))
{}

Profiles::~Profiles() = default;

Result<QString> Profiles::activeEnvironment() const
{
    const QString name = m_state->settings->environment();
    if (name.isEmpty())
        return QString();
    const auto text = m_state->settings->readFile();
    if (!text)
        return failure(text);
    const QString found = sectionName(*text, environmentKind, name);
    if (found.isEmpty())
        return unknown(u"environment"_s, name, sectionNames(*text, environmentKind));
    return found;
}

Result<std::vector<Profiles::Entry>> Profiles::all() const
{
    const auto text = m_state->settings->readFile();
    if (!text)
        return failure(text);
    const ProfileSources sources(*text, m_state->settings->environment());
    std::vector<Entry> entries;
    for (const QString &name : sources.names())
        entries.push_back({name, sources.profile(name)});
    return entries;
}

Result<LibraryProfile> Profiles::find(const QString &name) const
{
    if (const auto active = activeEnvironment(); !active)
        return failure(active);
    const auto text = m_state->settings->readFile();
    if (!text)
        return failure(text);
    const ProfileSources sources(*text, m_state->settings->environment());
    if (sources.nameOf(name).isEmpty())
        return unknown(u"library"_s, name, sources.names());
    return sources.profile(name);
}

Result<std::vector<ProfileValue>> Profiles::values(const QString &name) const
{
    const auto text = m_state->settings->readFile();
    if (!text)
        return failure(text);
    const ProfileSources sources(*text, m_state->settings->environment());
    if (sources.nameOf(name).isEmpty())
        return unknown(u"library"_s, name, sources.names());
    return sources.values(name);
}

Result<LibraryProfile> Profiles::inFile(const QString &name) const
{
    const auto text = m_state->settings->readFile();
    if (!text)
        return failure(text);
    const QString found = sectionName(*text, libraryKind, name);
    if (found.isEmpty())
        return unknown(u"library"_s, name, sectionNames(*text, libraryKind));
    return parseProfile(found, sectionValues(*text, libraryKind, found));
}

Result<void> Profiles::add(const LibraryProfile &profile)
{
    if (auto named = validateConfigurationName(u"profile"_s, profile.name); !named)
        return named;
    if (auto valid = validateProfile(profile); !valid)
        return valid;
    return m_state->settings->changeFile([&](IniText &text) -> Result<void> {
        if (!sectionName(text, libraryKind, profile.name).isEmpty())
            return failure(ErrorCode::AlreadyExists, u"configure"_s, profile.name,
                           u"A library is configured under the name “%1” already. Choose another name, or change that "
                           "one."_s.arg(profile.name));
        writeSection(text, libraryKind, profile.name, valuesOf(profile));
        return {};
    });
}

Result<void> Profiles::change(const QString &name, const LibraryProfile &profile)
{
    if (auto named = validateConfigurationName(u"profile"_s, profile.name); !named)
        return named;
    if (auto valid = validateProfile(profile); !valid)
        return valid;
    return m_state->settings->changeFile([&](IniText &text) -> Result<void> {
        const QString before = sectionName(text, libraryKind, name);
        if (before.isEmpty())
            return unknown(u"library"_s, name, sectionNames(text, libraryKind));
        const QString taken = sectionName(text, libraryKind, profile.name);
        if (!taken.isEmpty() && taken != before)
            return failure(
                ErrorCode::AlreadyExists, u"configure"_s, profile.name,
                u"A library is configured under the name “%1” already. Choose another name."_s.arg(profile.name));
        if (before != profile.name) {
            text.renameSection(u"library"_s, before, profile.name);
            followRename(text, before, profile.name);
        }
        writeSection(text, libraryKind, profile.name, valuesOf(profile));
        return {};
    });
}

Result<void> Profiles::setOption(const QString &name, const QString &key, const QString &value)
{
    if (auto fit = key == "url"_L1 ? Result<void>() : validateOption(name, key, value); !fit)
        return fit;
    return m_state->settings->changeFile([&](IniText &text) -> Result<void> {
        const QString found = sectionName(text, libraryKind, name);
        if (found.isEmpty())
            return unknown(u"library"_s, name, sectionNames(text, libraryKind));
        auto values = sectionValues(text, libraryKind, found);
        values.insert_or_assign(key, value);
        if (const auto valid = parseProfile(found, values); !valid)
            return failure(valid);
        text.setIn(u"library"_s, found, key, value);
        return {};
    });
}

Result<void> Profiles::unsetOption(const QString &name, const QString &key)
{
    if (key == "url"_L1)
        return failure(ErrorCode::Invalid, u"configure"_s, visible(name),
                       u"A library cannot be without an address. Change its url, or remove the library."_s);
    return m_state->settings->changeFile([&](IniText &text) -> Result<void> {
        const QString found = sectionName(text, libraryKind, name);
        if (found.isEmpty())
            return unknown(u"library"_s, name, sectionNames(text, libraryKind));
        if (!sectionValues(text, libraryKind, found).contains(key))
            return failure(ErrorCode::NotFound, u"configure"_s, found,
                           u"The library “%1” has no option %2 in the file."_s.arg(found, quoted(key)));
        text.unsetIn(u"library"_s, found, key);
        return {};
    });
}

Result<void> Profiles::remove(const QString &name)
{
    return m_state->settings->changeFile([&](IniText &text) -> Result<void> {
        const QString found = sectionName(text, libraryKind, name);
        if (found.isEmpty())
            return unknown(u"library"_s, name, sectionNames(text, libraryKind));
        text.removeSection(u"library"_s, found);
        return {};
    });
}

Result<std::vector<Environment>> Profiles::environments() const
{
    const auto text = m_state->settings->readFile();
    if (!text)
        return failure(text);
    std::vector<Environment> environments;
    for (const auto &section : text->namedSections(u"environment"))
        environments.push_back(environmentFrom(section));
    return environments;
}

Result<void> Profiles::setEnvironment(const Environment &environment)
{
    if (auto valid = validateEnvironment(environment); !valid)
        return valid;
    return m_state->settings->changeFile([&](IniText &text) -> Result<void> {
        const QString found = sectionName(text, environmentKind, environment.name);
        writeSection(text, environmentKind, found.isEmpty() ? environment.name : found, linesOf(environment));
        return {};
    });
}

Result<void> Profiles::setInEnvironment(const QString &environment, const QString &key, const QString &value)
{
    if (auto named = validateConfigurationName(u"environment"_s, environment); !named)
        return named;
    if (auto fit = value.isEmpty() ? Result<void>() : validateLine(environment, key, value); !fit)
        return fit;
    return m_state->settings->changeFile([&](IniText &text) -> Result<void> {
        const QString known = sectionName(text, environmentKind, environment);
        const QString found = known.isEmpty() ? environment : known;
        if (value.isEmpty()) {
            text.unsetIn(u"environment"_s, found, key);
            return {};
        }
        text.addSection(u"environment"_s, found);
        text.setIn(u"environment"_s, found, key, value);
        return {};
    });
}

Result<void> Profiles::removeEnvironment(const QString &name)
{
    return m_state->settings->changeFile([&](IniText &text) -> Result<void> {
        const QString found = sectionName(text, environmentKind, name);
        if (found.isEmpty())
            return unknown(u"environment"_s, name, sectionNames(text, environmentKind));
        text.removeSection(u"environment"_s, found);
        return {};
    });
}

Result<void> Profiles::useEnvironment(const QString &name)
{
    m_state->settings->chooseEnvironment(name);
    const auto active = activeEnvironment();
    return active ? Result<void>() : failure(active);
}

} // namespace pulse
