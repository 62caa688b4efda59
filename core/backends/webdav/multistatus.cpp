// SPDX-License-Identifier: Apache-2.0
#include "multistatus.h"
#include "pulse/base/quote.h"
#include "pulse/net/http_date.h"

#include <QSet>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

namespace pulse::webdav {

namespace {

/// The properties of one propstat, which count only when its status says so.
struct Properties
{
    bool isFolder = false;
    std::optional<qint64> size;
    QByteArray etag;
    QDateTime modified;
    QString status;
};

class MultistatusReader
{
public:
    MultistatusReader(const QByteArray &xml, const Base &base, const MultistatusLimits &limits)
        : m_xml(xml)
        , m_base(base)
        , m_limits(limits)
    {
        m_xml.setEntityExpansionLimit(0);
    }

    Result<std::vector<Resource>> read();

private:
    void take();
    void begin();
    void end();
    void finishResponse();
    void finishPropertySet();
    [[nodiscard]] bool isIn(QLatin1StringView name) const
    {
        return m_path.size() > 1 && m_path[m_path.size() - 2] == name;
    }
    void refuse(const QString &why)
    {
        if (m_why.isEmpty())
            m_why = why;
    }

    QXmlStreamReader m_xml;
    const Base &m_base;
    const MultistatusLimits m_limits;
    QString m_why; ///< it is refused
    QStringList m_path;
    QString m_text;
    QStringList m_hrefs;
    QString m_responseStatus;
    Properties m_found;
    Properties m_set;
    QSet<QString> m_seen;
    bool m_isMultistatus = false;
    std::vector<Resource> m_resources;
};

Result<std::vector<Resource>> MultistatusReader::read()
{
    while (!m_xml.atEnd() && m_why.isEmpty())
        take();
    if (m_xml.hasError())
        refuse(u"it ends too early or is no XML"_s);
    if (!m_isMultistatus)
        refuse(u"it is no list of resources"_s);
    if (m_why.isEmpty())
        return std::move(m_resources);
    return failure(ErrorCode::Corrupt, {}, m_base.url().toDisplayString(),
                   u"What the server answered about %1 was refused, because %2. Nothing was concluded from it. Try "
                   u"again, or tell who runs the server."_s.arg(quoted(m_base.url().toDisplayString()), m_why));
}

void MultistatusReader::take()
{
    switch (m_xml.readNext()) {
    case QXmlStreamReader::DTD:
    case QXmlStreamReader::EntityReference:
        return refuse(u"it declares or uses entities of its own"_s);
    case QXmlStreamReader::StartElement:
        return begin();
    case QXmlStreamReader::EndElement:
        return end();
    case QXmlStreamReader::Characters:
        m_text += m_xml.text();
        return;
    default:
        return;
    }
}

void MultistatusReader::begin()
{
    const bool isDav = m_xml.namespaceUri() == "DAV:"_L1;
    m_path.append(isDav ? m_xml.name().toString() : QString());
    m_text.clear();
    if (m_path.size() > m_limits.depth)
        return refuse(u"its elements are nested too deeply"_s);
    if (m_path.size() == 1)
        m_isMultistatus = m_path.last() == "multistatus"_L1;
    else if (m_path.last() == "response"_L1 && isIn("multistatus"_L1)) {
        m_hrefs.clear();
        m_responseStatus.clear();
        m_found = {};
    } else if (m_path.last() == "propstat"_L1)
        m_set = {};
}

void MultistatusReader::end()
{
    const QString name = m_path.last();
    if (name == "href"_L1 && isIn("response"_L1))
        m_hrefs.append(m_text.trimmed());
    else if (name == "status"_L1)
        (isIn("propstat"_L1) ? m_set.status : m_responseStatus) = m_text.trimmed();
    else if (name == "collection"_L1 && isIn("resourcetype"_L1))
        m_set.isFolder = true;
    else if (isIn("prop"_L1) && name == "getcontentlength"_L1) {
        bool isNumber = false;
        const qint64 size = m_text.trimmed().toLongLong(&isNumber);
        if (isNumber && size >= 0)
            m_set.size = size;
    } else if (isIn("prop"_L1) && name == "getetag"_L1)
        m_set.etag = m_text.trimmed().toUtf8();
    else if (isIn("prop"_L1) && name == "getlastmodified"_L1)
        m_set.modified = fromHttpDate(m_text.toLatin1(), QDateTime::currentDateTimeUtc());
    else if (name == "propstat"_L1)
        finishPropertySet();
    else if (name == "response"_L1)
        finishResponse();
    m_path.removeLast();
    m_text.clear();
}

void MultistatusReader::finishPropertySet()
{
    if (m_set.status.section(u' ', 1, 1) == "200"_L1)
        m_found = m_set;
}

void MultistatusReader::finishResponse()
{
    const QString status = m_responseStatus.section(u' ', 1, 1);
    if (status == "404"_L1 || status == "410"_L1)
        return; // it vanished while it was listed
    if (m_hrefs.size() != 1)
        return refuse(u"a resource in it has no address, or several"_s);
    auto key = m_base.keyOf(m_hrefs.first().toUtf8());
    if (!key)
        return refuse(u"it names %1, which lies outside of the library"_s.arg(quoted(m_hrefs.first())));
    Resource resource{std::move(*key), m_found.isFolder, m_found.size.value_or(-1), m_found.etag, m_found.modified};
    if (resource.isFolder && !resource.key.isEmpty() && !resource.key.endsWith(u'/'))
        resource.key += u'/';
    if (!resource.isFolder && (resource.key.isEmpty() || resource.key.endsWith(u'/')))
        return refuse(u"it has a file where a folder should be"_s);
    if (m_seen.contains(resource.key))
        return refuse(u"it names %1 twice"_s.arg(quoted(resource.key)));
    m_seen.insert(resource.key);
    if (std::ssize(m_resources) >= m_limits.entries)
        return refuse(u"it has more than %1 entries"_s.arg(m_limits.entries));
    m_resources.push_back(std::move(resource));
}

} // namespace

Result<std::vector<Resource>> readMultistatus(const QByteArray &xml, const Base &base, const MultistatusLimits &limits)
{
    return MultistatusReader(xml, base, limits).read();
}

} // namespace pulse::webdav
