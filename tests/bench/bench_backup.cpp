// SPDX-License-Identifier: Apache-2.0
// Backups of a library of 10,000 prompts with 3 versions each, beside those of restic, in the same run: each a process
// of its own, in turn, everything on the disk before a measurement begins.
//
//   bench-backup [PROMPTS [ROUNDS [FOLDER]]]
#include "pulse/backends/filesystem/open.h"
#include "pulse/storage/capabilities.h"
#include "pulse/test/generator.h"
#include "pulse/test/makers.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QThread>
#include <algorithm>
#include <cstdio>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

namespace {

struct Measured
{
    std::vector<double> seconds;
    [[nodiscard]] double median() const
    {
        std::vector<double> sorted = seconds;
        std::ranges::sort(sorted);
        return sorted.empty() ? 0 : sorted[sorted.size() / 2];
    }
};

struct Peer
{
    Measured first, unchanged, restore;
    qint64 bytes = 0;
};

void run(const QString &program, const QStringList &arguments, const QProcessEnvironment &environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    if (!process.waitForFinished(-1) || process.exitCode() != 0)
        qFatal("%s failed: %s", qPrintable(program + u' ' + arguments.join(u' ')),
               process.readAllStandardError().constData());
}

double timed(const QString &program, const QStringList &arguments, const QProcessEnvironment &environment)
{
    ::sync();
    QElapsedTimer timer;
    timer.start();
    run(program, arguments, environment);
    return double(timer.nsecsElapsed()) / 1e9;
}

qint64 bytesIn(const QString &folder)
{
    qint64 bytes = 0;
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        files.next();
        bytes += files.fileInfo().size();
    }
    return bytes;
}

/// Texts of some 2 kB; a version differs from the one before it in a few lines.
void makeLibrary(const QString &folder, int prompts)
{
    auto storage = filesystem::openLibrary(QUrl::fromLocalFile(folder),
                                           {.mode = OpenOptions::Mode::CreateIfNone,
                                            .readOnly = false,
                                            .author = {},
                                            .clock = std::make_shared<SystemClock>()},
                                           filesystem::defaultParts());
    if (!storage)
        qFatal("%s", qPrintable(storage.error().toString()));
    Generator random(1);
    std::vector<Prompt> batch;
    const auto flush = [&] {
        for (const auto &stored : (*storage)->capabilities().batches->storeMany(batch, {}, {})) {
            if (!stored)
                qFatal("%s", qPrintable(stored.error().toString()));
        }
        batch.clear();
    };
    for (int i = 0; i < prompts; ++i) {
        const Name name = makeName(u"team-%1/area-%2/prompt-%3"_s.arg(i % 20).arg(i / 20 % 25).arg(i));
        QByteArray text = random.text(330);
        for (int version = 0; version < 3; ++version) {
            if (version > 0) {
                QByteArrayList lines = text.split('\n');
                for (int edit = 0; edit < 3; ++edit)
                    lines[random.below(static_cast<int>(lines.size()))] = random.text(12).trimmed();
                text = lines.join('\n');
            }
            Prompt prompt = makePrompt(name, makeVersion(u"1.%1.0"_s.arg(version)), text);
            prompt.metadata.tags = makeTags({random.word(), random.word()});
            prompt.metadata.description = QString::fromUtf8(random.text(8)).trimmed();
            prompt.metadata.author = u"Ada Example <ada@example.org>"_s;
            prompt.metadata.createdAt = prompt.metadata.createdAt.addSecs(qint64(i) * 60 + version * 3600);
            prompt.metadata.updatedAt = prompt.metadata.createdAt;
            batch.push_back(prompt);
        }
        if (batch.size() >= 512)
            flush();
    }
    flush();
}

class Bench
{
public:
    Bench(const QString &folder, int prompts)
        : m_folder(folder)
        , m_library(folder + u"/library"_s)
        , m_environment(QProcessEnvironment::systemEnvironment())
    {
        makeLibrary(m_library, prompts);
        QFile password(folder + u"/password"_s);
        if (!password.open(QIODevice::WriteOnly) || password.write("secret") != 6)
            qFatal("the password cannot be written");
        m_environment.insert(u"RESTIC_PASSWORD_FILE"_s, password.fileName());
        m_environment.insert(u"RESTIC_CACHE_DIR"_s, folder + u"/restic-cache"_s);
        m_environment.insert(u"XDG_CONFIG_HOME"_s, folder + u"/config"_s);
        m_environment.insert(u"XDG_DATA_HOME"_s, folder + u"/data"_s);
        // Times that are two seconds old can be told from a change; younger ones are not trusted.
        QThread::sleep(std::chrono::seconds(3));
    }

