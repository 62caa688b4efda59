// SPDX-License-Identifier: Apache-2.0
#include "library_support.h"

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
