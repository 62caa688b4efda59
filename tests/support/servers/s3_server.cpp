// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/servers.h"

using namespace Qt::StringLiterals;

namespace pulse::test {

S3Server::S3Server()
    : S3Server(Options{})
{}

S3Server::S3Server(const Options &options)
    : TestServer({.script = u"ceph.sh"_s,
                  .ports = 2,
                  .variables = {{u"DAEMONS"_s, QString::number(options.daemons)},
                                {u"TLS"_s, options.tls ? u"1"_s : QString()},
                                {u"GATEWAY"_s, options.gatewaySettings},
                                {u"ACCESS"_s, accessKey()},
                                {u"SECRET"_s, secretKey()}}})
    , m_tls(options.tls)
{}

QUrl S3Server::endpoint() const
{
    return QUrl(u"%1://127.0.0.1:%2"_s.arg(m_tls ? u"https"_s : u"http"_s).arg(port()));
}

QString S3Server::accessKey()
{
    return u"TESTOWNER00000000001"_s;
}

QString S3Server::secretKey()
{
    return u"throw-away/secret+of+the+tests0000000001"_s;
}

QString S3Server::region()
{
    return u"us-east-1"_s;
}

void S3Server::makeBucket(const QString &name)
{
    require({u"bucket"_s, name});
}

void S3Server::makeUser(const QString &name, const QString &accessKey, const QString &secretKey)
{
    require({u"user"_s, name, accessKey, secretKey});
}

void S3Server::setQuota(qint64 bytes)
{
    require({u"quota"_s, bytes > 0 ? QString::number(bytes) : u"none"_s});
}

void S3Server::stopGateway()
{
    require({u"stop_gateway"_s});
}

void S3Server::startGateway()
{
    require({u"start_gateway"_s});
}

void S3Server::killDaemon(int number)
{
    require({u"kill_daemon"_s, QString::number(number)});
}

void S3Server::startDaemon(int number)
{
    require({u"start_daemon"_s, QString::number(number)});
}

void S3Server::require(const QStringList &words)
{
    const QString why = command(words);
    if (!why.isEmpty())
        qFatal("The S3 server's “%s”: %s\n%s", qUtf8Printable(words.first()), qUtf8Printable(why),
               qUtf8Printable(log()));
}

} // namespace pulse::test
