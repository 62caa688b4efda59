// SPDX-License-Identifier: Apache-2.0
// Eight processes at once on the same names (the library's interface, event loops with the cache, the command line) and
// a window that looks on; some are killed in the middle. What they were told is checked against the contract.
#include "history.h"

#include "pulse/backends/filesystem.h"
#include "pulse/storage/capabilities.h"

#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <memory>
#include <random>
#include <sys/prctl.h>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::system_test;

namespace {

QString program()
{
    const QString given = qEnvironmentVariable("PULSE_PROGRAM");
    return given.isEmpty() ? QCoreApplication::applicationDirPath() + "/../bin/pulse-gui"_L1 : given;
}

int totalOperations()
{
    if (const int given = qEnvironmentVariableIntValue("PULSE_RACE_OPERATIONS"); given > 0)
        return given;
    return qEnvironmentVariableIntValue("PULSE_EXHAUSTIVE") != 0 ? 1'000'000 : 10'000;
}

// In memory where that can be had: it is the processes that race here, not the disks.
QString folderTemplate()
{
    const QFileInfo shared(u"/dev/shm"_s);
    return (shared.isDir() && shared.isWritable() ? shared.filePath() : QDir::tempPath()) + "/pulse-race-XXXXXX"_L1;
}

std::shared_ptr<Storage> openLibrary(const QString &path, OpenOptions::Mode mode)
{
    const auto opened = openFilesystemLibrary(
        QUrl::fromLocalFile(path),
        {.mode = mode, .readOnly = false, .author = {}, .clock = std::make_shared<SystemClock>()});
    return opened ? *opened : nullptr;
}

struct Worker
{
    QString kind;
    QString id;
    int count = 0;
    std::unique_ptr<QProcess> process;
    bool isDone = false;
};

} // namespace

