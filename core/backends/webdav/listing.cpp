// SPDX-License-Identifier: Apache-2.0
#include "webdav_client.h"

#include "pulse/base/quote.h"

#include <algorithm>
#include <atomic>
#include <thread>

using namespace Qt::StringLiterals;

namespace pulse::webdav {

namespace {

const QByteArray wanted = "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
                          "<propfind xmlns=\"DAV:\"><prop><resourcetype/><getcontentlength/><getetag/>"
                          "<getlastmodified/></prop></propfind>";

bool less(const QString &a, const QString &b)
{
    return a.toUtf8() < b.toUtf8();
}

Error refused(const QString &folder, const QString &why)
{
    return {ErrorCode::Corrupt, u"list"_s, folder,
            u"What the server answered about %1 was refused, because %2. Nothing was concluded from it. Try again, or "
            u"tell who runs the server."_s.arg(quoted(folder), why)};
}

constexpr qsizetype deepestFolder = 256;
constexpr qsizetype mostSeen = 2'000'000; // of one page, wanted or not

using Children = std::optional<std::vector<Resource>>;

/// Goes through folders in the order of the keys, and stops when a page is full.
class Walk
{
public:
    Walk(WebdavClient &client, const ObjectClient::Listing &listing, std::stop_token stop)
        : m_client(client)
        , m_listing(listing)
        , m_after(less(listing.after, listing.cursor) ? listing.cursor : listing.after)
        , m_stop(std::move(stop))
    {}

    /// False when the page is full.
    [[nodiscard]] ObjectResult<bool> visit(const QString &folder);
    ObjectPage page;

private:
    [[nodiscard]] bool isWanted(const Resource &resource) const;
    [[nodiscard]] bool isFull() const { return std::ssize(page.objects) + std::ssize(page.folders) >= m_listing.limit; }
    void add(const Resource &resource);
    /// Asks about the folders from the first on, several at once.
    void lookAhead(std::span<const Resource> resources);

