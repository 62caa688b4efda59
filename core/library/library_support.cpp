// SPDX-License-Identifier: Apache-2.0
#include "library_support.h"

#include <QSet>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse::detail {

std::unexpected<Error> cannot(const QString &operation, const QString &subject, const QString &sentence)
{
    return failure(ErrorCode::Unsupported, operation, subject, sentence);
}

Result<std::vector<Version>> versionsOf(Storage &storage, const Name &name, std::stop_token stop)
{
    VersionedStorage *versions = storage.capabilities().versions;
    if (!versions)
        return cannot(u"versions"_s, name.toString(), u"This library cannot list the versions of a prompt."_s);
    return versions->versions(name, std::move(stop));
}

Result<Metadata> metadataOf(Storage &storage, const Name &name, const Version &version, std::stop_token stop)
{
    if (MetadataStorage *metadata = storage.capabilities().metadata)
        return metadata->metadata(name, version, std::move(stop));
    return storage.fetch(name, version, std::move(stop)).transform([](Prompt prompt) {
        return std::move(prompt.metadata);
    });
}

Result<LabelMap> labelsOf(Storage &storage, const Name &name, std::stop_token stop)
{
    LabelStorage *labels = storage.capabilities().labels;
    return labels ? labels->labels(name, std::move(stop)) : LabelMap();
}

Result<Survey> surveyOf(Library &library, const std::stop_token &stop)
{
    auto listed = library.list({}, true, stop);
    if (!listed)
        return failure(std::move(listed));
    Survey survey{*std::move(listed), {}};
    QSet<QString> known;
    for (const ListItem &item : survey.items)
        known.insert(item.path);
    for (std::size_t i = 0; i < survey.items.size(); ++i) {
        if (survey.items[i].damage.isEmpty() || !survey.items[i].name)
            continue;
        const QString folder = survey.items[i].path;
        const auto below = library.list(folder, true, stop);
        if (!below && below.error().code() == ErrorCode::Cancelled)
            return failure(below);
        if (!below)
            survey.unreadable.emplace_back(folder, below.error());
        for (const ListItem &found : below.value_or(std::vector<ListItem>())) {
            if (known.contains(found.path))
                continue;
            known.insert(found.path);
            survey.items.push_back(found);
        }
    }
    std::ranges::sort(survey.items, {}, &ListItem::path);
    return survey;
}

Result<void> confirm(Storage &storage, const Name &name, const Version &version, std::stop_token stop)
{
    MetadataStorage *metadata = storage.capabilities().metadata;
    if (!metadata) // then there is no local disk on which something may be left unsynced
        return {};
    // A change of nothing: it is durable when it returns, and so is what it was made of.
    return metadata->updateMetadata(name, version, {}, std::move(stop)).transform([](const Metadata &) {});
}

bool isDamage(const Error &error)
{
    switch (error.code()) {
    case ErrorCode::Corrupt:
    case ErrorCode::PermissionDenied:
    case ErrorCode::Invalid:
    case ErrorCode::Unsupported:
    case ErrorCode::Internal:
        return true;
    default:
        return false;
    }
}

void report(const ProgressSink &progress, qint64 done, qint64 total, const QString &subject)
{
    if (progress)
        progress({done, total, subject});
}

} // namespace pulse::detail
