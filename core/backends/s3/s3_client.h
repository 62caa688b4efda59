// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connection.h"
#include "multipart_upload.h"
#include "probing.h"

namespace pulse::s3 {

/// See makeS3Client.
class S3Client final : public ObjectClient
{
public:
    S3Client(const Settings &settings, ClientParts parts, const Cutting &cutting);

    [[nodiscard]] QUrl url() const override;
    [[nodiscard]] QString backend() const override;
    [[nodiscard]] ObjectResult<ObjectAbilities> abilities(std::stop_token stop) override;
    [[nodiscard]] ObjectResult<QDateTime> serverTime(std::stop_token stop) override;
    [[nodiscard]] ObjectResult<ObjectData> get(const QString &key, std::optional<ByteRange> range,
                                               const QByteArray &etag, qint64 maximum, std::stop_token stop) override;
    [[nodiscard]] ObjectResult<ObjectInfo> head(const QString &key, std::stop_token stop) override;
    [[nodiscard]] ObjectResult<ObjectInfo> put(const QString &key, RepeatableSource &content,
                                               const ObjectCondition &condition, std::stop_token stop) override;
    [[nodiscard]] ObjectResult<void> remove(const QString &key, std::stop_token stop) override;
    [[nodiscard]] ObjectResult<void> copy(const QString &from, const QString &to, std::stop_token stop) override;
    [[nodiscard]] ObjectResult<void> claim(const QString &key, std::stop_token stop) override;
    [[nodiscard]] ObjectResult<void> unclaim(const QString &key, std::stop_token stop) override;
    [[nodiscard]] ObjectResult<ObjectPage> list(const Listing &listing, std::stop_token stop) override;

private:
    [[nodiscard]] ObjectResult<ObjectInfo> putWhole(const QString &key, RepeatableSource &content,
                                                    const HttpHeaders &condition, std::stop_token stop);
    /// The condition as this server takes it.
    [[nodiscard]] HttpHeaders headersOf(const ObjectCondition &condition) const;

    Connection m_connection;
    const Cutting m_cutting;
    PartBudget m_budget;
    std::mutex m_probing; // held while the bucket is tried
    std::optional<Probed> m_probed;
    std::optional<bool> m_completion; // a condition on it is honoured; asked when it is first needed
    std::atomic<bool> m_quotedMatch = true;
};

/// Every answer of a server gives a validator in the same form, whichever way it writes it.
[[nodiscard]] QByteArray quotedTag(QByteArray etag);
/// A failure as the callers of an ObjectClient take it.
[[nodiscard]] ObjectFailure objectFailure(Failure failure, const QString &operation);
[[nodiscard]] std::unexpected<ObjectFailure> corruptAnswer(const QString &operation, const QString &subject);

} // namespace pulse::s3
