// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "answers.h"
#include "multistatus.h"
#include "pulse/backends/webdav/client.h"
#include "revalidated.h"

namespace pulse::webdav {

/// See makeWebdavClient(). Reading, writing, listing and probing each have a source file of their own.
class WebdavClient final : public ObjectClient
{
public:
    WebdavClient(const QUrl &folder, WebdavParts parts);

    [[nodiscard]] QUrl url() const override { return m_base.url(); }
    [[nodiscard]] QString backend() const override { return QStringLiteral("webdav"); }
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

    /// What lies in a folder, sorted as keys are: for listings. Nothing where there is no such folder.
    [[nodiscard]] ObjectResult<std::optional<std::vector<Resource>>> children(const QString &folder,
                                                                              std::stop_token stop);
    /// The folder or file itself. NotFound.
    [[nodiscard]] ObjectResult<Resource> properties(const QString &key, std::stop_token stop);
    [[nodiscard]] int workers() const { return m_parts.workers; }
    [[nodiscard]] ObjectInfo infoOf(const Resource &resource) const;

private:
    using Repeat = RetryingTransport::Repeat;

    struct Sent
    {
        HttpResponse response;
        bool isDoubtful = false; ///< an attempt before may have been carried out
    };
    /// Any answer; a failure only where there is none.
    [[nodiscard]] ObjectResult<Sent> send(const Subject &subject, const HttpRequest &request, Repeat repeat,
                                          std::stop_token stop);
    void noteTime(const HttpHeaders &headers);
    [[nodiscard]] QDateTime knownServerTime() const;
    [[nodiscard]] Subject subject(const QString &operation, const QString &key) const;

    [[nodiscard]] ObjectResult<std::vector<Resource>> propfind(const QString &key, int depth, std::stop_token stop);
    [[nodiscard]] ObjectResult<ObjectData> readAnswer(const Subject &subject, const HttpResponse &response,
                                                      std::optional<ByteRange> range, const QByteArray &etag) const;
    [[nodiscard]] ObjectInfo infoOf(const QString &key, const HttpHeaders &headers) const;
    [[nodiscard]] ObjectResult<ObjectInfo> putOnce(const QString &key, RepeatableSource &content,
                                                   const ObjectCondition &condition, std::stop_token stop);
    [[nodiscard]] bool isParentMissing(const ObjectFailure &failure, const QString &key, std::stop_token stop);
    [[nodiscard]] ObjectResult<void> makeParents(const QString &key, std::stop_token stop);
    /// Conflict where it is there, NotFound where its parent is not.
    [[nodiscard]] ObjectResult<void> makeFolder(const QString &key, std::stop_token stop);
    /// Of the first folder of a probe.
    [[nodiscard]] ObjectFailure whyNoFolder(ObjectFailure failure) const;
    [[nodiscard]] ObjectResult<ObjectAbilities> probe(const QString &folder, std::stop_token stop);
    [[nodiscard]] ObjectResult<bool> probeCopy(const QString &folder, std::stop_token stop);
    [[nodiscard]] ObjectResult<void> erase(const QString &key, std::stop_token stop);

    const Base m_base;
    const WebdavParts m_parts;
    RetryingTransport m_transport;
    Revalidated m_cache;
    mutable std::mutex m_mutex;
    std::optional<ObjectAbilities> m_abilities;
    QDateTime m_serverTime; ///< as of m_readAt
    std::chrono::milliseconds m_readAt{0};
};

} // namespace pulse::webdav
