// SPDX-License-Identifier: Apache-2.0
#include "import_content.h"

#include "pulse/base/cancellation.h"

#include <vector>

using namespace Qt::StringLiterals;

namespace pulse::detail {

namespace {

constexpr size_t pieceBytes = 1024 * 1024;

/// A front matter that does not end within the first piece is none. Cut at a line's end, so that no character is torn.
ImportedFacts factsOfBeginning(QByteArrayView beginning)
{
    return importedFacts(beginning.first(beginning.lastIndexOf('\n') + 1).toByteArray());
}

} // namespace

Result<ImportedContent> readForImport(const QString &path, const std::stop_token &stop)
{
    const auto file = FileSource::open(path);
    if (!file)
        return failure(file);
    ImportedContent content;
    content.isWhole = (*file)->size() <= mostWholeBytes;
    ChecksumBuilder checksum;
    std::vector<char> piece(static_cast<size_t>(std::clamp<qint64>((*file)->size() + 1, 1, pieceBytes)));
    while (true) {
        if (const auto going = checkCancelled(stop, u"import"_s, path); !going)
            return failure(going);
        const auto length = (*file)->read(piece);
        if (!length)
            return failure(length);
        if (*length == 0)
            break;
        const QByteArrayView bytes(piece.data(), *length);
        checksum.add(bytes);
        if (!content.isWhole && content.size == 0)
            content.facts = factsOfBeginning(bytes);
        content.size += *length;
        content.isWhole = content.isWhole && content.size <= mostWholeBytes; // it may be growing
        if (content.isWhole)
            content.bytes.append(bytes);
    }
    content.checksum = checksum.finish();
    if (content.isWhole)
        content.facts = importedFacts(content.bytes);
    else
        content.bytes.clear();
    return content;
}

Result<ImportedFacts> factsOfLongFile(const QString &path)
{
    const auto file = FileSource::open(path);
    if (!file)
        return failure(file);
    std::vector<char> piece(pieceBytes);
    const auto length = (*file)->read(piece);
    if (!length)
        return failure(length);
    return factsOfBeginning({piece.data(), *length});
}

Result<qsizetype> UnchangedSource::read(std::span<char> buffer)
{
    if (m_isProven || buffer.empty())
        return 0;
    const auto length = m_file->read(buffer);
    if (!length)
        return length;
    if (*length > 0) {
        m_checksum.add({buffer.data(), *length});
        return length;
    }
    if (m_checksum.finish() != m_expected)
        return changedSincePlanned(m_path);
    m_isProven = true;
    return 0;
}

std::unexpected<Error> changedSincePlanned(const QString &path)
{
    return failure(ErrorCode::Conflict, u"import"_s, path,
                   u"“%1” changed since the import was planned. Import it again."_s.arg(path));
}

} // namespace pulse::detail
