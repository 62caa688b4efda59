// SPDX-License-Identifier: Apache-2.0
#include "command_run.h"

#include "terminal_prompt.h"

#include "pulse/base/quote.h"
#include "pulse/library/library_places.h"

#include <QDir>
#include <QRegularExpression>
#include <atomic>
#include <condition_variable>
#include <thread>

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

// How long a command waits at its end for what it changed to arrive elsewhere.
constexpr std::chrono::seconds sendingTime{10};
constexpr std::chrono::hours copyingTime{24}; // of a whole library, which is only then where it was copied to

// A synchronisation that gives up when the time is over; what it did until then stays.
Result<void> synchroniseWithin(SyncStorage &sync, std::chrono::milliseconds time, const std::stop_token &interrupted)
{
    std::stop_source stopping;
    const std::stop_callback passOn(interrupted, [&] { stopping.request_stop(); });
    std::atomic<bool> late = false;
    Result<SyncStorage::Report> outcome = [&] {
        const std::jthread watchdog([&](const std::stop_token &done) {
            std::mutex mutex;
            std::unique_lock lock(mutex);
            std::condition_variable_any waiting;
            if (!waiting.wait_for(lock, done, time, [&] { return done.stop_requested(); })) {
                late = !done.stop_requested();
                if (late)
                    stopping.request_stop();
            }
        });
        return sync.synchronise({}, {}, stopping.get_token());
    }();
    if (outcome)
        return {};
    if (late)
        return failure(ErrorCode::Unavailable, u"sync"_s, QString(), u"The library's server is slow to answer."_s);
    return failure(std::move(outcome));
}

struct Waiting
{
    qint64 queued = 0;
    qint64 conflicts = 0;
};

// The status is from the last look, which was before the command.
Waiting waitingIn(SyncStorage &sync)
{
    const auto unsynced = sync.unsynced({});
    if (!unsynced)
        return {sync.status().queued, sync.status().conflicts};
    Waiting waiting;
    for (const auto &[name, state] : *unsynced)
        ++(state == SyncStorage::State::Conflict ? waiting.conflicts : waiting.queued);
    return waiting;
}

} // namespace

Result<void> CommandRun::prepare(EnvironmentSecrets variables)
{
    m_given.variables = std::make_shared<const EnvironmentSecrets>(std::move(variables));
    m_given.notice = [this](const QString &sentence) { m_console.note(sentence); };
    m_given.unanswered = [this](const QString &profile) { m_console.noteUnanswered(profile); };
    if (const auto number = m_invocation.value("credentials-fd")) {
        bool isNumber = false;
        const int descriptor = number->toInt(&isNumber);
        if (!isNumber || descriptor < 0)
            return wrongUsage(u"--credentials-fd takes the number of an open file descriptor."_s);
        auto read = DescriptorSecrets::read(descriptor);
        if (!read)
            return failure(std::move(read));
        m_given.descriptor = *std::move(read);
    }
    if (const auto environment = m_invocation.value("environment")) {
        Profiles profiles(std::make_shared<Settings>());
        return profiles.useEnvironment(*environment);
    }
    return {};
}

StandardLibraryHost &CommandRun::host(Purpose purpose)
{
    if (m_host)
        return *m_host;
    m_host = std::make_unique<StandardLibraryHost>(purpose, std::make_shared<SystemClock>());
    m_host->giveCredentials(m_given);
    if (m_invocation.has("offline"))
        m_host->stayOffline(u"--offline was given. The same command without it asks the server."_s);
    if (const auto environment = m_invocation.value("environment"))
        (void)m_host->connections().profiles().useEnvironment(*environment); // prepare() saw that it is there
    m_host->setCredentialPrompt([this]() -> std::shared_ptr<CredentialPrompt> {
        if (m_console.isJson() || !isInteractive())
            return nullptr;
        return makeTerminalPrompt([this] { return stop(); });
    });
    return *m_host;
}

Result<Credential> CommandRun::enterCredential(const LibraryProfile &profile)
{
    CredentialRequest request;
    const QString scheme = profile.url.scheme();
    request.kind = scheme == "s3"_L1        ? CredentialRequest::Kind::AccessKey
                   : scheme == "git+ssh"_L1 ? CredentialRequest::Kind::KeyPassphrase
                                            : CredentialRequest::Kind::Password;
    request.place = profile.url;
    request.user = profile.user;
    if (m_given.descriptor) {
        if (auto found = m_given.descriptor->find(request, profile.name))
            return *found;
    }
    if (!isInteractive())
        return failure(ErrorCode::Unavailable, u"authenticate"_s, profile.name,
                       u"There is no terminal to ask on. Give the credentials with --credentials-fd."_s);
    const auto prompt = makeTerminalPrompt([this] { return stop(); });
    auto answer = prompt->ask({request, profile.name, false, {}}, {});
    if (!answer)
        return failure(std::move(answer));
    if (!*answer)
        return failure(ErrorCode::Cancelled, u"authenticate"_s, profile.name, u"Nothing was entered."_s);
    return std::move((**answer).credential);
}

