// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <memory>

namespace pulse::objects {

/// Tells other programs of this person, on this machine and until it is started anew, whether the program that holds
/// something is still there: a locked file in memory. The kernel lifts the lock when the program has ended, however it
/// did, and not before all its threads have. Whoever does not see the file, on another machine, after another start or
/// in a container of its own, is told nothing.
class ClaimFile
{
public:
    /// Where they are kept: below the folder that the session has for such things. Empty where there is none, or it is
    /// not in memory: what is kept elsewhere may be shared with other machines, or outlive this start.
    [[nodiscard]] static QString usualFolder();

    /// Locked until it is destroyed, which removes it, or until the program ends, which does not. Null where that could
    /// not be done. `id` is used once only.
    [[nodiscard]] static std::unique_ptr<ClaimFile> make(const QString &folder, const QString &id);
    /// Whether the program that made it has certainly ended.
    [[nodiscard]] static bool isAbandoned(const QString &folder, const QString &id);

    ~ClaimFile();
    ClaimFile(const ClaimFile &) = delete;
    ClaimFile &operator=(const ClaimFile &) = delete;

private:
    ClaimFile(QByteArray path, int descriptor);

    const QByteArray m_path;
    const int m_descriptor;
};

} // namespace pulse::objects
