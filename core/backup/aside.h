// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "repository.h"

namespace pulse::backup {

/// The system calls of another Fs without the syncs: for a folder that nobody counts on before it was synced as a
/// whole.
[[nodiscard]] std::shared_ptr<Fs> withoutSyncs(std::shared_ptr<Fs> fs);

/// A folder that is being filled beside the place where it shall be. What was not moved there is removed, also by the
/// next one when this process dies.
class AsideFolder
{
public:
    /// `target` must be missing or an empty folder (AlreadyExists), the folder above it must exist.
    [[nodiscard]] static Result<AsideFolder> make(const std::shared_ptr<Fs> &fs, const QString &target,
                                                  const QByteArray &randomName);
    AsideFolder(AsideFolder &&) = default;
    AsideFolder &operator=(AsideFolder &&) = delete;
    ~AsideFolder();

    [[nodiscard]] QString path() const { return m_parentPath + u'/' + QString::fromUtf8(m_name); }
    /// Syncs all of it and moves it to the target.
    [[nodiscard]] Result<void> moveIntoPlace();

private:
    AsideFolder(std::shared_ptr<Fs> fs, Descriptor parent, Descriptor folder, QString parentPath, QString target,
                QByteArray name);
    [[nodiscard]] std::unexpected<Error> explain(SystemFailure cause) const;

    std::shared_ptr<Fs> m_fs;
    Descriptor m_parent;
    Descriptor m_folder;
    QString m_parentPath;
    QString m_target;
    QByteArray m_name; // empty once moved
};

} // namespace pulse::backup
