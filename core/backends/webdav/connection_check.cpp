// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/webdav.h"

#include "answers.h"
#include "pulse/backends/webdav/client.h"
#include "pulse/base/quote.h"
#include "pulse/net/http_date.h"
#include "pulse/objects/object_library.h"
#include "pulse/storage/connection_steps.h"
#include "way_in.h"

using namespace Qt::StringLiterals;

namespace pulse {

using namespace webdav;

namespace {

using Step = ConnectionStep::Kind;
using Outcome = ConnectionStep::Outcome;

/// Goes through the steps in their order, and tells of each once.
class Check
{
public:
    Check(const OpenOptions &options, const ConnectionReport &report, std::stop_token stop)
        : m_options(options)
        , m_report(report)
        , m_stop(std::move(stop))
    {}

    Result<void> run(const QUrl &url);

private:
    void tell(Step kind, Outcome outcome, const QString &what = {}, const QString &advice = {})
    {
        m_report({kind, outcome, what, advice});
    }
    /// That step failed; those after it are skipped.
    std::unexpected<Error> end(Step kind, const Error &error);
    /// The steps up to where the failure happened.
    std::unexpected<Error> endOfWay(const Settings &settings, const HttpFailure &failure);
    void tellWay(const Settings &settings, Step end);
    Result<void> checkPlace(const Settings &settings, const WayIn &way);
    Result<void> checkRoom(const Settings &settings, const WayIn &way);
    Result<void> checkRead(ObjectClient &client);
    Result<void> checkWrite(ObjectClient &client);
    void checkClock(const HttpHeaders &headers, const QDateTime &sent, const QDateTime &received);

