// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/filesystem.h"
#include "pulse/backends/s3.h"
#include "pulse/crypto/checksum.h"
#include "pulse/storage/capabilities.h"
#include "pulse/test/makers.h"
#include "pulse/test/peak_memory.h"
#include "pulse/test/sources.h"
#include "pulse/test/temporary_library.h"
#include "s3_fixture.h"

#include <QTest>
#include <thread>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

/// Whole libraries in buckets, by their URL.
class TestS3Library : public QObject
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
        m_server->makeBucket(u"libraries"_s);
    }
    void cleanupTestCase() { m_server.reset(); }

    void aLibraryIsMadeAndOpened()
    {
        const QUrl url(u"s3://libraries/made"_s);
        OpenOptions existing = options();
        existing.mode = OpenOptions::Mode::Existing;
        const auto none = openS3Library(url, existing);
        QVERIFY(!none);
        QCOMPARE(none.error().code(), ErrorCode::NotFound);

        auto library = openS3Library(url, options());
        QVERIFY2(library, library ? "" : qPrintable(library.error().toString()));
        QVERIFY((*library)->store(makePrompt(u"support/reply", u"1.0.0", "Hello"), {}).has_value());
        QVERIFY(!(*library)->info().singleWriter);
        library = openS3Library(url, existing);
        QVERIFY(library.has_value());
        QCOMPARE((*library)->fetch(makeName(u"support/reply"), makeVersion(u"1.0.0"), {})->content, "Hello"_ba);

        const auto absent = openS3Library(QUrl(u"s3://no-such-bucket/x"_s), options());
        QVERIFY(!absent);
        QCOMPARE(absent.error().code(), ErrorCode::NotFound);
    }

    void theWayIsChecked()
    {
        std::vector<ConnectionStep> steps;
        const auto checked = checkS3Connection(QUrl(u"s3://libraries/checked"_s), options(),
                                               [&steps](const ConnectionStep &step) { steps.push_back(step); }, {});
        QVERIFY2(checked, checked ? "" : qPrintable(checked.error().toString()));
        QCOMPARE(steps.size(), size_t(10));
        OpenOptions wrong = options();
        wrong.settings[u"endpoint"_s] = u"nowhere"_s;
        steps.clear();
        QVERIFY(!checkS3Connection(QUrl(u"s3://libraries/x"_s), wrong,
                                   [&steps](const ConnectionStep &step) { steps.push_back(step); }, {}));
        QCOMPARE(steps.front().outcome, ConnectionStep::Outcome::Failed);
    }

    /// What other programs fetch from the bucket is a library in a folder.
    void otherProgramsReadIt()
    {
        auto library = openS3Library(QUrl(u"s3://libraries/read"_s), options());
        QVERIFY(library.has_value());
        for (const auto &name : {u"support/reply"_s, u"support/refund reply"_s, u"grüße/日本"_s}) {
            QVERIFY((*library)->store(makePrompt(name, u"1.0.0", name.toUtf8()), {}).has_value());
            QVERIFY((*library)->store(makePrompt(name, u"1.1.0", name.toUtf8() + " again"), {}).has_value());
        }
        QVERIFY(
            (*library)
                ->capabilities()
                .labels->setLabel(makeName(u"support/reply"), makeLabel(u"production"), makeVersion(u"1.0.0"), {}, {})
                .has_value());
        for (const QString &program : {u"rclone"_s, u"s3cmd"_s}) {
            const QString why = m_server->command({u"copy_with"_s, program, u"libraries/read"_s, program});
            QVERIFY2(why.isEmpty(), qPrintable(why + m_server->log()));
            OpenOptions existing = makeOptions();
            existing.mode = OpenOptions::Mode::Existing;
            const auto copy = openFilesystemLibrary(QUrl::fromLocalFile(m_server->file(program)), existing);
            QVERIFY2(copy, copy ? "" : qPrintable(copy.error().toString()));
            const auto fetched = (*copy)->fetch(makeName(u"grüße/日本"), makeVersion(u"1.1.0"), {});
            QVERIFY2(fetched, fetched ? "" : qPrintable(fetched.error().toString()));
            QCOMPARE(fetched->content, "grüße/日本 again"_ba);
            const auto labels = (*copy)->capabilities().labels->labels(makeName(u"support/reply"), {});
            QVERIFY(labels && labels->size() == 1);
            const auto report = (*copy)->capabilities().inspection->inspect(false, {}, {});
            QVERIFY2(report, report ? "" : qPrintable(report.error().toString()));
            QStringList found;
            for (const auto &finding : report->findings) {
                if (finding.severity == Finding::Severity::Damage)
                    found.append(finding.path + u": "_s + finding.message);
            }
            QCOMPARE(found, QStringList());
        }
    }

    void longContentNeedsLittleMemory()
    {
        const qint64 size = (qEnvironmentVariableIsSet("PULSE_EXHAUSTIVE") ? 1024 : 160) * MiB + 3;
        auto library = openS3Library(QUrl(u"s3://libraries/long"_s), options());
        QVERIFY(library.has_value());
        const Name name = makeName(u"long");
        const Version version = makeVersion(u"1.0.0");
        ChecksumBuilder checksum;
        {
            PatternSource pattern(size);
            QByteArray buffer(static_cast<qsizetype>(MiB), '\0');
            for (auto got = pattern.read({buffer.data(), size_t(MiB)}); got && *got > 0;
                 got = pattern.read({buffer.data(), size_t(MiB)}))
                checksum.add(QByteArrayView(buffer).first(*got));
        }
        Metadata metadata = makeMetadata(name, version, "");
        metadata.size = size;
        metadata.checksum = checksum.finish();
        const PeakMemory sending;
        if (!sending.isKnown())
            QSKIP("The peak of memory cannot be measured here.");
        PatternSource content(size);
        const auto stored = (*library)->capabilities().streams->storeContent(metadata, content, {});
        QVERIFY2(stored, stored ? "" : qPrintable(stored.error().toString()));
        const qint64 up = sending.grown();
        QVERIFY2(up < 64 * MiB, qPrintable(QString::number(up / MiB)));

        const PeakMemory receiving;
        auto reader = (*library)->capabilities().streams->openContent(name, version, {});
        QVERIFY2(reader, reader ? "" : qPrintable(reader.error().toString()));
        QByteArray buffer(static_cast<qsizetype>(MiB), '\0');
        qint64 read = 0;
        for (;;) {
            const auto got = (*reader)->read({buffer.data(), size_t(MiB)});
            QVERIFY2(got, got ? "" : qPrintable(got.error().toString()));
            if (*got == 0)
                break;
            read += *got;
        }
        QCOMPARE(read, size);
        const qint64 down = receiving.grown();
        QVERIFY2(down < 64 * MiB, qPrintable(QString::number(down / MiB)));
    }

    void theGatewayRestartsBetweenChanges()
    {
        auto library = openS3Library(QUrl(u"s3://libraries/restart"_s), options());
        QVERIFY(library.has_value());
        QVERIFY((*library)->store(makePrompt(u"a", u"1.0.0", "before"), {}).has_value());
        std::atomic<int> published = 0;
        std::atomic<bool> over = false;
        QStringList failures;
        {
            const std::jthread writer([&] {
                for (int i = 0; !over || i < 20; ++i) {
                    const auto stored =
                        (*library)->store(makePrompt(u"a", u"2.0.%1"_s.arg(i), QByteArray::number(i)), {});
                    if (stored)
                        ++published;
                    else if (!stored.error().isRetryable())
                        failures.append(stored.error().toString());
                }
            });
            m_server->stopGateway();
            m_server->startGateway();
            over = true;
        }
        QCOMPARE(failures, QStringList());
        const auto versions = (*library)->capabilities().versions->versions(makeName(u"a"), {});
        QVERIFY(versions.has_value());
        QVERIFY(std::ssize(*versions) >= published + 1);
        for (const Version &version : *versions)
            QVERIFY((*library)->fetch(makeName(u"a"), version, {}).has_value());
    }

    /// Three daemons with three copies, on disk; one is killed in the middle of an upload. Nothing is lost.
    void aDaemonDiesInAnUpload()
    {
        if (!qEnvironmentVariableIsSet("PULSE_EXHAUSTIVE"))
            QSKIP("Tried only with --exhaustive: three daemons on disk take their time.");
        S3Server cluster({.daemons = 3, .tls = false, .gatewaySettings = {}});
        cluster.makeBucket(u"libraries"_s);
        OpenOptions there = options();
        there.settings[u"endpoint"_s] = cluster.endpoint().toString();
        auto library = openS3Library(QUrl(u"s3://libraries/three"_s), there);
        QVERIFY2(library, library ? "" : qPrintable(library.error().toString()));
        const QByteArray content = QByteArray("three copies of everything\n").repeated(4 * 1024 * 1024);
        for (int round = 0; round < 3; ++round) {
            BufferSource source(content);
            const Prompt prompt = makePrompt(u"long", u"1.0.%1"_s.arg(round), content);
            Result<StoreReceipt> stored = failure(ErrorCode::Internal, {}, {}, {});
            {
                const std::jthread writer(
                    [&] { stored = (*library)->capabilities().streams->storeContent(prompt.metadata, source, {}); });
                cluster.killDaemon(round);
            }
            QVERIFY2(stored, stored ? "" : qPrintable(stored.error().toString()));
            cluster.startDaemon(round);
            for (int earlier = 0; earlier <= round; ++earlier) {
                const auto fetched = (*library)->fetch(makeName(u"long"), makeVersion(u"1.0.%1"_s.arg(earlier)), {});
                QVERIFY2(fetched, fetched ? "" : qPrintable(fetched.error().toString()));
                QVERIFY(fetched->content == content);
            }
        }
    }

private:
    [[nodiscard]] OpenOptions options() const
    {
        OpenOptions options = makeOptions(std::make_shared<SystemClock>());
        options.settings = {{u"endpoint"_s, m_server->endpoint().toString()}, {u"proxy"_s, u"direct"_s}};
        return options;
    }

    std::unique_ptr<S3Server> m_server;
};

QTEST_GUILESS_MAIN(TestS3Library)
#include "test_s3_library.moc"
