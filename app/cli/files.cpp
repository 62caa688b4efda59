// SPDX-License-Identifier: Apache-2.0
#include "files.h"

#include "pulse/base/quote.h"

#include <QRandomGenerator>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace pulse::cli {

Result<std::unique_ptr<InputFile>> InputFile::open(const QByteArray &path)
{
    const bool standard = path == "-";
    const QString shown = standard ? u"standard input"_s : QString::fromUtf8(path);
    const int fd = standard ? STDIN_FILENO : ::open(path.constData(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0 && errno == ENOENT)
        return failure(ErrorCode::NotFound, u"read"_s, shown,
                       u"There is no file %1. Check its name and the folder you are in."_s.arg(quoted(shown, 400)));
    if (fd < 0)
        return std::unexpected(systemError(errno, u"read"_s, shown));
    std::unique_ptr<InputFile> file(new InputFile(fd, !standard, shown));
    struct stat status{};
    if (::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode))
        return failure(
            ErrorCode::Invalid, u"read"_s, shown,
            u"%1 is a folder. Name a file, or publish a whole folder with “import”."_s.arg(quoted(shown, 400)));
    return file;
}

InputFile::~InputFile()
{
    if (m_owned)
        ::close(m_fd);
}

bool InputFile::isTerminal() const
{
    return ::isatty(m_fd) == 1;
}

Result<std::optional<QByteArray>> InputFile::readWhole(qint64 limit)
{
    struct stat status{};
    qsizetype step = 64 * 1024;
    if (::fstat(m_fd, &status) == 0 && S_ISREG(status.st_mode))
        step = static_cast<qsizetype>(std::clamp<qint64>(status.st_size + 1, 1, limit + 1));
    QByteArray bytes;
    while (bytes.size() <= limit) {
        const qsizetype size = bytes.size();
        bytes.resizeForOverwrite(size + step);
        const auto got = read(std::span(bytes.data() + size, static_cast<size_t>(step)));
        if (!got)
            return failure(got);
        bytes.truncate(size + *got);
        if (*got == 0)
            return bytes;
        step = std::max<qsizetype>(64 * 1024, std::min<qsizetype>(size, 8 * 1024 * 1024));
    }
    m_before = std::move(bytes);
    m_position = 0;
    return std::nullopt;
}

Result<qsizetype> InputFile::read(std::span<char> buffer)
{
    if (m_position < m_before.size()) {
        const qsizetype count =
            std::min<qsizetype>(m_before.size() - m_position, static_cast<qsizetype>(buffer.size()));
        std::copy_n(m_before.constData() + m_position, count, buffer.data());
        m_position += count;
        if (m_position == m_before.size())
            m_before = QByteArray();
        return count;
    }
    while (true) {
        const ssize_t got = ::read(m_fd, buffer.data(), buffer.size());
        if (got >= 0)
            return static_cast<qsizetype>(got);
        if (errno != EINTR)
            return std::unexpected(systemError(errno, u"read"_s, m_shown));
    }
}

// ---- writing

Result<std::unique_ptr<OutputFile>> OutputFile::create(const QByteArray &path)
{
    std::unique_ptr<OutputFile> file(new OutputFile);
    file->m_path = path;
    mode_t mode = 0;
    struct stat status{};
    if (::stat(path.constData(), &status) == 0) {
        if (S_ISDIR(status.st_mode))
            return failure(ErrorCode::Invalid, u"write"_s, QString::fromUtf8(path),
                           u"%1 is a folder. Name the file to write."_s.arg(quoted(QString::fromUtf8(path), 400)));
        if (!S_ISREG(status.st_mode)) {
            file->m_fd = ::open(path.constData(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
            if (file->m_fd < 0)
                return file->failed(errno);
            return file;
        }
        mode = status.st_mode & 07777;
        // A link keeps pointing where it did: what it points at is replaced.
        if (char *resolved = ::realpath(path.constData(), nullptr)) {
            file->m_path = resolved;
            ::free(resolved);
        }
    }
    const qsizetype slash = file->m_path.lastIndexOf('/');
    for (int attempt = 0; attempt < 16; ++attempt) {
        file->m_temporary = file->m_path.first(slash + 1) + ".pulse-" +
                            QByteArray::number(QRandomGenerator::global()->generate64(), 36) + ".tmp";
        file->m_fd = ::open(file->m_temporary.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (file->m_fd >= 0) {
            if (mode != 0)
                (void)::fchmod(file->m_fd, mode);
            return file;
        }
        if (errno != EEXIST)
            break;
    }
    file->m_temporary.clear();
    return file->failed(errno);
}

OutputFile::~OutputFile()
{
    if (m_fd >= 0)
        ::close(m_fd);
    if (!m_temporary.isEmpty())
        ::unlink(m_temporary.constData());
}

std::unexpected<Error> OutputFile::failed(int errorNumber) const
{
    return std::unexpected(systemError(errorNumber, u"write"_s, QString::fromUtf8(m_path)));
}

Result<void> OutputFile::write(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::write(m_fd, bytes.data(), static_cast<size_t>(bytes.size()));
        if (written < 0 && errno != EINTR)
            return failed(errno);
        if (written > 0)
            bytes = bytes.sliced(written);
    }
    return {};
}

Result<void> OutputFile::commit()
{
    if (m_temporary.isEmpty()) {
        return ::close(std::exchange(m_fd, -1)) == 0 ? Result<void>() : failed(errno);
    }
    if (::fsync(m_fd) != 0)
        return failed(errno);
    if (::close(std::exchange(m_fd, -1)) != 0)
        return failed(errno);
    if (::rename(m_temporary.constData(), m_path.constData()) != 0)
        return failed(errno);
    m_temporary.clear();
    return {};
}

} // namespace pulse::cli
