// SPDX-License-Identifier: Apache-2.0
// config: the person's settings.
#include "command_run.h"
#include "handlers.h"
#include "json_shapes.h"

#include "pulse/base/quote.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

Result<const SettingInfo *> findSetting(const QString &key)
{
    QStringList keys;
    for (const SettingInfo &info : allSettings()) {
        if (key == info.key)
            return &info;
        keys.append(QString(info.key));
    }
    if (key.startsWith("library."_L1) && key.count(u'.') > 1)
        return failure(ErrorCode::NotFound, u"config"_s, visible(key),
                       u"%1 is no setting but an option of a library: “config library set NAME OPTION=VALUE” changes "
                       "one, “config library add NAME URL” gives a library its name."_s.arg(quoted(key)));
    const QString near = nearest(key, keys);
    const QString hint = near.isEmpty() ? QString() : u" Did you mean “%1”?"_s.arg(near);
    return failure(ErrorCode::NotFound, u"config"_s, visible(key),
                   u"There is no setting %1.%2 “config list” shows them all."_s.arg(quoted(key), hint));
}

QString asText(const Settings &settings, const SettingInfo &info)
{
    switch (info.type) {
    case SettingInfo::Type::Text:
        return settings.text(info.key);
    case SettingInfo::Type::Boolean:
        return settings.flag(info.key) ? u"true"_s : u"false"_s;
    case SettingInfo::Type::Integer:
        return QString::number(settings.integer(info.key));
    case SettingInfo::Type::TextList:
        return settings.list(info.key).join(u',');
    }
    return {};
}

JsonValue asJson(const Settings &settings, const SettingInfo &info)
{
    switch (info.type) {
    case SettingInfo::Type::Text:
        return settings.text(info.key);
    case SettingInfo::Type::Boolean:
        return settings.flag(info.key);
    case SettingInfo::Type::Integer:
        return settings.integer(info.key);
    case SettingInfo::Type::TextList:
        return listJson(settings.list(info.key));
    }
    return {};
}

JsonValue settingJson(const Settings &settings, const SettingInfo &info)
{
    return JsonObject{{u"key"_s, QString(info.key)},
                      {u"value"_s, asJson(settings, info)},
                      {u"origin"_s, settings.origin(info.key)},
                      {u"default"_s, QString(info.defaultText)},
                      {u"help"_s, QString(info.help)}};
}

Settings &settingsOf(CommandRun &run)
{
    Settings &settings = *run.host(CommandRun::Purpose::Changing).settings();
    if (const auto error = settings.loadError())
        run.out().note(error->message());
    return settings;
}

Result<int> confirmChange(CommandRun &run, const Settings &settings, const QString &key, const QString &sentence)
{
    const auto info = findSetting(key);
    if (!info)
        return failure(info);
    if (run.out().isJson())
        run.out().json(settingJson(settings, **info));
    else
        run.out().confirm(sentence);
    if (settings.origin((*info)->key) == "environment"_L1)
        run.out().note(u"The environment sets %1 too, and wins."_s.arg(key));
    return exit_code::done;
}

} // namespace

Result<int> runConfigGet(CommandRun &run)
{
    const auto info = findSetting(run.in().argument(0));
    if (!info)
        return failure(info);
    const Settings &settings = settingsOf(run);
    if (run.out().isJson())
        run.out().json(settingJson(settings, **info));
    else
        run.out().line(asText(settings, **info));
    return exit_code::done;
}

Result<int> runConfigSet(CommandRun &run)
{
    Settings &settings = settingsOf(run);
    const QString key = run.in().argument(0);
    if (auto known = findSetting(key); !known)
        return failure(std::move(known));
    if (auto set = settings.set(key, run.in().argument(1)); !set)
        return failure(std::move(set));
    return confirmChange(run, settings, key, u"%1 is now %2."_s.arg(key, quoted(run.in().argument(1))));
}

Result<int> runConfigUnset(CommandRun &run)
{
    Settings &settings = settingsOf(run);
    const QString key = run.in().argument(0);
    if (auto known = findSetting(key); !known)
        return failure(std::move(known));
    if (auto unset = settings.unset(key); !unset)
        return failure(std::move(unset));
    return confirmChange(run, settings, key, u"%1 is back to its default."_s.arg(key));
}

Result<int> runConfigList(CommandRun &run)
{
    const Settings &settings = settingsOf(run);
    if (run.out().isJson()) {
        JsonValue::Array array;
        for (const SettingInfo &info : allSettings())
            array.push_back(settingJson(settings, info));
        run.out().json(array);
        return exit_code::done;
    }
    Table table({{u"KEY"_s}, {u"VALUE"_s}, {u"FROM"_s}, {u"WHAT IT IS"_s}});
    for (const SettingInfo &info : allSettings())
        table.add({QString(info.key), asText(settings, info), settings.origin(info.key), QString(info.help)});
    table.print(run.out());
    run.out().note(settings.path().isEmpty() ? u"There is no home folder with a file for them."_s
                                             : u"The file is %1."_s.arg(visible(settings.path(), 1024)));
    return exit_code::done;
}

} // namespace pulse::cli
