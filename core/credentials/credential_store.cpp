// SPDX-License-Identifier: Apache-2.0
#include "pulse/credentials/credential_store.h"

#include "pulse/base/json.h"

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

QString kindName(CredentialRequest::Kind kind)
{
    switch (kind) {
    case CredentialRequest::Kind::Password:
        return u"password"_s;
    case CredentialRequest::Kind::BearerToken:
        return u"token"_s;
    case CredentialRequest::Kind::AccessKey:
        return u"access-key"_s;
    case CredentialRequest::Kind::KeyPassphrase:
        return u"passphrase"_s;
    }
    return u"password"_s;
}

std::unexpected<Error> noKeychain()
{
    return failure(ErrorCode::Unsupported, u"authenticate"_s, u"keychain"_s, u"There is no keychain on this system."_s);
}

QString member(const JsonObject &object, QStringView name)
{
    const JsonValue *value = object.find(name);
    return value && value->asString() ? *value->asString() : QString();
}

} // namespace

CredentialStore::CredentialStore(std::shared_ptr<Keychain> keychain)
    : m_keychain(std::move(keychain))
{}

QString CredentialStore::keyOf(const QString &library, CredentialRequest::Kind kind, const QUrl &place)
{
    QUrl server;
    server.setScheme(place.scheme());
    server.setHost(place.host());
    server.setPort(place.port());
    return kindName(kind) + u" of "_s + library + u" at "_s + server.toString(QUrl::FullyEncoded);
}

std::optional<Credential> CredentialStore::inSession(const QString &key) const
{
    const std::scoped_lock lock(m_mutex);
    const auto at = m_session.find(key);
    return at == m_session.end() ? std::nullopt : std::optional(*at->second);
}

void CredentialStore::keepInSession(const QString &key, const Credential &credential)
{
    const std::scoped_lock lock(m_mutex);
    m_session.insert_or_assign(key, Wiped(credential));
}

void CredentialStore::forgetInSession(const QString &key)
{
    const std::scoped_lock lock(m_mutex);
    m_session.erase(key);
}

Result<std::optional<Credential>> CredentialStore::inKeychain(const QString &key, std::stop_token stop) const
{
    if (!m_keychain)
        return noKeychain();
    auto read = m_keychain->read(key, std::move(stop));
    if (!read)
        return failure(std::move(read));
    if (!*read)
        return std::nullopt;
    const Wiped<QByteArray> bytes(std::move(**read));
    const auto json = parseJson(*bytes);
    if (!json || !json->asObject())
        return failure(ErrorCode::Corrupt, u"authenticate"_s, u"keychain"_s,
                       u"The keychain's entry “%1” was not written by Pulse, or was changed. Delete it in the "
                       "keychain's own program, then enter the credentials anew."_s.arg(key));
    const JsonObject &object = *json->asObject();
    return Credential{member(object, u"user"), member(object, u"secret"), member(object, u"session_token")};
}

Result<void> CredentialStore::keepInKeychain(const QString &key, const Credential &credential,
                                             std::stop_token stop) const
{
    if (!m_keychain)
        return noKeychain();
    const Wiped<QByteArray> bytes(toJson(JsonObject{{u"user"_s, credential.user},
                                                    {u"secret"_s, credential.secret},
                                                    {u"session_token"_s, credential.sessionToken}}));
    return m_keychain->write(key, *bytes, std::move(stop));
}

Result<void> CredentialStore::forgetInKeychain(const QString &key, std::stop_token stop) const
{
    return m_keychain ? m_keychain->remove(key, std::move(stop)) : Result<void>();
}

QString CredentialStore::keychainProblem(std::stop_token stop) const
{
    const auto answered = inKeychain(u"availability"_s, std::move(stop));
    return answered ? QString() : answered.error().message();
}

} // namespace pulse
