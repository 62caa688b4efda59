// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/s3.h"
#include "pulse/replica/replica.h"
#include "pulse/storage/capabilities.h"
#include "pulse/test/makers.h"
#include "pulse/test/temporary_library.h"
#include "s3_fixture.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Does not wait but counts, and does something the first time that waiting was asked for.
class CountingSleeper final : public Sleeper
{
public:
    explicit CountingSleeper(std::function<void()> first = {})
        : m_first(std::move(first))
    {}
    bool sleep(std::chrono::milliseconds, std::stop_token) override
    {
        if (m_slept++ == 0 && m_first)
            m_first();
        return true;
    }
    [[nodiscard]] int slept() const { return m_slept; }

private:
    std::function<void()> m_first;
    int m_slept = 0;
};

/// What QVERIFY2 shows of a failure.
struct Why
{
    QByteArray text;
    explicit operator const char *() const { return text.constData(); }
};

Why outcomeOf(const auto &result)
{
    return {result ? QByteArray("ok") : result.error().toString().toUtf8()};
}

} // namespace

/// What an operator of Ceph allows its owner: so many bytes, so many requests.
class TestS3Limits : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const QString reason = whyNoServers(); !reason.isEmpty())
            QSKIP(qPrintable(reason));
        for (const char *other : {"AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL",
                                  "AWS_ENDPOINT_URL_S3", "AWS_CA_BUNDLE", "AWS_SESSION_TOKEN"})
            qunsetenv(other);
        qputenv("AWS_CONFIG_FILE", "/nonexistent");
        qputenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
        qputenv("AWS_ACCESS_KEY_ID", S3Server::accessKey().toUtf8());
        qputenv("AWS_SECRET_ACCESS_KEY", S3Server::secretKey().toUtf8());
        m_server = std::make_unique<S3Server>();
        m_server->makeBucket(u"limits"_s);
    }
    void cleanup()
    {
        if (!m_server)
            return;
        m_server->setQuota(0);
        limitWrites(u"none"_s);
    }
    void cleanupTestCase() { m_server.reset(); }

    void whatDoesNotFitIsRefusedWhole()
    {
        const auto library = open(u"full"_s);
        QVERIFY(library->store(makePrompt(u"a", u"1.0.0", "before"), {}).has_value());
        m_server->setQuota(4096);
        const auto refused = library->store(longPrompt(u"a", u"1.1.0"), {});
        QCOMPARE(codeOf(refused), ErrorCode::NoSpace);
        QVERIFY2(refused.error().message().contains("quota"_L1), outcomeOf(refused));
        QVERIFY(!refused.error().isRetryable());
        QCOMPARE(codeOf(library->store(longPrompt(u"b", u"1.0.0"), {})), ErrorCode::NoSpace);
        verifyHolds(*library, {u"a 1.0.0"_s});

        m_server->setQuota(0);
        const auto stored = library->store(longPrompt(u"a", u"1.1.0"), {});
        QVERIFY2(stored, outcomeOf(stored));
        verifyHolds(*open(u"full"_s), {u"a 1.0.0"_s, u"a 1.1.0"_s});
    }

    /// What an attachment would try out by writing is tried out when there is room.
    void aFullBucketIsOpenedAndReadAndWrittenWhenThereIsRoom()
    {
        QVERIFY(open(u"opened-full"_s)->store(longPrompt(u"a", u"1.0.0"), {}).has_value());
        m_server->setQuota(4096);
        const auto opened = openS3Library(QUrl(u"s3://limits/opened-full"_s), options());
        QVERIFY2(opened, outcomeOf(opened));
        Storage &library = **opened;
        QVERIFY(!library.info().readOnly && !library.info().singleWriter);
        verifyHolds(library, {u"a 1.0.0"_s});
        const Capabilities can = library.capabilities();
        const auto refused = library.store(makePrompt(u"b", u"1.0.0", "short"), {});
        QCOMPARE(codeOf(refused), ErrorCode::NoSpace);
        QVERIFY2(refused.error().message().contains("quota"_L1), outcomeOf(refused));
        const Name name = makeName(u"a");
        const Version version = makeVersion(u"1.0.0");
        QCOMPARE(codeOf(can.metadata->updateMetadata(name, version, {.addTags = {u"t"_s}}, {})), ErrorCode::NoSpace);
        QCOMPARE(codeOf(can.labels->setLabel(name, makeLabel(u"production"), version, {}, {})), ErrorCode::NoSpace);
        QCOMPARE(codeOf(library.remove(name, {}, {})), ErrorCode::NoSpace);
        verifyHolds(library, {u"a 1.0.0"_s});

        m_server->setQuota(0);
        const auto stored = library.store(makePrompt(u"b", u"1.0.0", "short"), {});
        QVERIFY2(stored, outcomeOf(stored));
        const auto patched = can.metadata->updateMetadata(name, version, {.addTags = {u"t"_s}}, {});
        QVERIFY2(patched, outcomeOf(patched));
        QVERIFY(!library.info().singleWriter);
        verifyHolds(*open(u"opened-full"_s), {u"a 1.0.0"_s, u"b 1.0.0"_s});
    }

    /// What is published in the replica meanwhile stays there, queued, and arrives when there is room.
    void aReplicaKeepsWhatDoesNotFit()
    {
        const TemporaryLibrary local;
        const QTemporaryDir folder;
        const auto replica = makeReplica(optionsOf(local, folder, u"queue"_s), {});
        QVERIFY2(replica, outcomeOf(replica));
        auto &sync = *(*replica)->capabilities().synchronisation;
        QVERIFY((*replica)->store(makePrompt(u"a", u"1.0.0", "before"), {}).has_value());
        QVERIFY(sync.synchronise({}, {}, {}).has_value());
        QCOMPARE(sync.status().queued, 0);

        const auto home = open(u"queue"_s);
        m_server->setQuota(4096);
        const auto published = (*replica)->store(longPrompt(u"b", u"1.0.0"), {});
        QVERIFY2(published, outcomeOf(published));
        const auto report = sync.synchronise({}, {}, {});
        QVERIFY(toldOfNoSpace(report));
        QCOMPARE(sync.status().queued, 1);
        QCOMPARE((*replica)->fetch(makeName(u"b"), makeVersion(u"1.0.0"), {})->content, longContent());
        verifyHolds(*home, {u"a 1.0.0"_s});

        m_server->setQuota(0);
        const auto sent = sync.synchronise({}, {}, {});
        QVERIFY2(sent, outcomeOf(sent));
        QCOMPARE(sent->failed.size(), size_t(0));
        QCOMPARE(sync.status().queued, 0);
        QVERIFY(!sync.status().error);
        verifyHolds(*open(u"queue"_s), {u"a 1.0.0"_s, u"b 1.0.0"_s});
    }

    void aPauseThatIsAskedForIsMade()
    {
        const auto sleeper = std::make_shared<CountingSleeper>([this] { limitWrites(u"none"_s); });
        const auto client = clientWith(sleeper);
        QVERIFY(client->abilities({}).has_value());
        QCOMPARE(sleeper->slept(), 0);
        limitWrites(u"1"_s);
        int written = 0;
        for (; sleeper->slept() == 0 && written < 10; ++written) {
            BufferSource source("bytes");
            const auto put = client->put(u"paused/%1"_s.arg(written), source, ObjectCondition::absent(), {});
            QVERIFY2(put, put ? "" : qPrintable(put.error().error.toString()));
        }
        QVERIFY(sleeper->slept() > 0);
        ObjectClient::Listing listing;
        listing.prefix = u"paused/"_s;
        QCOMPARE(std::ssize(client->list(listing, {})->objects), written);
    }

    void patienceHasAnEnd()
    {
        const auto sleeper = std::make_shared<CountingSleeper>();
        const auto client = clientWith(sleeper);
        QVERIFY(client->abilities({}).has_value());
        limitWrites(u"1"_s);
        for (int i = 0; i < 10; ++i) {
            BufferSource source("bytes");
            const QString key = u"refused/%1"_s.arg(i);
            const auto put = client->put(key, source, {}, {});
            if (put)
                continue;
            QCOMPARE(put.error().error.code(), ErrorCode::RateLimited);
            QVERIFY(put.error().error.isRetryable());
            QVERIFY(!put.error().indeterminate);
            QCOMPARE(sleeper->slept(), quickRetries().attempts - 1);
            QCOMPARE(client->head(key, {}).error().error.code(), ErrorCode::NotFound);
            return;
        }
        QFAIL("The gateway let ten writes through where one a minute is allowed.");
    }

    void publishingTooOftenIsToldAndLeavesNothing()
    {
        const auto library = open(u"often"_s);
        QVERIFY(library->store(makePrompt(u"a", u"1.0.0", "before"), {}).has_value());
        limitWrites(u"1"_s);
        QStringList there{u"a 1.0.0"_s};
        Result<StoreReceipt> stored = failure(ErrorCode::Internal, {}, {}, {});
        int patch = 1;
        do { // a little may go through before the limit is noticed
            stored = library->store(makePrompt(u"a", u"1.0.%1"_s.arg(patch), "again"), {});
            if (stored)
                there.append(u"a 1.0.%1"_s.arg(patch));
        } while (stored && ++patch < 10);
        QCOMPARE(codeOf(stored), ErrorCode::RateLimited);
        QVERIFY(stored.error().isRetryable());
        verifyHolds(*library, there);

        limitWrites(u"none"_s);
        stored = library->store(makePrompt(u"a", u"1.0.%1"_s.arg(patch), "again"), {});
        QVERIFY2(stored, outcomeOf(stored));
        there.append(u"a 1.0.%1"_s.arg(patch));
        verifyHolds(*open(u"often"_s), there);
    }

