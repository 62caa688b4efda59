// SPDX-License-Identifier: Apache-2.0
#include "content_stream.h"

#include "publisher.h"
#include "pulse/fs/file_io.h"

using namespace Qt::StringLiterals;

namespace pulse::filesystem {
namespace {

constexpr qsizetype writtenPieceBytes = 1024 * 1024;

// Fills the buffer as far as the source goes.
Result<qsizetype> fill(ByteSource &source, std::span<char> buffer)
{
    qsizetype filled = 0;
    while (filled < std::ssize(buffer)) {
        const auto got = source.read(buffer.subspan(static_cast<size_t>(filled)));
        if (!got || *got == 0)
            return got ? filled : got;
        filled += *got;
    }
    return filled;
}

} // namespace

ContentReader::ContentReader(std::shared_ptr<const Library> library, Call call, Metadata metadata,
                             VersionFiles::OpenFile content, std::stop_token stop)
    : m_library(std::move(library))
    , m_call(std::move(call))
    , m_metadata(std::move(metadata))
    , m_content(std::move(content))
    , m_stop(std::move(stop))
{}

Result<qsizetype> ContentReader::read(std::span<char> buffer)
{
    if (auto go = m_call.checkStop(m_stop); !go)
        return failure(std::move(go));
    if (m_isDamaged) // never to be taken for a sound end
        return VersionFiles::contentDamaged(m_call, {m_metadata.name, m_metadata.version});
    if (buffer.empty() || m_isSpent)
        return 0;
    const auto length = m_library->fs().read(m_content.file.get(), buffer);
    if (!length)
        return m_call.fails(length.error());
    m_done += *length;
    m_checksum.add(QByteArrayView(buffer.data(), *length));
    const bool isTooLong = m_done > m_metadata.size;
    if (*length > 0 && !isTooLong)
        return *length;
    m_isSpent = true;
    m_isDamaged = isTooLong || m_done != m_metadata.size || m_checksum.finish() != m_metadata.checksum;
    if (m_isDamaged)
        return VersionFiles::contentDamaged(m_call, {m_metadata.name, m_metadata.version});
    return 0;
}

Result<StoreReceipt> ContentWriter::run(const Metadata &metadata, ByteSource &content, const std::stop_token &stop)
{
    if (auto go = m_call.checkStop(stop); !go)
        return failure(std::move(go));
    QByteArray head(writtenPieceBytes, Qt::Uninitialized);
    const auto length = fill(content, {head.data(), static_cast<size_t>(head.size())});
    if (!length)
        return failure(length);
    if (*length == head.size())
        return storeLarge(metadata, std::move(head), content, stop);
    head.truncate(*length);
    return storeSmall(metadata, std::move(head), stop);
}

Result<StoreReceipt> ContentWriter::storeSmall(Metadata metadata, QByteArray content, const std::stop_token &stop)
{
    metadata.size = content.size();
    metadata.checksum = Checksum::of(content);
    const Prompt prompt{std::move(metadata), std::move(content)};
    auto draft = makeDraft(m_call, prompt);
    if (!draft)
        return failure(std::move(draft));
    auto writing = Writing::begin(m_library, m_call, stop);
    if (!writing)
        return failure(std::move(writing));
    std::vector<Draft> drafts;
    drafts.push_back(*std::move(draft));
    return std::move(Publisher(m_library, *writing).publish(std::move(drafts), stop).front());
}

Result<StoreReceipt> ContentWriter::storeLarge(Metadata metadata, QByteArray head, ByteSource &rest,
                                               const std::stop_token &stop)
{
    Fs &fs = m_library.fs();
    if (m_library.isReadOnly())
        return m_call.fails(ErrorCode::PermissionDenied, m_library.info().readOnlyReason);
    auto staging = Staging::make(m_library, m_library.root());
    if (!staging)
        return m_library.explain(m_call, staging.error(), {});
    // Tells a repair that runs meanwhile that this temporary directory is not abandoned.
    if (const auto locked = fs.tryLock(staging->directory().get()); !locked)
        return m_call.fails(locked.error());
    const auto file = staging->createContent();
    if (!file)
        return m_call.fails(file.error());
    ChecksumBuilder checksum;
    metadata.size = 0;
    for (qsizetype length = head.size(); length > 0;) {
        if (auto go = m_call.checkStop(stop); !go)
            return failure(std::move(go));
        const QByteArrayView piece(head.constData(), length);
        checksum.add(piece);
        metadata.size += length;
        if (const auto written = writeAll(fs, *file, piece); !written)
            return m_call.fails(written.error());
        fs.startWriteback(*file);
        const auto next = fill(rest, {head.data(), static_cast<size_t>(head.size())});
        if (!next)
            return failure(next);
        length = *next;
    }
    metadata.checksum = checksum.finish();
    auto draft = makeDraft(m_call, metadata);
    if (!draft)
        return failure(std::move(draft));
    draft->staged.emplace(*std::move(staging));
    auto writing = Writing::begin(m_library, m_call, stop);
    if (!writing)
        return failure(std::move(writing));
    std::vector<Draft> drafts;
    drafts.push_back(*std::move(draft));
    return std::move(Publisher(m_library, *writing).publish(std::move(drafts), stop).front());
}

} // namespace pulse::filesystem
