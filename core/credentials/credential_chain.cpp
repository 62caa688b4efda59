// SPDX-License-Identifier: Apache-2.0
#include "pulse/credentials/credential_store.h"

#include "pulse/base/cancellation.h"

#include <condition_variable>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

enum class Origin { None, Given, Variables, Descriptor, Session, Keychain, Person };

// "git+https://host/a" and "https://host:443/b" are.
bool isSameServer(const QUrl &a, const QUrl &b)
{
    const auto schemeOf = [](const QUrl &url) {
        const QString scheme = url.scheme();
        return scheme.startsWith("git+"_L1) ? scheme.sliced(4) : scheme;
    };
    const auto portOf = [&](const QUrl &url) {
        return url.port(schemeOf(url) == "https"_L1 ? 443 : schemeOf(url) == "http"_L1 ? 80 : 22);
    };
    return !a.host().isEmpty() && a.host() == b.host() && schemeOf(a) == schemeOf(b) && portOf(a) == portOf(b);
}

class CredentialChain final : public CredentialSource
{
public:
    explicit CredentialChain(CredentialChainOptions options)
        : m_options(std::move(options))
    {}

    Result<std::optional<Credential>> credential(const CredentialRequest &request, std::stop_token stop) override;
    void accepted(const CredentialRequest &request, const Credential &credential) override;

private:
    // How the last search for one kind of credential for one server ended. A search changes a copy.
    struct Course
    {
        Origin last = Origin::None; // where the last one came from
        KeepCredential keep = KeepCredential::Once;
        bool declined = false;
    };
    struct Known
    {
        Course course;
        Wiped<Credential> answer; // the last one
        quint64 answers = 0;
    };
    using Found = Result<std::optional<Credential>>;

    [[nodiscard]] Found search(const CredentialRequest &request, const QString &key, Course &course,
                               const std::stop_token &stop);
    [[nodiscard]] std::optional<Credential> without(Origin origin, const CredentialRequest &request,
                                                    const QString &key);
    [[nodiscard]] Found askPerson(const CredentialRequest &request, Course &course, const std::optional<Error> &problem,
                                  const std::stop_token &stop);
    [[nodiscard]] bool isForeign(const CredentialRequest &request) const;
    /// Whether one that a person enters beforehand would have been found; `last` is where the one before came from.
    [[nodiscard]] bool canBeEntered(const CredentialRequest &request, Origin last) const;
    [[nodiscard]] QUrl serverOf(const CredentialRequest &request) const;
    [[nodiscard]] CredentialRequest completed(CredentialRequest request) const;

    CredentialChainOptions m_options;
    std::mutex m_mutex;
    std::condition_variable_any m_free;
    bool m_searching = false;
    std::map<QString, Known> m_known;
};

// A repository names its home itself, which may be another server than its profile's (which names none where the
// repository is a folder), and another one tomorrow. What unlocks or signs on this machine goes to no server.
bool CredentialChain::isForeign(const CredentialRequest &request) const
{
    using Kind = CredentialRequest::Kind;
    const bool travels = request.kind == Kind::Password || request.kind == Kind::BearerToken;
    return travels && !isSameServer(request.place, m_options.place);
}

QUrl CredentialChain::serverOf(const CredentialRequest &request) const
{
    return isForeign(request) || m_options.place.host().isEmpty() ? request.place : m_options.place;
}

// What is entered for a library is kept for the server in its address, and comes after what was given to the program.
bool CredentialChain::canBeEntered(const CredentialRequest &request, Origin last) const
{
    const bool goesFirst = last == Origin::Given || last == Origin::Variables || last == Origin::Descriptor;
    return !isForeign(request) && !m_options.place.host().isEmpty() && !(request.rejected && goesFirst);
}

CredentialRequest CredentialChain::completed(CredentialRequest request) const
{
    if (request.user.isEmpty())
        request.user = m_options.user;
    return request;
}

Result<std::optional<Credential>> CredentialChain::credential(const CredentialRequest &asked, std::stop_token stop)
{
    const CredentialRequest request = completed(asked);
    const QString key = CredentialStore::keyOf(m_options.library, request.kind, serverOf(request));
    std::unique_lock lock(m_mutex);
    Known &known = m_known[key];
    const quint64 before = known.answers;
    if (!m_free.wait(lock, stop, [this] { return !m_searching; }))
        return failure(checkCancelled(stop, u"authenticate"_s, m_options.library));
    // Who waited while another asked the same gets that answer, and asks nobody twice.
    if (known.answers != before)
        return std::optional(*known.answer);
    if (known.course.last == Origin::Person && !request.rejected && !known.answer->secret.isEmpty())
        return std::optional(*known.answer);
    m_searching = true;
    Course course = known.course;
    lock.unlock();
    auto found = search(request, key, course, stop);
    lock.lock();
    m_searching = false;
    known.course = course;
    if (found && *found) {
        known.answer = Wiped(**found);
        ++known.answers;
    }
    m_free.notify_all();
    lock.unlock();
    if (m_options.unanswered && found && !*found && canBeEntered(request, course.last))
        m_options.unanswered();
    return found;
}

