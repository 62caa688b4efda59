// SPDX-License-Identifier: Apache-2.0
// config library: libraries under names.
#include "command_run.h"
#include "handlers.h"
#include "json_shapes.h"

#include "pulse/base/quote.h"
#include "pulse/composition/remote_module.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

Profiles &profilesOf(CommandRun &run)
{
    return run.host(CommandRun::Purpose::Changing).connections().profiles();
}

QString placeOf(const LibraryProfile &profile)
{
    return profile.url.isLocalFile() ? profile.url.toLocalFile() : profile.url.toDisplayString();
}

/// Where there is no keychain, a command line has other ways.
Error withoutKeychain(const Error &error)
{
    if (error.code() != ErrorCode::Unsupported)
        return error;
    return Error(error.code(), error.operation(), error.subject(),
                 error.message() + u" Or give the credentials to each command by a variable or --credentials-fd."_s);
}

JsonObject profileJson(const LibraryProfile &profile)
{
    JsonObject settings;
    for (const auto &[key, value] : profile.settings)
        settings.insert(key, value);
    return JsonObject{{u"name"_s, profile.name},
                      {u"url"_s, profile.url.toString(QUrl::FullyEncoded)},
                      {u"user"_s, profile.user},
                      {u"settings"_s, settings},
                      {u"layers"_s, profile.layers ? JsonValue(listJson(*profile.layers)) : JsonValue()},
                      {u"read_only"_s, profile.readOnly},
                      {u"write_through"_s, profile.writeThrough},
                      {u"sync_interval"_s, qint64(profile.syncInterval.count())},
                      {u"mirror"_s, profile.mirror.isEmpty() ? JsonValue() : JsonValue(profile.mirror)}};
}

/// KEY=VALUE of an argument.
Result<std::pair<QString, QString>> assignment(const CommandRun &run, const QString &text)
{
    const qsizetype equals = text.indexOf(u'=');
    if (equals <= 0)
        return run.wrongUsage(u"%1 is no OPTION=VALUE."_s.arg(quoted(text.first(std::max<qsizetype>(0, equals)))));
    return std::pair(text.first(equals).trimmed(), text.sliced(equals + 1).trimmed());
}

Result<void> knownOption(CommandRun &run, const LibraryProfile &profile, const QString &key)
{
    const auto options = run.host(CommandRun::Purpose::Changing).connections().backendOptions(profile.url.scheme());
    QStringList keys = commonProfileKeys();
    for (const auto &option : options)
        keys.append(option.key);
    if (options.empty() || keys.contains(key))
        return {};
    const QString near = nearest(key, keys);
    return failure(
        ErrorCode::Invalid, u"config"_s, profile.name,
        u"A library of this kind has no option %1.%2 It has: %3."_s.arg(
            quoted(key), near.isEmpty() ? QString() : u" Did you mean “%1”?"_s.arg(near), keys.join(u", "_s)));
}

Result<int> shown(CommandRun &run, const QString &name, const QString &sentence)
{
    const auto profile = profilesOf(run).find(name);
    if (!profile)
        return failure(profile);
    if (run.out().isJson())
        run.out().json(profileJson(*profile));
    else
        run.out().confirm(sentence);
    return exit_code::done;
}

} // namespace

Result<int> runConfigLibraryList(CommandRun &run)
{
    const auto all = profilesOf(run).all();
    if (!all)
        return failure(all);
    JsonValue::Array array;
    Table table({{u"NAME"_s}, {u"PLACE"_s}});
    for (const Profiles::Entry &entry : *all) {
        if (entry.profile) {
            array.push_back(profileJson(*entry.profile));
            table.add({entry.name, placeOf(*entry.profile)});
        } else {
            array.push_back(JsonObject{{u"name"_s, entry.name}, {u"problem"_s, errorJson(entry.profile.error())}});
            table.add({entry.name, u"cannot be used: "_s + entry.profile.error().message()});
        }
    }
    if (run.out().isJson())
        run.out().json(array);
    else if (table.isEmpty())
        run.out().note(u"No library is configured. “config library add NAME URL” does that."_s);
    else
        table.print(run.out());
    return exit_code::done;
}

Result<int> runConfigLibraryShow(CommandRun &run)
{
    const QString name = run.in().argument(0);
    const auto values = profilesOf(run).values(name);
    if (!values)
        return failure(values);
    const auto profile = profilesOf(run).find(name);
    if (!profile)
        return failure(profile);
    if (run.out().isJson()) {
        JsonObject origins;
        for (const ProfileValue &value : *values)
            origins.insert(value.key, value.origin);
        JsonObject object = profileJson(*profile);
        object.insert(u"origins"_s, origins);
        run.out().json(object);
        return exit_code::done;
    }
    Table table({{u"OPTION"_s}, {u"VALUE"_s}, {u"FROM"_s}});
    for (const ProfileValue &value : *values)
        table.add({value.key, value.value, value.origin});
    table.print(run.out());
    return exit_code::done;
}

