// SPDX-License-Identifier: Apache-2.0
#include "interruption.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

namespace pulse::cli {

namespace {

// What a signal handler may touch.
volatile std::sig_atomic_t receivedSignal = 0;
volatile std::sig_atomic_t wakeDescriptor = -1;

extern "C" void pulseCliSignal(int number)
{
    const int saved = errno;
    receivedSignal = number;
    if (::write(wakeDescriptor, "s", 1) < 0) {
    }
    errno = saved;
}

} // namespace

// A handler may not ask for a stop itself (that takes locks), so a thread waits at a pipe for its byte.
struct Interruption::State
{
    int pipe[2] = {-1, -1};
    std::stop_source source;
    std::jthread waiter;
    struct sigaction oldInterrupt{}, oldTerminate{};
};

Interruption::Interruption()
    : m_state(std::make_unique<State>())
{
    State &state = *m_state;
    if (::pipe2(state.pipe, O_CLOEXEC) != 0)
        return;
    wakeDescriptor = state.pipe[1];
    sigset_t all, previous;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &previous);
    state.waiter = std::jthread([&state] {
        char byte = 0;
        while (::read(state.pipe[0], &byte, 1) < 0 && errno == EINTR) {
        }
        if (byte == 's')
            state.source.request_stop();
    });
    ::pthread_sigmask(SIG_SETMASK, &previous, nullptr);
    struct sigaction action{};
    action.sa_handler = pulseCliSignal;
    action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
    ::sigaction(SIGINT, &action, &state.oldInterrupt);
    ::sigaction(SIGTERM, &action, &state.oldTerminate);
}

Interruption::~Interruption()
{
    State &state = *m_state;
    if (state.pipe[0] < 0)
        return;
    ::sigaction(SIGINT, &state.oldInterrupt, nullptr);
    ::sigaction(SIGTERM, &state.oldTerminate, nullptr);
    if (::write(state.pipe[1], "e", 1) == 1)
        state.waiter.join();
    wakeDescriptor = -1;
    ::close(state.pipe[0]);
    ::close(state.pipe[1]);
}

std::stop_token Interruption::token() const
{
    return m_state->source.get_token();
}

int Interruption::signalNumber()
{
    return receivedSignal;
}

} // namespace pulse::cli
