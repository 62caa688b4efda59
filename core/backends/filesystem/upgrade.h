// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library.h"
#include "pulse/storage/capabilities.h"

namespace pulse::filesystem {

/// I5, G15: brings a library to the newest schema.
///
/// The new trees are built in `.upgrade/`, synced, and compared with the old ones; then `upgrade.json` there says that
/// they are ready, and what the new `library.json` will be. Replacing `library.json` is the commit: from then on every
/// writer first exchanges the trees that were not exchanged yet (a marker file tells which), and at last gives
/// `.upgrade` the name under which the old layout is kept.
class Upgrade
{
public:
    Upgrade(Library &library, Call call, ProgressSink progress, std::stop_token stop);

    [[nodiscard]] Result<UpgradableStorage::Plan> plan();
    [[nodiscard]] Result<UpgradableStorage::Outcome> run(const UpgradableStorage::Options &options);
    [[nodiscard]] Result<QStringList> dropPrevious();

    enum class State {
        None,      ///< nothing of an upgrade is there
        Begun,     ///< something was built, and nothing depends on it
        Committed, ///< the library is of the new schema, and the next writer completes the rest
    };
    [[nodiscard]] static State stateOf(const Library &library);
    /// Completes what was committed. Only while writing.
    [[nodiscard]] static Result<void> complete(Library &library, const Call &call);
    /// Layouts that earlier upgrades kept.
    [[nodiscard]] static Sys<QList<QByteArray>> previous(const Library &library);

private:
    [[nodiscard]] Result<UpgradableStorage::Plan> examine(bool isWriting);
    [[nodiscard]] Result<void> checkSpace(const UpgradableStorage::Plan &plan) const;
    [[nodiscard]] Result<void> build();
    [[nodiscard]] Result<void> checkExchange(const Descriptor &aside) const;
    [[nodiscard]] Result<void> buildPart(const Descriptor &aside, const QByteArray &part, Syncing syncing);
    [[nodiscard]] Result<void> comparePart(const Descriptor &aside, const QByteArray &part);
    [[nodiscard]] Result<QByteArray> newLibraryFile(const Descriptor &aside) const;
    [[nodiscard]] Result<void> makeReady(const Descriptor &aside, const QByteArray &newFile) const;
    void abandon() const;

    Library &m_library;
    Fs &m_fs;
    const Call m_call;
    const ProgressSink m_progress;
    const std::stop_token m_stop;
    qint64 m_versions = 0;
    qint64 m_done = 0;
    std::function<void()> m_tick;
};

} // namespace pulse::filesystem
