// SPDX-License-Identifier: Apache-2.0
#include "terminal_prompt.h"

#include "pulse/base/quote.h"
#include "pulse/credentials/wipe.h"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

constexpr int mostCharacters = 4096;

// The controlling terminal, whatever the standard streams are; its echo comes back when it goes.
class Terminal
{
public:
    Terminal()
        : m_fd(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY))
    {
        m_isTerminal = m_fd >= 0 && ::tcgetattr(m_fd, &m_before) == 0;
    }
    ~Terminal()
    {
        if (m_isTerminal)
            ::tcsetattr(m_fd, TCSAFLUSH, &m_before);
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Terminal(const Terminal &) = delete;
    Terminal &operator=(const Terminal &) = delete;

    [[nodiscard]] bool isThere() const { return m_isTerminal; }

    void write(const QString &text) const
    {
        const QByteArray bytes = text.toUtf8();
        (void)!::write(m_fd, bytes.constData(), static_cast<size_t>(bytes.size()));
    }

    // A line; nothing at the end of input or when a stop is asked for. The question is shown once the terminal is as it
    // shall be: what was typed before that is thrown away, and what is typed after it is not lost.
    [[nodiscard]] std::optional<QString> readLine(const QString &question, bool echo,
                                                  const std::function<bool()> &stopped) const
    {
        termios mode = m_before;
        if (!echo)
            mode.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(m_fd, TCSAFLUSH, &mode);
        write(question);
        Wiped<QByteArray> line;
        line.edit().reserve(mostCharacters);
        bool ended = false;
        while (!ended && !stopped()) {
            pollfd waiting{m_fd, POLLIN, 0};
            if (::poll(&waiting, 1, 100) <= 0)
                continue;
            char byte = 0;
            const ssize_t got = ::read(m_fd, &byte, 1);
            if (got <= 0)
                break;
            ended = byte == '\n';
            if (!ended && line->size() < mostCharacters)
                line.edit().append(byte);
        }
        ::tcsetattr(m_fd, TCSAFLUSH, &m_before);
        if (!echo)
            write(u"\n"_s);
        return ended ? std::optional(QString::fromUtf8(*line)) : std::nullopt;
    }

private:
    int m_fd;
    bool m_isTerminal = false;
    termios m_before{};
};

QString nameOf(CredentialRequest::Kind kind)
{
    switch (kind) {
    case CredentialRequest::Kind::Password:
        return u"Password"_s;
    case CredentialRequest::Kind::BearerToken:
        return u"Token"_s;
    case CredentialRequest::Kind::AccessKey:
        return u"Secret access key"_s;
    case CredentialRequest::Kind::KeyPassphrase:
        return u"Passphrase of the key"_s;
    }
    return u"Password"_s;
}

class TerminalPrompt final : public CredentialPrompt
{
public:
    explicit TerminalPrompt(std::function<std::stop_token()> token)
        : m_token(std::move(token))
    {}

    Result<std::optional<Answer>> ask(const Question &question, std::stop_token stop) override
    {
        using Kind = CredentialRequest::Kind;
        const Terminal terminal;
        if (!terminal.isThere())
            return std::nullopt;
        const std::stop_token interrupted = m_token();
        const auto stopped = [&] { return stop.stop_requested() || interrupted.stop_requested(); };
        if (question.request.rejected)
            terminal.write(u"That did not work.\n"_s);
        terminal.write(u"%1 asks for credentials (library %2).\n"_s.arg(
            visible(question.request.place.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery), 200),
            visible(question.library, 200)));
        Answer answer;
        answer.credential.user = question.request.user;
        const bool hasUser = question.request.kind == Kind::Password || question.request.kind == Kind::AccessKey;
        if (hasUser && answer.credential.user.isEmpty()) {
            const auto user = terminal.readLine(
                question.request.kind == Kind::AccessKey ? u"Access key id: "_s : u"User: "_s, true, stopped);
            if (!user || user->isEmpty())
                return std::nullopt;
            answer.credential.user = *user;
        }
        const QString whose = hasUser ? u" of "_s + visible(answer.credential.user) : QString();
        const auto secret = terminal.readLine(nameOf(question.request.kind) + whose + u": "_s, false, stopped);
        if (!secret || secret->isEmpty())
            return std::nullopt;
        answer.credential.secret = *secret;
        if (!question.keychain)
            return answer;
        const auto keep = terminal.readLine(u"Keep it in the system's keychain? [y/N] "_s, true, stopped)
                              .value_or(QString())
                              .trimmed()
                              .toLower();
        if (keep == "y"_L1 || keep == "yes"_L1)
            answer.keep = KeepCredential::Keychain;
        return answer;
    }

private:
    std::function<std::stop_token()> m_token;
};

} // namespace

std::shared_ptr<CredentialPrompt> makeTerminalPrompt(std::function<std::stop_token()> token)
{
    return std::make_shared<TerminalPrompt>(std::move(token));
}

bool isInteractive()
{
    return ::isatty(STDERR_FILENO) == 1 && Terminal().isThere();
}

} // namespace pulse::cli
