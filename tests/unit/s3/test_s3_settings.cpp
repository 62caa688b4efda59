// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/s3/credential_chain.h"

#include <QTest>

using namespace pulse;
using namespace pulse::s3;
using namespace Qt::StringLiterals;

namespace {

/// A machine with some variables and files.
struct Machine
{
    std::map<QString, QString> variables;
    std::map<QString, QByteArray> files;

    [[nodiscard]] Environment environment()
    {
        return {.variable =
                    [this](const QString &name) {
                        const auto place = variables.find(name);
                        return place == variables.end() ? QString() : place->second;
                    },
                .home = u"/home/ada"_s,
                .read = [this](const QString &path) -> Result<QByteArray> {
                    const auto place = files.find(path);
                    return place == files.end() ? QByteArray() : place->second;
                }};
    }
};

/// A keychain that gives one credential after the other.
class Source final : public CredentialSource
{
public:
    Result<std::optional<Credential>> credential(const CredentialRequest &request, std::stop_token) override
    {
        requests.push_back(request);
        if (locked)
            return failure(ErrorCode::PermissionDenied, u"open"_s, u"keychain"_s, u"The keychain is locked."_s);
        if (given == credentials.size())
            return std::nullopt;
        return credentials[given++];
    }
    void accepted(const CredentialRequest &, const Credential &credential) override { kept.push_back(credential.user); }
    bool locked = false;
    std::vector<Credential> credentials;
    size_t given = 0;
    std::vector<CredentialRequest> requests;
    QStringList kept;
};

Settings settingsOn(Machine &machine, const QString &url, const std::map<QString, QString> &given = {})
{
    auto settings = readSettings(QUrl(url), given, machine.environment());
    if (!settings)
        qFatal("%s", qUtf8Printable(settings.error().toString()));
    return *settings;
}

} // namespace

class TestS3Settings : public QObject
{
    Q_OBJECT

private slots:
    void placesOnAws()
    {
        Machine machine;
        Settings settings = settingsOn(machine, u"s3://team-prompts"_s);
        QCOMPARE(settings.origin(), QUrl(u"https://team-prompts.s3.us-east-1.amazonaws.com"_s));
        QCOMPARE(settings.pathOf(u"a b"_s), "/a b"_ba);
        QCOMPARE(settings.pathOf({}), "/"_ba);

        settings = settingsOn(machine, u"s3://team-prompts/a/b%20c/"_s, {{u"region"_s, u"cn-north-1"_s}});
        QCOMPARE(settings.prefix, u"a/b c/"_s);
        QCOMPARE(settings.origin(), QUrl(u"https://team-prompts.s3.cn-north-1.amazonaws.com.cn"_s));
        QCOMPARE(settings.pathOf(u"k"_s), "/a/b c/k"_ba);
        QCOMPARE(settings.shown(), QUrl(u"s3://team-prompts/a/b c"_s));

        settings = settingsOn(machine, u"s3://dotted.bucket"_s);
        QCOMPARE(settings.origin(), QUrl(u"https://s3.us-east-1.amazonaws.com"_s));
        QCOMPARE(settings.pathOf(u"k"_s), "/dotted.bucket/k"_ba);
    }

    void placesElsewhere()
    {
        Machine machine;
        Settings settings = settingsOn(machine, u"s3://bucket/x"_s, {{u"endpoint"_s, u"http://minio.example:9000/"_s}});
        QCOMPARE(settings.origin(), QUrl(u"http://minio.example:9000"_s));
        QCOMPARE(settings.pathOf(u"k"_s), "/bucket/x/k"_ba);
        settings = settingsOn(machine, u"s3://bucket/x"_s,
                              {{u"endpoint"_s, u"https://s3.example"_s}, {u"path-style"_s, u"no"_s}});
        QCOMPARE(settings.origin(), QUrl(u"https://bucket.s3.example"_s));
        QCOMPARE(settings.pathOf(u"k"_s), "/x/k"_ba);
    }

    void connectionsAreBounded()
    {
        Machine machine;
        QCOMPARE(settingsOn(machine, u"s3://bucket"_s).transport.connectionsPerHost, 16);
        QCOMPARE(settingsOn(machine, u"s3://bucket"_s, {{u"connections"_s, u"3"_s}}).transport.connectionsPerHost, 3);
    }

