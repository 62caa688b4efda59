// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library.h"
#include "pulse/storage/capabilities.h"
#include "version_files.h"

namespace pulse::filesystem {

/// Reads a version's content in pieces and compares its checksum at the end. Holds the library open.
class ContentReader final : public StreamStorage::Reader
{
public:
    ContentReader(std::shared_ptr<const Library> library, Call call, Metadata metadata, VersionFiles::OpenFile content,
                  std::stop_token stop);

    [[nodiscard]] const Metadata &metadata() const override { return m_metadata; }
    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer) override;

private:
    std::shared_ptr<const Library> m_library;
    const Call m_call;
    const Metadata m_metadata;
    VersionFiles::OpenFile m_content;
    const std::stop_token m_stop;
    ChecksumBuilder m_checksum;
    qint64 m_done = 0;
    bool m_isSpent = false;
    bool m_isDamaged = false;
};

/// Stores content of any size. Small content takes the way of `store`; larger content is written outside of the writer
/// lock, because its source may be slow, and only published under it.
class ContentWriter
{
public:
    ContentWriter(Library &library, Call call)
        : m_library(library)
        , m_call(std::move(call))
    {}

    [[nodiscard]] Result<StoreReceipt> run(const Metadata &metadata, ByteSource &content, const std::stop_token &stop);

private:
    [[nodiscard]] Result<StoreReceipt> storeSmall(Metadata metadata, QByteArray content, const std::stop_token &stop);
    [[nodiscard]] Result<StoreReceipt> storeLarge(Metadata metadata, QByteArray head, ByteSource &rest,
                                                  const std::stop_token &stop);

    Library &m_library;
    const Call m_call;
};

} // namespace pulse::filesystem
