// SPDX-License-Identifier: Apache-2.0
// A library on a real server, beside rclone with the same files on the same server in the same run: everything up,
// everything down into a new replica, and a synchronisation when a hundred prompts have changed. rclone gets whichever
// of 16, 32 and 64 transfers at once turned out to be its best, and carries the pointers too (--links), as Pulse does;
// unlike Pulse it syncs nothing that it writes. Beside each time stands what the server was asked for
// it, and what the server alone needs for as many bare requests as the objects make up. And one long content, with the
// memory that it takes.
//
//   bench-remote [s3|webdav [PROMPTS [MEBIBYTES]]]
#include "counting_transport.h"
#include "pulse/backends/filesystem.h"
#include "pulse/backends/s3/client.h"
#include "pulse/backends/webdav/client.h"
#include "pulse/base/parallel.h"
#include "pulse/fs/fs.h"
#include "pulse/net/curl_transport.h"
#include "pulse/objects/object_library.h"
#include "pulse/replica/replica.h"
#include "pulse/storage/capabilities.h"
#include "pulse/test/generator.h"
#include "pulse/test/makers.h"
#include "pulse/test/servers.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <algorithm>
#include <cstdio>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

namespace {

template <typename T>
T need(Result<T> result)
{
    if (!result)
        qFatal("%s", qUtf8Printable(result.error().toString()));
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}

template <typename Work>
double seconds(Work work)
{
    ::sync();
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e9;
}

class OneCredential final : public CredentialSource
{
public:
    OneCredential(QString user, QString secret)
        : m_credential{std::move(user), std::move(secret), {}}
    {}
    Result<std::optional<Credential>> credential(const CredentialRequest &, std::stop_token) override
    {
        return m_credential;
    }
    void accepted(const CredentialRequest &, const Credential &) override {}

private:
    Credential m_credential;
};

/// Where the library is kept, and how each of the two reaches it.
struct Place
{
    std::unique_ptr<TestServer> server;
    std::shared_ptr<CountingTransport> requests;
    std::function<std::shared_ptr<ObjectClient>(const QString &library)> client;
    std::map<QString, QString> rcloneVariables; ///< for the remote "home:"
    QString rcloneRoot;

