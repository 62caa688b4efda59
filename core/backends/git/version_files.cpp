// SPDX-License-Identifier: Apache-2.0
#include "version_files.h"

#include "failures.h"
#include "layout.h"

using namespace Qt::StringLiterals;

namespace pulse::git {

Result<Oid> VersionFiles::contentId() const
{
    const TreeEntry *entry = findEntry(m_entries, layout::contentFile);
    if (entry == nullptr || !entry->isFile())
        return damagedContent(m_call.operation, m_key);
    return entry->id;
}

Result<VersionFiles::Facts> VersionFiles::factsByHand() const
{
    const auto id = contentId();
    const auto size = id ? m_blobs.sizeOf(*id, m_call) : failure(id);
    if (!size)
        return failure(size);
    if (*size > Storage::maxBufferedBytes)
        return m_call.fails(
            ErrorCode::Unsupported,
            u"“%1” has no metadata and is too large to be looked at in one piece. Publish it anew."_s.arg(
                m_key.toString()));
    const auto bytes = m_blobs.readSmall(*id, Storage::maxBufferedBytes, m_call);
    if (!bytes)
        return damagedContent(m_call.operation, m_key);
    const auto commit = m_blobs.repository().commit(m_commit, m_call);
    if (!commit)
        return failure(commit);
    Metadata metadata{.name = m_key.name,
                      .version = m_key.version,
                      .createdAt = commit->time,
                      .updatedAt = commit->time,
                      .size = bytes->size(),
                      .checksum = Checksum::of(*bytes),
                      .tags = {},
                      .description = {},
                      .author = {},
                      .message = {},
                      .unknown = {}};
    return Facts{std::move(metadata), Seal::Absent, false, false};
}

Result<VersionFiles::Facts> VersionFiles::facts(Identity identity) const
{
    const TreeEntry *entry = findEntry(m_entries, layout::metadataFile);
    if (entry == nullptr)
        return factsByHand();
    if (!entry->isFile())
        return damagedFacts(m_call.operation, m_key, u"metadata.json is no file."_s);
    const auto size = m_blobs.sizeOf(entry->id, m_call);
    if (!size)
        return failure(size);
    if (*size > layout::largestFacts)
        return damagedFacts(m_call.operation, m_key, u"It is too large."_s);
    const auto json = m_blobs.readSmall(entry->id, layout::largestFacts, m_call);
    if (!json)
        return failure(json);
    auto metadata = decodeMetadata(*json);
    if (!metadata)
        return damagedFacts(m_call.operation, m_key, metadata.error().message());
    const bool isOfAnother = metadata->name != m_key.name || metadata->version != m_key.version;
    if (isOfAnother && identity == Identity::Own)
        return damagedFacts(m_call.operation, m_key,
                            u"It belongs to “%1”."_s.arg(VersionKey{metadata->name, metadata->version}.toString()));
    return Facts{*std::move(metadata), sealOf(*json), true, isOfAnother};
}

Result<QByteArray> VersionFiles::content(const Metadata &metadata) const
{
    if (metadata.size > Storage::maxBufferedBytes)
        return m_call.fails(
            ErrorCode::Unsupported,
            u"“%1” is too large to be fetched in one piece. Read it as a stream."_s.arg(m_key.toString()));
    const auto id = contentId();
    if (!id)
        return failure(id);
    const auto size = m_blobs.sizeOf(*id, m_call);
    if (!size || *size != metadata.size)
        return damagedContent(m_call.operation, m_key);
    auto bytes = m_blobs.readSmall(*id, Storage::maxBufferedBytes, m_call);
    if (!bytes || Checksum::of(*bytes) != metadata.checksum)
        return damagedContent(m_call.operation, m_key);
    return bytes;
}

Result<Prompt> VersionFiles::prompt() const
{
    auto known = facts();
    if (!known)
        return failure(std::move(known));
    auto bytes = content(known->metadata);
    if (!bytes)
        return failure(std::move(bytes));
    return Prompt{std::move(known->metadata), *std::move(bytes)};
}

} // namespace pulse::git
