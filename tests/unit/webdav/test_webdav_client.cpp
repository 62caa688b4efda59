// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/webdav/client.h"

#include "pulse/net/curl_transport.h"
#include "pulse/test/fault_proxy.h"
#include "pulse/test/servers.h"

#include <QDir>
#include <QFile>
#include <QTest>
#include <algorithm>
#include <limits>
#include <thread>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 anySize = std::numeric_limits<qint64>::max();

std::shared_ptr<ObjectClient> clientOf(const QUrl &url)
{
    return makeWebdavClient(url, systemWebdavParts(makeCurlTransport({})));
}

QStringList keysOf(const ObjectPage &page)
{
    QStringList keys;
    for (const ObjectInfo &info : page.objects)
        keys.append(info.key);
    return keys;
}

/// What was read, or why it was not.
QByteArray bytesOf(const ObjectResult<ObjectData> &read)
{
    return read ? read->bytes : "! " + read.error().error.toString().toUtf8();
}

template <typename T>
QByteArray why(const ObjectResult<T> &result)
{
    return result ? QByteArray() : result.error().error.toString().toUtf8();
}

} // namespace

/// The client against real servers, as their packages bring them.
class TestWebdavClient : public QObject
{
    Q_OBJECT

    std::map<WebdavServer::Kind, std::unique_ptr<WebdavServer>> m_servers;
    int m_places = 0;

    /// A folder of its own for each test.
    struct Place
    {
        WebdavServer *server;
        QString folder;
        std::shared_ptr<ObjectClient> client;
        QString path() const { return server->path(folder); }
        QUrl url() const { return server->url(folder); }
    };

    Place place()
    {
        QFETCH(WebdavServer::Kind, kind);
        auto &server = m_servers[kind];
        if (!server)
            server = std::make_unique<WebdavServer>(kind);
        const QString folder = u"open/place %1"_s.arg(++m_places);
        if (!QDir().mkpath(server->path(folder)))
            qFatal("no folder");
        return {server.get(), folder, clientOf(server->url(folder))};
    }

    static void kinds()
    {
        QTest::addColumn<WebdavServer::Kind>("kind");
        QTest::newRow("apache") << WebdavServer::Kind::Apache;
        QTest::newRow("lighttpd") << WebdavServer::Kind::Lighttpd;
        QTest::newRow("nginx") << WebdavServer::Kind::Nginx;
    }

    static ObjectResult<ObjectInfo> put(const Place &place, const QString &key, const QByteArray &bytes,
                                        const ObjectCondition &condition = {})
    {
        BufferSource source(bytes);
        return place.client->put(key, source, condition, {});
    }

private slots:
    void initTestCase()
    {
        if (const QString why = whyNoServers(); !why.isEmpty())
            QSKIP(qPrintable(why));
    }
    void cleanupTestCase() { m_servers.clear(); }

    void putsAndGets_data() { kinds(); }
    void putsAndGets()
    {
        const Place here = place();
        for (const auto &bytes : {"one"_ba, "other content"_ba, ""_ba, QByteArray(2'000'000, 'x')}) {
            const auto written = put(here, u"prompts/a/1.0.0/content.md"_s, bytes); // its folders come into being
            QVERIFY2(written, why(written).constData());
            const auto read = here.client->get(u"prompts/a/1.0.0/content.md"_s, std::nullopt, {}, anySize, {});
            QVERIFY2(read, why(read).constData());
            QCOMPARE(read->bytes, bytes);
            QCOMPARE(read->info.size, bytes.size());
            const auto head = here.client->head(u"prompts/a/1.0.0/content.md"_s, {});
            QVERIFY2(head, why(head).constData());
            QCOMPARE(head->size, bytes.size());
            QVERIFY(head->modified.isValid());
        }
        QVERIFY(here.client->remove(u"prompts/a/1.0.0/content.md"_s, {}));
        QVERIFY(here.client->remove(u"prompts/a/1.0.0/content.md"_s, {})); // what is not there
        QVERIFY(here.client->remove(u"prompts/no/such/thing"_s, {}));
        for (const auto &missing : {u"prompts/a/1.0.0/content.md"_s, u"no"_s, u"no/such/thing"_s, u"prompts"_s}) {
            const auto read = here.client->get(missing, std::nullopt, {}, anySize, {});
            QCOMPARE(read.error().error.code(), ErrorCode::NotFound);
            const auto head = here.client->head(missing, {});
            QCOMPARE(head.error().error.code(), ErrorCode::NotFound);
        }
    }

