// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backends/memory.h"
#include "pulse/backup/backup_store.h"
#include "pulse/test/makers.h"
#include "pulse/test/temporary_library.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

#define VERIFY_OK(result)                                                                                              \
    do {                                                                                                               \
        const auto &checked_ = (result);                                                                               \
        QVERIFY2(checked_.has_value(), checked_ ? "" : qPrintable(checked_.error().toString()));                       \
    } while (false)

namespace pulse::test {

/// A repository in a folder that vanishes, and libraries in memory.
class BackupFixture
{
public:
    BackupFixture()
    {
        parts.clock = clock;
        parts.lockWait = std::chrono::milliseconds(200);
    }

    [[nodiscard]] QString folder() const { return dir.filePath(QStringLiteral("repository")); }
    [[nodiscard]] std::shared_ptr<BackupStore> open() const
    {
        auto store = BackupStore::open(folder(), BackupStore::Mode::CreateIfNone, parts);
        if (!store)
            qFatal("%s", qPrintable(store.error().toString()));
        return *store;
    }
    [[nodiscard]] std::shared_ptr<Storage> library(const QString &name) const
    {
        auto opened = memory(QUrl(QStringLiteral("memory:") + name), makeOptions(clock));
        if (!opened)
            qFatal("%s", qPrintable(opened.error().toString()));
        return *opened;
    }
    static void publish(Storage &storage, QStringView name, QStringView version, const QByteArray &content)
    {
        if (const auto stored = storage.store(makePrompt(name, version, content), {}); !stored)
            qFatal("%s", qPrintable(stored.error().toString()));
    }
    static void point(Storage &storage, QStringView name, QStringView label, QStringView version)
    {
        const auto set =
            storage.capabilities().labels->setLabel(makeName(name), makeLabel(label), makeVersion(version), {}, {});
        if (!set)
            qFatal("%s", qPrintable(set.error().toString()));
    }
    /// A minute later, a snapshot.
    BackupReport backUp(BackupStore &store, Storage &storage, const BackupOptions &options = {}) const
    {
        clock->advance(std::chrono::minutes(1));
        auto report = store.create(storage, options, {}, {});
        if (!report)
            qFatal("%s", qPrintable(report.error().toString()));
        return *report;
    }
    /// All that a library holds, as text, so that two can be compared.
    static QString dump(Storage &storage)
    {
        QStringList lines;
        const auto page = storage.list({}, {});
        for (const ListItem &item : page ? page->items : std::vector<ListItem>()) {
            const auto versions = storage.capabilities().versions->versions(*item.name, {});
            for (const Version &version : versions ? *versions : std::vector<Version>()) {
                const auto prompt = storage.fetch(*item.name, version, {});
                lines.append(prompt ? QString::fromUtf8(encodeMetadata(prompt->metadata)) +
                                          QString::fromLatin1(prompt->content.toHex())
                                    : item.path + u' ' + version.toString() + u' ' + prompt.error().codeName());
            }
            const auto labels = storage.capabilities().labels->labels(*item.name, {});
            for (const auto &[label, version] : labels ? *labels : LabelMap())
                lines.append(item.path + u' ' + label.toString() + u'=' + version.toString());
        }
        return lines.join(u'\n');
    }

    /// In memory where there is such a place: the disk's own pace is not what these tests are about.
    QTemporaryDir dir{
        (QFileInfo(QStringLiteral("/dev/shm")).isWritable() ? QStringLiteral("/dev/shm") : QDir::tempPath()) +
        QStringLiteral("/pulse-backup-XXXXXX")};
    std::shared_ptr<ManualClock> clock =
        std::make_shared<ManualClock>(QDateTime(QDate(2025, 3, 1), QTime(12, 0), QTimeZone::UTC));
    BackupParts parts;
    MemoryBackend memory;
};

} // namespace pulse::test
