// SPDX-License-Identifier: Apache-2.0
#include "paths.h"

#include <QStringDecoder>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse::webdav {

namespace {

std::optional<QString> decodedSegment(const QByteArray &encoded)
{
    for (qsizetype at = encoded.indexOf('%'); at >= 0; at = encoded.indexOf('%', at + 1)) {
        bool isHex = false;
        (void)encoded.mid(at + 1, 2).toUInt(&isHex, 16);
        if (!isHex || at + 3 > encoded.size())
            return std::nullopt;
    }
    QStringDecoder decoder(QStringDecoder::Utf8);
    QString segment = decoder(QByteArray::fromPercentEncoding(encoded));
    const bool isUnsafe = std::ranges::any_of(segment, [](QChar character) {
        return character == u'/' || character == u'\\' || character.category() == QChar::Other_Control;
    });
    if (decoder.hasError() || isUnsafe || segment.isEmpty() || segment == u"."_s || segment == u".."_s)
        return std::nullopt;
    return segment;
}

/// The path of an href; nothing where it is none of the host's.
std::optional<QByteArray> pathOf(const QByteArray &href, const QUrl &base)
{
    if (href.startsWith("//") || href.contains('?') || href.contains('#'))
        return std::nullopt;
    if (href.startsWith('/'))
        return href;
    const QByteArray lower = href.toLower();
    if (!lower.startsWith("http://") && !lower.startsWith("https://"))
        return std::nullopt;
    const qsizetype begin = href.indexOf("//") + 2;
    const qsizetype slash = href.indexOf('/', begin);
    if (slash < 0)
        return std::nullopt;
    // Behind a proxy a server may take itself for another port or scheme, but not for another host.
    const QUrl origin = QUrl::fromEncoded(href.first(slash));
    if (!origin.userInfo().isEmpty() || origin.host().compare(base.host(), Qt::CaseInsensitive) != 0)
        return std::nullopt;
    return href.mid(slash);
}

} // namespace

Base::Base(const QUrl &folder)
    : m_url(folder.adjusted(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment))
{
    QByteArray path = m_url.path(QUrl::FullyEncoded).toLatin1();
    if (!path.endsWith('/'))
        path += '/';
    m_url.setPath(QString::fromLatin1(path), QUrl::StrictMode);
    for (const QByteArray &segment : path.split('/'))
        if (!segment.isEmpty())
            m_segments.append(QString::fromUtf8(QByteArray::fromPercentEncoding(segment)));
}

QUrl Base::urlOf(const QString &key) const
{
    QByteArray encoded = m_url.toEncoded();
    encoded += QUrl::toPercentEncoding(key, "/");
    return QUrl::fromEncoded(encoded, QUrl::StrictMode);
}

std::optional<QString> Base::keyOf(QByteArrayView href) const
{
    const auto path = pathOf(href.trimmed().toByteArray(), m_url);
    if (!path)
        return std::nullopt;
    const bool isFolder = path->endsWith('/');
    QList<QByteArray> encoded = path->mid(1).split('/');
    if (isFolder)
        encoded.removeLast();
    QStringList segments;
    for (const QByteArray &one : std::as_const(encoded)) {
        auto segment = decodedSegment(one);
        if (!segment)
            return std::nullopt;
        segments.append(*std::move(segment));
    }
    if (segments.size() < m_segments.size() || segments.first(m_segments.size()) != m_segments)
        return std::nullopt;
    const QStringList below = segments.sliced(m_segments.size());
    return below.isEmpty() ? QString() : below.join(u'/') + (isFolder ? u"/"_s : QString());
}

} // namespace pulse::webdav
