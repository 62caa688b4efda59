// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/seal.h"
#include "pulse/storage/storage.h"
#include "repository.h"

namespace pulse::git {

/// What one version's folder holds, read from the objects and checked.
class VersionFiles
{
public:
    /// `entries` are those of the version's folder; the commit dates what has no metadata.
    VersionFiles(BlobReader blobs, VersionKey key, std::vector<TreeEntry> entries, Oid commit, QString operation)
        : m_blobs(blobs)
        , m_key(std::move(key))
        , m_entries(std::move(entries))
        , m_commit(commit)
        , m_call{std::move(operation), m_key.toString()}
    {}

    struct Facts
    {
        Metadata metadata;
        Seal seal = Seal::Absent;
        bool isStored = true;     ///< false: made by hand without a metadata.json, the facts are those of the content
        bool isOfAnother = false; ///< only with AnyIdentity: it names another prompt or version
    };
    enum class Identity { Own, Any };

    [[nodiscard]] Result<Facts> facts(Identity identity = Identity::Own) const;
    /// The blob of the content. Corrupt where it is none.
    [[nodiscard]] Result<Oid> contentId() const;
    /// Compared with the checksum. Unsupported above Storage::maxBufferedBytes.
    [[nodiscard]] Result<QByteArray> content(const Metadata &metadata) const;
    [[nodiscard]] Result<Prompt> prompt() const;
    [[nodiscard]] const Call &call() const { return m_call; }
    [[nodiscard]] const VersionKey &key() const { return m_key; }

private:
    [[nodiscard]] Result<Facts> factsByHand() const;

    const BlobReader m_blobs;
    const VersionKey m_key;
    const std::vector<TreeEntry> m_entries;
    const Oid m_commit;
    const Call m_call;
};

} // namespace pulse::git
