// SPDX-License-Identifier: Apache-2.0
#include "probing.h"

#include "multipart_upload.h"

#include <QUuid>
#include <array>
#include <set>
#include <thread>

using namespace Qt::StringLiterals;

namespace pulse::s3 {
namespace {

/// The small objects of one look at a bucket. They are removed when it ends, whatever happened.
class Trial
{
public:
    Trial(Connection &connection, std::stop_token stop)
        : m_connection(connection)
        , m_stop(std::move(stop))
        , m_folder(u".pulse-probe-%1/"_s.arg(QUuid::createUuid().toString(QUuid::Id128)))
    {}
    Trial(const Trial &) = delete;
    Trial &operator=(const Trial &) = delete;
    ~Trial();

    [[nodiscard]] Outcome<Probed> run();
    [[nodiscard]] Outcome<bool> completion();

private:
    [[nodiscard]] Outcome<HttpResponse> put(const QString &leaf, const QByteArray &bytes, const HttpHeaders &headers);
    [[nodiscard]] Outcome<QByteArray> get(const QString &leaf);
    [[nodiscard]] Outcome<bool> refuses(const QString &leaf, const QByteArray &there, const HttpHeaders &condition);
    [[nodiscard]] Outcome<void> tryCreation();
    [[nodiscard]] Outcome<bool> oneOfMany();
    [[nodiscard]] Outcome<void> tryRace();
    [[nodiscard]] Outcome<void> tryReplacing();
    [[nodiscard]] Outcome<void> tryCopying();

    Connection &m_connection;
    const std::stop_token m_stop;
    const QString m_folder;
    std::mutex m_mutex;
    std::set<std::pair<QString, QByteArray>> m_made; // leaf and, in a bucket that keeps versions, the version
    QByteArray m_etag;                               // of the first, as it was answered
    Probed m_found;
};

const HttpHeaders absent{{"If-None-Match", "*"}};

/// Whether the failure says what the server can do, and not that it could not be asked.
bool tells(const Failure &failure)
{
    return failure.status >= 400 && failure.status != 401 && failure.status != 403 && failure.status != 404 &&
           failure.status != 429 && failure.status != 503 && failure.code != "NoSuchBucket" &&
           failure.code != "QuotaExceeded";
}

Trial::~Trial()
{
    // Whoever stops does not wait for a server that may be silent; a few bytes stay that nobody reads.
    if (m_stop.stop_requested())
        return;
    std::vector<std::jthread> threads;
    for (const auto &[leaf, version] : m_made) {
        threads.emplace_back([this, leaf, version] {
            Call call{.method = "DELETE", .key = m_folder + leaf};
            if (!version.isEmpty())
                call.query = {{"versionId", version}};
            (void)m_connection.send(call, {}); // a failure leaves a few bytes that nobody reads
        });
    }
}

Outcome<HttpResponse> Trial::put(const QString &leaf, const QByteArray &bytes, const HttpHeaders &headers)
{
    auto answer = m_connection.send(
        {.method = "PUT", .key = m_folder + leaf, .headers = headers, .body = bytes, .changes = true}, m_stop);
    const std::scoped_lock lock(m_mutex);
    if (answer || answer.error().indeterminate)
        m_made.emplace(leaf, answer ? answer->headers.value("x-amz-version-id").value_or(QByteArray()) : QByteArray());
    return answer;
}

Outcome<QByteArray> Trial::get(const QString &leaf)
{
    auto answer = m_connection.send({.key = m_folder + leaf}, m_stop);
    if (!answer)
        return std::unexpected(answer.error());
    return std::move(answer->body);
}

/// Whether a put that must not happen does not: by the answer and by what is there.
Outcome<bool> Trial::refuses(const QString &leaf, const QByteArray &there, const HttpHeaders &condition)
{
    const auto answer = put(leaf, "an intruder", condition);
    if (!answer && !tells(answer.error()))
        return std::unexpected(answer.error());
    const auto after = get(leaf);
    if (!after)
        return std::unexpected(after.error());
    return !answer && answer.error().error.code() == ErrorCode::Conflict && *after == there;
}

Outcome<void> Trial::tryCreation()
{
    auto first = put(u"a"_s, "one", absent);
    if (!first && !tells(first.error()))
        return std::unexpected(first.error());
    const bool created = first.has_value();
    if (!created) { // no such condition there; the rest needs the object all the same
        first = put(u"a"_s, "one", {});
        if (!first)
            return std::unexpected(first.error());
    }
    m_etag = first->headers.value("ETag").value_or(QByteArray());
    const auto refused = created ? refuses(u"a"_s, "one", absent) : Outcome<bool>(false);
    if (!refused)
        return std::unexpected(refused.error());
    m_found.abilities.createsOnce = *refused;
    return {};
}

Outcome<void> Trial::tryRace()
{
    const auto single = m_found.abilities.createsOnce ? oneOfMany() : Outcome<bool>(false);
    if (!single)
        return std::unexpected(single.error());
    m_found.abilities.createsOnce = *single;
    return tryCopying();
}

/// Several at the same moment, of which one may succeed.
Outcome<bool> Trial::oneOfMany()
{
    constexpr int writers = 4;
    std::array<std::optional<Outcome<HttpResponse>>, writers> answers;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < writers; ++i)
            threads.emplace_back(
                [&, i] { answers[static_cast<size_t>(i)] = put(u"race"_s, QByteArray::number(i), absent); });
    }
    int winner = -1;
    for (int i = 0; i < writers; ++i) {
        const auto &answer = *answers[static_cast<size_t>(i)];
        if (!answer && answer.error().error.code() != ErrorCode::Conflict && !answer.error().indeterminate)
            return std::unexpected(answer.error());
        if (answer && winner >= 0)
            return false;
        if (answer)
            winner = i;
    }
    const auto there = get(u"race"_s);
    if (!there)
        return std::unexpected(there.error());
    return winner < 0 || *there == QByteArray::number(winner);
}

