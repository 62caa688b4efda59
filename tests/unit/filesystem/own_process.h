// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFile>
#include <functional>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

// What a test may do only in a process of its own.
namespace pulse::filesystem::test {

constexpr int notPermitted = 77;

inline bool writeText(const char *path, const QByteArray &text)
{
    QFile file(QString::fromUtf8(path));
    return file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) && file.write(text) == text.size();
}

/// Does something in a process of its own, where it may mount and set limits, and returns what that returned.
inline int asAdministrator(const std::function<int()> &act)
{
    const QByteArray user = QByteArray::number(::getuid());
    const QByteArray group = QByteArray::number(::getgid());
    const pid_t child = ::fork();
    if (child == 0) {
        const bool may = ::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && writeText("/proc/self/setgroups", "deny") &&
                         writeText("/proc/self/uid_map", user + ' ' + user + " 1") &&
                         writeText("/proc/self/gid_map", group + ' ' + group + " 1") &&
                         ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
        ::_exit(may ? act() : notPermitted);
    }
    int status = 0;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace pulse::filesystem::test
