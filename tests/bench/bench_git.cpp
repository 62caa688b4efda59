// SPDX-License-Identifier: Apache-2.0
// Imports versions into a bare repository and prints the time beside that of Git's own ways: `git add` and `git commit`
// for each version (a sample, extrapolated), and one `git fast-import` of the same files.
#include "pulse/backends/git.h"
#include "pulse/model/seal.h"
#include "pulse/storage/capabilities.h"
#include "pulse/test/generator.h"
#include "pulse/test/temporary_library.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

namespace {

constexpr int prompts = 2'000;
constexpr int versionsEach = 5;
constexpr int sample = 100; // versions that are added and committed one by one

std::vector<Prompt> makeVersions()
{
    Generator generate(11);
    std::vector<Prompt> all;
    for (int i = 0; i < prompts; ++i) {
        QByteArray text = generate.text(300);
        for (int j = 0; j < versionsEach; ++j) {
            text += generate.text(10);
            const auto name = Name::parse(u"team-%1/area-%2/prompt-%3"_s.arg(i % 10).arg(i % 50).arg(i));
            const auto version = Version::parse(u"1.%1.0"_s.arg(j));
            all.push_back({generate.metadata(*name, *version, text), text});
        }
    }
    return all;
}

void git(const QString &folder, const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(u"git"_s, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(-1) || process.exitCode() != 0)
        qFatal("git %s failed: %s", qUtf8Printable(arguments.join(u' ')), process.readAllStandardError().constData());
}

double secondsOf(const std::function<void()> &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
}

QByteArray pathOf(const Prompt &prompt)
{
    return "prompts/" + prompt.name().toString().toUtf8() + '/' + prompt.version().toString().toUtf8();
}

double byPulse(const QString &folder, const std::vector<Prompt> &all)
{
    QUrl url = QUrl::fromLocalFile(folder + u"/pulse.git"_s);
    url.setScheme(u"git+file"_s);
    auto library = openGitLibrary(url, makeOptions());
    if (!library)
        qFatal("%s", qUtf8Printable(library.error().toString()));
    const double seconds = secondsOf([&] {
        for (const auto &stored : (*library)->capabilities().batches->storeMany(all, {}, {})) {
            if (!stored)
                qFatal("%s", qUtf8Printable(stored.error().toString()));
        }
    });
    git(folder + u"/pulse.git"_s, {u"fsck"_s, u"--strict"_s});
    return seconds;
}

double byFastImport(const QString &folder, const std::vector<Prompt> &all)
{
    git(folder, {u"init"_s, u"-q"_s, u"--bare"_s, u"fast.git"_s});
    // Preparing the stream is not measured: a person has it.
    QByteArray stream = "commit refs/heads/main\ncommitter Ada <ada@example.org> 1700000000 +0000\ndata 6\nimport\n";
    const auto file = [&](const QByteArray &mode, const QByteArray &path, const QByteArray &bytes) {
        stream += "M " + mode + " inline " + path + "\ndata " + QByteArray::number(bytes.size()) + '\n' + bytes + '\n';
    };
    for (const Prompt &prompt : all) {
        file("100644", pathOf(prompt) + "/content.md", prompt.content);
        file("100644", pathOf(prompt) + "/metadata.json", sealed(encodeMetadata(prompt.metadata)));
        file("120000", "prompts/" + prompt.name().toString().toUtf8() + "/latest",
             prompt.version().toString().toUtf8());
    }
    return secondsOf([&] { git(folder + u"/fast.git"_s, {u"fast-import"_s, u"--quiet"_s}, stream); });
}

double byAddAndCommit(const QString &folder, const std::vector<Prompt> &all)
{
    git(folder, {u"init"_s, u"-q"_s, u"work"_s});
    const QString work = folder + u"/work"_s;
    const double seconds = secondsOf([&] {
        for (int i = 0; i < sample; ++i) {
            const Prompt &prompt = all.at(static_cast<size_t>(i));
            const QString path = work + u'/' + QString::fromUtf8(pathOf(prompt));
            QDir().mkpath(path);
            for (const auto &[name, bytes] :
                 {std::pair(u"/content.md"_s, prompt.content),
                  std::pair(u"/metadata.json"_s, sealed(encodeMetadata(prompt.metadata)))}) {
                QFile file(path + name);
                if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
                    qFatal("A file could not be written.");
            }
            git(work, {u"add"_s, u"."_s});
            git(work, {u"-c"_s, u"user.name=Ada"_s, u"-c"_s, u"user.email=ada@example.org"_s, u"commit"_s, u"-qm"_s,
                       u"one"_s});
        }
    });
    return seconds / sample * static_cast<double>(all.size());
}

} // namespace

int main()
{
    const QTemporaryDir folder;
    qputenv("HOME", folder.path().toUtf8());
    const std::vector<Prompt> all = makeVersions();
    double pulse = 1e9;
    double fast = 1e9;
    for (int i = 0; i < 3; ++i) { // in turn; the least counts
        const QTemporaryDir one;
        pulse = std::min(pulse, byPulse(one.path(), all));
        fast = std::min(fast, byFastImport(one.path(), all));
    }
    const double single = byAddAndCommit(folder.path(), all);
    std::printf("Import of %zu versions into a bare repository, as one commit:\n", all.size());
    std::printf("  %-44s %8.2f s\n", "Pulse (storeMany, synced)", pulse);
    std::printf("  %-44s %8.2f s  %6.1f x\n", "git fast-import (not synced)", fast, fast / pulse);
    std::printf("  %-44s %8.2f s  %6.1f x\n", "git add + git commit for each, extrapolated", single, single / pulse);
    return 0;
}
