// SPDX-License-Identifier: Apache-2.0
#include "library_manager.h"

#include "pulse/ui/common/progress.h"
#include "pulse/ui/models/first_fetch.h"
#include "pulse/ui/sync/sync_text.h"

#include <QDir>
#include <QLocale>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {
constexpr int threadsPerLibrary = 3;
constexpr int threadsForOpening = 2;
constexpr qsizetype keptRecent = 12;
} // namespace

LibraryManager::LibraryManager(std::shared_ptr<const LibraryHost> host, QObject *parent)
    : QObject(parent)
    , m_host(std::move(host))
    , m_runner(std::make_shared<TaskRunner>(threadsForOpening))
{}

LibraryManager::~LibraryManager()
{
    for (LibrarySession *session : std::exchange(m_sessions, {}))
        delete session;
}

void LibraryManager::open(const QString &location, OpenOptions::Mode mode, bool makeCurrent)
{
    if (m_opening.contains(location))
        return;
    await(location,
          m_runner->run(
              [host = m_host, location, mode, progress = progressOf(location)](std::stop_token stop) -> Result<Opened> {
                  const auto url = host->locate(location);
                  if (!url)
                      return failure(url);
                  return host->open(*url, mode, progress, std::move(stop));
              }),
          makeCurrent);
}

void LibraryManager::openSample()
{
    const QString location = m_host->sampleLibrary().toString();
    if (LibrarySession *session = find(location)) {
        setCurrent(session);
        return;
    }
    if (m_opening.contains(location))
        return;
    await(location,
          m_runner->run([host = m_host, progress = progressOf(location)](std::stop_token stop) -> Result<Opened> {
              return host->openSample(progress, stop);
          }),
          true);
}

void LibraryManager::stopOpening(const QString &location)
{
    if (const auto opening = m_opening.find(location); opening != m_opening.end())
        opening->second.task.requestStop();
}

std::optional<Progress> LibraryManager::openingProgress(const QString &location) const
{
    const auto opening = m_opening.find(location);
    return opening == m_opening.end() ? std::nullopt : std::optional(opening->second.progress);
}

ProgressSink LibraryManager::progressOf(const QString &location)
{
    return progressFor(this, [this, location](const Progress &progress) {
        const auto opening = m_opening.find(location);
        if (opening == m_opening.end())
            return;
        opening->second.progress = progress;
        emit openingProgressed(location);
    });
}

void LibraryManager::await(const QString &location, Task<Opened> task, bool makeCurrent)
{
    m_opening[location].task = std::move(task).then(this, [this, location, makeCurrent](Result<Opened> library) {
        // Held until this handler is done, which runs inside it.
        const auto done = m_opening.extract(location);
        if (library)
            add(location, *std::move(library), makeCurrent);
        else
            emit openFailed(location, library.error());
        emit stateChanged();
    });
    emit openingProgressed(location);
    emit stateChanged();
}

void LibraryManager::add(const QString &location, Opened library, bool makeCurrent)
{
    const QString url = library->info().url.toString();
    m_recent.removeAll(url);
    m_recent.prepend(url);
    while (m_recent.size() > keptRecent)
        m_recent.removeLast();
    if (LibrarySession *there = find(url)) {
        if (makeCurrent)
            setCurrent(there);
        return;
    }
    auto *session = new LibrarySession(std::move(library), std::make_shared<TaskRunner>(threadsPerLibrary), this);
    m_sessions.push_back(session);
    m_status.emplace(session, Status{.location = location});
    follow(session);
    emit opened(session);
    if (makeCurrent || !m_current)
        setCurrent(session);
    session->start();
}

void LibraryManager::follow(LibrarySession *session)
{
    connect(session, &LibrarySession::loaded, this, &LibraryManager::stateChanged);
    connect(session, &LibrarySession::catalogueChanged, this, &LibraryManager::stateChanged);
    if (session->sync())
        connect(session->sync(), &LibrarySync::statusChanged, this, &LibraryManager::stateChanged);
    connect(session, &LibrarySession::failed, this, [this, session](const Error &error) {
        m_status[session].failure = error.message();
        emit stateChanged();
    });
    connect(session, &LibrarySession::recovered, this, [this, session] {
        m_status[session].failure.clear();
        emit stateChanged();
    });
    connect(session, &LibrarySession::loadProgress, this, [this, session](qint64 done, qint64 total) {
        Status &status = m_status[session];
        status.done = done;
        status.total = total;
        emit stateChanged();
    });
}

void LibraryManager::close(LibrarySession *session)
{
    const auto at = std::ranges::find(m_sessions, session);
    if (at == m_sessions.end())
        return;
    emit aboutToClose(session);
    m_sessions.erase(at);
    if (m_current == session)
        setCurrent(m_sessions.empty() ? nullptr : m_sessions.back());
    m_status.erase(session);
    // Later: a signal of its own may have led here.
    session->deleteLater();
    emit stateChanged();
}

void LibraryManager::setCurrent(LibrarySession *session)
{
    if (m_current == session)
        return;
    m_current = session;
    emit currentChanged(session);
    emit stateChanged();
}

LibrarySession *LibraryManager::find(const QString &url) const
{
    const auto at =
        std::ranges::find_if(m_sessions, [&](LibrarySession *s) { return s->info().url.toString() == url; });
    return at == m_sessions.end() ? nullptr : *at;
}

void LibraryManager::forgetRecent(const QString &location)
{
    if (m_recent.removeAll(location) > 0)
        emit stateChanged();
}

QString LibraryManager::locationOf(const LibrarySession *session) const
{
    const auto status = m_status.find(session);
    const QString url = session->info().url.toString();
    // A path that was written in some other way is remembered as the place that it is.
    return status == m_status.end() || session->info().url.isLocalFile() ? url : status->second.location;
}

QString LibraryManager::stateText(const LibrarySession *session) const
{
    const QString content = contentText(session);
    const bool isWhole = session->isLoaded() && !hasFailed(session);
    const QString brief = isWhole && session->sync() ? syncBrief(session->sync()->status()) : QString();
    return brief.isEmpty() ? content : content + u" · "_s + brief;
}

QString LibraryManager::contentText(const LibrarySession *session) const
{
    const auto status = m_status.find(session);
    if (status == m_status.end())
        return {};
    if (!status->second.failure.isEmpty())
        return tr("cannot be read");
    if (!session->isLoaded())
        return tr("loading…");
    const qsizetype count = session->catalogue().size();
    if (count == 0 && isStillFetched(*session))
        return tr("fetching…");
    QString text = count == 1 ? tr("1 prompt") : tr("%1 prompts").arg(QLocale().toString(count));
    if (status->second.done < status->second.total)
        text += u" · "_s +
                tr("reading details, %1%").arg(100 * status->second.done / std::max<qint64>(1, status->second.total));
    if (session->isReadOnly())
        text += u" · "_s + tr("read-only");
    return text;
}

bool LibraryManager::hasFailed(const LibrarySession *session) const
{
    const auto status = m_status.find(session);
    return status != m_status.end() && !status->second.failure.isEmpty();
}

QString LibraryManager::displayLocation(const QString &url)
{
    const QUrl parsed(url);
    if (!parsed.isLocalFile())
        return url;
    const QString path = QDir::toNativeSeparators(parsed.toLocalFile());
    const QString home = QDir::homePath();
    return path.startsWith(home + u'/') ? u'~' + path.sliced(home.size()) : path;
}

} // namespace pulse::ui
