// SPDX-License-Identifier: Apache-2.0
#include "pulse/credentials/credential_store.h"

#include <QTest>
#include <atomic>
#include <condition_variable>
#include <latch>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>

using namespace pulse;
using namespace Qt::StringLiterals;

namespace {

class FakeKeychain final : public Keychain
{
public:
    Result<std::optional<QByteArray>> read(const QString &key, std::stop_token) override
    {
        ++reads;
        if (problem)
            return std::unexpected(*problem);
        const auto at = entries.find(key);
        return at == entries.end() ? std::nullopt : std::optional(at->second);
    }
    Result<void> write(const QString &key, const QByteArray &secret, std::stop_token) override
    {
        if (problem)
            return std::unexpected(*problem);
        entries[key] = secret;
        return {};
    }
    Result<void> remove(const QString &key, std::stop_token) override
    {
        entries.erase(key);
        return {};
    }

    std::map<QString, QByteArray> entries;
    std::optional<Error> problem;
    int reads = 0;
};

class FakePrompt final : public CredentialPrompt
{
public:
    Result<std::optional<Answer>> ask(const Question &question, std::stop_token) override
    {
        last = question;
        ++asked;
        if (declines)
            return std::nullopt;
        return Answer{{u"ada"_s, u"typed-%1"_s.arg(asked.load()), {}}, keep};
    }

    Question last;
    KeepCredential keep = KeepCredential::Session;
    bool declines = false;
    std::atomic<int> asked = 0;
};

Error locked()
{
    return {ErrorCode::Unavailable, u"authenticate"_s, u"keychain"_s, u"The keychain is locked."_s};
}

Error absent()
{
    return {ErrorCode::Unsupported, u"authenticate"_s, u"keychain"_s, u"There is no keychain."_s};
}

CredentialRequest passwordAt(const QString &url)
{
    CredentialRequest request;
    request.place = QUrl(url);
    return request;
}

} // namespace

class TestCredentials : public QObject
{
    Q_OBJECT

    std::shared_ptr<FakeKeychain> m_keychain;
    std::shared_ptr<FakePrompt> m_prompt;
    std::shared_ptr<CredentialStore> m_store;
    QStringList m_notices;

    CredentialChainOptions options()
    {
        CredentialChainOptions all;
        all.profile = u"team"_s;
        all.library = u"team"_s;
        all.place = QUrl(u"https://dav.example/prompts"_s);
        all.store = m_store;
        all.prompt = m_prompt;
        all.notice = [this](const QString &sentence) { m_notices.append(sentence); };
        return all;
    }
    static CredentialRequest request(bool rejected = false)
    {
        CredentialRequest request = passwordAt(u"https://dav.example/prompts"_s);
        request.rejected = rejected;
        return request;
    }
    static QString secret(const Result<std::optional<Credential>> &found)
    {
        return !found ? u"error: "_s + found.error().codeName() : *found ? (*found)->secret : u"none"_s;
    }
    static std::shared_ptr<DescriptorSecrets> fromDescriptor(const QByteArray &text)
    {
        const int file = ::memfd_create("given", MFD_CLOEXEC); // takes more than a pipe
        if (file < 0 || ::write(file, text.constData(), size_t(text.size())) != text.size() ||
            ::lseek(file, 0, SEEK_SET) != 0)
            return nullptr;
        return DescriptorSecrets::read(file).value_or(nullptr);
    }

private slots:
    void init()
    {
        m_keychain = std::make_shared<FakeKeychain>();
        m_prompt = std::make_shared<FakePrompt>();
        m_store = std::make_shared<CredentialStore>(m_keychain);
        m_notices.clear();
    }

