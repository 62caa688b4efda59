// SPDX-License-Identifier: Apache-2.0
#include "inotify.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace pulse::filesystem {
namespace {

constexpr std::uint32_t interesting = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB | IN_CLOSE_WRITE |
                                      IN_DELETE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW;

} // namespace

Inotify::Inotify()
    : m_inotify(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC))
    , m_wake(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{}

Inotify::~Inotify()
{
    if (m_inotify != -1)
        ::close(m_inotify);
    if (m_wake != -1)
        ::close(m_wake);
}

Sys<int> Inotify::add(const QByteArray &path)
{
    const int watch = ::inotify_add_watch(m_inotify, path.constData(), interesting);
    if (watch == -1)
        return std::unexpected(SystemFailure{errno});
    return watch;
}

void Inotify::remove(int watch)
{
    ::inotify_rm_watch(m_inotify, watch);
}

Inotify::Woken Inotify::wait(std::optional<int> milliseconds)
{
    std::array<pollfd, 2> waiting{pollfd{m_wake, POLLIN, 0}, pollfd{m_inotify, POLLIN, 0}};
    const int ready = ::poll(waiting.data(), waiting.size(), milliseconds.value_or(-1));
    if (ready > 0 && waiting[0].revents != 0)
        return Woken::ByCall;
    return ready > 0 ? Woken::ByEvents : Woken::ByTimeout;
}

std::vector<Inotify::Event> Inotify::take()
{
    alignas(inotify_event) std::array<char, 64 * 1024> buffer;
    std::vector<Event> events;
    for (;;) {
        const auto length = ::read(m_inotify, buffer.data(), buffer.size());
        if (length <= 0)
            return events;
        for (const char *at = buffer.data(); at < buffer.data() + length;) {
            const auto *event = reinterpret_cast<const inotify_event *>(at);
            events.push_back(
                {event->wd, event->mask, event->len > 0 ? QByteArray(at + sizeof(inotify_event)) : QByteArray()});
            at += sizeof(inotify_event) + event->len;
        }
    }
}

void Inotify::wake()
{
    ::eventfd_write(m_wake, 1);
}

bool Inotify::isWoken() const
{
    pollfd waiting{m_wake, POLLIN, 0};
    return ::poll(&waiting, 1, 0) > 0;
}

} // namespace pulse::filesystem
