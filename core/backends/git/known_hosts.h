// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "call.h"

#include <QStringList>

namespace pulse::git {

/// What the files of known hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT) say of a server's key.
enum class HostKey {
    Known,
    Unknown,    ///< nothing of that host
    OtherKind,  ///< keys of that host, none of that kind: a server that is known shows one that is
    Unreadable, ///< one of the files is there and cannot be read, or is too large: it may say anything
    Changed,    ///< another key of that kind than the one that is known
    Revoked
};

/// A key that a server shows.
struct ShownKey
{
    QString host; ///< without a port
    int port = 22;
    QByteArray type; ///< as in "ssh-ed25519"
    QByteArray raw;

    /// As ssh-keygen -l prints it: "SHA256:…".
    [[nodiscard]] QString fingerprint() const;
    /// As ssh-keygen -l prints it: "ED25519", "ECDSA", "RSA", …
    [[nodiscard]] QString kind() const;
    /// As a file of known hosts names the host: "host", or "[host]:port" where the port is not 22.
    [[nodiscard]] QString hostName() const;
};

/// Names may be hashed. Files that are not there, and authorities, say nothing.
[[nodiscard]] HostKey lookUpHost(const QStringList &files, const ShownKey &key);
/// The same for the text of one file.
[[nodiscard]] HostKey lookUpHost(const QByteArray &text, const ShownKey &key);

/// Adds a line with the key at the end of `file`, through symbolic links, as ssh does. Makes the file (0600) where
/// there is none, and its folder (0700) where that alone is missing. Synced when it returns. Does not look at what the
/// file says already.
[[nodiscard]] Result<void> rememberHost(Fs &fs, const QString &file, const ShownKey &key, const Call &call);

} // namespace pulse::git
