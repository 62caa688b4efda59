// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backup_fixture.h"
#include "pulse/faults/scripted_fs.h"

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

} // namespace pulse::test
