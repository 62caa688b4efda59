// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/s3/credential_chain.h"

#include "pulse/base/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse::s3 {
namespace {

bool same(const SigningIdentity &a, const SigningIdentity &b)
{
    return a.accessKey == b.accessKey && a.secretKey == b.secretKey && a.sessionToken == b.sessionToken;
}

constexpr int mostAnswers = 6; // of one source, each after one that cannot be used

/// The access key stands in a list of words separated by slashes and commas, so a server cannot even read one that
/// holds these: it complains about the request, not about the key. Empty where the key can be one.
QString problemOf(const QByteArray &accessKey)
{
    if (accessKey.isEmpty())
        return u"There is a secret key for %1, but no access key. Give both."_s;
    if (std::ranges::any_of(accessKey, [](char c) { return c <= ' ' || c > '~' || c == '/' || c == ',' || c == '='; }))
        return u"What was given as the access key for %1 cannot be one: it holds characters that no access key has. "
               u"Check that the access key and the secret key were not exchanged, and that nothing else was copied "
               u"along."_s;
    return {};
}

} // namespace

CredentialChain::CredentialChain(Settings settings, Environment environment, std::shared_ptr<CredentialSource> source)
    : m_settings(std::move(settings))
    , m_environment(std::move(environment))
    , m_source(std::move(source))
{}

std::vector<CredentialChain::Place> CredentialChain::places() const
{
    switch (m_settings.keys) {
    case Settings::Keys::Environment:
        return {Place::Environment};
    case Settings::Keys::Profile:
        return {Place::Profile};
    case Settings::Keys::Keychain:
        return {Place::Source};
    case Settings::Keys::Chain:
        break;
    }
    return {Place::Environment, Place::Profile, Place::Source};
}

Result<SigningIdentity> CredentialChain::identity(std::stop_token stop)
{
    const std::scoped_lock lock(m_mutex);
    if (m_identity)
        return *m_identity;
    const auto all = places();
    for (; m_at < all.size(); ++m_at) {
        auto found = lookIn(all[m_at], false, stop);
        if (!found)
            return failure(found);
        if (*found) {
            if (const QString problem = problemOf((*found)->accessKey); !problem.isEmpty())
                return std::unexpected(unusable(problem));
            m_identity = **found;
            return *m_identity;
        }
    }
    m_at = 0; // they may be there the next time
    return std::unexpected(none());
}

bool CredentialChain::refused(const SigningIdentity &identity, std::stop_token stop)
{
    const std::scoped_lock lock(m_mutex);
    if (m_identity && !same(*m_identity, identity))
        return true; // another thread has found others meanwhile
    m_identity.reset();
    m_announced = false;
    const auto all = places();
    for (; m_at < all.size(); ++m_at) {
        const auto found = lookIn(all[m_at], true, stop);
        if (found && *found && !same(**found, identity) && problemOf((*found)->accessKey).isEmpty()) {
            m_identity = **found;
            return true;
        }
    }
    m_at = 0;
    return false;
}

void CredentialChain::accepted(const SigningIdentity &identity)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_announced || !m_identity || !same(*m_identity, identity))
            return;
        m_announced = true;
        if (places()[m_at] != Place::Source)
            return;
    }
    m_source->accepted(request(), {.user = QString::fromUtf8(identity.accessKey),
                                   .secret = QString::fromUtf8(identity.secretKey),
                                   .sessionToken = QString::fromUtf8(identity.sessionToken)});
}

CredentialChain::Found CredentialChain::lookIn(Place place, bool rejected, std::stop_token stop) const
{
    switch (place) {
    case Place::Environment:
        return fromEnvironment();
    case Place::Profile:
        return fromProfile();
    case Place::Source:
        return fromSource(rejected, stop);
    case Place::End:
        break;
    }
    return std::nullopt;
}

