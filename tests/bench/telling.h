// SPDX-License-Identifier: Apache-2.0
// What a program that is timed says of itself, a line each, to the bench that has started it.
#pragma once

#include <QFile>
#include <cstdio>

inline void tell(const char *what, qint64 value)
{
    std::printf("%s %lld\n", what, static_cast<long long>(value));
    std::fflush(stdout);
}

inline qint64 residentKilobytes()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.simplified().split(' ').at(1).toLongLong();
    }
    return -1;
}
