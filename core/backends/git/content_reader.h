// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "blob_stream.h"
#include "git_library.h"

namespace pulse::git {

/// A version's content in pieces, compared with its checksum at the end. Keeps the library open.
class ContentReader final : public StreamStorage::Reader
{
public:
    [[nodiscard]] static Result<std::unique_ptr<ContentReader>>
    open(std::shared_ptr<GitLibrary> library, const VersionFiles &files, Metadata metadata, std::stop_token stop);
    ~ContentReader() override;

    [[nodiscard]] const Metadata &metadata() const override { return m_metadata; }
    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer) override;

private:
    ContentReader(std::shared_ptr<GitLibrary> library, Call call, Metadata metadata, std::stop_token stop);
    [[nodiscard]] Result<void> start(const Oid &blob);
    [[nodiscard]] std::unexpected<Error> damaged();

    const std::shared_ptr<GitLibrary> m_library;
    const Call m_call;
    const Metadata m_metadata;
    const std::stop_token m_stop;
    std::unique_ptr<BlobStream> m_stream;
    ChecksumBuilder m_checksum;
    qint64 m_read = 0;
    bool m_isAtEnd = false;
    bool m_isDamaged = false;
};

} // namespace pulse::git