CredentialChain::Found CredentialChain::fromEnvironment() const
{
    const QString key = m_environment.variable(u"AWS_ACCESS_KEY_ID"_s);
    const QString secret = m_environment.variable(u"AWS_SECRET_ACCESS_KEY"_s);
    if (key.isEmpty() && secret.isEmpty())
        return std::nullopt;
    if (key.isEmpty() || secret.isEmpty())
        return failure(ErrorCode::PermissionDenied, u"open"_s, m_settings.shown().toString(),
                       u"Of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY only one is set. Set both, or neither."_s);
    return SigningIdentity{key.toUtf8(), secret.toUtf8(), m_environment.variable(u"AWS_SESSION_TOKEN"_s).toUtf8()};
}

CredentialChain::Found CredentialChain::fromProfile() const
{
    const auto profile = readProfile(m_environment, m_settings.profile.name); // anew: other programs renew its keys
    if (!profile)
        return failure(profile);
    const QString key = profile->value(u"aws_access_key_id"_s);
    const QString secret = profile->value(u"aws_secret_access_key"_s);
    if (!key.isEmpty() && !secret.isEmpty())
        return SigningIdentity{key.toUtf8(), secret.toUtf8(), profile->value(u"aws_session_token"_s).toUtf8()};
    if (!key.isEmpty() || !secret.isEmpty())
        return failure(ErrorCode::PermissionDenied, u"open"_s, m_settings.shown().toString(),
                       u"The profile %1 has only half of a key: aws_access_key_id and aws_secret_access_key belong "
                       u"together."_s.arg(quoted(profile->name)));
    for (const auto &other : {u"role_arn"_s, u"sso_session"_s, u"sso_start_url"_s, u"credential_process"_s}) {
        if (!profile->value(other).isEmpty() && m_settings.keys == Settings::Keys::Profile)
            return failure(ErrorCode::Unsupported, u"open"_s, m_settings.shown().toString(),
                           u"The profile %1 gets its keys by %2, which is not done here. Let the AWS program write "
                           u"them: `aws configure export-credentials`, then put them into a profile."_s.arg(
                               quoted(profile->name), other));
    }
    return std::nullopt;
}

CredentialRequest CredentialChain::request() const
{
    QUrl place = m_settings.endpoint;
    place.setPath(u'/' + m_settings.bucket);
    return {.kind = CredentialRequest::Kind::AccessKey, .place = place, .realm = {}, .user = {}, .rejected = false};
}

CredentialChain::Found CredentialChain::fromSource(bool rejected, std::stop_token stop) const
{
    if (!m_source)
        return std::nullopt;
    CredentialRequest wanted = request();
    wanted.rejected = rejected;
    Found found = std::nullopt;
    for (int answer = 0; answer < mostAnswers; ++answer) {
        const auto given = m_source->credential(wanted, stop);
        if (!given)
            return failure(given);
        if (!*given)
            break;
        found = SigningIdentity{(*given)->user.toUtf8(), (*given)->secret.toUtf8(), (*given)->sessionToken.toUtf8()};
        if (problemOf((*found)->accessKey).isEmpty())
            break;
        wanted.rejected = true;
    }
    return found;
}

Error CredentialChain::unusable(const QString &problem) const
{
    const QString shown = m_settings.shown().toString();
    return Error(ErrorCode::PermissionDenied, u"open"_s, shown, problem.arg(quoted(shown)));
}

Error CredentialChain::none() const
{
    QStringList where;
    for (const Place place : places()) {
        if (place == Place::Environment)
            where << u"the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"_s;
        else if (place == Place::Profile)
            where << u"the profile %1 of ~/.aws/credentials"_s.arg(quoted(m_settings.profile.name));
        else
            where << u"the keychain"_s;
    }
    return Error(ErrorCode::PermissionDenied, u"open"_s, m_settings.shown().toString(),
                 u"There are no keys for %1. Looked for in: %2. Put them into one of these."_s.arg(
                     quoted(m_settings.shown().toString()), where.join("; "_L1)));
}

} // namespace pulse::s3
