// SPDX-License-Identifier: Apache-2.0
#include "multipart_upload.h"

#include "pulse/base/cancellation.h"
#include "xml_element.h"

#include <QCryptographicHash>
#include <algorithm>
#include <deque>
#include <future>

using namespace Qt::StringLiterals;

namespace pulse::s3 {
namespace {

constexpr int mostParts = 10'000;
constexpr size_t parallelParts = 4; // of one upload

QByteArray unquoted(QByteArray etag)
{
    if (etag.size() >= 2 && etag.startsWith('"') && etag.endsWith('"'))
        etag = etag.sliced(1, etag.size() - 2);
    return etag;
}

Result<qsizetype> readFully(ByteSource &source, QByteArray &buffer)
{
    qsizetype filled = 0;
    while (filled < buffer.size()) {
        auto got = source.read({buffer.data() + filled, static_cast<size_t>(buffer.size() - filled)});
        if (!got)
            return failure(got);
        if (*got == 0)
            break;
        filled += *got;
    }
    return filled;
}

std::unexpected<Failure> failed(Error error)
{
    return std::unexpected(Failure{.error = std::move(error)});
}

Error senseless(const QString &key)
{
    return Error(
        ErrorCode::Corrupt, {}, key,
        u"The server's answer about the upload of this content makes no sense. Try again; if it stays so, tell who "
        u"runs the server."_s);
}

} // namespace

bool PartBudget::take(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    if (!m_changed.wait(lock, stop, [this] { return m_free > 0; }))
        return false;
    --m_free;
    return true;
}

void PartBudget::give()
{
    const std::scoped_lock lock(m_mutex);
    ++m_free;
    m_changed.notify_one();
}

/// What the threads of one upload share.
struct MultipartUpload::Work
{
    std::stop_source ended;
    std::mutex mutex;
    std::optional<Failure> failure;

