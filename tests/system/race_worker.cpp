// SPDX-License-Identifier: Apache-2.0
// One of many processes on a library: `race-worker KIND LIBRARY LOG WORKER SEED COUNT PROGRAM`. KIND is `library` (the
// interface, as the command line uses it), `session` (an event loop and the cache, as the window has them) or `program`
// (each operation a `pulse-gui --cli`). Killed and started anew, it goes on with the operation after the last one
// begun.
#include "race_actions.h"
#include "race_plan.h"

#include "pulse/composition/standard_library_host.h"
#include "pulse/library/library_session.h"

#include <QCoreApplication>
#include <QFile>
#include <cstdio>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::system_test;

namespace {

qint64 now()
{
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

/// What this worker did and was told; each line is one write, which a kill does not take back.
class Log
{
public:
    explicit Log(const QString &path)
    {
        QFile file(path);
        const QByteArray before = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        for (const Event &event : readHistory({}, before)) {
            ++m_count;
            note(event);
        }
        m_file = ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (!before.isEmpty() && !before.endsWith('\n'))
            append(u"\n"_s);
    }
    [[nodiscard]] int count() const { return m_count; }
    [[nodiscard]] const QString &lastRemoved() const { return m_lastRemoved; }
    void begin(Event &event)
    {
        event.begin = now();
        append(beginLine(event));
        ++m_count;
    }
    void end(Event &event)
    {
        event.end = now();
        append(endLine(event));
        note(event);
    }

private:
    void note(const Event &event)
    {
        if (event.kind == u"remove"_s && event.outcome == u"ok"_s)
            m_lastRemoved = event.answer;
    }
    void append(const QString &line)
    {
        const QByteArray bytes = line.toUtf8();
        if (::write(m_file, bytes.constData(), static_cast<size_t>(bytes.size())) != bytes.size())
            ::_exit(70);
    }
    int m_file = -1;
    int m_count = 0;
    QString m_lastRemoved;
};

/// Does one operation after the other in the event loop, as the window does: each begins when the one before answered.
class SessionWorker : public QObject
{
    Q_OBJECT

public:
    SessionWorker(std::shared_ptr<Library> library, RacePlan plan, Log &log, int count)
        : m_session(std::move(library), std::make_shared<TaskRunner>(2))
        , m_plan(std::move(plan))
        , m_log(log)
        , m_total(count)
    {
        m_session.start();
        QMetaObject::invokeMethod(this, &SessionWorker::next, Qt::QueuedConnection);
    }

private:
    void next()
    {
        if (m_log.count() >= m_total) {
            QCoreApplication::quit();
            return;
        }
        m_event = m_plan.operation(m_log.count(), m_log.lastRemoved());
        m_log.begin(m_event);
        if (m_event.kind == u"store"_s) {
            m_publishing = m_session.publish(requestOf(m_event)).then(this, [this](const Result<StoreReceipt> &stored) {
                noteStored(m_event, stored);
                finish();
            });
            return;
        }
        m_working = m_session
                        .run([event = m_event](Library &library, const std::stop_token &) mutable -> Result<Event> {
                            perform(library, event);
                            return event;
                        })
                        .then(this, [this](const Result<Event> &done) {
                            m_event = *done;
                            finish();
                        });
    }
    void finish()
    {
        m_log.end(m_event);
        QMetaObject::invokeMethod(this, &SessionWorker::next, Qt::QueuedConnection);
    }

    LibrarySession m_session;
    RacePlan m_plan;
    Log &m_log;
    int m_total;
    Event m_event;
    Task<StoreReceipt> m_publishing;
    Task<Event> m_working;
};

int workThroughLibrary(Library &library, RacePlan plan, Log &log, int count)
{
    while (log.count() < count) {
        Event event = plan.operation(log.count(), log.lastRemoved());
        log.begin(event);
        perform(library, event);
        log.end(event);
    }
    return 0;
}

int workThroughProgram(const QString &program, RacePlan plan, Log &log, int count)
{
    while (log.count() < count) {
        Event event = plan.operation(log.count(), log.lastRemoved());
        if (event.kind == u"label"_s)
            event.value = u"*"_s;
        log.begin(event);
        performWithProgram(program, event);
        log.end(event);
    }
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    if (words.size() != 8)
        return 64;
    const QString kind = words[1];
    Log log(words[3]);
    RacePlan plan(words[4], words[5].toUInt(), kind == u"session"_s);
    const int count = words[6].toInt();
    if (kind == u"program"_s)
        return workThroughProgram(words[7], std::move(plan), log, count);
    const auto purpose =
        kind == u"session"_s ? StandardLibraryHost::Purpose::Window : StandardLibraryHost::Purpose::Changing;
    const StandardLibraryHost host(purpose, std::make_shared<SystemClock>());
    const auto library = host.open(QUrl::fromLocalFile(words[2]), OpenOptions::Mode::Existing, {}, {});
    if (!library) {
        std::fputs(library.error().message().toUtf8().constData(), stderr);
        return 65;
    }
    if (kind == u"library"_s)
        return workThroughLibrary(**library, std::move(plan), log, count);
    SessionWorker worker(*library, std::move(plan), log, count);
    return QCoreApplication::exec();
}

#include "race_worker.moc"
