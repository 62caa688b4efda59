// SPDX-License-Identifier: Apache-2.0
#include "library_support.h"
#include "pulse/base/cancellation.h"

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

namespace {

Finding damageOf(const QString &path, const std::optional<Name> &name, const std::optional<Version> &version,
                 const QString &message)
{
    return {.severity = Finding::Severity::Damage,
            .kind = u"unreadable"_s,
            .path = path,
            .name = name,
            .version = version,
            .message = message};
}

/// Reads every version of one prompt, for storages that have no inspection of their own.
Result<void> inspectPrompt(Storage &storage, const ListItem &item, InspectionReport &report,
                           const std::stop_token &stop)
{
    ++report.prompts;
    if (!item.damage.isEmpty() || !item.name)
        report.findings.push_back(damageOf(item.path, item.name, {}, item.damage));
    if (!item.name)
        return {};
    const auto versions = versionsOf(storage, *item.name, stop);
    if (!versions) {
        if (!isDamage(versions.error()) && versions.error().code() != ErrorCode::NotFound)
            return failure(versions);
        if (item.damage.isEmpty() && isDamage(versions.error()))
            report.findings.push_back(damageOf(item.path, item.name, {}, versions.error().message()));
        return {};
    }
    for (const Version &version : *versions) {
        const auto prompt = storage.fetch(*item.name, version, stop);
        ++report.versions;
        if (prompt) {
            ++report.intact;
            report.bytes += prompt->content.size();
        } else if (isDamage(prompt.error())) {
            report.findings.push_back(
                damageOf(VersionKey{*item.name, version}.toString(), item.name, version, prompt.error().message()));
        } else if (prompt.error().code() == ErrorCode::NotFound) {
            --report.versions; // removed since the versions were listed
        } else {
            return failure(prompt);
        }
    }
    return {};
}

} // namespace

Result<InspectionReport> Library::verify(bool repair, const ProgressSink &progress, std::stop_token stop)
{
    if (InspectableStorage *inspection = capabilities().inspection)
        return inspection->inspect(repair, progress, std::move(stop));
    if (repair)
        return cannot(u"repair"_s, {}, u"This library cannot repair itself. Verify it, and act on what is reported."_s);
    const auto items = list({}, true, stop);
    if (!items)
        return failure(items);
    InspectionReport inspected;
    const auto total = static_cast<qint64>(items->size());
    for (const ListItem &item : *items) {
        if (const auto going = checkCancelled(stop, u"verify"_s, item.path); !going)
            return failure(going);
        report(progress, inspected.prompts, total, item.path);
        if (const auto done = inspectPrompt(*m_storage, item, inspected, stop); !done)
            return failure(done);
    }
    report(progress, total, total, {});
    return inspected;
}

Result<std::unique_ptr<WatchableStorage::Watch>> Library::watch(WatchableStorage::Listener listener)
{
    WatchableStorage *watching = capabilities().watching;
    if (!watching)
        return cannot(u"watch"_s, {}, u"This library cannot tell of changes as they happen. Reload to see them."_s);
    return watching->watch(std::move(listener));
}

} // namespace pulse
