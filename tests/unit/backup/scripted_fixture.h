// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backup_fixture.h"
#include "pack_set.h"
#include "pulse/faults/scripted_fs.h"
#include "pulse/test/generator.h"

#include <QRegularExpression>
#include <cerrno>

namespace pulse::test {

/// Backups on a disk of which single calls fail.
class ScriptedFixture : public BackupFixture
{
public:
    ScriptedFixture()
    {
        parts.fs = fs;
        parts.threads = 1;
    }
    /// From now on the calls whose text matches fail, so often after so many that do not.
    void fail(const QString &calls, int times = 1'000'000, int after = 0, int failure = EIO) const
    {
        fs->setScript([=, matching = QRegularExpression(calls), seen = 0](const faults::FsCall &call) mutable {
            if (!matching.match(call.text).hasMatch())
                return 0;
            const int number = seen++;
            return number >= after && number < after + times ? failure : 0;
        });
    }
    /// What a call that fails so is told as.
    static ErrorCode failureCode() { return systemError(EIO, {}, {}).code(); }
    static void write(const QString &path, const QByteArray &bytes)
    {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s cannot be written", qPrintable(path));
    }
    static QByteArray read(const QString &path)
    {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            qFatal("%s cannot be read", qPrintable(path));
        return file.readAll();
    }
    std::shared_ptr<faults::ScriptedFs> fs = std::make_shared<faults::ScriptedFs>();
};

inline QStringList allIn(const QString &folder)
{
    return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
}

/// A small library with a backup. Contents and records are in packs of their own.
struct Taken : ScriptedFixture
{
    Taken()
    {
        parts.packBytes = 8000;
        publish(*memory, u"kept", u"1.0.0", kept);
        publish(*memory, u"kept", u"1.1.0", kept + kept);
        publish(*memory, u"gone", u"1.0.0", random.bytes(5000));
        backUp(*open(), *memory);
    }
    /// Another backup, without most of what is in the first pack.
    void change() const
    {
        if (!memory->remove(makeName(u"gone"), std::nullopt, {}))
            qFatal("The library cannot be changed.");
        publish(*memory, u"new", u"1.0.0", "new");
        backUp(*open(), *memory);
    }
    /// Of the pack that holds this.
    [[nodiscard]] QString pathOf(const QByteArray &content) const
    {
        const auto repository = *backup::Repository::open(folder(), BackupStore::Mode::Existing, parts);
        const auto set = *backup::PackSet::load(*repository, {}, {});
        return folder() + u'/' +
               QString::fromLatin1(set->packs()[set->find(Checksum::of(content)).front().pack].path());
    }
    [[nodiscard]] QStringList packs() const { return allIn(folder() + QStringLiteral("/packs")); }
    [[nodiscard]] QStringList snapshots() const { return allIn(folder() + QStringLiteral("/snapshots")); }
    /// Once `first` was called, the next call that matches fails.
    void failBehind(const QString &first, const QString &calls) const
    {
        fs->setScript([=, matching = QRegularExpression(calls), isBehind = false,
                       hasFailed = false](const faults::FsCall &call) mutable {
            if (isBehind && !hasFailed && matching.match(call.text).hasMatch()) {
                hasFailed = true;
                return EIO;
            }
            isBehind = isBehind || call.text == first;
            return 0;
        });
    }
    /// What prune wrote is changed before it is read back.
    void changeNewPack(const std::function<void(const QString &path)> &change) const
    {
        fs->setScript([this, change, before = packs(), isDone = false](const faults::FsCall &call) mutable {
            if (call.text != u"sync packs" || isDone)
                return 0;
            isDone = true;
            for (const QString &name : packs()) {
                if (!before.contains(name))
                    change(folder() + QStringLiteral("/packs/") + name);
            }
            return 0;
        });
    }
    Generator random{1};
    QByteArray kept = random.bytes(100);
    std::shared_ptr<Storage> memory = library(QStringLiteral("a"));
};

} // namespace pulse::test
