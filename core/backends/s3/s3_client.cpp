// SPDX-License-Identifier: Apache-2.0
#include "s3_client.h"

#include "listing.h"
#include "pulse/net/http_date.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace pulse::s3 {
namespace {

constexpr auto abandonedAfter = days(7);
constexpr qint64 largestSingle = 5LL * 1024 * 1024 * 1024; // S3's own limit of one PUT

ObjectInfo infoOf(const QString &key, const HttpResponse &response, const QDateTime &now)
{
    return {.key = key,
            .size = response.headers.value("Content-Length").value_or("-1"_ba).toLongLong(),
            .etag = quotedTag(response.headers.value("ETag").value_or(QByteArray())),
            .modified = fromHttpDate(response.headers.value("Last-Modified").value_or(QByteArray()), now)};
}

/// The size of the whole in "bytes 0-9/123"; -1 where it is not said, or the piece begins elsewhere.
qint64 wholeSize(const QByteArray &contentRange, qint64 offset)
{
    const QByteArray begin = "bytes " + QByteArray::number(offset) + '-';
    const qsizetype slash = contentRange.indexOf('/');
    bool sound = false;
    const qint64 size = slash < 0 ? -1 : contentRange.sliced(slash + 1).toLongLong(&sound);
    return sound && contentRange.startsWith(begin) ? size : -1;
}

Result<QByteArray> readAll(RepeatableSource &content)
{
    QByteArray bytes(static_cast<qsizetype>(content.size()), Qt::Uninitialized);
    qsizetype filled = 0;
    while (filled < bytes.size()) {
        const auto got = content.read({bytes.data() + filled, static_cast<size_t>(bytes.size() - filled)});
        if (!got)
            return failure(got);
        if (*got == 0)
            return failure(ErrorCode::Corrupt, {}, {},
                           u"The content is shorter than it was said to be. Read it again and try once more."_s);
        filled += *got;
    }
    return bytes;
}

} // namespace

QByteArray quotedTag(QByteArray etag)
{
    return etag.isEmpty() || etag.startsWith('"') || etag.startsWith("W/") ? etag : '"' + etag + '"';
}

ObjectFailure objectFailure(Failure failure, const QString &operation)
{
    failure.error.addContext(operation, {});
    return {std::move(failure.error), failure.indeterminate};
}

std::unexpected<ObjectFailure> corruptAnswer(const QString &operation, const QString &subject)
{
    return std::unexpected(ObjectFailure{Error(
        ErrorCode::Corrupt, operation, subject,
        u"The server's answer makes no sense, so nothing was taken from it. Try again; if it stays so, tell who runs "
        u"the server."_s)});
}

S3Client::S3Client(const Settings &settings, ClientParts parts, const Cutting &cutting)
    : m_connection(settings, std::move(parts))
    , m_cutting(cutting)
    , m_budget(cutting.atOnce)
{}

QUrl S3Client::url() const
{
    return m_connection.settings().shown();
}

QString S3Client::backend() const
{
    return u"s3"_s;
}

ObjectResult<ObjectAbilities> S3Client::abilities(std::stop_token stop)
{
    const std::scoped_lock lock(m_probing);
    if (!m_probed) {
        auto found = probe(m_connection, stop);
        if (!found)
            return std::unexpected(objectFailure(std::move(found).error(), u"open"_s));
        m_probed = *found;
        m_quotedMatch = found->quotedMatch;
        // What earlier uploads left is paid for and seen by nobody. Listing them may not be permitted: then they stay.
        (void)abortAbandonedUploads(m_connection, m_connection.serverTime().addDuration(-abandonedAfter), stop);
    }
    return m_probed->abilities;
}

ObjectResult<QDateTime> S3Client::serverTime(std::stop_token stop)
{
    if (const QDateTime time = m_connection.serverTime(); time.isValid())
        return time;
    const auto answer = m_connection.send({.query = {{"list-type", "2"}, {"max-keys", "1"}}}, stop);
    if (!answer)
        return std::unexpected(objectFailure(answer.error(), u"open"_s));
    const QDateTime time = m_connection.serverTime();
    if (!time.isValid())
        return corruptAnswer(u"open"_s, m_connection.place());
    return time;
}

