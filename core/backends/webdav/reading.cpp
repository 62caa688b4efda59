// SPDX-License-Identifier: Apache-2.0
#include "webdav_client.h"

#include "pulse/base/quote.h"
#include "pulse/net/http_date.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace pulse::webdav {

namespace {

/// A server that is asked for a file where it has a folder points to the same address with a slash.
bool pointsToFolder(const HttpResponse &response, const QUrl &url)
{
    if (response.status / 100 != 3 || response.status == 304)
        return false;
    const QUrl target = url.resolved(QUrl::fromEncoded(response.headers.value("Location").value_or("")));
    return target.path(QUrl::FullyEncoded) == url.path(QUrl::FullyEncoded) + u'/';
}

Error noObject(const Subject &subject)
{
    return explainStatus(HttpResponse{.status = 404}, subject);
}

/// The length of the whole of which "bytes 0-9/100" is a piece; negative where it is not said, or is another piece.
qint64 wholeLength(const QByteArray &contentRange, qint64 offset)
{
    const qsizetype slash = contentRange.indexOf('/');
    bool isNumber = false;
    const qint64 whole = contentRange.mid(slash + 1).trimmed().toLongLong(&isNumber);
    const bool isPiece = contentRange.startsWith("bytes " + QByteArray::number(offset) + '-');
    return slash > 0 && isNumber && isPiece ? whole : -1;
}

qint64 lengthOf(const HttpHeaders &headers)
{
    bool isNumber = false;
    const qint64 length = headers.value("Content-Length").value_or("").toLongLong(&isNumber);
    return isNumber ? length : -1;
}

qint64 wholeSize(const HttpResponse &response)
{
    const QByteArray range = response.headers.value("Content-Range").value_or("");
    return response.status == 206 ? range.mid(range.indexOf('/') + 1).toLongLong() : response.body.size();
}

Error nonsense(const Subject &subject, const QString &why)
{
    return {ErrorCode::Corrupt, subject.operation, subject.key,
            u"What the server answered about %1 makes no sense: %2. Try again, or tell who runs the server."_s.arg(
                quoted(subject.key), why)};
}

} // namespace

ObjectInfo WebdavClient::infoOf(const QString &key, const HttpHeaders &headers) const
{
    const QDateTime now = knownServerTime();
    const QDateTime modified = fromHttpDate(headers.value("Last-Modified").value_or(""), m_parts.clock->now());
    return {.key = key,
            .size = lengthOf(headers),
            .etag = settledETag(headers.value("ETag").value_or(""), modified, now),
            .modified = modified};
}

ObjectInfo WebdavClient::infoOf(const Resource &resource) const
{
    const QDateTime now = knownServerTime();
    return {.key = resource.key,
            .size = std::max<qint64>(0, resource.size),
            .etag = resource.etag.isEmpty() ? derivedETag(resource.size, resource.modified, now)
                                            : settledETag(resource.etag, resource.modified, now),
            .modified = resource.modified};
}

