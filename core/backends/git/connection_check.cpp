// SPDX-License-Identifier: Apache-2.0
#include "clone.h"
#include "opening.h"
#include "pulse/backends/git.h"
#include "pulse/storage/connection_steps.h"

#include <QDir>
#include <QFileInfo>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace pulse {
namespace git {
namespace {

using Kind = ConnectionStep::Kind;
using Outcome = ConnectionStep::Outcome;

constexpr int connectTimeout = 15'000; // milliseconds

/// The way to one repository, step by step.
class Check
{
public:
    Check(const QUrl &url, const OpenOptions &options, const ConnectionReport &report, std::stop_token stop)
        : m_options(options)
        , m_report(report)
        , m_stop(std::move(stop))
        , m_call{u"check connection"_s, url.toDisplayString(QUrl::RemoveUserInfo)}
    {}

    Result<void> run(const QUrl &url)
    {
        auto known = checkSettings(m_options, m_call);
        auto address =
            known ? RemoteAddress::parse(url.toString(QUrl::FullyEncoded), m_call) : failure(std::move(known));
        if (!address)
            return fail(Kind::Address, std::move(address).error());
        tell(Kind::Address, Outcome::Passed, u"The address makes sense."_s);
        return address->isLocal() ? checkFolder(*address) : checkRemote(*address);
    }

private:
    void tell(Kind kind, Outcome outcome, const QString &what, const QString &advice = {})
    {
        m_report({kind, outcome, what, advice});
    }

    // The steps after it are skipped.
    Result<void> fail(Kind kind, const Error &error)
    {
        m_report(failedStep(kind, error));
        for (const Kind next : {Kind::Resolve, Kind::Connect, Kind::Certificate, Kind::Credentials, Kind::Place,
                                Kind::Read, Kind::Write, Kind::Concurrency}) {
            if (next > kind && (!m_isLocal || next >= Kind::Place))
                m_report(stepNotTried(next));
        }
        return std::unexpected(error);
    }

    Error errorOf(ErrorCode code, const QString &message) const
    {
        return Error(code, m_call.operation, m_call.subject, message);
    }

    Result<void> checkFolder(const RemoteAddress &address)
    {
        m_isLocal = true;
        const QString path = QDir::cleanPath(address.url.toLocalFile());
        OpenOptions reading = m_options;
        reading.mode = OpenOptions::Mode::Existing;
        reading.readOnly = true;
        const bool isNew = !QFileInfo::exists(path) || QDir(path).isEmpty();
        if (isNew && m_options.mode == OpenOptions::Mode::CreateIfNone) {
            tell(Kind::Place, Outcome::Passed, u"There is room for a new repository in “%1”."_s.arg(path));
            return {};
        }
        const auto library = openFolder(path, address.url, reading, defaultParts());
        if (!library)
            return fail(Kind::Place, library.error());
        tell(Kind::Place, Outcome::Passed, u"“%1” is a repository with a library in it."_s.arg(path));
        tell(Kind::Read, Outcome::Passed, u"It can be read."_s);
        OpenOptions writing = m_options;
        writing.mode = OpenOptions::Mode::Existing;
        const auto again = openFolder(path, address.url, writing, defaultParts());
        if (!again)
            return fail(Kind::Write, again.error());
        if ((*again)->info().readOnly && !m_options.readOnly)
            tell(Kind::Write, Outcome::Warned, (*again)->info().readOnlyReason,
                 u"It can be read only, until you may write there."_s);
        else
            tell(Kind::Write, Outcome::Passed, u"It can be written."_s);
        tell(Kind::Concurrency, Outcome::Passed, u"Several writers at once are safe."_s);
        return {};
    }

    Result<void> checkRemote(const RemoteAddress &address)
    {
        if (auto reached = reach(address); !reached)
            return reached;
        const LibGit library;
        git_remote_create_options create = GIT_REMOTE_CREATE_OPTIONS_INIT;
        create.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC;
        git_remote *opened = nullptr;
        if (const int code = git_remote_create_with_opts(&opened, address.forGit().constData(), &create); code < 0)
            return fail(Kind::Connect, gitFailure(m_call, code, u"The remote could not be used"_s).error());
        const RemotePtr remote(opened);
        if (auto read = connect(address, *remote, GIT_DIRECTION_FETCH); !read) {
            const Kind step = stepOf(read.error());
            if (step == Kind::Place)
                tellIdentified(address);
            return fail(step, read.error());
        }
        tellIdentified(address);
        const git_remote_head **heads = nullptr;
        size_t count = 0;
        (void)git_remote_ls(&heads, &count, remote.get());
        git_remote_disconnect(remote.get());
        tell(Kind::Place, Outcome::Passed,
             count == 0 ? u"The repository is there and empty; a library can be made in it."_s
                        : u"The repository is there."_s);
        tell(Kind::Read, Outcome::Passed, u"It can be read."_s);
        if (auto written = connect(address, *remote, GIT_DIRECTION_PUSH); !written) {
            if (!m_options.readOnly)
                return fail(Kind::Write, written.error());
            tell(Kind::Write, Outcome::Warned, written.error().message());
        } else {
            tell(Kind::Write, Outcome::Passed, u"It takes changes from us."_s);
            git_remote_disconnect(remote.get());
        }
        tell(Kind::Concurrency, Outcome::Passed,
             u"Several writers at once are safe: a branch moves only from the commit that was read."_s);
        return {};
    }

