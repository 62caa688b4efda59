// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "session.h"

namespace pulse::objects {

/// Lets new names in, one after the other, where none differs from an existing one only by case. Rests on a hold of
/// the names, as long as which what it saw stays true. Thread-safe.
///
/// Versions of prompts that are there are published without that hold, so that one may come a moment after its prompt
/// was removed. Whoever is let in next to what is left of another spelling removes each `latest` of it first, and looks
/// once more then: who publishes there either was seen, or finds no `latest`, and looks themselves (Publisher).
class NameGuard
{
public:
    explicit NameGuard(const Session &session, std::optional<Name> leaving = {})
        : m_session(session)
        , m_leaving(std::move(leaving))
    {}

    /// Whether a name that is in use counts as let in, though another spelling of it is, too.
    enum class Twins { Tolerated, Refused };
    /// AlreadyExists when it, or a folder above it, collides.
    [[nodiscard]] Result<void> admit(const Call &call, const Name &name, Twins twins = Twins::Tolerated);

private:
    struct Folder
    {
        std::map<QString, QStringList> spellings; ///< by the folded segment
        QSet<QString> found;                      ///< those that the store listed
    };
    [[nodiscard]] Result<Folder *> look(const Call &call, const QString &folder, bool isNew);
    /// Whether something is published in the folder `other`; when not, nothing will be before it is looked for.
    [[nodiscard]] Result<bool> isTaken(const Call &call, const QString &other) const;

    const Session &m_session;
    const std::optional<Name> m_leaving;
    std::mutex m_mutex;
    std::map<QString, Folder> m_folders;
};

} // namespace pulse::objects