    void tellsWhereOneCouldHaveBeenEntered()
    {
        int told = 0;
        auto all = options();
        all.prompt = nullptr;
        all.unanswered = [&] { ++told; };
        QCOMPARE(secret(makeCredentialChain(all)->credential(request(), {})), u"none"_s);
        QCOMPARE(told, 1);
        // What is kept for the library goes to no other server.
        const auto other = passwordAt(u"https://other.example/prompts"_s);
        QCOMPARE(secret(makeCredentialChain(all)->credential(other, {})), u"none"_s);
        auto local = all;
        local.place = QUrl(u"git+file:///srv/prompts"_s);
        CredentialRequest passphrase = passwordAt(u"git+ssh://git.example/prompts"_s);
        passphrase.kind = CredentialRequest::Kind::KeyPassphrase;
        QCOMPARE(secret(makeCredentialChain(local)->credential(passphrase, {})), u"none"_s);
        // One that was entered would never be tried where another is given to the program.
        auto given = all;
        given.descriptor = fromDescriptor("username=ada\npassword=wrong\n");
        const auto refused = makeCredentialChain(given);
        QCOMPARE(secret(refused->credential(request(), {})), u"wrong"_s);
        QCOMPARE(secret(refused->credential(request(true), {})), u"none"_s);
        QCOMPARE(told, 1);
    }

    void variablesAreTakenAway()
    {
        qputenv("PULSE_TEAM_EAST_USER", "ada");
        qputenv("PULSE_TEAM_EAST_PASSWORD", "from-variable");
        qputenv("PULSE_TEAM_EAST_SESSION_TOKEN", "session");
        qputenv("PULSE_LIBRARY_TEAM_PASSWORD", "misplaced");
        qputenv("PULSE_AUTHOR", "Ada");
        const EnvironmentSecrets secrets = EnvironmentSecrets::take();
        QVERIFY(!qEnvironmentVariableIsSet("PULSE_TEAM_EAST_PASSWORD"));
        QVERIFY(!qEnvironmentVariableIsSet("PULSE_TEAM_EAST_SESSION_TOKEN"));
        QVERIFY(qEnvironmentVariableIsSet("PULSE_LIBRARY_TEAM_PASSWORD")); // refused by name elsewhere
        QVERIFY(qEnvironmentVariableIsSet("PULSE_AUTHOR"));
        qunsetenv("PULSE_LIBRARY_TEAM_PASSWORD");
        using Kind = CredentialRequest::Kind;
        const auto found = secrets.find(u"team-east"_s, Kind::AccessKey, {});
        QVERIFY(found);
        QCOMPARE(found->user, u"ada"_s);
        QCOMPARE(found->secret, u"from-variable"_s);
        QCOMPARE(found->sessionToken, u"session"_s);
        QVERIFY(!secrets.find(u"team-east"_s, Kind::BearerToken, {}));
        QVERIFY(!secrets.find(u"team"_s, Kind::Password, {}));
        QVERIFY(!secrets.find({}, Kind::Password, {}));
    }

