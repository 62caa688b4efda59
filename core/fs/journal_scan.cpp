// SPDX-License-Identifier: Apache-2.0
#include "journal_scan.h"

namespace pulse::detail {

namespace {

constexpr qint64 pieceBytes = 256LL * 1024;
constexpr qint64 sectorBytes = 512;
constexpr qint64 fewestZeroes = 8; // fewer prove nothing

std::span<char> spanOf(QByteArray &bytes)
{
    return {bytes.data(), static_cast<size_t>(bytes.size())};
}

class Scanner
{
public:
    Scanner(Fs &fs, int file, qint64 size)
        : m_fs(fs)
        , m_file(file)
        , m_size(size)
    {}

    Sys<JournalScan> run(qint64 from)
    {
        JournalScan scan;
        scan.end = from;
        qint64 at = from;
        while (at < m_size) {
            const auto record = recordAt(at);
            if (!record)
                return std::unexpected(record.error());
            if (*record) {
                at += (*record)->bytes();
                scan.end = at;
                scan.records.push_back(std::move(**record));
                continue;
            }
            const auto next = nextRecord(at + 1);
            if (!next)
                return std::unexpected(next.error());
            const auto torn = isTorn(at, *next);
            if (!torn)
                return std::unexpected(torn.error());
            if (*torn)
                scan.tornBytes += *next - at;
            else
                scan.damage.push_back({at, *next - at});
            at = *next;
        }
        return scan;
    }

private:
    Sys<QByteArray> bytesAt(qint64 offset, qint64 count)
    {
        QByteArray bytes(std::min(count, m_size - offset), Qt::Uninitialized);
        const auto length = readFullyAt(m_fs, m_file, spanOf(bytes), offset);
        if (!length)
            return std::unexpected(length.error());
        bytes.truncate(*length);
        return bytes;
    }

    Sys<std::optional<ScannedRecord>> recordAt(qint64 at)
    {
        const auto bytes = bytesAt(at, recordHeadBytes + mostKeyBytes);
        if (!bytes)
            return std::unexpected(bytes.error());
        const auto head = decodeHead(*bytes, at);
        if (!head || head->recordBytes() > m_size - at)
            return std::nullopt;
        RecordSum sum(*bytes, at);
        const QByteArray key = bytes->mid(recordHeadBytes, head->keyBytes); // whole, or the sum tells
        sum.add(key);
        const qint64 end = at + head->recordBytes();
        for (qint64 position = end - head->valueBytes; position < end;) {
            const auto piece = bytesAt(position, std::min(pieceBytes, end - position));
            if (!piece)
                return std::unexpected(piece.error());
            if (piece->isEmpty())
                return std::nullopt;
            sum.add(*piece);
            position += piece->size();
        }
        if (sum.finish() != head->sum)
            return std::nullopt;
        return ScannedRecord{head->type, key, at, head->valueBytes};
    }

    /// Where the next intact record begins; the size where there is none.
    Sys<qint64> nextRecord(qint64 from)
    {
        for (qint64 at = from; at + recordHeadBytes <= m_size;) {
            const auto piece = bytesAt(at, pieceBytes);
            if (!piece)
                return std::unexpected(piece.error());
            qsizetype found = 0;
            while ((found = piece->indexOf(QByteArrayView(recordMark, recordMarkBytes), found)) >= 0) {
                const auto record = recordAt(at + found);
                if (!record)
                    return std::unexpected(record.error());
                if (*record)
                    return at + found;
                ++found;
            }
            if (piece->size() < recordMarkBytes)
                break;
            at += piece->size() - recordMarkBytes + 1;
        }
        return m_size;
    }

    /// Whether bytes that are no record look like an append which a crash cut short: they stop before the record does,
    /// or hold a sector that never reached the disk.
    Sys<bool> isTorn(qint64 from, qint64 to)
    {
        if (to == m_size) {
            const auto bytes = bytesAt(from, recordHeadBytes);
            if (!bytes)
                return std::unexpected(bytes.error());
            const auto head = decodeHead(*bytes, from);
            if (bytes->size() < recordHeadBytes || (head && head->recordBytes() > m_size - from))
                return true;
            const auto last = bytesAt(m_size - 1, 1);
            if (!last)
                return std::unexpected(last.error());
            if (bytes->startsWith('\0') || last->startsWith('\0'))
                return true; // the file was made longer, and its bytes did not arrive
        }
        qint64 zeroes = 0; // so far in this sector
        qint64 seen = 0;
        for (qint64 at = from; at < to;) {
            const auto piece = bytesAt(at, std::min(pieceBytes, to - at));
            if (!piece)
                return std::unexpected(piece.error());
            if (piece->isEmpty())
                break;
            for (const char byte : *piece) {
                ++at;
                ++seen;
                zeroes += byte == 0 ? 1 : 0;
                if (at % sectorBytes != 0 && at != to)
                    continue;
                if (zeroes == seen && seen >= fewestZeroes)
                    return true;
                zeroes = seen = 0;
            }
        }
        return false;
    }

    Fs &m_fs;
    int m_file;
    qint64 m_size;
};

} // namespace

Sys<qsizetype> readFullyAt(Fs &fs, int file, std::span<char> buffer, qint64 offset)
{
    qsizetype filled = 0;
    while (filled < std::ssize(buffer)) {
        const auto got = fs.readAt(file, buffer.subspan(static_cast<size_t>(filled)), offset + filled);
        if (!got)
            return got;
        if (*got == 0)
            break;
        filled += *got;
    }
    return filled;
}

Sys<JournalScan> scanJournal(Fs &fs, int file, qint64 from, qint64 size)
{
    return Scanner(fs, file, size).run(from);
}

Sys<std::optional<QByteArray>> readValue(Fs &fs, int file, const ScannedRecord &record)
{
    QByteArray bytes(record.bytes(), Qt::Uninitialized);
    const auto length = readFullyAt(fs, file, spanOf(bytes), record.offset);
    if (!length)
        return std::unexpected(length.error());
    bytes.truncate(*length);
    const auto head = decodeHead(bytes, record.offset);
    if (!head)
        return std::nullopt;
    RecordSum sum(bytes, record.offset);
    sum.add(QByteArrayView(bytes).sliced(recordHeadBytes));
    if (sum.finish() != head->sum)
        return std::nullopt;
    return bytes.sliced(recordHeadBytes + record.key.size());
}

} // namespace pulse::detail
