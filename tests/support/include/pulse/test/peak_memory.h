// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFile>

namespace pulse::test {

/// How much memory this program has had at most since a moment, beyond what it had then. One at a time.
class PeakMemory
{
public:
    PeakMemory()
    {
        QFile reset(QStringLiteral("/proc/self/clear_refs"));
        m_isKnown = reset.open(QIODevice::WriteOnly) && reset.write("5") == 1;
        reset.close();
        m_before = read();
    }
    /// Whether the system tells.
    [[nodiscard]] bool isKnown() const { return m_isKnown && m_before > 0; }
    /// In bytes.
    [[nodiscard]] qint64 grown() const { return read() - m_before; }

private:
    [[nodiscard]] static qint64 read()
    {
        QFile status(QStringLiteral("/proc/self/status"));
        if (!status.open(QIODevice::ReadOnly))
            return 0;
        for (const QByteArray &line : status.readAll().split('\n')) {
            if (line.startsWith("VmHWM:"))
                return line.sliced(6).trimmed().split(' ').front().toLongLong() * 1024;
        }
        return 0;
    }

    bool m_isKnown = false;
    qint64 m_before = 0;
};

} // namespace pulse::test
