// SPDX-License-Identifier: Apache-2.0
#include "profile_sources.h"

#include "profile_rules.h"
#include "pulse/base/quote.h"

#include <QProcessEnvironment>

using namespace Qt::StringLiterals;

namespace pulse::detail {

namespace {

QString inVariable(const QString &name)
{
    return name.toUpper().replace(u'-', u'_');
}

QString fromVariable(const QString &part)
{
    return part.toLower().replace(u'_', u'-');
}

} // namespace

ProfileSources::ProfileSources(const IniText &text, const QString &environment)
{
    readFile(text);
    if (!environment.isEmpty())
        readEnvironment(text, environment);
    readVariables();
}

void ProfileSources::readFile(const IniText &text)
{
    for (const auto &section : text.namedSections(u"library")) {
        Known &known = m_known[section.name.toLower()];
        known.twice = !known.name.isEmpty();
        known.name = section.name;
        for (const auto &[key, value] : section.values)
            known.values.insert_or_assign(key, Value{value, u"file"_s});
    }
}

void ProfileSources::readEnvironment(const IniText &text, const QString &environment)
{
    for (const auto &section : text.namedSections(u"environment")) {
        if (section.name.compare(environment, Qt::CaseInsensitive) != 0)
            continue;
        for (const auto &[key, value] : section.values) {
            const QStringList parts = key.split(u'.');
            if (parts.size() != 3 || parts[0] != "library"_L1)
                continue;
            if (const auto at = m_known.find(parts[1].toLower()); at != m_known.end())
                at->second.values.insert_or_assign(parts[2], Value{value, u"environment "_s + section.name});
        }
    }
}

void ProfileSources::readVariables()
{
    const auto prefix = u"PULSE_LIBRARY_"_s;
    const auto environment = QProcessEnvironment::systemEnvironment();
    std::map<QString, QString> variables;
    for (const QString &variable : environment.keys()) {
        if (variable.startsWith(prefix) && variable.size() > prefix.size())
            variables.emplace(variable, environment.value(variable));
    }
    // Those that make a profile first, so that the others find it.
    for (const auto &[variable, value] : variables) {
        const QString name = fromVariable(variable.sliced(prefix.size()).chopped(4));
        if (variable.endsWith("_URL"_L1) && validateConfigurationName(u"profile"_s, name)) {
            Known &known = m_known[name];
            known.name = known.name.isEmpty() ? name : known.name;
            known.values.insert_or_assign(u"url"_s, Value{value, variable});
        }
    }
    for (const auto &[variable, value] : variables) {
        if (!variable.endsWith("_URL"_L1))
            readVariable(variable, variable.sliced(prefix.size()), value);
    }
}

// The longest name that fits is meant: `a-b` before `a`.
void ProfileSources::readVariable(const QString &variable, const QString &rest, const QString &value)
{
    Known *meant = nullptr;
    qsizetype length = 0;
    for (auto &[lower, known] : m_known) {
        const QString start = inVariable(lower) + u'_';
        if (rest.startsWith(start) && rest.size() > start.size() && start.size() > length) {
            meant = &known;
            length = start.size();
        }
    }
    if (meant)
        meant->values.insert_or_assign(fromVariable(rest.sliced(length)), Value{value, variable});
}

QStringList ProfileSources::names() const
{
    QStringList names;
    for (const auto &[lower, known] : m_known)
        names.append(known.name);
    return names;
}

QString ProfileSources::nameOf(const QString &name) const
{
    const auto at = m_known.find(name.toLower());
    return at == m_known.end() ? QString() : at->second.name;
}

std::vector<ProfileValue> ProfileSources::values(const QString &name) const
{
    std::vector<ProfileValue> values;
    if (const auto at = m_known.find(name.toLower()); at != m_known.end()) {
        for (const auto &[key, value] : at->second.values)
            values.push_back({key, value.value, value.origin});
    }
    return values;
}

Result<LibraryProfile> ProfileSources::profile(const QString &name) const
{
    const auto at = m_known.find(name.toLower());
    const Known &known = at->second;
    if (known.twice)
        return failure(ErrorCode::Invalid, u"configure"_s, visible(known.name),
                       u"The library %1 is configured twice, with names that differ only by case. Rename one of the "
                       "two sections."_s.arg(quoted(known.name)));
    if (auto named = validateConfigurationName(u"profile"_s, known.name); !named)
        return failure(std::move(named));
    std::map<QString, QString> values;
    for (const auto &[key, value] : known.values)
        values.emplace(key, value.value);
    return parseProfile(known.name, values);
}

} // namespace pulse::detail
