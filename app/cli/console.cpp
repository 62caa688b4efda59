// SPDX-License-Identifier: Apache-2.0
#include "console.h"

#include "pulse/base/quote.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

constexpr qsizetype bufferSize = 64 * 1024;

constexpr auto outputOperation = "write"_L1;
constexpr auto outputSubject = "standard output"_L1;

// Writes all of it; errno when it could not. A pipe that another program made non-blocking is waited for.
int writeFully(int fd, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::write(fd, bytes.data(), static_cast<size_t>(bytes.size()));
        if (written < 0 && errno == EAGAIN) {
            pollfd ready{.fd = fd, .events = POLLOUT, .revents = 0};
            (void)::poll(&ready, 1, -1);
            continue;
        }
        if (written < 0 && errno != EINTR)
            return errno;
        if (written > 0)
            bytes = bytes.sliced(written);
    }
    return 0;
}

Error outputError(int number)
{
    switch (number) {
    case EBADF:
        return Error(ErrorCode::Invalid, outputOperation, outputSubject,
                     u"Standard output is closed, so the output could not be written. Open it, or send it to "
                     "/dev/null; what was changed stays changed."_s);
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return Error(ErrorCode::NoSpace, outputOperation, outputSubject,
                     u"The output could not be written: the disk that standard output goes to is full, or a limit is "
                     "reached. Free some space, or send it elsewhere; what was changed stays changed."_s);
    default:
        return systemError(number, outputOperation, outputSubject);
    }
}

bool isWritable(int fd)
{
    const int flags = ::fcntl(fd, F_GETFL);
    return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY;
}

bool colourWanted()
{
    const char *noColour = ::getenv("NO_COLOR");
    const char *terminal = ::getenv("TERM");
    return (!noColour || !*noColour) && terminal && qstrcmp(terminal, "dumb") != 0;
}

} // namespace

Console::Console()
    : m_terminal(::isatty(STDOUT_FILENO) == 1)
    , m_isClosed(!isWritable(STDOUT_FILENO))
    , m_errorTerminal(::isatty(STDERR_FILENO) == 1)
    , m_colour(m_terminal && colourWanted())
{}

Console::~Console()
{
    clearProgress();
}

