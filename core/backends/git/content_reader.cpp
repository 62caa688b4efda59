// SPDX-License-Identifier: Apache-2.0
#include "content_reader.h"

#include "failures.h"

using namespace Qt::StringLiterals;

namespace pulse::git {

ContentReader::ContentReader(std::shared_ptr<GitLibrary> library, Call call, Metadata metadata, std::stop_token stop)
    : m_library(std::move(library))
    , m_call(std::move(call))
    , m_metadata(std::move(metadata))
    , m_stop(std::move(stop))
{}

ContentReader::~ContentReader()
{
    m_stream.reset(); // before the handle that it reads through
    m_object.reset();
    m_odb.reset();
}

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
    auto lease = m_library->repository().lease(m_call);
    if (!lease)
        return failure(std::move(lease));
    m_lease.emplace(*std::move(lease));
    git_odb *odb = nullptr;
    if (const int code = git_repository_odb(&odb, m_lease->get()); code < 0)
        return gitFailure(m_call, code, u"The repository's objects could not be read"_s);
    m_odb.reset(odb);
    const git_oid oid = blob.toGit();
    size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (git_odb_read_header(&size, &type, odb, &oid) < 0 || type != GIT_OBJECT_BLOB ||
        static_cast<qint64>(size) != m_metadata.size)
        return damaged();
    git_odb_stream *stream = nullptr;
    if (git_odb_open_rstream(&stream, &size, &type, odb, &oid) == 0) {
        m_stream.reset(stream);
        return {};
    }
    git_odb_object *object = nullptr;
    if (git_odb_read(&object, odb, &oid) < 0)
        return damaged();
    m_object.reset(object);
    return {};
}

Result<qsizetype> ContentReader::readPiece(std::span<char> buffer)
{
    if (m_stream) {
        const int count = git_odb_stream_read(m_stream.get(), buffer.data(), buffer.size());
        return count < 0 ? Result<qsizetype>(damaged()) : count;
    }
    const auto size = static_cast<qsizetype>(git_odb_object_size(m_object.get()));
    const qsizetype count = std::min<qsizetype>(std::ssize(buffer), size - m_position);
    std::copy_n(static_cast<const char *>(git_odb_object_data(m_object.get())) + m_position, count, buffer.data());
    m_position += count;
    return count;
}

Result<qsizetype> ContentReader::read(std::span<char> buffer)
{
    if (auto go = m_call.checkStop(m_stop); !go)
        return failure(std::move(go));
    if (m_isDamaged)
        return damaged();
    if (m_isAtEnd || buffer.empty())
        return 0;
    const auto count = m_read == m_metadata.size ? Result<qsizetype>(0) : readPiece(buffer);
    if (!count)
        return count;
    m_checksum.add({buffer.data(), *count});
    m_read += *count;
    if (*count > 0)
        return count;
    m_isAtEnd = true;
    if (m_read != m_metadata.size || m_checksum.finish() != m_metadata.checksum)
        return damaged();
    return 0;
}

} // namespace pulse::git
