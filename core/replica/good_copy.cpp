// SPDX-License-Identifier: Apache-2.0
#include "good_copy.h"

#include "pulse/base/cancellation.h"

#include <QTemporaryFile>

using namespace Qt::StringLiterals;

namespace pulse::replica {

namespace {

constexpr qint64 mostInMemory = 8LL * 1024 * 1024;
constexpr size_t copiedAtOnce = 1024 * 1024;

std::unexpected<Error> noTemporaryFile(const QTemporaryFile &file, const QString &subject)
{
    return failure(
        ErrorCode::NoSpace, u"fetch"_s, subject,
        u"The temporary file for the content of %1 cannot be used: %2. Make room on the disk of the replica, "
        "then try again."_s.arg(subject, file.errorString()));
}

class SpooledSource final : public RepeatableSource
{
public:
    SpooledSource(std::unique_ptr<QTemporaryFile> file, QString subject)
        : m_file(std::move(file))
        , m_subject(std::move(subject))
    {}
    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer) override
    {
        const qint64 length = m_file->read(buffer.data(), std::ssize(buffer));
        return length < 0 ? Result<qsizetype>(noTemporaryFile(*m_file, m_subject)) : length;
    }
    [[nodiscard]] qint64 size() const override { return m_file->size(); }
    [[nodiscard]] Result<void> rewind() override
    {
        return m_file->seek(0) ? Result<void>() : noTemporaryFile(*m_file, m_subject);
    }

private:
    std::unique_ptr<QTemporaryFile> m_file;
    QString m_subject;
};

// To the end, with which comes the check.
template <typename Sink>
Result<void> readToEnd(ByteSource &source, const QString &subject, const Sink &sink, const std::stop_token &stop)
{
    std::vector<char> piece(copiedAtOnce);
    while (true) {
        if (auto go = checkCancelled(stop, u"fetch"_s, subject); !go)
            return go;
        const auto got = source.read(piece);
        if (!got)
            return failure(got);
        if (*got == 0)
            return {};
        if (auto taken = sink(QByteArrayView(piece.data(), *got)); !taken)
            return taken;
    }
}

Result<std::unique_ptr<RepeatableSource>> inMemory(ByteSource &source, const QString &subject,
                                                   const std::stop_token &stop)
{
    QByteArray bytes;
    const auto append = [&](QByteArrayView more) {
        bytes += more;
        return Result<void>();
    };
    if (auto read = readToEnd(source, subject, append, stop); !read)
        return failure(std::move(read));
    return std::make_unique<BufferSource>(std::move(bytes));
}

Result<std::unique_ptr<RepeatableSource>> inFile(ByteSource &source, const QString &subject, const QString &folder,
                                                 const std::stop_token &stop)
{
    auto file = std::make_unique<QTemporaryFile>(folder + "/.tmp-XXXXXX"_L1);
    if (!file->open())
        return noTemporaryFile(*file, subject);
    QFile::remove(file->fileName()); // it stays as long as it is open
    const auto append = [&](QByteArrayView more) -> Result<void> {
        if (file->write(more.data(), more.size()) == more.size())
            return {};
        return noTemporaryFile(*file, subject);
    };
    if (auto read = readToEnd(source, subject, append, stop); !read)
        return failure(std::move(read));
    if (!file->flush() || !file->seek(0))
        return noTemporaryFile(*file, subject);
    return std::make_unique<SpooledSource>(std::move(file), subject);
}

} // namespace

Result<GoodCopy> GoodCopy::fetch(Storage &home, const VersionKey &key, const QString &folder, std::stop_token stop)
{
    StreamStorage *streams = home.capabilities().streams;
    if (!streams) {
        auto prompt = home.fetch(key.name, key.version, stop);
        if (!prompt)
            return failure(std::move(prompt));
        return GoodCopy(prompt->metadata, std::make_unique<BufferSource>(std::move(prompt->content)));
    }
    const auto reader = streams->openContent(key.name, key.version, stop);
    if (!reader)
        return failure(reader);
    const Metadata metadata = (*reader)->metadata();
    auto content = metadata.size > mostInMemory ? inFile(**reader, key.toString(), folder, stop)
                                                : inMemory(**reader, key.toString(), stop);
    if (!content)
        return failure(std::move(content));
    return GoodCopy(metadata, *std::move(content));
}

Result<void> GoodCopy::storeIn(Storage &library)
{
    if (StreamStorage *streams = library.capabilities().streams)
        return streams->storeContent(m_metadata, *m_content, {}).transform([](const StoreReceipt &) {});
    auto whole = Prompt{m_metadata, {}};
    const auto append = [&](QByteArrayView more) {
        whole.content += more;
        return Result<void>();
    };
    if (auto read = readToEnd(*m_content, m_metadata.name.toString(), append, {}); !read)
        return read;
    return library.store(whole, {}).transform([](const StoreReceipt &) {});
}

Result<void> readThrough(Storage &library, const VersionKey &key, std::stop_token stop)
{
    StreamStorage *streams = library.capabilities().streams;
    if (!streams)
        return library.fetch(key.name, key.version, stop).transform([](const Prompt &) {});
    const auto reader = streams->openContent(key.name, key.version, stop);
    if (!reader)
        return failure(reader);
    return readToEnd(**reader, key.toString(), [](QByteArrayView) { return Result<void>(); }, stop);
}

} // namespace pulse::replica