class TestSystemRaces : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder{folderTemplate()};
    std::vector<Worker> m_workers;
    std::unique_ptr<QProcess> m_window;
    int m_kills = 0;

    [[nodiscard]] QString library() const { return m_folder.filePath(u"library"_s); }
    [[nodiscard]] QString logOf(const Worker &worker) const { return m_folder.filePath(worker.id + u".log"_s); }

    [[nodiscard]] QProcessEnvironment environment() const
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, m_folder.filePath(u"home"_s));
        for (const auto &[variable, name] : {std::pair(u"XDG_DATA_HOME"_s, u"data"_s),
                                             {u"XDG_CONFIG_HOME"_s, u"config"_s},
                                             {u"XDG_STATE_HOME"_s, u"state"_s},
                                             {u"XDG_CACHE_HOME"_s, u"cache"_s}})
            environment.insert(variable, m_folder.filePath(name));
        environment.insert(u"PULSE_LIBRARY"_s, library());
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        return environment;
    }

    [[nodiscard]] std::unique_ptr<QProcess> start(const QString &path, const QStringList &arguments) const
    {
        auto process = std::make_unique<QProcess>();
        process->setProcessEnvironment(environment());
        process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); }); // nobody outlives the test
        process->start(path, arguments);
        return process;
    }

    void startWorker(Worker &worker) const
    {
        worker.process =
            start(QCoreApplication::applicationDirPath() + "/race-worker"_L1,
                  {worker.kind, library(), logOf(worker), worker.id, QString::number(qHash(worker.id, 1) % 100'000),
                   QString::number(worker.count), program()});
    }

    void startWindow() { m_window = start(program(), {library()}); }

    void hire(const QString &kind, int workers, int operations)
    {
        for (int i = 0; i < workers; ++i) {
            Worker worker;
            worker.kind = kind;
            worker.id = u"w%1"_s.arg(m_workers.size());
            worker.count = operations / workers;
            m_workers.push_back(std::move(worker));
        }
    }

    // Waits a while; restarts who was killed, notes who is done. Answers false when one failed.
    [[nodiscard]] bool watch()
    {
        for (Worker &worker : m_workers) {
            if (worker.isDone || worker.process->state() != QProcess::NotRunning)
                continue;
            if (worker.process->exitStatus() == QProcess::CrashExit) {
                startWorker(worker);
                continue;
            }
            if (worker.process->exitCode() != 0)
                return false;
            worker.isDone = true;
        }
        return true;
    }

    [[nodiscard]] bool isDone() const { return std::ranges::all_of(m_workers, &Worker::isDone); }

    [[nodiscard]] qint64 progress() const
    {
        qint64 bytes = 0;
        for (const Worker &worker : m_workers)
            bytes += QFileInfo(logOf(worker)).size();
        return bytes;
    }

    [[nodiscard]] std::vector<Event> history() const
    {
        std::vector<Event> events;
        for (const Worker &worker : m_workers) {
            QFile file(logOf(worker));
            if (!file.open(QIODevice::ReadOnly))
                continue;
            auto own = readHistory(worker.id, file.readAll());
            events.insert(events.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
        }
        std::ranges::sort(events, {}, &Event::begin);
        return events;
    }

    [[nodiscard]] static FinalState finalState(Storage &storage, const QString &path)
    {
        FinalState end;
        const auto page = storage.list({.folder = {}, .recursive = true, .cursor = {}, .limit = 1'000'000}, {});
        for (const ListItem &item : page ? page->items : std::vector<ListItem>()) {
            const auto versions = storage.capabilities().versions->versions(*item.name, {});
            for (const Version &version : versions ? *versions : std::vector<Version>()) {
                const auto fetched = storage.fetch(*item.name, version, {});
                const QString key = VersionKey{*item.name, version}.toString();
                end.contents.insert(key, fetched ? QString::fromUtf8(fetched->content) : u"(damaged)"_s);
                if (fetched)
                    end.tags.insert(key,
                                    {fetched->metadata.tags.toList().cbegin(), fetched->metadata.tags.toList().cend()});
            }
            if (const auto labels = storage.capabilities().labels->labels(*item.name, {}); labels && !labels->empty())
                end.labels.insert(item.path, labels->begin()->second.toString());
        }
        QDirIterator files(path, {u"content.md"_s}, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString found = files.next();
            QFile file(found);
            if (!found.contains(u"/.tmp-"_s) && file.open(QIODevice::ReadOnly))
                end.kept.insert(QString::fromUtf8(file.readAll()));
        }
        return end;
    }

    void report(qint64 operations, qsizetype violations) const
    {
        QFile file(qEnvironmentVariable("PULSE_DURABILITY_REPORT"));
        if (!file.fileName().isEmpty() && file.open(QIODevice::Append))
            file.write(u"processes: %1 operations of eight at once\t%2\t0\t0\t%3\n"_s.arg(operations)
                           .arg(m_kills)
                           .arg(violations)
                           .toUtf8());
    }

private slots:
    void initTestCase()
    {
        QVERIFY(openLibrary(library(), OpenOptions::Mode::CreateIfNone));
        const int total = totalOperations();
        hire(u"program"_s, 2, total / 20);
        hire(u"session"_s, 2, total * 5 / 20);
        hire(u"library"_s, 4, total - total / 20 - total * 5 / 20);
    }

    void everybodyWorksAtOnce()
    {
        for (Worker &worker : m_workers)
            startWorker(worker);
        startWindow();
        QVERIFY(m_window->waitForStarted());
        std::minstd_rand random(3);
        const qint64 expected = qint64(totalOperations()) * 100; // bytes of the logs, roughly
        const int killsWanted = qEnvironmentVariableIntValue("PULSE_EXHAUSTIVE") != 0 ? 200 : 16;
        while (!isDone()) {
            // Kills are spread over the work, not over the time: a slow machine has as many of them.
            const bool isTime = progress() > expected * m_kills / (killsWanted + 2);
            if (isTime && m_kills < killsWanted && m_kills % 8 == 7) {
                m_window->kill();
                QVERIFY(m_window->waitForFinished());
                startWindow();
                ++m_kills;
            } else if (isTime && m_kills < killsWanted) {
                Worker &victim = m_workers[random() % m_workers.size()];
                if (!victim.isDone && victim.process->state() == QProcess::Running) {
                    victim.process->kill();
                    ++m_kills;
                }
            }
            QTest::qWait(20);
            QVERIFY2(watch(), "a worker failed by itself; what it said is above");
        }
        QVERIFY(m_kills >= 8);
    }

    void theWindowLooksOn()
    {
        QCOMPARE(m_window->state(), QProcess::Running); // it did not fall over
        m_window->terminate();
        if (!m_window->waitForFinished(20'000))
            m_window->kill();
        m_window->waitForFinished();
    }

    void nothingIsHalfAndNobodyIsLockedOut()
    {
        const auto storage = openLibrary(library(), OpenOptions::Mode::Existing);
        QVERIFY(storage);
        const QByteArray content = "after all";
        const QDateTime time = QDateTime::currentDateTimeUtc();
        const Prompt prompt{{.name = *Name::parse(u"t-after"),
                             .version = *Version::parse(u"1.0.0"),
                             .createdAt = time,
                             .updatedAt = time,
                             .size = content.size(),
                             .checksum = Checksum::of(content),
                             .tags = {},
                             .description = {},
                             .author = {},
                             .message = {},
                             .unknown = {}},
                            content};
        QVERIFY(storage->store(prompt, {}));
        const auto inspected = storage->capabilities().inspection->inspect(false, {}, {});
        QVERIFY(inspected);
        QCOMPARE(inspected->intact, inspected->versions);
        static const QStringList harmless{u"abandoned-temporary"_s, u"stale-pointer"_s, u"empty-trash-entry"_s};
        for (const Finding &finding : inspected->findings)
            QVERIFY2(harmless.contains(finding.kind), qPrintable(finding.kind + u' ' + finding.path));
    }

    void theHistoryKeepsTheContract()
    {
        const auto events = history();
        const auto storage = openLibrary(library(), OpenOptions::Mode::Existing);
        const QStringList wrong = checkHistory(events, finalState(*storage, library()));
        qsizetype errors = 0;
        QHash<QString, int> counts;
        for (const Event &event : events) {
            ++counts[event.kind + u' ' + event.outcome];
            if (event.outcome == u"error"_s && errors++ < 5)
                qWarning().noquote() << "an unexpected answer:" << event.worker << event.kind << event.name
                                     << event.answer;
        }
        QStringList shown;
        for (auto it = counts.cbegin(); it != counts.cend(); ++it)
            shown.append(u"%1: %2"_s.arg(it.key()).arg(it.value()));
        shown.sort();
        qInfo().noquote() << events.size() << "operations," << m_kills << "kills;" << shown.join(u", "_s);
        report(qint64(events.size()), wrong.size() + errors);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.first(std::min<qsizetype>(wrong.size(), 20)).join(u'\n')));
        QCOMPARE(errors, 0);
        QVERIFY(qint64(events.size()) >= totalOperations() * 99 / 100);
        for (const QString &kind : {u"store ok"_s, u"store exists"_s, u"label ok"_s, u"label conflict"_s, u"tag ok"_s,
                                    u"remove ok"_s, u"restore ok"_s, u"fetch ok"_s})
            QVERIFY2(counts.value(kind) > 0, qPrintable(kind));
    }

    void cleanupTestCase()
    {
        for (Worker &worker : m_workers) {
            if (worker.process && worker.process->state() != QProcess::NotRunning) {
                worker.process->kill();
                worker.process->waitForFinished();
            }
        }
        if (m_window && m_window->state() != QProcess::NotRunning) {
            m_window->kill();
            m_window->waitForFinished();
        }
    }
};

int main(int argc, char **argv)
{
    // All of it takes longer than Qt Test allows a function.
    if (qEnvironmentVariableIntValue("PULSE_EXHAUSTIVE") != 0)
        qputenv("QTEST_FUNCTION_TIMEOUT", "86400000");
    const QCoreApplication application(argc, argv);
    TestSystemRaces test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_system_races.moc"
