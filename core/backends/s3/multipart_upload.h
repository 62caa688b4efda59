// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connection.h"

#include <condition_variable>
#include <map>

namespace pulse::s3 {

/// How many parts may be in memory at once, of all uploads together. Thread-safe.
class PartBudget
{
public:
    explicit PartBudget(int parts)
        : m_free(parts)
    {}
    /// Waits for room; false when a stop was asked for first.
    [[nodiscard]] bool take(std::stop_token stop);
    void give();

private:
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    int m_free;
};

/// One content that is uploaded in parts (multipart upload), several at a time. What an earlier attempt left at the
/// server under the same key is used again as far as it is the same. On a failure the parts stay there for the next
/// attempt; on cancellation they are removed.
class MultipartUpload
{
public:
    MultipartUpload(Connection &connection, PartBudget &budget, const Cutting &cutting, QString key);

    /// The ETag of the whole. The headers are sent with the completion.
    [[nodiscard]] Outcome<QByteArray> run(RepeatableSource &content, const HttpHeaders &condition,
                                          std::stop_token stop);

private:
    struct Part
    {
        QByteArray etag;
        QByteArray md5; ///< of what was read here, in hex
    };
    struct Work;

    [[nodiscard]] Outcome<void> begin(std::stop_token stop);
    [[nodiscard]] Outcome<void> resume(std::stop_token stop);
    [[nodiscard]] Outcome<void> readParts(std::stop_token stop);
    [[nodiscard]] Outcome<void> sendAll(RepeatableSource &content, std::stop_token stop);
    void sendPart(Work &work, int number, QByteArray bytes);
    [[nodiscard]] Outcome<QByteArray> complete(const HttpHeaders &condition, std::stop_token stop);
    [[nodiscard]] Outcome<QByteArray> whatIsThere(const Failure &failure, std::stop_token stop);
    void abandon();

    Connection &m_connection;
    PartBudget &m_budget;
    const Cutting m_cutting;
    const QString m_key;
    QByteArray m_id;
    qint64 m_partSize = 0;
    std::map<int, QByteArray> m_there; // by number: the ETags of parts at the server
    std::map<int, Part> m_sent;
};

/// Removes the uploads below the prefix that were begun before a time and never completed; returns how many.
[[nodiscard]] Outcome<int> abortAbandonedUploads(Connection &connection, const QDateTime &before, std::stop_token stop);

} // namespace pulse::s3