    void tellIdentified(const RemoteAddress &address)
    {
        tell(Kind::Certificate, Outcome::Passed, u"%1 has proved who it is."_s.arg(address.url.host()));
        tell(Kind::Credentials, Outcome::Passed, u"It lets us in."_s);
    }

    // Which step it was that libgit2's one call did not get over.
    Kind stepOf(const Error &error) const
    {
        if (m_failedCertificate)
            return Kind::Certificate;
        if (error.code() == ErrorCode::PermissionDenied)
            return Kind::Credentials;
        return error.code() == ErrorCode::NotFound ? Kind::Place : Kind::Connect;
    }

    Result<void> connect(const RemoteAddress &address, git_remote &remote, git_direction direction)
    {
        RemoteAccess access(address, m_options, m_call, {}, m_stop);
        git_remote_connect_options options = GIT_REMOTE_CONNECT_OPTIONS_INIT;
        access.fillIn(options.callbacks);
        options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
        options.proxy_opts.type = GIT_PROXY_AUTO;
        const int code = git_remote_connect_ext(&remote, direction, &options);
        m_failedCertificate = code == GIT_ECERTIFICATE;
        if (code < 0)
            return access.explain(code);
        access.accepted();
        return {};
    }

    Result<void> reach(const RemoteAddress &address)
    {
        const QString host = address.url.host();
        const int port = address.url.port(address.url.scheme() == u"ssh" ? 22 : 443);
        addrinfo hints{};
        hints.ai_socktype = SOCK_STREAM;
        addrinfo *list = nullptr;
        const QByteArray name = QUrl::toAce(host).isEmpty() ? host.toUtf8() : QUrl::toAce(host);
        if (const int code = ::getaddrinfo(name.constData(), QByteArray::number(port).constData(), &hints, &list);
            code != 0)
            return fail(Kind::Resolve,
                        errorOf(ErrorCode::Unavailable,
                                u"The host %1 was not found. Check its name and the network."_s.arg(host)));
        const std::unique_ptr<addrinfo, Freeing<::freeaddrinfo>> addresses(list);
        tell(Kind::Resolve, Outcome::Passed, u"The host %1 was found."_s.arg(host));
        for (const addrinfo *at = list; at != nullptr; at = at->ai_next) {
            if (connects(*at)) {
                tell(Kind::Connect, Outcome::Passed, u"Something answers at port %1."_s.arg(port));
                return {};
            }
        }
        return fail(Kind::Connect, errorOf(ErrorCode::Unavailable,
                                           u"Nothing answers at port %1 of %2. Check the port, and whether the server "
                                           "runs or a firewall is between."_s.arg(QString::number(port), host)));
    }

    bool connects(const addrinfo &address) const
    {
        const int socket = ::socket(address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (socket == -1)
            return false;
        bool isConnected = ::connect(socket, address.ai_addr, address.ai_addrlen) == 0;
        if (!isConnected && errno == EINPROGRESS) {
            pollfd waiting{.fd = socket, .events = POLLOUT, .revents = 0};
            for (int waited = 0; waited < connectTimeout && !m_stop.stop_requested(); waited += 100) {
                if (::poll(&waiting, 1, 100) == 1)
                    break;
            }
            int error = 0;
            socklen_t size = sizeof error;
            isConnected = (waiting.revents & POLLOUT) != 0 &&
                          ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
        }
        ::close(socket);
        return isConnected;
    }

    const OpenOptions &m_options;
    const ConnectionReport &m_report;
    const std::stop_token m_stop;
    const Call m_call;
    bool m_isLocal = false;
    bool m_failedCertificate = false;
};

} // namespace
} // namespace git

Result<void> checkGitConnection(const QUrl &url, const OpenOptions &options, const ConnectionReport &report,
                                std::stop_token stop)
{
    return git::Check(url, options, report, std::move(stop)).run(url);
}

} // namespace pulse
