// SPDX-License-Identifier: Apache-2.0
#include "remote_access.h"

#include "credential_helper.h"
#include "known_hosts.h"
#include "pulse/base/personal_folders.h"
#include "pulse/base/quote.h"
#include "pulse/storage/unknown_host.h"
#include "trusted_certificate.h"
#include <git2/sys/errors.h>

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

constexpr int defaultSshPort = 22;

QString settingOf(const OpenOptions &options, const QString &name)
{
    const auto found = options.settings.find(name);
    return found == options.settings.end() ? QString() : found->second;
}

QByteArray keyType(const git_cert_hostkey &key)
{
    switch (key.raw_type) {
    case GIT_CERT_SSH_RAW_TYPE_RSA:
        return "ssh-rsa";
    case GIT_CERT_SSH_RAW_TYPE_DSS:
        return "ssh-dss";
    case GIT_CERT_SSH_RAW_TYPE_KEY_ECDSA_256:
        return "ecdsa-sha2-nistp256";
    case GIT_CERT_SSH_RAW_TYPE_KEY_ECDSA_384:
        return "ecdsa-sha2-nistp384";
    case GIT_CERT_SSH_RAW_TYPE_KEY_ECDSA_521:
        return "ecdsa-sha2-nistp521";
    case GIT_CERT_SSH_RAW_TYPE_KEY_ED25519:
        return "ssh-ed25519";
    default:
        return {};
    }
}

// PEM says so in words; OpenSSH's own format (PROTOCOL.key) names the cipher at the front of what is encoded.
bool hasPassphrase(const QString &file)
{
    QFile key(file);
    if (!key.open(QIODevice::ReadOnly))
        return false;
    const QByteArray text = key.read(64LL * 1024);
    const QByteArray head = "-----BEGIN OPENSSH PRIVATE KEY-----";
    const qsizetype begin = text.indexOf(head);
    if (begin < 0)
        return text.contains("ENCRYPTED");
    const QByteArray body = QByteArray::fromBase64(
        text.sliced(begin + head.size())
            .first(std::min<qsizetype>(text.size() - begin - head.size(), 128))); // line ends are passed over
    constexpr std::string_view unlocked("openssh-key-v1\0\0\0\0\4none", 23);
    return !body.startsWith(QByteArrayView(unlocked));
}

} // namespace

Result<RemoteAddress> RemoteAddress::parse(const QString &text, const Call &call)
{
    QString address = text.startsWith(u"git+") ? text.sliced(4) : text;
    const QString shown = quoted(QUrl(address).toDisplayString(QUrl::RemoveUserInfo));
    const bool isOption = address.startsWith(u'-') || address.contains(u"::") || address.contains(QChar::Null) ||
                          std::ranges::any_of(address, [](QChar c) { return c < u' '; });
    if (isOption)
        return call.fails(ErrorCode::Unsupported,
                          u"%1 is no address of a repository that Pulse goes to. It goes by file, https and ssh."_s.arg(
                              quoted(address)));
    if (address.startsWith(u'/'))
        return RemoteAddress{QUrl::fromLocalFile(QDir::cleanPath(address))};
    // user@host:path, as people write it for ssh
    const bool hasScheme = address.contains(u"://") || address.startsWith(u"file:");
    if (const qsizetype colon = address.indexOf(u':'); !hasScheme && colon > 0)
        address = u"ssh://%1/%2"_s.arg(address.first(colon), address.sliced(colon + 1));
    const QUrl url(address, QUrl::StrictMode);
    const QString scheme = url.scheme();
    if (!url.isValid() || (scheme != u"https" && scheme != u"ssh" && scheme != u"file"))
        return call.fails(
            ErrorCode::Unsupported,
            u"%1 is no address of a repository that Pulse goes to. It goes by file, https and ssh, and not "
            "unencrypted over a network."_s.arg(shown));
    if (!url.password().isEmpty())
        return call.fails(ErrorCode::Invalid,
                          u"The address %1 holds a password, which would be seen by others. Take it "
                          "out; Pulse asks for it, or finds it in the keychain."_s.arg(shown));
    if (scheme != u"file" && (url.host().isEmpty() || url.host().startsWith(u'-') || url.path().startsWith(u"/-") ||
                              url.userName().startsWith(u'-')))
        return call.fails(ErrorCode::Invalid, u"The address %1 names no host, or something that could be taken for an "
                                              "option."_s.arg(shown));
    return RemoteAddress{url};
}