    [[nodiscard]] Result<std::shared_ptr<Storage>> open(const QString &library) const;
};

OpenOptions options()
{
    return {.mode = OpenOptions::Mode::CreateIfNone, .author = {}, .clock = std::make_shared<SystemClock>()};
}

Result<std::shared_ptr<Storage>> Place::open(const QString &library) const
{
    return openObjectLibrary(client(library), options());
}

Place onCeph()
{
    auto server = std::make_unique<S3Server>();
    server->makeBucket(u"bench"_s);
    const QString endpoint = server->endpoint().toString();
    const std::map<QString, QString> settings = {{u"endpoint"_s, endpoint},
                                                 {u"region"_s, S3Server::region()},
                                                 {u"credentials"_s, u"keychain"_s},
                                                 {u"proxy"_s, u"direct"_s}};
    const auto read = [settings](const QString &library) {
        return need(s3::readSettings(QUrl("s3://bench/"_L1 + library), settings, s3::Environment::ofProcess()));
    };
    const auto requests = std::make_shared<CountingTransport>(s3::ClientParts::ofSystem(read(u"any"_s)).transport);
    const auto client = [read, requests](const QString &library) {
        const s3::Settings of = read(library);
        s3::ClientParts parts = s3::ClientParts::ofSystem(of);
        parts.transport = requests;
        parts.credentials = std::make_shared<OneCredential>(S3Server::accessKey(), S3Server::secretKey());
        return s3::makeS3Client(of, std::move(parts));
    };
    return {.server = std::move(server),
            .requests = requests,
            .client = client,
            .rcloneVariables = {{u"RCLONE_CONFIG_HOME_TYPE"_s, u"s3"_s},
                                {u"RCLONE_CONFIG_HOME_PROVIDER"_s, u"Ceph"_s},
                                {u"RCLONE_CONFIG_HOME_ENDPOINT"_s, endpoint},
                                {u"RCLONE_CONFIG_HOME_ACCESS_KEY_ID"_s, S3Server::accessKey()},
                                {u"RCLONE_CONFIG_HOME_SECRET_ACCESS_KEY"_s, S3Server::secretKey()}},
            .rcloneRoot = u"home:bench/"_s};
}

Place onApache()
{
    auto server = std::make_unique<WebdavServer>(WebdavServer::Kind::Apache);
    const QUrl root = server->url(u"open"_s);
    const auto requests = std::make_shared<CountingTransport>(makeCurlTransport({.proxy = u"direct"_s}));
    const auto client = [root, requests](const QString &library) {
        const QUrl folder = root.resolved(QUrl(library + u'/'));
        const auto made = requests->send({.method = "MKCOL", .url = folder}, {});
        if (!made || (made->status != 201 && made->status != 405))
            qFatal("%s could not be made", qPrintable(folder.toString()));
        return makeWebdavClient(folder, systemWebdavParts(requests));
    };
    return {.server = std::move(server),
            .requests = requests,
            .client = client,
            .rcloneVariables = {{u"RCLONE_CONFIG_HOME_TYPE"_s, u"webdav"_s},
                                {u"RCLONE_CONFIG_HOME_VENDOR"_s, u"other"_s},
                                {u"RCLONE_CONFIG_HOME_URL"_s, root.toString()}},
            .rcloneRoot = u"home:"_s};
}

std::shared_ptr<Storage> openFolder(const QString &path)
{
    return need(openFilesystemLibrary(QUrl::fromLocalFile(path), options()));
}

std::shared_ptr<Storage> openReplica(const QString &folder, const Place &place)
{
    QDir().mkpath(folder);
    return need(makeReplica({.local = openFolder(folder + "/library"_L1),
                             .openHome = [&place](std::stop_token) { return place.open(u"pulse"_s); },
                             .home = QUrl(u"s3://bench/pulse"_s),
                             .backend = u"bench"_s,
                             .folder = folder + "/replica"_L1,
                             .fs = realFs(),
                             .clock = std::make_shared<SystemClock>()},
                            {}));
}

void synchronise(Storage &replica)
{
    const auto report = need(replica.capabilities().synchronisation->synchronise({}, {}, {}));
    if (!report.failed.empty())
        qFatal("%s", qUtf8Printable(report.failed.front().error.toString()));
}

Name nameOf(int number)
{
    return makeName(u"team-%1/area-%2/prompt-%3"_s.arg(number % 20).arg(number / 20 % 25).arg(number));
}

void publish(Storage &storage, int prompts, QStringView version)
{
    Generator random(1);
    std::vector<Prompt> batch;
    const auto flush = [&] {
        for (auto &stored : storage.capabilities().batches->storeMany(batch, {}, {}))
            need(std::move(stored));
        batch.clear();
    };
    for (int number = 0; number < prompts; ++number) {
        batch.push_back(makePrompt(nameOf(number), makeVersion(version), random.text(330)));
        if (batch.size() >= 512)
            flush();
    }
    flush();
}

class Rclone
{
public:
    Rclone(QString folder, const Place &place)
        : m_folder(std::move(folder))
        , m_place(place)
    {}

