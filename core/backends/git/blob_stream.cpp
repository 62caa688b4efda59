// SPDX-License-Identifier: Apache-2.0
#include "blob_stream.h"

#include "pack_reader.h"
#include "pulse/fs/file_io.h"
#include "pulse/storage/storage.h"

#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

constexpr qint64 mostWhole = 1024 * 1024;
// A base that is out of all proportion was made to fill the disk.
constexpr qint64 mostTimesLarger = 8;
constexpr qint64 anyBase = 64LL * 1024 * 1024;

/// Finds where one blob is; lives only for that.
class Finding
{
public:
    Finding(const Repository &repository, const Oid &id, qint64 size, const std::function<QByteArray()> &randomName,
            const std::stop_token &stop)
        : m_repository(repository)
        , m_fs(repository.fs())
        , m_id(id)
        , m_size(size)
        , m_randomName(randomName)
        , m_stop(stop)
    {}

    // Null where Git's library has to read it.
    Sys<std::unique_ptr<ObjectSource>> run() const
    {
        constexpr int attempts = 2; // Git may move it from one kind of place to the other meanwhile
        for (int i = 0; i < attempts; ++i) {
            auto loose = findLoose();
            if (!loose || *loose)
                return loose;
            auto packed =
                PackReader(m_fs, m_repository.gitFolder()).open(m_id, [this](ObjectSource &source, qint64 size) {
                    return spool(source, size);
                });
            if (!packed)
                return std::unexpected(packed.error());
            if (!packed->source)
                continue;
            if (!packed->isBlob || packed->size != m_size)
                return std::unexpected(SystemFailure{EBADMSG});
            return std::move(packed->source);
        }
        return nullptr;
    }

private:
    Sys<std::unique_ptr<ObjectSource>> findLoose() const
    {
        const QByteArray hex = m_id.hex();
        auto file = open(m_fs, m_repository.gitFolder().get(), "objects/" + hex.first(2) + '/' + hex.sliced(2),
                         Fs::Access::Read);
        if (!file)
            return file.error().number == ENOENT ? Sys<std::unique_ptr<ObjectSource>>(nullptr)
                                                 : std::unexpected(file.error());
        const QByteArray head = "blob " + QByteArray::number(m_size) + '\0';
        auto source = std::make_unique<InflatedFile>(m_fs, std::make_shared<const Descriptor>(*std::move(file)), 0,
                                                     head.size() + m_size);
        QByteArray found(head.size(), Qt::Uninitialized);
        for (qsizetype have = 0; have < found.size();) {
            const auto count = source->read({found.data() + have, static_cast<size_t>(found.size() - have)});
            if (!count)
                return std::unexpected(count.error());
            have += *count;
        }
        if (found != head)
            return std::unexpected(SystemFailure{EBADMSG});
        return source;
    }

    // A file that its descriptor alone still knows.
    Sys<Descriptor> spool(ObjectSource &source, qint64 size) const
    {
        if (size > std::max(anyBase, m_size * mostTimesLarger))
            return std::unexpected(SystemFailure{EFBIG});
        const auto objects = open(m_fs, m_repository.gitFolder().get(), "objects", Fs::Access::Directory);
        if (!objects)
            return std::unexpected(objects.error());
        const QByteArray name = "tmp_obj_" + m_randomName(); // Git's garbage collection removes such
        const auto file = createFile(m_fs, objects->get(), name, {});
        if (!file)
            return std::unexpected(file.error());
        auto reading = open(m_fs, objects->get(), name, Fs::Access::Read);
        (void)m_fs.removeFile(objects->get(), name);
        QByteArray buffer(256 * 1024, Qt::Uninitialized);
        for (qint64 left = size; reading && left > 0;) {
            if (m_stop.stop_requested())
                return std::unexpected(SystemFailure{ECANCELED});
            const auto count = source.read({buffer.data(), static_cast<size_t>(buffer.size())});
            if (!count || *count == 0)
                return std::unexpected(count ? SystemFailure{EBADMSG} : count.error());
            if (const auto written = writeAll(m_fs, file->get(), {buffer.constData(), *count}); !written)
                return std::unexpected(written.error());
            left -= *count;
        }
        return reading;
    }

    const Repository &m_repository;
    Fs &m_fs;
    const Oid m_id;
    const qint64 m_size;
    const std::function<QByteArray()> &m_randomName;
    const std::stop_token &m_stop;
};

} // namespace

Result<std::unique_ptr<BlobStream>> BlobStream::open(const Repository &repository, const Oid &id,
                                                     const std::function<QByteArray()> &randomName, const Call &call,
                                                     const std::stop_token &stop)
{
    const auto size = repository.sizeOf(id, call);
    if (!size)
        return failure(size);
    auto stream = std::make_unique<BlobStream>();
    stream->m_size = *size;
    if (*size > mostWhole) {
        auto found = Finding(repository, id, *size, randomName, stop).run();
        if (auto go = call.checkStop(stop); !go)
            return failure(std::move(go));
        if (found)
            stream->m_source = *std::move(found);
        else if (found.error().number == EBADMSG)
            return call.fails(
                ErrorCode::Corrupt,
                u"The object %1 is damaged. Look at the repository with git fsck, and fetch it from a clone "
                "or a backup."_s.arg(QString::fromLatin1(id.hex().first(12))));
        else if (found.error().number == ENOSPC || found.error().number == EDQUOT)
            return call.fails(found.error());
        if (stream->m_source)
            return stream;
    }
    if (*size > Storage::maxBufferedBytes)
        return call.fails(
            ErrorCode::Unsupported,
            u"“%1” has %2 bytes, and the repository keeps them in a way that can only be read in one piece: compressed "
            "against others where no file can be made, or in another repository. Have Git pack them as they are (git "
            "-c "
            "core.bigFileThreshold=1m repack -adF)."_s.arg(call.subject, QString::number(*size)));
    auto whole = repository.readSmall(id, Storage::maxBufferedBytes, call);
    if (!whole)
        return failure(std::move(whole));
    stream->m_whole = *std::move(whole);
    return stream;
}

Sys<qsizetype> BlobStream::read(std::span<char> buffer)
{
    if (m_source)
        return m_source->read(buffer);
    const qsizetype count = std::min<qsizetype>(std::ssize(buffer), m_whole.size() - m_position);
    std::copy_n(m_whole.constData() + m_position, count, buffer.data());
    m_position += count;
    return count;
}

} // namespace pulse::git
