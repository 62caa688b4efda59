// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDBusConnection>
#include <QObject>
#include <QProcess>
#include <QThread>
#include <map>
#include <memory>
#include <mutex>

namespace pulse::test {

/// What KWallet answers on the session bus (org.kde.KWallet), kept in memory. Lives in a thread of its own.
class WalletService : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.kde.KWallet")

public:
    bool isLocked = false; ///< opening it is denied, as by a person who closes the question
    [[nodiscard]] std::map<QString, QByteArray> entries() const;

public slots:
    bool isEnabled() const { return true; }
    QString networkWallet() const { return QStringLiteral("kdewallet"); }
    int open(const QString &wallet, qlonglong window, const QString &program);
    int entryType(int handle, const QString &folder, const QString &key, const QString &program) const;
    bool hasEntry(int handle, const QString &folder, const QString &key, const QString &program) const;
    QByteArray readEntry(int handle, const QString &folder, const QString &key, const QString &program) const;
    QString readPassword(int handle, const QString &folder, const QString &key, const QString &program) const;
    int writeEntry(int handle, const QString &folder, const QString &key, const QByteArray &value,
                   const QString &program);
    int writePassword(int handle, const QString &folder, const QString &key, const QString &value,
                      const QString &program);
    int removeEntry(int handle, const QString &folder, const QString &key, const QString &program);

private:
    mutable std::mutex m_mutex;
    std::map<QString, QByteArray> m_entries;
};

/// A session bus of the test's own, on which nothing but what the test starts can be found.
class PrivateBus
{
public:
    PrivateBus();
    ~PrivateBus();
    [[nodiscard]] bool isRunning() const { return !m_address.isEmpty(); }
    [[nodiscard]] QString address() const { return m_address; }
    /// Makes the wallet answer on it.
    [[nodiscard]] bool serve(WalletService &wallet);

private:
    QProcess m_daemon;
    QString m_address;
    QThread m_thread;
};

} // namespace pulse::test