QByteArray RemoteAddress::forGit() const
{
    return isLocal() ? url.toLocalFile().toUtf8() : url.toEncoded(QUrl::RemovePassword);
}

RemoteAccess::RemoteAccess(RemoteAddress address, const OpenOptions &options, Call call, ProgressSink progress,
                           std::stop_token stop)
    : m_address(std::move(address))
    , m_options(options)
    , m_call(std::move(call))
    , m_progress(std::move(progress))
    , m_stop(std::move(stop))
{}

void RemoteAccess::fillIn(git_remote_callbacks &callbacks)
{
    callbacks.credentials = &RemoteAccess::giveCredential;
    callbacks.certificate_check = &RemoteAccess::checkCertificate;
    callbacks.transfer_progress = &RemoteAccess::showTransfer;
    callbacks.push_transfer_progress = &RemoteAccess::showPush;
    callbacks.push_update_reference = &RemoteAccess::takeRefusal;
    callbacks.sideband_progress = &RemoteAccess::hearServer;
    callbacks.payload = this;
}

int RemoteAccess::fail(ErrorCode code, const QString &message)
{
    m_error = Error(code, m_call.operation, m_call.subject, message);
    git_error_set_str(GIT_ERROR_CALLBACK, "refused");
    return code == ErrorCode::PermissionDenied ? GIT_EAUTH : GIT_EUSER;
}

namespace {

// libgit2 has one code for whatever a server answers; over ssh it is git's own words there, or those of a service.
bool saysThatNothingIsThere(const QString &said)
{
    return said.contains(u"404") || said.contains(u"does not appear to be a git repository") ||
           said.contains(u"repository not found", Qt::CaseInsensitive);
}

QString atHome(const QString &path)
{
    return expandedHome(path).value_or(path);
}

} // namespace

std::unexpected<Error> RemoteAccess::explain(int code) const
{
    if (m_stop.stop_requested())
        return failure(m_call.checkStop(m_stop));
    if (m_error)
        return std::unexpected(*m_error);
    const git_error *error = git_error_last();
    const int kind = error != nullptr ? error->klass : GIT_ERROR_NONE;
    if (code == GIT_EAUTH)
        return m_call.fails(ErrorCode::PermissionDenied,
                            u"%1 does not let us in: %2. Check the credentials and whether this account may use the "
                            "repository."_s.arg(m_address.shown(), libgitSays()));
    if (code == GIT_ECERTIFICATE)
        return m_call.fails(ErrorCode::PermissionDenied,
                            u"%1 could not prove who it is: %2. If it is yours, name the certificate of its authority "
                            "(ca-file)."_s.arg(m_address.shown(), libgitSays()));
    if (code == GIT_ENOTFOUND || saysThatNothingIsThere(libgitSays()))
        return m_call.fails(ErrorCode::NotFound, u"There is no repository at %1: %2. Check the address."_s.arg(
                                                     m_address.shown(), libgitSays()));
    if (libgitSays().contains(u"redirect"))
        return m_call.fails(
            ErrorCode::Unavailable,
            u"%1 points elsewhere, and Pulse does not follow: %2. Use the address that it points to."_s.arg(
                m_address.shown(), libgitSays()));
    if (kind == GIT_ERROR_OS && m_address.isLocal())
        return m_call.fails(ErrorCode::NotFound, u"There is no repository at %1: %2. Check the address."_s.arg(
                                                     m_address.shown(), libgitSays()));
    if (m_address.isLocal() && !QFileInfo::exists(m_address.url.toLocalFile()))
        return m_call.fails(ErrorCode::Unavailable,
                            u"There is nothing at %1 now: it was moved, or its disk is not there. Your work is safe "
                            "here; try again when it is back."_s.arg(m_address.shown()));
    Error failed(ErrorCode::Unavailable, m_call.operation, m_call.subject,
                 u"%1 could not be reached: %2. Your work is safe here; try again later."_s.arg(m_address.shown(),
                                                                                                libgitSays()));
    return std::unexpected(failed);
}