    void whatIsNotSetComesFromTheEnvironmentThenTheProfile()
    {
        Machine machine;
        machine.files[u"/home/ada/.aws/config"_s] = "[default]\nregion = eu-west-1\n"
                                                    "[profile team]\n"
                                                    "region = eu-central-1 # ours\n"
                                                    "endpoint_url = https://s3.team.example\n"
                                                    "ca_bundle=/etc/team.pem\n"
                                                    "s3 =\n"
                                                    "  addressing_style = virtual\n";
        QCOMPARE(settingsOn(machine, u"s3://bucket"_s).region, "eu-west-1"_ba);
        Settings team = settingsOn(machine, u"s3://bucket"_s, {{u"profile"_s, u"team"_s}});
        QCOMPARE(team.region, "eu-central-1"_ba);
        QCOMPARE(team.origin(), QUrl(u"https://bucket.s3.team.example"_s));
        QCOMPARE(team.transport.caFile, u"/etc/team.pem"_s);

        machine.variables = {{u"AWS_PROFILE"_s, u"team"_s},
                             {u"AWS_REGION"_s, u"us-west-2"_s},
                             {u"AWS_ENDPOINT_URL"_s, u"https://generic.example"_s},
                             {u"AWS_ENDPOINT_URL_S3"_s, u"https://s3.env.example"_s},
                             {u"AWS_CA_BUNDLE"_s, u"/env.pem"_s}};
        team = settingsOn(machine, u"s3://bucket"_s);
        QCOMPARE(team.region, "us-west-2"_ba);
        QCOMPARE(team.endpoint, QUrl(u"https://s3.env.example"_s));
        QCOMPARE(team.transport.caFile, u"/env.pem"_s);
        team =
            settingsOn(machine, u"s3://bucket"_s,
                       {{u"region"_s, u"own"_s}, {u"endpoint"_s, u"https://own.example"_s}, {u"ca-file"_s, u"/own"_s}});
        QCOMPARE(team.region, "own"_ba);
        QCOMPARE(team.endpoint, QUrl(u"https://own.example"_s));
        QCOMPARE(team.transport.caFile, u"/own"_s);
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        const QString good = u"s3://bucket/prefix"_s;
        QTest::newRow("no bucket") << u"s3:///prefix"_s << QString() << QString();
        QTest::newRow("short") << u"s3://ab"_s << QString() << QString();
        QTest::newRow("password") << u"s3://key:CANARY@bucket/"_s << QString() << QString();
        QTest::newRow("query") << u"s3://bucket/?secret=CANARY"_s << QString() << QString();
        QTest::newRow("dots") << u"s3://bucket/a/%2e%2e/b"_s << QString() << QString();
        QTest::newRow("empty parts") << u"s3://bucket/a//b"_s << QString() << QString();
        QTest::newRow("unknown") << good << u"colour"_s << u"blue"_s;
        QTest::newRow("secret as setting") << good << u"secret-key"_s << u"CANARY"_s;
        QTest::newRow("endpoint without scheme") << good << u"endpoint"_s << u"s3.example"_s;
        QTest::newRow("endpoint with path") << good << u"endpoint"_s << u"https://s3.example/x"_s;
        QTest::newRow("endpoint with password") << good << u"endpoint"_s << u"https://a:CANARY@s3.example"_s;
        QTest::newRow("endpoint elsewhere") << good << u"endpoint"_s << u"ftp://s3.example"_s;
        QTest::newRow("region") << good << u"region"_s << u"eu central"_s;
        QTest::newRow("flag") << good << u"path-style"_s << u"perhaps"_s;
        QTest::newRow("credentials") << good << u"credentials"_s << u"guess"_s;
        QTest::newRow("no connections") << good << u"connections"_s << u"0"_s;
        QTest::newRow("too many connections") << good << u"connections"_s << u"65"_s;
        QTest::newRow("connections in words") << good << u"connections"_s << u"many"_s;
        QTest::newRow("profile") << good << u"profile"_s << u"nobody"_s;
    }
    void refusals()
    {
        QFETCH(QString, url);
        QFETCH(QString, name);
        QFETCH(QString, value);
        Machine machine;
        std::map<QString, QString> given;
        if (!name.isEmpty())
            given[name] = value;
        const auto settings = readSettings(QUrl(url), given, machine.environment());
        QVERIFY(!settings);
        QCOMPARE(settings.error().code(), ErrorCode::Invalid);
        QVERIFY(settings.error().message().endsWith(u'.'));
        QVERIFY2(!settings.error().toString().contains("CANARY"_L1), qPrintable(settings.error().toString()));
    }