int Console::width() const
{
    winsize size{};
    if (!m_terminal || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col;
}

void Console::write(QByteArrayView bytes)
{
    if (m_failure != 0)
        return;
    if (m_buffer.isEmpty() && bytes.size() >= bufferSize) {
        m_failure = writeFully(STDOUT_FILENO, bytes);
        m_broken = m_failure == EPIPE;
        return;
    }
    m_buffer += bytes;
    if (m_buffer.size() >= bufferSize)
        (void)flush();
}

Result<void> Console::flush()
{
    clearProgress();
    if (m_failure == 0 && !m_buffer.isEmpty()) {
        m_failure = writeFully(STDOUT_FILENO, m_buffer);
        m_broken = m_failure == EPIPE;
    }
    m_buffer.clear();
    if (m_failure != 0)
        return std::unexpected(outputError(m_failure));
    return {};
}

bool Console::isOfOutput(const Error &error)
{
    return error.operation() == outputOperation && error.subject() == outputSubject;
}

void Console::line(const QString &text)
{
    write(text.toUtf8());
    write("\n");
}

void Console::json(const JsonValue &value)
{
    write(toJson(value, m_terminal ? JsonStyle::Indented : JsonStyle::Compact));
    if (!m_terminal)
        write("\n");
}

void Console::confirm(const QString &sentence)
{
    if (!m_mode.json && !m_mode.quiet && !m_isClosed)
        line(sentence);
}

void Console::note(const QString &sentence)
{
    if (!m_mode.json && !m_mode.quiet)
        writeError("pulse-gui: " + sentence.toUtf8() + '\n');
}

void Console::error(const Error &error, int exitCode)
{
    writeError("pulse-gui: " + messageOf(error).toUtf8() + '\n');
    if (!m_mode.json)
        return;
    JsonObject object = *errorJson(error, wording()).asObject();
    object.insert(u"exit_code"_s, exitCode);
    writeError(toJson(JsonObject{{u"error"_s, object}}) + '\n');
}

void Console::noteUnanswered(const QString &profile)
{
    const std::scoped_lock lock(m_mutex);
    m_unanswered = profile;
}

Wording Console::wording() const
{
    const std::scoped_lock lock(m_mutex);
    Wording now = m_mode.wording;
    now.unanswered = m_unanswered;
    return now;
}

void Console::writeError(const QByteArray &bytes)
{
    clearProgress();
    (void)writeFully(STDERR_FILENO, bytes);
}

ProgressSink Console::progress(const QString &what)
{
    if (!m_errorTerminal || m_mode.json || m_mode.quiet)
        return {};
    return [this, what](const Progress &progress) {
        const auto now = std::chrono::steady_clock::now();
        if (now - m_progressTime < std::chrono::milliseconds(100))
            return;
        m_progressTime = now;
        m_progressShown = true;
        const QString count =
            progress.total > 0 ? u"%1 of %2"_s.arg(progress.done).arg(progress.total) : QString::number(progress.done);
        const QString text = u"\r\x1b[K%1 %2  %3"_s.arg(what, count, visible(progress.subject, 48));
        (void)writeFully(STDERR_FILENO, text.toUtf8());
    };
}

void Console::clearProgress()
{
    if (std::exchange(m_progressShown, false))
        (void)writeFully(STDERR_FILENO, "\r\x1b[K");
}

QString Console::styled(const char *code, const QString &text) const
{
    return m_colour && !text.isEmpty() ? u"\x1b[%1m%2\x1b[0m"_s.arg(QLatin1StringView(code), text) : text;
}

// ---- tables

namespace {

bool isWide(char32_t c)
{
    struct Range
    {
        char32_t first, last;
    };
    // East Asian Wide and Fullwidth, in blocks.
    static constexpr Range wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},  {0x3041, 0x33FF}, {0x3400, 0x4DBF},
                                     {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},  {0xAC00, 0xD7A3}, {0xF900, 0xFAFF},
                                     {0xFE30, 0xFE4F},   {0xFF00, 0xFF60},  {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F},
                                     {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    return std::ranges::any_of(wide, [c](Range r) { return c >= r.first && c <= r.last; });
}

int widthOf(char32_t c)
{
    const auto category = QChar::category(c);
    if (category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing || category == QChar::Other_Format)
        return 0;
    return isWide(c) ? 2 : 1;
}

QString cut(const QString &text, int width)
{
    if (displayWidth(text) <= width)
        return text;
    QString kept;
    int used = 1; // the ellipsis
    for (const char32_t c : text.toUcs4()) {
        used += widthOf(c);
        if (used > width)
            break;
        kept += QString::fromUcs4(&c, 1);
    }
    return kept + u'…';
}

} // namespace

int displayWidth(QStringView text)
{
    int width = 0;
    for (const char32_t c : text.toUcs4())
        width += widthOf(c);
    return width;
}

void Table::add(const QStringList &cells)
{
    QStringList shown;
    for (const QString &cell : cells)
        shown.append(visible(cell, 4096));
    m_rows.push_back(std::move(shown));
}

void Table::print(Console &console) const
{
    if (m_rows.empty())
        return;
    std::vector<int> widths;
    for (size_t column = 0; column < m_columns.size(); ++column) {
        int width = displayWidth(m_columns[column].title);
        for (const QStringList &row : m_rows)
            width = std::max(width, displayWidth(row[static_cast<qsizetype>(column)]));
        widths.push_back(width);
    }
    const auto format = [&](const QStringList &cells) {
        QString line;
        int used = 0;
        for (qsizetype i = 0; i < cells.size(); ++i) {
            const auto column = static_cast<size_t>(i);
            QString cell = cells[i];
            const bool last = i + 1 == cells.size();
            if (last && console.width() > 0)
                cell = cut(cell, std::max(8, console.width() - used));
            const QString space(std::max(0, widths[column] - displayWidth(cell)), u' ');
            const bool right = m_columns[column].align == Align::Right;
            line += right ? space + cell : last ? cell : cell + space;
            line += last ? QString() : u"  "_s;
            used += widths[column] + 2;
        }
        while (line.endsWith(u' '))
            line.chop(1);
        return line;
    };
    QStringList titles;
    for (const Column &column : m_columns)
        titles.append(column.title);
    console.line(console.bold(format(titles)));
    for (const QStringList &row : m_rows)
        console.line(format(row));
}

} // namespace pulse::cli
