// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/s3/check.h"

#include "connection.h"
#include "probing.h"
#include "pulse/base/quote.h"
#include "pulse/net/loopback.h"
#include "pulse/storage/connection_steps.h"
#include "pulse/storage/library_file.h"

#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace pulse::s3 {
namespace {

using Kind = ConnectionStep::Kind;
using Step = ConnectionStep::Outcome;

constexpr std::array kinds{Kind::Address, Kind::Resolve, Kind::Connect, Kind::Certificate, Kind::Credentials,
                           Kind::Place,   Kind::Read,    Kind::Write,   Kind::Clock,       Kind::Concurrency};
constexpr auto tolerable = minutes(5); // S3 itself allows fifteen

/// Tells the steps in their order, each once.
class Teller
{
public:
    explicit Teller(const ConnectionReport &report)
        : m_report(report)
    {}

    void passed(Kind kind, const QString &what) { tell({kind, Step::Passed, what, {}}); }
    void warned(Kind kind, const QString &what, const QString &advice) { tell({kind, Step::Warned, what, advice}); }
    void skipped(Kind kind, const QString &what) { tell({kind, Step::Skipped, what, {}}); }
    std::unexpected<Error> failed(Kind kind, const Error &error)
    {
        tell(failedStep(kind, error));
        for (const Kind later : kinds) {
            if (later > kind)
                tell(stepNotTried(later));
        }
        Error named = error;
        named.addContext(u"check"_s, {});
        return std::unexpected(named);
    }

private:
    void tell(const ConnectionStep &step)
    {
        if (m_report)
            m_report(step);
    }
    const ConnectionReport &m_report;
};

class Check
{
public:
    Check(const Settings &settings, ClientParts parts, bool readOnly, const DescribeConcurrency &describe,
          const ConnectionReport &report, std::stop_token stop)
        : m_settings(settings)
        , m_transport(parts.transport)
        , m_connection(settings, std::move(parts))
        , m_readOnly(readOnly)
        , m_describe(describe)
        , m_tell(report)
        , m_stop(std::move(stop))
    {}

    [[nodiscard]] Result<void> run()
    {
        m_tell.passed(Kind::Address,
                      u"The bucket %1 at %2."_s.arg(quoted(m_settings.bucket), quoted(m_settings.endpoint.toString())));
        for (const auto step : {&Check::way, &Check::entry, &Check::library, &Check::writing}) {
            if (auto done = (this->*step)(); !done)
                return done;
        }
        return {};
    }

private:
    /// Name, line and certificate, by a request without a signature.
    [[nodiscard]] Result<void> way()
    {
        const QString host = m_settings.origin().host();
        HttpRequest request;
        request.method = "HEAD";
        request.url = m_settings.origin();
        request.url.setPath(u"/"_s);
        const auto answer = m_transport->send(request, m_stop);
        using Stage = HttpFailure::Stage;
        const auto stage = answer ? Stage::Exchange : answer.error().stage;
        if (!answer && stage == Stage::Address)
            return m_tell.failed(Kind::Resolve, answer.error().error);
        if (!answer && stage == Stage::Resolve)
            return m_tell.failed(Kind::Resolve, answer.error().error);
        m_tell.passed(Kind::Resolve, u"The host %1 was found."_s.arg(quoted(host)));
        if (!answer && stage == Stage::Connect)
            return m_tell.failed(Kind::Connect, answer.error().error);
        m_tell.passed(Kind::Connect, u"A server answers there."_s);
        if (!answer && stage == Stage::Secure)
            return m_tell.failed(Kind::Certificate, answer.error().error);
        if (m_settings.endpoint.scheme() == u"https")
            m_tell.passed(Kind::Certificate, u"Its certificate is good."_s);
        else if (isLoopback(m_settings.endpoint))
            m_tell.passed(Kind::Certificate, u"The server is on this computer, so nothing needs to be encrypted."_s);
        else
            m_tell.warned(Kind::Certificate, u"The endpoint is http: nothing is encrypted on the way."_s,
                          u"Use an endpoint that begins with https."_s);
        return {};
    }

    [[nodiscard]] static bool isPermission(const Failure &failure)
    {
        return failure.code == "AccessDenied" || (failure.code.isEmpty() && failure.status == 403);
    }

    /// Keys, bucket and reading, by one listing.
    [[nodiscard]] Result<void> entry()
    {
        const auto listed = m_connection.send(
            {.query = {{"list-type", "2"}, {"max-keys", "1"}, {"prefix", m_settings.prefix.toUtf8()}}}, m_stop);
        if (!listed && listed.error().code.startsWith("Request")) // TimeTooSkewed, Expired
            return clockRefused(listed.error().error);
        if (!listed && listed.error().error.code() == ErrorCode::PermissionDenied && !isPermission(listed.error()))
            return m_tell.failed(Kind::Credentials, listed.error().error);
        if (!listed && listed.error().status == 0)
            return m_tell.failed(Kind::Credentials, listed.error().error);
        m_tell.passed(Kind::Credentials, u"The server knows the keys."_s);
        if (!listed && listed.error().error.code() != ErrorCode::PermissionDenied)
            return m_tell.failed(Kind::Place, listed.error().error);
        m_tell.passed(Kind::Place, u"The bucket %1 is there."_s.arg(quoted(m_settings.bucket)));
        if (!listed)
            return m_tell.failed(Kind::Read, listed.error().error);
        return {};
    }

