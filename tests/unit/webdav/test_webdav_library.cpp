// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/webdav.h"

#include "pulse/test/authority.h"
#include "pulse/test/fault_proxy.h"
#include "pulse/test/makers.h"
#include "pulse/test/servers.h"

#include <QDir>
#include <QFile>
#include <QTest>
#include <algorithm>

using namespace pulse;
using namespace pulse::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// Has passwords in a fixed order; counts what it is told.
class KnownCredentials final : public CredentialSource
{
public:
    explicit KnownCredentials(QStringList passwords)
        : m_passwords(std::move(passwords))
    {}
    Result<std::optional<Credential>> credential(const CredentialRequest &request, std::stop_token) override
    {
        asked.push_back(request);
        if (m_next == m_passwords.size())
            return std::nullopt;
        return Credential{.user = WebdavServer::user(), .secret = m_passwords[m_next++], .sessionToken = {}};
    }
    void accepted(const CredentialRequest &, const Credential &credential) override { kept.append(credential.secret); }
    std::vector<CredentialRequest> asked;
    QStringList kept;

private:
    QStringList m_passwords;
    qsizetype m_next = 0;
};

QString outcomes(const std::vector<ConnectionStep> &steps)
{
    static const char *const kinds[] = {"address", "resolve", "connect", "certificate", "credentials",
                                        "place",   "read",    "write",   "clock",       "concurrency"};
    static const char *const marks[] = {"+", "?", "!", "-"};
    QStringList words;
    for (const ConnectionStep &step : steps)
        words.append(QLatin1StringView(marks[int(step.outcome)]) + QLatin1StringView(kinds[int(step.kind)]));
    return words.join(u' ');
}

} // namespace

/// Libraries in the folders of a real Apache, from the address to a published prompt.
class TestWebdavLibrary : public QObject
{
    Q_OBJECT

    std::unique_ptr<WebdavServer> m_server;

    static OpenOptions options(const std::shared_ptr<CredentialSource> &credentials = {},
                               const std::map<QString, QString> &settings = {})
    {
        OpenOptions options;
        options.mode = OpenOptions::Mode::CreateIfNone;
        options.settings = settings;
        options.credentials = credentials;
        options.clock = std::make_shared<SystemClock>();
        return options;
    }

    static std::shared_ptr<KnownCredentials> alice()
    {
        return std::make_shared<KnownCredentials>(QStringList{WebdavServer::password()});
    }

    static std::pair<Result<void>, std::vector<ConnectionStep>> check(const QUrl &url, const OpenOptions &options)
    {
        std::vector<ConnectionStep> steps;
        auto checked =
            checkWebdavConnection(url, options, [&steps](const ConnectionStep &step) { steps.push_back(step); }, {});
        return {std::move(checked), std::move(steps)};
    }

private slots:
    void initTestCase()
    {
        if (const QString why = whyNoServers(); !why.isEmpty())
            QSKIP(qPrintable(why));
        m_server = std::make_unique<WebdavServer>(WebdavServer::Kind::Apache);
    }
    void cleanupTestCase() { m_server.reset(); }

