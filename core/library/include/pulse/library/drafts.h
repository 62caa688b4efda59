// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/clock.h"
#include "pulse/fs/journal.h"
#include "pulse/model/name.h"
#include "pulse/model/version.h"

#include <QByteArray>
#include <QDateTime>
#include <memory>
#include <optional>
#include <vector>

namespace pulse {

/// Unsaved work on a prompt.
struct Draft
{
    QString key;                 ///< names the draft in its library: the prompt's name, or "new:…" for one without
    std::optional<Name> name;    ///< the prompt it belongs to, or is meant for
    std::optional<Version> base; ///< the version it was begun from; empty for a new prompt
    QByteArray content;          ///< exactly the bytes that would be published
    QDateTime savedAt;           ///< UTC; an invalid one becomes the time of saving
    qint64 cursor = 0;           ///< where the person was, in UTF-16 units
};

/// Keeps drafts so that they survive a crash of the program or the machine (I6): a journal a library in the XDG state
/// folder, apart from the library, private, synced with every change. Drafts in the files of earlier versions move into
/// the journal when they are first looked for. Several processes may use one store. Thread-safe and blocking: call it
/// from a worker.
class DraftStore
{
public:
    /// `folder` is made when it is needed; `libraryKey` tells libraries apart (its id, or its URL when it has none).
    /// `temporaryName` names what is written aside; empty: random names.
    DraftStore(const QString &folder, const QString &libraryKey, std::shared_ptr<const Clock> clock,
               std::shared_ptr<Fs> fs = realFs(), std::function<QByteArray()> temporaryName = {});
    ~DraftStore();
    DraftStore(DraftStore &&) noexcept;
    DraftStore &operator=(DraftStore &&) noexcept;

    /// The default folder: `pulse/drafts` in the XDG state folder.
    [[nodiscard]] static QString defaultFolder();

    /// Durable on return. Invalid when the content is larger than a prompt can be.
    Result<void> save(const Draft &draft);
    /// NotFound when there is none; Corrupt when it is damaged (what there is of it stays).
    [[nodiscard]] Result<Draft> load(const QString &key) const;
    /// All drafts of the library, newest first; damaged ones are left out and stay.
    [[nodiscard]] Result<std::vector<Draft>> list() const;
    /// Durable on return. Not an error when there is none.
    Result<void> discard(const QString &key);
    /// Files in which something is damaged, or was; empty when all is well.
    [[nodiscard]] Result<QStringList> damage() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace pulse