    void profileFiles()
    {
        const auto profiles = parseProfiles("stray = 1\n"
                                            "# comment\n"
                                            "[default]\r\n"
                                            "aws_access_key_id = KEY;notacomment\r\n"
                                            "AWS_SECRET_ACCESS_KEY= se=cret/+\n"
                                            "[ profile  two words ]\n"
                                            "region=r ; comment\n"
                                            "[profiled]\n"
                                            "region=wrong\n"
                                            "[sso-session x]\n"
                                            "region=wrong\n"
                                            "[unclosed\n"
                                            "region=wrong\n",
                                            false);
        QCOMPARE(profiles.size(), size_t(2));
        QCOMPARE(profiles.at(u"default"_s).at(u"aws_access_key_id"_s), u"KEY;notacomment"_s);
        QCOMPARE(profiles.at(u"default"_s).at(u"aws_secret_access_key"_s), u"se=cret/+"_s);
        QCOMPARE(profiles.at(u"two words"_s).at(u"region"_s), u"r"_s);
        QVERIFY(parseProfiles(QByteArray(3, '\0') + "\n[a]\nb=\xFF\xFE\n", true).contains(u"a"_s));
    }

    void keysAreFoundInOrder()
    {
        Machine machine;
        machine.files[u"/home/ada/.aws/credentials"_s] =
            "[default]\naws_access_key_id=FILE\naws_secret_access_key=s2\naws_session_token=t2\n";
        machine.variables = {{u"AWS_ACCESS_KEY_ID"_s, u"ENV"_s}, {u"AWS_SECRET_ACCESS_KEY"_s, u"s1"_s}};
        const auto source = std::make_shared<Source>();
        source->credentials = {{u"CHAIN"_s, u"s3"_s, {}}};
        CredentialChain chain(settingsOn(machine, u"s3://bucket"_s), machine.environment(), source);

        auto identity = chain.identity({});
        QCOMPARE(identity->accessKey, "ENV"_ba);
        chain.accepted(*identity);
        QVERIFY(chain.refused(*identity, {}));
        identity = chain.identity({});
        QCOMPARE(identity->accessKey, "FILE"_ba);
        QCOMPARE(identity->sessionToken, "t2"_ba);
        QVERIFY(source->requests.empty());
        QVERIFY(chain.refused(*identity, {}));
        identity = chain.identity({});
        QCOMPARE(identity->accessKey, "CHAIN"_ba);
        QCOMPARE(source->requests.back().kind, CredentialRequest::Kind::AccessKey);
        QCOMPARE(source->requests.back().place, QUrl(u"https://s3.us-east-1.amazonaws.com/bucket"_s));
        QVERIFY(source->kept.isEmpty());
        chain.accepted(*identity);
        chain.accepted(*identity);
        QCOMPARE(source->kept, QStringList{u"CHAIN"_s});
        QVERIFY(!chain.refused(*identity, {}));
        QVERIFY(source->requests.back().rejected);
    }

    void renewedKeysAreReadAgain()
    {
        Machine machine;
        const auto file = u"/home/ada/.aws/credentials"_s;
        machine.files[file] = "[default]\naws_access_key_id=A\naws_secret_access_key=s\naws_session_token=old\n";
        CredentialChain chain(settingsOn(machine, u"s3://bucket"_s), machine.environment(), nullptr);
        const auto old = chain.identity({});
        QVERIFY(!chain.refused(*old, {})); // nothing else there
        machine.files[file].replace("old", "new");
        QVERIFY(chain.refused(*old, {}));
        QCOMPARE(chain.identity({})->sessionToken, "new"_ba);
        QVERIFY(chain.refused(*old, {})); // another thread's late complaint about the old ones
        QCOMPARE(chain.identity({})->sessionToken, "new"_ba);
    }

