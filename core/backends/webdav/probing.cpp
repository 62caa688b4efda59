// SPDX-License-Identifier: Apache-2.0
#include "webdav_client.h"

#include "pulse/base/quote.h"

using namespace Qt::StringLiterals;

namespace pulse::webdav {

ObjectResult<ObjectAbilities> WebdavClient::abilities(std::stop_token stop)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_abilities)
            return *m_abilities;
    }
    const QString folder = u".pulse-probe-%1/"_s.arg(QString::fromLatin1(m_parts.random(8).toHex()));
    auto made = makeFolder(folder, stop);
    const bool isMine = made || (made.error().indeterminate && made.error().error.code() == ErrorCode::Conflict);
    if (!isMine) // of that name there is no other: one that is there after a lost answer was made
        return std::unexpected(whyNoFolder(std::move(made).error()));
    auto seen = probe(folder, stop);
    const auto gone = erase(folder, {}); // also where it was cancelled
    if (!seen)
        return seen;
    if (!gone)
        return std::unexpected(gone.error());
    const std::scoped_lock lock(m_mutex);
    m_abilities = *seen;
    return seen;
}

// 405 also says that the method is known to nobody here, as on a server that only hands out files.
ObjectFailure WebdavClient::whyNoFolder(ObjectFailure failure) const
{
    if (failure.error.code() != ErrorCode::Conflict)
        return failure;
    return {.error = Error(ErrorCode::PermissionDenied, failure.error.operation(), url().toString(),
                           u"The server %1 makes no folders here: it can be read, and takes no changes. Ask who runs "
                           "it for write access."_s.arg(quoted(url().host())))};
}

// Whether of several conditional puts at once one wins cannot be seen from outside: Apache refuses the second when it
// comes later, and lets both win when they come together. So these abilities are never claimed.
ObjectResult<ObjectAbilities> WebdavClient::probe(const QString &folder, std::stop_token stop)
{
    ObjectAbilities abilities;
    const auto again = makeFolder(folder, stop);
    if (!again && again.error().error.code() != ErrorCode::Conflict)
        return std::unexpected(again.error());
    const auto there = properties(folder, stop);
    if (!there)
        return std::unexpected(there.error());
    abilities.claims = !again && there->isFolder;
    const auto copied = probeCopy(folder, stop);
    if (!copied)
        return std::unexpected(copied.error());
    abilities.copies = *copied;
    return abilities;
}

ObjectResult<bool> WebdavClient::probeCopy(const QString &folder, std::stop_token stop)
{
    BufferSource content("A probe by Pulse; it may be removed.\n");
    if (const auto put = putOnce(folder + u"a +%#é"_s, content, {}, stop); !put)
        return std::unexpected(put.error());
    if (const auto copied = copy(folder + u"a +%#é"_s, folder + u"b"_s, stop); !copied)
        return false;
    const auto read = get(folder + u"b"_s, std::nullopt, {}, 1024, stop);
    return read && read->bytes.size() == content.size();
}

} // namespace pulse::webdav