    WebdavClient &m_client;
    const ObjectClient::Listing &m_listing;
    const QString m_after;
    std::stop_token m_stop;
    std::map<QString, ObjectResult<Children>> m_ahead;
    QString m_last;
    qsizetype m_seen = 0;
};

bool Walk::isWanted(const Resource &resource) const
{
    if (resource.key.startsWith(".pulse-probe-"_L1))
        return false;
    const bool leadsOn = resource.isFolder && !m_listing.shallow && m_after.startsWith(resource.key);
    return m_after.isEmpty() || leadsOn || less(m_after, resource.key);
}

void Walk::add(const Resource &resource)
{
    m_last = resource.key;
    if (resource.isFolder)
        page.folders.push_back(resource.key);
    else
        page.objects.push_back(m_client.infoOf(resource));
}

void Walk::lookAhead(std::span<const Resource> resources)
{
    const qsizetype left = m_listing.limit - std::ssize(page.objects);
    const qsizetype most = std::clamp<qsizetype>(left, 1, 2LL * m_client.workers());
    std::vector<QString> folders;
    for (const Resource &resource : resources)
        if (resource.isFolder && isWanted(resource) && std::ssize(folders) < most)
            folders.push_back(resource.key);
    std::vector<std::optional<ObjectResult<Children>>> found(folders.size());
    std::atomic<size_t> next = 0;
    const auto ask = [&] {
        for (size_t i = next++; i < folders.size(); i = next++)
            found[i] = m_client.children(folders[i], m_stop);
    };
    {
        std::vector<std::jthread> helpers;
        for (int i = 1; i < std::min<int>(m_client.workers(), int(folders.size())); ++i)
            helpers.emplace_back(ask);
        ask();
    }
    for (size_t i = 0; i < folders.size(); ++i)
        m_ahead.insert_or_assign(folders[i], *std::move(found[i]));
}

ObjectResult<bool> Walk::visit(const QString &folder)
{
    if (folder.count(u'/') > deepestFolder)
        return failed(refused(folder, u"the folders are nested too deeply"_s));
    auto taken = m_ahead.extract(folder);
    const auto inside = taken.empty() ? m_client.children(folder, m_stop) : std::move(taken.mapped());
    if (!inside)
        return std::unexpected(inside.error());
    if (!*inside)
        return true; // it was removed since it was seen
    m_seen += std::ssize(**inside) + 1;
    if (m_seen > mostSeen)
        return failed(refused(folder, u"there are more entries than can be"_s));
    const std::span<const Resource> resources(**inside);
    for (size_t i = 0; i < resources.size(); ++i) {
        const Resource &resource = resources[i];
        if (!isWanted(resource))
            continue;
        if (resource.isFolder && !m_listing.shallow) {
            if (!m_ahead.contains(resource.key))
                lookAhead(resources.subspan(i));
            const auto goesOn = visit(resource.key);
            if (!goesOn || !*goesOn)
                return goesOn;
            continue;
        }
        if (isFull()) {
            page.next = m_last;
            return false;
        }
        add(resource);
    }
    return true;
}

} // namespace

ObjectResult<std::vector<Resource>> WebdavClient::propfind(const QString &key, int depth, std::stop_token stop)
{
    const Subject about = subject(u"list"_s, key);
    HttpRequest request{.method = "PROPFIND", .url = about.url, .body = wanted};
    request.headers = {{"Depth", QByteArray::number(depth)}, {"Content-Type", "application/xml; charset=utf-8"}};
    request.maximumAnswer = m_parts.bytesPerFolder;
    const auto sent = send(about, request, Repeat::Safe, stop);
    if (!sent)
        return std::unexpected(sent.error());
    if (sent->response.status != 207) {
        const bool isNoWebdav = sent->response.status / 100 == 2;
        return failed(explainStatus(isNoWebdav ? HttpResponse{.status = 405} : sent->response, about));
    }
    auto resources = readMultistatus(sent->response.body, m_base, {.entries = m_parts.entriesPerFolder});
    if (!resources)
        return failed(std::move(resources).error());
    return *std::move(resources);
}

ObjectResult<Resource> WebdavClient::properties(const QString &key, std::stop_token stop)
{
    auto found = propfind(key, 0, stop);
    if (!found)
        return std::unexpected(std::move(found).error());
    const bool isOne = found->size() == 1 && found->front().key == key;
    if (!isOne)
        return failed(refused(key.isEmpty() ? m_base.url().toDisplayString() : key, u"it is about something else"_s));
    return std::move(found->front());
}

ObjectResult<Children> WebdavClient::children(const QString &folder, std::stop_token stop)
{
    auto found = propfind(folder, 1, stop);
    if (!found && found.error().error.code() == ErrorCode::NotFound)
        return std::nullopt;
    if (!found)
        return std::unexpected(std::move(found).error());
    const auto self = std::ranges::find(*found, folder, &Resource::key);
    if (self == found->end())
        return failed(
            refused(folder, u"the folder itself is missing in it"_s)); // a listing that was cut or is another's
    found->erase(self);
    for (const Resource &resource : *found) {
        const bool isBelow = resource.key.startsWith(folder);
        const QStringView leaf = QStringView(resource.key).sliced(isBelow ? folder.size() : 0);
        if (!isBelow || leaf.chopped(resource.isFolder ? 1 : 0).contains(u'/'))
            return failed(refused(folder, u"it names %1, which is not in that folder"_s.arg(quoted(resource.key))));
        if (!resource.isFolder && resource.size < 0)
            return failed(refused(folder, u"it does not say how long %1 is"_s.arg(quoted(resource.key))));
    }
    std::ranges::sort(*found, less, &Resource::key);
    return *std::move(found);
}

ObjectResult<ObjectPage> WebdavClient::list(const Listing &listing, std::stop_token stop)
{
    Walk walk(*this, listing, stop);
    if (const auto walked = walk.visit(listing.prefix); !walked)
        return std::unexpected(walked.error());
    if (walk.page.objects.empty() && walk.page.folders.empty()) // is it empty, or is the library's folder gone?
        if (const auto root = properties({}, stop); !root)
            return std::unexpected(root.error());
    return std::move(walk.page);
}

} // namespace pulse::webdav