ObjectResult<ObjectData> S3Client::get(const QString &key, std::optional<ByteRange> range, const QByteArray &etag,
                                       qint64 maximum, std::stop_token stop)
{
    const auto operation = u"fetch"_s;
    Call call{.key = key, .maximumAnswer = std::max(maximum, qint64(64 * 1024))}; // an error's text needs some room
    if (range) {
        if (range->length <= 0 || range->offset < 0)
            return std::unexpected(
                ObjectFailure{Error(ErrorCode::Invalid, operation, key, u"No piece was asked for."_s)});
        call.headers.set("Range", "bytes=" + QByteArray::number(range->offset) + '-' +
                                      QByteArray::number(range->offset + range->length - 1));
        call.maximumAnswer = std::max(range->length, qint64(64 * 1024));
    }
    if (!etag.isEmpty())
        call.headers.set("If-Match", etag);
    auto answer = m_connection.send(call, stop);
    if (!answer)
        return std::unexpected(objectFailure(std::move(answer).error(), operation));
    ObjectData data{.info = infoOf(key, *answer, m_connection.clock()->now()), .bytes = std::move(answer->body)};
    if (data.info.size < 0 && answer->headers.contains("Transfer-Encoding"))
        data.info.size = data.bytes.size(); // sent in chunks, whose end was seen; any other end may come too early
    if (data.bytes.size() != data.info.size)
        return corruptAnswer(operation, key);
    if (answer->status == 206 && range)
        data.info.size = wholeSize(answer->headers.value("Content-Range").value_or(QByteArray()), range->offset);
    if (data.info.size < 0 || (range && answer->status != 206))
        return corruptAnswer(operation, key);
    if (!range && data.info.size > maximum)
        return std::unexpected(
            ObjectFailure{Error(ErrorCode::Unsupported, operation, key,
                                u"“%1” has %2 bytes, more than is read in one piece."_s.arg(key).arg(data.info.size))});
    return data;
}

ObjectResult<ObjectInfo> S3Client::head(const QString &key, std::stop_token stop)
{
    const auto answer = m_connection.send({.method = "HEAD", .key = key}, stop);
    if (!answer)
        return std::unexpected(objectFailure(answer.error(), u"fetch"_s));
    ObjectInfo info = infoOf(key, *answer, m_connection.clock()->now());
    if (info.size < 0)
        return corruptAnswer(u"fetch"_s, key);
    return info;
}

HttpHeaders S3Client::headersOf(const ObjectCondition &condition) const
{
    HttpHeaders headers;
    if (condition.kind == ObjectCondition::Kind::Absent) {
        headers.set("If-None-Match", "*");
    } else if (condition.kind == ObjectCondition::Kind::Matches) {
        const QByteArray &etag = condition.etag;
        const bool bare = !m_quotedMatch && etag.size() > 2 && etag.startsWith('"') && etag.endsWith('"');
        headers.set("If-Match", bare ? etag.sliced(1, etag.size() - 2) : etag);
    }
    return headers;
}

ObjectResult<ObjectInfo> S3Client::put(const QString &key, RepeatableSource &content, const ObjectCondition &condition,
                                       std::stop_token stop)
{
    const HttpHeaders headers = headersOf(condition);
    const bool isLong = content.size() > m_cutting.single;
    bool inParts = isLong && condition.kind == ObjectCondition::Kind::None;
    if (isLong && !inParts) {
        const std::scoped_lock lock(m_probing);
        if (!m_completion) {
            const auto found = probeCompletion(m_connection, stop);
            if (!found)
                return std::unexpected(objectFailure(found.error(), u"store"_s));
            m_completion = *found;
        }
        inParts = *m_completion;
    }
    if (!inParts)
        return putWhole(key, content, headers, stop);
    MultipartUpload upload(m_connection, m_budget, m_cutting, key);
    auto etag = upload.run(content, headers, stop);
    if (!etag)
        return std::unexpected(objectFailure(std::move(etag).error(), u"store"_s));
    return ObjectInfo{.key = key, .size = content.size(), .etag = quotedTag(*std::move(etag)), .modified = {}};
}

