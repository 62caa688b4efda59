// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/s3/signature.h"
#include "pulse/base/json.h"
#include "pulse/crypto/checksum.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace pulse;
using namespace pulse::s3;
using namespace Qt::StringLiterals;

namespace {

QByteArray fileAt(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A case of the suite as its files describe it.
struct Case
{
    SignableRequest request;
    QByteArray body;
    SigningIdentity identity;
    SigningScope scope;
    bool signBody = false;
    int expires = 0;
};

QByteArray textOf(const JsonObject &object, QStringView name)
{
    const JsonValue *value = object.find(name);
    return value && value->asString() ? value->asString()->toUtf8() : QByteArray();
}

bool flagOf(const JsonObject &object, QStringView name)
{
    const JsonValue *value = object.find(name);
    return value && value->asBool() && *value->asBool();
}

void readRequest(const QByteArray &text, Case &out)
{
    const qsizetype end = text.indexOf("\n\n");
    out.body = end < 0 ? QByteArray() : text.sliced(end + 2);
    QByteArrayList lines = text.first(end < 0 ? text.size() : end).split('\n');
    const QByteArray first = lines.takeFirst();
    out.request.method = first.first(first.indexOf(' '));
    QByteArray target = first.sliced(first.indexOf(' ') + 1);
    target = target.first(target.lastIndexOf(' '));
    const qsizetype mark = target.indexOf('?');
    out.request.path = target.first(mark < 0 ? target.size() : mark);
    if (mark >= 0) {
        for (const QByteArray &pair : target.sliced(mark + 1).split('&'))
            out.request.query.emplace_back(QByteArray::fromPercentEncoding(pair.split('=').value(0)),
                                           QByteArray::fromPercentEncoding(pair.split('=').value(1)));
    }
    QByteArrayList unfolded;
    for (const QByteArray &line : lines) {
        if (line.startsWith(' ') && !unfolded.isEmpty())
            unfolded.last() += line; // a value that goes on
        else if (!line.isEmpty())
            unfolded.append(line);
    }
    for (const QByteArray &line : unfolded)
        out.request.headers.add(line.first(line.indexOf(':')), line.sliced(line.indexOf(':') + 1));
}

Case caseIn(const QString &folder)
{
    Case out;
    const auto context = parseJson(fileAt(folder + "/context.json"_L1));
    if (!context)
        qFatal("context.json of %s cannot be read", qUtf8Printable(folder));
    const JsonObject &facts = *context->asObject();
    const JsonObject &credentials = *facts.find(u"credentials")->asObject();
    out.identity = {textOf(credentials, u"access_key_id"), textOf(credentials, u"secret_access_key"),
                    textOf(credentials, u"token")};
    out.scope = {.region = textOf(facts, u"region"),
                 .service = textOf(facts, u"service"),
                 .time = QDateTime::fromString(QString::fromUtf8(textOf(facts, u"timestamp")), Qt::ISODate)};
    readRequest(fileAt(folder + "/request.txt"_L1), out);
    out.request.normalizePath = flagOf(facts, u"normalize");
    out.signBody = flagOf(facts, u"sign_body");
    out.expires = static_cast<int>(facts.find(u"expiration_in_seconds")->toInteger().value_or(0));
    out.request.payload = Checksum::of(out.body).hex().toLatin1();
    return out;
}

} // namespace

/// AWS's own suite for Signature Version 4.
class TestS3Vectors : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const QString archive = qEnvironmentVariable("PULSE_SHARED") + "/vectors/sigv4.tar.xz"_L1;
        if (!QFile::exists(archive))
            QSKIP("PULSE_SHARED names no folder with vectors/sigv4.tar.xz, so AWS's own vectors were not tried");
        QCOMPARE(QProcess::execute(u"python3"_s,
                                   {u"-W"_s, u"ignore"_s, u"-m"_s, u"tarfile"_s, u"-e"_s, archive, m_folder.path()}),
                 0);
    }

    void signsAsAwsDoes()
    {
        const QDir suite(m_folder.filePath(u"sigv4"_s));
        const QStringList cases = suite.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        QVERIFY(cases.size() >= 9);
        for (const QString &name : cases) {
            const QString folder = suite.filePath(name);
            const auto expected = [&folder](QLatin1StringView file) { return fileAt(folder + u'/' + file); };

            Case header = caseIn(folder);
            if (header.signBody)
                header.request.headers.add("x-amz-content-sha256", header.request.payload);
            const Signature signature = signWithHeaders(header.request, header.identity, header.scope);
            QCOMPARE(signature.canonicalRequest, expected("header-canonical-request.txt"_L1));
            QCOMPARE(signature.stringToSign, expected("header-string-to-sign.txt"_L1));
            QCOMPARE(signature.hex, expected("header-signature.txt"_L1));
            const QByteArray authorization = "Authorization:" + *header.request.headers.value("Authorization");
            QVERIFY(expected("header-signed-request.txt"_L1).contains(authorization + '\n'));

            Case query = caseIn(folder);
            const Signature presigned = presign(query.request, query.identity, query.scope, query.expires);
            QCOMPARE(presigned.canonicalRequest, expected("query-canonical-request.txt"_L1));
            QCOMPARE(presigned.stringToSign, expected("query-string-to-sign.txt"_L1));
            QCOMPARE(presigned.hex, expected("query-signature.txt"_L1));
        }
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestS3Vectors)
#include "test_s3_vectors.moc"
