// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backup/backup_store.h"
#include "pulse/crypto/checksum.h"
#include "pulse/fs/file_io.h"

namespace pulse::backup {

// Names of the things in a repository (docs/backup-format.md).
inline const QByteArray markerFile = QByteArrayLiteral("pulse-backup.json");
inline const QByteArray lockFile = QByteArrayLiteral(".lock");
inline const QByteArray packsFolder = QByteArrayLiteral("packs");
inline const QByteArray snapshotsFolder = QByteArrayLiteral("snapshots");
inline const QByteArray readersFolder = QByteArrayLiteral("readers");
inline const QByteArray cacheFolder = QByteArrayLiteral("cache");
inline const QByteArray temporaryPrefix = QByteArrayLiteral(".tmp-");
inline const QByteArray packSuffix = QByteArrayLiteral(".zst");
inline const QByteArray snapshotSuffix = QByteArrayLiteral(".json");

/// A repository's folder, open, and the ways in which files come into it. Thread-safe.
class Repository
{
public:
    [[nodiscard]] static Result<std::unique_ptr<Repository>> open(const QString &folder, BackupStore::Mode mode,
                                                                  BackupParts parts);

    [[nodiscard]] Fs &fs() const { return *m_parts.fs; }
    [[nodiscard]] const std::shared_ptr<Fs> &sharedFs() const { return m_parts.fs; }
    [[nodiscard]] const BackupParts &parts() const { return m_parts; }
    [[nodiscard]] const QString &folder() const { return m_folder; }
    [[nodiscard]] QDateTime now() const { return m_parts.clock->now(); }
    [[nodiscard]] QByteArray randomName() const { return m_parts.randomName(); }

    [[nodiscard]] Result<Descriptor> directory(const QString &operation, const QByteArray &name) const;
    [[nodiscard]] std::unexpected<Error> explain(const QString &operation, SystemFailure cause,
                                                 const QByteArray &path) const;

    /// The whole file; Corrupt when it has more than `most` bytes.
    [[nodiscard]] Result<QByteArray> readFile(const QString &operation, const QByteArray &path, qint64 most) const;

    /// The right to change the repository; the descriptor holds it. Unavailable when somebody else has it too long.
    [[nodiscard]] Result<Descriptor> lockForWriting(const QString &operation, const std::stop_token &stop) const;
    /// Removes what writers that died left. Only while writing.
    void clearTemporaries() const;

    /// A file that appears whole and durable but for its name, which `sync` of the directory makes durable. It takes
    /// the place of one with the same name: names of packs and snapshots have the checksum of what they hold.
    [[nodiscard]] Sys<void> publish(const Descriptor &directory, const QByteArray &name, QByteArrayView bytes) const;

    /// Somebody who reads: while it lives, prune frees nothing.
    class Reader
    {
    public:
        Reader() = default;
        Reader(const Repository *repository, Descriptor folder, Descriptor file, QByteArray name);
        Reader(Reader &&other) noexcept;
        Reader &operator=(Reader &&) = delete;
        ~Reader();

    private:
        const Repository *m_repository = nullptr;
        Descriptor m_folder;
        Descriptor m_file;
        QByteArray m_name;
    };
    /// On a repository that cannot be written to it is an empty one: nobody prunes there.
    [[nodiscard]] Reader beginReading() const;
    /// Whether anybody reads just now; what readers left that died is removed.
    [[nodiscard]] bool hasReaders() const;

private:
    Repository(QString folder, BackupParts parts, Descriptor root);
    [[nodiscard]] Result<void> checkMarker() const;
    [[nodiscard]] Result<void> fill() const;
    [[nodiscard]] Result<void> syncRoot(const QString &operation) const;

    QString m_folder;
    BackupParts m_parts;
    Descriptor m_root;
};

} // namespace pulse::backup