    const OpenOptions &m_options;
    const ConnectionReport &m_report;
    std::stop_token m_stop;
    std::optional<ObjectAbilities> m_abilities;
    bool m_isThere = false; ///< a library
};

// Of the folder that a person named, not of what was tried in it.
Error ofFolder(const Error &error, const QUrl &folder)
{
    if (error.code() != ErrorCode::PermissionDenied || !error.message().contains(".pulse-probe-"_L1))
        return error;
    const QString shown = folder.toDisplayString();
    return Error(ErrorCode::PermissionDenied, u"check"_s, shown,
                 u"The folder %1 may be read, but not written, so no library can be made there. Ask the server's "
                 "administrator for access."_s.arg(quoted(shown)));
}

std::vector<Step> stepsOf(const Settings *settings)
{
    const bool isSecure = !settings || settings->folder.scheme() == "https"_L1;
    std::vector<Step> steps{Step::Address, Step::Resolve, Step::Connect};
    if (isSecure)
        steps.push_back(Step::Certificate);
    for (const Step step : {Step::Credentials, Step::Place, Step::Read, Step::Write, Step::Clock, Step::Concurrency})
        steps.push_back(step);
    return steps;
}

std::unexpected<Error> Check::end(Step kind, const Error &error)
{
    m_report(failedStep(kind, error));
    for (const Step step : stepsOf(nullptr))
        if (step > kind)
            m_report(stepNotTried(step));
    return std::unexpected(error);
}

void Check::tellWay(const Settings &settings, Step end)
{
    const QString host = quoted(settings.folder.host());
    const auto passed = [&](Step kind, const QString &what) {
        if (kind < end)
            tell(kind, Outcome::Passed, what);
    };
    passed(Step::Resolve, u"The host %1 was found."_s.arg(host));
    passed(Step::Connect, u"A server answers at %1."_s.arg(host));
    if (settings.folder.scheme() == "https"_L1)
        passed(Step::Certificate, u"Its certificate is valid and was issued for %1."_s.arg(host));
}

std::unexpected<Error> Check::endOfWay(const Settings &settings, const HttpFailure &failure)
{
    const auto at = [&] {
        switch (failure.stage) {
        case HttpFailure::Stage::Address:
            return Step::Address;
        case HttpFailure::Stage::Resolve:
            return Step::Resolve;
        case HttpFailure::Stage::Connect:
            return Step::Connect;
        case HttpFailure::Stage::Secure:
            return Step::Certificate;
        case HttpFailure::Stage::Exchange:
            break;
        }
        return failure.error.code() == ErrorCode::PermissionDenied ? Step::Credentials : Step::Connect;
    }();
    if (at != Step::Address)
        tell(Step::Address, Outcome::Passed, u"The address and the settings make sense."_s);
    tellWay(settings, at);
    return end(at, failure.error);
}

Result<void> Check::checkPlace(const Settings &settings, const WayIn &way)
{
    const QString place = quoted(settings.folder.toDisplayString());
    if (way.folder.status == 404) {
        if (m_options.mode == OpenOptions::Mode::CreateIfNone && !m_options.readOnly)
            return checkRoom(settings, way);
        return end(Step::Place, Error(ErrorCode::NotFound, u"check"_s, settings.folder.toDisplayString(),
                                      u"There is no folder %1. Check the address, or make the library."_s.arg(place)));
    }
    if (way.folder.status == 207) {
        tell(Step::Place, Outcome::Passed, u"There is a WebDAV folder %1."_s.arg(place));
        return {};
    }
    const bool isNoWebdav = way.folder.status / 100 == 2;
    return end(Step::Place,
               explainStatus(isNoWebdav ? HttpResponse{.status = 405} : way.folder, {u"check"_s, {}, settings.folder}));
}

// The folder is made together with the library, in one that has to be there and to be writable.
Result<void> Check::checkRoom(const Settings &settings, const WayIn &way)
{
    const QString place = quoted(settings.folder.toDisplayString());
    const QUrl above = settings.folder.resolved(QUrl(u".."_s));
    const auto client = makeWebdavClient(above, systemWebdavParts(way.transport));
    const auto abilities = client->abilities(m_stop);
    if (!abilities && abilities.error().error.code() != ErrorCode::PermissionDenied)
        return end(Step::Place,
                   Error(abilities.error().error.code(), u"check"_s, settings.folder.toDisplayString(),
                         u"There is no folder %1, and none can be made in %2. Check the address, or make the folder "
                         "above it first."_s.arg(place, quoted(above.toDisplayString()))));
    tell(Step::Place, Outcome::Passed,
         u"There is no folder %1 yet; it is made together with the library."_s.arg(place));
    tell(Step::Read, Outcome::Skipped, u"There is nothing to read yet."_s);
    if (!abilities)
        return end(Step::Write, ofFolder(abilities.error().error, above));
    m_abilities = *abilities;
    tell(Step::Write, Outcome::Passed, u"The folder above it may be written."_s);
    return {};
}

Result<void> Check::checkRead(ObjectClient &client)
{
    const auto page = client.list({.prefix = {}, .shallow = true, .after = {}, .cursor = {}, .limit = 1}, m_stop);
    if (!page)
        return end(Step::Read, page.error().error);
    const auto library = client.head(u"library.json"_s, m_stop);
    m_isThere = library.has_value();
    if (!m_isThere && library.error().error.code() != ErrorCode::NotFound)
        return end(Step::Read, library.error().error);
    if (m_isThere)
        tell(Step::Read, Outcome::Passed, u"It may be read, and there is a library in it."_s);
    else
        tell(Step::Read, Outcome::Passed, u"It may be read. There is no library in it yet."_s);
    return {};
}

Result<void> Check::checkWrite(ObjectClient &client)
{
    if (m_options.readOnly) {
        tell(Step::Write, Outcome::Skipped, u"The library is opened for reading only."_s);
        return {};
    }
    const auto abilities = client.abilities(m_stop);
    if (!abilities && m_isThere && abilities.error().error.code() == ErrorCode::PermissionDenied) {
        tell(Step::Write, Outcome::Warned, u"It may not be written: the library will be read-only."_s,
             u"Ask its administrator for access if you want to change it."_s);
        return {};
    }
    if (!abilities)
        return end(Step::Write, ofFolder(abilities.error().error, client.url()));
    m_abilities = *abilities;
    tell(Step::Write, Outcome::Passed, u"It may be written."_s);
    return {};
}

void Check::checkClock(const HttpHeaders &headers, const QDateTime &sent, const QDateTime &received)
{
    constexpr std::chrono::minutes bearable{5};
    const auto skew = clockSkew(headers, sent, received);
    if (!skew)
        return tell(Step::Clock, Outcome::Warned, u"The server does not say what time it is."_s,
                    u"Programs that take turns there need its clock. Use another server, or tell who runs it."_s);
    if (std::chrono::abs(*skew) <= bearable)
        return tell(Step::Clock, Outcome::Passed, u"Both clocks agree."_s);
    const QString minutes = QString::number(std::chrono::round<std::chrono::minutes>(std::chrono::abs(*skew)).count());
    tell(Step::Clock, Outcome::Warned,
         (skew->count() > 0 ? u"The server's clock is %1 minutes ahead of this computer's."_s
                            : u"The server's clock is %1 minutes behind this computer's."_s)
             .arg(minutes),
         u"Nothing here rests on it, but dates will look odd. Set the clock that is wrong."_s);
}

Result<void> Check::run(const QUrl &url)
{
    const auto settings = Settings::read(url, m_options.settings);
    if (!settings)
        return end(Step::Address, settings.error());
    const QDateTime sent = m_options.clock->now();
    const auto way = findWayIn(*settings, m_options.credentials, m_stop);
    const QDateTime received = m_options.clock->now();
    if (!way)
        return endOfWay(*settings, way.error());
    tell(Step::Address, Outcome::Passed, u"The address and the settings make sense."_s);
    tellWay(*settings, Step::Credentials);
    tell(Step::Credentials, Outcome::Passed, u"The server lets us in."_s);
    if (auto place = checkPlace(*settings, *way); !place)
        return place;
    if (way->folder.status != 404) {
        const auto client = makeWebdavClient(settings->folder, systemWebdavParts(way->transport));
        if (auto read = checkRead(*client); !read)
            return read;
        if (auto written = checkWrite(*client); !written)
            return written;
    }
    checkClock(way->folder.headers, sent, received);
    if (!m_abilities)
        tell(Step::Concurrency, Outcome::Skipped, u"Nothing is written from here."_s);
    else
        tell(Step::Concurrency, m_abilities->claims ? Outcome::Passed : Outcome::Warned,
             describeConcurrency(*m_abilities));
    return {};
}

} // namespace

Result<void> checkWebdavConnection(const QUrl &url, const OpenOptions &options, const ConnectionReport &report,
                                   std::stop_token stop)
{
    return Check(options, report, std::move(stop)).run(url);
}

} // namespace pulse
