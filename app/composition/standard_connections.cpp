// SPDX-License-Identifier: Apache-2.0
#include "pulse/composition/standard_connections.h"

#include "backend_options.h"
#include "pulse/composition/remote_module.h"

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

// The server that the profile's credentials are for.
QUrl serverOf(const LibraryProfile &profile)
{
    const auto endpoint = profile.settings.find(u"endpoint"_s);
    return endpoint == profile.settings.end() ? profile.url : QUrl(endpoint->second);
}

QString libraryOf(const LibraryProfile &profile)
{
    return profile.name.isEmpty() ? profile.url.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery)
                                  : profile.name;
}

// The kinds of credentials that a backend may want for it.
std::vector<CredentialRequest::Kind> kindsOf(const LibraryProfile &profile)
{
    using Kind = CredentialRequest::Kind;
    const QString scheme = profile.url.scheme();
    if (scheme == "s3"_L1)
        return {Kind::AccessKey};
    if (scheme == "git+ssh"_L1)
        return {Kind::KeyPassphrase, Kind::Password};
    const auto authentication = profile.settings.find(u"authentication"_s);
    if (authentication != profile.settings.end() && authentication->second == "bearer"_L1)
        return {Kind::BearerToken};
    return {Kind::Password, Kind::BearerToken};
}

// One question at a time, whichever library asks.
class OneByOne final : public CredentialPrompt
{
public:
    explicit OneByOne(std::shared_ptr<CredentialPrompt> next)
        : m_next(std::move(next))
    {}
    Result<std::optional<Answer>> ask(const Question &question, std::stop_token stop) override
    {
        const std::scoped_lock lock(m_mutex);
        if (stop.stop_requested())
            return std::nullopt;
        return m_next->ask(question, std::move(stop));
    }

private:
    std::mutex m_mutex;
    std::shared_ptr<CredentialPrompt> m_next;
};

} // namespace

StandardConnections::StandardConnections(std::shared_ptr<Settings> settings, const StorageRegistry &registry,
                                         std::shared_ptr<const Clock> clock, GivenCredentials given)
    : m_settings(std::move(settings))
    , m_registry(registry)
    , m_clock(std::move(clock))
    , m_given(std::move(given))
    , m_profiles(std::make_unique<Profiles>(m_settings))
    , m_store(std::make_shared<CredentialStore>(m_given.keychain ? m_given.keychain : makeDeferredKeychain()))
{}

Result<LibraryProfile> StandardConnections::profileOf(const QUrl &url) const
{
    if (url.scheme() == "profile"_L1)
        return m_profiles->find(url.path());
    LibraryProfile profile;
    profile.url = url;
    return profile;
}

std::vector<LibraryConnections::BackendOption> StandardConnections::backendOptions(const QString &scheme) const
{
    return knownBackendOptions(scheme);
}

void StandardConnections::setCredentialPrompt(std::shared_ptr<CredentialPrompt> prompt)
{
    const std::scoped_lock lock(m_mutex);
    m_prompt = prompt ? std::make_shared<OneByOne>(std::move(prompt)) : nullptr;
}

std::shared_ptr<CredentialSource>
StandardConnections::chainFor(const LibraryProfile &profile, const std::optional<Credential> &given, bool mayAsk) const
{
    CredentialChainOptions options;
    options.profile = profile.name;
    options.library = libraryOf(profile);
    options.place = serverOf(profile);
    options.user = profile.user;
    options.given = given;
    options.variables = m_given.variables;
    options.descriptor = m_given.descriptor;
    options.store = m_store;
    options.notice = m_given.notice;
    if (m_given.unanswered)
        options.unanswered = [tell = m_given.unanswered, name = profile.name] { tell(name); };
    if (mayAsk) {
        const std::scoped_lock lock(m_mutex);
        options.prompt = m_prompt;
    }
    return makeCredentialChain(std::move(options));
}

OpenOptions StandardConnections::optionsFor(const LibraryProfile &profile, OpenOptions::Mode mode) const
{
    OpenOptions options;
    options.mode = mode;
    options.readOnly = profile.readOnly;
    options.author = Author([settings = m_settings] { return settings->text(setting::author); });
    options.settings = profile.settings;
    options.settings.erase(u"allow-http"_s); // the host has seen to it
    if (!profile.user.isEmpty() && (profile.url.scheme() == "https"_L1 || profile.url.scheme() == "http"_L1))
        options.settings.insert_or_assign(u"user"_s, profile.user);
    options.clock = m_clock;
    if (remoteSchemes().contains(profile.url.scheme()))
        options.credentials = chainFor(profile, {}, true);
    return options;
}

Result<void> StandardConnections::check(const LibraryProfile &draft, const std::optional<Credential> &credential,
                                        const ConnectionReport &report, std::stop_token stop) const
{
    using Step = ConnectionStep;
    if (auto valid = validateProfile(draft); !valid) {
        report({Step::Kind::Address, Step::Outcome::Failed, valid.error().message(), {}});
        return valid;
    }
    // Behind a network there has to be room for a library where there is none yet, unless nothing may be made.
    OpenOptions options =
        optionsFor(draft, draft.readOnly ? OpenOptions::Mode::Existing : OpenOptions::Mode::CreateIfNone);
    if (credential)
        options.credentials = chainFor(draft, credential, false);
    return m_registry.check(draft.url, options, report, std::move(stop));
}

QString StandardConnections::keychainProblem(std::stop_token stop) const
{
    return m_store->keychainProblem(std::move(stop));
}

Result<void> StandardConnections::keepCredential(const LibraryProfile &profile, const Credential &credential,
                                                 KeepCredential keep, std::stop_token stop) const
{
    for (const auto kind : kindsOf(profile)) {
        const QString key = CredentialStore::keyOf(libraryOf(profile), kind, serverOf(profile));
        if (keep == KeepCredential::Session)
            m_store->keepInSession(key, credential);
        if (keep != KeepCredential::Keychain)
            continue;
        if (auto kept = m_store->keepInKeychain(key, credential, stop); !kept)
            return kept;
        m_store->forgetInSession(key);
    }
    return {};
}

Result<KeepCredential> StandardConnections::keptCredential(const LibraryProfile &profile, std::stop_token stop) const
{
    for (const auto kind : kindsOf(profile)) {
        const QString key = CredentialStore::keyOf(libraryOf(profile), kind, serverOf(profile));
        if (m_store->inSession(key))
            return KeepCredential::Session;
        const auto kept = m_store->inKeychain(key, stop);
        if (!kept && kept.error().code() != ErrorCode::Unsupported)
            return failure(kept);
        if (kept && *kept)
            return KeepCredential::Keychain;
    }
    return KeepCredential::Once;
}

Result<void> StandardConnections::forgetCredential(const LibraryProfile &profile, std::stop_token stop) const
{
    for (const auto kind : kindsOf(profile)) {
        const QString key = CredentialStore::keyOf(libraryOf(profile), kind, serverOf(profile));
        m_store->forgetInSession(key);
        if (auto forgotten = m_store->forgetInKeychain(key, stop);
            !forgotten && forgotten.error().code() != ErrorCode::Unsupported)
            return forgotten;
    }
    return {};
}

} // namespace pulse
