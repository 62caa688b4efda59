// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QStringList>

namespace pulse::git {

/// What the files of known hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT) say of a server's key.
enum class HostKey {
    Known,
    Unknown, ///< nothing of that host
    Changed, ///< another key of that kind than the one that is known
    Revoked
};

/// `host` without a port where it is 22; `type` as in "ssh-ed25519"; `key` is the raw key. Names may be hashed. What
/// cannot be read, and authorities, say nothing.
[[nodiscard]] HostKey lookUpHost(const QStringList &files, const QString &host, int port, const QByteArray &type,
                                 const QByteArray &key);
/// The same for the text of one file.
[[nodiscard]] HostKey lookUpHost(const QByteArray &text, const QByteArray &host, int port, const QByteArray &type,
                                 const QByteArray &key);

} // namespace pulse::git
