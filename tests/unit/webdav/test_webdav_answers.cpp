// SPDX-License-Identifier: Apache-2.0
#include "answers.h"
#include "multistatus.h"
#include "paths.h"
#include "revalidated.h"

#include <QTest>
#include <QTimeZone>

using namespace pulse;
using namespace pulse::webdav;
using namespace Qt::StringLiterals;

namespace {

const Base base(QUrl(u"https://dav.example/remote.php/dav/files/al%20ice/Prompts"_s));

QByteArray multistatus(const QByteArray &inside)
{
    return "<?xml version=\"1.0\"?><D:multistatus xmlns:D=\"DAV:\">" + inside + "</D:multistatus>";
}

QByteArray file(const QByteArray &href, const QByteArray &length = "3")
{
    return "<D:response><D:href>" + href + "</D:href><D:propstat><D:prop><D:resourcetype/><D:getcontentlength>" +
           length +
           "</D:getcontentlength><D:getetag>\"e\"</D:getetag><D:getlastmodified>Sun, 06 Nov 1994 08:49:37 "
           "GMT</D:getlastmodified></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>";
}

QByteArray folder(const QByteArray &href)
{
    return "<D:response><D:href>" + href +
           "</D:href><D:propstat><D:prop><D:resourcetype><D:collection/>"
           "</D:resourcetype></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat><D:propstat><D:prop>"
           "<D:getcontentlength/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat></D:response>";
}

const QByteArray root = "/remote.php/dav/files/al%20ice/Prompts/";

} // namespace

class TestWebdavAnswers : public QObject
{
    Q_OBJECT

private slots:
    void keysAndUrls_data()
    {
        QTest::addColumn<QString>("key");
        for (const auto &key : {u"library.json"_s, u"prompts/a b/1.0.0+x/content.md"_s, u"ünï/日本/é"_s, u"#/?/%/%2F"_s,
                                u"q'\"/x;y=z&a"_s, u"prompts/"_s, u"a~b/-_."_s, u"😀/𝒳"_s})
            QTest::newRow(qPrintable(key)) << key;
    }

    void keysAndUrls()
    {
        QFETCH(QString, key);
        const QUrl url = base.urlOf(key);
        QVERIFY(url.isValid());
        const QByteArray encoded = url.toEncoded();
        QVERIFY(encoded.startsWith("https://dav.example" + root));
        QVERIFY(!encoded.contains('#') && !encoded.contains('?') && !encoded.contains(' '));
        QCOMPARE(base.keyOf(encoded), key);
        QCOMPARE(base.keyOf(url.path(QUrl::FullyEncoded).toLatin1()), key);
    }

    void hrefs_data()
    {
        QTest::addColumn<QByteArray>("href");
        QTest::addColumn<QString>("key"); // null: refused
        QTest::newRow("base") << root << u""_s;
        QTest::newRow("base, no slash") << root.chopped(1) << u""_s;
        QTest::newRow("spelled otherwise") << "/remote%2Ephp/dav/files/al%20ice/%50rompts/a"_ba << u"a"_s;
        QTest::newRow("unescaped") << root + "a b" << u"a b"_s;
        QTest::newRow("another port and scheme") << "http://DAV.example:8080" + root + "a" << u"a"_s;
        const auto refuse = [](const char *name, const QByteArray &href) { QTest::newRow(name) << href << QString(); };
        refuse("beside", "/remote.php/dav/files/al%20ice/Prompts2/a");
        refuse("above", "/remote.php/dav/files/al%20ice/");
        refuse("elsewhere", "/a");
        refuse("other host", "https://other.example" + root + "a");
        refuse("user information", "https://x@dav.example" + root + "a");
        refuse("network path", "//other.example" + root + "a");
        refuse("relative", "a");
        refuse("other scheme", "file://dav.example" + root + "a");
        refuse("empty", "");
        refuse("dots", root + "../x");
        refuse("encoded dots", root + "%2e%2E/x");
        refuse("half encoded dots", root + ".%2e/x");
        refuse("dot", root + "./x");
        refuse("encoded slash", root + "a%2fb");
        refuse("encoded dots and slash", root + "%2e%2e%2fx");
        refuse("backslash", root + "a%5c..%5cb");
        refuse("NUL", root + "a%00");
        refuse("line end", root + "a%0d%0a");
        refuse("not UTF-8", root + "a%ff");
        refuse("overlong", root + "%c0%ae%c0%ae/x");
        refuse("bad escape", root + "a%zz");
        refuse("cut escape", root + "a%4");
        refuse("empty segment", root + "a//b");
        refuse("query", root + "a?x");
        refuse("fragment", root + "a#x");
    }

