// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace pulse {

/// What the Secret Service on the session bus (Secret Service API Draft, freedesktop.org) tells of a program's entries,
/// beside what QtKeychain does. Blocking, for some seconds at most; thread-safe. Never starts a service, and never asks
/// a person. Where none answers nothing is locked.
class SecretService
{
public:
    /// `server` is what QtKeychain calls the service: the attribute that all the program's entries have.
    explicit SecretService(QString server)
        : m_server(std::move(server))
    {}

    /// Whether new entries would go into something locked.
    [[nodiscard]] bool isLocked() const;
    /// Whether there is an entry under this key in something locked.
    [[nodiscard]] bool hasLockedAway(const QString &key) const;

    /// Whether there is a session bus with a keychain on it, or one that the bus would start.
    [[nodiscard]] static bool isAnyThere();
    /// The bus's name for the program that is the service now: another one after it began anew. Empty where there is
    /// none.
    [[nodiscard]] static QString owner();
    /// Ends the connection of libsecret, where that is loaded: its session is not known to a service that began anew.
    /// Only in the thread that uses libsecret, and not while it does.
    static void connectAnew();

private:
    QString m_server;
};

} // namespace pulse
