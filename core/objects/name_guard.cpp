// SPDX-License-Identifier: Apache-2.0
#include "name_guard.h"

#include "listing.h"
#include "object_keys.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {

Result<NameGuard::Folder *> NameGuard::look(const Call &call, const QString &folder, bool isNew)
{
    if (const auto known = m_folders.find(folder); known != m_folders.end())
        return &known->second;
    Folder looked;
    const QString prefix = folder.isEmpty() ? QString(keys::prompts) : keys::prompts + folder + u'/';
    const auto note = [&](const QString &key) {
        const QString segment = key.mid(prefix.size()).chopped(1);
        looked.spellings[foldCase(segment)].append(segment);
        looked.found.insert(segment);
    };
    if (!isNew) {
        if (auto listed = m_session.list(call, prefix, [](const ObjectInfo &) {}, note); !listed)
            return failure(std::move(listed));
    }
    return &m_folders.emplace(folder, std::move(looked)).first->second;
}

Result<bool> NameGuard::isTaken(const Call &call, const QString &other) const
{
    auto used = isInUse(m_session, call, other, m_leaving);
    if (!used || *used || !m_session.can().createsOnce)
        return used;
    std::vector<QString> pointers;
    const auto note = [&](const ObjectInfo &info) {
        if (keys::placeOf(info.key).leaf == keys::latestLeaf)
            pointers.push_back(info.key);
    };
    if (auto listed = m_session.list(call, keys::prompts + other + u'/', note); !listed)
        return failure(std::move(listed));
    for (const QString &pointer : pointers) {
        if (auto removed = m_session.remove(call, pointer); !removed)
            return failure(std::move(removed));
    }
    return isInUse(m_session, call, other, m_leaving);
}

Result<void> NameGuard::admit(const Call &call, const Name &name, Twins twins)
{
    const std::scoped_lock lock(m_mutex);
    QString path;
    bool isNew = false;
    for (const QString &segment : name.segments()) {
        const auto folder = look(call, path, isNew);
        if (!folder)
            return failure(folder);
        const QString parent = path.isEmpty() ? QString() : path + u'/';
        path = parent + segment;
        QStringList &spellings = (*folder)->spellings[foldCase(segment)];
        isNew = !(*folder)->found.contains(segment);
        for (const QString &other : std::as_const(spellings)) {
            if (other == segment)
                continue;
            const bool wasAdmitted = !(*folder)->found.contains(other);
            const auto used = wasAdmitted ? Result<bool>(true) : isTaken(call, parent + other);
            if (!used)
                return failure(used);
            const auto isOwnUsed = *used && !isNew && twins == Twins::Tolerated
                                       ? isInUse(m_session, call, path, m_leaving)
                                       : Result<bool>(false);
            if (!isOwnUsed)
                return failure(isOwnUsed);
            if (*used && !*isOwnUsed)
                return call.nameTakenByCase(parent + other);
        }
        if (!spellings.contains(segment))
            spellings.append(segment);
    }
    return {};
}

} // namespace pulse::objects
