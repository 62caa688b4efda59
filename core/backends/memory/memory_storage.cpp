// SPDX-License-Identifier: Apache-2.0
#include "memory_storage.h"

#include "failures.h"
#include "pulse/base/cancellation.h"

using namespace Qt::StringLiterals;

namespace pulse {

using namespace memory;

MemoryStorage::MemoryStorage(std::shared_ptr<MemoryLibrary> library, const OpenOptions &options)
    : m_library(std::move(library))
    , m_clock(options.clock)
    , m_author(options.author)
    , m_readOnly(options.readOnly)
{}

StorageInfo MemoryStorage::info() const
{
    StorageInfo result;
    result.url.setScheme(u"memory"_s);
    result.url.setPath(m_library->name);
    result.backend = u"memory"_s;
    result.id = m_library->id;
    result.readOnly = m_readOnly;
    if (m_readOnly)
        result.readOnlyReason = u"The library was opened for reading only."_s;
    return result;
}

Capabilities MemoryStorage::capabilities()
{
    return {.versions = this,
            .metadata = this,
            .labels = this,
            .batches = this,
            .watching = this,
            .streams = this,
            .trash = this,
            .renaming = this,
            .inspection = this,
            .guardedRemoval = this,
            .fingerprints = this};
}

Result<void> MemoryStorage::mayChange(const std::stop_token &stop, const QString &operation,
                                      const QString &subject) const
{
    if (m_readOnly)
        return failure(ErrorCode::PermissionDenied, operation, subject,
                       u"The library was opened for reading only. Open it for writing to change “%1”."_s.arg(subject));
    return checkCancelled(stop, operation, subject);
}

void MemoryStorage::announce(const QStringList &prompts, bool trash)
{
    m_library->notifier.post({.everything = false, .prompts = prompts, .trash = trash});
}

Result<MemoryLibrary::Prompts::iterator> MemoryStorage::promptCalled(const QString &operation, const Name &name)
{
    const auto found = m_library->prompts.find(name);
    if (found == m_library->prompts.end())
        return noSuchPrompt(operation, name);
    return found;
}

Result<StoreReceipt> MemoryStorage::store(const Prompt &prompt, std::stop_token stop)
{
    const QString operation = u"store"_s;
    const QString subject = VersionKey{prompt.name(), prompt.version()}.toString();
    if (auto may = mayChange(stop, operation, subject); !may)
        return failure(std::move(may));
    if (prompt.content.size() > maxBufferedBytes)
        return failure(ErrorCode::Unsupported, operation, subject,
                       u"“%1” is too large to be stored in one piece. Store it as a stream."_s.arg(subject));
    if (prompt.metadata.size != prompt.content.size() || prompt.metadata.checksum != Checksum::of(prompt.content))
        return failure(
            ErrorCode::Invalid, operation, subject,
            u"The size or checksum given for “%1” is not that of its content. Compute both anew."_s.arg(subject));
    return publish(prompt.metadata, prompt.content);
}

Result<StoreReceipt> MemoryStorage::publish(const Metadata &metadata, const QByteArray &content)
{
    // What is kept here is what a library on a disk would read back.
    if (auto valid = validateMetadata(metadata); !valid) {
        Error error = std::move(valid).error();
        return std::unexpected(error.addContext(u"store"_s, VersionKey{metadata.name, metadata.version}.toString()));
    }
    auto stored = decodeMetadata(encodeMetadata(metadata));
    if (!stored)
        return failure(std::move(stored));
    const std::scoped_lock lock(m_library->mutex);
    if (const auto *published = m_library->find(metadata.name, metadata.version)) {
        if (published->metadata.checksum != metadata.checksum)
            return versionTaken(u"store"_s, metadata.name, metadata.version);
        return StoreReceipt{StoreReceipt::Outcome::Unchanged, published->metadata};
    }
    if (const QString twin = m_library->caseTwin(metadata.name); !twin.isEmpty())
        return nameTakenByCase(u"store"_s, metadata.name, twin);

    m_library->makePrompt(stored->name)
        .versions.emplace(stored->version, MemoryLibrary::StoredVersion{*stored, content});
    announce({stored->name.toString()});
    return StoreReceipt{StoreReceipt::Outcome::Created, *std::move(stored)};
}

Result<Prompt> MemoryStorage::fetch(const Name &name, const Version &version, std::stop_token stop)
{
    if (auto go = checkCancelled(stop, u"fetch"_s, name.toString()); !go)
        return failure(std::move(go));
    Result<Prompt> result = [&]() -> Result<Prompt> {
        const std::scoped_lock lock(m_library->mutex);
        const auto *stored = m_library->find(name, version);
        if (!stored)
            return noSuchVersion(u"fetch"_s, name, version);
        return Prompt{stored->metadata, stored->content};
    }();
    if (!result)
        return result;
    if (result->metadata.size > maxBufferedBytes)
        return failure(ErrorCode::Unsupported, u"fetch"_s, name.toString(),
                       u"“%1” is too large to be fetched in one piece. Read it as a stream."_s.arg(name.toString()));
    if (Checksum::of(result->content) != result->metadata.checksum)
        return damaged(u"fetch"_s, name, version);
    return result;
}

namespace {

bool isAsSeen(const MemoryLibrary::StoredPrompt &prompt, const std::optional<Version> &version,
              const GuardedRemovalStorage::Seen &seen)
{
    const auto isSame = [&](const auto &entry) {
        const auto known = seen.versions.find(entry.first);
        return known != seen.versions.end() && known->second == entry.second.metadata;
    };
    if (!version)
        return prompt.labels == seen.labels && prompt.versions.size() == seen.versions.size() &&
               std::ranges::all_of(prompt.versions, isSame);
    const auto found = prompt.versions.find(*version);
    return found == prompt.versions.end() || isSame(*found); // that it is not there is told otherwise
}

} // namespace

Result<RemovalReceipt> MemoryStorage::remove(const Name &name, const std::optional<Version> &version,
                                             std::stop_token stop)
{
    return removeIf(name, version, nullptr, stop);
}

Result<RemovalReceipt> MemoryStorage::removeUnchanged(const Name &name, const std::optional<Version> &version,
                                                      const Seen &seen, std::stop_token stop)
{
    return removeIf(name, version, &seen, stop);
}

Result<RemovalReceipt> MemoryStorage::removeIf(const Name &name, const std::optional<Version> &version,
                                               const Seen *seen, const std::stop_token &stop)
{
    const QString operation = u"remove"_s;
    if (auto may = mayChange(stop, operation, name.toString()); !may)
        return failure(std::move(may));
    const std::scoped_lock lock(m_library->mutex);
    const auto prompt = promptCalled(operation, name);
    if (!prompt)
        return failure(prompt);
    MemoryLibrary::StoredPrompt &stored = (*prompt)->second;
    if (seen && !isAsSeen(stored, version, *seen))
        return changedSinceSeen(operation, name.toString());

    MemoryLibrary::StoredPrompt removed;
    if (version) {
        const auto found = stored.versions.find(*version);
        if (found == stored.versions.end())
            return noSuchVersion(operation, name, *version);
        for (const auto &[label, target] : stored.labels) {
            if (target == *version)
                return failure(ErrorCode::Conflict, operation, VersionKey{name, target}.toString(),
                               u"The label “%1” points at version %2 of “%3”. Move or remove the label first."_s.arg(
                                   label.toString(), target.toString(), name.toString()));
        }
        removed.versions.insert(stored.versions.extract(found));
    } else {
        removed = std::exchange(stored, {});
    }
    if (stored.versions.empty())
        m_library->erasePrompt(*prompt);
    QString id = discard(name, std::move(removed), !version);
    announce({name.toString()}, true);
    return RemovalReceipt{std::move(id)};
}

Result<bool> MemoryStorage::exists(const Name &name, const std::optional<Version> &version, std::stop_token stop)
{
    if (auto go = checkCancelled(stop, u"exists"_s, name.toString()); !go)
        return failure(std::move(go));
    const std::scoped_lock lock(m_library->mutex);
    return version ? m_library->find(name, *version) != nullptr : m_library->prompts.contains(name);
}

} // namespace pulse