    void hrefs()
    {
        QFETCH(QByteArray, href);
        QFETCH(QString, key);
        const auto found = base.keyOf(href);
        QCOMPARE(found.has_value(), !key.isNull());
        if (found)
            QCOMPARE(*found, key);
    }

    void readsListings()
    {
        const auto read = readMultistatus(
            multistatus(folder(root) + file(root + "b%20%C3%BC", "42") + folder(root + "c") + "<D:response><D:href>" +
                        root + "gone</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>"),
            base, {});
        QVERIFY2(read, read ? "" : qPrintable(read.error().message()));
        QCOMPARE(read->size(), 3u);
        QVERIFY(read->at(0).key.isEmpty() && read->at(0).isFolder);
        QCOMPARE(read->at(1).key, u"b ü"_s);
        QCOMPARE(read->at(1).size, 42);
        QCOMPARE(read->at(1).etag, "\"e\""_ba);
        QCOMPARE(read->at(1).modified, QDateTime(QDate(1994, 11, 6), QTime(8, 49, 37), QTimeZone::UTC));
        QCOMPARE(read->at(2).key, u"c/"_s);
        QVERIFY(read->at(2).isFolder);
    }

    void refusedListings_data()
    {
        QTest::addColumn<QByteArray>("xml");
        QTest::addColumn<QString>("why");
        const QByteArray good = multistatus(folder(root) + file(root + "a"));
        const auto row = [](const char *name, const QByteArray &xml, const QString &why) {
            QTest::newRow(name) << xml << why;
        };
        row("empty", "", u"ends too early"_s);
        row("cut", good.chopped(20), u"ends too early"_s);
        row("something after", good + "x", u"no XML"_s);
        row("another document", "<html xmlns=\"DAV:\"/>", u"no list"_s);
        row("another namespace", "<multistatus xmlns=\"urn:x\"/>", u"no list"_s);
        row("doctype", "<!DOCTYPE x>" + good, u"entities"_s);
        row("entity bomb",
            "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>" + multistatus(file(root + "&b;")),
            u"entities"_s);
        row("external entity", "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>" + multistatus("&a;"),
            u"entities"_s);
        row("undeclared entity", multistatus(file(root + "&a;")), u""_s);
        row("outside", multistatus(file("/etc/passwd")), u"outside of the library"_s);
        row("dots", multistatus(file(root + "%2e%2e/x")), u"outside of the library"_s);
        row("twice", multistatus(file(root + "a") + file(root + "a")), u"twice"_s);
        row("twice, spelled otherwise", multistatus(file(root + "a") + file(root + "%61")), u"twice"_s);
        row("folder twice", multistatus(folder(root + "a") + folder(root + "a/")), u"twice"_s);
        row("too many", multistatus(file(root + "a") + file(root + "b") + file(root + "c") + file(root + "d")),
            u"more than 3"_s);
        row("no address", multistatus("<D:response/>"), u"no address"_s);
        row("file with a slash", multistatus(file(root + "a/")), u"where a folder should be"_s);
        row("deep", multistatus(QByteArray("<a>").repeated(1'000'000)), u"nested too deeply"_s);
    }

    void refusedListings()
    {
        QFETCH(QByteArray, xml);
        QFETCH(QString, why);
        const auto read = readMultistatus(xml, base, {.entries = 3});
        QVERIFY(!read);
        QCOMPARE(read.error().code(), ErrorCode::Corrupt);
        QVERIFY2(read.error().message().contains(why), qPrintable(read.error().message()));
    }

