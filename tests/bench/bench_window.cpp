// SPDX-License-Identifier: Apache-2.0
// Opening the window on a library of 10,000 prompts, beside the least that a program on QtWidgets can do: an empty
// QMainWindow, in a program of its own. Both are started anew each time, in turn, and timed from the start of the
// process to the first paint. Where there are servers to test against, also on the replica of the same library in an S3
// bucket of which the server is gone.
//
// The program starts itself again: `bench-window pulse LIBRARY` loads the real window module as pulse-gui does and
// reports the first painted tree and the memory once every detail is read.
#include "telling.h"

#include <QApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QLibrary>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>
#include <algorithm>
#include <cstdio>

#include "pulse/model/metadata.h"
#include "pulse/test/servers.h"

using namespace Qt::StringLiterals;

namespace {

constexpr int prompts = 10'000;
constexpr int versionsEach = 3;
constexpr int runs = 11;

/// Waits in the started program for the real window and reports what it says of itself.
class Watcher : public QObject
{
    Q_OBJECT

public:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Show && watched->inherits("pulse::ui::MainWindow") && !m_window) {
            m_window = watched;
            connect(watched, SIGNAL(firstTreePainted()), this, SLOT(painted()));
        }
        if (event->type() == QEvent::Paint && watched == m_window && !m_shown) {
            m_shown = true;
            QTimer::singleShot(0, this, [] { tell("shown", QDateTime::currentMSecsSinceEpoch()); });
        }
        return false;
    }

public slots:
    void painted()
    {
        tell("painted", QDateTime::currentMSecsSinceEpoch());
        // Not sooner: to look through all objects takes a while, which is not the window's.
        for (QObject *child : m_window->findChildren<QObject *>()) {
            if (child->inherits("pulse::LibrarySession"))
                connect(child, SIGNAL(loadProgress(qint64, qint64)), this, SLOT(progress(qint64, qint64)));
        }
    }
    void progress(qint64 done, qint64 total)
    {
        if (done < total || total < prompts)
            return;
        // A moment later, so that what loading needed only for itself is given back.
        QTimer::singleShot(1000, qApp, [] {
            tell("resident", residentKilobytes());
            QApplication::quit();
        });
    }

private:
    QObject *m_window = nullptr;
    bool m_shown = false;
};

bool watchForPulse = false;

void startWatching()
{
    if (!watchForPulse)
        return;
    tell("begun", QDateTime::currentMSecsSinceEpoch());
    auto *watcher = new Watcher;
    watcher->setParent(qApp);
    qApp->installEventFilter(watcher);
}
Q_COREAPP_STARTUP_FUNCTION(startWatching)

int runPulse(int argc, char **argv)
{
    watchForPulse = true;
    QLibrary module(QFileInfo(QStringLiteral(PULSE_PROGRAM)).path() + u"/pulse-window.so"_s);
    using Entry = int (*)(int, char **);
    const auto entry = reinterpret_cast<Entry>(module.resolve("pulse_window_main"));
    if (!entry) {
        std::fprintf(stderr, "bench-window: %s\n", qPrintable(module.errorString()));
        return 1;
    }
    argv[1] = argv[0];
    return entry(argc - 1, argv + 1);
}

// ---- the bench itself

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("%s could not be written", qPrintable(path));
}

// By hand, without the durability that publishing gives: this is about reading.
void makeLibrary(const QString &folder)
{
    for (int i = 0; i < prompts; ++i) {
        const QString text =
            u"team-%1/area-%2/prompt-%3"_s.arg(i % 20).arg(i / 20 % 25).arg(QString::number(i).rightJustified(5, u'0'));
        const auto name = pulse::Name::parse(text).value();
        for (int v = 0; v < versionsEach; ++v) {
            const auto version = pulse::Version::parse(u"1.%1.0"_s.arg(v)).value();
            const QByteArray content = "# Prompt " + QByteArray::number(i) + "\n\nRevision " + QByteArray::number(v) +
                                       " of what {{customer}} reads.\n" + QByteArray(600, 'x') + '\n';
            const QString place = folder + u"/prompts/"_s + text + u'/' + version.toString();
            QDir().mkpath(place);
            pulse::Metadata metadata{.name = name,
                                     .version = version,
                                     .createdAt = QDateTime(QDate(2024, 1, 1 + v), QTime(12, 0), QTimeZone::UTC),
                                     .updatedAt = QDateTime(QDate(2024, 1, 1 + v), QTime(12, 0), QTimeZone::UTC),
                                     .size = content.size(),
                                     .checksum = pulse::Checksum::of(content),
                                     .tags = pulse::TagSet::parse({u"tag-%1"_s.arg(i % 40)}).value(),
                                     .description = u"What prompt %1 is for"_s.arg(i),
                                     .author = {},
                                     .message = u"Revision"_s,
                                     .unknown = {}};
            write(place + u"/content.md"_s, content);
            write(place + u"/metadata.json"_s, pulse::encodeMetadata(metadata));
        }
    }
}

struct Run
{
    qint64 begun = -1;
    qint64 shown = -1;
    qint64 painted = -1;
    qint64 resident = -1;
};

