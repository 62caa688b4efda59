// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <memory>
#include <optional>

namespace pulse::detail {

// docs/journal-format.md
inline constexpr QByteArrayView journalHeader{"pulse-journal-1\n"};
inline constexpr char recordMark[] = "\xE5PJRNL\r\n";
inline constexpr qsizetype recordMarkBytes = 8;
inline constexpr qsizetype recordHeadBytes = 64;
inline constexpr qsizetype mostKeyBytes = 1024;

/// The fixed beginning of a record.
struct RecordHead
{
    enum class Type : quint32 { Put = 1, Remove = 2 };
    Type type = Type::Put;
    qint64 keyBytes = 0;
    qint64 valueBytes = 0;
    QByteArray sum; ///< of the whole record

    [[nodiscard]] qint64 recordBytes() const { return recordHeadBytes + keyBytes + valueBytes; }
};

/// A record as it stands at `offset`; anywhere else it is not valid.
[[nodiscard]] QByteArray encodeRecord(RecordHead::Type type, const QByteArray &key, const QByteArray &value,
                                      qint64 offset);

/// Reads the first recordHeadBytes of a record; empty when they are none, or not of this offset.
[[nodiscard]] std::optional<RecordHead> decodeHead(QByteArrayView bytes, qint64 offset);

/// What the head's sum must be, given the head's bytes, the key and the value (in pieces or whole).
class RecordSum
{
public:
    RecordSum(QByteArrayView head, qint64 offset);
    ~RecordSum();
    RecordSum(const RecordSum &) = delete;
    RecordSum &operator=(const RecordSum &) = delete;

    void add(QByteArrayView bytes);
    [[nodiscard]] QByteArray finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace pulse::detail
