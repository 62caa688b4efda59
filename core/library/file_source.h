// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/byte_source.h"
#include "pulse/fs/durable_file.h"

namespace pulse::detail {

/// A regular file as a source of content.
class FileSource final : public ByteSource
{
public:
    [[nodiscard]] static Result<std::unique_ptr<FileSource>> open(const QString &path,
                                                                  std::shared_ptr<Fs> fs = realFs())
    {
        return FileReader::open(std::move(fs), path).transform([](FileReader file) {
            return std::unique_ptr<FileSource>(new FileSource(std::move(file)));
        });
    }

    /// In bytes, when it was opened.
    [[nodiscard]] qint64 size() const { return m_file.size(); }
    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer) override { return m_file.read(buffer); }

private:
    explicit FileSource(FileReader file)
        : m_file(std::move(file))
    {}

    FileReader m_file;
};

} // namespace pulse::detail