Result<QUrl> CommandRun::location(Purpose purpose)
{
    if (const auto given = m_invocation.value("library"))
        return host(purpose).locate(*given);
    if (const QString environment = qEnvironmentVariable("PULSE_LIBRARY"); !environment.isEmpty())
        return host(purpose).locate(environment);
    auto url = host(purpose).locateDefault();
    if (const auto error = host(purpose).settings()->loadError())
        m_console.note(error->message()); // which library this is may be among what was not understood
    return url;
}

Result<std::shared_ptr<Library>> CommandRun::open(Purpose purpose)
{
    const auto url = location(purpose);
    if (!url)
        return failure(url);
    auto library = openPlace(*url, OpenOptions::Mode::Existing, purpose);
    if (library)
        return meet(*std::move(library), purpose);
    if (library.error().code() != ErrorCode::NotFound)
        return library;
    if (!url->isLocalFile()) // who was asked says what is missing there: the library, or the bucket that it would be in
        return failure(ErrorCode::NotFound, library.error().operation(), library.error().subject(),
                       u"%1 “%2” makes a library there."_s.arg(library.error().message(), lineFor(u"init"_s)));
    const QString place = QDir::toNativeSeparators(url->toLocalFile());
    return failure(ErrorCode::NotFound, u"open"_s, place,
                   u"There is no library in %1. Make one with “%2”, or name another with --library."_s.arg(
                       quoted(place, 400), lineFor(u"init"_s)));
}

// A folder opens at once, and a short command needs no signal handler for it.
std::stop_token CommandRun::stopOf(const QUrl &url)
{
    return url.isLocalFile() ? std::stop_token() : stop();
}

ProgressSink CommandRun::progressOf(const QUrl &url)
{
    return url.isLocalFile() ? ProgressSink() : m_console.progress(u"Opening"_s);
}

Result<std::shared_ptr<Library>> CommandRun::openPlace(const QUrl &url, OpenOptions::Mode mode, Purpose purpose)
{
    auto library = host(purpose).open(url, mode, progressOf(url), stopOf(url));
    m_console.clearProgress();
    return library;
}

Result<void> CommandRun::checkApart(const QUrl &from, const QString &to, Purpose purpose)
{
    const auto target = host(purpose).locate(to);
    if (!target)
        return failure(target);
    const auto source = host(purpose).connections().profileOf(from);
    const auto place = source ? host(purpose).connections().profileOf(*target) : source;
    return place ? pulse::checkApart(*source, *place) : failure(place);
}

Result<std::shared_ptr<Library>> CommandRun::openAt(const QString &location, OpenOptions::Mode mode, Purpose purpose)
{
    const auto url = host(purpose).locate(location);
    if (!url)
        return failure(url);
    auto library = openDirect(*url, mode, purpose);
    if (!library)
        return library;
    if (auto asked = askHome(**library, purpose); !asked)
        return failure(std::move(asked));
    return meet(*std::move(library), purpose);
}

Result<std::shared_ptr<Library>> CommandRun::openSource(const QString &location, Purpose purpose)
{
    const auto url = host(purpose).locate(location);
    if (!url)
        return failure(url);
    auto library = openDirect(*url, OpenOptions::Mode::Existing, purpose);
    if (!library || url->scheme() == "git+file"_L1) // that repository is the library, whatever home it has
        return library;
    const auto asked = askHome(**library, purpose);
    return asked ? library : failure(asked);
}

Result<std::shared_ptr<Library>> CommandRun::openDirect(const QUrl &url, OpenOptions::Mode mode, Purpose purpose)
{
    auto library = host(purpose).openDirect(url, mode, progressOf(url), stopOf(url));
    m_console.clearProgress();
    return library;
}

// There is no way past a clone, so it gets first what the home has; where nothing may be changed it is as it is.
Result<void> CommandRun::askHome(Library &library, Purpose purpose)
{
    SyncStorage *clone = library.capabilities().branches ? library.capabilities().synchronisation : nullptr;
    return clone && purpose != Purpose::Reading && !m_invocation.has("offline") ? synchronise(*clone) : Result<void>();
}

