// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libgit.h"
#include "pulse/storage/capabilities.h"
#include "pulse/storage/registry.h"

namespace pulse::git {

struct ShownKey;

/// Where the home of a library is, as Git takes it: file, https or ssh, and nothing else. Never with a secret.
struct RemoteAddress
{
    QUrl url; ///< scheme "file", "https" or "ssh"

    /// From `git+https://…`, `https://…`, `ssh://…`, a path, or `user@host:path`. Unsupported for every other transport
    /// (`ext::`, `http`, `git`), Invalid for what could be taken for an option or holds a password.
    [[nodiscard]] static Result<RemoteAddress> parse(const QString &text, const Call &call);
    [[nodiscard]] bool isLocal() const { return url.scheme() == u"file"; }
    [[nodiscard]] QByteArray forGit() const;
    [[nodiscard]] QString shown() const { return url.toDisplayString(QUrl::RemoveUserInfo); }
};

/// One conversation with a remote: who we are, whom we believe, how to stop. Lives as long as the call of libgit2 that
/// it was made for; its errors say what a person can do.
class RemoteAccess
{
public:
    RemoteAccess(RemoteAddress address, const OpenOptions &options, Call call, ProgressSink progress,
                 std::stop_token stop);

    void fillIn(git_remote_callbacks &callbacks);
    /// The error of a call that failed while this was in charge.
    [[nodiscard]] std::unexpected<Error> explain(int code) const;
    /// It worked: what was used may be kept.
    void accepted();
    /// Why the remote refused a ref; empty when it did not.
    [[nodiscard]] const QString &refusal() const { return m_refusal; }
    [[nodiscard]] qint64 bytesReceived() const { return m_received; }

private:
    static int giveCredential(git_credential **out, const char *url, const char *user, unsigned allowed, void *self);
    static int checkCertificate(git_cert *certificate, int isValid, const char *host, void *self);
    static int showTransfer(const git_indexer_progress *progress, void *self);
    static int showPush(unsigned current, unsigned total, size_t bytes, void *self);
    static int takeRefusal(const char *ref, const char *status, void *self);
    static int hearServer(const char *text, int length, void *self);

    [[nodiscard]] int giveKey(git_credential **out, const QByteArray &user);
    [[nodiscard]] int givePassword(git_credential **out);
    [[nodiscard]] int checkHostKey(const git_cert_hostkey &key, const QString &host);
    [[nodiscard]] int meetHost(const ShownKey &key, const QString &knownHosts);
    [[nodiscard]] int checkX509(const git_cert_x509 &certificate, const QString &host);
    [[nodiscard]] CredentialRequest request(CredentialRequest::Kind kind, const QString &user) const;
    [[nodiscard]] int fail(ErrorCode code, const QString &message);

    const RemoteAddress m_address;
    const OpenOptions &m_options;
    const Call m_call;
    const ProgressSink m_progress;
    const std::stop_token m_stop;
    std::optional<Error> m_error;
    QString m_refusal;
    qint64 m_received = 0;
    int m_keyAttempts = 0;
    QString m_lockedKey; // one that needs a passphrase which nobody gave
    int m_passwordAttempts = 0;
    std::optional<std::pair<CredentialRequest, Credential>> m_used;
    bool m_isFromHelper = false;
};

} // namespace pulse::git
