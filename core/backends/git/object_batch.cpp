// SPDX-License-Identifier: Apache-2.0
#include "object_batch.h"

#include "parallel.h"

#include <QCryptographicHash>

namespace pulse::git {

QByteArray typeName(ObjectType type)
{
    switch (type) {
    case ObjectType::Commit:
        return "commit";
    case ObjectType::Tree:
        return "tree";
    case ObjectType::Blob:
        break;
    }
    return "blob";
}

Oid hashObject(ObjectType type, QByteArrayView bytes)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(typeName(type) + ' ' + QByteArray::number(bytes.size()) + '\0');
    hash.addData(bytes);
    return Oid::fromRaw(hash.resultView().data());
}

Oid ObjectBatch::add(ObjectType type, const QByteArray &bytes)
{
    const Oid id = hashObject(type, bytes);
    add({id, type, bytes});
    return id;
}

std::vector<Oid> ObjectBatch::addBlobs(const std::vector<QByteArray> &blobs)
{
    std::vector<Oid> ids(blobs.size());
    forEachInParallel(blobs.size(), [&](size_t i) { ids[i] = hashObject(ObjectType::Blob, blobs[i]); });
    for (size_t i = 0; i < blobs.size(); ++i)
        add({ids[i], ObjectType::Blob, blobs[i]});
    return ids;
}

void ObjectBatch::add(Object object)
{
    if (m_places.contains(object.id))
        return;
    m_places.insert(object.id, m_objects.size());
    m_objects.push_back(std::move(object));
}

const ObjectBatch::Object *ObjectBatch::find(const Oid &id) const
{
    const auto place = m_places.constFind(id);
    return place == m_places.constEnd() ? nullptr : &m_objects[*place];
}

void ObjectBatch::clear()
{
    m_objects.clear();
    m_places.clear();
}

} // namespace pulse::git