    void pieces_data() { kinds(); }
    void pieces()
    {
        const Place here = place();
        const QByteArray bytes = "0123456789";
        QVERIFY(put(here, u"a"_s, bytes));
        const auto piece = [&](qint64 offset, qint64 length) {
            return here.client->get(u"a"_s, ByteRange{offset, length}, {}, anySize, {});
        };
        QCOMPARE(bytesOf(piece(0, 3)), "012"_ba);
        QCOMPARE(bytesOf(piece(4, 3)), "456"_ba);
        QCOMPARE(bytesOf(piece(8, 100)), "89"_ba);
        QCOMPARE(piece(4, 3)->info.size, 10);
        QCOMPARE(bytesOf(piece(10, 3)), ""_ba);
        QCOMPARE(bytesOf(piece(4, 0)), ""_ba);
        QVERIFY(put(here, u"a"_s, ""));
        QCOMPARE(bytesOf(piece(0, 3)), ""_ba);
    }

    void nothingTooLong_data() { kinds(); }
    void nothingTooLong()
    {
        const Place here = place();
        QVERIFY(put(here, u"a"_s, "0123456789"));
        QVERIFY(here.client->get(u"a"_s, std::nullopt, {}, 10, {}));
        QCOMPARE(here.client->get(u"a"_s, std::nullopt, {}, 9, {}).error().error.code(), ErrorCode::Unsupported);
        QCOMPARE(here.client->get(u"a"_s, ByteRange{0, 5}, {}, 9, {}).error().error.code(), ErrorCode::Unsupported);
    }

    void namesOfAllKinds_data() { kinds(); }
    void namesOfAllKinds()
    {
        const Place here = place();
        const QStringList names{u"sp ace"_s,    u"pl+us"_s,  u"per%cent"_s, u"%2F"_s,     u"ünï"_s,
                                u"日本"_s,      u"😀"_s,     u"#h?"_s,      u"q'\"&<>"_s, u"x;y=z"_s,
                                u"1.0.0+b.1"_s, u"@label"_s, u"a~(b)!"_s};
        for (const QString &name : names) {
            const QString key = u"prompts/%1/%1.md"_s.arg(name);
            const auto written = put(here, key, name.toUtf8());
            QVERIFY2(written, why(written).constData());
            QCOMPARE(bytesOf(here.client->get(key, std::nullopt, {}, anySize, {})), name.toUtf8());
            QVERIFY(QFile::exists(here.path() + u"/"_s + key));
        }
        const auto page = here.client->list({.prefix = u"prompts/"_s}, {});
        QVERIFY2(page, why(page).constData());
        QStringList expected;
        for (const QString &name : names)
            expected.append(u"prompts/%1/%1.md"_s.arg(name));
        std::ranges::sort(expected, {}, [](const QString &key) { return key.toUtf8(); });
        QCOMPARE(keysOf(*page), expected);
    }

    void lists_data() { kinds(); }
    void lists()
    {
        const Place here = place();
        QCOMPARE(here.client->list({}, {})->objects.size(), 0u);
        QCOMPARE(here.client->list({.prefix = u"prompts/"_s}, {})->objects.size(), 0u);
        QStringList all;
        for (const auto &key : {u"a!/x"_s, u"a/b/1"_s, u"a/b/2"_s, u"a/b.1"_s, u"a/c"_s, u"a.b"_s, u"b/é"_s, u"b/z"_s,
                                u"library.json"_s, u"é"_s}) {
            QVERIFY(put(here, key, "12345"));
            all.append(key);
        }
        QVERIFY(here.client->claim(u"empty/folder/"_s, {}));
        std::ranges::sort(all, {}, [](const QString &key) { return key.toUtf8(); });
        QCOMPARE(keysOf(*here.client->list({}, {})), all);
        for (int limit = 1; limit < 12; ++limit) {
            QStringList found;
            ObjectClient::Listing listing{.limit = limit};
            do {
                const auto page = here.client->list(listing, {});
                QVERIFY2(page, why(page).constData());
                QVERIFY(std::ssize(page->objects) <= limit);
                found += keysOf(*page);
                listing.cursor = page->next;
            } while (!listing.cursor.isEmpty());
            QCOMPARE(found, all);
        }
        for (const QString &key : std::as_const(all))
            QCOMPARE(keysOf(*here.client->list({.after = key}, {})), all.sliced(all.indexOf(key) + 1));
        QCOMPARE(keysOf(*here.client->list({.after = u"a/b"_s}, {})),
                 all.sliced(all.indexOf(u"a/b.1"_s))); // behind "a/b", which is no key
        const auto shallow = here.client->list({.prefix = u"a/"_s, .shallow = true}, {});
        QCOMPARE(keysOf(*shallow), (QStringList{u"a/b.1"_s, u"a/c"_s}));
        QCOMPARE(shallow->folders, (std::vector<QString>{u"a/b/"_s}));
        QCOMPARE(shallow->objects.front().size, 5);
    }