void RemoteAccess::accepted()
{
    if (!m_used)
        return;
    if (m_isFromHelper)
        CredentialHelper(m_address.url).approve(m_used->second);
    else if (m_options.credentials)
        m_options.credentials->accepted(m_used->first, m_used->second);
}

CredentialRequest RemoteAccess::request(CredentialRequest::Kind kind, const QString &user) const
{
    QUrl place = m_address.url;
    place.setUserInfo({});
    return {.kind = kind, .place = place, .realm = {}, .user = user, .rejected = false};
}

int RemoteAccess::giveCredential(git_credential **out, const char *, const char *user, unsigned allowed, void *self)
{
    auto &access = *static_cast<RemoteAccess *>(self);
    if (access.m_stop.stop_requested())
        return GIT_EUSER;
    QByteArray name(user);
    if (name.isEmpty())
        name = access.m_address.url.userName().toUtf8();
    if (name.isEmpty())
        name = "git";
    if ((allowed & GIT_CREDENTIAL_USERNAME) != 0)
        return git_credential_username_new(out, name.constData());
    if ((allowed & GIT_CREDENTIAL_SSH_KEY) != 0) {
        if (const int code = access.giveKey(out, name); code <= 0)
            return code;
    }
    if ((allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT) != 0)
        return access.givePassword(out);
    if (!access.m_lockedKey.isEmpty())
        return access.fail(ErrorCode::PermissionDenied,
                           u"%1 takes none of the keys that are there, but %2 has a passphrase, and there is none for "
                           "it. Enter it for this library, or load the key into the SSH agent (ssh-add)."_s.arg(
                               access.m_address.shown(), quoted(access.m_lockedKey)));
    return access.fail(
        ErrorCode::PermissionDenied,
        u"%1 takes none of the keys that are there. Load yours into the SSH agent (ssh-add), or name its "
        "file (ssh-key)."_s.arg(access.m_address.shown()));
}

// The agent, then the key that was named or those with the usual names. Positive where there is no other.
int RemoteAccess::giveKey(git_credential **out, const QByteArray &user)
{
    const QString named = atHome(settingOf(m_options, u"ssh-key"_s));
    QStringList files;
    if (!named.isEmpty()) {
        files.append(named);
    } else {
        for (const auto &name : {u"id_ed25519"_s, u"id_ecdsa"_s, u"id_rsa"_s}) {
            const QString path = homeFolder() + u"/.ssh/"_s + name;
            if (QFileInfo::exists(path))
                files.append(path);
        }
    }
    const bool hasAgent = named.isEmpty() && !qEnvironmentVariableIsEmpty("SSH_AUTH_SOCK");
    const int attempt = m_keyAttempts++;
    if (hasAgent && attempt == 0)
        return git_credential_ssh_key_from_agent(out, user.constData());
    const int index = attempt - (hasAgent ? 1 : 0);
    if (index >= files.size())
        return 1;
    const QByteArray path = files.at(index).toUtf8();
    QByteArray passphrase;
    if (hasPassphrase(files.at(index))) {
        CredentialRequest wanted = request(CredentialRequest::Kind::KeyPassphrase, QString::fromUtf8(user));
        const auto given = m_options.credentials ? m_options.credentials->credential(wanted, m_stop)
                                                 : Result<std::optional<Credential>>(std::nullopt);
        if (!given) {
            m_error = given.error();
            return GIT_EUSER;
        }
        if (!*given) { // libgit2 would take it for a broken file, and not ask again
            m_lockedKey = files.at(index);
            return giveKey(out, user);
        }
        passphrase = (*given)->secret.toUtf8();
        m_used.emplace(wanted, **given);
    }
    const QByteArray publicPath = QFileInfo::exists(files.at(index) + u".pub"_s) ? path + ".pub" : QByteArray();
    return git_credential_ssh_key_new(out, user.constData(), publicPath.isEmpty() ? nullptr : publicPath.constData(),
                                      path.constData(), passphrase.isEmpty() ? nullptr : passphrase.constData());
}

