// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QGuiApplication>
#include <QSocketNotifier>
#include <cstdio>
#include <functional>
#include <unistd.h>

/// How the test talks to a program: a line in, a line out; the end of the input ends the program.
class Talker
{
public:
    explicit Talker(std::function<void(const QByteArray &line)> asked)
        : m_asked(std::move(asked))
        , m_notifier(STDIN_FILENO, QSocketNotifier::Read)
    {
        QObject::connect(&m_notifier, &QSocketNotifier::activated, &m_notifier, [this] { read(); });
    }

    static void say(const QByteArray &line)
    {
        std::fputs((line + '\n').constData(), stdout);
        std::fflush(stdout);
    }
    static void sayPoint(const QByteArray &what, const QPoint &point)
    {
        say(what + ' ' + QByteArray::number(point.x()) + ' ' + QByteArray::number(point.y()));
    }

private:
    void read()
    {
        char buffer[4096];
        const ssize_t count = ::read(STDIN_FILENO, buffer, sizeof buffer);
        if (count <= 0) {
            QGuiApplication::quit();
            return;
        }
        m_input.append(buffer, static_cast<qsizetype>(count));
        for (qsizetype end = m_input.indexOf('\n'); end >= 0; end = m_input.indexOf('\n')) {
            const QByteArray line = m_input.first(end);
            m_input.remove(0, end + 1);
            m_asked(line);
        }
    }

    std::function<void(const QByteArray &)> m_asked;
    QSocketNotifier m_notifier;
    QByteArray m_input;
};