    void aPlaceThatIsGoneIsNoEmptyOne_data() { kinds(); }
    void aPlaceThatIsGoneIsNoEmptyOne()
    {
        const Place here = place();
        QVERIFY(put(here, u"a/b"_s, "1"));
        QVERIFY(QDir(here.path()).removeRecursively());
        QCOMPARE(here.client->list({}, {}).error().error.code(), ErrorCode::NotFound);
        QCOMPARE(here.client->list({.prefix = u"a/"_s}, {}).error().error.code(), ErrorCode::NotFound);
        QVERIFY(!put(here, u"a/b"_s, "1"));
        QVERIFY(!here.client->claim(u"a/"_s, {}));
        QVERIFY(!QFile::exists(here.path())); // and nothing was made in its place
    }

    void claims_data() { kinds(); }
    void claims()
    {
        const Place here = place();
        const auto first = here.client->claim(u"prompts/a/1.0.0/"_s, {});
        QVERIFY2(first, why(first).constData());
        QCOMPARE(here.client->claim(u"prompts/a/1.0.0/"_s, {}).error().error.code(), ErrorCode::Conflict);
        const auto head = here.client->head(u"prompts/a/1.0.0/"_s, {});
        QVERIFY2(head, why(head).constData());
        const auto now = here.client->serverTime({});
        QVERIFY2(now, why(now).constData());
        QVERIFY(qAbs(head->modified.secsTo(*now)) < 60);
        QVERIFY(put(here, u"prompts/a/1.0.0/x"_s, "1"));
        QCOMPARE(here.client->unclaim(u"prompts/a/1.0.0/"_s, {}).error().error.code(), ErrorCode::Conflict);
        QVERIFY(here.client->get(u"prompts/a/1.0.0/x"_s, std::nullopt, {}, anySize, {}));
        QVERIFY(here.client->remove(u"prompts/a/1.0.0/x"_s, {}));
        QVERIFY(here.client->unclaim(u"prompts/a/1.0.0/"_s, {}));
        QVERIFY(here.client->unclaim(u"prompts/a/1.0.0/"_s, {}));
        QCOMPARE(here.client->head(u"prompts/a/1.0.0/"_s, {}).error().error.code(), ErrorCode::NotFound);
        QVERIFY(here.client->claim(u"prompts/a/1.0.0/"_s, {}));
    }

    void copies_data() { kinds(); }
    void copies()
    {
        const Place here = place();
        QVERIFY(put(here, u"a"_s, "content"));
        QVERIFY(put(here, u"c/d"_s, "old"));
        for (const auto &to : {u"new/folder/ü #"_s, u"c/d"_s}) {
            const auto copied = here.client->copy(u"a"_s, to, {});
            QVERIFY2(copied, why(copied).constData());
            QCOMPARE(bytesOf(here.client->get(to, std::nullopt, {}, anySize, {})), "content"_ba);
        }
        QCOMPARE(here.client->copy(u"no"_s, u"b"_s, {}).error().error.code(), ErrorCode::NotFound);
    }

    void abilities_data() { kinds(); }
    void abilities()
    {
        const Place here = place();
        const auto found = here.client->abilities({});
        QVERIFY2(found, why(found).constData());
        QVERIFY(found->claims);
        QVERIFY(found->copies);
        QVERIFY(!found->createsOnce); // Apache lets several win, and nobody can tell from outside
        QVERIFY(!found->replacesMatching);
        QCOMPARE(QDir(here.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot), QStringList());
    }

