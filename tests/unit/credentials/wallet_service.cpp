// SPDX-License-Identifier: Apache-2.0
#include "wallet_service.h"

using namespace Qt::StringLiterals;

namespace pulse::test {

std::map<QString, QByteArray> WalletService::entries() const
{
    const std::scoped_lock lock(m_mutex);
    return m_entries;
}

int WalletService::open(const QString &, qlonglong, const QString &)
{
    const std::scoped_lock lock(m_mutex);
    return isLocked ? -1 : 1;
}

int WalletService::entryType(int, const QString &folder, const QString &key, const QString &) const
{
    const std::scoped_lock lock(m_mutex);
    return m_entries.contains(folder + u'/' + key) ? 2 : 0; // a stream, or unknown
}

bool WalletService::hasEntry(int, const QString &folder, const QString &key, const QString &) const
{
    const std::scoped_lock lock(m_mutex);
    return m_entries.contains(folder + u'/' + key);
}

QByteArray WalletService::readEntry(int, const QString &folder, const QString &key, const QString &) const
{
    const std::scoped_lock lock(m_mutex);
    const auto at = m_entries.find(folder + u'/' + key);
    return at == m_entries.end() ? QByteArray() : at->second;
}

QString WalletService::readPassword(int handle, const QString &folder, const QString &key, const QString &program) const
{
    return QString::fromUtf8(readEntry(handle, folder, key, program));
}

int WalletService::writeEntry(int, const QString &folder, const QString &key, const QByteArray &value, const QString &)
{
    const std::scoped_lock lock(m_mutex);
    m_entries[folder + u'/' + key] = value;
    return 0;
}

int WalletService::writePassword(int handle, const QString &folder, const QString &key, const QString &value,
                                 const QString &program)
{
    return writeEntry(handle, folder, key, value.toUtf8(), program);
}

int WalletService::removeEntry(int, const QString &folder, const QString &key, const QString &)
{
    const std::scoped_lock lock(m_mutex);
    return m_entries.erase(folder + u'/' + key) > 0 ? 0 : -3;
}

PrivateBus::PrivateBus()
{
    m_daemon.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
    if (m_daemon.waitForStarted() && m_daemon.waitForReadyRead())
        m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
}

PrivateBus::~PrivateBus()
{
    m_thread.quit();
    m_thread.wait();
    QDBusConnection::disconnectFromBus(u"wallet"_s);
    m_daemon.terminate();
    m_daemon.waitForFinished();
}

bool PrivateBus::serve(WalletService &wallet)
{
    m_thread.start();
    wallet.moveToThread(&m_thread);
    auto bus = QDBusConnection::connectToBus(m_address, u"wallet"_s);
    return bus.isConnected() && bus.registerObject(u"/modules/kwalletd6"_s, &wallet, QDBusConnection::ExportAllSlots) &&
           bus.registerService(u"org.kde.kwalletd6"_s);
}

} // namespace pulse::test
