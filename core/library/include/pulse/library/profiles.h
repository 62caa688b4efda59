// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <QString>
#include <QStringList>
#include <QUrl>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace pulse {

class Settings;

/// A library that a person gave a name, and how to reach it. Never a secret: `validateProfile` refuses what looks like
/// one.
struct LibraryProfile
{
    QString name; ///< letters, digits and hyphens; at most 64; empty for a library that is named by its URL alone
    QUrl url;
    QString user;                        ///< whose credentials are looked up; not itself a secret; may be empty
    std::map<QString, QString> settings; ///< the backend's own, as each backend's guide lists them: "region", "ca-file"
    /// Which layers stand between the library and its use; not set: those that suit it; empty: none.
    std::optional<QStringList> layers;
    bool readOnly = false;
    /// Of a library behind a network: a change returns when the server has it, not when it is queued here.
    bool writeThrough = false;
    std::chrono::seconds syncInterval{300}; ///< between synchronisations of an open window; 0: only when asked
    QString mirror;                         ///< a profile's name or a URL that is kept in step with this; may be empty

    friend bool operator==(const LibraryProfile &, const LibraryProfile &) = default;
};

/// A set of values that is chosen as a whole, for a place of work: development, staging, production. In force it goes
/// before what the rest of the file says.
struct Environment
{
    QString name;                        ///< letters, digits and hyphens; at most 64
    QString library;                     ///< what is opened when nothing is named: a profile, URL or path; may be empty
    std::map<QString, QString> settings; ///< by the settings' keys ("author", "labels.protected")
    /// Options of profiles, by the profile's name, then by their keys as in the file ("url", "read-only", "region").
    std::map<QString, std::map<QString, QString>> profiles;

    friend bool operator==(const Environment &, const Environment &) = default;
};

/// One option of a profile with what it is now and who says so.
struct ProfileValue
{
    QString key;    ///< as in the file: "url", "region"
    QString value;  ///< as in the file
    QString origin; ///< "file", "environment production", or the name of an environment variable
};

/// Errors (Invalid), each with advice: a name that cannot be one; no URL; user information in it (a user name alone is
/// allowed for git+ssh); a secret-looking part of its query; plain http to another machine without
/// `allow-http = true`; a key that names a secret (password, secret, token, passphrase), a value that looks like one;
/// control characters. Does not look at what only a backend knows.
[[nodiscard]] Result<void> validateProfile(const LibraryProfile &profile);

/// A profile from its options as the file has them ("url", "read-only", …), validated. The URL may be a path that
/// begins with `/` or `~/`. Invalid.
[[nodiscard]] Result<LibraryProfile> parseProfile(const QString &name, const std::map<QString, QString> &options);

/// What the URL alone must keep to: of the above, the rules about it. `allowHttp`: plain http to another machine too.
[[nodiscard]] Result<void> validateLibraryUrl(const QUrl &url, bool allowHttp);

/// Whether a text can be the name of a profile or of an environment.
[[nodiscard]] bool isConfigurationName(QStringView name);

/// The options of a profile that every library has, as keys in the file: "url", "user", "layers", "read-only",
/// "write-through", "sync-interval", "mirror". Any other key is the backend's.
[[nodiscard]] QStringList commonProfileKeys();

/// The profiles and environments of the person, in the same file as their settings, as sections
///
///     [library "team"]              [environment "production"]
///     url = s3://prompts/team       library = team
///     region = eu-central-1         labels.protected = production,audited
///                                   library.team.read-only = true
///
/// In rising order of force: the file, the environment in force, the environment variables PULSE_LIBRARY_<NAME>_<KEY>
/// (upper case, `-` as `_`; one that ends in _URL makes a profile where there is none). Which environment is in force:
/// `useEnvironment`, else PULSE_ENVIRONMENT, else the setting `environment`. Lines that Pulse does not know survive
/// every change. Thread-safe; several processes may change the file at once: each change applies to what is there then.
/// The file is read anew for each call.
class Profiles
{
public:
    explicit Profiles(std::shared_ptr<Settings> settings);
    ~Profiles();
    Profiles(const Profiles &) = delete;
    Profiles &operator=(const Profiles &) = delete;

    struct Entry
    {
        QString name;
        Result<LibraryProfile> profile; ///< or why it cannot be used; the others can
    };
    /// Every profile, by name, with all that overrides it.
    [[nodiscard]] Result<std::vector<Entry>> all() const;
    /// Names are compared without regard to case. NotFound names those that there are.
    [[nodiscard]] Result<LibraryProfile> find(const QString &name) const;
    /// Each option that is set for it, and by whom: what is in force.
    [[nodiscard]] Result<std::vector<ProfileValue>> values(const QString &name) const;

    /// Errors: AlreadyExists, Invalid (see validateProfile), and those of writing the file.
    Result<void> add(const LibraryProfile &profile);
    /// Makes the file's profile `name` what `profile` is; a new name in it renames it, also where environments and the
    /// default name it. What only overrides it (environments, variables) stays as it is.
    Result<void> change(const QString &name, const LibraryProfile &profile);
    /// One option of the file's profile. NotFound, Invalid.
    Result<void> setOption(const QString &name, const QString &key, const QString &value);
    Result<void> unsetOption(const QString &name, const QString &key);
    /// Forgets the profile. The library itself stays as it is.
    Result<void> remove(const QString &name);
    /// The profile as the file alone has it: what an editor of it should show.
    [[nodiscard]] Result<LibraryProfile> inFile(const QString &name) const;

    [[nodiscard]] Result<std::vector<Environment>> environments() const;
    /// Makes or replaces it.
    Result<void> setEnvironment(const Environment &environment);
    Result<void> removeEnvironment(const QString &name);
    /// One line of an environment: "library", a setting's key, or "library.PROFILE.OPTION". An empty value removes the
    /// line. Makes the environment where there is none.
    Result<void> setInEnvironment(const QString &environment, const QString &key, const QString &value);
    /// The one in force; empty for none. NotFound: one is asked for that is not in the file, and nothing may be opened
    /// under the assumption that it does not matter.
    [[nodiscard]] Result<QString> activeEnvironment() const;
    /// Overrides PULSE_ENVIRONMENT and the setting, for this process; the settings follow. Empty: none of them
    /// overridden. NotFound.
    Result<void> useEnvironment(const QString &name);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace pulse
