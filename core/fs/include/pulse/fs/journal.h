// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"
#include "pulse/fs/fs.h"

#include <QString>
#include <QStringList>
#include <functional>
#include <span>

namespace pulse {

/// Bytes of a journal that no intact record owns.
struct JournalDamage
{
    qint64 offset = 0;
    qint64 bytes = 0;
    friend bool operator==(const JournalDamage &, const JournalDamage &) = default;
};

/// What a journal found out about itself.
struct JournalHealth
{
    std::vector<JournalDamage> damage; ///< ascending; every intact record around it counts
    qint64 tornBytes = 0;              ///< of an append that was cut short and never acknowledged; they are cut off
    QStringList keptAside;             ///< files that hold damaged bytes of before, for a person to look at
};

/// A small keyed store in one append-only file: each change is a record with a checksum, on the disk before the call
/// returns, and the latest record of a key counts. docs/journal-format.md describes the file.
///
/// Keys are what make a change repeatable: to put the same value under the same key again changes nothing, so a writer
/// that was interrupted may repeat itself. Keys keep the order in which their present values were put, which makes it a
/// queue as well.
///
/// After a crash or a power cut the journal holds every acknowledged change. A torn end is cut off; damage in the
/// middle is told by `health`, kept in a file aside before it is left out, and costs no other record. When the file has
/// grown to several times what counts, it is written anew aside and renamed; what was removed is gone from the disk
/// then, at the latest when nothing is left.
///
/// Thread-safe and blocking. Several processes may use the same journal: writers exclude each other by the lock of the
/// folder, readers need no lock and see what was acknowledged before they asked.
class Journal
{
public:
    struct Options
    {
        qint64 mostValueBytes = 64LL * 1024 * 1024;  ///< of one value
        qint64 mostLiveBytes = 1024LL * 1024 * 1024; ///< of all present values together
        qint64 compactAbove = 64LL * 1024;           ///< a smaller file is left to grow
        std::function<QByteArray()> temporaryName;   ///< for what is written aside; empty: random names
    };
    struct Change
    {
        QByteArray key; ///< 1 to 1024 bytes
        QByteArray value;
    };

    /// Nothing is read or made before the first call. `folder` is private to the program and made when it is needed.
    Journal(std::shared_ptr<Fs> fs, QString folder, QString name, Options options);
    ~Journal();
    Journal(const Journal &) = delete;
    Journal &operator=(const Journal &) = delete;

    /// Durable on return. Errors besides the system's: Invalid (the key or value is too large), NoSpace (too much is
    /// kept already), Unsupported (a newer program's journal). After an error the value before it still counts; after
    /// DurabilityUnknown either does.
    Result<void> put(const QByteArray &key, const QByteArray &value);
    /// Several at once, with one sync; after a crash before the answer some may be there.
    Result<void> put(std::span<const Change> changes);
    /// Durable on return; also where there was nothing.
    Result<void> remove(const QByteArray &key);
    /// Several at once, with one sync; after a crash before the answer some may be gone.
    Result<void> remove(std::span<const QByteArray> keys);

    /// NotFound when there is no such key; Corrupt when its bytes changed since they were read first.
    [[nodiscard]] Result<QByteArray> get(const QByteArray &key);
    /// All keys, in the order in which their values were put.
    [[nodiscard]] Result<std::vector<QByteArray>> keys();
    [[nodiscard]] Result<bool> contains(const QByteArray &key);

    /// Reads all there is, again, and tells what is wrong with it.
    [[nodiscard]] Result<JournalHealth> health();
    /// Leaves only what counts in the file. Happens by itself.
    Result<void> compact();
    /// Runs `work` while no other process changes the journal.
    Result<void> exclusively(const std::function<Result<void>()> &work);

    [[nodiscard]] QString path() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace pulse
