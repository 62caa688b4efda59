// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oid.h"

#include <QHash>
#include <vector>

namespace pulse::git {

enum class ObjectType : unsigned char { Commit = 1, Tree = 2, Blob = 3 };

/// `commit`, `tree`, `blob`
[[nodiscard]] QByteArray typeName(ObjectType type);
[[nodiscard]] Oid hashObject(ObjectType type, QByteArrayView bytes);

/// Objects that were made and are not written yet. One thread at a time.
class ObjectBatch
{
public:
    struct Object
    {
        Oid id;
        ObjectType type = ObjectType::Blob;
        QByteArray bytes;
    };

    Oid add(ObjectType type, const QByteArray &bytes);
    /// One whose name is known already.
    void add(Object object);
    /// Many blobs at once, hashed by as many threads as there are processors; their names in the same order.
    std::vector<Oid> addBlobs(const std::vector<QByteArray> &blobs);
    [[nodiscard]] const std::vector<Object> &objects() const { return m_objects; }
    /// Null where it is none of these.
    [[nodiscard]] const Object *find(const Oid &id) const;
    void clear();

private:
    std::vector<Object> m_objects;
    QHash<Oid, size_t> m_places;
};

} // namespace pulse::git