int RemoteAccess::givePassword(git_credential **out)
{
    constexpr int mostAttempts = 3;
    const int attempt = m_passwordAttempts++;
    CredentialRequest wanted = request(CredentialRequest::Kind::Password, m_address.url.userName());
    wanted.rejected = attempt > 0;
    if (wanted.rejected && m_isFromHelper && m_used)
        CredentialHelper(m_address.url).reject(m_used->second);
    std::optional<Credential> credential;
    if (m_options.credentials && attempt < mostAttempts) {
        const auto given = m_options.credentials->credential(wanted, m_stop);
        if (!given) {
            m_error = given.error();
            return GIT_EUSER;
        }
        credential = *given;
    }
    const bool mayAskHelper = !credential && !m_isFromHelper && m_address.url.scheme() == u"https";
    if (mayAskHelper) {
        credential = CredentialHelper(m_address.url).fill(m_stop);
        m_isFromHelper = true;
    }
    if (!credential)
        return fail(ErrorCode::PermissionDenied,
                    wanted.rejected ? u"%1 refused the user name or the password. Check both, and whether this account "
                                      "may use the repository."_s.arg(m_address.shown())
                                    : u"%1 wants a user name and a password, and there are none. Enter them for this "
                                      "library, or set up a credential helper of Git's."_s.arg(m_address.shown()));
    m_used.emplace(wanted, *credential);
    return git_credential_userpass_plaintext_new(out, credential->user.toUtf8().constData(),
                                                 credential->secret.toUtf8().constData());
}

int RemoteAccess::checkCertificate(git_cert *certificate, int isValid, const char *host, void *self)
{
    auto &access = *static_cast<RemoteAccess *>(self);
    if (access.m_stop.stop_requested())
        return GIT_EUSER;
    const QString name = QString::fromUtf8(host);
    if (certificate->cert_type == GIT_CERT_HOSTKEY_LIBSSH2)
        return access.checkHostKey(*reinterpret_cast<git_cert_hostkey *>(certificate), name);
    if (isValid != 0)
        return 0;
    if (certificate->cert_type == GIT_CERT_X509)
        return access.checkX509(*reinterpret_cast<git_cert_x509 *>(certificate), name);
    return access.fail(ErrorCode::PermissionDenied,
                       u"%1 could not prove who it is, so nothing was sent."_s.arg(access.m_address.shown()));
}

int RemoteAccess::checkX509(const git_cert_x509 &certificate, const QString &host)
{
    const QString file = settingOf(m_options, u"ca-file"_s);
    const QByteArrayView der(static_cast<const char *>(certificate.data), static_cast<qsizetype>(certificate.len));
    const QString flaw = certificateFlaw(der, host, file);
    if (flaw.isEmpty())
        return 0;
    (void)fail(ErrorCode::PermissionDenied,
               u"The certificate of %1 cannot be trusted: %2. If the server is yours, name the certificate of its "
               "authority (ca-file); else somebody may be listening."_s.arg(host, flaw));
    return GIT_ECERTIFICATE;
}