    void fail(Failure why)
    {
        const std::scoped_lock lock(mutex);
        if (!failure)
            failure = std::move(why);
        ended.request_stop();
    }
};

MultipartUpload::MultipartUpload(Connection &connection, PartBudget &budget, const Cutting &cutting, QString key)
    : m_connection(connection)
    , m_budget(budget)
    , m_cutting(cutting)
    , m_key(std::move(key))
{}

Outcome<QByteArray> MultipartUpload::run(RepeatableSource &content, const HttpHeaders &condition, std::stop_token stop)
{
    m_partSize = std::max(m_cutting.part, (content.size() + mostParts - 1) / mostParts);
    for (int attempt = 1;; ++attempt) {
        m_sent.clear();
        m_there.clear();
        if (auto begun = attempt == 1 ? resume(stop) : begin(stop); !begun)
            return std::unexpected(std::move(begun).error());
        if (auto rewound = content.rewind(); !rewound)
            return failed(std::move(rewound).error());
        auto sent = sendAll(content, stop);
        if (sent) {
            auto done = complete(condition, stop);
            if (!done && !done.error().indeterminate && done.error().error.code() == ErrorCode::Conflict)
                abandon(); // it will not be completed: the key is another's
            if (done || done.error().code != "NoSuchUpload" || attempt > 1)
                return done;
            continue; // somebody has ended the upload that was resumed
        }
        const bool gone = sent.error().code == "NoSuchUpload" && attempt == 1;
        if (gone)
            continue;
        if (sent.error().error.code() == ErrorCode::Cancelled)
            abandon();
        return std::unexpected(std::move(sent).error());
    }
}

Outcome<void> MultipartUpload::begin(std::stop_token stop)
{
    const auto answer = m_connection.send({.method = "POST", .key = m_key, .query = {{"uploads", ""}}}, stop);
    if (!answer)
        return std::unexpected(answer.error());
    const auto document = parseXml(answer->body);
    m_id = document ? document->value(u"UploadId").toUtf8() : QByteArray();
    if (m_id.isEmpty())
        return failed(senseless(m_key));
    return {};
}

Outcome<void> MultipartUpload::resume(std::stop_token stop)
{
    const QByteArray whole = (m_connection.settings().prefix + m_key).toUtf8();
    const auto answer = m_connection.send({.query = {{"uploads", ""}, {"prefix", whole}}}, stop);
    const auto document = answer ? parseXml(answer->body) : failure(ErrorCode::NotFound, {}, {}, {});
    if (!document)
        return begin(stop); // listing uploads is a permission of its own
    for (const XmlElement &upload : document->children) {
        if (upload.name != u"Upload" || upload.value(u"Key").toUtf8() != whole)
            continue;
        m_id = upload.value(u"UploadId").toUtf8();
        if (!m_id.isEmpty() && readParts(stop))
            return {};
    }
    m_there.clear();
    return begin(stop);
}

Outcome<void> MultipartUpload::readParts(std::stop_token stop)
{
    int marker = 0;
    for (;;) {
        const auto answer = m_connection.send(
            {.key = m_key, .query = {{"uploadId", m_id}, {"part-number-marker", QByteArray::number(marker)}}}, stop);
        if (!answer)
            return std::unexpected(answer.error());
        const auto document = parseXml(answer->body);
        if (!document)
            return failed(document.error());
        int last = marker;
        for (const XmlElement &part : document->children) {
            if (part.name != u"Part")
                continue;
            const int number = part.value(u"PartNumber").toInt();
            if (number < 1 || number > mostParts)
                return failed(senseless(m_key));
            last = std::max(last, number);
            m_there[number] = part.value(u"ETag").toUtf8();
        }
        if (document->value(u"IsTruncated") != u"true")
            return {};
        if (last == marker)
            return failed(senseless(m_key));
        marker = last;
    }
}

Outcome<void> MultipartUpload::sendAll(RepeatableSource &content, std::stop_token stop)
{
    Work work;
    const std::stop_callback stopping(stop, [&work] { work.ended.request_stop(); });
    std::deque<std::future<void>> running; // their end waits for them
    qint64 left = content.size();
    for (int number = 1; left > 0; ++number) {
        if (!m_budget.take(work.ended.get_token()))
            break;
        QByteArray bytes(static_cast<qsizetype>(std::min(left, m_partSize)), Qt::Uninitialized);
        const auto got = readFully(content, bytes);
        if (!got || *got != bytes.size()) {
            m_budget.give();
            work.fail(
                {.error = got ? Error(ErrorCode::Corrupt, {}, m_key,
                                      u"The content is shorter than it was said to be. Read it again and try once "
                                      u"more."_s)
                              : got.error()});
            break;
        }
        left -= bytes.size();
        if (running.size() == parallelParts)
            running.pop_front();
        running.push_back(std::async(std::launch::async, [this, &work, number, bytes = std::move(bytes)]() mutable {
            sendPart(work, number, std::move(bytes));
            m_budget.give();
        }));
    }
    running.clear();
    if (work.failure)
        return std::unexpected(*std::move(work.failure));
    if (auto going = checkCancelled(stop, u"store"_s, m_key); !going)
        return failed(going.error());
    return {};
}

void MultipartUpload::sendPart(Work &work, int number, QByteArray bytes)
{
    Part part{.etag = {}, .md5 = QCryptographicHash::hash(bytes, QCryptographicHash::Md5).toHex()};
    const auto known = m_there.find(number);
    if (known != m_there.end() && unquoted(known->second) == part.md5) {
        part.etag = known->second;
    } else {
        const auto answer =
            m_connection.send({.method = "PUT",
                               .key = m_key,
                               .query = {{"partNumber", QByteArray::number(number)}, {"uploadId", m_id}},
                               .body = std::move(bytes)},
                              work.ended.get_token());
        if (!answer)
            return work.fail(answer.error());
        part.etag = answer->headers.value("ETag").value_or(QByteArray());
        if (part.etag.isEmpty())
            return work.fail({.error = senseless(m_key)});
    }
    const std::scoped_lock lock(work.mutex);
    m_sent[number] = std::move(part);
}

Outcome<QByteArray> MultipartUpload::complete(const HttpHeaders &condition, std::stop_token stop)
{
    QByteArray body = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
    for (const auto &[number, part] : m_sent)
        body +=
            "<Part>" + xmlElement("PartNumber", QByteArray::number(number)) + xmlElement("ETag", part.etag) + "</Part>";
    body += "</CompleteMultipartUpload>";
    const auto answer = m_connection.send({.method = "POST",
                                           .key = m_key,
                                           .query = {{"uploadId", m_id}},
                                           .headers = condition,
                                           .body = body,
                                           .changes = true},
                                          stop);
    if (!answer)
        return whatIsThere(answer.error(), stop);
    // The answer may begin with 200 before the parts are joined, and end with an error.
    const auto document = parseXml(answer->body);
    if (document && document->name == u"CompleteMultipartUploadResult")
        return document->value(u"ETag").toUtf8();
    const Complaint complaint = readComplaint(*answer);
    return whatIsThere({.error = explain(500, complaint.code, m_key, m_connection.place()),
                        .indeterminate = true,
                        .status = 500,
                        .code = complaint.code},
                       stop);
}

/// An upload can be completed once; where that was done by an attempt whose answer was lost, the object tells.
Outcome<QByteArray> MultipartUpload::whatIsThere(const Failure &failure, std::stop_token stop)
{
    if (!failure.indeterminate && failure.code != "NoSuchUpload")
        return std::unexpected(failure);
    QByteArray digests;
    for (const auto &[number, part] : m_sent)
        digests += QByteArray::fromHex(part.md5);
    const QByteArray expected = QCryptographicHash::hash(digests, QCryptographicHash::Md5).toHex() + '-' +
                                QByteArray::number(static_cast<qsizetype>(m_sent.size()));
    const auto there = m_connection.send({.method = "HEAD", .key = m_key}, stop);
    const QByteArray etag = there ? there->headers.value("ETag").value_or(QByteArray()) : QByteArray();
    if (unquoted(etag) == expected)
        return etag;
    return std::unexpected(failure);
}

void MultipartUpload::abandon()
{
    (void)m_connection.send({.method = "DELETE", .key = m_key, .query = {{"uploadId", m_id}}}, {});
}

Outcome<int> abortAbandonedUploads(Connection &connection, const QDateTime &before, std::stop_token stop)
{
    const QByteArray prefix = connection.settings().prefix.toUtf8();
    const auto answer = connection.send({.query = {{"uploads", ""}, {"prefix", prefix}}}, stop);
    if (!answer)
        return std::unexpected(answer.error());
    const auto document = parseXml(answer->body);
    if (!document)
        return failed(document.error());
    int count = 0;
    for (const XmlElement &upload : document->children) {
        const QByteArray key = upload.value(u"Key").toUtf8();
        const QDateTime begun = fromRfc3339(upload.value(u"Initiated"));
        if (upload.name != u"Upload" || !key.startsWith(prefix) || !begun.isValid() || begun >= before)
            continue;
        const auto aborted = connection.send({.method = "DELETE",
                                              .key = QString::fromUtf8(key.sliced(prefix.size())),
                                              .query = {{"uploadId", upload.value(u"UploadId").toUtf8()}}},
                                             stop);
        if (!aborted && aborted.error().code != "NoSuchUpload")
            return std::unexpected(aborted.error());
        ++count;
    }
    return count;
}

} // namespace pulse::s3