    void oneSourceAlone()
    {
        Machine machine;
        machine.variables = {{u"AWS_ACCESS_KEY_ID"_s, u"ENV"_s}, {u"AWS_SECRET_ACCESS_KEY"_s, u"s1"_s}};
        const auto source = std::make_shared<Source>();
        source->credentials = {{u"CHAIN"_s, u"s3"_s, {}}};
        const auto chainFor = [&](const QString &which) {
            return CredentialChain(settingsOn(machine, u"s3://bucket"_s, {{u"credentials"_s, which}}),
                                   machine.environment(), source)
                .identity({});
        };
        QCOMPARE(chainFor(u"keychain"_s)->accessKey, "CHAIN"_ba);
        QCOMPARE(chainFor(u"environment"_s)->accessKey, "ENV"_ba);
        const auto none = chainFor(u"profile"_s);
        QVERIFY(!none);
        QCOMPARE(none.error().code(), ErrorCode::PermissionDenied);
        source->locked = true;
        QCOMPARE(chainFor(u"keychain"_s).error().message(), u"The keychain is locked."_s);
    }

    void halvesAreNotJoined()
    {
        Machine machine;
        machine.variables = {{u"AWS_ACCESS_KEY_ID"_s, u"ENV"_s}};
        CredentialChain half(settingsOn(machine, u"s3://bucket"_s), machine.environment(), nullptr);
        QCOMPARE(half.identity({}).error().code(), ErrorCode::PermissionDenied);

        machine.variables.clear();
        machine.files[u"/home/ada/.aws/config"_s] =
            "[default]\naws_access_key_id=OLD\naws_secret_access_key=x\naws_session_token=stale\n";
        machine.files[u"/home/ada/.aws/credentials"_s] = "[default]\naws_access_key_id=NEW\naws_secret_access_key=y\n";
        CredentialChain whole(settingsOn(machine, u"s3://bucket"_s), machine.environment(), nullptr);
        const auto identity = whole.identity({});
        QCOMPARE(identity->accessKey, "NEW"_ba);
        QCOMPARE(identity->secretKey, "y"_ba);
        QCOMPARE(identity->sessionToken, QByteArray());
    }

    void whatCannotBeAnAccessKeyIsNotSent_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("says");
        QTest::newRow("none") << QString() << u"no access key"_s;
        QTest::newRow("the secret key in its place") << u"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"_s << u"exchanged"_s;
        QTest::newRow("copied with its name") << u"AWS_ACCESS_KEY_ID=AKIA"_s << u"copied"_s;
        QTest::newRow("two of them") << u"AKIA,AKIB"_s << u"copied"_s;
        QTest::newRow("with a space") << u"AKIA KEY"_s << u"copied"_s;
    }
    void whatCannotBeAnAccessKeyIsNotSent()
    {
        QFETCH(const QString, user);
        QFETCH(const QString, says);
        Machine machine;
        const auto source = std::make_shared<Source>();
        source->credentials = {{user, u"CANARY"_s, {}}};
        CredentialChain chain(settingsOn(machine, u"s3://bucket"_s), machine.environment(), source);
        const auto none = chain.identity({});
        QVERIFY(!none);
        QCOMPARE(none.error().code(), ErrorCode::PermissionDenied);
        QVERIFY2(none.error().message().contains(says), qPrintable(none.error().message()));
        QVERIFY(!none.error().message().contains("CANARY"_L1));
        QVERIFY(user.isEmpty() || !none.error().message().contains(user)); // it may be the secret
        QVERIFY(source->requests.back().rejected);                         // and it was asked for once more
        source->credentials.push_back({u"AKIA"_s, u"s"_s, {}});
        QCOMPARE(chain.identity({})->accessKey, "AKIA"_ba);
    }

    void whatIsNotDoneIsSaid()
    {
        Machine machine;
        machine.files[u"/home/ada/.aws/config"_s] = "[default]\nrole_arn=arn:x\nsource_profile=y\n";
        CredentialChain chain(settingsOn(machine, u"s3://bucket"_s, {{u"credentials"_s, u"profile"_s}}),
                              machine.environment(), nullptr);
        const auto none = chain.identity({});
        QCOMPARE(none.error().code(), ErrorCode::Unsupported);
        QVERIFY(none.error().message().contains("role_arn"_L1));
    }
};

QTEST_GUILESS_MAIN(TestS3Settings)
#include "test_s3_settings.moc"