int RemoteAccess::checkHostKey(const git_cert_hostkey &key, const QString &host)
{
    const ShownKey shown{host, m_address.url.port(defaultSshPort), keyType(key),
                         QByteArray(key.hostkey, static_cast<qsizetype>(key.hostkey_len))};
    if ((key.type & GIT_CERT_SSH_RAW) == 0 || shown.type.isEmpty()) {
        (void)fail(ErrorCode::PermissionDenied, u"The host key of %1 is of a kind that cannot be checked."_s.arg(host));
        return GIT_ECERTIFICATE;
    }
    const QString named = atHome(settingOf(m_options, u"known-hosts"_s));
    const QStringList files = named.isEmpty()
                                  ? QStringList{homeFolder() + u"/.ssh/known_hosts"_s, u"/etc/ssh/ssh_known_hosts"_s}
                                  : QStringList{named};
    const QString anew =
        u"Ask its administrator; if that is right, remove the old key (ssh-keygen -R \"%1\")"_s.arg(shown.hostName());
    switch (lookUpHost(files, shown)) {
    case HostKey::Known:
        return 0;
    case HostKey::Unknown:
        return meetHost(shown, files.front());
    case HostKey::Unreadable:
        (void)fail(
            ErrorCode::PermissionDenied,
            u"Whether the host %1 is known cannot be told: %2 cannot be read, or has more than 8 MiB. Nothing was "
            "sent. Make it readable."_s.arg(host, files.join(u" or "_s)));
        break;
    case HostKey::OtherKind:
        (void)fail(ErrorCode::PermissionDenied,
                   u"The host %1 is known by another key than the one that it shows now, %2 (%3). Somebody may be "
                   "listening, or the server was set up anew; nothing was sent. %4 or add the new one by hand."_s.arg(
                       host, shown.fingerprint(), shown.kind(), anew));
        break;
    case HostKey::Changed:
        (void)fail(
            ErrorCode::PermissionDenied,
            u"The host key of %1 has changed: it is now %2 (%3). Somebody may be listening, or the server was "
            "set up anew; nothing was sent. %4 and try again."_s.arg(host, shown.fingerprint(), shown.kind(), anew));
        break;
    case HostKey::Revoked:
        (void)fail(ErrorCode::PermissionDenied,
                   u"The host key of %1 (%2) was revoked, so nothing was sent."_s.arg(host, shown.fingerprint()));
        break;
    }
    return GIT_ECERTIFICATE;
}

// Whom nobody has vouched for is refused, unless a person has compared just this key.
int RemoteAccess::meetHost(const ShownKey &key, const QString &knownHosts)
{
    const QString trusted = settingOf(m_options, hostKeyOption);
    if (trusted.isEmpty()) {
        const UnknownHost host{key.hostName(), key.kind(), key.fingerprint()};
        m_error = host.refused(
            u"The host %1 is not known yet. It shows the %2 key %3. Compare that with what the server's "
            "administrator says, and trust it only if it is the same."_s.arg(key.host, host.kind, host.fingerprint));
        git_error_set_str(GIT_ERROR_CALLBACK, "refused");
        return GIT_ECERTIFICATE;
    }
    if (trusted != key.fingerprint()) {
        (void)fail(ErrorCode::PermissionDenied,
                   u"The host %1 shows the %2 key %3, not the one that you trust (%4). Somebody may be listening; "
                   "nothing was sent. Ask its administrator which one is right."_s.arg(
                       key.host, key.kind(), key.fingerprint(), visible(trusted)));
        return GIT_ECERTIFICATE;
    }
    if (auto remembered = rememberHost(*realFs(), knownHosts, key, m_call); !remembered) {
        m_error = remembered.error();
        git_error_set_str(GIT_ERROR_CALLBACK, "refused");
        return GIT_ECERTIFICATE;
    }
    return 0;
}

int RemoteAccess::showTransfer(const git_indexer_progress *progress, void *self)
{
    auto &access = *static_cast<RemoteAccess *>(self);
    access.m_received = static_cast<qint64>(progress->received_bytes);
    if (access.m_progress)
        access.m_progress({progress->received_objects, progress->total_objects, access.m_address.shown()});
    return access.m_stop.stop_requested() ? GIT_EUSER : 0;
}

int RemoteAccess::showPush(unsigned current, unsigned total, size_t, void *self)
{
    auto &access = *static_cast<RemoteAccess *>(self);
    if (access.m_progress)
        access.m_progress({current, total, access.m_address.shown()});
    return access.m_stop.stop_requested() ? GIT_EUSER : 0;
}

int RemoteAccess::takeRefusal(const char *, const char *status, void *self)
{
    if (status != nullptr)
        static_cast<RemoteAccess *>(self)->m_refusal = visible(QString::fromUtf8(status), 200);
    return 0;
}

int RemoteAccess::hearServer(const char *, int, void *self)
{
    return static_cast<RemoteAccess *>(self)->m_stop.stop_requested() ? GIT_EUSER : 0;
}

} // namespace pulse::git