ObjectResult<ObjectData> WebdavClient::get(const QString &key, std::optional<ByteRange> range, const QByteArray &etag,
                                           qint64 maximum, std::stop_token stop)
{
    const Subject about = subject(u"get"_s, key);
    if (range && range->length <= 0) {
        auto info = head(key, stop);
        if (!info)
            return std::unexpected(std::move(info).error());
        return ObjectData{*std::move(info), {}};
    }
    HttpRequest request{.method = "GET", .url = about.url};
    request.maximumAnswer = range ? std::min(maximum, range->length) : maximum;
    const std::optional<ObjectData> before = range ? std::nullopt : m_cache.find(key);
    if (range) {
        const qint64 room = std::numeric_limits<qint64>::max() - range->offset;
        const qint64 last = range->offset + std::min(range->length, room) - 1;
        request.headers.add("Range", "bytes=" + QByteArray::number(range->offset) + '-' + QByteArray::number(last));
    } else if (before && before->bytes.size() <= maximum) {
        request.headers.add("If-None-Match", before->info.etag);
    }
    if (!etag.isEmpty() && !isDerived(etag))
        request.headers.add("If-Match", etag);
    auto sent = send(about, request, Repeat::Safe, stop);
    if (!sent)
        return std::unexpected(std::move(sent).error());
    if (sent->response.status == 304 && before && (etag.isEmpty() || etag == before->info.etag))
        return *before;
    auto data = readAnswer(about, sent->response, range, etag);
    const HttpHeaders &headers = sent->response.headers;
    if (data && !range && !headers.contains("Content-Length") && !headers.contains("Transfer-Encoding")) {
        // Nothing said where it ends, so it may have been cut short.
        const auto whole = head(key, stop);
        if (!whole)
            return std::unexpected(whole.error());
        if (whole->size != data->bytes.size())
            return failed(Error(ErrorCode::Unavailable, about.operation, key,
                                u"The answer about %1 was cut short. Try again."_s.arg(quoted(key))));
    }
    if (data && data->info.size > maximum)
        return failed(
            Error(ErrorCode::Unsupported, about.operation, key,
                  u"%1 is longer than %2 bytes, which is more than is read here."_s.arg(quoted(key)).arg(maximum)));
    if (!range && data)
        m_cache.keep(*data);
    else if (!range)
        m_cache.forget(key);
    return data;
}

ObjectResult<ObjectData> WebdavClient::readAnswer(const Subject &subject, const HttpResponse &response,
                                                  std::optional<ByteRange> range, const QByteArray &etag) const
{
    if (pointsToFolder(response, subject.url))
        return failed(noObject(subject));
    ObjectData data{infoOf(subject.key, response.headers), response.body};
    if (range && response.status == 416) { // behind its end
        data.info.size = wholeLength("bytes 0-/" + response.headers.value("Content-Range").value_or("").mid(8), 0);
        data.bytes.clear();
        return data;
    }
    if (response.status != 200 && !(range && response.status == 206))
        return failed(explainStatus(response, subject));
    const QByteArray now = response.headers.value("ETag").value_or("");
    const bool isOther = isDerived(etag)
                             ? derivedETag(wholeSize(response), data.info.modified, knownServerTime()) != etag
                             : !now.isEmpty() && now != etag;
    if (!etag.isEmpty() && isOther)
        return failed(explainStatus(HttpResponse{.status = 412}, subject));
    if (response.status == 206) {
        data.info.size = wholeLength(response.headers.value("Content-Range").value_or(""), range->offset);
        const qint64 expected = std::min(range->length, data.info.size - range->offset);
        if (data.info.size < 0 || data.bytes.size() != expected)
            return failed(nonsense(subject, u"it is another piece than was asked for"_s));
        return data;
    }
    data.info.size = data.bytes.size();
    if (range) // the server does not know of pieces
        data.bytes = data.bytes.mid(range->offset, range->length);
    return data;
}

ObjectResult<ObjectInfo> WebdavClient::head(const QString &key, std::stop_token stop)
{
    if (key.endsWith(u'/') || key.isEmpty()) {
        const auto folder = properties(key, stop);
        if (!folder)
            return std::unexpected(folder.error());
        return ObjectInfo{.key = key, .size = 0, .etag = {}, .modified = folder->modified};
    }
    const Subject about = subject(u"head"_s, key);
    const auto sent = send(about, {.method = "HEAD", .url = about.url}, Repeat::Safe, stop);
    if (!sent)
        return std::unexpected(sent.error());
    if (pointsToFolder(sent->response, about.url))
        return failed(noObject(about));
    if (sent->response.status != 200)
        return failed(explainStatus(sent->response, about));
    const ObjectInfo info = infoOf(key, sent->response.headers);
    if (info.size >= 0)
        return info;
    const auto listed = properties(key, stop); // not every server says to HEAD how long a file is
    if (!listed)
        return std::unexpected(listed.error());
    return infoOf(*listed);
}

} // namespace pulse::webdav