private:
    template <typename T>
    static ErrorCode codeOf(const Result<T> &result)
    {
        return result ? ErrorCode::Internal : result.error().code();
    }
    static QByteArray longContent() { return QByteArray("a line of many\n").repeated(20'000); }
    static Prompt longPrompt(QStringView name, QStringView version) { return makePrompt(name, version, longContent()); }

    /// Either way in which a synchronisation says it.
    static bool toldOfNoSpace(const Result<SyncStorage::Report> &report)
    {
        if (!report)
            return report.error().code() == ErrorCode::NoSpace;
        return report->failed.size() == 1 && report->failed.front().error.code() == ErrorCode::NoSpace;
    }

    /// These versions, whole, and nothing else.
    static void verifyHolds(Storage &library, QStringList expected)
    {
        QStringList found;
        const auto page = library.list({}, {});
        QVERIFY2(page, outcomeOf(page));
        for (const ListItem &item : page->items) {
            const auto versions = library.capabilities().versions->versions(makeName(item.path), {});
            QVERIFY2(versions, outcomeOf(versions));
            for (const Version &version : *versions) {
                found.append(item.path + u' ' + version.toString());
                const auto fetched = library.fetch(makeName(item.path), version, {});
                QVERIFY2(fetched, outcomeOf(fetched));
            }
        }
        found.sort();
        expected.sort();
        QCOMPARE(found, expected);
        const auto report = library.capabilities().inspection->inspect(false, {}, {});
        QVERIFY2(report, outcomeOf(report));
        QCOMPARE(report->intact, expected.size());
        for (const Finding &finding : report->findings)
            QVERIFY2(finding.severity != Finding::Severity::Damage, qPrintable(finding.path + finding.message));
    }

    void limitWrites(const QString &perMinute)
    {
        const QString why = m_server->command({u"write_limit"_s, perMinute});
        if (!why.isEmpty())
            qFatal("%s\n%s", qUtf8Printable(why), qUtf8Printable(m_server->log()));
    }

    [[nodiscard]] std::shared_ptr<ObjectClient> clientWith(const std::shared_ptr<Sleeper> &sleeper) const
    {
        const s3::Settings settings = settingsFor(m_server->endpoint(), u"limits"_s);
        s3::ClientParts parts = partsFor(settings, environmentOfOwner());
        parts.sleeper = sleeper;
        return s3::makeS3Client(settings, parts);
    }

    [[nodiscard]] OpenOptions options() const
    {
        OpenOptions options = makeOptions(std::make_shared<SystemClock>());
        options.settings = {{u"endpoint"_s, m_server->endpoint().toString()}, {u"proxy"_s, u"direct"_s}};
        return options;
    }

    [[nodiscard]] std::shared_ptr<Storage> open(const QString &name) const
    {
        auto library = openS3Library(QUrl(u"s3://limits/"_s + name), options());
        if (!library)
            qFatal("%s", qUtf8Printable(library.error().toString()));
        return *library;
    }

    [[nodiscard]] ReplicaOptions optionsOf(const TemporaryLibrary &local, const QTemporaryDir &folder,
                                           const QString &name) const
    {
        const QUrl url(u"s3://limits/"_s + name);
        return {.local = local.shared(),
                .openHome = [url, options = options()](std::stop_token) { return openS3Library(url, options); },
                .home = url,
                .backend = u"s3"_s,
                .folder = folder.filePath(u"replica"_s),
                .fs = realFs(),
                .clock = std::make_shared<SystemClock>()};
    }

    std::unique_ptr<S3Server> m_server;
};

QTEST_GUILESS_MAIN(TestS3Limits)
#include "test_s3_limits.moc"
