// SPDX-License-Identifier: Apache-2.0
#include "digest.h"
#include "pulse/net/challenge.h"

#include <QCryptographicHash>
#include <algorithm>

namespace pulse {

namespace {

/// How much an offer is worth; 0: nothing.
int strength(const AuthChallenge &challenge)
{
    if (challenge.scheme != "digest" || challenge.parameter("nonce").isEmpty())
        return 0;
    const QByteArray algorithm = challenge.parameter("algorithm").toUpper();
    return algorithm == "SHA-256" ? 2 : algorithm.isEmpty() || algorithm == "MD5" ? 1 : 0;
}

/// Nothing where the server wants more than plain authentication.
std::optional<bool> quality(const AuthChallenge &challenge)
{
    if (!challenge.parameters.contains("qop"))
        return false;
    const QList<QByteArray> offers = challenge.parameter("qop").toLower().split(',');
    const bool plain = std::ranges::any_of(offers, [](const QByteArray &offer) { return offer.trimmed() == "auth"; });
    return plain ? std::optional(true) : std::nullopt;
}

QByteArray inQuotes(QByteArray text)
{
    text.replace('\\', "\\\\").replace('"', "\\\"");
    return '"' + text + '"';
}

} // namespace

DigestSession::DigestSession(QString user, QString secret)
    : m_user(std::move(user))
    , m_secret(std::move(secret))
{}

DigestSession::Use DigestSession::authorise(const QByteArray &method, const QByteArray &target,
                                            const QByteArray &clientNonce)
{
    Asked asked;
    quint32 count = 0;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_asked.nonce.isEmpty())
            return {};
        asked = m_asked;
        count = ++m_count;
    }
    return {answer(asked, count, method, target, clientNonce), asked.nonce};
}

QByteArray DigestSession::answer(const Asked &asked, quint32 count, const QByteArray &method, const QByteArray &target,
                                 const QByteArray &clientNonce) const
{
    const auto kind = asked.algorithm == "SHA-256" ? QCryptographicHash::Sha256 : QCryptographicHash::Md5;
    const auto hash = [kind](const QByteArray &text) { return QCryptographicHash::hash(text, kind).toHex(); };
    const QByteArray number = QByteArray::number(count, 16).rightJustified(8, '0');
    const QByteArray secret = hash(m_user.toUtf8() + ':' + asked.realm + ':' + m_secret.toUtf8());
    const QByteArray subject = hash(method + ':' + target);
    const QByteArray between = asked.quality ? number + ':' + clientNonce + ":auth:" : QByteArray();
    QByteArray field = "Digest username=" + inQuotes(m_user.toUtf8()) + ", realm=" + inQuotes(asked.realm) +
                       ", nonce=" + inQuotes(asked.nonce) + ", uri=" + inQuotes(target) + ", response=\"" +
                       hash(secret + ':' + asked.nonce + ':' + between + subject) + '"';
    if (!asked.algorithm.isEmpty())
        field += ", algorithm=" + asked.algorithm;
    if (!asked.opaque.isEmpty())
        field += ", opaque=" + inQuotes(asked.opaque);
    if (asked.quality)
        field += ", qop=auth, nc=" + number + ", cnonce=" + inQuotes(clientNonce);
    return field;
}

bool DigestSession::learnFromRefusal(const HttpHeaders &headers, const Use &use)
{
    const auto challenges = challengesOf(headers);
    const auto best = std::ranges::max_element(challenges, {}, strength);
    if (best == challenges.end() || strength(*best) == 0)
        return false;
    const auto offered = quality(*best);
    if (!offered)
        return false;
    const std::scoped_lock lock(m_mutex);
    if (!use.nonce.isEmpty() && m_asked.nonce != use.nonce)
        return true; // another thread has learnt something newer meanwhile
    const bool stale = best->parameter("stale").toLower() == "true";
    m_asked = {best->parameter("realm"), best->parameter("nonce"), best->parameter("opaque"),
               best->parameter("algorithm").toUpper(), *offered};
    m_count = 0;
    return use.nonce.isEmpty() || stale;
}

void DigestSession::learnFromSuccess(const HttpHeaders &headers)
{
    const auto info = headers.value("Authentication-Info");
    if (!info)
        return;
    const auto parameters = authParameters(*info);
    const auto next = parameters.find("nextnonce");
    if (next == parameters.end() || next->second.isEmpty())
        return;
    const std::scoped_lock lock(m_mutex);
    m_asked.nonce = next->second;
    m_count = 0;
}

} // namespace pulse
