// SPDX-License-Identifier: Apache-2.0
// config environment, config check.
#include "command_run.h"
#include "handlers.h"
#include "json_shapes.h"

#include "pulse/base/quote.h"
#include "pulse/storage/unknown_host.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

using Step = ConnectionStep;

LibraryConnections &connectionsOf(CommandRun &run)
{
    return run.host(CommandRun::Purpose::Changing).connections();
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

Result<int> environmentChanged(CommandRun &run, const QString &name, const QString &sentence)
{
    if (run.out().isJson())
        run.out().json(JsonObject{{u"environment"_s, name}});
    else
        run.out().confirm(sentence);
    return exit_code::done;
}

QString stepName(Step::Kind kind)
{
    switch (kind) {
    case Step::Kind::Address:
        return u"address"_s;
    case Step::Kind::Resolve:
        return u"resolve"_s;
    case Step::Kind::Connect:
        return u"connect"_s;
    case Step::Kind::Certificate:
        return u"certificate"_s;
    case Step::Kind::Credentials:
        return u"credentials"_s;
    case Step::Kind::Place:
        return u"place"_s;
    case Step::Kind::Read:
        return u"read"_s;
    case Step::Kind::Write:
        return u"write"_s;
    case Step::Kind::Clock:
        return u"clock"_s;
    case Step::Kind::Concurrency:
        return u"concurrency"_s;
    }
    return u"address"_s;
}

QString outcomeName(Step::Outcome outcome)
{
    switch (outcome) {
    case Step::Outcome::Passed:
        return u"passed"_s;
    case Step::Outcome::Warned:
        return u"warned"_s;
    case Step::Outcome::Failed:
        return u"failed"_s;
    case Step::Outcome::Skipped:
        return u"skipped"_s;
    }
    return u"failed"_s;
}

QString markOf(const Console &out, Step::Outcome outcome)
{
    switch (outcome) {
    case Step::Outcome::Passed:
        return out.styled("32", u"✓"_s);
    case Step::Outcome::Warned:
        return out.styled("33", u"!"_s);
    case Step::Outcome::Failed:
        return out.styled("31", u"✗"_s);
    case Step::Outcome::Skipped:
        return out.dim(u"–"_s);
    }
    return u"✗"_s;
}

} // namespace

Result<int> runConfigEnvironmentList(CommandRun &run)
{
    const Profiles &profiles = connectionsOf(run).profiles();
    const auto environments = profiles.environments();
    if (!environments)
        return failure(environments);
    const auto active = profiles.activeEnvironment();
    const auto isActive = [&](const Environment &environment) {
        return active && environment.name.compare(*active, Qt::CaseInsensitive) == 0;
    };
    if (run.out().isJson()) {
        JsonValue::Array array;
        for (const Environment &environment : *environments) {
            JsonObject values;
            for (const auto &[key, value] : linesOf(environment))
                values.insert(key, value);
            array.push_back(JsonObject{
                {u"name"_s, environment.name}, {u"in_force"_s, isActive(environment)}, {u"values"_s, values}});
        }
        run.out().json(array);
        return exit_code::done;
    }
    Table table({{u""_s}, {u"ENVIRONMENT"_s}, {u"KEY"_s}, {u"VALUE"_s}});
    for (const Environment &environment : *environments) {
        const QString mark = isActive(environment) ? u"*"_s : QString();
        const auto lines = linesOf(environment);
        if (lines.empty())
            table.add({mark, environment.name, {}, {}});
        for (const auto &[key, value] : lines)
            table.add({mark, environment.name, key, value});
    }
    if (table.isEmpty())
        run.out().note(u"No environment is configured. “config environment set production library NAME” makes one."_s);
    else
        table.print(run.out());
    if (!active)
        run.out().note(active.error().message());
    return exit_code::done;
}

Result<int> runConfigEnvironmentSet(CommandRun &run)
{
    const QString name = run.in().argument(0);
    const QString key = run.in().argument(1);
    if (auto set = connectionsOf(run).profiles().setInEnvironment(name, key, run.in().argument(2)); !set)
        return failure(std::move(set));
    return environmentChanged(run, name, u"In “%1”, %2 is set."_s.arg(name, key));
}