    void run(const QString &verb, const QString &from, const QString &to, int transfers) const
    {
        runTool({.command = {u"rclone"_s, verb, from, to, u"--links"_s, u"--fast-list"_s, u"--transfers"_s,
                             QString::number(transfers), u"--checkers"_s, QString::number(transfers)},
                 .folder = m_folder,
                 .variables = m_place.rcloneVariables});
    }
    [[nodiscard]] QString remote(const QString &name) const { return m_place.rcloneRoot + name; }

private:
    QString m_folder;
    const Place &m_place;
};

void row(const char *what, double own, const QString &requests, double other, const char *peer)
{
    std::printf("%-36s %8.2f s %8.2f s %7.1fx  %-28s %s\n", what, own, other, other / own, peer, qPrintable(requests));
    std::fflush(stdout);
}

/// What the server needs for so many small objects through the same client and as many connections, and nothing around.
void bareRequests(const Place &place, int objects)
{
    const auto client = place.client(u"bare"_s);
    const auto keyOf = [](size_t i) { return u"folder-%1/object-%2"_s.arg(i % 100).arg(i); };
    const QByteArray bytes(700, 'x');
    const auto count = static_cast<size_t>(objects);
    (void)client->serverTime({});
    for (const int atOnce : {16, 32}) {
        const double put = seconds([&] {
            forEachInParallel(atOnce, count, [&](size_t i) {
                BufferSource source(bytes);
                if (!client->put(keyOf(i) + QString::number(atOnce), source, ObjectCondition::absent(), {}))
                    qFatal("an object could not be put");
            });
        });
        const double get = seconds([&] {
            forEachInParallel(atOnce, count, [&](size_t i) {
                if (!client->get(keyOf(i) + QString::number(atOnce), {}, {}, 1000, {}))
                    qFatal("an object could not be got");
            });
        });
        std::printf("%-36s %8.2f s up, %8.2f s down, %d at once: %.0f PUT/s, %.0f GET/s\n",
                    qPrintable(u"%1 bare objects"_s.arg(objects)), put, get, atOnce, objects / put, objects / get);
    }
    int pages = 0;
    const double whole = seconds([&] {
        ObjectClient::Listing listing;
        do {
            listing.cursor = client->list(listing, {}).value().next;
            ++pages;
        } while (!listing.cursor.isEmpty());
    });
    constexpr int few = 200;
    const double each = seconds([&] {
        forEachInParallel(16, few, [&](size_t i) {
            (void)client->list({.prefix = u"folder-%1/object-%2/"_s.arg(i % 100).arg(i)}, {});
        });
    });
    std::printf("%-36s %8.1f ms a page of a thousand, %.1f ms a short one of 16 at once\n", "bare listings",
                1000 * whole / pages, 1000 * each / few);
    (void)place.requests->take();
    std::fflush(stdout);
}

void compareTransfers(const Place &place, const QString &folder, int prompts)
{
    const Rclone rclone(folder, place);
    const auto first = openReplica(folder + "/first"_L1, place);
    publish(*first, prompts, u"1.0.0");
    const double stored = seconds([&] { publish(*openFolder(folder + "/bare"_L1), prompts, u"1.0.0"); });
    std::printf("%-36s %8.2f s\n", "the same into a folder, synced", stored);
    const QString files = folder + "/first/library/prompts"_L1;
    std::printf("%-36s %10s %10s %8s\n", "", "pulse", "rclone", "ratio");

    (void)place.requests->take();
    const double up = seconds([&] { synchronise(*first); });
    const QString upRequests = place.requests->take();
    double best = 0;
    int transfers = 0;
    for (const int candidate : {16, 32, 64}) {
        const double took =
            seconds([&] { rclone.run(u"copy"_s, files, rclone.remote(u"up-%1"_s.arg(candidate)), candidate); });
        if (transfers == 0 || took < best) {
            best = took;
            transfers = candidate;
        }
    }
    const QString remote = rclone.remote(u"up-%1"_s.arg(transfers));
    row("everything up", up, upRequests, best, qPrintable(u"rclone copy --transfers %1"_s.arg(transfers)));

    std::shared_ptr<Storage> second;
    const double down = seconds([&] {
        second = openReplica(folder + "/second"_L1, place);
        synchronise(*second);
    });
    const QString downRequests = place.requests->take();
    best = 0;
    for (const int candidate : {16, 32, 64}) {
        const double took =
            seconds([&] { rclone.run(u"copy"_s, remote, folder + u"/down-%1"_s.arg(candidate), candidate); });
        best = best == 0 ? took : std::min(best, took);
    }
    row("everything down", down, downRequests, best, "rclone copy, its best");

    publish(*first, 100, u"1.1.0");
    const double sent = seconds([&] { synchronise(*first); });
    const QString sentRequests = place.requests->take();
    row("100 changes up", sent, sentRequests, seconds([&] { rclone.run(u"sync"_s, files, remote, transfers); }),
        "rclone sync");
    const double received = seconds([&] { synchronise(*second); });
    const QString receivedRequests = place.requests->take();
    row("100 changes down", received, receivedRequests,
        seconds([&] { rclone.run(u"sync"_s, remote, folder + "/down-16"_L1, transfers); }), "rclone sync");
    const double idle = seconds([&] { synchronise(*second); });
    const QString idleRequests = place.requests->take();
    row("nothing new", idle, idleRequests,
        seconds([&] { rclone.run(u"sync"_s, remote, folder + "/down-16"_L1, transfers); }), "rclone sync");
}

qint64 statusValue(const QByteArray &field)
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith(field))
            return line.mid(field.size()).trimmed().split(' ').front().toLongLong() * 1024;
    }
    return 0;
}