    void descriptorLines()
    {
        const auto secrets = fromDescriptor("protocol=https\nhost=dav.example\nusername=ada\r\npassword=a=b c\n");
        QVERIFY(secrets);
        const auto found = secrets->find(request(), u"team"_s);
        QVERIFY(found);
        QCOMPARE(found->user, u"ada"_s);
        QCOMPARE(found->secret, u"a=b c"_s);
        QVERIFY(!secrets->find(passwordAt(u"https://evil.example/"_s), u"team"_s)); // another host
        QVERIFY(!fromDescriptor("just a password\n"));
        QVERIFY(!fromDescriptor("username=ada\n"));
        QVERIFY(!fromDescriptor("password=" + QByteArray(70'000, 'x')));
        const auto closed = DescriptorSecrets::read(987);
        QVERIFY(!closed);
        QCOMPARE(closed.error().code(), ErrorCode::Invalid);
    }

    void aDescriptorServesOneLibrary()
    {
        const auto secrets = fromDescriptor("token=t0ken");
        QVERIFY(secrets);
        CredentialRequest bearer = request();
        bearer.kind = CredentialRequest::Kind::BearerToken;
        QVERIFY(secrets->find(bearer, u"team"_s));
        QVERIFY(!secrets->find(bearer, u"other"_s));
        QVERIFY(secrets->find(bearer, u"team"_s));
    }

    void inOrderAndOnwardsWhenRejected()
    {
        qputenv("PULSE_TEAM_PASSWORD", "from-variable");
        auto all = options();
        all.variables = std::make_shared<const EnvironmentSecrets>(EnvironmentSecrets::take());
        all.descriptor = fromDescriptor("password=from-descriptor\n");
        const QString key = CredentialStore::keyOf(u"team"_s, CredentialRequest::Kind::Password, all.place);
        m_store->keepInSession(key, {u"ada"_s, u"from-session"_s, {}});
        QVERIFY(m_store->keepInKeychain(key, {u"ada"_s, u"from-keychain"_s, {}}, {}));
        const auto chain = makeCredentialChain(all);
        QCOMPARE(secret(chain->credential(request(), {})), u"from-variable"_s);
        QCOMPARE(secret(chain->credential(request(), {})), u"from-variable"_s);
        QCOMPARE(secret(chain->credential(request(true), {})), u"from-descriptor"_s);
        QCOMPARE(secret(chain->credential(request(true), {})), u"from-session"_s);
        QCOMPARE(secret(chain->credential(request(true), {})), u"from-keychain"_s);
        QVERIFY(!m_store->inSession(key)); // it did not work
        QCOMPARE(secret(chain->credential(request(true), {})), u"typed-1"_s);
        QVERIFY(m_prompt->last.request.rejected);
        QCOMPARE(secret(chain->credential(request(true), {})), u"typed-2"_s);
    }

    void whatWasGivenIsAllThereIs()
    {
        auto all = options();
        all.given = Credential{u"ada"_s, u"given"_s, {}};
        const auto chain = makeCredentialChain(all);
        QCOMPARE(secret(chain->credential(request(), {})), u"given"_s);
        QCOMPARE(secret(chain->credential(request(true), {})), u"none"_s);
        QCOMPARE(m_prompt->asked, 0);
        QCOMPARE(m_keychain->reads, 0);
    }

    void whatWorkedIsKeptWhereThePersonSaid()
    {
        const QString key = CredentialStore::keyOf(u"team"_s, CredentialRequest::Kind::Password, options().place);
        auto chain = makeCredentialChain(options());
        auto found = chain->credential(request(), {});
        QCOMPARE(secret(found), u"typed-1"_s);
        QVERIFY(!m_store->inSession(key)); // not before it is seen to work
        chain->accepted(request(), **found);
        QVERIFY(m_store->inSession(key));
        QVERIFY(m_keychain->entries.empty());

        m_store->forgetInSession(key);
        m_prompt->keep = KeepCredential::Keychain;
        chain = makeCredentialChain(options());
        found = chain->credential(request(), {});
        chain->accepted(request(), **found);
        QCOMPARE(m_keychain->entries.size(), size_t(1));
        m_store->forgetInSession(key);
        m_prompt->declines = true;
        chain = makeCredentialChain(options());
        QCOMPARE(secret(chain->credential(request(), {})), u"typed-2"_s); // out of the keychain
        QVERIFY(m_notices.isEmpty());
    }

    void aKeychainThatTakesNothingIsSaid()
    {
        m_prompt->keep = KeepCredential::Keychain;
        const auto chain = makeCredentialChain(options());
        const auto found = chain->credential(request(), {});
        m_keychain->problem = locked();
        chain->accepted(request(), **found);
        QCOMPARE(m_notices.size(), 1);
        QVERIFY(m_notices.first().contains(u"until the program ends"_s));
        QVERIFY(!m_notices.first().contains(u"typed"_s));
    }

    void aLockedKeychainIsNoAbsentOne()
    {
        auto all = options();
        all.prompt = nullptr;
        m_keychain->problem = locked();
        QCOMPARE(secret(makeCredentialChain(all)->credential(request(), {})), u"error: unavailable"_s);
        m_keychain->problem = absent();
        QCOMPARE(secret(makeCredentialChain(all)->credential(request(), {})), u"none"_s);
    }

    // The server has just said what is wrong; a keychain in which nothing better could be looked for is not that.
    void aLockedKeychainHidesNoRefusal()
    {
        auto all = options();
        all.prompt = nullptr;
        all.descriptor = fromDescriptor("password=wrong\n");
        QVERIFY(all.descriptor);
        m_keychain->problem = locked();
        const auto chain = makeCredentialChain(all);
        QCOMPARE(secret(chain->credential(request(), {})), u"wrong"_s);
        QCOMPARE(secret(chain->credential(request(true), {})), u"none"_s);
    }

    void thePersonIsToldWhyItIsNotKept()
    {
        m_keychain->problem = absent();
        QCOMPARE(secret(makeCredentialChain(options())->credential(request(), {})), u"typed-1"_s);
        QVERIFY(!m_prompt->last.keychain);
        QCOMPARE(m_prompt->last.keychainProblem, absent().message());
    }

    void whoDeclinesIsNotAskedAgain()
    {
        m_prompt->declines = true;
        const auto chain = makeCredentialChain(options());
        QCOMPARE(secret(chain->credential(request(), {})), u"none"_s);
        QCOMPARE(secret(chain->credential(request(), {})), u"none"_s);
        QCOMPARE(m_prompt->asked, 1);
    }

    void otherServersGetNothing()
    {
        auto chain = makeCredentialChain(options());
        m_prompt->keep = KeepCredential::Keychain;
        chain->accepted(request(), **chain->credential(request(), {}));
        auto elsewhere = options();
        elsewhere.place = QUrl(u"https://evil.example/prompts"_s);
        elsewhere.prompt = nullptr;
        QCOMPARE(secret(makeCredentialChain(elsewhere)->credential(passwordAt(u"https://evil.example/prompts"_s), {})),
                 u"none"_s);
    }

    void whatIsForOneServerGoesToNoOther_data()
    {
        QTest::addColumn<QString>("profile");
        QTest::addColumn<QString>("asking");
        QTest::addColumn<bool>("isGiven");
        const auto row = [](const char *name, const QString &profile, const QString &asking, bool isGiven) {
            QTest::newRow(name) << profile << asking << isGiven;
        };
        const auto git = u"git+https://git.example/team.git"_s;
        row("its own", git, u"https://git.example/team.git"_s, true);
        row("its own, with the port", git, u"https://git.example:443/other.git"_s, true);
        row("its own folder", u"https://dav.example/a"_s, u"https://dav.example/a/"_s, true);
        row("another host", git, u"https://evil.example/team.git"_s, false);
        row("another port", git, u"https://git.example:8443/team.git"_s, false);
        row("without TLS", git, u"http://git.example/team.git"_s, false);
        row("a folder whose repository names a server", u"git+file:///home/ada/team"_s,
            u"https://git.example/team.git"_s, false);
        row("a plain folder", u"file:///home/ada/team"_s, u"https://git.example/team.git"_s, false);
    }

    void whatIsForOneServerGoesToNoOther()
    {
        QFETCH(QString, profile);
        QFETCH(QString, asking);
        QFETCH(bool, isGiven);
        auto all = options();
        all.place = QUrl(profile);
        all.prompt = nullptr;
        const auto asked = [&] { return secret(makeCredentialChain(all)->credential(passwordAt(asking), {})); };
        qputenv("PULSE_TEAM_PASSWORD", "from-variable");
        all.variables = std::make_shared<const EnvironmentSecrets>(EnvironmentSecrets::take());
        QCOMPARE(asked(), isGiven ? u"from-variable"_s : u"none"_s);
        all.variables = nullptr;
        all.descriptor = fromDescriptor("password=from-descriptor\n");
        QCOMPARE(asked(), isGiven ? u"from-descriptor"_s : u"none"_s);
        const QByteArray host = QUrl(asking).host().toLatin1();
        all.descriptor = fromDescriptor("host=" + host + "\npassword=for-this-host\n");
        QCOMPARE(asked(), u"for-this-host"_s);
        all.descriptor = nullptr;
        all.given = Credential{u"ada"_s, u"given"_s, {}};
        QCOMPARE(asked(), isGiven ? u"given"_s : u"none"_s);
        all.given = {};
        // What was kept for the profile's own server stays there; what was kept for the one that asks is given.
        using Kind = CredentialRequest::Kind;
        m_store->keepInSession(CredentialStore::keyOf(u"team"_s, Kind::Password, all.place), {u"a"_s, u"own"_s, {}});
        QCOMPARE(asked(), isGiven ? u"own"_s : u"none"_s);
        m_store->keepInSession(CredentialStore::keyOf(u"team"_s, Kind::Password, QUrl(asking)), {u"a"_s, u"its"_s, {}});
        if (!isGiven)
            QCOMPARE(asked(), u"its"_s);
    }

    // A passphrase unlocks a key on this machine, and a secret access key signs on it.
    void whatStaysHereIsForNoServer()
    {
        using Kind = CredentialRequest::Kind;
        for (const Kind kind : {Kind::KeyPassphrase, Kind::AccessKey}) {
            auto all = options();
            all.place = QUrl(u"s3://bucket/library"_s);
            qputenv("PULSE_TEAM_PASSWORD", "from-variable");
            all.variables = std::make_shared<const EnvironmentSecrets>(EnvironmentSecrets::take());
            CredentialRequest wanted = passwordAt(u"https://s3.example/bucket"_s);
            wanted.kind = kind;
            QCOMPARE(secret(makeCredentialChain(all)->credential(wanted, {})), u"from-variable"_s);
        }
    }

    // A request that was sent before another credential was asked for may succeed after it.
    void onlyWhatThePersonAnsweredIsKept()
    {
        const QString key = CredentialStore::keyOf(u"team"_s, CredentialRequest::Kind::Password, options().place);
        m_store->keepInSession(key, {u"ada"_s, u"from-session"_s, {}});
        const auto chain = makeCredentialChain(options());
        const auto earlier = chain->credential(request(), {});
        QCOMPARE(secret(earlier), u"from-session"_s);
        m_prompt->keep = KeepCredential::Keychain;
        const auto typed = chain->credential(request(true), {});
        QCOMPARE(secret(typed), u"typed-1"_s);
        chain->accepted(request(), **earlier);
        QVERIFY(m_keychain->entries.empty());
        chain->accepted(request(), **typed);
        QCOMPARE(m_keychain->entries.size(), size_t(1));
        QVERIFY(m_keychain->entries.begin()->second.contains("typed-1"));
    }

    // Nothing to see but for the checked build, which finds what is read and written at once.
    void manyThreadsAskRejectAndAccept()
    {
        const auto chain = makeCredentialChain(options());
        std::latch begin(8);
        std::atomic<int> answered = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 8; ++i)
                threads.emplace_back([&, i] {
                    begin.arrive_and_wait();
                    for (int j = 0; j < 50; ++j) {
                        const auto found = chain->credential(request((i + j) % 3 == 0), {});
                        answered += found && *found;
                        if (found && *found)
                            chain->accepted(request(), **found);
                    }
                });
        }
        QCOMPARE(answered, 400);
    }

    void anotherUserIsNotMeant()
    {
        auto all = options();
        const QString key = CredentialStore::keyOf(u"team"_s, CredentialRequest::Kind::Password, all.place);
        QVERIFY(m_store->keepInKeychain(key, {u"bob"_s, u"bobs"_s, {}}, {}));
        all.user = u"ada"_s;
        all.prompt = nullptr;
        QCOMPARE(secret(makeCredentialChain(all)->credential(request(), {})), u"none"_s);
        all.user = u"bob"_s;
        QCOMPARE(secret(makeCredentialChain(all)->credential(request(), {})), u"bobs"_s);
    }

    void manyThreadsAskOnce()
    {
        const auto chain = makeCredentialChain(options());
        std::latch begin(8);
        std::atomic<int> right = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 8; ++i)
                threads.emplace_back([&] {
                    begin.arrive_and_wait();
                    right += secret(chain->credential(request(), {})) == u"typed-1"_s;
                });
        }
        QCOMPARE(right, 8);
        QCOMPARE(m_prompt->asked, 1);
    }

    void aStopEndsTheWaiting()
    {
        class Waiting final : public CredentialPrompt
        {
        public:
            Result<std::optional<Answer>> ask(const Question &, std::stop_token stop) override
            {
                asked.count_down();
                std::mutex mutex;
                std::unique_lock lock(mutex);
                std::condition_variable_any never;
                never.wait(lock, stop, [] { return false; });
                return std::nullopt;
            }
            std::latch asked{1};
        };
        auto all = options();
        const auto prompt = std::make_shared<Waiting>();
        all.prompt = prompt;
        const auto chain = makeCredentialChain(all);
        std::stop_source first;
        std::jthread asking([&] { (void)chain->credential(request(), first.get_token()); });
        prompt->asked.wait();
        std::stop_source second;
        second.request_stop();
        const auto stopped = chain->credential(request(), second.get_token());
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code(), ErrorCode::Cancelled);
        first.request_stop();
    }

    void wipingLeavesCopiesAlone()
    {
        QString shared = u"shared"_s;
        const QString copy = shared + u'!';
        QString other = copy;
        wipe(other);
        QVERIFY(other.isEmpty());
        QCOMPARE(copy, u"shared!"_s);
    }
};

QTEST_GUILESS_MAIN(TestCredentials)
#include "test_credentials.moc"