Result<int> runConfigEnvironmentUnset(CommandRun &run)
{
    const QString name = run.in().argument(0);
    const QString key = run.in().argument(1);
    if (auto set = connectionsOf(run).profiles().setInEnvironment(name, key, {}); !set)
        return failure(std::move(set));
    return environmentChanged(run, name, u"“%1” says nothing about %2."_s.arg(name, visible(key)));
}

Result<int> runConfigEnvironmentUse(CommandRun &run)
{
    const QString name = run.in().argument(0);
    if (auto known = connectionsOf(run).profiles().useEnvironment(name); !known)
        return failure(std::move(known));
    Settings &settings = *run.host(CommandRun::Purpose::Changing).settings();
    if (auto set = settings.set(QString(setting::environment), name); !set)
        return failure(std::move(set));
    if (qEnvironmentVariableIsSet("PULSE_ENVIRONMENT"))
        run.out().note(u"PULSE_ENVIRONMENT is set too, and wins."_s);
    return environmentChanged(run, name, u"The environment “%1” is in force."_s.arg(name));
}

Result<int> runConfigEnvironmentRemove(CommandRun &run)
{
    const QString name = run.in().argument(0);
    if (auto removed = connectionsOf(run).profiles().removeEnvironment(name); !removed)
        return failure(std::move(removed));
    // Else nothing could be opened any more: one that is in force and not there is an error.
    Settings &settings = *run.host(CommandRun::Purpose::Changing).settings();
    const QString inForce = settings.text(setting::environment);
    if (settings.origin(setting::environment) == "file"_L1 && inForce.compare(name, Qt::CaseInsensitive) == 0) {
        if (auto unset = settings.unset(QString(setting::environment)); !unset)
            return failure(std::move(unset));
        run.out().note(u"It was in force; now none is."_s);
    }
    return environmentChanged(run, name, u"The environment “%1” is removed."_s.arg(visible(name)));
}

Result<int> runConfigCheck(CommandRun &run)
{
    if (run.in().count() > 0 && run.in().has("library"))
        return run.wrongUsage(u"Name the library once, as the argument or with --library."_s);
    if (run.in().has("offline"))
        return run.wrongUsage(u"“config check” goes the way to the library, which --offline rules out."_s);
    if (const auto trusted = run.in().value("trust-host"); trusted && !trusted->startsWith("SHA256:"_L1))
        return run.wrongUsage(u"%1 is no fingerprint as ssh-keygen -l prints it: SHA256:…"_s.arg(quoted(*trusted)));
    auto &host = run.host(CommandRun::Purpose::Changing);
    const auto url =
        run.in().count() > 0 ? host.locate(run.in().argument(0)) : run.location(CommandRun::Purpose::Changing);
    if (!url)
        return failure(url);
    auto profile = host.connections().profileOf(*url);
    if (!profile)
        return failure(std::move(profile));
    JsonValue::Array steps;
    Console &out = run.out();
    const auto report = [&](const ConnectionStep &step) {
        if (out.isJson()) {
            steps.push_back(JsonObject{{u"step"_s, stepName(step.kind)},
                                       {u"outcome"_s, outcomeName(step.outcome)},
                                       {u"what"_s, step.what},
                                       {u"advice"_s, step.advice.isEmpty() ? JsonValue() : JsonValue(step.advice)}});
            return;
        }
        out.line(markOf(out, step.outcome) + u' ' + stepName(step.kind).leftJustified(12) + visible(step.what, 2000));
        if (!step.advice.isEmpty())
            out.line(QString(14, u' ') + visible(step.advice, 2000));
        (void)out.flush(); // a step may take long: each is shown as it ends
    };
    if (const auto trusted = run.in().value("trust-host"))
        profile->settings.insert_or_assign(hostKeyOption, *trusted);
    const auto outcome = host.connections().check(*profile, {}, report, run.stop());
    const int code = outcome ? exit_code::done : exitCodeOf(outcome.error().code());
    if (out.isJson())
        out.json(JsonObject{{u"library"_s, profile->name.isEmpty() ? JsonValue() : JsonValue(profile->name)},
                            {u"url"_s, profile->url.toString(QUrl::FullyEncoded)},
                            {u"passed"_s, outcome.has_value()},
                            {u"steps"_s, steps}});
    if (!outcome && outcome.error().code() == ErrorCode::Cancelled)
        return failure(outcome);
    if (!outcome && !out.isQuiet())
        out.error(outcome.error(), code);
    return code;
}

} // namespace pulse::cli