Outcome<void> Trial::tryReplacing()
{
    if (m_etag.size() < 3)
        return {};
    const bool quoted = m_etag.startsWith('"');
    const QByteArray bare = quoted ? m_etag.sliced(1, m_etag.size() - 2) : m_etag;
    for (const bool withQuotes : {true, false}) {
        const QByteArray stale = QByteArray(bare.size(), '0');
        const auto form = [withQuotes](const QByteArray &tag) { return withQuotes ? '"' + tag + '"' : tag; };
        const auto refused = refuses(u"a"_s, "one", {{"If-Match", form(stale)}});
        if (!refused)
            return std::unexpected(refused.error());
        if (!*refused)
            return {};
        const auto replaced = put(u"a"_s, "one", {{"If-Match", form(bare)}}); // the same bytes, so the same ETag
        if (!replaced && !tells(replaced.error()))
            return std::unexpected(replaced.error());
        if (replaced) {
            m_found.quotedMatch = withQuotes;
            m_found.abilities.replacesMatching = true;
            return {};
        }
    }
    return {};
}

Outcome<void> Trial::tryCopying()
{
    const auto original = put(u"original"_s, "to be copied", {});
    if (!original)
        return std::unexpected(original.error());
    const QByteArray source = '/' + m_connection.settings().bucket.toUtf8() + '/' +
                              (m_connection.settings().prefix + m_folder + "original"_L1).toUtf8();
    const auto copied = put(u"copy"_s, {}, {{"x-amz-copy-source", uriEncoded(source, true)}});
    if (!copied && !tells(copied.error()))
        return std::unexpected(copied.error());
    const auto duplicate = get(u"copy"_s);
    m_found.abilities.copies = copied && duplicate && *duplicate == "to be copied";
    return {};
}

Outcome<bool> Trial::completion()
{
    const auto first = put(u"a"_s, "one", {});
    if (!first)
        return std::unexpected(first.error());
    PartBudget budget(1);
    BufferSource content("an intruder");
    MultipartUpload upload(m_connection, budget, {}, m_folder + u'a');
    const auto completed = upload.run(content, absent, m_stop);
    if (completed || completed.error().error.code() != ErrorCode::Conflict)
        return false;
    const auto after = get(u"a"_s);
    return after && *after == "one";
}

Outcome<Probed> Trial::run()
{
    if (auto tried = tryCreation(); !tried)
        return std::unexpected(std::move(tried).error());
    Outcome<void> raced;
    Outcome<void> replaced;
    {
        const std::jthread other([&] { raced = tryRace(); });
        replaced = tryReplacing();
    }
    if (!raced || !replaced)
        return std::unexpected(raced ? replaced.error() : raced.error());
    return m_found;
}

} // namespace

Outcome<Probed> probe(Connection &connection, std::stop_token stop)
{
    return Trial(connection, std::move(stop)).run();
}

Outcome<bool> probeCompletion(Connection &connection, std::stop_token stop)
{
    return Trial(connection, std::move(stop)).completion();
}

} // namespace pulse::s3