std::optional<Credential> CredentialChain::without(Origin origin, const CredentialRequest &request, const QString &key)
{
    const bool foreign = isForeign(request);
    switch (origin) {
    case Origin::Given:
        return foreign ? std::nullopt : m_options.given;
    case Origin::Variables:
        return m_options.variables && !foreign
                   ? m_options.variables->find(m_options.profile, request.kind, request.user)
                   : std::nullopt;
    case Origin::Descriptor:
        return m_options.descriptor && (!foreign || m_options.descriptor->namesHost())
                   ? m_options.descriptor->find(request, m_options.library)
                   : std::nullopt;
    case Origin::Session:
        return m_options.store ? m_options.store->inSession(key) : std::nullopt;
    default:
        return std::nullopt;
    }
}

Result<std::optional<Credential>> CredentialChain::search(const CredentialRequest &request, const QString &key,
                                                          Course &course, const std::stop_token &stop)
{
    const Origin rejected = request.rejected ? course.last : Origin::None;
    if (rejected == Origin::Session && m_options.store)
        m_options.store->forgetInSession(key);
    for (const Origin origin : {Origin::Given, Origin::Variables, Origin::Descriptor, Origin::Session}) {
        if (origin <= rejected)
            continue;
        if (auto found = without(origin, request, key)) {
            course.last = origin;
            return found;
        }
    }
    if (m_options.given)
        return std::nullopt;
    std::optional<Error> problem;
    if (m_options.store && rejected < Origin::Keychain) {
        auto kept = m_options.store->inKeychain(key, stop);
        if (!kept)
            problem = kept.error();
        else if (*kept && (request.user.isEmpty() || (*kept)->user.isEmpty() || (*kept)->user == request.user)) {
            course.last = Origin::Keychain;
            return kept;
        }
    }
    if (m_options.prompt && !course.declined)
        return askPerson(request, course, problem, stop);
    // Whoever gave one that was refused is told that, not that there is no other.
    if (problem && problem->code() != ErrorCode::Unsupported && rejected == Origin::None)
        return std::unexpected(*problem);
    return std::nullopt;
}

Result<std::optional<Credential>> CredentialChain::askPerson(const CredentialRequest &request, Course &course,
                                                             const std::optional<Error> &problem,
                                                             const std::stop_token &stop)
{
    CredentialPrompt::Question question{request, m_options.library, m_options.store && !problem,
                                        problem ? problem->message() : QString()};
    question.request.rejected = request.rejected && course.last != Origin::None;
    auto answer = m_options.prompt->ask(question, stop);
    if (!answer)
        return failure(std::move(answer));
    if (!*answer) {
        course.declined = true;
        return std::nullopt;
    }
    course.last = Origin::Person;
    course.keep = (*answer)->keep;
    return std::optional(std::move((*answer)->credential));
}

void CredentialChain::accepted(const CredentialRequest &asked, const Credential &credential)
{
    const CredentialRequest request = completed(asked);
    const QString key = CredentialStore::keyOf(m_options.library, request.kind, serverOf(request));
    KeepCredential keep = KeepCredential::Once;
    {
        const std::scoped_lock lock(m_mutex);
        Known &known = m_known[key];
        // One that was in use before another was asked for may be seen to work after it.
        const bool isLast = known.answer->user == credential.user && known.answer->secret == credential.secret;
        if (known.course.last == Origin::Person && isLast)
            keep = std::exchange(known.course.keep, KeepCredential::Once);
    }
    if (keep == KeepCredential::Once || !m_options.store)
        return;
    m_options.store->keepInSession(key, credential);
    if (keep != KeepCredential::Keychain)
        return;
    if (const auto kept = m_options.store->keepInKeychain(key, credential, {}); !kept && m_options.notice)
        m_options.notice(u"The credentials of “%1” are kept until the program ends, not longer: %2"_s.arg(
            m_options.library, kept.error().message()));
}

} // namespace

std::shared_ptr<CredentialSource> makeCredentialChain(CredentialChainOptions options)
{
    return std::make_shared<CredentialChain>(std::move(options));
}

} // namespace pulse