    void round(int number)
    {
        const QString pulse = m_folder + u"/pulse-%1"_s.arg(number);
        const QString restic = m_folder + u"/restic-%1"_s.arg(number);
        run(m_resticProgram, {u"-q"_s, u"init"_s, u"-r"_s, restic}, m_environment);
        const QStringList ours{u"--cli"_s, u"--library"_s, m_library, u"--quiet"_s, u"backup"_s};
        const QStringList create = ours + QStringList{u"create"_s, u"--to"_s, pulse};
        const QStringList theirs{u"-q"_s, u"-r"_s, restic, u"--compression"_s, u"auto"_s};
        const QStringList back = theirs + QStringList{u"backup"_s, m_library};
        const auto both = [&](Measured &own, const QStringList &ownArguments, Measured &other,
                              const QStringList &otherArguments) {
            const auto measureOwn = [&] { own.seconds.push_back(timed(m_program, ownArguments, m_environment)); };
            if (number % 2 == 0)
                measureOwn();
            other.seconds.push_back(timed(m_resticProgram, otherArguments, m_environment));
            if (number % 2 != 0)
                measureOwn();
        };
        both(m_pulse.first, create, m_restic.first, back);
        both(m_pulse.unchanged, create, m_restic.unchanged, back);
        both(m_pulse.restore,
             ours +
                 QStringList{u"restore"_s, u"latest"_s, u"--aside"_s, m_folder + u"/out-pulse"_s, u"--from"_s, pulse},
             m_restic.restore,
             theirs + QStringList{u"restore"_s, u"latest"_s, u"--target"_s, m_folder + u"/out-restic"_s});
        m_pulse.bytes = bytesIn(pulse);
        m_restic.bytes = bytesIn(restic);
        for (const QString &gone : {u"/out-pulse"_s, u"/out-restic"_s})
            QDir(m_folder + gone).removeRecursively();
        QDir(pulse).removeRecursively();
        QDir(restic).removeRecursively();
    }

    void print() const
    {
        std::printf("%-24s %10s %10s %8s\n", "", "pulse", "restic", "ratio");
        const auto row = [](const char *what, const Measured &own, const Measured &other) {
            std::printf("%-24s %8.2f s %8.2f s %7.1fx\n", what, own.median(), other.median(),
                        other.median() / own.median());
        };
        row("first backup", m_pulse.first, m_restic.first);
        row("nothing changed", m_pulse.unchanged, m_restic.unchanged);
        row("restore", m_pulse.restore, m_restic.restore);
        std::printf("%-24s %7.1f MB %7.1f MB %7.1fx\n", "size on disk", double(m_pulse.bytes) / 1e6,
                    double(m_restic.bytes) / 1e6, double(m_restic.bytes) / double(m_pulse.bytes));
    }

private:
    const QString m_folder;
    const QString m_library;
    const QString m_program = QStringLiteral(PULSE_PROGRAM);
    const QString m_resticProgram = QStandardPaths::findExecutable(u"restic"_s);
    QProcessEnvironment m_environment;
    Peer m_pulse;
    Peer m_restic;
};

} // namespace

int main(int argc, char *argv[])
{
    const int prompts = argc > 1 ? QByteArray(argv[1]).toInt() : 10'000;
    const int rounds = argc > 2 ? QByteArray(argv[2]).toInt() : 5;
    if (QStandardPaths::findExecutable(u"restic"_s).isEmpty()) {
        std::fputs("restic is not installed, so there is nothing to compare with.\n", stderr);
        return 1;
    }
    const QTemporaryDir folder((argc > 3 ? QString::fromLocal8Bit(argv[3]) : QDir::tempPath()) +
                               u"/bench-backup-XXXXXX"_s);
    std::printf("%d prompts with 3 versions each, %d rounds, medians\n", prompts, rounds);
    Bench bench(folder.path(), prompts);
    for (int i = 0; i < rounds; ++i)
        bench.round(i);
    bench.print();
    return 0;
}