    void settledETags()
    {
        const QDateTime then(QDate(2026, 1, 1), QTime(0, 0), QTimeZone::UTC);
        QCOMPARE(settledETag("\"a\"", then, then.addSecs(2)), "\"a\""_ba);
        QVERIFY(settledETag("\"a\"", then, then.addSecs(1)).isEmpty()); // another change may still get the same
        QVERIFY(settledETag("W/\"a\"", then, then.addSecs(60)).isEmpty());
        QVERIFY(settledETag("a", then, then.addSecs(60)).isEmpty());
        QVERIFY(settledETag("\"a\"", {}, then).isEmpty());
    }

    void derivedETags()
    {
        const QDateTime then(QDate(2026, 1, 1), QTime(0, 0), QTimeZone::UTC);
        const QByteArray made = derivedETag(3, then, then.addSecs(2));
        QVERIFY(isDerived(made) && !isDerived("\"a\""));
        QVERIFY(derivedETag(4, then, then.addSecs(2)) != made);
        QVERIFY(derivedETag(3, then.addSecs(1), then.addSecs(9)) != made);
        QVERIFY(derivedETag(3, then, then.addSecs(1)).isEmpty());
        QVERIFY(derivedETag(-1, then, then.addSecs(9)).isEmpty());
    }

    void explainsStatuses_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<ErrorCode>("code");
        const auto row = [](int status, ErrorCode code) { QTest::addRow("%d", status) << status << code; };
        row(401, ErrorCode::PermissionDenied);
        row(403, ErrorCode::PermissionDenied);
        row(404, ErrorCode::NotFound);
        row(405, ErrorCode::Unsupported);
        row(409, ErrorCode::NotFound);
        row(412, ErrorCode::Conflict);
        row(413, ErrorCode::NoSpace);
        row(423, ErrorCode::Unavailable);
        row(429, ErrorCode::RateLimited);
        row(500, ErrorCode::Unavailable);
        row(501, ErrorCode::Unsupported);
        row(503, ErrorCode::Unavailable);
        row(507, ErrorCode::NoSpace);
        row(302, ErrorCode::Unsupported);
        row(418, ErrorCode::Unsupported);
    }

    void explainsStatuses()
    {
        QFETCH(int, status);
        QFETCH(ErrorCode, code);
        const HttpResponse response{.status = status, .headers = {{"Location", "http://other.example/x?secret"}}};
        const Error error = explainStatus(response, {u"get"_s, u"prompts/a"_s, base.urlOf(u"prompts/a"_s)});
        QCOMPARE(error.code(), code);
        QVERIFY(error.message().contains(u"prompts/a") || error.message().contains(u"dav.example"));
        if (status == 302) {
            QVERIFY2(error.message().contains(u"http://other.example/x"), qPrintable(error.message()));
            QVERIFY(!error.message().contains(u"secret"));
        }
        QCOMPARE(isIndeterminate(response), status == 500 || status == 503);
        const HttpResponse later{.status = status, .headers = {{"Retry-After", "1"}}};
        QCOMPARE(isIndeterminate(later), status == 500);
    }

    void cacheIsBounded()
    {
        Revalidated cache;
        const auto object = [](int i, qsizetype size) {
            return ObjectData{{.key = QString::number(i), .size = size, .etag = "\"e\"", .modified = {}},
                              QByteArray(size, 'x')};
        };
        for (int i = 0; i < 400; ++i)
            cache.keep(object(i, 60'000));
        QVERIFY(!cache.find(u"0"_s));
        QVERIFY(cache.find(u"399"_s));
        int held = 0;
        for (int i = 0; i < 400; ++i)
            held += cache.find(QString::number(i)).has_value();
        QCOMPARE(held, int(Revalidated::capacity / 60'000));
        cache.keep(object(500, Revalidated::largest + 1));
        QVERIFY(!cache.find(u"500"_s));
        ObjectData weak = object(399, 10);
        weak.info.etag.clear();
        cache.keep(weak);
        QVERIFY(!cache.find(u"399"_s));
        cache.forget(u"398"_s);
        QVERIFY(!cache.find(u"398"_s));
    }
};

QTEST_GUILESS_MAIN(TestWebdavAnswers)
#include "test_webdav_answers.moc"
