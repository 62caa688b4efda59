// SPDX-License-Identifier: Apache-2.0
#include "secret_service.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusReply>
#include <QDBusVariant>
#include <algorithm>
#include <dlfcn.h>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

QVariantList ask(const QString &path, const QString &interface, const QString &method, const QVariantList &arguments)
{
    constexpr int patience = 5'000; // milliseconds; it was answering a moment ago
    QDBusMessage question = QDBusMessage::createMethodCall(u"org.freedesktop.secrets"_s, path, interface, method);
    question.setAutoStartService(false);
    question.setArguments(arguments);
    const QDBusMessage answer = QDBusConnection::sessionBus().call(question, QDBus::Block, patience);
    return answer.type() == QDBusMessage::ReplyMessage ? answer.arguments() : QVariantList();
}

} // namespace

bool SecretService::isLocked() const
{
    const QVariantList answer = ask(u"/org/freedesktop/secrets/aliases/default"_s, u"org.freedesktop.DBus.Properties"_s,
                                    u"Get"_s, {u"org.freedesktop.Secret.Collection"_s, u"Locked"_s});
    return answer.size() == 1 && answer.front().value<QDBusVariant>().variant().toBool();
}

bool SecretService::hasLockedAway(const QString &key) const
{
    using Attributes = QMap<QString, QString>;
    qDBusRegisterMetaType<Attributes>();
    const Attributes attributes{{u"user"_s, key}, {u"server"_s, m_server}}; // as QtKeychain names them
    const QVariantList answer = ask(u"/org/freedesktop/secrets"_s, u"org.freedesktop.Secret.Service"_s,
                                    u"SearchItems"_s, {QVariant::fromValue(attributes)});
    return answer.size() == 2 && !qdbus_cast<QList<QDBusObjectPath>>(answer.at(1)).isEmpty(); // unlocked, locked
}

bool SecretService::isAnyThere()
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected() || !bus.interface())
        return false;
    const QStringList known =
        bus.interface()->registeredServiceNames().value() + bus.interface()->activatableServiceNames().value();
    return std::ranges::any_of(known, [](const QString &name) {
        return name == "org.freedesktop.secrets"_L1 || name.startsWith("org.kde.kwalletd"_L1);
    });
}

QString SecretService::owner()
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    return bus.interface() ? bus.interface()->serviceOwner(u"org.freedesktop.secrets"_s).value() : QString();
}

void SecretService::connectAnew()
{
    void *libsecret = dlopen("libsecret-1.so.0", RTLD_LAZY | RTLD_NOLOAD);
    if (!libsecret)
        return;
    if (const auto disconnect = reinterpret_cast<void (*)()>(dlsym(libsecret, "secret_service_disconnect")))
        disconnect();
    dlclose(libsecret); // it stays: who loaded it still has it
}

} // namespace pulse
