// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "git_library.h"
#include "remote_access.h"

namespace pulse::git {

/// The home of a repository's branch: fetched from and pushed to, never with a force.
class Remote
{
public:
    struct Place
    {
        QString name; ///< "origin"
        RemoteAddress address;
        QByteArray homeRef; ///< the branch there: "refs/heads/main"
        QByteArray branch;  ///< the one here that goes with it
    };

    Remote(const Repository &repository, Place place, OpenOptions options)
        : m_repository(repository)
        , m_place(std::move(place))
        , m_options(std::move(options))
    {}

    /// The home that the repository's configuration names for a branch; nothing where it names none.
    [[nodiscard]] static Result<std::optional<Place>> of(const Repository &repository, const QByteArray &branch,
                                                         const Call &call);
    [[nodiscard]] const Place &place() const { return m_place; }
    /// Of the branch at home as it was last fetched.
    [[nodiscard]] QByteArray trackingRef() const { return trackingRefOf(m_place); }
    [[nodiscard]] static QByteArray trackingRefOf(const Place &place);

    struct Fetched
    {
        Oid tip;              ///< of the branch; null where the home has none of that name
        bool isEmpty = false; ///< the home has no branch at all
        qint64 bytes = 0;
    };
    /// Brings everything here that the home's branches have. Errors: Unavailable, PermissionDenied, NotFound,
    /// Cancelled.
    [[nodiscard]] Result<Fetched> fetch(const Call &call, const ProgressSink &progress,
                                        const std::stop_token &stop) const;
    enum class Pushed {
        Done,
        Overtaken ///< the home's branch is not what it was
    };
    /// The home's branch from one commit to one that has it as an ancestor.
    [[nodiscard]] Result<Pushed> push(const Oid &from, const Oid &to, Writer &writer, const Call &call,
                                      const ProgressSink &progress, const std::stop_token &stop) const;

private:
    [[nodiscard]] Result<RemotePtr> open(git_repository *repository, const Call &call) const;
    [[nodiscard]] Result<Pushed> pushToFolder(const Oid &from, const Oid &to, Writer &writer, const Call &call,
                                              const std::stop_token &stop) const;
    [[nodiscard]] Result<void> sendPack(const Repository &home, const Oid &from, const Oid &to, const Call &call) const;

    const Repository &m_repository;
    const Place m_place;
    const OpenOptions m_options;
};

} // namespace pulse::git
