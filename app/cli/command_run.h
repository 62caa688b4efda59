// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "console.h"
#include "exit_code.h"
#include "interruption.h"
#include "invocation.h"

#include "pulse/composition/standard_library_host.h"

#include <optional>
#include <vector>

namespace pulse::cli {

/// One command while it runs: what was asked, where to print, and how to reach the library.
class CommandRun
{
public:
    CommandRun(const Invocation &invocation, Console &console)
        : m_invocation(invocation)
        , m_console(console)
    {}

    [[nodiscard]] const Invocation &in() const { return m_invocation; }
    [[nodiscard]] Console &out() { return m_console; }
    [[nodiscard]] bool isDryRun() const { return m_invocation.has("dry-run"); }

    using Purpose = StandardLibraryHost::Purpose;
    /// The host; its purpose is settled by the first call.
    [[nodiscard]] StandardLibraryHost &host(Purpose purpose);
    /// Where the library is: --library, or the default.
    [[nodiscard]] Result<QUrl> location(Purpose purpose);
    /// Opens that library, which must exist.
    [[nodiscard]] Result<std::shared_ptr<Library>> open(Purpose purpose);
    /// What is elsewhere is told about while it is opened, and an interruption stops it.
    [[nodiscard]] Result<std::shared_ptr<Library>> openPlace(const QUrl &url, OpenOptions::Mode mode, Purpose purpose);
    /// Whether everything of one library can be copied to the other: their places are apart. Opens neither.
    [[nodiscard]] Result<void> checkApart(const QUrl &from, const QString &to, Purpose purpose);
    /// Opens a library for copying all of it, past every replica.
    [[nodiscard]] Result<std::shared_ptr<Library>> openAt(const QString &location, OpenOptions::Mode mode,
                                                          Purpose purpose);
    /// The same for the side that is only read: its home is asked where that is the library, and gets nothing at the
    /// end.
    [[nodiscard]] Result<std::shared_ptr<Library>> openSource(const QString &location, Purpose purpose);
    /// For a changing command that with --dry-run only reads.
    [[nodiscard]] Result<std::shared_ptr<Library>> openForChange()
    {
        return open(isDryRun() ? Purpose::Reading : Purpose::Changing);
    }

    /// What a person types on the terminal, or --credentials-fd says. Errors: Unavailable (nobody to ask), Cancelled.
    [[nodiscard]] Result<Credential> enterCredential(const LibraryProfile &profile);

    /// What must be right before any command: --environment, --credentials-fd.
    [[nodiscard]] Result<void> prepare(EnvironmentSecrets variables);
    /// Has finish() send what waits in the library, where it lives elsewhere; it itself where it is new.
    void willSend(std::shared_ptr<Library> library, bool isNew);
    /// After the command: what it changed in a library that lives elsewhere is sent there, as far as that goes quickly.
    void finish();

    /// A token that Ctrl+C stops, from the first call on. A command that never asks for it is simply ended by the
    /// signal.
    [[nodiscard]] std::stop_token stop();

    /// The line with which a person runs another command on the same library: “pulse-gui --cli --library team sync”.
    [[nodiscard]] QString lineFor(const QString &command) const;

    /// A failure of wrong usage of this command.
    [[nodiscard]] std::unexpected<Error> wrongUsage(const QString &sentence) const;

private:
    [[nodiscard]] Result<std::shared_ptr<Library>> openDirect(const QUrl &url, OpenOptions::Mode mode, Purpose purpose);
    [[nodiscard]] Result<void> askHome(Library &library, Purpose purpose);
    /// A library that may have something to send.
    struct Changing
    {
        std::shared_ptr<Library> library;
        bool isNew; ///< it has, also without a prompt, or is to be noted as seen
    };
    void send(const Changing &changing);
    [[nodiscard]] std::stop_token stopOf(const QUrl &url);
    [[nodiscard]] ProgressSink progressOf(const QUrl &url);
    [[nodiscard]] Result<void> synchronise(SyncStorage &sync);
    [[nodiscard]] Result<std::shared_ptr<Library>> meet(std::shared_ptr<Library> library, Purpose purpose);

    const Invocation &m_invocation;
    Console &m_console;
    GivenCredentials m_given;
    std::unique_ptr<StandardLibraryHost> m_host;
    std::vector<Changing> m_changing;
    std::optional<Interruption> m_interruption;
};

} // namespace pulse::cli