    void lettingIn_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("authentication");
        QTest::addColumn<bool>("secure");
        QTest::newRow("open") << u"open"_s << u"none"_s << false;
        QTest::newRow("Basic") << u"basic"_s << u"auto"_s << false;
        QTest::newRow("Digest") << u"digest"_s << u"auto"_s << false;
        QTest::newRow("Basic, named, TLS") << u"basic"_s << u"basic"_s << true;
        QTest::newRow("Digest, named, TLS") << u"digest"_s << u"digest"_s << true;
    }

    void lettingIn()
    {
        QFETCH(QString, folder);
        QFETCH(QString, authentication);
        QFETCH(bool, secure);
        const QString path = folder + u"/lib %1"_s.arg(QLatin1StringView(QTest::currentDataTag()));
        const QUrl url = secure ? m_server->secureUrl(path) : m_server->url(path);
        const auto credentials = alice();
        OpenOptions how = options(credentials, {{u"authentication"_s, authentication}});
        if (secure)
            how.settings.emplace(u"ca-file"_s, m_server->caFile());
        {
            const auto library = openWebdavLibrary(url, how);
            QVERIFY2(library, library ? "" : qPrintable(library.error().toString()));
            const auto stored = (*library)->store(makePrompt(u"support/greeting", u"1.0.0", "Hello"), {});
            QVERIFY2(stored, stored ? "" : qPrintable(stored.error().toString()));
        }
        how.mode = OpenOptions::Mode::Existing;
        how.credentials = alice();
        const auto again = openWebdavLibrary(url, how);
        QVERIFY2(again, again ? "" : qPrintable(again.error().toString()));
        const auto fetched = (*again)->fetch(makeName(u"support/greeting"), makeVersion(u"1.0.0"), {});
        QVERIFY2(fetched, fetched ? "" : qPrintable(fetched.error().toString()));
        QCOMPARE(fetched->content, "Hello"_ba);
        QCOMPARE(credentials->kept.size(), folder == "open"_L1 ? 0 : 1);
        if (folder != "open"_L1) {
            QCOMPARE(credentials->asked.front().place.host(), u"127.0.0.1"_s);
            QVERIFY(credentials->asked.front().place.userInfo().isEmpty());
        }
    }

    void wrongPasswords()
    {
        const auto tried = std::make_shared<KnownCredentials>(QStringList{u"canary-one"_s, WebdavServer::password()});
        QVERIFY(openWebdavLibrary(m_server->url(u"basic/tried"_s), options(tried)));
        QCOMPARE(tried->asked.size(), 2u);
        QVERIFY(!tried->asked[0].rejected && tried->asked[1].rejected);
        QCOMPARE(tried->asked[0].realm, u"pulse"_s);
        QCOMPARE(tried->kept, QStringList(WebdavServer::password()));

        const auto wrong = std::make_shared<KnownCredentials>(QStringList{u"canary-one"_s, u"canary-two"_s});
        const auto refused = openWebdavLibrary(m_server->url(u"digest/tried"_s), options(wrong));
        QCOMPARE(refused.error().code(), ErrorCode::PermissionDenied);
        QVERIFY(wrong->kept.isEmpty());
        QVERIFY(!refused.error().toString().contains(u"canary"));
        const auto none = openWebdavLibrary(m_server->url(u"basic/tried"_s), options());
        QCOMPARE(none.error().code(), ErrorCode::PermissionDenied);
        QVERIFY2(none.error().message().contains(u"wants credentials"), qPrintable(none.error().message()));
    }

    void secretsStayOutOfPlainHttp()
    {
        const auto credentials = alice();
        const auto got = openWebdavLibrary(QUrl(u"http://far.invalid/dav/"_s),
                                           options(credentials, {{u"authentication"_s, u"basic"_s}}));
        QCOMPARE(got.error().code(), ErrorCode::PermissionDenied);
        QVERIFY2(got.error().message().contains(u"http is not encrypted"), qPrintable(got.error().message()));
    }

    void settings_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("words");
        const auto good = u"https://127.0.0.1:1/"_s;
        QTest::newRow("unknown") << good << u"password"_s << u"canary"_s << u"There are: authentication"_s;
        QTest::newRow("authentication") << good << u"authentication"_s << u"ntlm"_s << u"not “ntlm”"_s;
        QTest::newRow("connections") << good << u"connections"_s << u"0"_s << u"from 1 to 64"_s;
        QTest::newRow("ca-file") << good << u"ca-file"_s << u"/no/such"_s << u"cannot be read"_s;
        QTest::newRow("half a certificate") << good << u"client-key"_s << u"/no/such"_s << u"needs its key"_s;
        QTest::newRow("password in the address")
            << u"https://a:canary@127.0.0.1/"_s << u"user"_s << u"a"_s << u"carries a password"_s;
        QTest::newRow("query") << u"https://127.0.0.1/?x=canary"_s << u"user"_s << u"a"_s << u"remove what follows"_s;
        QTest::newRow("scheme") << u"ftp://127.0.0.1/"_s << u"user"_s << u"a"_s << u"https://host/folder"_s;
    }

    void settings()
    {
        QFETCH(QString, url);
        QFETCH(QString, name);
        QFETCH(QString, value);
        QFETCH(QString, words);
        const auto opened = openWebdavLibrary(QUrl(url), options({}, {{name, value}}));
        QVERIFY(!opened);
        QCOMPARE(opened.error().code(), ErrorCode::Invalid);
        QVERIFY2(opened.error().message().contains(words), qPrintable(opened.error().message()));
        QVERIFY(!opened.error().message().contains(u"canary"));
        const auto [checked, steps] = check(QUrl(url), options({}, {{name, value}}));
        QVERIFY(!checked);
        QVERIFY2(outcomes(steps).startsWith(u"!address -resolve"), qPrintable(outcomes(steps)));
    }

    void placesThatAreNone()
    {
        OpenOptions existing = options();
        existing.mode = OpenOptions::Mode::Existing;
        const QUrl missing = m_server->url(u"open/missing"_s);
        QCOMPARE(openWebdavLibrary(missing, existing).error().code(), ErrorCode::NotFound);
        QVERIFY(!QDir(m_server->path(u"open/missing"_s)).exists());
        const QUrl deep = m_server->url(u"open/missing/deeper"_s);
        QCOMPARE(openWebdavLibrary(deep, options()).error().code(), ErrorCode::NotFound);
        QVERIFY(!QDir(m_server->path(u"open/missing"_s)).exists());
        const ScriptedServer plain([](Connection &connection) {
            while (connection.readHead())
                connection.write(answer(200, "<html/>"));
        });
        QCOMPARE(openWebdavLibrary(plain.url(), options()).error().code(), ErrorCode::Unsupported);
    }

    void readOnlyServers()
    {
        const QUrl url = m_server->url(u"open/locked"_s);
        QVERIFY(openWebdavLibrary(url, options()));
        m_server->refuseWriting();
        const auto library = openWebdavLibrary(url, options());
        const auto [checked, steps] = check(url, options());
        m_server->allowWriting();
        QVERIFY2(library, library ? "" : qPrintable(library.error().toString()));
        QVERIFY((*library)->info().readOnly);
        QVERIFY(checked);
        QVERIFY2(outcomes(steps).contains(u"?write"), qPrintable(outcomes(steps)));
    }

    void checksStepByStep()
    {
        const QUrl url = m_server->url(u"open/checked"_s);
        {
            const auto [checked, steps] = check(url, options());
            QVERIFY2(checked, checked ? "" : qPrintable(checked.error().toString()));
            QCOMPARE(outcomes(steps),
                     u"+address +resolve +connect +credentials +place -read +write +clock +concurrency"_s);
            QVERIFY(std::ranges::all_of(steps, [](const ConnectionStep &step) { return !step.what.isEmpty(); }));
            QVERIFY(QDir(m_server->path(u"open"_s))
                        .entryList({u"checked"_s, u".pulse-probe*"_s}, QDir::AllEntries | QDir::Hidden)
                        .isEmpty()); // nothing was made
        }
        QVERIFY(openWebdavLibrary(url, options()));
        {
            const auto [checked, steps] = check(url, options());
            QVERIFY2(checked, checked ? "" : qPrintable(checked.error().toString()));
            QCOMPARE(outcomes(steps),
                     u"+address +resolve +connect +credentials +place +read +write +clock +concurrency"_s);
            QVERIFY(std::ranges::all_of(steps, [](const ConnectionStep &step) { return !step.what.isEmpty(); }));
            QVERIFY(QDir(m_server->path(u"open/checked"_s))
                        .entryList({u".pulse-probe*"_s}, QDir::AllEntries | QDir::Hidden)
                        .isEmpty());
        }
    }

    void aWrongClockIsTold_data()
    {
        QTest::addColumn<int>("hours");
        QTest::addColumn<QString>("said");
        QTest::newRow("behind") << -2 << u"The server's clock is 120 minutes behind this computer's."_s;
        QTest::newRow("ahead") << 1 << u"The server's clock is 60 minutes ahead of this computer's."_s;
    }

    void aWrongClockIsTold()
    {
        QFETCH(int, hours);
        FaultProxy skewed(quint16(m_server->port()));
        skewed.setPlan([hours](const FaultProxy::Request &) { return Fault::skewedDate(std::chrono::hours(hours)); });
        const auto [checked, steps] = check(skewed.url(u"/open/"_s), options());
        QVERIFY(checked);
        const auto clock = std::ranges::find(steps, ConnectionStep::Kind::Clock, &ConnectionStep::kind);
        QVERIFY(clock != steps.end());
        QTEST(clock->what, "said");
        QCOMPARE(clock->advice, u"Nothing here rests on it, but dates will look odd. Set the clock that is wrong."_s);
    }

    void failingChecks_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("expected");
        const auto skipped = u" -read -write -clock -concurrency"_s;
        QTest::newRow("name") << u"name"_s
                              << u"+address !resolve -connect -certificate -credentials -place"_s + skipped;
        QTest::newRow("refused") << u"refused"_s
                                 << u"+address +resolve !connect -certificate -credentials -place"_s + skipped;
        QTest::newRow("certificate") << u"certificate"_s
                                     << u"+address +resolve +connect !certificate -credentials -place"_s + skipped;
        QTest::newRow("credentials") << u"credentials"_s
                                     << u"+address +resolve +connect !credentials -place"_s + skipped;
        QTest::newRow("place") << u"place"_s << u"+address +resolve +connect +credentials !place"_s + skipped;
        QTest::newRow("no room") << u"no room"_s << u"+address +resolve +connect +credentials !place"_s + skipped;
        QTest::newRow("nothing may be made") << u"nothing may be made"_s
                                             << u"+address +resolve +connect +credentials +place -read !write -clock "
                                                "-concurrency"_s;
        QTest::newRow("clock") << u"clock"_s
                               << u"+address +resolve +connect +credentials +place +read +write ?clock +concurrency"_s;
    }

    void failingChecks()
    {
        QFETCH(QString, kind);
        QFETCH(QString, expected);
        OpenOptions how = options();
        QUrl url = m_server->url(u"basic"_s);
        FaultProxy late(quint16(m_server->port()));
        late.setPlan([](const FaultProxy::Request &) { return Fault::skewedDate(-2h); });
        if (kind == "name"_L1)
            url = QUrl(u"https://no-such-host.invalid/"_s);
        else if (kind == "refused"_L1)
            url = QUrl(u"https://127.0.0.1:1/"_s);
        else if (kind == "certificate"_L1)
            url = m_server->secureUrl();
        else if (kind == "place"_L1) {
            url = m_server->url(u"open/nowhere"_s);
            how.mode = OpenOptions::Mode::Existing;
        } else if (kind == "no room"_L1) {
            url = m_server->url(u"open/missing/library"_s);
        } else if (kind == "nothing may be made"_L1) {
            url = m_server->url(u"open/forbidden"_s);
            m_server->refuseWriting();
        } else if (kind == "clock"_L1)
            url = late.url(u"/open/"_s);
        const auto [checked, steps] = check(url, how);
        if (kind == "nothing may be made"_L1)
            m_server->allowWriting();
        QCOMPARE(outcomes(steps), expected);
        QCOMPARE(checked.has_value(), kind == "clock"_L1);
        if (checked)
            return;
        const auto failed = std::ranges::find(steps, ConnectionStep::Outcome::Failed, &ConnectionStep::outcome);
        QCOMPARE(QString(failed->what + u' ' + failed->advice).trimmed(), checked.error().message());
        QVERIFY(std::ranges::all_of(steps, [](const ConnectionStep &step) { return !step.what.isEmpty(); }));
        QVERIFY(!checked.error().message().contains(u"probe"_s)); // it is about the library, not about what was tried
    }
};

QTEST_GUILESS_MAIN(TestWebdavLibrary)
#include "test_webdav_library.moc"
