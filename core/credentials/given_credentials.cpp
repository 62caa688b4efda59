// SPDX-License-Identifier: Apache-2.0
#include "pulse/credentials/given_credentials.h"

#include <cstring>
#include <unistd.h>
#include <vector>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

constexpr qsizetype mostBytes = 64 * 1024;

bool isSecretVariable(const QByteArray &name)
{
    if (!name.startsWith("PULSE_") || name.size() > 256)
        return false;
    const qsizetype end = name.endsWith("_SESSION_TOKEN") ? name.size() - 14
                          : name.endsWith("_PASSWORD")    ? name.size() - 9
                          : name.endsWith("_TOKEN")       ? name.size() - 6
                                                          : 0;
    // PULSE_LIBRARY_<NAME>_… are options of profiles, among which a secret is refused.
    return end > 6 && !name.startsWith("PULSE_LIBRARY_");
}

bool isUserVariable(const QByteArray &name)
{
    return name.startsWith("PULSE_") && name.endsWith("_USER") && name.size() > 11 &&
           !name.startsWith("PULSE_LIBRARY_");
}

QByteArray prefixOf(const QString &profile)
{
    return "PULSE_" + profile.toUpper().replace(u'-', u'_').toLatin1() + '_';
}

std::unexpected<Error> unreadable(const QString &why)
{
    return failure(
        ErrorCode::Invalid, u"authenticate"_s, u"--credentials-fd"_s,
        u"The credentials could not be read from the file descriptor: %1 Write lines like “username=ada” and "
        "“password=…” (or “token=…”) to it."_s.arg(why));
}

} // namespace

EnvironmentSecrets EnvironmentSecrets::take()
{
    EnvironmentSecrets taken;
    std::vector<QByteArray> secrets;
    for (char **entry = environ; entry && *entry; ++entry) {
        char *const equals = std::strchr(*entry, '=');
        if (!equals)
            continue;
        const QByteArray name(*entry, equals - *entry);
        const bool isSecret = isSecretVariable(name);
        if (!isSecret && !isUserVariable(name))
            continue;
        taken.m_values.insert_or_assign(name, Wiped(QByteArray(equals + 1)));
        if (isSecret) {
            ::explicit_bzero(equals + 1, std::strlen(equals + 1));
            secrets.push_back(name);
        }
    }
    for (const QByteArray &name : secrets)
        ::unsetenv(name.constData());
    return taken;
}

std::optional<Credential> EnvironmentSecrets::find(const QString &profile, CredentialRequest::Kind kind,
                                                   const QString &user) const
{
    using Kind = CredentialRequest::Kind;
    if (profile.isEmpty())
        return {};
    const auto value = [&](const char *suffix) {
        const auto at = m_values.find(prefixOf(profile) + suffix);
        return at == m_values.end() ? QString() : QString::fromUtf8(*at->second);
    };
    Credential found{value("USER"), {}, {}};
    if (found.user.isEmpty())
        found.user = user;
    if (kind != Kind::BearerToken)
        found.secret = value("PASSWORD");
    if (found.secret.isEmpty() && kind != Kind::KeyPassphrase)
        found.secret = value("TOKEN");
    if (kind == Kind::AccessKey)
        found.sessionToken = value("SESSION_TOKEN");
    return found.secret.isEmpty() ? std::nullopt : std::optional(found);
}

Result<std::shared_ptr<DescriptorSecrets>> DescriptorSecrets::read(int descriptor)
{
    Wiped<QByteArray> text;
    text.edit().reserve(mostBytes + 1); // it never moves, so that no copy stays behind
    text.edit().resize(mostBytes + 1);
    qsizetype size = 0;
    while (size <= mostBytes) {
        const ssize_t got = ::read(descriptor, text.edit().data() + size, static_cast<size_t>(mostBytes + 1 - size));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return unreadable(u"it is not open for reading."_s);
        if (got == 0)
            break;
        size += got;
    }
    if (descriptor > 2)
        ::close(descriptor);
    if (size > mostBytes)
        return unreadable(u"there is more than 64 KiB."_s);
    std::shared_ptr<DescriptorSecrets> secrets(new DescriptorSecrets);
    if (auto parsed = secrets->parse(QByteArray::fromRawData((*text).constData(), size)); !parsed)
        return failure(std::move(parsed));
    return secrets;
}

Result<void> DescriptorSecrets::parse(const QByteArray &text)
{
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype newline = text.indexOf('\n', at);
        const qsizetype end = newline < 0 ? text.size() : newline;
        QByteArrayView line = QByteArrayView(text).sliced(at, end - at);
        at = end + 1;
        if (line.endsWith('\r'))
            line.chop(1);
        const qsizetype equals = line.indexOf('=');
        if (line.isEmpty())
            continue;
        if (equals <= 0)
            return unreadable(u"a line has no “=”."_s);
        const QByteArrayView key = line.first(equals);
        QString value = QString::fromUtf8(line.sliced(equals + 1));
        if (key == "username" || key == "user")
            m_credential.edit().user = value;
        else if (key == "password")
            m_credential.edit().secret = value;
        else if (key == "token")
            m_token.edit() = value;
        else if (key == "session-token")
            m_credential.edit().sessionToken = value;
        else if (key == "host")
            m_host = value.section(u':', 0, 0).toLower();
        else
            wipe(value); // Git's others, such as protocol and path
    }
    if (m_credential->secret.isEmpty() && m_token->isEmpty())
        return unreadable(u"there is neither a password nor a token."_s);
    return {};
}

std::optional<Credential> DescriptorSecrets::find(const CredentialRequest &request, const QString &library)
{
    const std::scoped_lock lock(m_mutex);
    if (!m_host.isEmpty() && request.place.host().toLower() != m_host)
        return {};
    if (m_host.isEmpty() && m_claimedBy.value_or(library) != library)
        return {};
    Credential found = *m_credential;
    if (request.kind == CredentialRequest::Kind::BearerToken || found.secret.isEmpty())
        found.secret = *m_token;
    if (found.secret.isEmpty())
        return {};
    if (found.user.isEmpty())
        found.user = request.user;
    m_claimedBy = library;
    return found;
}

} // namespace pulse
