// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backends/git.h"
#include "pulse/backends/git/open.h"
#include "pulse/storage/capabilities.h"
#include "pulse/test/makers.h"
#include "pulse/test/temporary_library.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace pulse::test {

using namespace Qt::StringLiterals;

/// A folder with repositories in it, and Git's own program beside ours. Nobody's configuration but its own counts.
class GitWorkshop
{
public:
    GitWorkshop()
    {
        qputenv("HOME", m_folder.path().toUtf8());
        qputenv("XDG_CONFIG_HOME", m_folder.filePath(u"config"_s).toUtf8());
        qputenv("GIT_CONFIG_NOSYSTEM", "1");
        qunsetenv("GIT_DIR");
        write(u".gitconfig"_s, "[user]\n\tname = Grace\n\temail = grace@example.org\n"
                               "[init]\n\tdefaultBranch = main\n[protocol \"file\"]\n\tallow = always\n"
                               "[core]\n\tfsmonitor = false\n[gc]\n\tauto = 0\n");
    }

    [[nodiscard]] QString path(const QString &name) const
    {
        return name.startsWith(u'/') ? name : m_folder.filePath(name);
    }
    [[nodiscard]] static QUrl urlOf(const QString &path)
    {
        QUrl url = QUrl::fromLocalFile(path);
        url.setScheme(u"git+file"_s);
        return url;
    }

    void write(const QString &name, const QByteArray &bytes) const
    {
        const QString full = path(name);
        QDir().mkpath(QFileInfo(full).path());
        QFile file(full);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("The file %s could not be written.", qUtf8Printable(full));
    }
    [[nodiscard]] QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    struct Ran
    {
        int code = -1;
        QByteArray out;
        QByteArray error;
    };
    /// Runs git in one of the folders.
    [[nodiscard]] Ran tryGit(const QString &folder, const QStringList &arguments, const QByteArray &input = {}) const
    {
        QProcess process;
        process.setWorkingDirectory(path(folder));
        process.start(u"git"_s, arguments);
        process.write(input);
        process.closeWriteChannel();
        if (!process.waitForFinished(60'000))
            qFatal("git %s did not end.", qUtf8Printable(arguments.join(u' ')));
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
    /// The same, and it must succeed; what it wrote, without the last line feed.
    QByteArray git(const QString &folder, const QStringList &arguments, const QByteArray &input = {}) const
    {
        const Ran ran = tryGit(folder, arguments, input);
        if (ran.code != 0)
            qFatal("git %s failed: %s", qUtf8Printable(arguments.join(u' ')), ran.error.constData());
        return ran.out.trimmed();
    }

    [[nodiscard]] std::shared_ptr<Storage> open(const QString &name, OpenOptions options = makeOptions(),
                                                git::Parts parts = git::defaultParts()) const
    {
        auto library = git::openLibrary(urlOf(path(name)), options, std::move(parts));
        if (!library)
            qFatal("The library could not be opened: %s", qUtf8Printable(library.error().toString()));
        return *std::move(library);
    }
    [[nodiscard]] Result<std::shared_ptr<Storage>> tryOpen(const QString &name,
                                                           const OpenOptions &options = makeOptions()) const
    {
        return openGitLibrary(urlOf(path(name)), options);
    }

private:
    QTemporaryDir m_folder;
};

inline void publish(Storage &storage, QStringView name, QStringView version, const QByteArray &content = "words\n")
{
    const auto stored = storage.store(makePrompt(name, version, content), {});
    if (!stored)
        qFatal("Publishing failed: %s", qUtf8Printable(stored.error().toString()));
}

inline QString versionsOf(Storage &storage, QStringView name)
{
    const auto versions = storage.capabilities().versions->versions(makeName(name), {});
    QStringList texts;
    for (const Version &version : versions ? *versions : std::vector<Version>())
        texts.append(version.toString());
    return texts.join(u' ');
}

inline QByteArray contentOf(Storage &storage, QStringView name, QStringView version)
{
    const auto prompt = storage.fetch(makeName(name), makeVersion(version), {});
    return prompt ? prompt->content : prompt.error().toString().toUtf8();
}

inline QString findingsOf(Storage &storage)
{
    const auto report = storage.capabilities().inspection->inspect(false, {}, {});
    if (!report)
        return report.error().toString();
    QStringList kinds;
    for (const Finding &finding : report->findings)
        kinds.append(finding.kind + u' ' + finding.path);
    return kinds.join(u'\n');
}

} // namespace pulse::test

#define VERIFY_OK(result) QVERIFY2((result).has_value(), qPrintable((result) ? QString() : (result).error().toString()))
#define COMPARE_CODE(result, expected)                                                                                 \
    do {                                                                                                               \
        const auto &outcome = (result);                                                                                \
        QCOMPARE(outcome ? u"ok"_s : outcome.error().codeName(), pulse::errorCodeName(expected));                      \
    } while (false)