    void conditions_data()
    {
        QTest::addColumn<WebdavServer::Kind>("kind");
        QTest::newRow("apache") << WebdavServer::Kind::Apache;
        QTest::newRow("lighttpd") << WebdavServer::Kind::Lighttpd;
    }
    void conditions()
    {
        const Place here = place();
        QVERIFY(put(here, u"a"_s, "one", ObjectCondition::absent()));
        const auto second = put(here, u"a"_s, "two", ObjectCondition::absent());
        QCOMPARE(second.error().error.code(), ErrorCode::Conflict);
        QVERIFY(!second.error().indeterminate);
        QCOMPARE(put(here, u"a"_s, "two", ObjectCondition::matches("\"x\"")).error().error.code(), ErrorCode::Conflict);
        QCOMPARE(bytesOf(here.client->get(u"a"_s, std::nullopt, {}, anySize, {})), "one"_ba);
    }

    // An ETag that another change may still get is not told; one that is settled spares reading again.
    void revalidates_data() { kinds(); }
    void revalidates()
    {
        const Place here = place();
        FaultProxy proxy(quint16(here.server->port()));
        const auto client = clientOf(proxy.url(u"/"_s + here.folder + u"/"_s));
        const auto read = [&] { return client->get(u"a"_s, std::nullopt, {}, anySize, {}); };
        QVERIFY(put(here, u"a"_s, "one"));
        const auto young = read();
        QCOMPARE(young->bytes, "one"_ba);
        QVERIFY(young->info.etag.isEmpty());
        QVERIFY(put(here, u"a"_s, "two"));
        QCOMPARE(bytesOf(read()), "two"_ba); // of the same length, in the same second

        QFile file(here.path() + u"/a"_s);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.setFileTime(QDateTime::currentDateTimeUtc().addSecs(-60), QFileDevice::FileModificationTime));
        file.close();
        QTRY_VERIFY(!read()->info.etag.isEmpty()); // lighttpd looks at a file no more than once a second
        const auto settled = read();
        proxy.clear();
        QCOMPARE(bytesOf(read()), "two"_ba);
        QCOMPARE(proxy.seen().size(), 1u);
        QCOMPARE(proxy.seen()[0].header("If-None-Match"), settled->info.etag);
        QVERIFY(client->get(u"a"_s, ByteRange{0, 2}, settled->info.etag, anySize, {}));
        QVERIFY(put(here, u"a"_s, "three"));
        QCOMPARE(bytesOf(read()), "three"_ba);
        const auto other = client->get(u"a"_s, ByteRange{0, 2}, settled->info.etag, anySize, {});
        QCOMPARE(other.error().error.code(), ErrorCode::Conflict);
    }

    // What a listing says tells whether a file is still what it was, also where it has no ETag of its own.
    void listingsTellStatesApart_data() { kinds(); }
    void listingsTellStatesApart()
    {
        const Place here = place();
        const auto listed = [&] { return here.client->list({}, {})->objects.at(0).etag; };
        QVERIFY(put(here, u"a"_s, "one"));
        QVERIFY(listed().isEmpty());
        QTRY_VERIFY(!listed().isEmpty());
        const QByteArray before = listed();
        QVERIFY(here.client->get(u"a"_s, ByteRange{0, 2}, before, anySize, {}));
        QVERIFY(put(here, u"a"_s, "two", ObjectCondition::matches(before)));
        QTRY_VERIFY(!listed().isEmpty());
        QVERIFY(listed() != before);
        QCOMPARE(here.client->get(u"a"_s, ByteRange{0, 2}, before, anySize, {}).error().error.code(),
                 ErrorCode::Conflict);
    }

    void stops_data() { kinds(); }
    void stops()
    {
        const Place here = place();
        std::stop_source stop;
        stop.request_stop();
        BufferSource source("x");
        const auto token = stop.get_token();
        QCOMPARE(here.client->put(u"a"_s, source, {}, token).error().error.code(), ErrorCode::Cancelled);
        QCOMPARE(here.client->list({}, token).error().error.code(), ErrorCode::Cancelled);
        QCOMPARE(here.client->get(u"a"_s, std::nullopt, {}, 1, token).error().error.code(), ErrorCode::Cancelled);
        QCOMPARE(here.client->abilities(token).error().error.code(), ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestWebdavClient)
#include "test_webdav_client.moc"