    [[nodiscard]] Result<void> library()
    {
        const auto file = m_connection.send({.key = u"library.json"_s}, m_stop);
        if (!file && file.error().code != "NoSuchKey" && file.error().error.code() != ErrorCode::NotFound)
            return m_tell.failed(Kind::Read, file.error().error);
        m_isThere = file.has_value();
        // What answers everything with a page of its own (a network that wants a login first) is no server of
        // libraries.
        if (m_isThere && !decodeLibraryFile(file->body))
            return m_tell.failed(Kind::Read,
                                 Error(ErrorCode::Corrupt, u"check"_s, m_settings.bucket,
                                       u"What the server gives as library.json is not a library's. Check that the "
                                       "endpoint is a server that speaks S3; if it is, restore that file from a "
                                       "backup."_s));
        m_tell.passed(Kind::Read, file ? u"It holds a library, which may be read."_s
                                       : u"It holds no library yet, and may be read."_s);
        return {};
    }

    [[nodiscard]] Result<void> writing()
    {
        if (m_readOnly) {
            m_tell.skipped(Kind::Write, u"The library is opened for reading only."_s);
            clock();
            m_tell.skipped(Kind::Concurrency, u"The library is opened for reading only."_s);
            return {};
        }
        const auto found = probe(m_connection, m_stop);
        if (!found && m_isThere && found.error().error.code() == ErrorCode::PermissionDenied) {
            m_tell.warned(Kind::Write, u"It may not be written: the library will be read-only."_s,
                          u"Ask who runs it for write access if you want to change it."_s);
            clock();
            m_tell.skipped(Kind::Concurrency, u"Nothing is written from here."_s);
            return {};
        }
        if (!found && isPermission(found.error()))
            return m_tell.failed(
                Kind::Write,
                Error(ErrorCode::PermissionDenied, u"check"_s, m_settings.bucket,
                      u"The keys may read here, but not write, so no library can be made. Ask the owner "
                      "of the bucket %1 for write access, or use other keys."_s.arg(quoted(m_settings.bucket))));
        if (!found)
            return m_tell.failed(Kind::Write, found.error().error);
        m_tell.passed(Kind::Write, u"It may be written."_s);
        clock();
        const QString described = m_describe(found->abilities);
        if (found->abilities.createsOnce)
            m_tell.passed(Kind::Concurrency, described);
        else
            m_tell.warned(Kind::Concurrency, described,
                          u"Let one person or program at a time write, or use a server that honours conditional "
                          u"writes (If-None-Match)."_s);
        return {};
    }

    void clock()
    {
        const auto skew = m_connection.skew();
        if (!skew)
            return m_tell.skipped(Kind::Clock, u"The server does not say what time it is."_s);
        if (abs(*skew) <= tolerable)
            return m_tell.passed(Kind::Clock, u"Both clocks agree."_s);
        m_tell.warned(Kind::Clock, difference(*skew) + u'.',
                      u"Set the clock that is wrong. Until then the server's is used for signing."_s);
    }

    /// Of the keys and of all that is behind them nothing is known then.
    [[nodiscard]] Result<void> clockRefused(const Error &error)
    {
        for (const Kind kind : {Kind::Credentials, Kind::Place, Kind::Read, Kind::Write})
            m_tell.skipped(kind, u"Not tried, because the clocks disagree."_s);
        const auto skew = m_connection.skew();
        if (!skew || abs(*skew) <= tolerable)
            return m_tell.failed(Kind::Clock, error);
        return m_tell.failed(Kind::Clock, Error(error.code(), error.operation(), error.subject(),
                                                u"%1, more than it allows. Set the clock that is wrong, then try "
                                                "again."_s.arg(difference(*skew))));
    }

    [[nodiscard]] static QString difference(milliseconds skew)
    {
        const QString count = QString::number(round<minutes>(abs(skew)).count());
        return (skew > milliseconds(0) ? u"The server's clock is %1 minutes ahead of this computer's"_s
                                       : u"The server's clock is %1 minutes behind this computer's"_s)
            .arg(count);
    }

    const Settings &m_settings;
    const std::shared_ptr<HttpTransport> m_transport;
    Connection m_connection;
    const bool m_readOnly;
    const DescribeConcurrency &m_describe;
    Teller m_tell;
    const std::stop_token m_stop;
    bool m_isThere = false; ///< a library
};

} // namespace

Result<void> checkConnection(const Settings &settings, ClientParts parts, bool readOnly,
                             const DescribeConcurrency &describe, const ConnectionReport &report, std::stop_token stop)
{
    return Check(settings, std::move(parts), readOnly, describe, report, std::move(stop)).run();
}

void reportUnusable(const Error &error, const ConnectionReport &report)
{
    (void)Teller(report).failed(Kind::Address, error);
}

} // namespace pulse::s3
