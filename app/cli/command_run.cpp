// SPDX-License-Identifier: Apache-2.0
#include "command_run.h"

#include "pulse/base/quote.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace pulse::cli {

StandardLibraryHost &CommandRun::host(Purpose purpose)
{
    if (!m_host)
        m_host = std::make_unique<StandardLibraryHost>(purpose, std::make_shared<SystemClock>());
    return *m_host;
}

Result<QUrl> CommandRun::location(Purpose purpose)
{
    if (const auto given = m_invocation.value("library"))
        return host(purpose).locate(*given);
    if (const QString environment = qEnvironmentVariable("PULSE_LIBRARY"); !environment.isEmpty())
        return host(purpose).locate(environment);
    return host(purpose).defaultLibrary();
}

Result<std::shared_ptr<Library>> CommandRun::open(Purpose purpose)
{
    const auto url = location(purpose);
    if (!url)
        return failure(url);
    auto library = host(purpose).open(*url, OpenOptions::Mode::Existing);
    if (library || library.error().code() != ErrorCode::NotFound)
        return library;
    const QString place = url->isLocalFile() ? QDir::toNativeSeparators(url->toLocalFile()) : url->toDisplayString();
    return failure(
        ErrorCode::NotFound, u"open"_s, place,
        u"There is no library in %1. Make one with “pulse-gui --cli init”, or name another with --library."_s.arg(
            quoted(place, 400)));
}

std::stop_token CommandRun::stop()
{
    if (!m_interruption)
        m_interruption.emplace();
    return m_interruption->token();
}

std::unexpected<Error> CommandRun::wrongUsage(const QString &sentence) const
{
    const QString name = text(m_invocation.command->name);
    return failure(ErrorCode::Invalid, name, QString(),
                   u"%1 Run “pulse-gui --cli %2 --help” to see what it takes."_s.arg(sentence, name));
}

} // namespace pulse::cli
