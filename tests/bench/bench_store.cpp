// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/filesystem.h"
#include "pulse/storage/capabilities.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>
#include <QStorageInfo>
#include <QTemporaryDir>
#include <array>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace pulse;

// How long it takes until a prompt is safely on the disk: the backend, beside the fewest system calls that give the
// same guarantee (written out by hand, no checks of any kind), and beside a Git commit that syncs as much.

namespace {

constexpr int pairs = 300;
constexpr int gitCommits = 20;
constexpr int batch = 500;
constexpr int listed = 10'000;
constexpr qsizetype contentBytes = 4096;

[[noreturn]] void fail(const QString &what)
{
    std::fprintf(stderr, "bench-store: %s\n", qPrintable(what));
    std::exit(1);
}

void require(bool holds, const char *what)
{
    if (!holds)
        fail(QString::fromUtf8(what) + u": "_s + qt_error_string());
}

QByteArray contentOf(int number)
{
    QByteArray content = "Prompt " + QByteArray::number(number) + "\n";
    while (content.size() < contentBytes)
        content += "Answer the customer in two friendly sentences. ";
    content.truncate(contentBytes);
    return content;
}

Prompt promptOf(const QString &name, int number)
{
    const QByteArray content = contentOf(number);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    return {{.name = *Name::parse(name),
             .version = Version::first(),
             .createdAt = now,
             .updatedAt = now,
             .size = content.size(),
             .checksum = Checksum::of(content),
             .tags = {},
             .description = u"A benchmark's prompt"_s,
             .author = {},
             .message = {},
             .unknown = {}},
            content};
}

void writeFile(int directory, const char *name, const QByteArray &bytes, std::array<int, 2> &files, size_t slot)
{
    files[slot] = ::openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    require(files[slot] != -1 &&
                ::write(files[slot], bytes.constData(), static_cast<size_t>(bytes.size())) == bytes.size(),
            "write");
}

/// A new prompt with one version and its `latest`: G1, G2 and G4 and nothing else.
void storeBarely(int prompts, const QByteArray &name, const Prompt &prompt)
{
    const QByteArray json = encodeMetadata(prompt.metadata);
    require(::mkdirat(prompts, name.constData(), 0700) == 0, "mkdir");
    const int folder = ::openat(prompts, name.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    require(folder != -1 && ::mkdirat(folder, ".tmp-0", 0700) == 0, "mkdir");
    const int staging = ::openat(folder, ".tmp-0", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    std::array<int, 2> files{};
    writeFile(staging, "content.md", prompt.content, files, 0);
    writeFile(staging, "metadata.json", json, files, 1);
    require(::fsync(files[0]) == 0 && ::fsync(files[1]) == 0 && ::fsync(staging) == 0, "fsync");
    for (const int open : {files[0], files[1], staging})
        ::close(open);
    require(::syscall(SYS_renameat2, folder, ".tmp-0", folder, "1.0.0", 1) == 0, "rename");
    require(::fsync(folder) == 0 && ::fsync(prompts) == 0, "fsync");
    require(::symlinkat("1.0.0", folder, ".tmp-1") == 0 && ::renameat(folder, ".tmp-1", folder, "latest") == 0, "link");
    require(::fsync(folder) == 0, "fsync");
    ::close(folder);
}

void runGit(const QString &folder, const QStringList &arguments)
{
    QProcess git;
    git.setWorkingDirectory(folder);
    git.start(u"git"_s, QStringList{u"-c"_s, u"core.fsync=all"_s, u"-c"_s, u"core.fsyncMethod=fsync"_s, u"-c"_s,
                                    u"user.name=Bench"_s, u"-c"_s, u"user.email=bench@example.org"_s, u"-c"_s,
                                    u"gc.auto=0"_s, u"-c"_s, u"maintenance.auto=false"_s} +
                            arguments);
    if (!git.waitForFinished() || git.exitCode() != 0)
        fail(u"git %1: %2"_s.arg(arguments.first(), QString::fromUtf8(git.readAllStandardError())));
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

double millisecondsOf(const std::function<void()> &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void row(const char *what, double milliseconds, const QString &note)
{
    std::printf("  %-46s %9.3f ms   %s\n", what, milliseconds, qPrintable(note));
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QString place = qEnvironmentVariable("TMPDIR", QCoreApplication::applicationDirPath());
    QTemporaryDir folder(place + u"/bench-store-XXXXXX"_s);
    if (!folder.isValid())
        fail(u"cannot make a folder in "_s + place);
    const QStorageInfo disk(folder.path());
    std::printf("Durable store of one 4 KB prompt: median of %d interleaved pairs, in %s (%s on %s)\n", pairs,
                qPrintable(folder.path()), disk.fileSystemType().constData(), disk.device().constData());
    if (disk.fileSystemType() == "tmpfs")
        std::printf("  This is no disk: set TMPDIR to a folder on one, or the numbers mean nothing.\n");

    OpenOptions options;
    options.mode = OpenOptions::Mode::CreateIfNone;
    options.clock = std::make_shared<SystemClock>();
    const auto opened = openFilesystemLibrary(QUrl::fromLocalFile(folder.filePath(u"library"_s)), options);
    if (!opened)
        fail(opened.error().toString());
    Storage &storage = **opened;
    require(::mkdir(folder.filePath(u"bare"_s).toUtf8().constData(), 0700) == 0, "mkdir");
    const int bare = ::open(folder.filePath(u"bare"_s).toUtf8().constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    std::vector<double> ours;
    std::vector<double> barely;
    std::vector<double> ratios;
    const auto storeOne = [&](int i) {
        const Prompt prompt = promptOf(u"prompt-%1"_s.arg(i), i);
        return millisecondsOf([&] {
            if (const auto stored = storage.store(prompt, {}); !stored)
                fail(stored.error().toString());
        });
    };
    const auto storeOneBarely = [&](int i) {
        const Prompt prompt = promptOf(u"prompt-%1"_s.arg(i), i);
        return millisecondsOf([&] { storeBarely(bare, "prompt-" + QByteArray::number(i), prompt); });
    };
    for (int i = 0; i < pairs; ++i) {
        const bool oursFirst = i % 2 == 0;
        const double first = oursFirst ? storeOne(i) : storeOneBarely(i);
        const double second = oursFirst ? storeOneBarely(i) : storeOne(i);
        ours.push_back(oursFirst ? first : second);
        barely.push_back(oursFirst ? second : first);
        ratios.push_back(ours.back() / barely.back());
    }
    ::close(bare);
    row("the fewest system calls for the guarantee", median(barely), {});
    row("Pulse", median(ours), u"%1 x the fewest (aim: at most 1.15)"_s.arg(median(ratios), 0, 'f', 2));

    if (QStandardPaths::findExecutable(u"git"_s).isEmpty()) {
        std::printf("  git is not installed; no comparison with it\n");
    } else {
        const QString repository = folder.filePath(u"repository"_s);
        QDir().mkpath(repository);
        runGit(repository, {u"init"_s, u"-q"_s});
        for (int i = 0; i < pairs; ++i) { // as many prompts as the library has
            QFile file(repository + u"/before-%1.md"_s.arg(i));
            require(file.open(QIODevice::WriteOnly) && file.write(contentOf(-i)) == contentBytes, "write");
        }
        runGit(repository, {u"add"_s, u"."_s});
        runGit(repository, {u"commit"_s, u"-q"_s, u"-m"_s, u"before"_s});
        std::vector<double> git;
        for (int i = 0; i < gitCommits; ++i) {
            QFile file(repository + u"/prompt-%1.md"_s.arg(i));
            require(file.open(QIODevice::WriteOnly) && file.write(contentOf(i)) == contentBytes, "write");
            file.close();
            git.push_back(millisecondsOf([&] {
                runGit(repository, {u"add"_s, u"."_s});
                runGit(repository, {u"commit"_s, u"-q"_s, u"-m"_s, u"change"_s});
            }));
        }
        row("git add && git commit, core.fsync=all", median(git),
            u"%1 x Pulse (aim: more than 10)"_s.arg(median(git) / median(ours), 0, 'f', 1));
    }

    std::vector<Prompt> many;
    for (int i = 0; i < batch; ++i)
        many.push_back(promptOf(u"many/prompt-%1"_s.arg(i), i));
    const double together = millisecondsOf([&] {
        for (const auto &stored : storage.capabilities().batches->storeMany(many, {}, {})) {
            if (!stored)
                fail(stored.error().toString());
        }
    });
    row("Pulse, a prompt of a batch", together / batch, u"%1 prompts in %2 ms"_s.arg(batch).arg(together, 0, 'f', 0));

    constexpr int folders = 100;
    for (int i = 0; i < listed; ++i)
        require(QDir().mkpath(folder.filePath(u"large/prompts/f%1/p%2/1.0.0"_s.arg(i % folders).arg(i))), "mkdir");
    const auto large = openFilesystemLibrary(QUrl::fromLocalFile(folder.filePath(u"large"_s)), options);
    if (!large)
        fail(large.error().toString());
    const double listing = millisecondsOf([&] {
        qsizetype seen = 0;
        ListQuery query;
        do {
            const auto page = (*large)->list(query, {});
            if (!page)
                fail(page.error().toString());
            seen += std::ssize(page->items);
            query.cursor = page->next;
        } while (!query.cursor.isEmpty());
        if (seen != listed)
            fail(u"%1 prompts were listed"_s.arg(seen));
    });
    row("listing 10,000 prompts, 1,000 a page", listing, {});
    return 0;
}
