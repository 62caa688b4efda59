// SPDX-License-Identifier: Apache-2.0
#include "content_reader.h"

#include "failures.h"

#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::git {

ContentReader::ContentReader(std::shared_ptr<GitLibrary> library, Call call, Metadata metadata, std::stop_token stop)
    : m_library(std::move(library))
    , m_call(std::move(call))
    , m_metadata(std::move(metadata))
    , m_stop(std::move(stop))
{}

ContentReader::~ContentReader() = default;

Result<std::unique_ptr<ContentReader>> ContentReader::open(std::shared_ptr<GitLibrary> library,
                                                           const VersionFiles &files, Metadata metadata,
                                                           std::stop_token stop)
{
    const auto blob = files.contentId();
    if (!blob)
        return failure(blob);
    std::unique_ptr<ContentReader> reader(
        new ContentReader(std::move(library), files.call(), std::move(metadata), std::move(stop)));
    if (auto started = reader->start(*blob); !started)
        return failure(std::move(started));
    return reader;
}

std::unexpected<Error> ContentReader::damaged()
{
    m_isDamaged = true;
    return damagedContent(m_call.operation, {m_metadata.name, m_metadata.version});
}

Result<void> ContentReader::start(const Oid &blob)
{
    auto stream = BlobStream::open(m_library->repository(), blob, m_library->rules().randomName, m_call, m_stop);
    if (!stream)
        return stream.error().code() == ErrorCode::Corrupt ? Result<void>(damaged()) : failure(std::move(stream));
    m_stream = *std::move(stream);
    return m_stream->size() == m_metadata.size ? Result<void>() : damaged();
}

Result<qsizetype> ContentReader::read(std::span<char> buffer)
{
    if (auto go = m_call.checkStop(m_stop); !go)
        return failure(std::move(go));
    if (m_isDamaged)
        return damaged();
    if (m_isAtEnd || buffer.empty())
        return 0;
    const auto count = m_stream->read(buffer);
    if (!count)
        return count.error().number == EBADMSG ? Result<qsizetype>(damaged()) : m_call.fails(count.error());
    m_checksum.add({buffer.data(), *count});
    m_read += *count;
    if (*count > 0)
        return *count;
    m_isAtEnd = true;
    if (m_read != m_metadata.size || m_checksum.finish() != m_metadata.checksum)
        return damaged();
    return 0;
}

} // namespace pulse::git
