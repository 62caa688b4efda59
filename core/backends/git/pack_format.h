// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "object_batch.h"

#include <QCryptographicHash>

namespace pulse::git {

/// The bytes of a pack (version 2) of whole objects, and of its index (version 2); see gitformat-pack(5).
class PackFormat
{
public:
    explicit PackFormat(size_t objects);

    [[nodiscard]] const QByteArray &head() const { return m_head; }
    /// An object as it stands in the pack. May be called from several threads.
    [[nodiscard]] static QByteArray entry(const ObjectBatch::Object &object);
    /// Tells that an entry follows in the pack.
    void note(const Oid &id, const QByteArray &entry);
    /// After the last entry.
    [[nodiscard]] QByteArray tail();
    /// After tail().
    [[nodiscard]] QByteArray index();
    /// By which the pack is called; after tail().
    [[nodiscard]] const Oid &name() const { return m_checksum; }

private:
    struct Place
    {
        Oid id;
        quint64 offset = 0;
        quint32 crc = 0;
    };
    QByteArray m_head;
    QCryptographicHash m_hash{QCryptographicHash::Sha1};
    std::vector<Place> m_places;
    quint64 m_offset = 0;
    Oid m_checksum;
};

} // namespace pulse::git