Result<void> CommandRun::synchronise(SyncStorage &sync)
{
    const auto met = sync.synchronise({}, m_console.progress(u"Fetching"_s), stop());
    m_console.clearProgress();
    return met ? Result<void>() : failure(met);
}

// A library that lives elsewhere answers from here at once, except before all of it was seen. A repository has what it
// has.
Result<std::shared_ptr<Library>> CommandRun::meet(std::shared_ptr<Library> library, Purpose purpose)
{
    SyncStorage *sync = library->capabilities().synchronisation;
    if (!sync)
        return library;
    const bool isUnseen = !library->capabilities().branches && !sync->status().lastSynced.isValid();
    if (isUnseen && !m_invocation.has("offline")) {
        if (auto met = synchronise(*sync); !met) {
            const auto here = library->storage().list({.folder = {}, .cursor = {}, .limit = 1}, {});
            if (met.error().code() == ErrorCode::Cancelled || !here || here->items.empty())
                return failure(std::move(met));
            m_console.note(u"Not all that the library holds is here yet. "_s + m_console.messageOf(met.error()));
        }
    }
    if (purpose != Purpose::Reading)
        willSend(library, false);
    return library;
}

void CommandRun::willSend(std::shared_ptr<Library> library, bool isNew)
{
    if (library->capabilities().synchronisation)
        m_changing.push_back({std::move(library), isNew});
}

void CommandRun::finish()
{
    // The one did just that, and said so; the other opens for changing only to see whether it could.
    if (m_invocation.command->name.starts_with("sync") || m_invocation.command->name == "stats")
        m_changing.clear();
    for (const Changing &changing : m_changing)
        send(changing);
    m_changing.clear();
}

void CommandRun::send(const Changing &changing)
{
    SyncStorage *synchronisation = changing.library->capabilities().synchronisation;
    if (!synchronisation) // a branch without a home was switched to
        return;
    SyncStorage &sync = *synchronisation;
    if (waitingIn(sync).queued == 0 && !changing.isNew)
        return;
    QString why = u"--offline was given."_s;
    if (!m_invocation.has("offline")) {
        const bool isCopy = m_invocation.command->name == "migrate";
        const auto sent = synchroniseWithin(sync, isCopy ? copyingTime : sendingTime, stop());
        why = sent ? QString() : m_console.messageOf(sent.error());
    }
    if (const auto status = sync.status(); why.isEmpty() && status.error)
        why = m_console.messageOf(*status.error); // of what alone did not arrive
    const Waiting waiting = waitingIn(sync);
    if (why.isEmpty() && waiting.conflicts > 0)
        why = u"A choice comes first."_s;
    if (waiting.queued > 0)
        m_console.note(u"%1 not sent yet, kept here until “%2” or an open window sends it. %3"_s.arg(
            waiting.queued == 1 ? u"A changed prompt is"_s : u"%1 changed prompts are"_s.arg(waiting.queued),
            lineFor(u"sync"_s), why));
    else if (changing.isNew && !why.isEmpty() && changing.library->capabilities().branches) // else it was made there
        m_console.note(u"The new library is not sent yet, kept here until “%1” or an open window sends it. %2"_s.arg(
            lineFor(u"sync"_s), why));
    if (waiting.conflicts > 0)
        m_console.note(u"%1 for a choice: “%2”."_s.arg(
            waiting.conflicts == 1 ? u"A prompt was changed here and elsewhere and waits"_s
                                   : u"%1 prompts were changed here and elsewhere and wait"_s.arg(waiting.conflicts),
            lineFor(u"sync conflicts"_s)));
}

std::stop_token CommandRun::stop()
{
    if (!m_interruption)
        m_interruption.emplace();
    return m_interruption->token();
}

QString CommandRun::lineFor(const QString &command) const
{
    QString line = u"pulse-gui --cli "_s;
    for (const auto *option : {"environment", "library"}) {
        const auto value = m_invocation.value(option);
        if (!value)
            continue;
        static const QRegularExpression plain(u"\\A[\\w./:@%+~-]+\\z"_s);
        QString word = visible(*value, 400);
        if (!plain.match(word).hasMatch())
            word = u'\'' + word.replace(u'\'', u"'\\''"_s) + u'\'';
        line += u"--%1 %2 "_s.arg(QLatin1StringView(option), word);
    }
    return line + command;
}

std::unexpected<Error> CommandRun::wrongUsage(const QString &sentence) const
{
    const QString name = text(m_invocation.command->name);
    return failure(ErrorCode::Invalid, name, QString(),
                   u"%1 Run “pulse-gui --cli %2 --help” to see what it takes."_s.arg(sentence, name));
}

} // namespace pulse::cli
