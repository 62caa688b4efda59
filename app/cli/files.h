// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/byte_source.h"

#include <QByteArray>

namespace pulse::cli {

/// A file, or standard input, that is read in pieces; the pieces that were read before come again first.
class InputFile final : public ByteSource
{
public:
    /// `path` is the file's name in bytes; `-` is standard input. Folders are refused.
    [[nodiscard]] static Result<std::unique_ptr<InputFile>> open(const QByteArray &path);
    ~InputFile() override;

    /// All of it when it has at most `limit` bytes; else empty, and read() gives it from its beginning.
    [[nodiscard]] Result<std::optional<QByteArray>> readWhole(qint64 limit);
    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer) override;
    [[nodiscard]] bool isTerminal() const;

private:
    InputFile(int fd, bool owned, QString shown)
        : m_fd(fd)
        , m_owned(owned)
        , m_shown(std::move(shown))
    {}

    int m_fd;
    bool m_owned;
    QString m_shown;
    QByteArray m_before;
    qsizetype m_position = 0;
};

/// A file that appears whole or not at all: written aside, synced and moved in place by commit(). What is no regular
/// file (a device, a pipe) is written to directly.
class OutputFile
{
public:
    [[nodiscard]] static Result<std::unique_ptr<OutputFile>> create(const QByteArray &path);
    ~OutputFile(); ///< removes what was not committed
    OutputFile(const OutputFile &) = delete;
    OutputFile &operator=(const OutputFile &) = delete;

    Result<void> write(QByteArrayView bytes);
    Result<void> commit();

private:
    OutputFile() = default;
    [[nodiscard]] std::unexpected<Error> failed(int errorNumber) const;

    int m_fd = -1;
    QByteArray m_path;      // where it will be
    QByteArray m_temporary; // where it is; empty when it is written directly
};

} // namespace pulse::cli
