// SPDX-License-Identifier: Apache-2.0
#include "pack_format.h"

#include "zstd_frame.h"

#include <QtEndian>

namespace pulse::backup {
namespace {

constexpr int level = 3;
constexpr quint32 skippableMagic = 0x184D2A50;
const QByteArray packHeading = QByteArrayLiteral("pulse-pack 1\n");
const QByteArray tableHeading = QByteArrayLiteral("pulse-table ");

/// The entry of the content that begins behind the `begin` bytes of those before it.
std::optional<PackEntry> decodeEntry(QByteArrayView line, qint64 begin)
{
    const auto checksum = checksumFromHex(takeUpTo(line, ' '));
    bool isOffset = false;
    bool isLength = false;
    const qint64 offset = takeUpTo(line, ' ').toLongLong(&isOffset);
    const qint64 length = line.toLongLong(&isLength);
    if (!checksum || !isOffset || offset != begin || !isLength || length < 0 || length > largestPack - begin)
        return std::nullopt;
    return PackEntry{*checksum, offset, length};
}

} // namespace

QByteArray toHex(const Checksum &checksum)
{
    constexpr char digits[] = "0123456789abcdef";
    QByteArray text(64, Qt::Uninitialized);
    char *out = text.data();
    for (const unsigned char byte : checksum.digest()) {
        *out++ = digits[byte >> 4];
        *out++ = digits[byte & 0x0F];
    }
    return text;
}

std::optional<Checksum> checksumFromHex(QByteArrayView hex)
{
    const auto valueOf = [](char c) {
        if (c >= '0' && c <= '9')
            return c - '0';
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    };
    Checksum::Digest digest;
    if (hex.size() != 64)
        return std::nullopt;
    for (size_t i = 0; i < digest.size(); ++i) {
        const int high = valueOf(hex[static_cast<qsizetype>(2 * i)]);
        const int low = valueOf(hex[static_cast<qsizetype>(2 * i + 1)]);
        if (high < 0 || low < 0)
            return std::nullopt;
        digest[i] = static_cast<unsigned char>(high << 4 | low);
    }
    return Checksum::fromDigest(digest);
}

QByteArrayView takeUpTo(QByteArrayView &text, char end)
{
    const qsizetype at = text.indexOf(end);
    const QByteArrayView word = at < 0 ? text : text.first(at);
    text = at < 0 ? QByteArrayView() : text.sliced(at + 1);
    return word;
}

std::optional<QByteArray> encodePack(QByteArrayView contents, const std::vector<PackEntry> &entries)
{
    QByteArray table = packHeading;
    table.reserve(std::ssize(entries) * 88 + 64);
    for (const PackEntry &entry : entries)
        table += toHex(entry.checksum) + ' ' + QByteArray::number(entry.offset) + ' ' +
                 QByteArray::number(entry.length) + '\n';
    table += tableHeading + QByteArray::number(std::ssize(entries)) + '\n';
    auto pack = compressFrame(contents, level);
    const auto tableFrame = compressFrame(table, level);
    if (!pack || !tableFrame)
        return std::nullopt;
    QByteArray trailer(trailerBytes, Qt::Uninitialized);
    qToLittleEndian<quint32>(skippableMagic, trailer.data());
    qToLittleEndian<quint32>(4, trailer.data() + 4);
    qToLittleEndian<quint32>(static_cast<quint32>(tableFrame->size()), trailer.data() + 8);
    return *pack + *tableFrame + trailer;
}

std::optional<qint64> tableFrameBytes(QByteArrayView tail)
{
    if (tail.size() < trailerBytes)
        return std::nullopt;
    const char *trailer = tail.end() - trailerBytes;
    if (qFromLittleEndian<quint32>(trailer) != skippableMagic || qFromLittleEndian<quint32>(trailer + 4) != 4)
        return std::nullopt;
    return qFromLittleEndian<quint32>(trailer + 8);
}

std::optional<PackTable> decodeTable(QByteArrayView frame)
{
    const auto text = decompressFrame(frame, largestTable);
    if (!text || !text->startsWith(packHeading) || !text->endsWith('\n'))
        return std::nullopt;
    PackTable table;
    QByteArrayView rest = QByteArrayView(*text).sliced(packHeading.size());
    while (!rest.isEmpty()) {
        const QByteArrayView line = takeUpTo(rest, '\n');
        if (line.startsWith(tableHeading)) {
            bool isNumber = false;
            const auto count = line.sliced(tableHeading.size()).toLongLong(&isNumber);
            return isNumber && rest.isEmpty() && count == std::ssize(table.entries) ? std::optional(std::move(table))
                                                                                    : std::nullopt;
        }
        const auto entry = decodeEntry(line, table.bytes);
        if (!entry)
            return std::nullopt;
        table.bytes += entry->length;
        table.entries.push_back(*entry);
    }
    return std::nullopt;
}

std::optional<QByteArray> decodeContents(QByteArrayView frame, const PackTable &table)
{
    auto contents = decompressFrame(frame, table.bytes);
    if (contents && contents->size() != table.bytes)
        contents.reset();
    return contents;
}

} // namespace pulse::backup
