// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "merging.h"
#include "remote.h"

namespace pulse::git {

/// One round of bringing a branch and its home together: fetch, ask whether the home is still what it was (G9), merge
/// or move forward, push. Never a force. Used by one thread; what it is given outlives it.
class SyncRound
{
public:
    SyncRound(GitLibrary &library, const Remote &remote, const Choices &choices, const Call &call,
              const std::stop_token &stop);

    enum class Ended {
        Together,    ///< or, in a dry run, as far as it can be told without a change
        Conflicting, ///< both sides wait for a person; nothing is lost meanwhile
        Refused,     ///< the home let itself be read and takes nothing; what is here waits
        Overtaken    ///< others changed the home or this branch meanwhile: another round is needed
    };
    /// Adds to the report what it did. Errors: those of Remote; Conflict with Error::Remedy::AcceptHome where the home
    /// is not what it was; Unavailable where the branch was switched meanwhile.
    [[nodiscard]] Result<Ended> run(const SyncStorage::Options &options, SyncStorage::Report &report,
                                    const ProgressSink &progress);
    /// The commit of the branch that the last run was about; what came later it has not seen.
    [[nodiscard]] const Oid &here() const { return m_here.commit; }
    /// What a merge with that commit of the home's would come to; nothing is changed.
    [[nodiscard]] Result<Merging::Outcome> tryMerge(const Oid &home) const;

private:
    using Step = std::optional<Ended>; // nothing: the round goes on

    [[nodiscard]] Result<void> question() const;
    [[nodiscard]] Result<void> questionHistory(const Oid &agreed) const;
    [[nodiscard]] Result<void> questionLibrary(const Oid &agreed) const;
    [[nodiscard]] Result<QString> libraryIdIn(const Oid &tree) const;
    [[nodiscard]] Result<Step> receive(bool dryRun, SyncStorage::Report &report);
    [[nodiscard]] Result<Step> moveForward();
    [[nodiscard]] Result<Step> merge(bool dryRun, SyncStorage::Report &report);
    [[nodiscard]] Result<Step> send(bool dryRun, SyncStorage::Report &report, const ProgressSink &progress);
    [[nodiscard]] Result<void> remember() const;
    [[nodiscard]] Result<void> lookHere();
    [[nodiscard]] Result<Merging::Outcome> mergeInto(TreeEdit &tree, const Snapshot &here, const Oid &home) const;
    /// Prompts that differ between two commits; of the null one there are none.
    [[nodiscard]] Result<qint64> differing(const Oid &from, const Oid &to) const;
    [[nodiscard]] QByteArray agreedRef() const;

    GitLibrary &m_library;
    const Repository &m_repository;
    const Remote &m_remote;
    const Choices &m_choices;
    const Call &m_call;
    const std::stop_token &m_stop;
    Remote::Fetched m_fetched;
    Snapshot m_here;
};

} // namespace pulse::git