Result<int> runConfigLibraryAdd(CommandRun &run)
{
    LibraryProfile profile;
    profile.name = run.in().argument(0);
    std::map<QString, QString> options;
    for (const QString &text : run.in().argumentsFrom(2)) {
        auto pair = assignment(run, text);
        if (!pair)
            return failure(std::move(pair));
        options.insert(*std::move(pair));
    }
    const QString place = run.in().argument(1);
    const bool isPath = !place.isEmpty() && !place.contains(u':') && !place.startsWith(u'~');
    options[u"url"_s] = isPath ? QDir::cleanPath(QDir::current().absoluteFilePath(place)) : place;
    const auto complete = parseProfile(profile.name, options);
    if (!complete)
        return failure(complete);
    for (const auto &[key, value] : options) {
        if (auto known = knownOption(run, *complete, key); !known)
            return failure(std::move(known));
    }
    const QStringList schemes = run.host(CommandRun::Purpose::Changing).schemes();
    if (!schemes.contains(complete->url.scheme()))
        return failure(
            ErrorCode::Unsupported, u"config"_s, profile.name,
            u"Pulse cannot open “%1:” libraries. Use one of: %2."_s.arg(complete->url.scheme(), schemes.join(u", "_s)));
    if (auto added = profilesOf(run).add(*complete); !added)
        return failure(std::move(added));
    return shown(run, profile.name,
                 u"The library “%1” is %2. “config check %1” tries the way to it."_s.arg(
                     profile.name, visible(placeOf(*complete), 1024)));
}

Result<int> runConfigLibrarySet(CommandRun &run)
{
    const QString name = run.in().argument(0);
    auto profile = profilesOf(run).inFile(name);
    if (!profile)
        return failure(std::move(profile));
    for (const QString &text : run.in().argumentsFrom(1)) {
        const auto pair = assignment(run, text);
        if (!pair)
            return failure(pair);
        if (auto known = knownOption(run, *profile, pair->first); !known)
            return failure(std::move(known));
        if (auto set = profilesOf(run).setOption(name, pair->first, pair->second); !set)
            return failure(std::move(set));
    }
    return shown(run, name, u"The library “%1” is changed."_s.arg(profile->name));
}

Result<int> runConfigLibraryUnset(CommandRun &run)
{
    const QString name = run.in().argument(0);
    for (const QString &key : run.in().argumentsFrom(1)) {
        if (auto unset = profilesOf(run).unsetOption(name, key); !unset)
            return failure(std::move(unset));
    }
    return shown(run, name, u"The library “%1” is changed."_s.arg(visible(name)));
}

Result<int> runConfigLibraryRemove(CommandRun &run)
{
    const QString name = run.in().argument(0);
    auto &connections = run.host(CommandRun::Purpose::Changing).connections();
    const auto profile = connections.profiles().inFile(name);
    if (auto removed = connections.profiles().remove(name); !removed)
        return failure(std::move(removed));
    if (profile && remoteSchemes().contains(profile->url.scheme())) {
        if (const auto forgotten = connections.forgetCredential(*profile, run.stop()); !forgotten)
            run.out().note(u"Its credentials may still be in the keychain: %1"_s.arg(forgotten.error().message()));
    }
    if (run.out().isJson())
        run.out().json(JsonObject{{u"removed"_s, name}});
    else
        run.out().confirm(
            u"The library “%1” is no longer configured; its prompts stay where they are."_s.arg(visible(name)));
    return exit_code::done;
}

Result<int> runConfigLibraryLogin(CommandRun &run)
{
    auto &connections = run.host(CommandRun::Purpose::Changing).connections();
    const auto profile = connections.profiles().find(run.in().argument(0));
    if (!profile)
        return failure(profile);
    if (profile->url.host().isEmpty()) // a repository in a folder names the server of its home itself
        return failure(ErrorCode::Unsupported, u"authenticate"_s, profile->name,
                       u"The library “%1” is on this machine, in %2, and no credentials are kept for it."_s.arg(
                           profile->name, quoted(placeOf(*profile), 400)));
    auto credential = run.enterCredential(*profile);
    if (!credential)
        return failure(std::move(credential));
    auto kept = connections.keepCredential(*profile, *credential, KeepCredential::Keychain, run.stop());
    wipe(*credential);
    if (!kept)
        return std::unexpected(withoutKeychain(kept.error()));
    if (run.out().isJson())
        run.out().json(JsonObject{{u"library"_s, profile->name}, {u"kept"_s, u"keychain"_s}});
    else
        run.out().confirm(u"The credentials of “%1” are in the system's keychain."_s.arg(profile->name));
    return exit_code::done;
}

Result<int> runConfigLibraryLogout(CommandRun &run)
{
    auto &connections = run.host(CommandRun::Purpose::Changing).connections();
    const auto profile = connections.profiles().find(run.in().argument(0));
    if (!profile)
        return failure(profile);
    if (auto forgotten = connections.forgetCredential(*profile, run.stop()); !forgotten)
        return failure(std::move(forgotten));
    if (run.out().isJson())
        run.out().json(JsonObject{{u"library"_s, profile->name}, {u"kept"_s, JsonValue()}});
    else
        run.out().confirm(u"No credentials of “%1” are kept."_s.arg(profile->name));
    return exit_code::done;
}

} // namespace pulse::cli
