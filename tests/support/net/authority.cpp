// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/authority.h"

#include <QDateTime>
#include <QFile>
#include <QProcess>

using namespace Qt::StringLiterals;

namespace pulse::test {

namespace {

const QStringList newKey{u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:P-256"_s, u"-nodes"_s};

void openssl(const QStringList &arguments)
{
    QProcess process;
    process.start(u"openssl"_s, arguments);
    if (!process.waitForFinished(60'000) || process.exitCode() != 0)
        qFatal("openssl %s: %s", qUtf8Printable(arguments.join(u' ')), process.readAllStandardError().constData());
}

QString day(int fromNow)
{
    return QDateTime::currentDateTimeUtc().addDays(fromNow).toString(u"yyyyMMddHHmmss'Z'"_s);
}

} // namespace

Authority::Authority()
{
    openssl(QStringList{u"req"_s, u"-x509"_s, u"-days"_s, u"30"_s, u"-subj"_s, u"/CN=Test authority"_s, u"-keyout"_s,
                        file(u"ca.key"_s), u"-out"_s, caFile()} +
            newKey);
}

ServerIdentity Authority::server(const QString &names, Validity validity)
{
    return issue(u"subjectAltName=%1\nextendedKeyUsage=serverAuth\n"_s.arg(names), validity);
}

ServerIdentity Authority::client()
{
    return issue(u"extendedKeyUsage=clientAuth\n"_s, Validity::Now);
}

ServerIdentity Authority::issue(const QString &extensions, Validity validity)
{
    const QString name = QString::number(++m_issued);
    const ServerIdentity identity{.certificateFile = file(name + u".pem"_s), .keyFile = file(name + u".key"_s)};
    const QString request = file(name + u".csr"_s);
    QFile extensionFile(file(name + u".ext"_s));
    if (!extensionFile.open(QIODevice::WriteOnly) || extensionFile.write(extensions.toUtf8()) < 0)
        qFatal("%s cannot be written", qUtf8Printable(extensionFile.fileName()));
    extensionFile.close();
    openssl(QStringList{u"req"_s, u"-subj"_s, u"/CN=test"_s, u"-keyout"_s, identity.keyFile, u"-out"_s, request} +
            newKey);
    const int begin = validity == Validity::NotYet ? 5 : -10;
    const int end = validity == Validity::Expired ? -5 : 10;
    openssl({u"x509"_s, u"-req"_s, u"-in"_s, request, u"-CA"_s, caFile(), u"-CAkey"_s, file(u"ca.key"_s),
             u"-CAcreateserial"_s, u"-not_before"_s, day(begin), u"-not_after"_s, day(end), u"-extfile"_s,
             extensionFile.fileName(), u"-out"_s, identity.certificateFile});
    return identity;
}

} // namespace pulse::test
