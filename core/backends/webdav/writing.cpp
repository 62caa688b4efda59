// SPDX-License-Identifier: Apache-2.0
#include "webdav_client.h"

#include "pulse/base/quote.h"

using namespace Qt::StringLiterals;

namespace pulse::webdav {

namespace {

constexpr int folderAttempts = 3;
constexpr qint64 longBytes = 256 * 1024; // not sent twice only to hear that a folder is missing

/// The folder that holds what the key names; empty for the library's own.
QString parentOf(const QString &key)
{
    const qsizetype slash = key.lastIndexOf(u'/', key.endsWith(u'/') ? -2 : -1);
    return key.first(slash + 1);
}

bool isSuccess(int status)
{
    return status / 100 == 2;
}

bool isGone(int status)
{
    return status == 404 || status == 410;
}

} // namespace

ObjectResult<ObjectInfo> WebdavClient::put(const QString &key, RepeatableSource &content,
                                           const ObjectCondition &condition, std::stop_token stop)
{
    m_cache.forget(key);
    if (content.size() >= longBytes)
        (void)makeParents(key, stop); // what is wrong the put tells
    auto done = putOnce(key, content, condition, stop);
    if (done || !isParentMissing(done.error(), key, stop))
        return done;
    if (auto made = makeParents(key, stop); !made)
        return std::unexpected(std::move(made).error());
    return putOnce(key, content, condition, stop);
}

// nginx answers 500 where a folder is missing; without that folder nothing can have been written.
bool WebdavClient::isParentMissing(const ObjectFailure &failure, const QString &key, std::stop_token stop)
{
    if (!failure.indeterminate)
        return failure.error.code() == ErrorCode::NotFound;
    const auto parent = properties(parentOf(key), stop);
    return !parent && parent.error().error.code() == ErrorCode::NotFound;
}

ObjectResult<ObjectInfo> WebdavClient::putOnce(const QString &key, RepeatableSource &content,
                                               const ObjectCondition &condition, std::stop_token stop)
{
    const Subject about = subject(u"put"_s, key);
    HttpRequest request{.method = "PUT", .url = about.url, .source = &content};
    request.headers.add("Content-Type", "application/octet-stream");
    if (condition.kind == ObjectCondition::Kind::Absent)
        request.headers.add("If-None-Match", "*");
    else if (condition.kind == ObjectCondition::Kind::Matches && !isDerived(condition.etag))
        request.headers.add("If-Match", condition.etag);
    const auto sent = send(about, request, Repeat::Idempotent, stop);
    if (!sent)
        return std::unexpected(sent.error());
    const int status = sent->response.status;
    if (!isSuccess(status))
        return failed(explainStatus(sent->response, about), sent->isDoubtful || isIndeterminate(sent->response));
    return ObjectInfo{.key = key, .size = content.size(), .etag = {}, .modified = {}};
}

ObjectResult<void> WebdavClient::makeFolder(const QString &key, std::stop_token stop)
{
    const Subject about = subject(u"claim"_s, key);
    const auto sent = send(about, {.method = "MKCOL", .url = about.url}, Repeat::Idempotent, stop);
    if (!sent)
        return std::unexpected(sent.error());
    const int status = sent->response.status;
    if (isSuccess(status))
        return {};
    if (status == 405) // RFC 4918, 9.3.1: there is something already
        return failed(Error(ErrorCode::Conflict, about.operation, key,
                            u"The folder %1 is there already. Look at it, then try again."_s.arg(quoted(key))),
                      sent->isDoubtful);
    return failed(explainStatus(sent->response, about), sent->isDoubtful || isIndeterminate(sent->response));
}

// Up to the first that is there; never the library's own: where that is gone, nothing is to be made in its place.
ObjectResult<void> WebdavClient::makeParents(const QString &key, std::stop_token stop)
{
    const QString folder = parentOf(key);
    if (folder.isEmpty()) {
        const auto root = properties({}, stop);
        return root ? ObjectResult<void>() : std::unexpected(root.error());
    }
    for (int attempt = 1;; ++attempt) {
        auto made = makeFolder(folder, stop);
        if (made || made.error().error.code() == ErrorCode::Conflict)
            return {};
        const bool isWanting = made.error().error.code() == ErrorCode::NotFound;
        const bool isOpen = made.error().indeterminate && made.error().error.code() != ErrorCode::Cancelled;
        // Asked for once more, one that was made is said to be there.
        if (attempt == folderAttempts || !(isWanting || isOpen))
            return made;
        if (isWanting)
            if (auto above = makeParents(folder, stop); !above)
                return above;
    }
}

ObjectResult<void> WebdavClient::claim(const QString &key, std::stop_token stop)
{
    auto made = makeFolder(key, stop);
    if (made || made.error().indeterminate || made.error().error.code() != ErrorCode::NotFound)
        return made;
    if (auto parents = makeParents(key, stop); !parents)
        return parents;
    return makeFolder(key, stop);
}

// A server deletes folders with all that is in them, so this is only for those whom nobody can interrupt.
ObjectResult<void> WebdavClient::unclaim(const QString &key, std::stop_token stop)
{
    const auto inside = children(key, stop);
    if (!inside)
        return std::unexpected(ObjectFailure{inside.error().error, false}); // it was only looked at
    if (!*inside)
        return {};
    if (!(*inside)->empty())
        return failed(Error(ErrorCode::Conflict, u"unclaim"_s, key,
                            u"The folder %1 is not empty. Look at what is in it."_s.arg(quoted(key))));
    return erase(key, stop);
}

ObjectResult<void> WebdavClient::remove(const QString &key, std::stop_token stop)
{
    m_cache.forget(key);
    return erase(key, stop);
}

ObjectResult<void> WebdavClient::erase(const QString &key, std::stop_token stop)
{
    const Subject about = subject(u"remove"_s, key);
    const auto sent = send(about, {.method = "DELETE", .url = about.url}, Repeat::OnlyUnsent, stop);
    if (!sent)
        return std::unexpected(sent.error());
    const int status = sent->response.status;
    if (isGone(status) || (isSuccess(status) && status != 207))
        return {};
    if (status == 207) {
        // Some of what is in the folder stayed (RFC 4918, 9.6.1), or somebody else removed it meanwhile.
        const auto left = properties(key, stop);
        if (!left && left.error().error.code() == ErrorCode::NotFound)
            return {};
        return failed(
            Error(ErrorCode::PermissionDenied, about.operation, key,
                  u"The server could not remove all of %1. Ask its administrator for access."_s.arg(quoted(key))));
    }
    return failed(explainStatus(sent->response, about), sent->isDoubtful || isIndeterminate(sent->response));
}

ObjectResult<void> WebdavClient::copy(const QString &from, const QString &to, std::stop_token stop)
{
    m_cache.forget(to);
    const Subject about = subject(u"copy"_s, from);
    HttpRequest request{.method = "COPY", .url = about.url};
    request.headers = {{"Destination", m_base.urlOf(to).toEncoded()}, {"Overwrite", "T"}, {"Depth", "0"}};
    for (bool again = false;; again = true) {
        const auto sent = send(about, request, Repeat::Idempotent, stop);
        if (!sent)
            return std::unexpected(sent.error());
        const int status = sent->response.status;
        if (isSuccess(status) && status != 207)
            return {};
        auto refused =
            failed(explainStatus(sent->response, about), sent->isDoubtful || isIndeterminate(sent->response));
        const bool isWanting = status == 409 || (status == 500 && isParentMissing(refused.error(), to, stop));
        if (again || !isWanting)
            return refused;
        if (auto made = makeParents(to, stop); !made)
            return made;
    }
}

} // namespace pulse::webdav
