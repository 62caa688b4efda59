// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backends/filesystem/open.h"
#include "pulse/storage/capabilities.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

// What the tests of the filesystem backend share.
namespace pulse::filesystem::test {

inline Name name(const char *text)
{
    return *Name::parse(QString::fromUtf8(text));
}

inline Version version(const char *text)
{
    return *Version::parse(QString::fromUtf8(text));
}

inline Prompt prompt(const char *promptName, const char *promptVersion, const QByteArray &content)
{
    const QDateTime time = fromRfc3339(u"2026-01-02T03:04:05.678Z");
    return {{.name = name(promptName),
             .version = version(promptVersion),
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
}

/// A folder for one library, and the ways to open it.
class Workshop
{
public:
    [[nodiscard]] QString path(const QString &below = {}) const
    {
        const QString library = m_folder.filePath(QStringLiteral("library"));
        return below.isEmpty() ? library : library + u'/' + below;
    }
    [[nodiscard]] QString outside(const QString &file) const { return m_folder.filePath(file); }

    [[nodiscard]] Result<std::shared_ptr<Storage>> open(Parts parts = defaultParts(), bool create = true,
                                                        bool readOnly = false) const
    {
        OpenOptions options;
        options.mode = create ? OpenOptions::Mode::CreateIfNone : OpenOptions::Mode::Existing;
        options.readOnly = readOnly;
        options.author = QStringLiteral("Tester");
        options.clock = clock;
        return openLibrary(QUrl::fromLocalFile(path()), options, std::move(parts));
    }

    void write(const QString &below, const QByteArray &bytes) const
    {
        QDir().mkpath(QFileInfo(path(below)).path());
        QFile file(path(below));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    [[nodiscard]] QByteArray read(const QString &below) const
    {
        QFile file(path(below));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(missing)");
    }
    [[nodiscard]] unsigned modeOf(const QString &below) const
    {
        struct stat status{};
        return ::lstat(path(below).toUtf8().constData(), &status) == 0 ? status.st_mode & 07777U : 0U;
    }
    [[nodiscard]] QByteArray linkTarget(const QString &below) const
    {
        QByteArray target(256, '\0');
        const auto length =
            ::readlink(path(below).toUtf8().constData(), target.data(), static_cast<size_t>(target.size()));
        return length < 0 ? QByteArray("(no link)") : target.left(length);
    }
    /// Everything below the library, sorted; `.lock` aside.
    [[nodiscard]] QStringList tree() const { return treeOf(path()); }
    [[nodiscard]] QStringList temporaries() const { return tree().filter(QStringLiteral(".tmp-")); }

    std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>(fromRfc3339(u"2026-02-03T04:05:06Z"));

private:
    static QStringList treeOf(const QString &folder, const QString &prefix = {})
    {
        QStringList found;
        const auto filter = QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot;
        for (const QFileInfo &entry : QDir(folder).entryInfoList(filter, QDir::Name)) {
            const QString shown = prefix + entry.fileName();
            if (shown == QStringLiteral(".lock"))
                continue;
            found.append(shown);
            if (entry.isDir() && !entry.isSymLink())
                found += treeOf(entry.filePath(), shown + u'/');
        }
        return found;
    }
    QTemporaryDir m_folder;
};

} // namespace pulse::filesystem::test
