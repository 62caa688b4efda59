// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_host.h"
#include "pulse/library/library_session.h"

#include <QObject>
#include <QStringList>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace pulse::ui {

/// The libraries that are open side by side, one of them the current one, and those that were open before.
/// GUI thread. Opening is asynchronous; each library works on threads of its own, so that a slow one delays no other.
class LibraryManager : public QObject
{
    Q_OBJECT

public:
    explicit LibraryManager(std::shared_ptr<const LibraryHost> host, QObject *parent = nullptr);
    ~LibraryManager() override;

    /// `location` as LibraryHost::locate takes it. A library that is open already becomes the current one.
    void open(const QString &location, OpenOptions::Mode mode, bool makeCurrent = true);
    void openSample();
    /// Asks it to stop; openFailed tells of it as Cancelled, unless it was open before it heard.
    void stopOpening(const QString &location);
    void close(LibrarySession *session);
    void setCurrent(LibrarySession *session);

    [[nodiscard]] const std::vector<LibrarySession *> &sessions() const { return m_sessions; }
    [[nodiscard]] LibrarySession *current() const { return m_current; } ///< null when none is open
    [[nodiscard]] LibrarySession *find(const QString &url) const;
    /// By which it was opened, and can be again: a profile's name, where it has one.
    [[nodiscard]] QString locationOf(const LibrarySession *session) const;
    [[nodiscard]] bool isOpening() const { return !m_opening.empty(); }
    /// How far the opening of this location is; empty when it is not being opened.
    [[nodiscard]] std::optional<Progress> openingProgress(const QString &location) const;
    /// Where a library lives when none is named.
    [[nodiscard]] QUrl defaultLibrary() const { return m_host->defaultLibrary(); }

    /// Locations, the last opened first; open ones included.
    [[nodiscard]] const QStringList &recent() const { return m_recent; }
    void setRecent(const QStringList &locations) { m_recent = locations; }
    void forgetRecent(const QString &location);

    /// "12 prompts", "loading…", "12 prompts · read-only", "12 prompts · synced", "cannot be read".
    [[nodiscard]] QString stateText(const LibrarySession *session) const;
    /// The same without how it stands with its home.
    [[nodiscard]] QString contentText(const LibrarySession *session) const;
    [[nodiscard]] bool hasFailed(const LibrarySession *session) const;
    /// The location as a person would write it: `~/Documents/prompts`.
    [[nodiscard]] static QString displayLocation(const QString &url);

signals:
    void opened(pulse::LibrarySession *session);
    /// The last moment to let go of it.
    void aboutToClose(pulse::LibrarySession *session);
    void currentChanged(pulse::LibrarySession *session);
    void openFailed(const QString &location, const pulse::Error &error);
    /// Opening it began, or is further than before.
    void openingProgressed(const QString &location);
    /// What stateText says, the list of libraries, or isOpening has changed.
    void stateChanged();

private:
    struct Status
    {
        QString location;
        QString failure = {};
        qint64 done = 0;
        qint64 total = 0;
    };
    using Opened = std::shared_ptr<Library>;
    struct Opening
    {
        Task<Opened> task;
        Progress progress;
    };

    [[nodiscard]] ProgressSink progressOf(const QString &location);
    void await(const QString &location, Task<Opened> task, bool makeCurrent);
    void add(const QString &location, Opened library, bool makeCurrent);
    void follow(LibrarySession *session);

    std::shared_ptr<const LibraryHost> m_host;
    std::shared_ptr<TaskRunner> m_runner; // opening only
    std::map<QString, Opening> m_opening;
    std::vector<LibrarySession *> m_sessions;
    std::map<const LibrarySession *, Status> m_status;
    LibrarySession *m_current = nullptr;
    QStringList m_recent;
};

} // namespace pulse::ui
