// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json_shapes.h"

#include "pulse/base/json.h"
#include "pulse/storage/capabilities.h"

#include <QByteArray>
#include <QString>
#include <chrono>
#include <mutex>
#include <optional>
#include <vector>

namespace pulse::cli {

/// Standard output and standard error. Output is collected and written in large pieces; whether it could be written
/// is known after flush(). Used by one thread at a time, progress excepted.
class Console
{
public:
    struct Mode
    {
        bool json = false;
        bool quiet = false;
        Wording wording = {}; ///< of what an error says
    };

    Console();
    ~Console();
    Console(const Console &) = delete;
    Console &operator=(const Console &) = delete;

    void setMode(Mode mode) { m_mode = std::move(mode); }
    [[nodiscard]] bool isJson() const { return m_mode.json; }
    [[nodiscard]] bool isQuiet() const { return m_mode.quiet; }
    /// Whether a person sees standard output directly.
    [[nodiscard]] bool isTerminal() const { return m_terminal; }
    /// A terminal, and NO_COLOR does not forbid it.
    [[nodiscard]] bool hasColour() const { return m_colour; }
    /// Columns of the terminal; 0 when there is none, so that nothing is cut for a pipe.
    [[nodiscard]] int width() const;

    /// Exactly these bytes.
    void write(QByteArrayView bytes);
    void line(const QString &text);
    /// The one document of a command with --json: indented for a person, compact for a pipe.
    void json(const JsonValue &value);
    /// What was done, in a sentence; not with --json or --quiet, nor where standard output was closed from the start:
    /// who did that wants to hear nothing.
    void confirm(const QString &sentence);
    /// Something a person should know beside the result, on standard error; not with --json or --quiet.
    void note(const QString &sentence);
    /// What an error says, and the command that does something about it.
    [[nodiscard]] QString messageOf(const Error &error) const { return cli::messageOf(error, wording()); }
    /// See Wording::unanswered. From any thread.
    void noteUnanswered(const QString &profile);
    /// "pulse-gui: …" and, with --json, the error as an object on a line of its own, on standard error.
    void error(const Error &error, int exitCode);

    /// Writes what was collected. Errors: Unavailable for a broken pipe (see isBroken), NoSpace for a full disk,
    /// Invalid where standard output is closed.
    Result<void> flush();
    /// Whether the reader of standard output went away.
    [[nodiscard]] bool isBroken() const { return m_broken; }
    /// Whether anything could not be written; flush() says why.
    [[nodiscard]] bool hasFailed() const { return m_failure != 0; }
    /// Whether this is what flush() says, and not something that went wrong elsewhere.
    [[nodiscard]] static bool isOfOutput(const Error &error);

    /// Shows progress on standard error while it is a terminal, at most ten times a second; else does nothing.
    [[nodiscard]] ProgressSink progress(const QString &what);
    /// Takes the progress line away.
    void clearProgress();

    [[nodiscard]] QString bold(const QString &text) const { return styled("1", text); }
    [[nodiscard]] QString dim(const QString &text) const { return styled("2", text); }
    [[nodiscard]] QString styled(const char *code, const QString &text) const;

private:
    void writeError(const QByteArray &bytes);
    [[nodiscard]] Wording wording() const;

    Mode m_mode;
    bool m_terminal;
    bool m_isClosed;
    bool m_errorTerminal;
    bool m_colour;
    bool m_broken = false;
    int m_failure = 0; // errno of the first write that failed
    bool m_progressShown = false;
    std::chrono::steady_clock::time_point m_progressTime;
    QByteArray m_buffer;
    mutable std::mutex m_mutex;
    std::optional<QString> m_unanswered; // guarded
};

/// Columns that a text takes on a terminal: wide characters count two, combining ones none.
[[nodiscard]] int displayWidth(QStringView text);

/// Rows in aligned columns. The last column is cut to the terminal's width.
class Table
{
public:
    enum class Align { Left, Right };
    struct Column
    {
        QString title;
        Align align = Align::Left;
    };

    explicit Table(std::vector<Column> columns)
        : m_columns(std::move(columns))
    {}
    /// As many cells as there are columns; characters that could disturb a terminal are shown as text.
    void add(const QStringList &cells);
    [[nodiscard]] bool isEmpty() const { return m_rows.empty(); }
    void print(Console &console) const;

private:
    std::vector<Column> m_columns;
    std::vector<QStringList> m_rows;
};

} // namespace pulse::cli