ObjectResult<ObjectInfo> S3Client::putWhole(const QString &key, RepeatableSource &content, const HttpHeaders &condition,
                                            std::stop_token stop)
{
    if (content.size() > largestSingle)
        return std::unexpected(ObjectFailure{Error(
            ErrorCode::Unsupported, u"store"_s, key,
            u"“%1” is longer than 5 GiB, which this server takes only in parts, and then without the certainty that "
            u"nobody else wrote it meanwhile."_s.arg(key))});
    Call call{.method = "PUT", .key = key, .headers = condition, .changes = true};
    if (content.size() <= m_cutting.buffered) {
        if (auto rewound = content.rewind(); !rewound)
            return std::unexpected(ObjectFailure{std::move(rewound).error()});
        auto bytes = readAll(content);
        if (!bytes)
            return std::unexpected(ObjectFailure{std::move(bytes).error()});
        call.body = *std::move(bytes);
    } else {
        call.source = &content;
    }
    auto answer = m_connection.send(call, stop);
    if (!answer)
        return std::unexpected(objectFailure(std::move(answer).error(), u"store"_s));
    return ObjectInfo{.key = key,
                      .size = content.size(),
                      .etag = quotedTag(answer->headers.value("ETag").value_or(QByteArray())),
                      .modified = {}};
}

ObjectResult<void> S3Client::remove(const QString &key, std::stop_token stop)
{
    // Sent again it could meet what somebody else wrote in between.
    const auto answer = m_connection.send(
        {.method = "DELETE", .key = key, .changes = true, .repeat = RetryingTransport::Repeat::OnlyUnsent}, stop);
    if (!answer && answer.error().error.code() != ErrorCode::NotFound)
        return std::unexpected(objectFailure(answer.error(), u"remove"_s));
    if (!answer && answer.error().code == "NoSuchBucket")
        return std::unexpected(objectFailure(answer.error(), u"remove"_s));
    return {};
}

ObjectResult<void> S3Client::copy(const QString &from, const QString &to, std::stop_token stop)
{
    const QByteArray source =
        '/' + m_connection.settings().bucket.toUtf8() + '/' + (m_connection.settings().prefix + from).toUtf8();
    const auto answer = m_connection.send(
        {.method = "PUT", .key = to, .headers = {{"x-amz-copy-source", uriEncoded(source, true)}}, .changes = true},
        stop);
    if (!answer)
        return std::unexpected(objectFailure(answer.error(), u"store"_s));
    // The answer may begin with 200 before the copy is made, and end with an error.
    const Complaint complaint = readComplaint(*answer);
    if (!complaint.code.isEmpty())
        return std::unexpected(
            ObjectFailure{explain(500, complaint.code, to, m_connection.place()).addContext(u"store"_s, to), true});
    return {};
}

ObjectResult<void> S3Client::claim(const QString &key, std::stop_token)
{
    return std::unexpected(ObjectFailure{
        Error(ErrorCode::Unsupported, u"store"_s, key, u"A bucket has no folders, so none can be claimed."_s)});
}

ObjectResult<void> S3Client::unclaim(const QString &, std::stop_token)
{
    return {}; // there is never a folder
}

ObjectResult<ObjectPage> S3Client::list(const Listing &listing, std::stop_token stop)
{
    return listPage(m_connection, listing, stop);
}

std::shared_ptr<ObjectClient> makeS3Client(const Settings &settings, ClientParts parts, const Cutting &cutting)
{
    return std::make_shared<S3Client>(settings, std::move(parts), cutting);
}

ClientParts ClientParts::ofSystem(const Settings &settings)
{
    return {.transport = makeCurlTransport(settings.transport),
            .clock = std::make_shared<SystemClock>(),
            .credentials = nullptr,
            .environment = Environment::ofProcess(),
            .retry = {},
            .sleeper = makeSystemSleeper(),
            .ticks = [] { return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()); }};
}

} // namespace pulse::s3
