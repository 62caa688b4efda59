// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ini_text.h"
#include "pulse/library/profiles.h"

namespace pulse::detail {

/// All that is said about profiles, by whom: the file, the environment in force, variables. Names without regard to
/// case.
class ProfileSources
{
public:
    /// `environment` is the name of the one in force, or empty.
    ProfileSources(const IniText &text, const QString &environment);

    [[nodiscard]] QStringList names() const;
    /// As it is written; empty where there is no such profile.
    [[nodiscard]] QString nameOf(const QString &name) const;
    [[nodiscard]] std::vector<ProfileValue> values(const QString &name) const;
    [[nodiscard]] Result<LibraryProfile> profile(const QString &name) const;

private:
    struct Value
    {
        QString value;
        QString origin;
    };
    struct Known
    {
        QString name;
        std::map<QString, Value> values;
        bool twice = false; // two sections whose names differ only by case
    };
    void readFile(const IniText &text);
    void readEnvironment(const IniText &text, const QString &environment);
    void readVariables();
    void readVariable(const QString &variable, const QString &rest, const QString &value);

    std::map<QString, Known> m_known; // by the name in small letters
};

} // namespace pulse::detail
