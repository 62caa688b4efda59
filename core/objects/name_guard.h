// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "session.h"

namespace pulse::objects {

/// Lets new names in, one after the other, where none differs from an existing one only by case. Rests on a hold of
/// the names, as long as which what it saw stays true. Thread-safe.
class NameGuard
{
public:
    explicit NameGuard(const Session &session, std::optional<Name> leaving = {})
        : m_session(session)
        , m_leaving(std::move(leaving))
    {}

    /// AlreadyExists when it, or a folder above it, collides.
    [[nodiscard]] Result<void> admit(const Call &call, const Name &name);

private:
    struct Folder
    {
        std::map<QString, QStringList> spellings; ///< by the folded segment
        QSet<QString> found;                      ///< those that the store listed
    };
    [[nodiscard]] Result<Folder *> look(const Call &call, const QString &folder, bool isNew);

    const Session &m_session;
    const std::optional<Name> m_leaving;
    std::mutex m_mutex;
    std::map<QString, Folder> m_folders;
};

} // namespace pulse::objects
