// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <QByteArray>
#include <QString>
#include <functional>
#include <map>

namespace pulse::s3 {

/// What the AWS programs look at beside their arguments. Injected, so that tests have their own. Thread-safe.
struct Environment
{
    std::function<QString(const QString &)> variable; ///< empty where it is not set
    QString home;
    /// The file's bytes; empty where there is no such file; an error where it cannot be read.
    std::function<Result<QByteArray>(const QString &path)> read;

    [[nodiscard]] static Environment ofProcess();
};

/// A file of profiles: `[default]`, `[profile team]`, `key = value`, indented keys below a key without a value.
/// Nested keys are joined by a dot: "s3.addressing_style". Keys are in lower case. Lines that are none of this are
/// passed over, as the AWS programs do. `plainNames`: sections are called by the profile alone (the credentials file).
[[nodiscard]] std::map<QString, std::map<QString, QString>> parseProfiles(const QByteArray &utf8, bool plainNames);

/// The values of one profile in ~/.aws/config and ~/.aws/credentials (or where AWS_CONFIG_FILE and
/// AWS_SHARED_CREDENTIALS_FILE point); what the credentials file says wins.
struct Profile
{
    QString name;
    bool found = false;
    std::map<QString, QString> values;

    [[nodiscard]] QString value(const QString &key) const;
};
/// An empty name is AWS_PROFILE's, else "default".
[[nodiscard]] Result<Profile> readProfile(const Environment &environment, const QString &name);

} // namespace pulse::s3