Run start(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    const qint64 began = QDateTime::currentMSecsSinceEpoch();
    process.start(program, arguments);
    if (!process.waitForFinished(120'000))
        process.kill();
    Run run;
    for (const QByteArray &line : process.readAllStandardOutput().split('\n')) {
        if (line.startsWith("painted ") && run.painted < 0)
            run.painted = line.sliced(8).toLongLong() - began;
        if (line.startsWith("begun ") && run.begun < 0)
            run.begun = line.sliced(6).toLongLong() - began;
        if (line.startsWith("shown ") && run.shown < 0)
            run.shown = line.sliced(6).toLongLong() - began;
        if (line.startsWith("resident "))
            run.resident = line.sliced(9).toLongLong();
    }
    return run;
}

qint64 median(std::vector<qint64> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

void runProgram(const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QStringLiteral(PULSE_PROGRAM), QStringList{u"--cli"_s, u"--quiet"_s} + arguments);
    if (!process.waitForFinished(600'000) || process.exitCode() != 0)
        qFatal("pulse-gui --cli %s failed", qUtf8Printable(arguments.join(u' ')));
}

/// Configures the profile, fills its bucket and this machine's replica with what `library` holds, and ends the server.
void makeReplicaOfWhatIsGone(const QString &profile, const QString &library)
{
    pulse::test::S3Server server;
    server.makeBucket(u"window"_s);
    qputenv("AWS_ACCESS_KEY_ID", pulse::test::S3Server::accessKey().toUtf8());
    qputenv("AWS_SECRET_ACCESS_KEY", pulse::test::S3Server::secretKey().toUtf8());
    runProgram({u"config"_s, u"library"_s, u"add"_s, profile, u"s3://window/library"_s,
                "endpoint="_L1 + server.endpoint().toString(), u"proxy=direct"_s});
    runProgram({u"migrate"_s, library, profile});
    runProgram({u"--library"_s, profile, u"sync"_s});
}

int measure()
{
    const QTemporaryDir home;
    for (const char *variable : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"})
        qputenv(variable, home.filePath(QString::fromLatin1(variable)).toLocal8Bit());
    if (qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QString library = home.filePath(u"library"_s);
    makeLibrary(library);
    const bool hasServers = pulse::test::whyNoServers().isEmpty();
    const QString self = QCoreApplication::applicationFilePath();
    const QString bare = QFileInfo(self).path() + u"/bare-window"_s;
    const QStringList onReplica{u"pulse"_s, u"--library"_s, u"gone"_s};
    if (hasServers) {
        makeReplicaOfWhatIsGone(u"gone"_s, library);
        start(self, onReplica);
    }
    start(bare, {});
    start(self, {u"pulse"_s, library});
    std::vector<qint64> gone;
    std::vector<qint64> empty;
    std::vector<qint64> words;
    std::vector<qint64> pulse;
    std::vector<qint64> shown;
    std::vector<qint64> begun;
    std::vector<qint64> resident;
    qint64 emptyResident = 0;
    for (int i = 0; i < runs; ++i) {
        const Run one = start(bare, {});
        words.push_back(start(bare, {u"words"_s}).painted);
        const Run other = start(self, {u"pulse"_s, library});
        if (one.painted < 0 || other.painted < 0 || other.resident < 0) {
            std::fprintf(stderr, "bench-window: a window did not open\n");
            return 1;
        }
        empty.push_back(one.painted);
        pulse.push_back(other.painted);
        shown.push_back(other.shown);
        begun.push_back(other.begun);
        resident.push_back(other.resident);
        emptyResident = one.resident;
        if (hasServers)
            gone.push_back(start(self, onReplica).painted);
    }
    std::printf("The window on %d prompts × %d versions, medians of %d starts in turn (%s)\n\n", prompts, versionsEach,
                runs, qEnvironmentVariable("QT_QPA_PLATFORM", u"the display"_s).toLocal8Bit().constData());
    std::printf("%-34s %12s %12s %8s\n", "", "QMainWindow", "Pulse", "ratio");
    const auto row = [&](const char *what, const std::vector<qint64> &times, const char *aim) {
        std::printf("%-34s %9lld ms %9lld ms %7.2fx   %s\n", what, static_cast<long long>(median(empty)),
                    static_cast<long long>(median(times)),
                    static_cast<double>(median(times)) / static_cast<double>(std::max<qint64>(1, median(empty))), aim);
    };
    row("the same with a menu and a label", words, "");
    row("start to the program's first line", begun, "");
    row("start to the window's first paint", shown, "aim: at most 1.5x");
    row("start to the tree's first paint", pulse, "");
    if (hasServers)
        row("the same on S3, the server gone", gone, "aim: as on the disk, a row above");
    else
        std::printf("%s\n", qUtf8Printable(pulse::test::whyNoServers()));
    std::printf("%-34s %9.1f MB %9.1f MB %8s   aim: below 120 MB\n", "resident, every detail read",
                static_cast<double>(emptyResident) * 1.024e-3, static_cast<double>(median(resident)) * 1.024e-3, "");
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    const QByteArrayView mode = argc > 1 ? argv[1] : "";
    if (mode == "pulse")
        return runPulse(argc, argv);
    const QCoreApplication application(argc, argv);
    return measure();
}

#include "bench_window.moc"
