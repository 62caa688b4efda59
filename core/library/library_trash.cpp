// SPDX-License-Identifier: Apache-2.0
#include "library_support.h"
#include "pulse/base/cancellation.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

namespace {

std::unexpected<Error> noTrash(const QString &operation)
{
    return cannot(operation, {}, u"This library has no trash: what is removed from it is gone."_s);
}

/// Why no age can be believed; empty when nothing speaks against them.
QString doubtAbout(const std::vector<TrashEntry> &entries, const QDateTime &now)
{
    const auto ahead = std::ranges::find_if(
        entries, [&](const TrashEntry &entry) { return entry.removedAt.isValid() && entry.removedAt > now; });
    if (ahead == entries.end())
        return {};
    return u"“%1” in the trash was removed on %2, which by this computer's clock has not come yet. Nothing was "
           "destroyed by its age. Set the clock, or restore or destroy that entry."_s.arg(
               ahead->name.toString(), ahead->removedAt.date().toString(Qt::ISODate));
}

} // namespace

std::optional<QDateTime> trashExpiryTime(const TrashEntry &entry, qint64 keepDays)
{
    if (keepDays <= 0 || !entry.removedAt.isValid())
        return {};
    return entry.removedAt.addDays(keepDays);
}

Result<std::vector<TrashEntry>> Library::trash(std::stop_token stop)
{
    TrashStorage *trash = capabilities().trash;
    return trash ? trash->trash(std::move(stop)) : std::vector<TrashEntry>();
}

Result<Name> Library::restoreFromTrash(const QString &id, const std::optional<Name> &as, std::stop_token stop)
{
    TrashStorage *trash = capabilities().trash;
    if (!trash)
        return noTrash(u"restore"_s);
    return trash->restore(id, as, std::move(stop));
}

Result<void> Library::purge(const QString &id, std::stop_token stop)
{
    TrashStorage *trash = capabilities().trash;
    if (!trash)
        return noTrash(u"purge"_s);
    return trash->purge(id, std::move(stop));
}

std::vector<Result<void>> Library::purgeMany(std::span<const QString> ids, const ProgressSink &progress,
                                             std::stop_token stop)
{
    if (TrashStorage *trash = capabilities().trash)
        return trash->purgeMany(ids, progress, std::move(stop));
    return std::vector<Result<void>>(ids.size(), noTrash(u"purge"_s));
}

Result<TrashExpiry> Library::expireTrash(qint64 keepDays, bool dryRun, std::stop_token stop)
{
    TrashExpiry expiry;
    if (keepDays <= 0 || !capabilities().trash)
        return expiry;
    auto entries = trash(stop);
    if (!entries)
        return failure(std::move(entries));
    const QDateTime now = m_clock->now();
    expiry.withheld = doubtAbout(*entries, now);
    if (!expiry.withheld.isEmpty())
        return expiry;
    std::erase_if(*entries, [&](const TrashEntry &entry) {
        const auto end = trashExpiryTime(entry, keepDays);
        return !end || *end > now;
    });
    if (dryRun) {
        expiry.expired = std::move(*entries);
        return expiry;
    }
    QStringList ids;
    for (const TrashEntry &entry : *entries)
        ids.append(entry.id);
    const auto outcomes = purgeMany(ids, {}, std::move(stop));
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        TrashEntry &entry = (*entries)[i];
        if (outcomes[i])
            expiry.expired.push_back(std::move(entry));
        else if (outcomes[i].error().code() == ErrorCode::Cancelled)
            return failure(outcomes[i]);
        else if (outcomes[i].error().code() != ErrorCode::NotFound) // NotFound: somebody else was quicker
            expiry.failed.emplace_back(std::move(entry), outcomes[i].error());
    }
    return expiry;
}

} // namespace pulse
