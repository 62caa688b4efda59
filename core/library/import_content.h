// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "file_source.h"
#include "import_text.h"
#include "pulse/crypto/checksum.h"

#include <stop_token>

namespace pulse::detail {

/// Files up to here are taken whole; of longer ones only the beginning is ever in memory.
constexpr qint64 mostWholeBytes = 8LL * 1024 * 1024;

/// What importing has to know of a file.
struct ImportedContent
{
    qint64 size = 0;
    Checksum checksum;
    ImportedFacts facts;
    QByteArray bytes; ///< the content; empty when it is not whole
    bool isWhole = true;
};

/// Reads a file to its end. Errors: Cancelled, and those of FileSource.
[[nodiscard]] Result<ImportedContent> readForImport(const QString &path, const std::stop_token &stop);

/// What a long file says of itself in its front matter.
[[nodiscard]] Result<ImportedFacts> factsOfLongFile(const QString &path);

/// A file as it was when it was planned: the read that would report the end reports Conflict when it has changed since.
class UnchangedSource final : public ByteSource
{
public:
    UnchangedSource(std::unique_ptr<FileSource> file, const Checksum &expected, QString path)
        : m_file(std::move(file))
        , m_expected(expected)
        , m_path(std::move(path))
    {}
    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer) override;

private:
    std::unique_ptr<FileSource> m_file;
    Checksum m_expected;
    QString m_path;
    ChecksumBuilder m_checksum;
    bool m_isProven = false; // the end was reached, and may be asked for again
};

[[nodiscard]] std::unexpected<Error> changedSincePlanned(const QString &path);

} // namespace pulse::detail