/// Most memory beyond what there was before, while `work` ran.
template <typename Work>
double mebibytesTaken(Work work)
{
    QFile clear(u"/proc/self/clear_refs"_s);
    if (clear.open(QIODevice::WriteOnly))
        clear.write("5"); // the high-water mark begins anew
    clear.close();
    const qint64 before = statusValue("VmRSS:");
    work();
    return double(statusValue("VmHWM:") - before) / (1024 * 1024);
}

class LongSource final : public ByteSource
{
public:
    explicit LongSource(qint64 bytes)
        : m_left(bytes)
    {}
    Result<qsizetype> read(std::span<char> buffer) override
    {
        const auto count = static_cast<qsizetype>(std::min<qint64>(m_left, std::ssize(buffer)));
        for (char &c : buffer.first(static_cast<size_t>(count)))
            c = static_cast<char>('a' + (m_state = m_state * 1'664'525 + 1'013'904'223) % 26);
        m_left -= count;
        return count;
    }

private:
    qint64 m_left;
    quint32 m_state = 1;
};

void longContent(const Place &place, qint64 mebibytes)
{
    const auto storage = need(place.open(u"long"_s));
    StreamStorage *streams = storage->capabilities().streams;
    const Metadata metadata = makeMetadata(makeName(u"long"), makeVersion(u"1.0.0"), {});
    double up = 0;
    const double upMemory = mebibytesTaken([&] {
        LongSource source(mebibytes * 1024 * 1024);
        up = seconds([&] { need(streams->storeContent(metadata, source, {})); });
    });
    double down = 0;
    const double downMemory = mebibytesTaken([&] {
        down = seconds([&] {
            const auto reader = need(streams->openContent(metadata.name, metadata.version, {}));
            std::vector<char> buffer(1024 * 1024);
            while (need(reader->read(buffer)) > 0) {
            }
        });
    });
    std::printf("%-36s %8.2f s %6.0f MB/s, %5.1f MiB of memory (64 at most)\n", "one long content up", up,
                double(mebibytes) * 1.048576 / up, upMemory);
    std::printf("%-36s %8.2f s %6.0f MB/s, %5.1f MiB of memory (64 at most)\n", "one long content down", down,
                double(mebibytes) * 1.048576 / down, downMemory);
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    if (const QString why = whyNoServers(); !why.isEmpty()) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(why));
        return 1;
    }
    const QStringList arguments = application.arguments();
    const bool webdav = arguments.value(1) == "webdav"_L1;
    const int prompts = arguments.value(2, u"10000"_s).toInt();
    const qint64 mebibytes = arguments.value(3, u"1024"_s).toLongLong();
    const Place place = webdav ? onApache() : onCeph();
    const QTemporaryDir folder(QDir::tempPath() + "/bench-remote-XXXXXX"_L1);
    std::printf("%d prompts of some 2 kB on %s, and one content of %lld MiB\n", prompts,
                webdav ? "Apache (WebDAV)" : "Ceph (S3)", static_cast<long long>(mebibytes));
    bareRequests(place, 3 * prompts);
    compareTransfers(place, folder.path(), prompts);
    longContent(place, mebibytes);
    return 0;
}
