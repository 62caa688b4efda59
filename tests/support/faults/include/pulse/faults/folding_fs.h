// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/fs/fs.h"

#include <mutex>

namespace pulse::faults {

/// A file system that takes names for the same which differ only by case, or by the composition of accents, as those of
/// macOS and Windows do: it finds an entry under any of its spellings and shows it in the one in which it was made.
/// Links, modes, locks and everything else are those of the real file system beneath. Thread-safe.
class FoldingFs final : public Fs
{
public:
    struct Folds
    {
        bool foldsCase = true;
        bool foldsComposition = true; ///< NFC and NFD
    };
    explicit FoldingFs(Folds folds);

    [[nodiscard]] Sys<int> openRoot(const QByteArray &path) override;
    [[nodiscard]] Sys<int> open(int directory, const QByteArray &path, Access access) override;
    void close(int descriptor) override;
    [[nodiscard]] Sys<qsizetype> read(int file, std::span<char> buffer) override;
    [[nodiscard]] Sys<qsizetype> readAt(int file, std::span<char> buffer, qint64 offset) override;
    [[nodiscard]] Sys<qsizetype> write(int file, QByteArrayView bytes) override;
    [[nodiscard]] Sys<qsizetype> writeAt(int file, QByteArrayView bytes, qint64 offset) override;
    [[nodiscard]] Sys<void> truncate(int file, qint64 size) override;
    void startWriteback(int file) override;
    [[nodiscard]] Sys<void> sync(int descriptor) override;
    [[nodiscard]] Sys<void> syncAll(int directory) override;
    [[nodiscard]] Sys<void> setMode(int descriptor, unsigned mode) override;
    [[nodiscard]] Sys<void> touch(int descriptor) override;
    [[nodiscard]] Sys<FileStatus> status(int descriptor) override;
    [[nodiscard]] Sys<FileStatus> statusAt(int directory, const QByteArray &name) override;
    [[nodiscard]] Sys<void> checkWritable(int directory) override;
    [[nodiscard]] Sys<std::vector<DirectoryEntry>> entries(int directory) override;
    [[nodiscard]] Sys<void> makeDirectory(int directory, const QByteArray &name, unsigned mode) override;
    [[nodiscard]] Sys<void> setModeAt(int directory, const QByteArray &name, unsigned mode) override;
    [[nodiscard]] Sys<void> makeLink(const QByteArray &target, int directory, const QByteArray &name) override;
    [[nodiscard]] Sys<QByteArray> readLink(int directory, const QByteArray &name) override;
    [[nodiscard]] Sys<void> rename(int fromDirectory, const QByteArray &from, int toDirectory,
                                   const QByteArray &to) override;
    [[nodiscard]] Sys<void> renameNoReplace(int fromDirectory, const QByteArray &from, int toDirectory,
                                            const QByteArray &to) override;
    [[nodiscard]] Sys<void> exchange(int fromDirectory, const QByteArray &from, int toDirectory,
                                     const QByteArray &to) override;
    [[nodiscard]] Sys<void> removeFile(int directory, const QByteArray &name) override;
    [[nodiscard]] Sys<void> removeDirectory(int directory, const QByteArray &name) override;
    [[nodiscard]] Sys<void> tryLock(int descriptor) override;
    void unlock(int descriptor) override;

private:
    [[nodiscard]] QString folded(const QByteArray &name) const;
    /// The spelling in which the entry was made, or the given one when there is none.
    [[nodiscard]] QByteArray spelled(int directory, const QByteArray &name);
    [[nodiscard]] QByteArray spelledPath(int directory, const QByteArray &path);
    /// Where a rename ends: another spelling of the entry itself is a new name for it.
    [[nodiscard]] QByteArray targetOf(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to);

    const Folds m_folds;
    std::shared_ptr<Fs> m_real = realFs();
    std::recursive_mutex m_mutex; // a name is found and used in one step
};

} // namespace pulse::faults
